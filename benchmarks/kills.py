"""readbot killed by SIGKILL as often as asked, at every named point of the protocol and at random.

Each ordeal is a club of its own with a reading, in bad weather on the wire. After each kill nothing
may stand twice; at an ordeal's end everything must stand once and in order.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.journeys.mortal import POINTS
from tests.journeys.ordeal import ordeal

from benchmarks.figures import record

KILLS_AN_ORDEAL = 40


def main(arguments: Sequence[str] = ()) -> None:
    """Kill as often as asked; an AssertionError with the seed's ordeal if anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks kills")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20)
    chosen = parser.parse_args(arguments)
    asyncio.run(_kill(chosen.count, chosen.seed))


async def _kill(count: int, seed: int) -> None:
    chance = random.Random(seed)
    killed: Counter[str] = Counter()
    stand, began = 0, time.monotonic()
    while killed.total() < count:
        with tempfile.TemporaryDirectory(prefix="readbot-kills-") as folder:
            async with ordeal(
                Path(folder), chance.randrange(1 << 30), in_forum=chance.random() < 0.25
            ) as club:
                for _ in range(min(KILLS_AN_ORDEAL, count - killed.total())):
                    await club.life(chance.choice((*POINTS, None, None, None, None)))
                    club.check_nothing_stands_twice()
                await club.settle()
                club.check_nothing_stands_twice()
                stand += await club.check_everything_stands()
                killed += club.killed_at
        seconds = time.monotonic() - began
        print(f"{killed.total():5} kills, {stand:5} messages, each once; {seconds:6.0f} s")
    print()
    record("kills after which everything stood once", killed.total(), "", "")
    for point, times in killed.most_common():
        print(f"  {times:5}  {point}")
