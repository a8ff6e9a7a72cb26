"""Servers that sent readbot away while nobody heard of it, because it was not connected."""

import asyncio
from collections.abc import Collection

import aiohttp
import discord
import structlog

from readbot.chat.asked import House
from readbot.chat.wire import quiet
from readbot.services import clubs, registered

log = structlog.get_logger(__name__)

_AWAY = (10004, 50001)  # Discord's codes for a server that is unknown, or not ours to see
_PAUSE = 0.1  # seconds between two questions, so that members' commands have room
_LIMIT = 30.0  # seconds for each


async def note_departures(client: discord.Client, house: House) -> int:
    """Note which known servers readbot is no longer in; how many there are.

    What Discord did not list is not taken for gone, but asked about: only its own codes count. So
    what is kept of them goes after its time, and no excerpt knocks there.
    """
    known = _own(client, await clubs.at_home(house.store))
    # Only now: a server that came while the database was asked would be known, and not here.
    here = {guild.id for guild in client.guilds}
    if not await _are_ours(client, house, known, here):
        return 0
    gone = 0
    for server_id in known:
        if client.is_closed():
            break
        if server_id in here:
            continue
        while not client.is_closed() and quiet(client) > 0:  # noqa: ASYNC110  no event ends it
            await asyncio.sleep(_PAUSE)
        # It may have invited readbot again while the answer was on its way.
        if await _is_gone(client, server_id) and client.get_guild(server_id) is None:
            log.info("server.left", server=server_id, unheard=True)
            await clubs.left(house.store, server_id, house.clock())
            gone += 1
        await asyncio.sleep(_PAUSE)
    return gone


def _own(client: discord.Client, server_ids: Collection[int]) -> list[int]:
    """Those of the servers that this process hears of."""
    count = client.shard_count or 1
    own = client.shards if isinstance(client, discord.AutoShardedClient) else {0: None}
    # https://discord.com/developers/docs/topics/gateway#sharding
    return [server_id for server_id in server_ids if (server_id >> 22) % count in own]


async def _are_ours(
    client: discord.Client, house: House, known: Collection[int], here: Collection[int]
) -> bool:
    """Whether the known servers had this application; under another's token all seem to be gone.

    A database without an owner becomes the application's that alone ever used it, or that is in
    most of its servers; one that has another owner, only when it is in all of them. (Another's
    own servers are known by now, too: they came with its token.)
    """
    mine, owner = client.application_id, await registered.owner(house.store)
    if mine is None:
        return False
    if owner == mine:
        return True
    met = sum(server_id in here for server_id in known)
    becomes = met == len(known)
    if owner is None and met and not becomes:
        becomes = 2 * met > len(known) or await registered.is_alone(house.store, mine)
    if becomes:
        await registered.own(house.store, mine)
        return True
    log.warning("application.other", application=mine, known=owner, servers=len(known))
    return False


async def _is_gone(client: discord.Client, server_id: int) -> bool:
    try:
        async with asyncio.timeout(_LIMIT):
            await client.http.get_guild(server_id, with_counts=False)
    except discord.HTTPException as answer:
        return answer.code in _AWAY
    except (aiohttp.ClientError, OSError, TimeoutError, discord.DiscordException):
        pass
    except RuntimeError:  # aiohttp's word for a session that is closed
        if not client.is_closed():
            raise
    return False
