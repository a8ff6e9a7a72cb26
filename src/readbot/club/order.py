"""Order among those who write: reasons, mutes, the club's list of words and links, the log.

What is compared with the list is made plain first, so that neither width, case nor characters that
nobody sees let a word slip through (Unicode NFKC, UAX 15), nor letters that look like others.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from readbot.club.clubs import Club, read_date
from readbot.club.links import Link
from readbot.club.lookalikes import seen_through, skeleton
from readbot.club.mistakes import Mistake
from readbot.club.notes import Noted, NoteView

LONGEST_REASON = 300
LONGEST_RULE = 100
MOST_RULES = 500
LONGEST_MUTE = timedelta(days=3650)
ANY_LINK = "https://"
"""The entry of the list that every web address meets."""

_SPAN = re.compile(r"(\d{1,5})\s*(h|hours?|d|days?|w|weeks?)", re.IGNORECASE)
_HOURS = {"h": 1, "d": 24, "w": 24 * 7}
# Signs that take room or none, show nothing, and are no format characters to Unicode.
_BLANKS = dict.fromkeys([0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0])
_UNSEEN = {"Cf", "Mn", "Me", "Cc", "Cs", "Co", "Cn"}
# What browsers take for the dot of a host, and what people write for one.
_DOT = re.compile(r"[.。｡]|\[\.\]|\(\.\)|\{\.\}|[\[({]dot[\])}]")
_PUNYCODE = re.compile(r"(?<![\w-])xn--[a-z0-9-]+")
_ANY_LINK = re.compile(
    r"h(?:tt|xx)ps?:[/\\]{2}\S|(?<!\w)www\.\w"
    r"|(?<!\w)discord(?:\.gg|(?:app)?\.com/invite)/\w"
)
_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}(?:/\S*)?")
# Scripts that put no spaces between words: there a word has no border to be found by.
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")


class RuleAction(StrEnum):
    """What becomes of a note that has a word or link of the list."""

    HOLD = "hold"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class WordRule:
    """An entry of the list: a word, some words, the beginning of one (``word*``), or a host."""

    id: int
    typed: str
    action: RuleAction


@dataclass(frozen=True, slots=True)
class Mute:
    """That a member may not write; until it is lifted where ``until`` is None.

    ``name`` is the pseudonym of whoever was muted without being named; ``member_id`` is None then.
    """

    id: int
    member_id: int | None
    name: str | None
    until: datetime | None
    reason: str
    by_id: int | None
    at: datetime


class Pile(StrEnum):
    """What moderators look through."""

    WAITING = "waiting"
    HIDDEN = "hidden"
    MUTED = "muted"


@dataclass(frozen=True, slots=True)
class Queued:
    """A note that waits for moderators; ``flags`` counts those that nobody has decided about."""

    view: NoteView
    flags: int


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of what waits, the oldest first; ``titles`` are by reading."""

    notes: tuple[Queued, ...]
    total: int
    titles: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log. The keys stand for people who had themselves erased, and lead nowhere."""

    id: int
    at: datetime
    actor_id: int | None
    actor_key: str | None
    deed: str
    subject_kind: str | None
    subject_id: int | None
    subject_key: str | None
    reason: str | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A note as a moderator sees it, with its flags and the last decision about it."""

    noted: Noted
    flags: int
    last: Entry | None = None
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a moderator decided about a note, for the one who wrote it."""

    entry: Entry
    link: Link | None


def read_reason(typed: str) -> str:
    """A reason on one line; a Mistake if there is none, or it is too long."""
    reason = " ".join(typed.replace("\x00", "").split())
    if not reason:
        raise Mistake("Please say why in a few words: the person is told, and the log keeps it.")
    if len(reason) > LONGEST_REASON:
        raise Mistake("A reason may have {longest} characters.", longest=LONGEST_REASON)
    return reason


def read_until(typed: str | None, club: Club, now: datetime) -> datetime | None:
    """Until when a mute lasts: ``3 hours``, ``7d``, ``2 weeks`` or a date; None for until lifted.

    A date means its beginning on the club's clock.
    """
    if typed is None or not typed.strip():
        return None
    span = _SPAN.fullmatch(typed.strip())
    if span is not None:
        until = now + timedelta(hours=int(span[1]) * _HOURS[span[2][0].lower()])
    else:
        try:
            until = datetime.combine(read_date(typed), time(), club.tz)
        except Mistake:
            raise Mistake(
                "“{typed}” is not a time that I understand. Write for example 3 hours, 7 days, "
                "2 weeks or a date such as 2026-03-09; left out, it lasts until it is lifted.",
                typed=typed,
            ) from None
    if until <= now:
        raise Mistake("That time is over already.")
    return min(until, now + LONGEST_MUTE)


def member_key(secret: str, club_id: int, member_id: int) -> str:
    """What stands for a member in a club's mutes: keyed BLAKE2b (RFC 7693), not to be undone."""
    told = f"{club_id}/{member_id}".encode()
    return hashlib.blake2b(told, digest_size=16, key=secret.encode()[:64]).hexdigest()


