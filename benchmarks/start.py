"""How long a start takes: from the start of the process to "ready", the first time and later.

The first start makes the database and tells Discord the commands; later ones find both. Beside it
stands a bare discord.py client, which imports, connects and waits until it is ready.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.figures import record
from benchmarks.little_discord import LittleDiscord, little_discord

_BOT = Path(__file__).resolve().parents[1] / "bot.py"
_READY = b'"bot.ready"'


def main(arguments: Sequence[str] = ()) -> None:
    """Print the first start's time, and the median of the later ones'."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks start")
    parser.add_argument("--count", type=int, default=9)
    asyncio.run(_compare(parser.parse_args(arguments).count))


async def _compare(count: int) -> None:
    async with little_discord(10) as place:
        with tempfile.TemporaryDirectory(prefix="readbot-start-") as folder:
            first, *later = [await _started(place, folder) for _ in range(count + 1)]
        bare = median([await _bare(place) for _ in range(count)])
    again = median(later)
    print(f"first start {first:.2f} s, later ones {again:.2f} s; a bare client {bare:.2f} s")
    record("first start to ready", first, "s")
    record("later start to ready", again, "s", beside=bare)


async def _started(place: LittleDiscord, folder: str) -> float:
    """Seconds until this readbot says that it is ready; it is then told to stop."""
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("READBOT_")},
        "READBOT_TOKEN": place.token,
        "READBOT_DISCORD__API_URL": place.api_url,
    }
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(_BOT), "run"), cwd=folder, env=env, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    while _READY not in (line := await process.stderr.readline()):
        assert line, "readbot ended before it was ready"
    seconds = time.monotonic() - began
    process.terminate()
    await process.communicate()
    return seconds


async def _bare(place: LittleDiscord) -> float:
    facts = json.dumps({"api_url": place.api_url, "token": place.token})
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.bare", facts), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline()
    seconds = time.monotonic() - began
    process.kill()
    await process.wait()
    return seconds
