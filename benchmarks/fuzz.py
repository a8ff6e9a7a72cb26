"""Commands, completions, buttons and forms with arbitrary values over the wire, by everybody.

Each is answered, none with a fault of ours, and nothing changes that the asker has no right to.
They are made by hypothesis from what the bot has registered.
"""

import argparse
import asyncio
import logging
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import structlog
from tests.hostile.fuzzing import staged, try_everything

from benchmarks.figures import record

_FOR_ONE_CLUB = 500


def main(arguments: Sequence[str] = ()) -> None:
    """Try as often as asked; an AssertionError that tells what came back if one goes wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks fuzz")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20)
    chosen = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    done, began = 0, time.monotonic()
    while done < chosen.count:
        tries = min(_FOR_ONE_CLUB, chosen.count - done)
        with tempfile.TemporaryDirectory(prefix="readbot-fuzz-") as folder:
            done += asyncio.run(_try(Path(folder), tries, chosen.seed + done))
        print(f"{done:6} answered; {time.monotonic() - began:6.0f} s", flush=True)
    record("inputs that were answered without a fault", done, "", "")


async def _try(folder: Path, tries: int, seed: int) -> int:
    async with staged(folder) as stage:
        return await try_everything(stage, tries, seed)
