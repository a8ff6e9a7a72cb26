"""Runs benchmarks: all of them into one table, or one by its name; and compares two tables."""

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path

from benchmarks import results
from benchmarks.results import Benchmark

BENCHMARKS = {
    "start": Benchmark(
        "from the start of the process to ready, first and later starts", (), ("--count", "3")
    ),
    "memory": Benchmark(
        "memory for thousands of servers, beside a bare discord.py bot",
        (),
        ("--servers", "0", "1000"),
    ),
    "idle": Benchmark(
        "processor time and memory with many waiting readings, beside a bare bot",
        (),
        ("--seconds", "5", "--readings", "1000"),
    ),
    "notes": Benchmark(
        "/annotate and /notes among many notes, beside a command that does nothing",
        (),
        ("--notes", "5000", "--count", "100"),
    ),
    "completion": Benchmark(
        "the list of a book's passages while one types, beside a bare bot's",
        (),
        ("--count", "30"),
    ),
    "burst": Benchmark(
        "many postings due at once, beside a bare loop that only sends", (), ("--count", "400")
    ),
    "kills": Benchmark(
        "readbot killed again and again: does everything stand once?", (), ("--count", "10")
    ),
    "fuzz": Benchmark(
        "commands and buttons with arbitrary values: each answered, nothing of others changed",
        ("--count", "1000"),
        ("--count", "100"),
    ),
    "strain": Benchmark(
        "files broken on purpose, of each format: read, refused or ended by their limits",
        ("--count", "500"),
        ("--count", "20", "--no-bombs"),
    ),
    "durability": Benchmark(
        "notes answered, a process killed: is each one there?", (), ("--count", "10")
    ),
    "takeover": Benchmark(
        "three processes on one PostgreSQL, one killed while it sends (needs PostgreSQL here)",
        (),
        ("--clubs", "6", "--rounds", "1"),
    ),
    "years": Benchmark(
        "three years of three readings in five zones, to the minute", (), ("--years", "0.1")
    ),
    "text": Benchmark("sentence borders, cutting and anchoring, beside other libraries"),
    "digest": Benchmark(
        "representative notes, beside sumy where installed",
        (),
        ("--seeds", "2", "--most", "1000", "--patience", "30"),
    ),
}

USAGE = """\
usage: python -m benchmarks [--quick] [--out FILE] [NAME ...]   all, or these, into one table
       python -m benchmarks NAME [OPTIONS]                      one, with options of its own
       python -m benchmarks compare BEFORE.json AFTER.json      what became slower
       python -m benchmarks publish TABLE.json                  put it into docs/benchmarks.md
"""


def main(arguments: list[str]) -> int:
    """Do what is asked; the process's exit code."""
    first, *rest = arguments or [""]
    if first in {"-h", "--help"}:
        print(USAGE)
        for name, benchmark in BENCHMARKS.items():
            print(f"  {name:10} {benchmark.about}")
        return 0
    if first == "compare" and len(rest) == 2:
        before, after = (results.load(Path(file)) for file in rest)
        print(results.comparison(before, after))
        return int(any(change.is_worse for change in results.changes(before, after)))
    if first == "publish" and len(rest) == 1:
        results.publish(results.load(Path(rest[0])))
        return 0
    if first in BENCHMARKS and "--quick" not in rest and "--out" not in rest:
        benchmark = import_module(f"benchmarks.{first}").main
        benchmark(rest) if rest else benchmark()
        return 0
    return _table(arguments)


def _table(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", usage=USAGE)
    parser.add_argument("names", nargs="*", choices=(*BENCHMARKS, []), metavar="NAME")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("benchmarks-table.json"))
    chosen = parser.parse_args(arguments)
    names = chosen.names or list(BENCHMARKS)
    found: list[results.Result] = []
    for number, name in enumerate(names, 1):
        print(f"{number:2} of {len(names)}  {name}: {BENCHMARKS[name].about} ...", flush=True)
        result = results.run(name, BENCHMARKS[name], quick=chosen.quick)
        found.append(result)
        ended = (
            "done" if result.ended_well else f"FAILED; it said:\n{result.said.rstrip()}\n  failed"
        )
        print(f"          {ended} after {result.seconds:.0f} s", flush=True)
        # After each one, so that what was measured outlives a Ctrl-C.
        table = results.whole(found, quick=chosen.quick)
        words = results.markdown(table)
        chosen.out.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
        chosen.out.with_suffix(".md").write_text(words, encoding="utf-8")
    print(f"\n{words}\nWritten to {chosen.out} and {chosen.out.with_suffix('.md')}.")
    failed = [result.name for result in found if not result.ended_well]
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
