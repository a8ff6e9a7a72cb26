"""Three years of three readings in five zones on a moved clock, held against an oracle."""

import argparse
import asyncio
import logging
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from tests.journeys.years import ZONES, expected, expected_digests, live

from benchmarks.figures import record

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def main(arguments: Sequence[str] = ()) -> None:
    """Live through the years, and say what came early, late, twice or not at all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks years")
    parser.add_argument("--years", type=float, default=3.0)
    end = BEGIN + timedelta(days=365.25 * parser.parse_args(arguments).years)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="readbot-years-") as folder:
        post = asyncio.run(live(Path(folder), BEGIN, end))
    seconds = time.monotonic() - began
    pairs = (
        ("excerpts", sorted(post.excerpts), sorted(expected(BEGIN, end))),
        ("digests", sorted(post.digests), sorted(expected_digests(BEGIN, end))),
    )
    print(f"{BEGIN:%Y-%m-%d} to {end:%Y-%m-%d} in {', '.join(ZONES)}: {seconds:.0f} s")
    for name, came, owed in pairs:
        wrong = (
            len(set(map(str, came)) ^ set(map(str, owed))) + len(came) - len(set(map(str, came)))
        )
        print(f"  {len(came):6} {name}, {len(owed)} were due, {wrong} not as the oracle says")
        record(f"{name} not as the oracle says", wrong)
        assert came == owed
    record("a year lived through", seconds / ((end - BEGIN).days / 365.25), "s")
