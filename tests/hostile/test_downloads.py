"""A file that is not what was said of it."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from readbot.chat import downloads
from readbot.club.mistakes import Mistake

PIECE = b"x" * 65536


@pytest.fixture
async def sent() -> AsyncIterator[tuple[str, list[int]]]:
    """An address that never ends, and how many pieces it has sent."""
    pieces = [0]

    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while pieces[0] < 2000:
            await answer.write(PIECE)
            pieces[0] += 1
        return answer

    app = web.Application()
    app.router.add_get("/endless", endless)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", pieces
    await runner.cleanup()


async def test_a_file_larger_than_was_said_is_not_read_to_its_end(
    sent: tuple[str, list[int]],
) -> None:
    address, pieces = sent
    with pytest.raises(Mistake, match="larger than 1 MB"):
        await downloads.attached(f"{address}/endless", size=10, largest=1_000_000)
    assert pieces[0] < 500


async def test_a_file_that_is_said_to_be_too_large_is_not_asked_for(
    sent: tuple[str, list[int]],
) -> None:
    address, pieces = sent
    with pytest.raises(Mistake, match="larger than 1 MB"):
        await downloads.attached(f"{address}/endless", size=1_000_001, largest=1_000_000)
    assert pieces == [0]


@pytest.mark.parametrize("path", ["/gone", "x://nowhere", ""])
async def test_a_file_that_cannot_be_fetched_is_said_to_be_so(
    sent: tuple[str, list[int]], path: str
) -> None:
    address = sent[0] + path if path.startswith("/") else path
    with pytest.raises(Mistake, match="could not fetch the file"):
        await downloads.attached(address, size=10, largest=1_000_000)
