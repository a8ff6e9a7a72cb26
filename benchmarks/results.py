"""All benchmarks in one table, as JSON and as Markdown, and two tables held side by side."""

import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks import figures
from benchmarks.figures import Figure

WORTH_A_WORD = 1.2
"""From this factor on a change is told; less is noise on a machine that does other things too."""
DOCUMENT = Path("docs") / "benchmarks.md"
BEGINS, ENDS = "<!-- the newest table begins -->", "<!-- the newest table ends -->"
_LIBRARIES = ("discord.py", "SQLAlchemy", "aiosqlite", "aiohttp", "lxml", "rapidfuzz", "pydantic")


LONGEST_QUICK, LONGEST = 240.0, 6 * 3600.0
"""Seconds after which a benchmark is ended: one that hangs must not keep the others back."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What a benchmark is about, and what it is told for a whole and for a quick run."""

    about: str
    whole: tuple[str, ...] = ()
    quick: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one benchmark. ``said`` is what it printed."""

    name: str
    about: str
    ended_well: bool
    seconds: float
    figures: tuple[Figure, ...]
    said: str


def run(name: str, benchmark: Benchmark, *, quick: bool, longest: float | None = None) -> Result:
    """Run it in a process of its own, so that none finds the other's memory or caches.

    After ``longest`` seconds it is ended, with all that it started.
    """
    words = benchmark.quick if quick else benchmark.whole
    seconds_left = longest or (LONGEST_QUICK if quick else LONGEST)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        collected = Path(folder) / "figures"
        env = {**os.environ, figures.VARIABLE: str(collected), "PYTHONUNBUFFERED": "1"}
        env["PYTHONPATH"] = os.pathsep.join(("src", ".", env.get("PYTHONPATH", "")))
        began = time.monotonic()
        process = subprocess.Popen(  # noqa: S603  our own module
            [sys.executable, "-m", "benchmarks", name, *words],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            said, _ = process.communicate(timeout=seconds_left)
            well = process.returncode == 0
        except subprocess.TimeoutExpired:
            said, well = f"It did not end within {seconds_left:.0f} seconds.\n", False
        finally:
            # Also what it left behind, and all of it where somebody pressed Ctrl-C.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            rest, _ = process.communicate()
        seconds = time.monotonic() - began
        found = tuple(figures.read(collected))
    told = said if well else f"{rest or ''}{said}"
    return Result(name, benchmark.about, well, round(seconds, 1), found, told)


def whole(results: list[Result], *, quick: bool) -> dict[str, Any]:
    """The table: when and where it was made, with which versions, and what came out."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "size": "quick" if quick else "whole",
        "machine": _machine(),
        "versions": _versions(),
        "benchmarks": [asdict(result) for result in results],
    }


def _machine() -> dict[str, str]:
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _versions() -> dict[str, str]:
    found = {"Python": platform.python_version()}
    for library in _LIBRARIES:
        found[library] = metadata.version(library)
    return found


def markdown(table: Mapping[str, Any]) -> str:
    """The table for people: what was compared, the ratios in front."""
    said = [
        f"Made {table['at'][:10]} ({table['size']} size) on "
        + ", ".join(f"{name}: {value}" for name, value in table["machine"].items())
        + "; "
        + ", ".join(f"{name} {value}" for name, value in table["versions"].items())
        + ".",
        "",
        "| benchmark | what | value | beside it | ratio |",
        "|---|---|---:|---:|---:|",
    ]
    for one in table["benchmarks"]:
        if not one["ended_well"]:
            said.append(f"| {one['name']} | **did not end well** | | | |")
        for figure in map(_figure, one["figures"]):
            if not figure.better and figure.what.count(": ") > 1:
                continue  # of a printed table, what is neither good nor bad
            beside = "" if figure.beside is None else _shown(figure.beside, figure.unit)
            ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
            what = figure.what.replace("|", "/")
            value = _shown(figure.value, figure.unit)
            said.append(f"| {one['name']} | {what} | {value} | {beside} | {ratio} |")
        said.append(f"| {one['name']} | the whole benchmark | {one['seconds']:.0f} s | | |")
    return "\n".join(said) + "\n"


def _figure(told: Mapping[str, Any]) -> Figure:
    return Figure(**told)


def _shown(value: float, unit: str) -> str:
    is_whole = value == int(value)
    digits = 0 if is_whole or value >= 1000 else 3 if value < 1 else 1
    return f"{value:,.{digits}f} {unit}".strip()


def publish(table: Mapping[str, Any], document: Path = DOCUMENT) -> None:
    """Put the table into docs/benchmarks.md, in place of the one before."""
    text = document.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    written = f"{before}{BEGINS}\n\n{markdown(table)}\n{ENDS}{after}"
    document.write_text(written, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Change:
    """A figure in two tables. ``factor`` is how much worse (above 1) or better it became."""

    name: str
    before: float
    after: float
    factor: float
    by_ratio: bool

    @property
    def is_worse(self) -> bool:
        """Whether it is worth a word, for the worse."""
        return self.factor >= WORTH_A_WORD


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """Each figure that both tables have and of which one direction is the better one.

    Ratios are compared where there are any, because they mind the machine less.
    """
    earlier = dict(_named(before))
    for name, now in _named(after):
        then = earlier.get(name)
        if then is None or not now.better:
            continue
        by_ratio = then.ratio is not None and now.ratio is not None
        old, new = (then.ratio, now.ratio) if by_ratio else (then.value, now.value)
        if not old or not new:
            continue
        yield Change(name, old, new, new / old if now.better == "lower" else old / new, by_ratio)


def _named(table: Mapping[str, Any]) -> Iterator[tuple[str, Figure]]:
    for one in table["benchmarks"]:
        for told in one["figures"]:
            figure = _figure(told)
            yield f"{one['name']}: {figure.what}", figure


def comparison(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """The changes in words: what is slower first; what is gone, and what is new."""
    found = sorted(changes(before, after), key=lambda change: -change.factor)
    worse = [change for change in found if change.is_worse]
    better = [change for change in found if change.factor <= 1 / WORTH_A_WORD]
    said = []
    for title, some in (("Worse", worse), ("Better", reversed(better))):
        for change in some:
            kind = " (ratio)" if change.by_ratio else ""
            factor = change.factor if title == "Worse" else 1 / change.factor
            said.append(
                f"{title:6} {factor:6.2f} times  {change.name}{kind}: "
                f"{change.before:.4g} before, {change.after:.4g} now"
            )
    failed = [one["name"] for one in after["benchmarks"] if not one["ended_well"]]
    said += [f"Did not end well: {name}" for name in failed]
    gone = dict(_named(before)).keys() - dict(_named(after)).keys()
    said += [f"No longer measured: {name}" for name in sorted(gone)]
    if before["machine"] != after["machine"] or before["size"] != after["size"]:
        said.append("The machines or the sizes differ: believe the ratios only.")
    same = len(found) - len(worse) - len(better)
    said.append(f"{same} of {len(found)} figures changed by less than {WORTH_A_WORD:.1f} times.")
    return "\n".join(said)


def load(file: Path) -> dict[str, Any]:
    """A table that was written as JSON."""
    table: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return table
