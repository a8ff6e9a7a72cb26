"""What Discord lets readbot do, asked over REST without joining in: for ``python bot.py check``."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import discord
import yarl
from discord.http import Route

from readbot.chat.connection import REFUSAL, ForgivingClient, read_answers_generously
from readbot.chat.reaching import why
from readbot.club.clubs import Club, Threads

# Everything that readbot does in a channel, by discord.py's names and by those that Discord shows.
NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_public_threads": "Create Public Threads",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}
_FOR_THREADS = {"send_messages_in_threads", "create_public_threads"}
_HELLO = 10
_ANSWER_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``advice`` says what to do where it is not right."""

    about: str
    is_right: bool
    words: str
    advice: str = ""


def invite(application_id: int) -> str:
    """The link by which a server invites readbot, with just the permissions that it needs."""
    permissions = discord.Permissions(**dict.fromkeys(NEEDED, True))
    scopes = ("bot", "applications.commands")
    return discord.utils.oauth_url(application_id, permissions=permissions, scopes=scopes)


async def look(
    api_url: str, gateway_url: str | None, token: str, clubs: Sequence[Club]
) -> AsyncIterator[Finding]:
    """Look at the token, the application, the gateway and each club's channels, one by one.

    Ends early where the rest cannot be looked at.
    """
    # discord.py knows one address for the whole program.
    Route.BASE = api_url
    read_answers_generously()
    async with ForgivingClient(intents=discord.Intents.none()) as visitor:
        refusal = await _log_in(visitor, token, api_url)
        if refusal is not None:
            yield refusal
            return
        application = await visitor.application_info()
        name = f"{visitor.user} (application {application.id})"
        yield Finding("token", True, f"it is that of {name}")
        for finding in _of_application(application):
            yield finding
        yield await _of_gateway(visitor, gateway_url)
        for club in clubs:
            async for finding in _of_club(visitor, club):
                yield finding
        yield Finding("invite", True, invite(application.id))


async def _log_in(visitor: discord.Client, token: str, api_url: str) -> Finding | None:
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            await visitor.login(token)
    except discord.LoginFailure:
        return Finding("token", False, REFUSAL)
    except TimeoutError:
        reason = f"no answer within {_ANSWER_SECONDS:.0f} seconds"
    except (OSError, aiohttp.ClientError, discord.HTTPException) as trouble:
        reason = why(trouble)
    else:
        return None
    return Finding(
        "Discord",
        False,
        f"{api_url} cannot be reached: {reason}",
        "See whether this machine has a network, and whether discord.api_url is right.",
    )


def _of_application(application: discord.AppInfo) -> Iterator[Finding]:
    flags = application.flags
    switched_on = [
        name
        for name, is_on in {
            "Presence": flags.gateway_presence or flags.gateway_presence_limited,
            "Server Members": flags.gateway_guild_members or flags.gateway_guild_members_limited,
            "Message Content": (
                flags.gateway_message_content or flags.gateway_message_content_limited
            ),
        }.items()
        if is_on
    ]
    words = "readbot needs none of the privileged ones"
    if switched_on:
        words += f"; {', '.join(switched_on)} may be switched off in the developer portal"
    yield Finding("intents", True, words)
    if application.interactions_endpoint_url:
        yield Finding(
            "commands",
            False,
            "Discord sends them to a web address, so readbot never hears of them",
            "Clear Interactions Endpoint URL in the developer portal, under General Information.",
        )
    if application.bot_require_code_grant:
        yield Finding(
            "invite",
            False,
            "the bot requires a code grant, so its invite link does not work",
            "Switch off Requires OAuth2 Code Grant in the developer portal, under Bot.",
        )


async def _of_gateway(visitor: discord.Client, gateway_url: str | None) -> Finding:
    advice = "See whether a firewall stops web sockets, and whether discord.gateway_url is right."
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            answer = await visitor.http.request(Route("GET", "/gateway/bot"))
            address = gateway_url or str(answer["url"])
            async with _dialled(address) as socket:
                is_hello = (await socket.receive_json()).get("op") == _HELLO
    except (
        *(OSError, aiohttp.ClientError, discord.HTTPException),
        *(LookupError, TypeError, ValueError, AttributeError),  # an answer unlike Discord's
    ) as trouble:
        return Finding("gateway", False, f"it cannot be reached: {why(trouble)}", advice)
    if not is_hello:
        return Finding("gateway", False, f"{address} answers, but not as a gateway", advice)
    limit = answer.get("session_start_limit") or {}  # a proxy may leave it out
    left = limit.get("remaining")
    if left == 0:
        hours = limit.get("reset_after", 0) / 3_600_000
        return Finding(
            "gateway",
            False,
            "Discord allows no more starts for now",
            f"Wait {hours:.1f} hours, and see what keeps restarting the bot.",
        )
    words = f"{address} answers"
    if left is not None:
        words += f"; {left} starts left today"
    advised = answer.get("shards")
    if isinstance(advised, int) and advised > 1:
        words += f"; Discord advises {advised} shards (discord.shards)"
    return Finding("gateway", True, words)


@asynccontextmanager
async def _dialled(address: str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    url = yarl.URL(address).update_query(v=10, encoding="json")
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        yield socket


async def _of_club(visitor: discord.Client, club: Club) -> AsyncIterator[Finding]:
    try:
        server = await visitor.fetch_guild(club.server_id, with_counts=False)
        me = await server.fetch_member(visitor.user.id if visitor.user else 0)
    except discord.HTTPException as answer:
        yield Finding(
            f"server {club.server_id}",
            False,
            f"readbot cannot see it ({answer.code}: {answer.text})",
            "If it removed readbot, its data goes after a while; else invite readbot again.",
        )
        return
    home = set(NEEDED) if club.threads is not Threads.OFF else set(NEEDED) - _FOR_THREADS
    yield await _of_channel(server, me, club.channel_id, "home channel", home)
    if club.moderator_channel_id is not None:
        needed = set(NEEDED) - _FOR_THREADS
        yield await _of_channel(
            server, me, club.moderator_channel_id, "moderators' channel", needed
        )
    role = server.get_role(club.notify_role_id or 0)
    may_ping = role is None or role.mentionable or me.guild_permissions.mention_everyone
    if not may_ping:
        yield Finding(
            f"{server.name}, role {role}",
            False,
            "excerpts mention it, but nobody in it is notified",
            "Allow anyone to mention this role, in the server's settings under Roles.",
        )


async def _of_channel(
    server: discord.Guild, me: discord.Member, channel_id: int, what: str, needed: set[str]
) -> Finding:
    about = f"{server.name}, {what}"
    try:
        channel = await server.fetch_channel(channel_id)
    except discord.Forbidden:
        return Finding(
            about,
            False,
            f"readbot cannot see channel {channel_id}",
            "Allow readbot View Channel in the channel's settings, under Permissions.",
        )
    except discord.HTTPException as answer:
        return Finding(
            about,
            False,
            f"channel {channel_id} cannot be found ({answer.code}: {answer.text})",
            "Choose another one with /club setup.",
        )
    rights = channel.permissions_for(me)
    missing = [name for key, name in NEEDED.items() if key in needed and not getattr(rights, key)]
    if missing:
        return Finding(
            about,
            False,
            f"in #{channel.name} readbot lacks {', '.join(missing)}",
            "Allow this in the channel's settings, under Permissions, for readbot's role.",
        )
    return Finding(about, True, f"#{channel.name} has all permissions that it needs")
