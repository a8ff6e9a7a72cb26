"""Tell what is said around an article (appeals, menus, credits) from what the article says.

At the edges of a text a block goes when a sentence of it is such a phrase; in the middle only
when it is short and begins with one, and never when somebody is quoted or a colon leads up to it.
"""

import re
from collections.abc import Sequence
from functools import cache

from readbot.text.article import BlockKind, LeftOut, LeftOutReason
from readbot.text.importers import phrases
from readbot.text.importers.draft import Piece, tidy_rules

_SHORT = 140
_APPEAL_AT_EDGE = 220
_LONG_APPEAL_AT_EDGE = 700
_LONGEST_LISTED_TITLE = 140
_QUOTES = tuple("\"'“”„«»‘‚‹「『")
_SENTENCE_END = tuple(".!?…。！？")
_NOT_LETTERS = re.compile(r"[^\w'’\- ]|\d|_")
_BARS = re.compile(r"\s*[|•·›»>/]\s*")
_CRUMBS = re.compile(r"\w\s*[>›»/|]\s*\w")
_APOSTROPHES = str.maketrans("’‘", "''")


def reason_to_leave_out(text: str, *, edge: bool) -> LeftOutReason | None:
    """Say why these words are no part of the article, or None when they are.

    ``edge`` is for blocks before the first or after the last paragraph of the article.
    """
    if len(text) > (_LONG_APPEAL_AT_EDGE if edge or "\n" in text else _SHORT):
        return None
    plain = text.casefold().translate(_APOSTROPHES)
    if edge or not text.startswith(_QUOTES):
        return _reason_of_line(plain) or _reason_of_appeal(plain, edge=edge)
    return None


def is_menu(text: str) -> bool:
    """Tell whether every line of the text is a menu's, a share bar's or an advertisement's word."""
    return len(text) <= _LONG_APPEAL_AT_EDGE and _reason_of_line(
        text.casefold().translate(_APOSTROPHES)
    ) in {LeftOutReason.MENU, LeftOutReason.ADVERTISEMENT}


def _reason_of_line(plain: str) -> LeftOutReason | None:
    words = [_bare(part) for line in plain.split("\n") for part in _BARS.split(line)]
    words = [word for word in words if word]
    if words and all(word in phrases.ADVERTISEMENT_LINES for word in words):
        return LeftOutReason.ADVERTISEMENT
    if words and all(word in phrases.MENU_LINES for word in words):
        return LeftOutReason.MENU
    if len(words) > 1 and words[0] in phrases.FIRST_CRUMBS and _CRUMBS.search(plain):
        return LeftOutReason.MENU
    if len(plain) > _SHORT:
        return None
    if _elsewhere().match(plain):
        return LeftOutReason.ELSEWHERE
    if _credit().match(plain):
        return LeftOutReason.CREDIT
    if plain.startswith(("©", "(c) ")) or _ends_with_legal(plain):
        return LeftOutReason.LEGAL
    return None


def _reason_of_appeal(plain: str, *, edge: bool) -> LeftOutReason | None:
    if plain.startswith(tuple(phrases.COOKIES)) and (edge or len(plain) <= _SHORT):
        return LeftOutReason.COOKIES
    if not edge:
        opens = len(plain) <= _SHORT and _appeal().match(plain)
        return LeftOutReason.APPEAL if opens else None
    found = [match.start() for match in _appeal().finditer(plain)]
    # One such sentence inside a paragraph may be a story's; at its start, or twice, it is not.
    speaks = found[:1] == [0] and len(plain) <= _APPEAL_AT_EDGE
    return LeftOutReason.APPEAL if speaks or len(found) > 1 else None


def _bare(line: str) -> str:
    return " ".join(_NOT_LETTERS.sub(" ", line).split())


def _ends_with_legal(plain: str) -> bool:
    return plain.rstrip(" .").endswith(tuple(phrases.LEGAL))


def _any_of(choices: Sequence[str]) -> str:
    return "(?:" + "|".join(re.escape(choice) for choice in choices) + ")"


