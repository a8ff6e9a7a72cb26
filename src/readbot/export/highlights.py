"""A reading's text in runs, each with the notes that sit on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from readbot.club.notes import Note
from readbot.text.article import Article, Block, EmphasisKind


@dataclass(frozen=True, slots=True)
class Run:
    """Words that are all set alike: emphasised or not, with the same notes on them.

    ``beginning`` are those of the notes that no run before has had.
    """

    text: str
    notes: tuple[Note, ...]
    beginning: tuple[Note, ...]
    emphasis: frozenset[EmphasisKind]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the text as far as it lies in one excerpt, and the notes that begin in it."""

    block: Block
    runs: tuple[Run, ...]
    notes: tuple[Note, ...]
    is_begun: bool


def paragraphs(article: Article, start: int, end: int, notes: Sequence[Note]) -> list[Paragraph]:
    """The slice ``[start, end)`` of an article, block by block, with ``notes`` on their words."""
    anchored = sorted(
        (n for n in notes if n.anchor and n.anchor.start < end and n.anchor.end > start),
        key=lambda n: (n.anchor.start if n.anchor else 0, n.created_at, n.id),
    )
    blocks = [block for block in article.blocks if block.start < end and block.end > start]
    found = []
    waiting, begun = anchored, set[int]()
    for place, block in enumerate(blocks):
        first, last = max(block.start, start), min(block.end, end)
        # What begins between two blocks belongs to the second; nothing is left at the end.
        is_last = place == len(blocks) - 1
        here = [n for n in waiting if is_last or (n.anchor and n.anchor.start < last)]
        waiting = waiting[len(here) :]
        runs = _runs(article, (first, last), anchored, begun)
        found.append(Paragraph(block, runs, tuple(here), first > block.start))
    return found


def _runs(
    article: Article, within: tuple[int, int], notes: Sequence[Note], begun: set[int]
) -> tuple[Run, ...]:
    start, end = within
    spans = [(n.anchor.start, n.anchor.end) for n in notes if n.anchor]
    spans += [(e.start, e.end) for e in article.emphasis if e.start < end and e.end > start]
    borders = {border for span in spans for border in span if start < border < end}
    cuts = sorted({start, end, *borders})
    runs = []
    for first, last in pairwise(cuts):
        on_it = tuple(
            n for n in notes if n.anchor and n.anchor.start < last and n.anchor.end > first
        )
        beginning = tuple(n for n in on_it if n.id not in begun)
        begun.update(n.id for n in beginning)
        kinds = frozenset(e.kind for e in article.emphasis if e.start < last and e.end > first)
        runs.append(Run(article.text[first:last], on_it, beginning, kinds))
    return tuple(runs)
