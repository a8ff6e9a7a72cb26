"""Getting to Discord and staying there: weather is waited out, refusals are said in plain words."""

import asyncio
import random
from collections.abc import Callable
from typing import cast

import aiohttp
import discord
import structlog

log = structlog.get_logger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 120.0

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
            if answer.status < 500 and answer.status != 429:
                raise
            await _wait(next_pause(), f"Discord answers {answer.status}")
        except (OSError, aiohttp.ClientError, discord.GatewayNotFound) as trouble:
            await _wait(next_pause(), f"{type(trouble).__name__}: {trouble}")
        else:
            return
        # discord.py opens a new session for each login, and a closed session closes its connector.
        await client.http.close()
        client.http.connector = discord.utils.MISSING


async def _wait(seconds: float, reason: str) -> None:
    log.warning("discord.unreachable", reason=reason, next_try_in_seconds=round(seconds, 1))
    await asyncio.sleep(seconds)
