"""A line as it is printed on a page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line as it is printed: its words, its page from 0, its edges, baseline and size in points.

    Baselines grow upwards, as in the file. ``column`` counts from 1; 0 is the page's whole width.
    """

    words: str
    page: int
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    column: int = 0

    @property
    def place(self) -> tuple[int, int]:
        """The page and the column that the line stands in."""
        return self.page, self.column
