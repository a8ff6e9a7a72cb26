"""From lines to passages: which line breaks are the author's, and which only a margin's."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from readbot.text.importers.appeals import is_menu

BULLET = re.compile(r"(?P<label>[-*+•◦▪‣·])[ \t]+(?=\S)(?![-*_•· \t]*\Z)")
NUMBER = re.compile(r"(?P<label>\(?(?P<number>\d{1,3})[.)])[ \t]+(?=\S)")

_TAB_WIDTH = 4
_NARROWEST, _WIDEST = 40, 130
_NARROWEST_DENSE = 16
_RAGGED = 0.88
_LONG_LINE = 0.7
_SHARE_FULL = 0.75
_FEWEST_BREAKS = 2
_HEADING_SHARE = 0.7
_LONGEST_LINE_OF_VERSE = 90
_LONGEST_SENTENCE_OF_VERSE = 60
_ENDS = re.compile(r"[.!?…。！？।॥؟۔:;：；؛][ \u00a0\u202f]?[\"'”’“‘»«›)\]」』）】]*\Z")
_DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
)
_LAST_WORD = re.compile(r"([^\W\d_]+)-\Z")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# After these a hyphen at the end of a word stays and a space follows ("pre- and post-war").
_SUSPENDERS = frozenset(
    {"and", "or", "und", "oder", "bzw", "bis", "et", "ou", "y", "o", "en", "lub"}
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its margin: its words, and how far it was set in, in columns."""

    words: str
    indent: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that belong together: one string, with ``\\n`` only where the break is the author's.

    ``indent`` is how far the whole passage was set in; ``group`` numbers the lines between two
    blank ones.
    """

    text: str
    indent: int
    group: int


def ends_sentence(text: str) -> bool:
    """Tell whether the text ends as a sentence or a lead-in does."""
    return _ENDS.search(text[-8:]) is not None


def is_dense(character: str) -> bool:
    """Tell whether the character is of a script that writes without spaces between words."""
    return _DENSE.match(character) is not None


def passages_of(text: str) -> list[Passage]:
    """Cut a plain text at its paragraphs; takes time in proportion to its length."""
    groups = _groups(text)
    page = _Page(groups)
    passages: list[Passage] = []
    for number, group in enumerate(groups):
        cut = page.cut(group)
        passages.extend(Passage(words, indent, number) for words, indent in cut)
    return passages


def _groups(text: str) -> list[list[Line]]:
    groups: list[list[Line]] = [[]]
    for raw in text.split("\n"):
        words = raw.strip()
        if words:
            margin = raw[: len(raw) - len(raw.lstrip())]
            groups[-1].append(Line(words, len(margin.expandtabs(_TAB_WIDTH))))
        elif groups[-1]:
            groups.append([])
    return groups if groups[-1] else groups[:-1]


class _Page:
    """What the lines of one text have in common: their measure, margin and way with hyphens."""

    def __init__(self, groups: Sequence[Sequence[Line]]) -> None:
        self._margin = _margin(groups)
        self._width = _width_of_wrapped_lines(groups)
        self.joiner = LineJoiner([line.words for group in groups for line in group])

    def cut(self, group: Sequence[Line]) -> Iterable[tuple[str, int]]:
        """Give the passages of the lines between two blank ones, each with its indent."""
        if len(group) == 1:
            return [(group[0].words, self._indent(group))]
        if self._width is None:
            return self._cut_unwrapped(group)
        return self._cut_wrapped(group, self._width)

    def _cut_unwrapped(self, group: Sequence[Line]) -> Iterable[tuple[str, int]]:
        longest = max(len(line.words) for line in group)
        if _has_items(group):
            return self._cut_items(group)
        # A heading right above a paragraph of one line is no stanza.
        heads = longest > _LONGEST_SENTENCE_OF_VERSE and not ends_sentence(group[0].words)
        heads = heads and all(ends_sentence(line.words) for line in group[1:])
        if _is_broken_prose(group, longest):
            return [(self.joiner.join([line.words for line in group]), self._indent(group))]
        if longest <= _LONGEST_LINE_OF_VERSE and not heads:
            return [("\n".join(line.words for line in group), self._indent(group))]
        return [
            (self.joiner.join([line.words for line in lines]), self._indent(lines))
            for lines in _going_on(group)
        ]

    def _cut_items(self, group: Sequence[Line]) -> Iterable[tuple[str, int]]:
        """Cut at the labels; lines that hang deeper than a label belong to its item."""
        items: list[list[Line]] = []
        for line in group:
            labelled = BULLET.match(line.words) or NUMBER.match(line.words)
            hangs = bool(items) and line.indent > items[-1][0].indent
            if items and hangs and not labelled:
                items[-1].append(line)
            else:
                items.append([line])
        return [
            (self.joiner.join([line.words for line in lines]), self._indent(lines))
            for lines in items
        ]

    def _cut_wrapped(self, group: Sequence[Line], width: int) -> Iterable[tuple[str, int]]:
        if not _is_prose(group, width):
            if _has_items(group):
                return self._cut_items(group)
            if any(is_menu(line.words) for line in group):
                return [(line.words, self._indent([line])) for line in group]
            return [("\n".join(line.words for line in group), self._indent(group))]
        base = min(line.indent for line in group)
        passages: list[list[Line]] = [[group[0]]]
        for line, following in pairwise(group):
            if self._starts_passage(line, following, passages[-1], base, width):
                passages.append([following])
            else:
                passages[-1].append(following)
        return [
            (self.joiner.join([line.words for line in lines]), self._indent(lines))
            for lines in passages
        ]

    def _starts_passage(
        self, line: Line, following: Line, passage: Sequence[Line], base: int, width: int
    ) -> bool:
        if BULLET.match(following.words):
            return True
        full = _is_full(line, following, width)
        if NUMBER.match(following.words) and (not full or ends_sentence(line.words)):
            return True
        if following.indent > base and following.indent > line.indent:
            # A first line set in begins a paragraph; lines hanging under a label continue it.
            return not (BULLET.match(passage[0].words) or NUMBER.match(passage[0].words))
        if following.indent == line.indent > base and len(passage) == 1:
            return not full or ends_sentence(line.words)
        if full:
            return False
        # A short first line that leaves off without a stop, above a capital, is a heading.
        heads = len(passage) == 1 and len(line.words) < _HEADING_SHARE * width
        heads = heads and not following.words[0].islower()
        return ends_sentence(line.words) or is_menu(line.words) or heads

    def _indent(self, lines: Sequence[Line]) -> int:
        return max(0, min(line.indent for line in lines) - self._margin)


def _margin(groups: Sequence[Sequence[Line]]) -> int:
    indents = Counter(line.indent for group in groups for line in group)
    return max(indents, key=lambda indent: (indents[indent], -indent), default=0)


def _has_items(group: Sequence[Line]) -> bool:
    marked = sum(bool(BULLET.match(line.words) or NUMBER.match(line.words)) for line in group)
    return marked >= 2 or bool(BULLET.match(group[-1].words))


def _is_full(line: Line, following: Line, width: int) -> bool:
    """Tell whether the next line's first word would not have fitted on this one."""
    dense = _DENSE.match(following.words)
    first = 1 if dense else len(following.words.split(" ", 1)[0]) + 1
    return line.indent + len(line.words) + first > width * _RAGGED


