"""Tell what is said around an article (appeals, menus, credits) from what the article says.

At the edges of a text a block goes when a sentence of it is such a phrase; in the middle only
when it is short and begins with one, and never when somebody is quoted or a colon leads up to it.
"""

import re
from collections.abc import Sequence
from functools import cache

from readbot.text.article import BlockKind, LeftOut, LeftOutReason
from readbot.text.importers import appeal_phrases, phrases
from readbot.text.importers.bylines import NAMES, reporter_of
from readbot.text.importers.captions import caption_of
from readbot.text.importers.draft import Piece, tidy_rules
from readbot.text.importers.phrases import folded
from readbot.text.importers.scripts import MARKS, names_staff

_SHORT = 140
_BRACKETED_ELSEWHERE = re.compile(
    r"[\[(](?:read|watch|listen|see|lesen|lire|lea|leggi|leia)\b[^\n:]{0,40}:"
)
_LONGEST_APPEAL_WITHIN = 300
_APPEAL_AT_EDGE = 220
_LONG_APPEAL_AT_EDGE = 700
_LONGEST_LISTED_TITLE = 140
_BLOCKS_ABOUT_AUTHOR = 4
_MOST_WORDS_OF_HEADING = 3
_MOST_WORDS_OF_ROW = 24
_MOST_WORDS_OF_ENTRY = 5
_MOST_WORDS_OF_SHARING = 6
_FEWEST_ENTRIES_OF_ROW = 3
_QUOTES = tuple("\"'“”„«»‘‚‹「『")
_ASKS = re.compile(r"[^.!?。！？]{1,120}[?？؟;]\s*")
_COUNTS = re.compile(
    r"\d{1,2}:\d{2}(?:\s*/\s*-?\d{1,2}:\d{2})?|(?:[\d.,]+ ?[km]\s*)+\d*|(?:\d[\d.,]*\s+)+\d[\d.,]*"
)
_PRICE = re.compile(r"[£$€¥]\s?\d[\d.,]*\s?(?:(?:per|a|pro|par|al|al mes)\s\w+|/\s?\w+)?")
_ITS_BOOK = re.compile(r"['’]s .{3,80} (?:is|was|will be) (?:published|out|available)\b")
_SENTENCE_END = tuple(".!?…。！？।؟۔")
_CLOSING = "\"'”’»«›」』)） \u00a0\u202f"
_NOT_LETTERS = re.compile(rf"[^\w'’\- {MARKS}]|\d|_")
_BARS = re.compile(r"\s*[|｜•·∙›»>/／]\s*")
_CRUMBS = re.compile(r"\w\s*[>›»/|]\s*\w")
_APOSTROPHES = str.maketrans("’‘", "''")
_COLONS = (":", "：")
_LONGEST_ABOUT_AUTHOR = 400
_SHORTEST_NAME = 5
_TITLES = re.compile(r"\A(?:mr|ms|mrs|dr|prof|professor|herr|frau|m|mme)\.? ")
_AFTER_NAME = ("(", "–", "—", "- ", ",", ":", "|")
_NAME_JOINTS = re.compile(r",? (?:and|und|et|y|e|en|и|i|&|with) |, ")


def is_about_author(text: str, author: str) -> bool:
    """Tell whether the text introduces its author, or only names who wrote it."""
    if len(text) > _LONGEST_ABOUT_AUTHOR:
        return False
    whole = text.casefold().lstrip("—–-― ")
    plain = _TITLES.sub("", whole)
    for name in _NAME_JOINTS.split(author.casefold()):
        # After "Ms." the last name stands alone.
        called = name if plain == whole else name.split()[-1]
        if len(name) < _SHORTEST_NAME or not plain.startswith(called):
            continue
        rest = plain[len(called) :]
        if not rest.strip(" .—–-") or rest.lstrip().startswith(_AFTER_NAME):
            return True
        if _introduces().match(rest) or _ITS_BOOK.match(rest):
            return True
    return False


def reason_to_leave_out(text: str, *, edge: bool) -> LeftOutReason | None:
    """Say why these words are no part of the article, or None when they are.

    ``edge`` is for blocks before the first or after the last paragraph of the article.
    """
    if len(text) > (_LONG_APPEAL_AT_EDGE if edge or "\n" in text else _LONGEST_APPEAL_WITHIN):
        return None
    if caption_of(text) is not None:
        return None
    if _credited().fullmatch(text.translate(_APOSTROPHES)):
        return LeftOutReason.CREDIT
    plain = folded(text)
    if edge or not text.startswith(_QUOTES):
        return _reason_of_line(plain) or _reason_of_appeal(plain, edge=edge)
    return None


