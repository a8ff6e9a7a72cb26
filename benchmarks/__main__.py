"""``python -m benchmarks NAME`` runs one benchmark; without a name it lists them."""

import sys
from importlib import import_module

BENCHMARKS = {
    "kills": "readbot killed again and again: does everything stand once? (--count, --seed)",
    "durability": "notes answered, a process killed: is each one there? (--count, --seed)",
    "years": "three years of three readings in five zones, to the minute (--years)",
    "burst": "many postings due at once, beside a bare loop that only sends (--count)",
    "idle": "processor time and memory with many waiting readings, beside a bare bot (--seconds)",
    "notes": "/annotate and /notes among many notes, beside a command that does nothing (--notes)",
    "text": "sentence borders, cutting and anchoring, beside other libraries where installed",
    "digest": "representative notes, beside sumy where installed",
}


def main(arguments: list[str]) -> int:
    """Run the named benchmark and return the process's exit code."""
    if not arguments or arguments[0] not in BENCHMARKS:
        print("usage: python -m benchmarks NAME [OPTIONS]\n")
        for name, about in BENCHMARKS.items():
            print(f"  {name:10} {about}")
        return 0 if not arguments else 2
    benchmark = import_module(f"benchmarks.{arguments[0]}").main
    benchmark(arguments[1:]) if arguments[1:] else benchmark()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
