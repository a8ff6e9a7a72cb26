"""Addresses that are written so as to lead into our own network."""

import socket

import pytest
from aiohttp import web

from readbot.club.mistakes import Mistake
from readbot.services import addresses

THIS_MACHINE = (
    "127。0。0。1", "①②⑦.0.0.1", "１２７.0.0.1", "127.1", "0177.0.0.1", "0x7f.1", "2130706433", "0",
    "localhost", "localhost.", "[::]", "[::1]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "0.0.0.0",  # noqa: S104
    "127.0.0.1.", "[::1%25lo]", "user@127.1", "example.org@127.0.0.1", "127.0.0.1%00.org",
)  # fmt: skip


async def test_no_way_of_writing_this_machine_s_address_reaches_it() -> None:
    reached = []

    async def page(request: web.Request) -> web.Response:
        reached.append(request.host)
        return web.Response(text="<article><p>Nobody outside may read this.</p></article>")

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", page)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    for host in THIS_MACHINE:
        with pytest.raises(Mistake):
            await addresses.fetch(f"http://{host}:{port}/", allowed=True, largest=10_000)
    await runner.cleanup()
    assert reached == []


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "10.1.2.3"])
def test_no_socket_is_made_to_an_address_that_is_not_public(address: str) -> None:
    info = (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))
    with pytest.raises(addresses.ForbiddenAddressError):
        addresses.public_socket(info)


@pytest.mark.parametrize(
    "address",
    [
        "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:a00:1::", "::10.0.0.1", "::ffff:0:10.0.0.1",
        "fec0::1", "fd00:ec2::254", "fe80::1", "5f00::1", "3fff::1", "2001:db8::1", "ff0e::1",
        "100.64.0.1", "192.0.2.1", "198.18.0.1", "240.0.0.1", "255.255.255.255", "224.0.0.1",
    ],
)  # fmt: skip
def test_what_only_looks_public_is_not(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://[::1", "http://example.org:99999/", "http://example.org:22/", "ftp://example.org/",
        "http://name:word@example.org/", "file:///etc/passwd", "http://\x00example.org/", "http://",
        "gopher://example.org/", "http://example.org:-1/", "javascript:alert(1)", "http:///a", "",
    ],
)  # fmt: skip
def test_what_is_no_open_web_address_is_a_mistake_in_plain_words(url: str) -> None:
    with pytest.raises(Mistake):
        addresses.check_address(url)