def _is_prose(group: Sequence[Line], width: int) -> bool:
    """Tell whether the lines were broken by a margin, be it narrower than the page's."""
    breaks = list(pairwise(group))
    full = sum(_is_full(line, following, width) for line, following in breaks)
    if full * 2 >= len(breaks):
        return True
    if not _flows(breaks) or len(breaks) < 2:
        return _flows(breaks) and not ends_sentence(group[0].words) and len(group[0].words) > 30
    own = max(line.indent + len(line.words) for line in group)
    return sum(_is_full(line, following, own) for line, following in breaks) * 5 >= 4 * len(breaks)


def _is_broken_prose(group: Sequence[Line], longest: int) -> bool:
    """Tell whether a margin broke these lines, in a text of which most lines are paragraphs."""
    breaks = list(pairwise(group))
    measure = max(line.indent + len(line.words) for line in group)
    return (
        len(breaks) > 1
        and longest > _LONGEST_SENTENCE_OF_VERSE
        and sum(following.words[0].islower() for _, following in breaks) * 2 >= len(breaks)
        and all(_is_full(line, following, measure) for line, following in breaks)
    )


def _going_on(group: Sequence[Line]) -> list[list[Line]]:
    """The lines in passages: a long one that ends midway goes on where a small letter follows."""
    passages = [[group[0]]]
    for line, following in pairwise(group):
        midway = len(line.words) > _LONGEST_SENTENCE_OF_VERSE and not ends_sentence(line.words)
        if midway and following.words[0].islower():
            passages[-1].append(following)
        else:
            passages.append([following])
    return passages


