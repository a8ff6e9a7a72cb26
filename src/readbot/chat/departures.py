"""Servers that sent readbot away while nobody heard of it, because it was not connected."""

import asyncio

import aiohttp
import discord
import structlog

from readbot.chat.asked import House
from readbot.services import clubs

log = structlog.get_logger(__name__)

_AWAY = (10004, 50001)  # Discord's codes for a server that is unknown, or not ours to see
_PAUSE = 0.1  # seconds between two questions, so that members' commands have room
_LIMIT = 30.0  # seconds for each


async def note_departures(client: discord.Client, house: House) -> int:
    """Note which known servers readbot is no longer in; how many there are.

    What Discord did not list is not taken for gone, but asked about: only its own codes count. So
    what is kept of them goes after its time, and no excerpt knocks there.
    """
    count = client.shard_count or 1
    own = client.shards if isinstance(client, discord.AutoShardedClient) else {0: None}
    here = {guild.id for guild in client.guilds}
    gone = 0
    for server_id in await clubs.at_home(house.store):
        # https://discord.com/developers/docs/topics/gateway#sharding
        if server_id in here or (server_id >> 22) % count not in own:
            continue
        if await _is_gone(client, server_id):
            log.info("server.left", server=server_id, unheard=True)
            await clubs.left(house.store, server_id, house.clock())
            gone += 1
        await asyncio.sleep(_PAUSE)
    return gone


async def _is_gone(client: discord.Client, server_id: int) -> bool:
    try:
        async with asyncio.timeout(_LIMIT):
            await client.http.get_guild(server_id, with_counts=False)
    except discord.HTTPException as answer:
        return answer.code in _AWAY
    except (aiohttp.ClientError, OSError, TimeoutError, discord.DiscordException):
        pass
    return False