def opens_comments(text: str) -> bool:
    """Tell whether the line heads what readers wrote below an article."""
    return _bare(folded(text)) in phrases.COMMENTS


def is_menu(text: str) -> bool:
    """Tell whether every line of the text is a menu's, a share bar's or an advertisement's word."""
    return len(text) <= _LONG_APPEAL_AT_EDGE and _reason_of_line(folded(text)) in {
        LeftOutReason.MENU,
        LeftOutReason.ADVERTISEMENT,
    }


def _reason_of_line(plain: str) -> LeftOutReason | None:
    if _COUNTS.fullmatch(plain) or _PRICE.fullmatch(plain):
        return LeftOutReason.MENU
    words = [_bare(part) for line in plain.split("\n") for part in _BARS.split(line)]
    words = [word for word in words if word]
    if words and all(word in phrases.ADVERTISEMENT_LINES for word in words):
        return LeftOutReason.ADVERTISEMENT
    if words and all(word in phrases.MENU_LINES for word in words):
        return LeftOutReason.MENU
    if words and all(word in phrases.MENU_LINES or _shares_there(word) for word in words):
        return LeftOutReason.MENU
    if len(words) == 1 and _is_row_of_a_menu(words[0]):
        return LeftOutReason.MENU
    if len(words) > 1 and words[0] in phrases.FIRST_CRUMBS and _CRUMBS.search(plain):
        return LeftOutReason.MENU
    first, _, rest = plain.partition("\n")
    if rest and _elsewhere().fullmatch(first) and all(map(_is_title, rest.split("\n"))):
        return LeftOutReason.ELSEWHERE
    if plain.startswith(phrases.EDITIONS):
        return LeftOutReason.EDITION
    if len(plain) > _SHORT:
        return None
    if _elsewhere().match(plain) or _BRACKETED_ELSEWHERE.match(plain):
        return LeftOutReason.ELSEWHERE
    if _credit().match(plain):
        return LeftOutReason.CREDIT
    if plain.startswith(("©", "ⓒ", "(c) ", *phrases.LEGAL)) or _ends_with_legal(plain):
        return LeftOutReason.LEGAL
    return None


def _shares_there(line: str) -> bool:
    """Tell whether a line asks to share on a network that it names: "Share this on Facebook"."""
    words = line.split()
    if not 2 <= len(words) <= _MOST_WORDS_OF_SHARING:
        return False
    return words[0] in phrases.SHARE_WORDS and words[-1] in phrases.NETWORKS


def _is_row_of_a_menu(line: str) -> bool:
    """Tell whether a line is several words of a menu in a row: "Share Tweet Email Copy link"."""
    words = line.split()
    if not 2 <= len(words) <= _MOST_WORDS_OF_ROW:
        return False
    # The fewest entries that make up the line's first words, for each number of words.
    entries: list[int | None] = [0]
    for end in range(1, len(words) + 1):
        counts = [
            before + 1
            for start in range(max(0, end - _MOST_WORDS_OF_ENTRY), end)
            if (before := entries[start]) is not None
            and " ".join(words[start:end]) in phrases.MENU_LINES
        ]
        entries.append(min(counts, default=None))
    most = entries[-1]
    return most is not None and (
        most >= _FEWEST_ENTRIES_OF_ROW
        or (most > 1 and any(word in phrases.SHARE_WORDS for word in words))
    )


def _reason_of_appeal(plain: str, *, edge: bool) -> LeftOutReason | None:
    if plain.startswith(tuple(phrases.COOKIES)) and (edge or len(plain) <= _SHORT):
        return LeftOutReason.COOKIES
    if not edge and not (_appeal().match(plain) and len(plain) <= _LONGEST_APPEAL_WITHIN):
        return None
    if len(plain) <= _SHORT and not edge:
        return LeftOutReason.APPEAL
    found = [match.start() for match in _appeal().finditer(plain)]
    # One such sentence inside a paragraph may be a story's; at its start, or twice, or after
    # nothing but a question, it is not.
    leads = bool(found) and (not found[0] or _ASKS.fullmatch(plain, 0, found[0]) is not None)
    speaks = edge and leads and len(plain) <= _APPEAL_AT_EDGE
    return LeftOutReason.APPEAL if speaks or len(found) > 1 else None


