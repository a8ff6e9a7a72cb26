"""Part an article's pieces from what was only printed around it, piece by piece."""

import re
from collections.abc import Sequence
from functools import cache

from readbot.text.article import BlockKind, LeftOut, LeftOutReason
from readbot.text.importers import appeal_phrases, phrases
from readbot.text.importers.appeals import (
    APPEAL_AT_EDGE,
    LONGEST_ABOUT_AUTHOR,
    LONGEST_LISTED_TITLE,
    is_about_author,
    is_menu,
    opens_list,
    reason_to_leave_out,
)
from readbot.text.importers.bylines import reporter_of
from readbot.text.importers.draft import Piece, tidy_rules
from readbot.text.importers.phrases import folded
from readbot.text.importers.scripts import names_staff

_BLOCKS_ABOUT_AUTHOR = 4
_MOST_WORDS_OF_HEADING = 3
_SENTENCE_END = tuple(".!?…。！？।؟۔")
_CLOSING = "\"'”’»«›」』)） \u00a0\u202f"
_COLONS = (":", "：")


@cache
def _closing() -> re.Pattern[str]:
    return re.compile(rf"[\W_]*{phrases.any_of(appeal_phrases.APPEALS_AT_THE_END)}")


def set_aside(
    pieces: Sequence[Piece], author: str | None = None
) -> tuple[list[Piece], list[LeftOut]]:
    """Part what belongs to the article from what was only printed around it."""
    return part(pieces, verdicts(pieces, author))


def part(
    pieces: Sequence[Piece], reasons: Sequence[LeftOutReason | None]
) -> tuple[list[Piece], list[LeftOut]]:
    """Part the pieces with a reason to go from those without, and drop the rules left idle.

    A piece that goes is listed with the index, among those that stay, before which it stood.
    When nothing would stay, everything stays.
    """
    staying = [piece for piece, reason in zip(pieces, reasons, strict=True) if reason is None]
    kept = tidy_rules(staying)
    if not kept:
        return list(pieces), []
    left_out: list[LeftOut] = []
    at = 0
    for piece, reason in zip(pieces, reasons, strict=True):
        if reason is not None:
            left_out.append(LeftOut(piece.text, reason, at))
        elif at < len(kept) and piece is kept[at]:
            at += 1
    return kept, left_out


def verdicts(pieces: Sequence[Piece], author: str | None = None) -> list[LeftOutReason | None]:
    """Say for each piece why it is no part of the article, or None when it is."""
    first, last = _edges(pieces, author)
    reasons: list[LeftOutReason | None] = []
    listing = False
    for at, piece in enumerate(pieces):
        edge = at < first or at >= last
        reason = _reason_of_piece(piece, edge=edge, end=at >= last)
        if not edge and reason is not None and _belongs(pieces, at, reason):
            reason = None
        if reason is None and listing and _is_listed_title(piece):
            heads = not edge and _may_head(pieces, at)
            reason = None if heads else LeftOutReason.ELSEWHERE
        if reason is None and at >= last and _is_tag(piece):
            reason = LeftOutReason.MENU
        opened = edge or listing or opens_list(piece.text)
        leads = reason is LeftOutReason.APPEAL and piece.text.endswith(_COLONS)
        listing = (reason is LeftOutReason.ELSEWHERE and opened) or (edge and leads)
        reasons.append(reason)
    _judge_end(pieces, reasons, author)
    return reasons


def _is_tag(piece: Piece) -> bool:
    """Tell whether a piece below an article's last appeal holds only a few words a line."""
    lines = piece.text.split("\n")
    return all(len(line.split()) <= 2 and not line.endswith(_SENTENCE_END) for line in lines)


def _may_head(pieces: Sequence[Piece], at: int) -> bool:
    """Tell a short heading below a list of other articles from that list's last title."""
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    prose = following is not None and not _is_listed_title(following)
    return prose and len(pieces[at].text.split()) <= _MOST_WORDS_OF_HEADING


