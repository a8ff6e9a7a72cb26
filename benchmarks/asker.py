"""A rehearsal Discord in a process of its own, whose members ask as fast as a benchmark wants.

``python -m benchmarks.asker`` tells its address as one line of JSON. Each line on its standard
input is ``{"command": …, "options": {…}, "count": …, "at_once": …}``; how long each answer took, in
seconds, and how long all of them did, is told as one line of JSON.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from readbot.rehearsal.model.nouns import Channel
from readbot.rehearsal.pace import Pace
from readbot.rehearsal.people import Person
from readbot.rehearsal.server import Rehearsal

MEMBERS = 100
"""They take turns, for one alone would write more than a person can, and meet the hour's limit."""

_numbers = count(1)


async def _serve() -> None:
    pace = Pace(per_second=None, route_limit=1_000_000)
    async with Rehearsal(bot_name="readbot", pace=pace) as rehearsal:
        guild = rehearsal.add_guild("Club")
        channel = rehearsal.world.add_channel(guild, "books")
        members = [rehearsal.add_person(f"member {n}", guild) for n in range(MEMBERS)]
        facts = {
            "api_url": rehearsal.api_url,
            "token": rehearsal.token,
            "server": guild.id,
            "channel": channel.id,
            "members": [member.user.id for member in members],
        }
        print(json.dumps(facts), flush=True)
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            print(json.dumps(await _ask(members, channel, **json.loads(line))), flush=True)


async def _ask(
    members: Sequence[Person],
    channel: Channel,
    command: str,
    options: Mapping[str, Any],
    count: int,
    at_once: int,
) -> dict[str, Any]:
    took: list[float] = []
    answers: list[str] = []

    async def ask(times: int) -> None:
        for _ in range(times):
            # What is said twice within a moment is kept once: {n} is another number each time.
            number = next(_numbers)
            member = members[number % len(members)]
            said = {name: value.replace("{n}", str(number)) for name, value in options.items()}
            began = time.perf_counter()
            reply = await (await member.slash(command, channel, options=said)).settled(30)
            took.append(time.perf_counter() - began)
            answers.append(reply.text[:60])
            if reply.kind != "message":
                raise RuntimeError(f"{command} was answered with {reply}")

    began = time.perf_counter()
    await asyncio.gather(*(ask(count // at_once) for _ in range(at_once)))
    return {
        "took": took,
        "all": time.perf_counter() - began,
        "said": answers[-1],
    }


@dataclass
class Asker:
    """The rehearsal as its guest sees it."""

    process: asyncio.subprocess.Process
    api_url: str
    token: str
    server: int
    channel: int
    members: list[int]

    async def ask(
        self, command: str, options: Mapping[str, Any], count: int, at_once: int
    ) -> dict[str, Any]:
        """Let the members use a command so often in all; how long each answer and all took."""
        assert self.process.stdin is not None
        wanted = {"command": command, "options": options, "count": count, "at_once": at_once}
        self.process.stdin.write(json.dumps(wanted).encode() + b"\n")
        found: dict[str, Any] = await _said(self.process)
        return found


async def _said(process: asyncio.subprocess.Process) -> Any:
    assert process.stdout is not None
    return json.loads(await process.stdout.readline())


@asynccontextmanager
async def asking() -> AsyncIterator[Asker]:
    """The rehearsal with its members, until the block ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.asker"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 24,
    )
    try:
        yield Asker(process, **await _said(process))
    finally:
        process.kill()
        await process.wait()


if __name__ == "__main__":
    asyncio.run(_serve())
