"""What Discord's less common answers mean for a posting, and for the whole bot."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest
from tests.chat.conftest import Stage
from tests.chat.test_courier import parcel

from readbot.chat.asked import House
from readbot.chat.client import ReadbotClient
from readbot.chat.connection import TokenRefused, stay_connected
from readbot.chat.courier import DiscordCourier
from readbot.chat.refusals import outcome
from readbot.chat.wire import Wire
from readbot.services.courier import (
    CannotLookError,
    DestinationRefusedError,
    MustWaitError,
    NoticePage,
    OutcomeUnknownError,
    Parcel,
    SendFailedError,
)


def answer(status: int, code: int, **headers: str) -> discord.HTTPException:
    response = cast(
        "aiohttp.ClientResponse", SimpleNamespace(status=status, reason="", headers=headers)
    )
    return discord.HTTPException(response, {"code": code, "message": "Discord's words"})


@pytest.mark.parametrize(
    ("status", "code", "seconds"),
    [
        (400, 20016, 60.0),  # slow mode
        (429, 20016, 60.0),
        (503, 130000, 30.0),  # overloaded, nothing was done
        (429, 20028, 60.0),
        (401, 0, 300.0),
    ],
)
def test_what_discord_does_not_take_just_now_waits(status: int, code: int, seconds: float) -> None:
    meant = outcome(answer(status, code))
    assert isinstance(meant, MustWaitError)
    assert meant.seconds == seconds


@pytest.mark.parametrize("header", ["Retry-After", "X-RateLimit-Reset-After"])
def test_a_limit_waits_as_long_as_either_header_says(header: str) -> None:
    meant = outcome(answer(429, 0, **{header: "2.5"}))
    assert isinstance(meant, MustWaitError)
    assert meant.seconds == 2.5


def test_a_forum_without_a_tag_for_us_refuses_until_it_has_one() -> None:
    meant = outcome(answer(400, 40067))
    assert isinstance(meant, DestinationRefusedError)
    assert "tag" in str(meant)


def test_a_message_that_is_too_large_fails_and_an_error_of_theirs_tells_nothing() -> None:
    assert isinstance(outcome(answer(413, 40005)), SendFailedError)
    assert isinstance(outcome(answer(500, 0)), OutcomeUnknownError)
    assert isinstance(outcome(answer(404, 0)), OutcomeUnknownError)


async def test_a_conversation_that_cannot_be_read_is_not_searched_for_ever(stage: Stage) -> None:
    owed = await parcel(stage)
    page = NoticePage(cast("Any", owed.page).club, "Look", stage.mod.user.id, None)
    to_person = Parcel(replace(owed.posting, destination_id=stage.mod.user.id), page)
    stage.r.faults.error("GET", f"/channels/{stage.mod.dm().id}/messages", status=404)
    with pytest.raises(CannotLookError):
        await stage.courier.find(to_person, stage.r.clock.now())


async def test_a_token_that_is_revoked_ends_the_bot_in_plain_words(stage: Stage) -> None:
    owed = await parcel(stage)
    r = stage.r
    await stage.client.close()
    house = House(stage.store, r.clock.now)
    async with ReadbotClient(house, api_url=r.api_url, http_trace=Wire()) as client:
        staying = asyncio.create_task(stay_connected(client, r.token))
        await client.wait_until_ready()
        courier = DiscordCourier(client)
        # One answer may be the edge's.
        r.faults.error("POST", "/channels/*", status=401)
        with pytest.raises(MustWaitError):
            await courier.send(owed)
        assert not staying.done()
        r.token = "another"
        with pytest.raises(MustWaitError):
            await courier.send(owed)
        with pytest.raises(TokenRefused, match="Copy the bot's token anew"):
            await asyncio.wait_for(staying, 30)
