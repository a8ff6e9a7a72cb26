"""Getting to Discord and staying there: weather is waited out, refusals are said in plain words."""

import asyncio
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Any, cast

import aiohttp
import discord
import structlog
from discord import http
from discord.webhook import async_

from readbot.chat.limits import limit
from readbot.chat.reaching import UNLIKE, why

log = structlog.get_logger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 120.0
_SWEEP_EVERY = 60.0  # seconds

REFUSAL = (
    "Discord refuses the token. Copy the bot's token anew from Discord's developer portal "
    "(Bot, Reset Token) into READBOT_TOKEN or the file that discord.token_file names."
)
# https://discord.com/developers/docs/topics/opcodes-and-status-codes, gateway close codes that say
# that trying again cannot help.
_CLOSED = {
    4004: REFUSAL,
    4010: "Discord refuses the shard that readbot asked for.",
    4011: (
        "The bot is in so many servers that Discord wants its connection in shards: set "
        'discord.shards to "auto", or give each process its share (docs/operating.md).'
    ),
    4012: "Discord no longer speaks this version of its gateway. Update readbot.",
    4013: "Discord does not know the intents that readbot asks for. Update readbot.",
    4014: (
        "Discord refuses the intents that were asked for. Readbot needs no privileged intent, so "
        "another program or a proxy changes what it sends: check discord.api_url and "
        "discord.gateway_url."
    ),
}


class Refused(Exception):  # noqa: N818  what happened, in the house's plain words
    """Discord will not have us, and trying again cannot help; the message says what to do."""


class TokenRefused(Refused):
    """The token is not, or no longer, valid."""


def read_answers_generously() -> None:
    """Let discord.py read an answer by what it is, for the whole program.

    It takes only the bare type application/json for JSON. Servers and proxies may add a character
    set to it or name no type.
    """
    http.json_or_text = _answer
    vars(async_)["json_or_text"] = _answer  # it has a name of its own for it


async def _answer(response: aiohttp.ClientResponse) -> Any:
    text = await response.text(encoding="utf-8", errors="replace")
    if text.lstrip()[:1] in {"{", "["} or response.content_type == "application/json":
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            return text
        if response.status == 429 and isinstance(told, dict):
            # discord.py takes for granted that this is a number, and waits as long.
            told["retry_after"] = limit(response.headers, told).seconds
            # It also locks every request until the one that met a limit for everything has waited
            # for its end, and for ever if that one is cancelled meanwhile. The wire keeps quiet.
            told["global"] = False
        return told
    return text


def sweep_limits_seldom(client: discord.Client) -> None:
    """Let discord.py look through its rate limits for old ones once a minute at most.

    It looks at every one whenever a channel is written to for the first time: of ten thousand
    channels that are due together each would cost more than the one before.
    """
    sweep = client.http._try_clear_expired_ratelimits  # noqa: SLF001  it offers no other way
    swept_at = -_SWEEP_EVERY

    def seldom() -> None:
        nonlocal swept_at
        now = time.monotonic()
        if now - swept_at >= _SWEEP_EVERY:
            swept_at = now
            sweep()

    vars(client.http)["_try_clear_expired_ratelimits"] = seldom


class ForgivingClient(discord.Client):
    """discord.py's client, which does not insist on what an application need not say of itself."""

    async def application_info(self) -> discord.AppInfo:
        """The application, as far as Discord tells it."""
        told: dict[str, Any] = dict(await self.http.application_info())
        someone = {"id": told["id"], "username": "", "discriminator": "0", "avatar": None}
        usual = {
            "name": "",
            "description": "",
            "icon": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "owner": told.get("bot") or someone,
            "verify_key": "",
            "summary": "",
        }
        known = {key: value for key, value in told.items() if value is not None}
        return discord.AppInfo(self._connection, cast("Any", told | usual | known))


def pauses(first: float = FIRST_PAUSE, longest: float = LONGEST_PAUSE) -> Callable[[], float]:
    """Seconds to wait before each next try: doubling up to ``longest``, less up to a quarter.

    The random part keeps many bots from knocking all at once after an outage.
    """
    upper = first

    def next_pause() -> float:
        nonlocal upper
        pause, upper = upper, min(longest, upper * 2)
        return pause * random.uniform(0.75, 1)  # noqa: S311  not a secret

    return next_pause


