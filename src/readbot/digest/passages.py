"""Which passages drew notes: notes whose words overlap sit on the same passage."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from readbot.club.notes import Note

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class NotedPassage:
    """The words ``[start, end)`` of a reading and the notes on them, oldest first."""

    start: int
    end: int
    quoted: str
    excerpt: int | None
    notes: tuple[Note, ...]


def noted_passages(notes: Sequence[Note]) -> list[NotedPassage]:
    """The passages of one reading, those with most notes first; each note belongs to one of them.

    A note sits on a passage if they share at least half of the shorter and a quarter of the longer
    of both. A passage is shown by the words that most notes are near, the longer where it is a tie.
    """
    spans: dict[Span, list[Note]] = {}
    for note in sorted(notes, key=lambda n: (n.created_at, n.id)):
        if note.anchor is not None:
            spans.setdefault((note.anchor.start, note.anchor.end), []).append(note)
    near = _neighbours(spans)

    def rank(span: Span) -> tuple[int, int, int, Span]:
        weight = sum(len(spans[other]) for other in near[span] if other in spans)
        return -weight, -len(spans[span]), span[0] - span[1], span

    queue = [rank(span) for span in spans]
    heapify(queue)
    found = []
    while queue:
        before = heappop(queue)
        span = before[-1]
        if span not in spans:
            continue
        # Ranks only fall as neighbours are taken, so a rank that still holds is the best there is.
        if (now := rank(span)) != before:
            heappush(queue, now)
            continue
        first = spans[span][0]
        here = [note for other in near[span] for note in spans.pop(other, [])]
        here.sort(key=lambda n: (n.created_at, n.id))
        quoted = first.anchor.exact if first.anchor else ""
        found.append(NotedPassage(*span, quoted, first.excerpt, tuple(here)))
    return found


def _neighbours(spans: dict[Span, list[Note]]) -> dict[Span, list[Span]]:
    """For each span, those that share enough words with it; itself among them."""
    near: dict[Span, list[Span]] = {span: [span] for span in spans}
    reaching: list[Span] = []
    for span in sorted(spans):
        reaching = [other for other in reaching if other[1] > span[0]]
        for other in reaching:
            shared = min(span[1], other[1]) - span[0]
            shorter, longer = sorted((span[1] - span[0], other[1] - other[0]))
            if 2 * shared >= shorter and 4 * shared >= longer:
                near[span].append(other)
                near[other].append(span)
        reaching.append(span)
    return near