@cache
def _elsewhere() -> re.Pattern[str]:
    leads = _any_of(sorted(phrases.ELSEWHERE, key=len, reverse=True))
    return re.compile(rf"[\W_]*{leads}(?:\s*(?::|\||[>»›→]+|…)|[\W_]*\Z)")


@cache
def _credit() -> re.Pattern[str]:
    leads = _any_of(sorted(phrases.CREDITS, key=len, reverse=True))
    agencies = _any_of(phrases.AGENCIES)
    return re.compile(
        rf"[\W_]*{leads}\.?\s*[:©/|][^\n]*\Z|[\W_]*[^\n]{{0,60}}[/(©|]\s*{agencies}[\W_]*\Z"
        rf"|[\W_]*{agencies}[\W_]*\Z|[\W_]*{leads} {agencies}"
    )


@cache
def _appeal() -> re.Pattern[str]:
    alone = _any_of(phrases.APPEALS)
    paired = "|".join(
        rf"(?:{leads})\b[^.!?\n]{{0,110}}?\b(?:{objects})"
        for leads, objects in phrases.PAIRED_APPEALS
    )
    return re.compile(rf"(?:\A|(?<=[.!?…:–—-]\s)|(?<=\n))(?:please,? |bitte )?(?:{alone}|{paired})")


def set_aside(pieces: Sequence[Piece]) -> tuple[list[Piece], list[LeftOut]]:
    """Part what belongs to the article from what was only printed around it."""
    return part(pieces, verdicts(pieces))


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


def verdicts(pieces: Sequence[Piece]) -> list[LeftOutReason | None]:
    """Say for each piece why it is no part of the article, or None when it is."""
    first, last = _edges(pieces)
    reasons: list[LeftOutReason | None] = []
    listing = False
    for at, piece in enumerate(pieces):
        edge = at < first or at >= last
        reason = _reason_of_piece(piece, edge=edge)
        if not edge and reason is not None and _belongs(pieces, at, reason):
            reason = None
        if reason is None and edge and listing and _is_listed_title(piece):
            reason = LeftOutReason.ELSEWHERE
        listing = edge and reason is LeftOutReason.ELSEWHERE
        reasons.append(reason)
    return reasons


def _belongs(pieces: Sequence[Piece], at: int, reason: LeftOutReason) -> bool:
    """Tell whether the article itself leads up to the words, or uses them as a heading."""
    if at and pieces[at - 1].text.endswith((":", "：")):
        return True
    return reason is LeftOutReason.MENU and _may_be_a_heading(pieces, at)


def _reason_of_piece(piece: Piece, *, edge: bool) -> LeftOutReason | None:
    if piece.kind is BlockKind.CODE or (piece.kind is BlockKind.QUOTATION and not edge):
        return None
    return reason_to_leave_out(piece.text, edge=edge)


def _may_be_a_heading(pieces: Sequence[Piece], at: int) -> bool:
    """Tell whether a menu's word stands alone between paragraphs, as "Contact" or "Search" may."""
    words = pieces[at].text.split()
    if len(words) > 1 or words[0].casefold() in phrases.SHARE_WORDS:
        return False
    return not any(is_menu(piece.text) for piece in (pieces[at - 1], *pieces[at + 1 : at + 2]))


def _edges(pieces: Sequence[Piece]) -> tuple[int, int]:
    """Give the index of the article's first piece, and the index after its last."""
    first = 0
    while first < len(pieces) and _reason_of_piece(pieces[first], edge=True) is not None:
        first += 1
    last = len(pieces)
    at = last
    while at > first:
        at -= 1
        if _reason_of_piece(pieces[at], edge=True) is not None:
            last = at
        elif not _is_listed_title(pieces[at]):
            break
    return first, last


def _is_listed_title(piece: Piece) -> bool:
    """Tell whether a piece may be a line of a list of other articles."""
    return len(piece.text) <= _LONGEST_LISTED_TITLE and not piece.text.endswith(_SENTENCE_END)
