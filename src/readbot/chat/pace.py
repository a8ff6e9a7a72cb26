"""The pace at which the courier asks: below what Discord allows, however busy we are."""

import asyncio
from collections import deque

import discord

from readbot.chat.wire import Wire
from readbot.services.courier import MustWaitError

_MOST_AT_ONCE = 96
_BRIEFLY = 5.0  # seconds for which what is claimed may as well wait here
_SECOND = 1.005  # seconds; timers are read in steps of milliseconds


class Pace:
    """Gives each request its turn, ``requests_a_second`` at most, and none while all must wait."""

    def __init__(self, client: discord.Client, wire: Wire, requests_a_second: float) -> None:
        self._client = client
        self._wire = wire
        # What waits for its turn here counts as under way, so it must not wait for long.
        self.at_once = max(1, min(_MOST_AT_ONCE, int(requests_a_second)))
        self._gap = 1 / requests_a_second
        self._next_turn = 0.0
        self._last_turns: deque[float] = deque(maxlen=max(1, int(requests_a_second)))

    async def turn(self) -> None:
        """Wait for a request's turn. MustWaitError where it should not wait here for it."""
        if self._client.user is None or self._client.is_closed():
            raise MustWaitError(1.0)
        quiet = self._wire.quiet()
        if quiet > _BRIEFLY:
            raise MustWaitError(quiet)
        loop = asyncio.get_running_loop()
        now = loop.time()
        turn = max(now + max(0.0, quiet), self._next_turn)
        self._next_turn = turn + self._gap
        await asyncio.sleep(turn - now)
        # Turns that a busy moment held up all come at its end.
        while (early := self._is_early_by(loop.time())) > 0:  # noqa: ASYNC110
            await asyncio.sleep(early)
        self._last_turns.append(loop.time())

    def _is_early_by(self, now: float) -> float:
        """Seconds to wait so that no second holds too many; 0 or less where it holds few."""
        last = self._last_turns
        return last[0] + _SECOND - now if len(last) == last.maxlen else 0.0
