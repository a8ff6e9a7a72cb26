"""Files broken on purpose, thousands for each format, each read in a process of its own.

Whatever they hold, each is read, refused in a sentence, or ended by its limits of time and memory.
A library that breaks otherwise ends its process alone as well, and is named.
"""

import argparse
import time
from collections.abc import Sequence

from tests.hostile.straining import FORMATS, bombs, outcome_of, strain

from benchmarks.figures import record


def main(arguments: Sequence[str] = ()) -> None:
    """Break each format's file as often as asked, and tell what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks strain")
    parser.add_argument("--count", type=int, default=10_000, help="for each format")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--no-bombs", action="store_true", help="only the broken files")
    chosen = parser.parse_args(arguments)
    for name, content in () if chosen.no_bombs else bombs():
        began = time.monotonic()
        outcome = outcome_of(name, content)
        seconds = time.monotonic() - began
        print(f"{name:12} {len(content):9} bytes: {outcome}; {seconds:4.1f} s", flush=True)
    print()
    for name in FORMATS:
        began = time.monotonic()
        strained = strain(name, chosen.count, chosen.seed)
        told = ", ".join(f"{number} {what}" for what, number in strained.outcomes.most_common())
        print(f"{name:7} {told}; {time.monotonic() - began:5.0f} s", flush=True)
        record(f"{name}: files at which a library broke", strained.broke.total())
        for what, number in strained.broke.most_common(5):
            print(f"        {number:6}  {what}")
