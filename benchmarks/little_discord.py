"""A rehearsal Discord in a process of its own, with many channels, for benchmarks.

``python -m benchmarks.little_discord CHANNELS PER_SECOND`` (0: no limit) tells its address as one
line of JSON. Each line on its standard input is a number of seconds for which a member asks
``/now`` five times a second; how long each answer took is told as one line of JSON.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from readbot.rehearsal.model.nouns import Channel
from readbot.rehearsal.pace import Pace
from readbot.rehearsal.people import Person
from readbot.rehearsal.server import Rehearsal

CHANNELS_A_GUILD = 200
ASKS_EVERY = 0.2


async def _serve(channels: int, per_second: int) -> None:
    pace = Pace(per_second=per_second or None, route_limit=1_000_000)
    async with Rehearsal(bot_name="readbot", pace=pace) as rehearsal:
        made: list[tuple[int, Channel]] = []
        member: Person | None = None
        while len(made) < channels:
            guild = rehearsal.add_guild(f"Club {len(made)}")
            member = member or rehearsal.add_person("ann", guild)
            room = min(CHANNELS_A_GUILD, channels - len(made))
            made += [(guild.id, rehearsal.world.add_channel(guild, f"r{n}")) for n in range(room)]
        assert member is not None
        facts = {
            "api_url": rehearsal.api_url,
            "token": rehearsal.token,
            "channels": [(guild, channel.id) for guild, channel in made],
        }
        print(json.dumps(facts), flush=True)
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            print(json.dumps(await _ask(member, made[0][1], float(line))), flush=True)


async def _ask(member: Person, channel: Channel, seconds: float) -> list[float]:
    took: list[float] = []
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        began = time.monotonic()
        await (await member.slash("now", channel)).settled(10)
        took.append(time.monotonic() - began)
        await asyncio.sleep(ASKS_EVERY)
    return took


@dataclass
class LittleDiscord:
    """The rehearsal as its guest sees it: channels are pairs of a server's and a channel's id."""

    process: asyncio.subprocess.Process
    api_url: str
    token: str
    channels: list[tuple[int, int]]

    async def ask(self, seconds: float) -> list[float]:
        """Let a member ask for so many seconds; how long each answer took, in seconds."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{seconds}\n".encode())
        found: list[float] = await _said(self.process)
        return found


async def _said(process: asyncio.subprocess.Process) -> Any:
    assert process.stdout is not None
    return json.loads(await process.stdout.readline())


@asynccontextmanager
async def little_discord(channels: int, per_second: int = 0) -> AsyncIterator[LittleDiscord]:
    """The rehearsal, until the block ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.little_discord",
        str(channels),
        str(per_second),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 24,
    )
    try:
        yield LittleDiscord(process, **await _said(process))
    finally:
        process.kill()
        await process.wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2])))