def _bare(line: str) -> str:
    return " ".join(_NOT_LETTERS.sub(" ", line).split())


def _ends_with_legal(plain: str) -> bool:
    return plain.rstrip(" .").endswith(tuple(phrases.LEGAL))


@cache
def _elsewhere() -> re.Pattern[str]:
    leads = phrases.any_of(sorted(phrases.ELSEWHERE, key=len, reverse=True))
    return re.compile(rf"[\W_]*{leads}(?:\s*(?:[:：]|[|｜]|[>»›→]+|…)|[\W_]*\Z)")


@cache
def _credit() -> re.Pattern[str]:
    leads = phrases.any_of(sorted(phrases.CREDITS, key=len, reverse=True))
    agencies = phrases.any_of(phrases.AGENCIES)
    return re.compile(
        rf"[\W_]*{leads} (?:by|von|par|de|di|por|av) [^\n]{{3,60}} (?:on|via|/) {agencies}[\W_]*\Z|"
        rf"[\W_]*{leads}\.?\s*[:：=＝©/／|｜・][^\n]*\Z|[\W_]*[^\n]{{0,60}}[/(©|]\s*{agencies}[\W_]*\Z"
        rf"|[\W_]*{agencies}[\W_]*\Z|[\W_]*{leads} {agencies}"
    )


@cache
def _credited() -> re.Pattern[str]:
    leads = phrases.any_of(
        [lead for lead in phrases.CREDITS if lead.endswith(phrases.BEFORE_NAMES)]
    )
    return re.compile(rf"[(\[]?(?i:{leads}) {NAMES}(?:\s*[/|,]\s*{NAMES})*[)\].]?")


@cache
def _introduces() -> re.Pattern[str]:
    return re.compile(rf"\s+{phrases.any_of(phrases.INTRODUCTIONS)}\b")


@cache
def _appeal() -> re.Pattern[str]:
    alone = phrases.any_of(appeal_phrases.APPEALS)
    paired = "|".join(
        rf"(?:{leads})\b[^.!?\n]{{0,110}}?\b(?:{objects})"
        for leads, objects in appeal_phrases.PAIRED_APPEALS
    )
    return re.compile(
        rf"(?:\A|(?<=[.!?…:–—-]\s)|(?<=[।؟۔»]\s)|(?<=[。！？～♪\n]))(?:please,? |bitte |"
        rf"[▶►☞👉*※•●]\s*)?(?:{alone}|{paired})"
    )


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
        opened = edge or listing or _opens_list(piece.text)
        leads = reason is LeftOutReason.APPEAL and piece.text.endswith(_COLONS)
        listing = (reason is LeftOutReason.ELSEWHERE and opened) or (edge and leads)
        reasons.append(reason)
    _judge_end(pieces, reasons, author)
    return reasons


def _is_tag(piece: Piece) -> bool:
    """Tell whether a piece below an article's last appeal holds only a few words a line."""
    lines = piece.text.split("\n")
    return all(len(line.split()) <= 2 and not line.endswith(_SENTENCE_END) for line in lines)


def _opens_list(text: str) -> bool:
    """Tell "Related articles", which a list follows, from "Read more: The pier"."""
    return _elsewhere().fullmatch(folded(text)) is not None


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
        short = all(len(pieces[below].text) <= _LONGEST_ABOUT_AUTHOR for below in last[place:])
        if short and len(staying) > len(last[place:]) and _introduces_author(pieces[at].text):
            for below in last[place:]:
                reasons[below] = LeftOutReason.AUTHOR
            return
    for at in reversed(staying[1:]):
        text = pieces[at].text
        if _is_named(pieces[at], author) or (
            _introduces_author(text) and len(text) <= _LONGEST_ABOUT_AUTHOR
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
    if piece.kind is BlockKind.CODE or len(piece.text) > _APPEAL_AT_EDGE:
        return False
    return _closing().match(folded(piece.text)) is not None


def _is_title(line: str) -> bool:
    return len(line) <= _LONGEST_LISTED_TITLE and not line.endswith((".", "。"))


def _is_listed_title(piece: Piece) -> bool:
    """Tell whether a piece may be a line of a list of other articles."""
    ends = piece.text.rstrip(_CLOSING).endswith(_SENTENCE_END)
    return len(piece.text) <= _LONGEST_LISTED_TITLE and not ends
