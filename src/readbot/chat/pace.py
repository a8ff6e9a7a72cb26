"""The pace at which the courier asks, so that members' commands have room."""

import asyncio

import discord

from readbot.chat.wire import Wire
from readbot.services.courier import MustWaitError

_MOST_AT_ONCE = 96
_BRIEFLY = 5.0  # seconds for which what is claimed may as well wait here


class Pace:
    """Gives each request its turn, ``requests_a_second`` at most, and none while all must wait."""

    def __init__(self, client: discord.Client, wire: Wire, requests_a_second: float) -> None:
        self._client = client
        self._wire = wire
        # What waits for its turn here counts as under way, so it must not wait for long.
        self.at_once = max(1, min(_MOST_AT_ONCE, int(requests_a_second)))
        self._gap = 1 / requests_a_second
        self._next_turn = 0.0

    async def turn(self) -> None:
        """Wait for a request's turn. MustWaitError where it should not wait here for it."""
        if self._client.user is None or self._client.is_closed():
            raise MustWaitError(1.0)
        quiet = self._wire.quiet()
        if quiet > _BRIEFLY:
            raise MustWaitError(quiet)
        now = asyncio.get_running_loop().time()
        turn = max(now + max(0.0, quiet), self._next_turn)
        self._next_turn = turn + self._gap
        await asyncio.sleep(turn - now)
