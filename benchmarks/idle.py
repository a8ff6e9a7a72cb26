"""What waiting costs: processor time and memory with many readings of which none is due.

Each number of readings, and a bare discord.py client for comparison, runs in a process of its own
against a little Discord in another.
"""

import argparse
import asyncio
import json
import logging
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from benchmarks.burst import bare_client, found_clubs, settings_for
from benchmarks.figures import record
from benchmarks.little_discord import LittleDiscord, little_discord
from readbot import app
from readbot.store.database import open_store

READINGS = (1_000, 10_000, 100_000)
SETTLING = 3.0  # seconds, before the measuring begins


def main(arguments: Sequence[str] = ()) -> None:
    """Print processor time a minute and memory, for each number and for the bare client."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks idle")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--readings", type=int, nargs="*", default=READINGS)
    chosen = parser.parse_args(arguments)
    asyncio.run(_compare(chosen.seconds, chosen.readings))


async def _compare(seconds: float, numbers: Sequence[int]) -> None:
    print(f"idle for {seconds:.0f} s each\n")
    async with little_discord(10) as place:
        bare = await _measured(place, "", seconds)
        print(f"  bare discord.py client: {_said(bare, seconds)}")
        for number in numbers:
            with tempfile.TemporaryDirectory(prefix="readbot-idle-") as folder:
                url = f"sqlite:///{Path(folder) / 'idle.db'}"
                await _fill(url, number)
                cost = await _measured(place, url, seconds)
            more = cost["mib"] / bare["mib"]
            print(f"  {number:7} readings waiting: {_said(cost, seconds)}, {more:.2f} of the bare")
            waiting, share = f"{number:,} readings waiting", 100 * cost["cpu"] / seconds
            record(f"{waiting}: processor", share, "%")
            record(f"{waiting}: memory", cost["mib"], "MiB", beside=bare["mib"])


def _said(cost: dict[str, float], seconds: float) -> str:
    share = 100 * cost["cpu"] / seconds
    return f"{cost['cpu']:.2f} s of processor time ({share:.1f} %), {cost['mib']:.0f} MiB"


async def _fill(url: str, number: int) -> None:
    """As many clubs, each with a reading whose next excerpt is far away."""
    store = await open_store(url)
    await found_clubs(store, [(1, 10_000)], datetime.now(UTC) + timedelta(days=30))
    await store.close()
    _copy(url.removeprefix("sqlite:///"), number - 1)


_COUNTED = {
    "clubs": ("id", "channel_id"),
    "readings": ("id", "club_id", "channel_id"),
    "cadences": ("reading_id",),
    "excerpts": ("reading_id",),
}
"""What is another number in each copy of a club."""


def _copy(file: str, times: int) -> None:
    """Put copies of the newest club and its reading beside it, in one statement for each table."""
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(
            "CREATE TEMP TABLE copies AS WITH RECURSIVE counted (n) AS "
            "(SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ?) SELECT n FROM counted",
            (times,),
        )
        for table, counted in _COUNTED.items():
            found = database.execute(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608
            names = [name for name, *_ in found.description]
            values = [f"{name} + n" if name in counted else name for name in names]
            database.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} "  # noqa: S608
                f"FROM {table}, copies WHERE {counted[0]} = (SELECT max({counted[0]}) FROM {table})"
            )


async def _measured(place: LittleDiscord, url: str, seconds: float) -> dict[str, float]:
    facts = json.dumps({"api_url": place.api_url, "token": place.token, "url": url})
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.idle", facts, str(seconds)),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    cost: dict[str, float] = json.loads(said)
    return cost


async def _idle(facts: dict[str, str], seconds: float) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    process = await asyncio.create_subprocess_exec("true")
    place = LittleDiscord(process, facts["api_url"], facts["token"], [])
    if not facts["url"]:
        async with bare_client(place):
            cost = await _cost(seconds)
    else:
        async with app.running(settings_for(place, facts["url"], 40)):
            cost = await _cost(seconds)
    print(json.dumps(cost))


async def _cost(seconds: float) -> dict[str, float]:
    await asyncio.sleep(SETTLING)
    began = time.process_time()
    await asyncio.sleep(seconds)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu": time.process_time() - began, "mib": used.ru_maxrss / 1024}


if __name__ == "__main__":
    asyncio.run(_idle(json.loads(sys.argv[1]), float(sys.argv[2])))
