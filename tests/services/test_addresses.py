"""Fetching from the web: only what is public, and only so much."""

import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import TestServer

from readbot.club.mistakes import Mistake
from readbot.services.addresses import check_address, fetch, is_public

PAGE = """<html lang="en"><head><title>The Lamp</title></head><body><article><h1>The Lamp</h1>
<p>A lamp stood in the window of the last house, and it burned every night of the year.</p>
<p>Nobody in the village could say who had lit it first, and nobody wished to put it out.</p>
</article></body></html>"""


class Book(AbstractResolver):
    """Knows one name, and leads it to this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The loopback address, whatever is asked."""
        return [
            ResolveResult(
                hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        """Nothing to close."""


async def page(_: web.Request) -> web.Response:
    return web.Response(text=PAGE, content_type="text/html")


async def long(_: web.Request) -> web.Response:
    return web.Response(text=PAGE + "x" * 100_000, content_type="text/html")


async def round_and_round(_: web.Request) -> web.Response:
    raise web.HTTPFound("/round")


async def inward(_: web.Request) -> web.Response:
    raise web.HTTPFound("http://169.254.169.254/latest/meta-data")


@pytest.fixture
async def site() -> AsyncIterator[str]:
    """A site on this machine that goes by a public name."""
    app = web.Application()
    app.add_routes(
        [
            web.get("/page", page),
            web.get("/long", long),
            web.get("/round", round_and_round),
            web.get("/inward", inward),
        ]
    )
    server = TestServer(app)
    await server.start_server()
    yield f"http://articles.example:{server.port}"
    await server.close()


async def test_a_page_becomes_an_article(site: str) -> None:
    article = await fetch(f"{site}/page", allowed=True, largest=50_000, resolver=Book())
    assert article.details.title == "The Lamp"
    assert "A lamp stood in the window" in article.text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/missing", "404"),
        ("/long", "larger than"),
        ("/round", "without end"),
        ("/inward", "not on the open internet"),
    ],
)
async def test_what_cannot_be_fetched_is_answered_in_plain_words(
    site: str, path: str, words: str
) -> None:
    with pytest.raises(Mistake, match=words):
        await fetch(f"{site}{path}", allowed=True, largest=50_000, resolver=Book())


async def test_a_name_that_leads_to_this_machine_is_refused_at_the_connection(site: str) -> None:
    port = site.rpartition(":")[2]
    with pytest.raises(Mistake, match="not on the open internet"):
        await fetch(f"http://localhost:{port}/page", allowed=True, largest=50_000)


async def test_nothing_is_fetched_unless_the_operator_turned_it_on(site: str) -> None:
    with pytest.raises(Mistake, match="does not fetch"):
        await fetch(f"{site}/page", allowed=False, largest=50_000, resolver=Book())


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  the address that means "this machine" is what is tested
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
    ],
)
def test_an_address_that_is_not_of_the_open_internet_is_known(address: str) -> None:
    assert not is_public(address)


def test_addresses_of_the_open_internet_are_public() -> None:
    assert is_public("93.184.215.14")
    assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")


@pytest.mark.parametrize(
    "url",
    ["", "example.org", "ftp://example.org/a", "file:///etc/passwd", "http://", "http://a:99999/"],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(Mistake, match="web address"):
        check_address(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "10.0.0.1"])
def test_a_private_address_by_number_is_refused_before_anything_is_asked(host: str) -> None:
    with pytest.raises(Mistake, match="open internet"):
        check_address(f"http://{host}/")
