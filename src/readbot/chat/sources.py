"""Messages that somebody asked to keep: what is deleted before its author agreed is kept no more.

Discord tells of a deleted message only those who are told of every message, which readbot is not.
So it looks, and finds as well what was deleted while it was away, alone or with its channel.
"""

import asyncio
import time
from collections.abc import Callable, Collection

import aiohttp
import discord
import structlog

from readbot.chat import errands
from readbot.chat.asked import House
from readbot.chat.wire import quiet
from readbot.club.links import Link
from readbot.club.members import Consent
from readbot.club.mistakes import Hindrance
from readbot.services import keeping

TICK = 20.0
"""Seconds of real time between two looks."""
LONGEST_PAUSE = 900.0
"""Seconds between two looks at the same message, at most: twice as many after each look."""
LONGEST_PUT_OFF = 7200.0
"""Seconds between two tries to delete the same quote, at most."""
MOST_REFUSED = 10
"""After so many vain questions a look goes no further, so that Discord does not shut us out."""
_PAUSE = 0.1  # seconds between two questions, so that members' commands have room

log = structlog.get_logger(__name__)


class Looks:
    """When each message is looked at again: soon after it came, later more seldom."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, longest: float = LONGEST_PAUSE
    ) -> None:
        self._clock = clock
        self._longest = longest
        self._next: dict[int, tuple[float, float]] = {}

    def are_due(self, draft_ids: Collection[int]) -> list[int]:
        """Those of them whose time has come, who waits longest first; it forgets all others."""
        now = self._clock()
        self._next = {one: self._next.get(one, (now, TICK)) for one in draft_ids}
        due = [one for one, (at, _) in self._next.items() if at <= now]
        return sorted(due, key=lambda one: self._next[one][0])

    def looked(self, draft_id: int) -> None:
        """It was looked at now."""
        _, pause = self._next[draft_id]
        self._next[draft_id] = (self._clock() + pause, min(2 * pause, self._longest))


class Rounds:
    """When the messages that wait are looked at, and when quotes of forgotten ones are deleted."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.said = Looks(clock)
        self.quotes = Looks(clock, LONGEST_PUT_OFF)


async def watch(client: discord.Client, house: House) -> None:
    """Look until cancelled."""
    await client.wait_until_ready()
    rounds = Rounds()
    while True:
        try:
            await look(client, house, rounds)
        except Hindrance as hindered:  # a locked database or a full disk: the store has said why
            log.warning("sources.hindered", reason=hindered.msgid)
        except Exception:  # the loop outlives what nobody foresaw
            log.exception("sources.fault")
        await asyncio.sleep(TICK)


async def look(client: discord.Client, house: House, rounds: Rounds) -> None:
    """Forget what is gone or has waited too long, and delete our messages that quote it."""
    gone = await _gone(client, await keeping.waiting(house.store), rounds.said)
    await keeping.release(house.store, gone, house.clock())
    await _unquote(client, house, rounds.quotes)


async def _gone(
    client: discord.Client, waiting: Collection[Consent], looks: Looks
) -> list[Consent]:
    gone, refused = [], 0
    asked = {one.draft_id: one for one in waiting if errands.can_see(client, one.said)}
    for draft_id in looks.are_due(asked):
        if quiet(client) > 0 or refused == MOST_REFUSED:
            break  # all but answers to members has to wait
        looks.looked(draft_id)
        is_gone = await _is_gone(client, asked[draft_id].said)
        if is_gone:
            gone.append(asked[draft_id])
        refused += is_gone is None
        await asyncio.sleep(_PAUSE)
    return gone


async def _unquote(client: discord.Client, house: House, tries: Looks) -> None:
    refused = 0
    left = {
        draft_id: quote
        for draft_id, quote in await keeping.left(house.store)
        if errands.can_see(client, quote)
    }
    for draft_id in tries.are_due(left):
        if quiet(client) > 0 or refused == MOST_REFUSED:
            break
        tries.looked(draft_id)
        if await _delete(client, left[draft_id]):
            await keeping.unquoted(house.store, [draft_id])
        else:
            refused += 1
        await asyncio.sleep(_PAUSE)


async def _delete(client: discord.Client, quote: Link) -> bool:
    try:
        return bool(await errands.delete(client, [quote]))
    except (discord.RateLimited, aiohttp.ClientError, OSError) as trouble:
        log.warning("quote.later", message=quote.message_id, why=type(trouble).__name__)
        return False


async def _is_gone(client: discord.Client, said: Link) -> bool | None:
    """Whether it was deleted; None where nobody tells."""
    try:
        await client.http.get_message(said.channel_id, said.message_id)
    except discord.HTTPException as refusal:
        return True if refusal.code in errands.GONE else None
    except (discord.RateLimited, aiohttp.ClientError, OSError):
        return None
    return False
