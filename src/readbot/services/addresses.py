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
from aiohttp import AddrInfoType
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from readbot.club.mistakes import Mistake
from readbot.services import parsing
from readbot.text.article import Article
from readbot.text.importers import LONGEST_TEXT

TIME_LIMIT = 20.0  # seconds for all redirects together
MOST_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNICAST = ipaddress.ip_network("2000::/3")
_DOCUMENTS = ipaddress.ip_network("3fff::/20")  # RFC 9637, later than some versions of Python
_LEAST_PORT = 1024  # below, other things listen than the web
_WEB_PORTS = {80, 443}
_FORBIDDEN = "That address is not on the open internet, so readbot does not ask it."


class ForbiddenAddressError(Exception):
    """The address leads into a network that is not for everyone."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        # An IPv4 address in the clothes of an IPv6 one is judged by what it is.
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo and parsed.teredo[1])
        if inner:
            return is_public(str(inner))
        if parsed in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)))
        # https://www.iana.org/assignments/ipv6-unicast-address-assignments: all that is given to
        # anyone lies in here.
        return parsed in _UNICAST and parsed.is_global and parsed not in _DOCUMENTS
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


def public_socket(info: AddrInfoType) -> socket.socket:
    """A socket to this very address, which is public however its name was written."""
    family, kind, protocol, _, address = info
    if not is_public(str(address[0])):
        raise ForbiddenAddressError(str(address[0]))
    return socket.socket(family, kind, protocol)


def check_address(url: str) -> str:
    """The address, if it is one that may be asked; a Mistake in plain words if not."""
    written = url.strip()
    # Read as it will be dialled: full-width digits, too, are an address by number.
    dialled = _read(written)
    if dialled is None:
        raise Mistake(
            "That is not a web address. It begins with https:// and names a page, such as "
            "https://example.org/article."
        )
    try:
        literal = ipaddress.ip_address(dialled.host or "")
    except ValueError:
        return written
    if not is_public(str(literal)):
        raise Mistake(_FORBIDDEN)
    return written


def _read(written: str) -> URL | None:
    try:
        parts, dialled = urlsplit(written), URL(written)
        port = dialled.explicit_port
    except ValueError:
        return None
    is_web = dialled.scheme in {"http", "https"} and dialled.host and parts.hostname
    # A name and a password would be told to the site, and stand in exports.
    is_open = dialled.user is None and dialled.password is None and written.isprintable()
    usual = port is None or port in _WEB_PORTS or port >= _LEAST_PORT
    return dialled if is_web and is_open and usual else None


async def fetch(
    url: str,
    *,
    allowed: bool,
    largest: int,
    longest: int = LONGEST_TEXT,
    chapters: Sequence[int] | None = None,
    resolver: AbstractResolver | None = None,
) -> Article:
    """The article at a web address, of ``largest`` bytes and ``longest`` characters at most.

    A Mistake says what to do instead.

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
            final, kind, content = await _download(address, largest, resolver)
    except ForbiddenAddressError:
        raise Mistake(_FORBIDDEN) from None
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        raise Mistake(
            "The page could not be fetched. Save it in your browser and attach the file, or paste "
            "its text."
        ) from error
    if "html" in kind:
        return await parsing.read_page(content, final, longest=longest)
    name = urlsplit(final).path.rpartition("/")[2] or "article"
    article = await parsing.read_file(name, content, chapters, longest=longest)
    return replace(article, details=replace(article.details, source_url=final))


async def _download(
    url: str, largest: int, resolver: AbstractResolver | None
) -> tuple[str, str, bytes]:
    # Addresses by number pass no resolver, so each connection is looked at once more.
    connector = (
        aiohttp.TCPConnector(resolver=PublicResolver(), socket_factory=public_socket)
        if resolver is None
        else aiohttp.TCPConnector(resolver=resolver)
    )
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
                return url, response.content_type, await _body(response, largest)
    raise Mistake("The site sends readbot from one address to the next without end.")


async def _body(response: aiohttp.ClientResponse, largest: int) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_chunked(65536):
        content += chunk
        if len(content) > largest:
            raise Mistake(
                "That page is larger than {size} MB. Save what matters of it and attach the file.",
                size=largest // 1_000_000,
            )
    return bytes(content)
