"""Which of a page's blocks are the article: those that extraction judged so, and what they hold.

Extraction loses small things that belong to an article (a short heading, who is quoted, a plain
paragraph full of links), so what stands between its blocks and looks so stays, and what stands
between the headline and the first block is given too.
"""

import unicodedata
from collections.abc import Iterator, Sequence

from readbot.text.article import BlockKind, LeftOutReason
from readbot.text.importers.appeals import reason_to_leave_out
from readbot.text.importers.draft import Piece, is_wholly_bold
from readbot.text.importers.wrapping import ends_sentence, is_dense

_SHORT_KEY = 25
_WINDOW = 6000
_ENOUGH = 0.75
_FEWEST_WORDS_OF_CAPTION = 4
_FEWEST_WORDS_OF_PROSE = 12
_FEWEST_DENSE_SIGNS_OF_PROSE = 30
_PIECES_ABOVE = 15
_PIECES_BELOW = 8

Reasons = list[LeftOutReason | None]


def chosen(
    pieces: Sequence[Piece], judged: Sequence[Piece], title: str | None
) -> tuple[list[Piece], Reasons]:
    """Give the page's blocks from the headline to the article's last, and why some are not of it.

    The page's own blocks are used, for they keep what extraction drops (captions, lists' first
    numbers, line breaks). Where they do not cover the judged words, the judged blocks stand in.
    """
    matching = list(_matches(pieces, judged))
    covered = sum(len(pieces[at].text) for at in matching)
    if not judged:
        return list(pieces), [None] * len(pieces)
    if covered < _ENOUGH * sum(len(piece.text) for piece in judged):
        return list(judged), [None] * len(judged)
    wanted = set(matching)
    first = _headline_above(pieces, matching[0], title)
    last = _prose_below(pieces, matching[-1])
    reasons: Reasons = [
        None if at in wanted or _holds_together(pieces, wanted, at) else LeftOutReason.APART
        for at in range(first, last)
    ]
    return list(pieces[first:last]), reasons


def key_of(text: str) -> str:
    """Give the letters and digits alone; raised digits count as digits."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def is_prose(piece: Piece) -> bool:
    """Tell whether a block is a paragraph of some length that ends as sentences do."""
    if piece.kind not in {BlockKind.PARAGRAPH, BlockKind.QUOTATION}:
        return False
    dense = sum(map(is_dense, piece.text))
    if dense * 2 > len(piece.text):
        return dense >= _FEWEST_DENSE_SIGNS_OF_PROSE
    return len(piece.text.split()) >= _FEWEST_WORDS_OF_PROSE and ends_sentence(piece.text)


def _headline_above(pieces: Sequence[Piece], first: int, title: str | None) -> int:
    """Give the index of the last block before the first that is the headline, or of the first."""
    key = key_of(title or "")
    for at in range(first, max(-1, first - _PIECES_ABOVE), -1):
        if key and key_of(pieces[at].text.split("\n")[0]) == key:
            return at
    return first


def _prose_below(pieces: Sequence[Piece], last: int) -> int:
    """Give the index after the article's end, or after the prose that still goes on below it."""
    end = last + 1
    while end < min(len(pieces), last + 1 + _PIECES_BELOW):
        if not is_prose(pieces[end]) or reason_to_leave_out(pieces[end].text, edge=True):
            break
        end += 1
    return end


def _holds_together(pieces: Sequence[Piece], wanted: set[int], at: int) -> bool:
    """Tell whether a block that extraction lost belongs to the blocks around it."""
    piece = pieces[at]
    if piece.kind is BlockKind.CAPTION:
        return len(piece.text.split()) >= _FEWEST_WORDS_OF_CAPTION
    if not key_of(piece.text):
        return True
    if reason_to_leave_out(piece.text, edge=True) is not None:
        return False
    before, after = at - 1 in wanted, at + 1 in wanted
    if piece.kind is BlockKind.QUOTATION and before:
        return pieces[at - 1].kind is BlockKind.QUOTATION or (after and is_prose(piece))
    if piece.kind is BlockKind.HEADING or is_wholly_bold(piece):
        return before and after and pieces[at + 1].kind is not BlockKind.HEADING
    return before and after and is_prose(piece)


def _matches(pieces: Sequence[Piece], judged: Sequence[Piece]) -> Iterator[int]:
    """Give the indices of the page's blocks whose words the judged blocks hold."""
    keys = {key_of(piece.text) for piece in judged}
    everything = "".join(key_of(piece.text) for piece in judged)
    reached = 0
    for at, piece in enumerate(pieces):
        key = key_of(piece.text)
        if not key:
            continue
        # Blocks come in order, so a bounded look ahead is enough and keeps long pages quick.
        found = everything.find(key, max(0, reached - _WINDOW), reached + len(key) + _WINDOW)
        # A short block counts where it goes on just where the last one ended.
        goes_on = len(key) >= _SHORT_KEY or found == reached
        if key in keys or (found >= 0 and goes_on):
            reached = found + len(key) if found >= reached else reached
            yield at
