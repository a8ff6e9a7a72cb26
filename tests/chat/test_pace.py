"""Requests go out as fast as they may and never faster."""

import asyncio
import time
from typing import cast

import discord

from readbot.chat.pace import Pace
from readbot.chat.wire import Wire

A_SECOND = 100


class Connected:
    """A client that is there."""

    user = "readbot"

    def is_closed(self) -> bool:
        """It stays."""
        return False


class Free:
    """A wire on which nothing is held up."""

    def quiet(self) -> float:
        """For how long: not at all."""
        return 0.0


async def test_no_second_holds_too_many_turns_though_a_busy_moment_held_some_up() -> None:
    pace = Pace(cast("discord.Client", Connected()), cast("Wire", Free()), A_SECOND)
    came: list[float] = []
    half = asyncio.Event()

    async def one() -> None:
        await pace.turn()
        came.append(time.monotonic())
        if len(came) == A_SECOND // 2:
            half.set()

    turns = [asyncio.create_task(one()) for _ in range(A_SECOND * 3 // 2)]
    await half.wait()
    time.sleep(0.4)  # noqa: ASYNC251  the loop is busy, and forty turns come at once after it
    await asyncio.gather(*turns)
    # A little less than a second, for the clock is read a moment after each turn.
    most = max(sum(begin <= at < begin + 0.95 for at in came) for begin in came)
    assert most <= A_SECOND