def _judge_end(
    pieces: Sequence[Piece], reasons: list[LeftOutReason | None], author: str | None
) -> None:
    """Find the lines about the author and the edition, which stand last of what would stay."""
    staying = [at for at, reason in enumerate(reasons) if reason is None]
    last = staying[-_BLOCKS_ABOUT_AUTHOR:]
    for place, at in enumerate(last[:-1]):
        short = all(len(pieces[below].text) <= LONGEST_ABOUT_AUTHOR for below in last[place:])
        if short and len(staying) > len(last[place:]) and _introduces_author(pieces[at].text):
            for below in last[place:]:
                reasons[below] = LeftOutReason.AUTHOR
            return
    for at in reversed(staying[1:]):
        text = pieces[at].text
        if _is_named(pieces[at], author) or (
            _introduces_author(text) and len(text) <= LONGEST_ABOUT_AUTHOR
        ):
            reasons[at] = LeftOutReason.AUTHOR
        elif reporter_of(text) is not None:
            reasons[at] = LeftOutReason.BYLINE
        else:
            return


def _introduces_author(text: str) -> bool:
    return _about_author().match(folded(text)) is not None


@cache
def _about_author() -> re.Pattern[str]:
    return re.compile(rf"{phrases.any_of(phrases.ABOUT_AUTHORS)}(?:\s*(?:[:：]|\||\Z)|\n)")


def _belongs(pieces: Sequence[Piece], at: int, reason: LeftOutReason) -> bool:
    """Tell whether the article itself leads up to the words, or uses them as a heading."""
    if at and pieces[at - 1].text.endswith((":", "：")):
        return True
    return reason is LeftOutReason.MENU and _may_be_a_heading(pieces, at)


def _reason_of_piece(piece: Piece, *, edge: bool, end: bool = False) -> LeftOutReason | None:
    if piece.kind is BlockKind.CODE or (piece.kind is BlockKind.QUOTATION and not edge):
        return None
    if end and _closes(piece):
        return LeftOutReason.APPEAL
    if edge and names_staff(piece.text):
        return LeftOutReason.BYLINE
    return reason_to_leave_out(piece.text, edge=edge)


def _may_be_a_heading(pieces: Sequence[Piece], at: int) -> bool:
    """Tell whether a menu's word stands alone between paragraphs, as "Contact" or "Search" may."""
    words = pieces[at].text.split()
    if len(words) > 1 or words[0].casefold() in phrases.SHARE_WORDS:
        return False
    return not any(is_menu(piece.text) for piece in (pieces[at - 1], *pieces[at + 1 : at + 2]))


def _edges(pieces: Sequence[Piece], author: str | None) -> tuple[int, int]:
    """Give the index of the article's first piece, and the index after its last."""
    first = 0
    while first < len(pieces) and _reason_of_piece(pieces[first], edge=True) is not None:
        first += 1
    last = len(pieces)
    at = last
    weak: list[int] = []
    while at > first:
        at -= 1
        if _reason_of_piece(pieces[at], edge=True) is not None:
            last = at
        elif _closes(pieces[at]):
            weak.append(at)
        elif _is_named(pieces[at], author):
            continue
        elif not _is_listed_title(pieces[at]):
            break
    # One such line alone may be a story's last; beside another appeal it is one as well.
    if weak and (last < len(pieces) or len(weak) > 1):
        last = min(last, weak[-1])
    return first, last


def _is_named(piece: Piece, author: str | None) -> bool:
    return author is not None and is_about_author(piece.text, author)


def _closes(piece: Piece) -> bool:
    """Tell whether a piece begins as appeals do, and as a story's last line also might."""
    if piece.kind is BlockKind.CODE or len(piece.text) > APPEAL_AT_EDGE:
        return False
    return _closing().match(folded(piece.text)) is not None


def _is_listed_title(piece: Piece) -> bool:
    """Tell whether a piece may be a line of a list of other articles."""
    ends = piece.text.rstrip(_CLOSING).endswith(_SENTENCE_END)
    return len(piece.text) <= LONGEST_LISTED_TITLE and not ends
