"""A reading's text in runs, each with the notes that sit on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from readbot.text.article import Article, Block, EmphasisKind


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in a reading's text a note sits; ``place`` is where in the talk it is told."""

    note_id: int
    place: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Run:
    """Words that are all set alike: emphasised or not, with the same notes on them.

    ``beginning`` are those of the notes that no run before has had.
    """

    text: str
    notes: tuple[Spot, ...]
    beginning: tuple[Spot, ...]
    emphasis: frozenset[EmphasisKind]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the text as far as it lies in one excerpt, and the notes that begin in it."""

    block: Block
    runs: tuple[Run, ...]
    notes: tuple[Spot, ...]
    is_begun: bool


def paragraphs(article: Article, start: int, end: int, notes: Iterable[Spot]) -> list[Paragraph]:
    """The slice ``[start, end)`` of an article, block by block, with ``notes`` on their words.

    The notes come in the order of the text.
    """
    anchored = [n for n in notes if n.start < end and n.end > start]
    blocks = [block for block in article.blocks if block.start < end and block.end > start]
    found = []
    waiting, begun = anchored, set[int]()
    for place, block in enumerate(blocks):
        first, last = max(block.start, start), min(block.end, end)
        # What begins between two blocks belongs to the second; nothing is left at the end.
        is_last = place == len(blocks) - 1
        here = [n for n in waiting if is_last or n.start < last]
        waiting = waiting[len(here) :]
        runs = _runs(article, (first, last), anchored, begun)
        found.append(Paragraph(block, runs, tuple(here), first > block.start))
    return found


def _runs(
    article: Article, within: tuple[int, int], notes: Sequence[Spot], begun: set[int]
) -> tuple[Run, ...]:
    start, end = within
    spans = {(n.start, n.end) for n in notes}
    spans |= {(e.start, e.end) for e in article.emphasis if e.start < end and e.end > start}
    borders = {border for span in spans for border in span if start < border < end}
    cuts = sorted({start, end, *borders})
    runs = []
    for first, last in pairwise(cuts):
        on_it = tuple(n for n in notes if n.start < last and n.end > first)
        beginning = tuple(n for n in on_it if n.note_id not in begun)
        begun.update(n.note_id for n in beginning)
        kinds = frozenset(e.kind for e in article.emphasis if e.start < last and e.end > first)
        runs.append(Run(article.text[first:last], on_it, beginning, kinds))
    return tuple(runs)
