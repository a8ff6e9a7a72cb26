"""What a benchmark found out, as figures that two runs can be compared by.

A benchmark prints for people; beside that it records its figures. They go to the file that the
environment's BENCHMARK_FIGURES names, one JSON object a line; without one nothing is written.
"""

import json
import os
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

VARIABLE = "BENCHMARK_FIGURES"
Better = Literal["lower", "higher", ""]

_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(\S*)")
_COSTS = re.compile(r"second|\bms\b|\bs\b|MiB|time|took|memory", re.IGNORECASE)
# A column's head that is, or ends with, the unit of what stands under it.
_UNIT_OF_COLUMN = re.compile(r"(?:(.*) )?(seconds|s|ms|MB/s|MiB|MB)")
_GIVEN = ("text", "quotes", "notes")
_YIELDS = re.compile(r"a second|/s\b|rate|right|passed|found|share|coverage", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. ``beside`` is what a peer or a bare loop needed in the same run.

    ``better`` says which way is good; "" where it is only worth knowing.
    """

    what: str
    value: float
    unit: str = ""
    better: Better = "lower"
    beside: float | None = None

    @property
    def ratio(self) -> float | None:
        """The value in units of what stood beside it: this says more than the value does."""
        return self.value / self.beside if self.beside else None


def record(
    what: str, value: float, unit: str = "", better: Better = "lower", beside: float | None = None
) -> None:
    """Write a figure down, where somebody collects them."""
    file = os.environ.get(VARIABLE)
    if file is None:
        return
    with Path(file).open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(asdict(Figure(what, value, unit, better, beside))) + "\n")


def record_table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write down each number of a printed table, named by its title, row and column.

    What a row was given, as the size of a text, belongs to its name.
    """
    for row in rows:
        cells = dict(zip(head, map(str, row), strict=False))
        given = [cells.pop(column) for column in (head[0], *_GIVEN) if column in cells]
        for column, cell in cells.items():
            found = _NUMBER.match(cell)
            if found is None:
                continue
            words = f"{title} {column} {found[2]}"
            better: Better = "higher" if _YIELDS.search(words) else ""
            if not better and _COSTS.search(words):
                better = "lower"
            label = ", ".join(part.strip() for part in given)
            heading, unit = _named(column, found[2])
            name = ": ".join(part for part in (title, label, heading) if part)
            record(name, float(found[1].replace(",", "")), unit, better)


def _named(column: str, unit: str) -> tuple[str, str]:
    """What a figure under this head is called besides its row, and its unit.

    What the cell itself says goes before what the head of its column says.
    """
    found = _UNIT_OF_COLUMN.fullmatch(column)
    if found is None:
        return column, unit
    head = {"seconds": "s"}.get(found[2], found[2])
    return found[1] or "", unit or head


def read(file: Path) -> list[Figure]:
    """The figures in such a file."""
    if not file.exists():
        return []
    lines = file.read_text(encoding="utf-8").splitlines()
    return [Figure(**json.loads(line)) for line in lines]
