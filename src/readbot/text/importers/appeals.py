"""Tell what is said around an article (appeals, menus, credits) from what the article says.

At the edges of a text a block goes when a sentence of it is such a phrase; in the middle only
when it is short and begins with one, and never when somebody is quoted or a colon leads up to it.
"""

import re
from functools import cache

from readbot.text.article import LeftOutReason
from readbot.text.importers import appeal_phrases, phrases
from readbot.text.importers.bylines import NAMES
from readbot.text.importers.captions import caption_of
from readbot.text.importers.phrases import folded
from readbot.text.importers.scripts import MARKS

_SHORT = 140
_BRACKETED_ELSEWHERE = re.compile(
    r"[\[(](?:read|watch|listen|see|lesen|lire|lea|leggi|leia)\b[^\n:]{0,40}:"
)
_LONGEST_APPEAL_WITHIN = 300
APPEAL_AT_EDGE = 220
_LONG_APPEAL_AT_EDGE = 700
LONGEST_LISTED_TITLE = 140
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
_NOT_LETTERS = re.compile(rf"[^\w'’\- {MARKS}]|\d|_")
_BARS = re.compile(r"\s*[|｜•·∙›»>/／]\s*")
_CRUMBS = re.compile(r"\w\s*[>›»/|]\s*\w")
_APOSTROPHES = str.maketrans("’‘", "''")
LONGEST_ABOUT_AUTHOR = 400
_SHORTEST_NAME = 5
_TITLES = re.compile(r"\A(?:mr|ms|mrs|dr|prof|professor|herr|frau|m|mme)\.? ")
_AFTER_NAME = ("(", "–", "—", "- ", ",", ":", "|")
_NAME_JOINTS = re.compile(r",? (?:and|und|et|y|e|en|и|i|&|with) |, ")


def is_about_author(text: str, author: str) -> bool:
    """Tell whether the text introduces its author, or only names who wrote it."""
    if len(text) > LONGEST_ABOUT_AUTHOR:
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
    if rest and _elsewhere().fullmatch(first) and all(map(is_title, rest.split("\n"))):
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
    speaks = edge and leads and len(plain) <= APPEAL_AT_EDGE
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


def opens_list(text: str) -> bool:
    """Tell "Related articles", which a list follows, from "Read more: The pier"."""
    return _elsewhere().fullmatch(folded(text)) is not None


def is_title(line: str) -> bool:
    """Tell whether a line is as short as a title, and no sentence."""
    return len(line) <= LONGEST_LISTED_TITLE and not line.endswith((".", "。"))
