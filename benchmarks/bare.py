"""A bare discord.py bot in a process of its own: what every Discord bot in Python costs.

``python -m benchmarks.bare FACTS`` connects, says in one line of JSON how much memory it has, and
stays until it is ended. It imports nothing of readbot, and keeps what discord.py keeps by default.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

SETTLING = 2.0


def resident() -> float:
    """This process's memory now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def lean_client() -> discord.Client:
    """A client of discord.py that hears of servers only and keeps no messages, like readbot's."""
    return discord.Client(intents=discord.Intents(guilds=True), max_messages=None)


@asynccontextmanager
async def connected(
    client: discord.Client,
    api_url: str,
    token: str,
    tree: app_commands.CommandTree[Any] | None = None,
) -> AsyncIterator[discord.Client]:
    """The client, ready and with the commands of its tree registered, until the block ends."""
    Route.BASE = api_url
    async with client:
        await client.login(token)
        gateway = (await client.http.request(Route("GET", "/gateway/bot")))["url"]
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
        if tree is not None:
            await tree.sync()
        running = asyncio.create_task(client.connect())
        await client.wait_until_ready()
        yield client
        await client.close()
        await running


async def _stay(facts: dict[str, Any]) -> None:
    client = discord.Client(intents=discord.Intents.default())
    async with connected(client, facts["api_url"], facts["token"]):
        if facts.get("weigh"):
            await asyncio.sleep(SETTLING)
        print(json.dumps({"mib": resident(), "servers": len(client.guilds)}), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_stay(json.loads(sys.argv[1])))