async def stay_connected(client: discord.Client, token: str) -> None:
    """Log in and stay connected until cancelled or refused.

    Waits with growing pauses while Discord cannot be reached. Raises Refused where trying again
    cannot help. The caller closes the client.
    """
    await _log_in(client, token)
    next_pause = pauses()
    while not client.is_closed():
        try:
            await client.connect()
        except discord.PrivilegedIntentsRequired:
            raise Refused(_CLOSED[4014]) from None
        except discord.ConnectionClosed as closed:
            if closed.code == 4004:
                raise TokenRefused(_CLOSED[4004]) from None
            raise Refused(
                _CLOSED.get(closed.code, f"Discord closed the connection for good ({closed.code}).")
            ) from None
        except AttributeError:
            # discord.py stumbles over its own missing socket when the very first dial fails.
            if cast("object", client.ws) is not None:
                raise
            await _wait(next_pause(), "the gateway does not answer")


async def leave_if_refused(client: discord.Client) -> None:
    """Close the connection where Discord no longer takes our token: ``stay_connected`` then ends.

    One answer of 401 may be the edge's, so Discord is asked who we are.
    """
    try:
        await client.http.request(http.Route("GET", "/users/@me"))
    except discord.HTTPException as answer:
        if answer.status != 401:
            return
    except (OSError, aiohttp.ClientError, discord.RateLimited):
        return
    else:
        return
    log.error("discord.token_refused")
    # As the gateway itself closes it, once it has heard.
    if isinstance(client, discord.AutoShardedClient):
        sockets = [client._get_websocket(shard_id=number) for number in client.shards]  # noqa: SLF001
    else:
        sockets = [client.ws]
    await asyncio.gather(*(socket.close(code=4004) for socket in sockets))


async def _log_in(client: discord.Client, token: str) -> None:
    next_pause = pauses()
    while True:
        try:
            await client.login(token)
        except discord.LoginFailure:
            raise TokenRefused(REFUSAL) from None
        except discord.RateLimited as limit:
            await _wait(max(limit.retry_after, next_pause()), "Discord asks for patience")
        except discord.HTTPException as answer:
            if answer.status == 401:
                raise TokenRefused(REFUSAL) from None
            if answer.status == 400:
                raise  # what we ask is wrong, which asking again cannot mend
            await _wait(next_pause(), why(answer))
        except (OSError, aiohttp.ClientError, discord.GatewayNotFound) as trouble:
            await _wait(next_pause(), why(trouble))
        except (KeyError, TypeError, ValueError, AttributeError) as trouble:
            reason = f"{UNLIKE} ({trouble!r}); is discord.api_url right?"
            log.debug("discord.unlike", exc_info=True)
            await _wait(next_pause(), reason)
        else:
            return
        # discord.py opens a new session for each login, and a closed session closes its connector.
        await client.http.close()
        client.http.connector = discord.utils.MISSING


async def _wait(seconds: float, reason: str) -> None:
    log.warning("discord.unreachable", reason=reason, next_try_in_seconds=round(seconds, 1))
    await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Connections:
    """How a client's connections to the gateway are: how many there are, and how many are open.

    ``latency`` is the slowest heartbeat's way there and back in seconds, None before the first.
    """

    all: int
    open: int
    latency: float | None
    servers: int


def connections(client: discord.Client) -> Connections:
    """Look at a client's connections, one for each shard. None is open before Discord is ready."""
    if isinstance(client, discord.AutoShardedClient):
        # A shard that was never dialled has no latency.
        latencies = {shard: delay for shard, delay in client.latencies if isfinite(delay)}
        is_open = [not shard.is_closed() for shard in client.shards.values()]
    else:
        socket = cast("object", client.ws)
        latencies = {0: client.latency} if isfinite(client.latency) else {}
        is_open = [socket is not None and client.ws.open]
    slowest = max(latencies.values(), default=None)
    opened = sum(is_open) if client.is_ready() else 0
    return Connections(len(is_open), opened, slowest, len(client.guilds))
