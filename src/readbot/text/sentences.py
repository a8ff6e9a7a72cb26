"""Where a text's sentences begin and end, in the languages that clubs read.

The borders come from sentencex, paragraph by paragraph; what it parts wrongly is joined again, and
what it leaves together is parted, by the few strict rules below and each language's own habits
(sentence_habits.py). All offsets count code points.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sentencex import segment

from readbot.text.graphemes import is_border
from readbot.text.sentence_habits import Habits, habits, language_by_script

CALL_ROOM = 8_000
"""The most code points for one call: sentencex's time is quadratic in quotations left open."""

PHRASE = 25
"""In scripts without sentence marks, the fewest code points between two spaces that part."""

_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n\s*|\u2029\s*")
_NOTHING_BUT_A_MARKER = re.compile(
    r"[\s(\[•⁃‣▪*–-]*(?:\d{1,3}|[IVXLC]{1,6}|[ivxl]{1,5}|[a-zA-Z])[.)]{1,2}\s*"
)
_LAST_PLAIN = "\u02ff"
_SHORT = 10  # longer than any marker of a list
_LONGEST_LEADER = 14
_CLOSING_QUOTES = "”’」』\"'"
_LAST_WORD = re.compile(r"[\s([«“\"„‘'’¿¡—–]+")
_TWO_INITIALS = re.compile(r"\w\.[-‐]\w\.")
_CONTINUES = re.compile(r"[\s“\"'‘«(\[]*(?:[—–-]\s*)?(.)", re.DOTALL)
_IN_BRACKETS = re.compile(r"[.!?…。！？]+[\"'”’»」』]?[)\]）】〕](\s*)(?=\S)")
_FIRST_MARKERS = "1a•⁃‣▪"
_OPENING_BRACKETS = "([（【〔"
_ENUMERATION = re.compile(
    r"(?:^|(?<=\s))([•⁃‣▪][ \t]*)?(?:(\d{1,3})|([a-z]))(\.\)|\.|\))[ \t]*(?=[\w“\"'])"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: the slice ``[start, end)`` of a text, without white space around it."""

    start: int
    end: int


def split(
    text: str, language: str | None, start: int = 0, end: int | None = None
) -> list[Sentence]:
    """The sentences of ``text[start:end]``, in order; each non-blank character is in one.

    ``language`` is an IETF tag such as "de" or "pt-BR"; without one the script decides. A blank
    line always ends a sentence.
    """
    return [Sentence(*span) for span in spans(text, language, start, end)]


def spans(
    text: str, language: str | None, start: int = 0, end: int | None = None
) -> Iterator[tuple[int, int]]:
    """As ``split``, each sentence as its start and end."""
    stop = len(text) if end is None else min(end, len(text))
    code = _code(language) if language else language_by_script(text[start : start + 2_000])
    manner = habits(code)
    for first, last in _paragraphs(text, start, stop):
        previous = first
        for border in (*_borders(text[first:last], code, manner), last - first):
            begun, over = previous, first + border
            if over < last and text[over] > _LAST_PLAIN and not is_border(text, over):
                # A joiner or an accent belongs to what stands before it, even to a space.
                continue
            previous = over
            while begun < over and text[begun].isspace():
                begun += 1
            while over > begun and text[over - 1].isspace():
                over -= 1
            if begun < over:
                yield begun, over


def _code(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if text.find("\n", start, end) >= 0 or text.find("\u2029", start, end) >= 0:
        for pause in _PARAGRAPH_BREAK.finditer(text, start, end):
            if pause.start() > start:
                yield start, pause.start()
            start = pause.end()
    if start < end:
        yield start, end


def _borders(paragraph: str, code: str, manner: Habits) -> list[int]:
    borders: list[int] = []
    position = 0
    while position < len(paragraph):
        chunk = paragraph[position : position + CALL_ROOM]
        found = _within(chunk, code, manner)
        at_end = position + len(chunk) == len(paragraph)
        borders += [position + border for border in found]
        if at_end:
            break
        # The chunk's last sentence may go on beyond it, so the next call begins with it.
        position = borders[-1] if found else position + CALL_ROOM
    return borders


def _within(chunk: str, code: str, manner: Habits) -> list[int]:
    borders = _joined(chunk, segment(code, chunk), manner)
    extra = _parted(chunk, borders, manner)
    if not extra:
        return borders
    # A list's marker may now stand alone between two borders: it belongs to what follows.
    both = sorted({*borders, *extra})
    return [
        border
        for before, border in pairwise([0, *both])
        if not _NOTHING_BUT_A_MARKER.fullmatch(chunk, before, border)
    ]


def _joined(chunk: str, pieces: list[str], manner: Habits) -> list[int]:
    """The borders between sentencex's pieces, less those that the rules below find wrong."""
    borders: list[int] = []
    begun = at = 0
    for piece in pieces[:-1]:
        at += len(piece)
        if _ends_plainly(piece, chunk[at], at - begun, manner):
            borders.append(at)
            begun = at
            continue
        if at <= begun or _goes_on(chunk, begun, at, manner):
            continue
        borders.append(at)
        begun = at
    return borders


def _ends_plainly(piece: str, head: str, size: int, manner: Habits) -> bool:
    """Whether nothing speaks against sentencex: the quick answer for most borders, where a word of
    letters alone that leads to no other ends with a full stop, and a capital follows.
    """
    if not piece.endswith(". ") or size < 2 * _SHORT or not head.isupper():
        return False
    word = piece[piece.rfind(" ", 0, -1) + 1 : -1]
    return len(word) > 2 and word[:-1].isalpha() and word not in manner.leaders


def _goes_on(chunk: str, begun: int, at: int, manner: Habits) -> bool:
    """Whether the sentence from ``begun`` goes on at ``at``, although sentencex ends it there."""
    head = chunk[at]
    if not head.isupper():
        match = _CONTINUES.match(chunk, at)
        head = match[1] if match else " "
        if head.islower() or head.isspace():
            return True
    over = at
    while over > begun and chunk[over - 1].isspace():
        over -= 1
    mark = chunk[over - 1]
    if mark != ".":
        return mark in _CLOSING_QUOTES and _is_attributed(chunk, at, manner)
    if over == at and chunk[at] in "-‐.":
        return True
    if over - begun < _SHORT and _NOTHING_BUT_A_MARKER.fullmatch(chunk, begun, at):
        return True
    word = chunk[max(begun, chunk.rfind(" ", begun, over) + 1) : over]
    return len(word) <= _LONGEST_LEADER and _wants_more(chunk, begun, over, word, head, manner)


def _is_attributed(chunk: str, at: int, manner: Habits) -> bool:
    return manner.attribution is not None and manner.attribution.match(chunk, at) is not None


def _wants_more(chunk: str, begun: int, over: int, word: str, head: str, manner: Habits) -> bool:
    """Whether the word that ends with a full stop at ``over`` needs another before ``head``."""
    # Most words are of letters alone; only the others are worth taking apart.
    last = word if word[:-1].isalpha() else _LAST_WORD.split(word)[-1]
    if last in manner.leaders or (last in manner.numbered and head.isdigit()):
        return True
    if _TWO_INITIALS.fullmatch(last):
        return True
    if manner.single_letters_lead and len(last) == 2 and last[0].isalpha():
        return True
    if manner.ordinals and len(last) <= 3 and last[:-1].isdigit():
        before = chunk[begun : over - len(word)].rstrip().rpartition(" ")[2]
        return before in manner.ordinals
    return False


def _parted(chunk: str, borders: list[int], manner: Habits) -> list[int]:
    """Borders that sentencex misses."""
    extra: list[int] = []
    if manner.endings is not None:
        extra += [match.end() for match in manner.endings.finditer(chunk)]
    if ")" in chunk or "]" in chunk or "）" in chunk:
        extra += _after_brackets(chunk, borders)
    if chunk[0] in _FIRST_MARKERS:
        extra += _enumerated(chunk)
    if manner.spaces_end:
        extra += _at_spaces(chunk, borders)
    return extra


def _after_brackets(chunk: str, borders: list[int]) -> Iterator[int]:
    """Where a sentence wholly in brackets ends, and another follows."""
    starts = [0, *borders]
    for match in _IN_BRACKETS.finditer(chunk):
        begun = starts[bisect_right(starts, match.start()) - 1]
        if chunk[begun] not in _OPENING_BRACKETS or (
            not match[1] and chunk[match.end() - 1] < "⺀"
        ):
            continue
        head = _CONTINUES.match(chunk, match.end())
        if head is not None and not head[1].islower() and head[1].isalnum():
            yield match.end()


def _enumerated(chunk: str) -> list[int]:
    """Where the items of a list written in one line begin: "1) tea 2) bread".

    The paragraph begins with the first marker, and each next one counts on in the same shape.
    Without bullets the count must begin with 1 or a.
    """
    first = _ENUMERATION.match(chunk)
    if first is None or not (first[1] or (first[2] or first[3]) in ("1", "a")):
        return []
    found: list[int] = []
    wanted, shape = _next(first), (bool(first[1]), first[4])
    for match in _ENUMERATION.finditer(chunk, first.end()):
        if (match[2] or match[3]) == wanted and (bool(match[1]), match[4]) == shape:
            found.append(match.start())
            wanted = _next(match)
    return found


def _next(marker: re.Match[str]) -> str:
    return str(int(marker[2]) + 1) if marker[2] else chr(ord(marker[3]) + 1)


def _at_spaces(chunk: str, borders: list[int]) -> list[int]:
    """In scripts without sentence marks: the spaces that part phrases of some length."""
    found: list[int] = []
    edges = [0, *borders, len(chunk)]
    for begun, over in pairwise(edges):
        since = begun
        for space in re.finditer(
            r"(?<=[^\x00-\u0dff])[ \n]+(?=[\u0e01-\u0e2e\u0e40-\u0e44\u0e81-\u17b3])",
            chunk[begun:over],
        ):
            at = begun + space.end()
            if at - since >= PHRASE and over - at >= PHRASE:
                found.append(at)
                since = at
    return found
