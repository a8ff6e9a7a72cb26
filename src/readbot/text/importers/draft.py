"""The pieces of an article while it is being read, and how they become one text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from readbot.text.article import (
    Article,
    Block,
    BlockKind,
    Details,
    Emphasis,
    EmphasisKind,
    LeftOut,
    UnreadableError,
)
from readbot.text.normalise import normalise

_SPACES = re.compile("[ \t\n]+")
_BREAKS = ("", " ", "\n")
_LONGEST_BOLD_HEADING = 90
_RULE = "* * *"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that are set in one way; several runs make a piece."""

    text: str
    kinds: frozenset[EmphasisKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Piece:
    """One block to be: its normalised words, and its emphasis counted from its own start."""

    kind: BlockKind
    text: str
    level: int = 0
    label: str = ""
    emphasis: tuple[Emphasis, ...] = ()


def rule() -> Piece:
    """Give the piece that stands for a break between two parts of a text."""
    return Piece(BlockKind.PARAGRAPH, _RULE)


def tidy_rules(pieces: Sequence[Piece]) -> list[Piece]:
    """Drop the rules that part nothing: at an edge, twice in a row, or above a heading."""
    kept: list[Piece] = []
    for piece in pieces:
        if piece == rule() and (not kept or kept[-1] == rule()):
            continue
        if piece.kind is BlockKind.HEADING and kept and kept[-1] == rule():
            kept.pop()
        kept.append(piece)
    if len(kept) > 1 and kept[-1] == rule():
        kept.pop()
    return kept


def headings_of_bold(pieces: Sequence[Piece]) -> list[Piece]:
    """Make headings of the short paragraphs that are wholly bold and stand above a paragraph."""
    result: list[Piece] = []
    level = 2
    for piece, following in zip_longest(pieces, pieces[1:]):
        heads = is_wholly_bold(piece) and not piece.text.endswith((".", ":", ",", ";", "…", "。"))
        if heads and following is not None and following.kind is BlockKind.PARAGRAPH:
            result.append(Piece(BlockKind.HEADING, piece.text, level))
            continue
        if piece.kind is BlockKind.HEADING:
            level = min(piece.level + 1, 6)
        result.append(piece)
    return result


def is_wholly_bold(piece: Piece) -> bool:
    """Tell whether a piece is a short paragraph of one line that is bold from end to end."""
    whole = (Emphasis(EmphasisKind.BOLD, 0, len(piece.text)),)
    short = len(piece.text) <= _LONGEST_BOLD_HEADING and "\n" not in piece.text
    return short and piece.kind is BlockKind.PARAGRAPH and piece.emphasis == whole


def code_piece(text: str) -> Iterator[Piece]:
    """Give the piece of a listing, whose spaces and lines stay; none when it is empty."""
    lines = [line.rstrip() for line in normalise(text).split("\n")]
    text = "\n".join(lines).strip("\n")
    if text:
        yield Piece(BlockKind.CODE, text)


def piece_of(
    kind: BlockKind,
    runs: Iterable[Run],
    *,
    level: int = 0,
    label: str = "",
    keep_lines: bool = False,
) -> Piece | None:
    """Make a piece of runs: white space becomes single spaces (or, kept, single newlines).

    None when the runs hold no words. No-break spaces are the author's and stay.
    """
    text, spans = _join(runs, keep_lines=keep_lines)
    if not text:
        return None
    if not unicodedata.is_normalized("NFC", text):
        # An accent stood in another run than its letter: they become one, and emphasis gives way.
        text, spans = unicodedata.normalize("NFC", text), []
    return Piece(kind, text, level, label, tuple(spans))


def _join(runs: Iterable[Run], *, keep_lines: bool) -> tuple[str, list[Emphasis]]:
    parts: list[tuple[str, frozenset[EmphasisKind]]] = []
    gap = ""
    for run in runs:
        words = _SPACES.sub(_newline_or_space if keep_lines else " ", normalise(run.text))
        bare = words.strip(" \n")
        before = words[: len(words) - len(words.lstrip(" \n"))]
        gap = max(gap, before, key=_BREAKS.index)
        if not bare:
            continue
        if parts and gap:
            # The space between two emphasised runs is emphasised only if both are.
            parts.append((gap, parts[-1][1] & run.kinds))
        parts.append((bare, run.kinds))
        gap = words[len(before) + len(bare) :]
    text = "".join(part for part, _ in parts)
    lead = len(text) - len(text.lstrip())
    return text.strip(), _spans(parts, lead, len(text.rstrip()))


def _newline_or_space(spaces: re.Match[str]) -> str:
    return "\n" if "\n" in spaces[0] else " "


def _spans(
    parts: Sequence[tuple[str, frozenset[EmphasisKind]]], lead: int, end: int
) -> list[Emphasis]:
    if not any(kinds for _, kinds in parts):
        return []
    spans: list[Emphasis] = []
    for kind in EmphasisKind:
        at, open_at = 0, None
        for words, kinds in [*parts, ("", frozenset[EmphasisKind]())]:
            if kind in kinds and open_at is None:
                open_at = at
            if kind not in kinds and open_at is not None:
                start, stop = max(open_at, lead) - lead, min(at, end) - lead
                if start < stop:
                    spans.append(Emphasis(kind, start, stop))
                open_at = None
            at += len(words)
    return sorted(spans, key=lambda span: (span.start, -span.end))


def assemble(
    pieces: Sequence[Piece], details: Details, left_out: Sequence[LeftOut] = ()
) -> Article:
    """Join the pieces into an article. Raises UnreadableError when there is not a word in them."""
    if not any(piece.text for piece in pieces):
        raise UnreadableError(
            "There are no words in this. Please check that it is the right file and send it again."
        )
    blocks: list[Block] = []
    emphasis: list[Emphasis] = []
    at = 0
    for piece in pieces:
        end = at + len(piece.text)
        blocks.append(Block(piece.kind, at, end, piece.level, piece.label))
        emphasis.extend(
            Emphasis(span.kind, at + span.start, at + span.end) for span in piece.emphasis
        )
        at = end + 2
    text = "\n\n".join(piece.text for piece in pieces)
    return Article(text, tuple(blocks), details, tuple(emphasis), tuple(left_out))
