"""A bare discord.py bot in a process of its own: what every Discord bot in Python costs.

``python -m benchmarks.bare FACTS`` connects, says in one line of JSON how much memory it has, and
stays until it is ended. It imports nothing of readbot, and keeps what discord.py keeps by default.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

SETTLING = 2.0


def resident() -> float:
    """This process's memory now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def _stay(facts: dict[str, Any]) -> None:
    Route.BASE = facts["api_url"]
    async with discord.Client(intents=discord.Intents.default()) as client:
        await client.login(facts["token"])
        gateway = (await client.http.request(Route("GET", "/gateway/bot")))["url"]
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
        running = asyncio.create_task(client.connect())
        await client.wait_until_ready()
        if facts.get("weigh"):
            await asyncio.sleep(SETTLING)
        print(json.dumps({"mib": resident(), "servers": len(client.guilds)}), flush=True)
        await running


if __name__ == "__main__":
    asyncio.run(_stay(json.loads(sys.argv[1])))
