"""Fetching what a member attached, and no more of it than is wanted."""

import asyncio

import aiohttp

from readbot.club.mistakes import Mistake

SECONDS = 60.0
_CHUNK = 65536  # bytes


async def attached(url: str, size: int, largest: int) -> bytes:
    """The content of an attachment; a Mistake if it is larger than ``largest`` bytes, or is gone.

    ``size`` is what Discord says of it. What is more than it may be is not read to its end.
    """
    if size > largest:
        raise _too_large(largest)
    content = bytearray()
    try:
        async with (
            asyncio.timeout(SECONDS),
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(url) as answer,
        ):
            if answer.status != 200:
                raise _unreachable()
            async for chunk in answer.content.iter_chunked(_CHUNK):
                content += chunk
                if len(content) > largest:
                    raise _too_large(largest)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        raise _unreachable() from None
    return bytes(content)


def _too_large(largest: int) -> Mistake:
    return Mistake(
        "That file is larger than {most} MB. Please send a smaller one, or the text alone.",
        most=largest // 1_000_000,
    )


def _unreachable() -> Mistake:
    return Mistake("I could not fetch the file from Discord. Please send the command again.")
