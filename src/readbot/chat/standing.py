"""How members stand in their server: whom a moderator may not mute."""

import asyncio

import aiohttp
import discord
import structlog

from readbot.chat.asked import Asked
from readbot.club.mistakes import Mistake

PATIENCE = 8.0
"""Seconds for Discord to say who a member is; what it fails to answer is asked again meanwhile."""

log = structlog.get_logger(__name__)


def spared(ask: Asked, member: discord.User | discord.Member) -> set[int]:
    """``member``, if whoever asks may not mute them; else nobody.

    The server's owner is nobody's to mute, and who manages the server only theirs who do too.
    """
    guild = ask.client.get_guild(ask.place.server_id)
    if guild is not None and guild.owner_id == member.id:
        return {member.id}
    if ask.manages_server or not isinstance(member, discord.Member):
        return set()
    theirs = member.guild_permissions
    return {member.id} if theirs.manage_guild or theirs.administrator else set()


async def spared_by_id(ask: Asked, member_id: int) -> set[int]:
    """The same of somebody of whom only the id is known: Discord is asked who they are now.

    Mistake where it does not answer. Who has left the server is spared no more.
    """
    guild = ask.client.get_guild(ask.place.server_id)
    if guild is not None and guild.owner_id == member_id:
        return {member_id}
    if ask.manages_server:
        return set()
    try:
        async with asyncio.timeout(PATIENCE):
            guild = guild or await ask.client.fetch_guild(ask.place.server_id, with_counts=False)
            return spared(ask, await guild.fetch_member(member_id))
    except discord.NotFound:
        return set()
    except (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError) as trouble:
        log.warning("member.unknown", why=type(trouble).__name__)
        raise Mistake(
            "Discord does not say just now who wrote this, so nobody is muted. Please try again "
            "in a moment."
        ) from trouble
