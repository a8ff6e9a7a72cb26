"""Memory for thousands of servers: readbot beside a bare discord.py bot that hears the same.

A little Discord serves each number of servers, each with twelve channels, ten roles and a few
members, as a middling server has. What a thousand servers cost is the slope between the numbers.
"""

import argparse
import asyncio
import json
import logging
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog

from benchmarks.bare import SETTLING, resident
from benchmarks.figures import record

SERVERS = (0, 1000, 2000)


def main(arguments: Sequence[str] = ()) -> None:
    """Print memory for each number of servers, and what a thousand more cost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks memory")
    parser.add_argument("--servers", type=int, nargs="+", default=SERVERS)
    asyncio.run(_compare(parser.parse_args(arguments).servers))


async def _compare(numbers: Sequence[int]) -> None:
    weights: dict[str, list[float]] = {}
    for number in numbers:
        async with _served(number) as facts:
            with tempfile.TemporaryDirectory(prefix="readbot-memory-") as folder:
                ours = facts | {"url": f"sqlite:///{Path(folder) / 'memory.db'}"}
                # The first start meets every server; the one that is weighed knows them.
                await _weighed("benchmarks.memory", ours, number)
                one = {"readbot": await _weighed("benchmarks.memory", ours, number)}
            one["a bare bot"] = await _weighed("benchmarks.bare", facts, number)
        said = ", ".join(f"{name} {mib:.0f} MiB" for name, mib in one.items())
        print(f"  {number:5} servers: {said}", flush=True)
        for name, mib in one.items():
            weights.setdefault(name, []).append(mib)
    span = (numbers[-1] - numbers[0]) / 1000
    slopes = {name: (found[-1] - found[0]) / span for name, found in weights.items()}
    for name, slope in slopes.items():
        print(f"  a thousand servers more cost {name} {slope:.1f} MiB")
    first, bare = weights["readbot"][0], weights["a bare bot"][0]
    record(f"with {numbers[0]} servers", first, "MiB", beside=bare)
    bare = slopes["a bare bot"]
    record("a thousand servers more", slopes["readbot"], "MiB", beside=bare)


async def _weighed(module: str, facts: dict[str, Any], servers: int) -> float:
    """A bot's memory in MiB, when it has heard of so many servers and sat for a moment."""
    bot = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, json.dumps(facts)), stdout=asyncio.subprocess.PIPE
    )
    assert bot.stdout is not None
    told = json.loads(await bot.stdout.readline())
    assert told["servers"] == servers
    bot.kill()
    await bot.wait()
    return float(told["mib"])


@asynccontextmanager
async def _served(servers: int) -> AsyncIterator[dict[str, Any]]:
    """A little Discord with so many servers, until the block ends: what a bot has to know of it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.memory", "serve", str(servers)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield {**json.loads(await process.stdout.readline()), "weigh": True}
    finally:
        process.kill()
        await process.wait()


async def _serve(servers: int) -> None:
    from readbot.rehearsal.model.permissions import EVERYONE_BITS
    from readbot.rehearsal.server import Rehearsal

    async with Rehearsal() as rehearsal:
        people = [rehearsal.world.add_user(f"member{n}") for n in range(5)]
        for number in range(servers):
            guild = rehearsal.add_guild(f"Server {number}")
            for n in range(10):
                rehearsal.world.add_role(guild, f"Role {n}", EVERYONE_BITS)
            for n in range(12):
                rehearsal.world.add_channel(guild, f"channel-{n}")
            for person in people:
                rehearsal.world.add_member(guild, person)
            # Greetings are another matter: these servers know readbot.
            guild.members[rehearsal.world.bot.id].joined_at -= timedelta(days=30)
        print(
            json.dumps({"api_url": rehearsal.api_url, "token": rehearsal.token}),
            flush=True,
        )
        await asyncio.Event().wait()


async def _weigh_readbot(facts: dict[str, str]) -> None:
    from benchmarks.burst import settings_for
    from benchmarks.little_discord import LittleDiscord
    from readbot import app

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    process = await asyncio.create_subprocess_exec("true")
    place = LittleDiscord(process, facts["api_url"], facts["token"], [])
    async with app.running(settings_for(place, facts["url"], 40)) as bot:
        await asyncio.sleep(SETTLING)
        told = {"mib": resident(), "servers": len(bot.client.guilds)}
        print(json.dumps(told), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        asyncio.run(_serve(int(sys.argv[2])))
    else:
        asyncio.run(_weigh_readbot(json.loads(sys.argv[1])))
