"""Fetching an article from a web address, without letting anyone look into our own network.

Only http and https; no private, loopback, link-local or otherwise special address, which is checked
for the very connection that is made, after each redirect too; limits on size, time and redirects;
no cookies. Off unless the operator turns it on.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from readbot.club.mistakes import Mistake
from readbot.services import parsing
from readbot.text.article import Article

TIME_LIMIT = 20.0  # seconds for all redirects together
MOST_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}


class ForbiddenAddressError(Exception):
    """The address leads into a network that is not for everyone."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        # An IPv4 address in the clothes of an IPv6 one is judged by what it is.
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo and parsed.teredo[1])
        if inner:
            return inner.is_global
        if parsed in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)))
    return parsed.is_global and not parsed.is_multicast


class PublicResolver(AbstractResolver):
    """Resolves names, and refuses those that lead anywhere but to the open internet."""

    def __init__(self) -> None:
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of ``host``, all of them public."""
        found = await self._resolver.resolve(host, port, family)
        if any(not is_public(result["host"]) for result in found):
            raise ForbiddenAddressError(host)
        return found

    async def close(self) -> None:
        """Nothing is held open."""
        await self._resolver.close()


def check_address(url: str) -> str:
    """The address, if it is one that may be asked; a Mistake in plain words if not."""
    parts = urlsplit(url.strip())
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == -1:
        raise Mistake(
            "That is not a web address. It begins with https:// and names a page, such as "
            "https://example.org/article."
        )
    try:
        literal = ipaddress.ip_address(parts.hostname)
    except ValueError:
        return url.strip()
    if not is_public(str(literal)):
        raise Mistake("That address is not on the open internet, so readbot does not ask it.")
    return url.strip()


async def fetch(
    url: str,
    *,
    allowed: bool,
    largest: int,
    chapters: Sequence[int] | None = None,
    resolver: AbstractResolver | None = None,
) -> Article:
    """The article at a web address; ``largest`` is in bytes. A Mistake says what to do instead.

    ``chapters`` are those wanted of a book; ``resolver`` turns names into addresses; without one,
    only public ones come out.
    """
    if not allowed:
        raise Mistake(
            "This readbot does not fetch pages from the web: whoever runs it has not turned that "
            "on. Save the page in your browser and attach the file, or paste its text."
        )
    address = check_address(url)
    try:
        async with asyncio.timeout(TIME_LIMIT):
            final, kind, content = await _download(address, largest, resolver or PublicResolver())
    except ForbiddenAddressError:
        raise Mistake(
            "That address is not on the open internet, so readbot does not ask it."
        ) from None
    except (TimeoutError, aiohttp.ClientError, UnicodeError) as error:
        raise Mistake(
            "The page could not be fetched. Save it in your browser and attach the file, or paste "
            "its text."
        ) from error
    if "html" in kind:
        return await parsing.read_page(content, final)
    name = urlsplit(final).path.rpartition("/")[2] or "article"
    article = await parsing.read_file(name, content, chapters)
    return replace(article, details=replace(article.details, source_url=final))


async def _download(url: str, largest: int, resolver: AbstractResolver) -> tuple[str, str, bytes]:
    connector = aiohttp.TCPConnector(resolver=resolver)
    headers = {"User-Agent": "readbot", "Accept": "text/html,*/*;q=0.5"}
    async with aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), headers=headers
    ) as session:
        for _ in range(MOST_REDIRECTS + 1):
            async with session.get(url, allow_redirects=False) as response:
                if response.status in REDIRECTS and "Location" in response.headers:
                    url = check_address(urljoin(url, response.headers["Location"]))
                    continue
                if response.status != 200:
                    raise Mistake(
                        "The site answered with {status} instead of the page. Save the page in "
                        "your browser and attach the file, or paste its text.",
                        status=response.status,
                    )
                return url, response.content_type, await _read(response, largest)
    raise Mistake("The site sends readbot from one address to the next without end.")


async def _read(response: aiohttp.ClientResponse, largest: int) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_chunked(65536):
        content += chunk
        if len(content) > largest:
            raise Mistake(
                "That page is larger than {size} MB. Save what matters of it and attach the file.",
                size=largest // 1_000_000,
            )
    return bytes(content)
