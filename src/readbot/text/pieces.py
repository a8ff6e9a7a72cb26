"""The smallest parts that a reading is cut into: its sentences, measured.

A piece reaches from its sentence's first character to the next sentence's, so that the pieces
joined are the text. A heading and a line of code are pieces of their own. A sentence that does not
fit the room is parted at a clause, a space, or at worst the end of what a reader takes for one
character; only a single such character longer than the room is parted inside.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from readbot.text.article import Block, BlockKind, Emphasis
from readbot.text.discord_markup import LINE_SIGNS, is_plain_block, rendered_length
from readbot.text.graphemes import border_before, is_border
from readbot.text.reading_time import minutes_at, words_a_minute
from readbot.text.sentence_habits import language_by_script
from readbot.text.sentences import spans

UNREAD = 1 / 1_400
"""Minutes a character, for signs that are not words."""


class Border(Enum):
    """What a cut at the beginning of a piece would part."""

    SECTION = auto()  # the next piece is a heading
    PARAGRAPH = auto()
    ITEM = auto()  # two items of a list, two blocks of a quotation, two lines of code
    SENTENCE = auto()
    CLAUSE = auto()  # inside a sentence that is longer than the room
    CLINGING = auto()  # a heading from what follows, or a lead-in from its quotation or list


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text's pieces in order: where each begins, what it measures, what a cut there would part.

    ``starts`` has one entry more, the text's end. ``rooms`` are UTF-16 units as Discord markdown,
    and never too few, whatever pieces are joined.
    """

    starts: list[int]
    borders: list[Border]
    minutes: list[float]
    rooms: list[int]


A_LITTLE = 0.5
_SEAM = 4  # what escaping may add where two halves of one sentence meet again
_MANY = 4_000
_TINY = 24
_FULL = 0.9
_SEARCHED = 0.3
_CLAUSE_ENDS = "，、；：,;:—–)»”」』）،؛"
_GO_TOGETHER = frozenset({BlockKind.QUOTATION, BlockKind.LIST_ITEM, BlockKind.CODE})
_LEAD_IN_ENDS = (":", "：", ":—", ":–", ":-")
_LEAD_IN_ENDS_ABOVE_A_QUOTATION = (",", "，", "—", "–", "…")
_LONGEST_NAME = 80  # of who is quoted, below a quotation


def measure(
    text: str,
    blocks: Sequence[Block],
    language: str | None,
    emphasis: Sequence[Emphasis],
    room: int,
) -> Pieces:
    """The text's pieces, none of which is rendered longer than ``room`` UTF-16 units."""
    tongue = language or language_by_script(text)
    raw = _Raw()
    previous: Block | None = None
    for block in blocks or (Block(BlockKind.PARAGRAPH, 0, len(text)),):
        border = _between(text, previous, block)
        plain = not emphasis and is_plain_block(text, block)
        for start, end in _sentences(text, block, tongue):
            if plain and text[start] not in LINE_SIGNS and end - start <= room:
                # As long as it looks: most sentences hold nothing that markdown would change.
                raw.add(start, end, border, end - start)
                border, previous = Border.SENTENCE, block
                continue
            for first, last, needed in _parts(text, block, emphasis, start, end, room):
                raw.add(first, last, border, needed)
                border = Border.CLAUSE
            border = Border.ITEM if block.kind is BlockKind.CODE else Border.SENTENCE
            previous = block
    return _closed(_gathered(raw) if len(raw.starts) > _MANY else raw, text, tongue)


@dataclass(slots=True)
class _Raw:
    """Pieces before the white space between two is given to one.

    Side by side in lists, for a book has so many that an object for each would keep the collector
    of garbage busy.
    """

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    borders: list[Border] = field(default_factory=list)
    rooms: list[int] = field(default_factory=list)

    def add(self, start: int, end: int, border: Border, room: int) -> None:
        self.starts.append(start)
        self.ends.append(end)
        self.borders.append(border)
        self.rooms.append(room)


def _gathered(raw: _Raw) -> _Raw:
    """A long text's tiny pieces joined, so that the work does not grow with their number."""
    gathered = _Raw()
    for start, end, border, room in zip(raw.starts, raw.ends, raw.borders, raw.rooms, strict=True):
        tiny = gathered.rooms and gathered.rooms[-1] + room < _TINY
        if tiny and border is not Border.SECTION:
            gathered.rooms[-1] += room + start - gathered.ends[-1]
            gathered.ends[-1] = end
        else:
            gathered.add(start, end, border, room)
    return gathered


