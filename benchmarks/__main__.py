"""``python -m benchmarks NAME`` runs one benchmark; without a name it lists them."""

import sys
from importlib import import_module

BENCHMARKS = {
    "text": "sentence borders, cutting and anchoring, beside other libraries where installed",
}


def main(arguments: list[str]) -> int:
    """Run the named benchmark and return the process's exit code."""
    if len(arguments) != 1 or arguments[0] not in BENCHMARKS:
        print("usage: python -m benchmarks NAME\n")
        for name, about in BENCHMARKS.items():
            print(f"  {name:10} {about}")
        return 0 if not arguments else 2
    import_module(f"benchmarks.{arguments[0]}").main()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