def _flows(breaks: Sequence[tuple[Line, Line]]) -> bool:
    """Tell whether most lines go on in small letters, as sentences do and verse does not."""
    small = sum(following.words[0].islower() for _, following in breaks)
    return small * 2 > len(breaks)


def _width_of_wrapped_lines(groups: Sequence[Sequence[Line]]) -> int | None:
    """Give the measure to which the text was broken, or None when its lines are its paragraphs.

    Greedy wrapping leaves a trace: the next line's first word never fits on the line before it.
    """
    breaks = [pair for group in groups for pair in pairwise(group)]
    if not breaks:
        return None
    lengths = sorted(line.indent + len(line.words) for line, _ in breaks)
    width = lengths[len(lengths) * 95 // 100]
    dense = sum(bool(_DENSE.match(following.words)) for _, following in breaks) * 2 > len(breaks)
    if not (_NARROWEST_DENSE if dense else _NARROWEST) <= width <= _WIDEST:
        return None
    lines = [line for group in groups for line in group]
    if sum(len(line.words) > 1.3 * width for line in lines) * 20 > len(lines):
        return None
    # Short lines end headings, verses and paragraphs; only the long ones show a margin.
    long = [pair for pair in breaks if pair[0].indent + len(pair[0].words) > _LONG_LINE * width]
    going_on = [pair for pair in long if not ends_sentence(pair[0].words)]
    full = sum(_is_full(line, following, width) for line, following in going_on)
    starts = [following.words[0] for _, following in going_on]
    cased = [letter for letter in starts if letter.lower() != letter.upper()]
    small = sum(letter.islower() for letter in cased)
    if len(going_on) * 2 < len(long) or full < _SHARE_FULL * len(going_on):
        return None
    if len(going_on) < _FEWEST_BREAKS and width < _LONGEST_SENTENCE_OF_VERSE:
        # A by-line above its date is one such break already, and always full by its own measure.
        return None
    if small * 4 < len(cased):
        return None
    return width if len(long) * 3 > len(breaks) else None


class LineJoiner:
    """Joins broken lines, and tells hyphens of the margin from hyphens of a word.

    A word that the text also writes in one piece, or also with its hyphen, decides by itself;
    any other follows ``hyphenated``, or, where that is not given, how often lines end so.
    """

    def __init__(self, lines: Sequence[str], *, hyphenated: bool | None = None) -> None:
        hyphens = sum(_LAST_WORD.search(line[-40:]) is not None for line in lines)
        self._words: frozenset[str] = frozenset()
        if hyphens:
            self._words = frozenset(
                word.casefold() for line in lines for word in _WORD.findall(line)
            )
        self._hyphenated = hyphens * 25 > len(lines) if hyphenated is None else hyphenated

    def join(self, lines: Sequence[str]) -> str:
        """Make one line of the lines."""
        parts = [lines[0]]
        for line, following in pairwise(lines):
            self._append(parts, line, following)
        return "".join(parts)

    def _append(self, parts: list[str], line: str, following: str) -> None:
        last, first = _LAST_WORD.search(line[-40:]), _FIRST_WORD.match(following[:40])
        if last and first and first[0].casefold() not in _SUSPENDERS:
            if first[0][0].islower() and self._is_broken(last[1], first[0]):
                parts[-1] = parts[-1][:-1]
            parts.append(following)
        elif touches(line, following):
            parts.append(following)
        else:
            parts.extend((" ", following))

    def _is_broken(self, head: str, tail: str) -> bool:
        head, tail = head.casefold(), tail.casefold()
        if f"{head}-{tail}" in self._words:
            return False
        return head + tail in self._words or self._hyphenated


def touches(line: str, following: str) -> bool:
    """Tell whether no space belongs between the lines: dashes, and scripts without spaces."""
    if line.endswith(("—", "--")) and not line.endswith((" —", " --")):
        return True
    return bool(_DENSE.match(line[-1]) and _DENSE.match(following[0]))
