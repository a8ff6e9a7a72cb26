"""From printed lines to blocks: running heads go, lines become paragraphs, sizes become ranks."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from readbot.text.article import BlockKind, LeftOut, LeftOutReason
from readbot.text.importers.draft import Piece, Run, piece_of
from readbot.text.importers.lists import item_depths, label_and_words
from readbot.text.importers.printed_lines import PrintedLine
from readbot.text.importers.wrapping import BULLET, NUMBER, LineJoiner, Passage, ends_sentence
from readbot.text.normalise import normalise

_LINES_AT_EDGE = 2
_SHARE_OF_PAGES = 0.3
_LARGER = 1.12
_SMALLER = 0.92
_SAME_SIZE = 0.08
_WIDE_GAP = 1.3
_SET_IN = 0.8
_SHORT_LINE = 0.85
_LONGEST_HEADING = 200
_LONGEST_BOLD_HEADING = 100
_MOST_LINES_OF_HEADING = 10
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:page|seite|p\.|s\.|стр\.|página|pagina|strona)?\s*(?:\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:/|of|von|de|di|van|из|z|sur)\s*\d{1,4})?[\W_]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_BULLET_OF_SYMBOLS = "\uf0b7"


def without_running_lines(
    pages: Sequence[Sequence[PrintedLine]],
) -> tuple[list[PrintedLine], list[LeftOut]]:
    """Drop page numbers, and what repeats at the edges of the pages; say each once."""
    seen = Counter(key for page in pages for key in {_running_key(page[at]) for at in _edge(page)})
    needed = max(2, int(len(pages) * _SHARE_OF_PAGES)) if len(pages) < 8 else 3
    # A chapter's number and name stand at the top of pages too, but in larger letters.
    body = _LARGER * _body_size([line for page in pages for line in page])
    kept: list[PrintedLine] = []
    running: dict[tuple[str, int], str] = {}
    for page in pages:
        edge = set(_edge(page))
        for at, line in enumerate(page):
            key = _running_key(line)
            repeats = len(pages) > 1 and seen[key] >= needed and line.size <= body
            if at in edge and (repeats or _is_page_number(page, at)):
                running.setdefault(key, normalise(line.words))
            else:
                kept.append(line)
    if not kept:
        return [line for page in pages for line in page], []
    return kept, [LeftOut(words, LeftOutReason.RUNNING, 0) for words in running.values()]


def _edge(page: Sequence[PrintedLine]) -> list[int]:
    """Give the indices of the lines that are highest and lowest on the page."""
    order = sorted(range(len(page)), key=lambda at: -page[at].baseline)
    return [*order[:_LINES_AT_EDGE], *order[-_LINES_AT_EDGE:]]


def _running_key(line: PrintedLine) -> tuple[str, int]:
    """Give what is the same on every page: words but for numbers, and about where they stand."""
    return _DIGITS.sub("#", line.words.casefold()), round(line.baseline / 6)


def _is_page_number(page: Sequence[PrintedLine], at: int) -> bool:
    heights = [line.baseline for line in page]
    if len(page) <= _LINES_AT_EDGE:
        return False
    outermost = page[at].baseline in {max(heights), min(heights)}
    return outermost and _PAGE_NUMBER.fullmatch(page[at].words) is not None


def _body_size(lines: Sequence[PrintedLine]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.words)
    return sizes.most_common(1)[0][0] or 1.0


@dataclass(frozen=True, slots=True)
class _Measure:
    """How the body of a text is set: its size and leading in points, and each column's edges."""

    size: float
    leading: float
    bold: bool
    lefts: dict[tuple[int, int], float]
    rights: dict[tuple[int, int], float]

    @classmethod
    def of(cls, lines: Sequence[PrintedLine]) -> "_Measure":
        """Measure the lines; what most characters have is the body's."""
        weights: Counter[bool] = Counter()
        for line in lines:
            weights[line.bold] += len(line.words)
        size = _body_size(lines)
        gaps = sorted(
            gap
            for line, following in pairwise(lines)
            if line.page == following.page and abs(line.size - size) < 1
            for gap in [line.baseline - following.baseline]
            if 0.5 * size < gap < 3 * size
        )
        lefts: dict[tuple[int, int], Counter[int]] = {}
        rights: dict[tuple[int, int], float] = {}
        for line in lines:
            lefts.setdefault(line.place, Counter())[round(line.left)] += 1
            rights[line.place] = max(rights.get(line.place, 0.0), line.right)
        return cls(
            size=size,
            leading=gaps[len(gaps) // 2] if gaps else 1.2 * size,
            bold=weights.most_common(1)[0][0],
            lefts={place: float(count.most_common(1)[0][0]) for place, count in lefts.items()},
            rights=rights,
        )


def pieces_of_lines(lines: Sequence[PrintedLine]) -> list[Piece]:
    """Gather lines into blocks: paragraphs, headings ranked by size, list items, quotations."""
    measure = _Measure.of(lines)
    lines = [_readable(line) for line in lines]
    joiner = LineJoiner([line.words for line in lines], hyphenated=True)
    groups = _notes_below(list(_groups(lines, measure)), measure)
    ranks = _ranks(groups, measure)
    passages = [
        Passage(joiner.join([line.words for line in group]), _columns(group, measure), at)
        for at, group in enumerate(groups)
    ]
    depths = item_depths(passages)
    pieces: list[Piece] = []
    for at, (group, passage) in enumerate(zip(groups, passages, strict=True)):
        kind, level, label, words = BlockKind.PARAGRAPH, 0, "", passage.text
        if _is_heading(group, measure):
            kind, level = BlockKind.HEADING, ranks.get(_size(group), len(ranks) + 1)
        elif depths[at]:
            kind, level = BlockKind.LIST_ITEM, depths[at]
            label, words = label_and_words(words)
        elif _is_quotation(group, measure):
            kind, level = BlockKind.QUOTATION, 1
        piece = piece_of(kind, [Run(words)], level=min(level, 6), label=label)
        if piece is not None:
            pieces.append(piece)
    return pieces


def _readable(line: PrintedLine) -> PrintedLine:
    words = normalise(line.words.replace(_BULLET_OF_SYMBOLS, "•")).strip()
    return replace(line, words=words or "\u00a0")


def _groups(lines: Sequence[PrintedLine], measure: _Measure) -> Iterator[list[PrintedLine]]:
    group = [lines[0]]
    for line, following in pairwise(lines):
        if _starts_block(line, following, group, measure):
            yield group
            group = []
        group.append(following)
    yield group


def _notes_below(groups: Sequence[list[PrintedLine]], measure: _Measure) -> list[list[PrintedLine]]:
    """The groups, with notes at the foot of a column below the paragraph that they interrupt."""
    ordered: list[list[PrintedLine]] = []
    at = 0
    while at < len(groups):
        below = at + 1
        while below < len(groups) and _is_note(groups[below], measure):
            below += 1
        interrupted = below > at + 1 and below < len(groups)
        if interrupted and _goes_on(groups[at], groups[below], measure):
            ordered += [groups[at] + groups[below], *groups[at + 1 : below]]
            at = below + 1
            continue
        ordered.append(groups[at])
        at += 1
    return ordered


def _is_note(group: Sequence[PrintedLine], measure: _Measure) -> bool:
    return group[0].size <= _SMALLER * measure.size


def _goes_on(
    group: Sequence[PrintedLine], following: Sequence[PrintedLine], measure: _Measure
) -> bool:
    """Tell whether a paragraph of the body is continued by another on the next page or column."""
    last, first = group[-1], following[0]
    same = all(abs(line.size - measure.size) <= _SAME_SIZE * measure.size for line in (last, first))
    return (
        same
        and last.place != first.place
        and not ends_sentence(last.words)
        and first.words[0].islower()
        and not _is_heading(group, measure)
    )


def _starts_block(
    line: PrintedLine, following: PrintedLine, group: Sequence[PrintedLine], measure: _Measure
) -> bool:
    if abs(line.size - following.size) > _SAME_SIZE * max(line.size, following.size):
        return True
    if line.bold != following.bold and (line.bold or following.bold) != measure.bold:
        return True
    heading = _is_heading(group, measure)
    gap = line.baseline - following.baseline
    if line.page != following.page or gap <= 0:
        return heading or (ends_sentence(line.words) and not following.words[0].islower())
    leading = max(measure.leading, line.size * 1.15 if heading else 0.0)
    if gap > _WIDE_GAP * leading:
        return True
    short = line.right < _SHORT_LINE * measure.rights[line.place]
    if BULLET.match(following.words):
        return True
    if NUMBER.match(following.words) and (short or ends_sentence(line.words)):
        return True
    if heading:
        return False
    set_out = line.left - following.left > _SET_IN * line.size
    if set_out and short and BULLET.match(group[0].words):
        return True
    set_in = following.left - line.left > _SET_IN * line.size
    if set_in and len(group) > 1 and not BULLET.match(group[0].words):
        return True
    if set_in and ends_sentence(line.words):
        return True
    return short and ends_sentence(line.words)


def _size(group: Sequence[PrintedLine]) -> float:
    return round(group[0].size * 2) / 2


def _is_heading(group: Sequence[PrintedLine], measure: _Measure) -> bool:
    if len(group) > _MOST_LINES_OF_HEADING:
        return False
    words = sum(len(line.words) + 1 for line in group)
    if words > _LONGEST_HEADING or not any(map(str.isalpha, group[0].words)):
        return False
    if group[0].size >= _LARGER * measure.size:
        return True
    bold = all(line.bold for line in group) and not measure.bold
    return bold and words <= _LONGEST_BOLD_HEADING and not ends_sentence(group[-1].words)


def _ranks(groups: Sequence[Sequence[PrintedLine]], measure: _Measure) -> dict[float, int]:
    """Rank the sizes of headings that are larger than the body: the largest is 1."""
    sizes = {
        _size(group)
        for group in groups
        if _is_heading(group, measure) and group[0].size >= _LARGER * measure.size
    }
    return {size: rank for rank, size in enumerate(sorted(sizes, reverse=True), 1)}


def _columns(group: Sequence[PrintedLine], measure: _Measure) -> int:
    """Give how far the whole group is set in, in ems."""
    left = min(line.left - measure.lefts[line.place] for line in group)
    return max(0, round(left / max(measure.size, 1.0)))


def _is_quotation(group: Sequence[PrintedLine], measure: _Measure) -> bool:
    """Tell whether several lines are set in from both edges of their column."""
    if len(group) < 2:
        return False
    return all(
        measure.size <= line.left - measure.lefts[line.place] <= 5 * measure.size for line in group
    ) and all(line.right < measure.rights[line.place] - 0.8 * measure.size for line in group)
