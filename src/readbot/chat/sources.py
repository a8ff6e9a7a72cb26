"""Messages that somebody asked to keep: what is deleted before its author agreed is kept no more.

Discord tells of a deleted message only those who are told of every message, which readbot is not.
So it looks, and finds as well what was deleted while it was away, alone or with its channel.
"""

import asyncio

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
_PAUSE = 0.1  # seconds between two questions, so that members' commands have room

log = structlog.get_logger(__name__)


async def watch(client: discord.Client, house: House) -> None:
    """Look until cancelled."""
    await client.wait_until_ready()
    while True:
        try:
            await look(client, house)
        except Hindrance as hindered:  # a locked database or a full disk: the store has said why
            log.warning("sources.hindered", reason=hindered.msgid)
        except Exception:  # the loop outlives what nobody foresaw
            log.exception("sources.fault")
        await asyncio.sleep(TICK)


async def look(client: discord.Client, house: House) -> None:
    """Forget what is gone or has waited too long, and delete our messages that quote it."""
    gone = []
    for consent in await keeping.waiting(house.store):
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