def _closed(raw: _Raw, text: str, tongue: str) -> Pieces:
    """The pieces with the white space between them given to the first of each two."""
    if not raw.starts:
        return (
            Pieces([0, len(text)], [Border.SECTION], [0.0], [0])
            if text
            else Pieces([0], [], [], [])
        )
    pace = words_a_minute(tongue)
    starts = [0, *raw.starts[1:], len(text)]
    spaces = [max(after - end, 2) for end, after in zip(raw.ends, starts[1:], strict=True)]
    return Pieces(
        starts,
        raw.borders,
        [_time(text[start:end], pace) for start, end in zip(raw.starts, raw.ends, strict=True)],
        [room + space for room, space in zip(raw.rooms, spaces, strict=True)],
    )


def _time(words: str, pace: float) -> float:
    return max(minutes_at(pace, words), A_LITTLE * UNREAD * len(words))


def _between(text: str, before: Block | None, after: Block) -> Border:
    if before is None:
        return Border.SECTION
    if before.kind is BlockKind.HEADING:
        return Border.CLINGING
    if after.kind is BlockKind.HEADING:
        return Border.SECTION
    if before.kind is BlockKind.QUOTATION and _names_who_is_quoted(text[after.start : after.end]):
        return Border.CLINGING
    if before.kind is after.kind and after.kind in _GO_TOGETHER:
        return Border.ITEM
    words = text[before.start : before.end].rstrip()
    leads_in = words.endswith(_LEAD_IN_ENDS)
    if after.kind in _GO_TOGETHER and before.kind is BlockKind.PARAGRAPH:
        leads_in = leads_in or words.endswith(_LEAD_IN_ENDS_ABOVE_A_QUOTATION)
    return Border.CLINGING if leads_in else Border.PARAGRAPH


def _names_who_is_quoted(words: str) -> bool:
    return len(words) <= _LONGEST_NAME and words.startswith(("—", "–", "―"))


def _sentences(text: str, block: Block, tongue: str) -> Iterator[tuple[int, int]]:
    if block.kind is BlockKind.CODE:
        yield from _code_lines(text, block)
    elif block.kind is BlockKind.HEADING:
        words = text[block.start : block.end]
        if words.strip():
            start = block.start + len(words) - len(words.lstrip())
            yield start, start + len(words.strip())
    else:
        yield from spans(text, tongue, block.start, block.end)


def _code_lines(text: str, block: Block) -> Iterator[tuple[int, int]]:
    start = block.start
    for line in text[block.start : block.end].splitlines(keepends=True):
        if line.strip():
            yield start, start + len(line.rstrip())
        start += len(line)


def _parts(
    text: str, block: Block, emphasis: Sequence[Emphasis], start: int, end: int, room: int
) -> Iterator[tuple[int, int, int]]:
    """A sentence whole with its room, or, where it has too little, in the fewest even parts."""
    needed = rendered_length(text, block, emphasis, start, end)
    if needed <= room:
        yield start, end, needed
        return
    rest = math.ceil(needed / (_FULL * room))
    while start < end:
        over = end if rest <= 1 else _part_end(text, start, end, (end - start) // rest)
        needed = rendered_length(text, block, emphasis, start, over) + _SEAM
        while needed > room:
            over = _part_end(text, start, over, max(1, (over - start) // 2))
            needed = rendered_length(text, block, emphasis, start, over) + _SEAM
        yield start, over, needed
        start, rest = over, max(1, rest - 1)


def _part_end(text: str, start: int, end: int, size: int) -> int:
    """Where to part ``text[start:end]`` after about ``size`` code points, strictly inside it."""
    low = start + max(1, int(size * (1 - _SEARCHED)))
    high = min(start + max(size, 1), end - 1)
    spaces = [
        at for at in range(low, high + 1) if text[at - 1].isspace() and not text[at].isspace()
    ]
    for at in reversed(spaces):
        if text[start:at].rstrip()[-1:] in _CLAUSE_ENDS:
            return at
    if spaces:
        return spaces[-1]
    for at in range(high, low - 1, -1):
        if text[at - 1] in _CLAUSE_ENDS and is_border(text, at):
            return at
    at = border_before(text, high, start)
    return at if at > start else high
