"""Notes that members were told are kept, and a process killed by SIGKILL a thousand times.

After each kill the database is checked and read: every note that was answered must be there.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.hostile.durable import found_club, live_and_die

from benchmarks.figures import record

_LIVES_A_DATABASE = 100


def main(arguments: Sequence[str] = ()) -> None:
    """Kill as often as asked; an AssertionError that names the notes if any was lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks durability")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20)
    chosen = parser.parse_args(arguments)
    done, answered, unanswered, began = 0, 0, 0, time.monotonic()
    while done < chosen.count:
        with tempfile.TemporaryDirectory(prefix="readbot-durability-") as folder:
            asyncio.run(found_club(Path(folder)))
            lives = min(_LIVES_A_DATABASE, chosen.count - done)
            told = live_and_die(Path(folder), lives, chosen.seed + done)
        done += lives
        answered += told.answered
        unanswered += told.unanswered
        seconds = time.monotonic() - began
        print(f"{done:5} kills, {answered:6} notes answered, 0 lost; {seconds:6.0f} s", flush=True)
    record("kills after which every answered note was there", done, "", "")
    print(f"\n{unanswered} more were on disk whose writers were not answered any more.")
