"""Commands, completions, buttons and forms with arbitrary values over the wire, by everybody.

Each is answered, none with a fault of ours, and nothing changes that the asker has no right to.
How soon each had its first word is told, for Discord gives three seconds; one that has none after
fifteen counts as never answered. They are made by hypothesis from what the bot has registered.
"""

import argparse
import asyncio
import logging
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import structlog
from tests.hostile.fuzzing import IN_TIME, Tried, staged, try_everything

from benchmarks.figures import record

_FOR_ONE_CLUB = 500


def main(arguments: Sequence[str] = ()) -> None:
    """Try as often as asked; an AssertionError that tells what came back if one goes wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks fuzz")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument(
        "--in-time", action="store_true", help="fail where one is late, on a quiet machine"
    )
    chosen = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    tried, began = Tried(), time.monotonic()
    while tried.number < chosen.count:
        tries = min(_FOR_ONE_CLUB, chosen.count - tried.number)
        with tempfile.TemporaryDirectory(prefix="readbot-fuzz-") as folder:
            tried.add(asyncio.run(_try(Path(folder), tries, chosen.seed + tried.number)))
        print(
            f"{tried.number:6} answered; the slowest first word after {tried.slowest:.2f} s, "
            f"{tried.late} later than {IN_TIME:.0f} s; {time.monotonic() - began:6.0f} s",
            flush=True,
        )
    print(f"The slowest: {tried.slowest_attempt[:500]}")
    record("inputs that were answered without a fault", tried.number, "", "")
    record("the slowest first word to any of them", round(tried.slowest * 1000), "ms")
    record(f"first words later than {IN_TIME:.0f} s", tried.late)
    if chosen.in_time and tried.late:
        raise AssertionError(f"{tried.late} had their first word too late")


async def _try(folder: Path, tries: int, seed: int) -> Tried:
    async with staged(folder) as stage:
        return await try_everything(stage, tries, seed)
