"""Answers of 429 over the wire, from Discord, from proxies and from the edge."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web
from discord.http import Route
from tests.chat.conftest import Stage
from tests.chat.test_courier import parcel

from readbot.chat.limits import BAN, SHORTEST, UNSTATED, limit
from readbot.chat.wire import Wire
from readbot.services.courier import MustWaitError

PAGE = "<html><head><title>Access denied</title></head><body>Error 1015</body></html>"


@asynccontextmanager
async def answering(
    monkeypatch: pytest.MonkeyPatch, body: object, headers: Mapping[str, str] | None = None
) -> AsyncIterator[Callable[[], int]]:
    """A Discord that answers 429 to everything, until the block ends; how often it was asked."""
    asked = 0

    async def answer(_request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        if isinstance(body, str):
            return web.Response(status=429, text=body, content_type="text/html", headers=headers)
        return web.json_response(body, status=429, headers=headers)

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    with monkeypatch.context() as patched:
        patched.setattr(Route, "BASE", f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10")
        yield lambda: asked
    await runner.cleanup()


@pytest.mark.parametrize(
    ("body", "headers", "seconds"),
    [
        ({"message": "slow down", "retry_after": 7.25, "global": False}, {}, 7.25),
        ({"message": "slow down", "retry_after": "7.25"}, {}, 7.25),
        ({"message": "slow down", "retry_after": 3.4}, {"Retry-After": "4"}, 4.0),
        ({"message": "slow down"}, {"Retry-After": "9"}, 9.0),
        ({"message": "slow down"}, {"X-RateLimit-Reset-After": "0.5"}, 0.5),
        ({"message": "slow down", "retry_after": None}, {}, UNSTATED),
        ({"message": "slow down", "retry_after": -3}, {}, SHORTEST),
        ({"message": "slow down", "retry_after": 45.5}, {"Via": "1.1 proxy"}, 45.5),
        ({"message": "slow down"}, {"Via": "1.1 proxy"}, UNSTATED),
        (PAGE, {}, BAN),
        (PAGE, {"Retry-After": "1800"}, 1800.0),
    ],
)
async def test_a_limit_is_kept_as_long_as_it_is_stated_wherever_that_stands(
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
    body: object,
    headers: dict[str, str],
    seconds: float,
) -> None:
    owed = await parcel(stage)
    async with answering(monkeypatch, body, headers) as asked:
        with pytest.raises(MustWaitError) as raised:
            await stage.courier.send(owed)
        assert raised.value.seconds == seconds
        assert asked() == 1


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ({"message": "slow down", "retry_after": 40.0, "global": True}, {}),
        ({"message": "slow down", "retry_after": 40.0}, {"X-RateLimit-Global": "true"}),
        (
            {"message": "slow down", "retry_after": 40.0},
            {"Via": "1.1 proxy", "X-RateLimit-Scope": "global", "Retry-After": "40"},
        ),
        (PAGE, {"Retry-After": "40"}),
    ],
)
async def test_while_a_limit_holds_for_everything_nobody_knocks_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, body: object, headers: dict[str, str]
) -> None:
    owed = await parcel(stage)
    async with answering(monkeypatch, body, headers) as asked:
        for _ in range(3):
            with pytest.raises(MustWaitError) as raised:
                await stage.courier.send(owed)
            assert 30 < raised.value.seconds <= 60
        assert asked() == 1


async def test_a_limit_on_one_route_keeps_no_other_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed = await parcel(stage)
    async with answering(monkeypatch, {"message": "slow down", "retry_after": 40.0}):
        with pytest.raises(MustWaitError):
            await stage.courier.send(owed)
    await stage.courier.send(owed)
    assert len(stage.ann.read(stage.books)) == 1


async def test_after_a_short_limit_for_everything_the_message_comes_once(stage: Stage) -> None:
    owed = await parcel(stage)
    stage.r.faults.rate_limit(0.3, "POST", "*/messages", everywhere=True)
    began = time.monotonic()
    await stage.courier.send(owed)
    assert time.monotonic() - began >= 0.3
    assert len(stage.ann.read(stage.books)) == 1


async def test_a_request_that_is_given_up_during_a_limit_for_everything_locks_no_other(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed = await parcel(stage)
    wire = stage.client.http.http_trace
    assert isinstance(wire, Wire)
    body = {"message": "slow down", "retry_after": 25.0, "global": True}
    async with answering(monkeypatch, body, {"Via": "1.1 proxy"}) as asked:
        looking = asyncio.create_task(stage.client.fetch_channel(stage.books.id))
        async with asyncio.timeout(20):
            while wire.quiet() <= 0:  # noqa: ASYNC110  a number tells nobody that it grows
                await asyncio.sleep(0.01)
        looking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await looking
        with pytest.raises(MustWaitError):
            await stage.courier.send(owed)
        assert asked() == 1
    async with asyncio.timeout(20):
        found = await stage.client.fetch_channel(stage.general.id)
    assert found.id == stage.general.id


@pytest.mark.parametrize(
    "moment",
    ["Mon, 02 Mar 99999999999999999999 09:00:00 GMT", "Mon, 02 Mar 2026 09:00:00 +99999999999999"],
)
async def test_a_moment_of_any_size_stops_no_message(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    owed = await parcel(stage)
    headers = {"Retry-After": moment, "Date": moment}
    monkeypatch.setattr(stage.client.http.http_trace, "_read_next", 0.0)  # it reads few dates
    async with answering(monkeypatch, {"message": "slow down"}, headers):
        with pytest.raises(MustWaitError) as raised:
            await stage.courier.send(owed)
    assert raised.value.seconds == UNSTATED


def test_a_moment_is_understood_as_well_as_a_number() -> None:
    in_a_minute = format_datetime(datetime.now(UTC) + timedelta(minutes=1), usegmt=True)
    assert 50 < limit({"Retry-After": in_a_minute}, {}).seconds <= 60
    assert limit({"Retry-After": "soon"}, {}).seconds == UNSTATED
    assert limit({}, {"retry_after": True}).seconds == UNSTATED
    assert limit({}, {"retry_after": float("nan")}).seconds == UNSTATED
    assert limit({}, {"retry_after": 1e300}).seconds == 86_400.0
