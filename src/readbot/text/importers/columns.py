"""Pages of two or three columns: where the gutters are, and in which order the lines are read.

A gutter is a strip of the page that hardly a line crosses, with lines of some length on both its
sides at the same heights. What crosses it (a headline, a foot) parts the page into bands; in each
band one column is read to its end before the next begins.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from readbot.text.importers.printed_lines import PrintedLine

_NARROWEST = 0.8  # ems
_FEWEST_LINES = 4
_SHORTEST_LINE = 7  # ems, of half the lines of a column
_CROSSED = 0.25
_MOST_COLUMNS = 3
_STEP = 2.0  # points
_WIDEST_PAGE = 3_000  # points
_LEVEL = 0.7  # ems
_SAME_LINE = 0.2


def in_reading_order(parts: Sequence[PrintedLine]) -> list[PrintedLine]:
    """One page's parts of lines as whole lines, column by column where it has columns.

    A page without gutters keeps the file's own order.
    """
    gutters = _gutters(parts)
    lines = list(_merged(parts, gutters))
    if not gutters:
        return lines
    bands: list[list[PrintedLine]] = [[]]
    ordered: list[PrintedLine] = []
    placed = [replace(line, column=_column(line, gutters)) for line in lines]
    for line in sorted(placed, key=lambda line: -line.baseline):
        if line.column == 0:
            bands.append([])
            bands[-2].append(line)
        else:
            bands[-1].append(line)
    for band in bands:
        # The sort keeps heights in order within each column; what crosses the page closes a band.
        ordered += sorted(band, key=lambda line: line.column or len(gutters) + 2)
    return ordered


def _column(line: PrintedLine, gutters: Sequence[float]) -> int:
    """The column from 1 that holds the line, or 0 where it crosses a gutter."""
    left, right = bisect_right(gutters, line.left), bisect_right(gutters, line.right)
    return left + 1 if left == right else 0


def _gutters(parts: Sequence[PrintedLine]) -> list[float]:
    """The middles of the page's gutters, from left to right; none where it has one column."""
    if len(parts) < 2 * _FEWEST_LINES:
        return []
    size = median(line.size for line in parts) or 1.0
    first = min(line.left for line in parts)
    width = min(max(line.right for line in parts) - first, _WIDEST_PAGE)
    crossing = [0] * (int(width / _STEP) + 2)
    for line in parts:
        start, end = (min(max(0.0, at - first), width) for at in (line.left, line.right))
        for at in range(int(start / _STEP), int(end / _STEP) + 1):
            crossing[at] += 1
    most = _CROSSED * max(crossing)
    found: list[float] = []
    for start, end in _quiet(crossing, most):
        middle = first + _STEP * (start + end) / 2
        wide = (end - start) * _STEP >= _NARROWEST * size
        if wide and start > 0 and end < len(crossing) - 1 and _parts_columns(parts, middle, size):
            found.append(middle)
    return found if len(found) < _MOST_COLUMNS else []


def _quiet(crossing: Sequence[int], most: float) -> Iterator[tuple[int, int]]:
    """The runs of steps that at most so many lines cross."""
    start: int | None = None
    for at, count in enumerate([*crossing, int(most) + 1]):
        if count <= most:
            start = at if start is None else start
        elif start is not None:
            yield start, at
            start = None


def _parts_columns(parts: Sequence[PrintedLine], middle: float, size: float) -> bool:
    """Whether lines of some length stand on both sides of a place, and side by side."""
    sides = [
        [line for line in parts if line.right <= middle],
        [line for line in parts if line.left >= middle],
    ]
    for side in sides:
        if len(side) < _FEWEST_LINES:
            return False
        if median(line.right - line.left for line in side) < _SHORTEST_LINE * size:
            return False
    heights = sorted(line.baseline for line in sides[1])
    beside = 0
    for line in sides[0]:
        at = bisect_right(heights, line.baseline)
        near = heights[max(0, at - 1) : at + 1]
        beside += any(abs(height - line.baseline) <= _LEVEL * size for height in near)
    # Lines of two columns need not be level, but their columns stand beside each other.
    overlap = min(max(line.baseline for line in side) for side in sides) - max(
        min(line.baseline for line in side) for side in sides
    )
    return beside >= _FEWEST_LINES or overlap >= 2 * _FEWEST_LINES * size


def _merged(parts: Sequence[PrintedLine], gutters: Sequence[float]) -> Iterator[PrintedLine]:
    """Join the parts of a line that a wide space tore apart, but never across a gutter."""
    if not parts:
        return
    before = parts[0]
    for _, line in pairwise(parts):
        if _is_one_line(before, line, gutters):
            before = replace(before, words=f"{before.words} {line.words}", right=line.right)
            continue
        yield before
        before = line
    yield before


def _is_one_line(before: PrintedLine, line: PrintedLine, gutters: Sequence[float]) -> bool:
    size = max(before.size, 1.0)
    level = abs(before.baseline - line.baseline) < _SAME_LINE * size
    if bisect_right(gutters, before.right) != bisect_right(gutters, line.left):
        return False
    return level and line.left >= before.right
