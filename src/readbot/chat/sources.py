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
from readbot.club.mistakes import Hindrance
from readbot.services import keeping

TICK = 20.0
"""Seconds of real time between two looks."""
LONGEST_PAUSE = 900.0
"""Seconds between two looks at the same message, at most: twice as many after each look."""
_PAUSE = 0.1  # seconds between two questions, so that members' commands have room

log = structlog.get_logger(__name__)


class Looks:
    """When each message is looked at again: soon after it came, later more seldom."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next: dict[int, tuple[float, float]] = {}

    def are_due(self, draft_ids: Collection[int]) -> set[int]:
        """Those of them whose time has come; the others that it knew are forgotten."""
        now = self._clock()
        known = {one: self._next.get(one, (now, TICK)) for one in draft_ids}
        due = {one for one, (at, _) in known.items() if at <= now}
        self._next = known | {
            one: (now + known[one][1], min(2 * known[one][1], LONGEST_PAUSE)) for one in due
        }
        return due


async def watch(client: discord.Client, house: House) -> None:
    """Look until cancelled."""
    await client.wait_until_ready()
    looks = Looks()
    while True:
        try:
            await look(client, house, looks)
        except Hindrance as hindered:  # a locked database or a full disk: the store has said why
            log.warning("sources.hindered", reason=hindered.msgid)
        except Exception:  # the loop outlives what nobody foresaw
            log.exception("sources.fault")
        await asyncio.sleep(TICK)


async def look(client: discord.Client, house: House, looks: Looks) -> None:
    """Forget what is gone or has waited too long, and delete our messages that quote it."""
    gone = []
    waiting = await keeping.waiting(house.store)
    due = looks.are_due([consent.draft_id for consent in waiting])
    for consent in waiting:
        if consent.draft_id not in due:
            continue
        if quiet(client) > 0:
            break  # all but answers to members has to wait
        if await _is_gone(client, consent.said):
            gone.append(consent)
        await asyncio.sleep(_PAUSE)
    await keeping.release(house.store, gone, house.clock())
    for draft_id, quote in await keeping.left(house.store):
        if client.get_guild(quote.server_id) is None or quiet(client) > 0:
            continue
        try:
            deleted = await errands.delete(client, [quote])
        except (discord.RateLimited, aiohttp.ClientError, OSError) as trouble:
            log.warning("quote.later", message=quote.message_id, why=type(trouble).__name__)
            continue
        if deleted:
            await keeping.unquoted(house.store, [draft_id])


async def _is_gone(client: discord.Client, said: Link) -> bool:
    if client.get_guild(said.server_id) is None:
        return False  # another process hears of it, or nobody can be asked
    try:
        await client.http.get_message(said.channel_id, said.message_id)
    except discord.HTTPException as refusal:
        return refusal.code in errands.GONE
    except (discord.RateLimited, aiohttp.ClientError, OSError):
        pass
    return False