def plain(text: str) -> str:
    """The text as the list sees it: one width and case, single spaces, nothing unseen."""
    return _without_case(_seen(text))


def _seen(text: str) -> str:
    even = unicodedata.normalize("NFKC", text.translate(_BLANKS))
    seen = (" " if c.isspace() else c for c in even)
    kept = (c for c in seen if c == " " or unicodedata.category(c) not in _UNSEEN)
    return " ".join("".join(kept).split())


def _without_case(seen: str) -> str:
    return _seen(seen.casefold())


def read_rule(typed: str) -> str:
    """An entry for the list, made plain; a Mistake where it would meet nothing, or everything."""
    rule = plain(typed)
    if len(rule) > LONGEST_RULE:
        raise Mistake("An entry may have {longest} characters.", longest=LONGEST_RULE)
    if rule in {ANY_LINK, "http://"}:
        return ANY_LINK
    rule = re.sub(r"^https?://", "", rule).lstrip("*")
    if _HOST.fullmatch(rule.rstrip("*")):
        rule = rule.rstrip("*")
    if sum(character.isalnum() for character in rule) == 0:
        raise Mistake(
            "Write a word, some words, the beginning of a word with a star (spam*), or a site such "
            "as example.com; {any_link} alone means every web address.",
            any_link=ANY_LINK,
        )
    return rule


def met(rules: Iterable[WordRule], body: str) -> WordRule | None:
    """The entry that these words meet; one that refuses comes before one that holds."""
    known = sorted(rules, key=lambda rule: (rule.action is not RuleAction.REFUSE, rule.id))
    if not known:
        return None
    seen = _seen(body)
    words, looks = _without_case(seen), _without_case(seen_through(seen))
    addresses = _addresses(words)
    hosts = {addresses, _without_case(seen_through(addresses)), _addresses(looks)}
    for rule in known:
        is_link = _is_link(rule.typed)
        disguised = _without_case(skeleton(rule.typed))
        tried = {(text, disguised) for text in (hosts if is_link else {looks})}
        tried.add((addresses if is_link else words, rule.typed))
        if any(_pattern(typed, is_link=is_link).search(text) for text, typed in tried):
            return rule
    return None


def _addresses(words: str) -> str:
    """The words with addresses as a browser, or a reader, would take them."""
    if not _DOT.search(words):
        return words
    read = unquote(_DOT.sub(".", words))
    return _PUNYCODE.sub(lambda label: _unicode(label[0]), read)


def _is_link(typed: str) -> bool:
    return typed == ANY_LINK or _HOST.fullmatch(typed) is not None


@lru_cache(maxsize=4096)
def _pattern(typed: str, *, is_link: bool) -> re.Pattern[str]:
    if typed == ANY_LINK:
        return _ANY_LINK
    if is_link:
        host, slash, path = typed.partition("/")
        named = re.escape(_PUNYCODE.sub(lambda label: _unicode(label[0]), host))
        end = r"(?![\w-]|\.\w)\.?(?::\d+)?"
        return re.compile(rf"(?<![\w-]){named}{end}{re.escape(slash + path)}")
    word = typed.rstrip("*")
    before = r"(?<!\w)" if _has_border(word[:1]) else ""
    after = r"(?!\w)" if _has_border(word[-1:]) and word == typed else ""
    return re.compile(before + re.escape(word) + after)


def _unicode(label: str) -> str:
    """A label of a host as it is shown, of the form in which it is looked up (RFC 3492)."""
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def _has_border(character: str) -> bool:
    if not re.match(r"\w", character):
        return False
    return not unicodedata.name(character, "").startswith(_UNSPACED)


def rows_of(entries: Sequence[Entry], titles: Mapping[int, str]) -> list[dict[str, Any]]:
    """The log as rows for a file: ids of Discord as strings, moments in ISO 8601 and UTC.

    ``titles`` are by reading.
    """
    return [
        {
            "at": entry.at.isoformat(),
            "who": _person(entry.actor_id, entry.actor_key),
            "deed": entry.deed,
            "subject": entry.subject_kind,
            "subject_id": _person(entry.subject_id, entry.subject_key),
            "title": _title(entry, titles),
            "reason": entry.reason,
            "facts": dict(entry.facts),
        }
        for entry in entries
    ]


def _title(entry: Entry, titles: Mapping[int, str]) -> str | None:
    return titles.get(entry.subject_id or 0) if entry.subject_kind == "reading" else None


def _person(identifier: int | None, key: str | None) -> str | None:
    if identifier is not None:
        return str(identifier)
    return None if key is None else f"erased-{key}"
