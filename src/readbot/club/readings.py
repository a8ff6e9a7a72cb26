"""A reading: an article that a club works through, in numbered excerpts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from readbot.club.mistakes import Mistake
from readbot.text.article import Article, Details
from readbot.text.sentences import split
from readbot.text.words import Words


class ReadingState(StrEnum):
    """How far a reading has come."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"


class Rights(StrEnum):
    """Why a text may be posted."""

    NOT_STATED = "not_stated"
    OWN = "own"
    PUBLIC_DOMAIN = "public_domain"
    LICENCE = "licence"
    PERMISSION = "permission"
    QUOTATION = "quotation"


DEFAULT_SHARE = 20
LONGEST_LICENCE = 60


@dataclass(frozen=True, slots=True)
class Permit:
    """Why a text may be posted: the ground, a licence's name, the share of each part in percent.

    ``share`` is for quotations only, and then always given.
    """

    rights: Rights = Rights.NOT_STATED
    licence: str | None = None
    share: int | None = None


NOT_STATED = Permit()


def read_permit(
    rights: Rights, details: Details, *, licence: str | None = None, share: str | None = None
) -> Permit:
    """A permit as a moderator states it; a Mistake where it lacks what its ground needs."""
    if rights is Rights.LICENCE:
        name = " ".join((licence or "").split())
        if not 0 < len(name) <= LONGEST_LICENCE:
            raise Mistake(
                "Say which licence it is, such as CC BY 4.0, in up to {most} characters.",
                most=LONGEST_LICENCE,
            )
        return Permit(rights, licence=name)
    if rights is Rights.QUOTATION:
        require_source(rights, details)
        return Permit(rights, share=_read_share(share or str(DEFAULT_SHARE)))
    return Permit(rights)


def require_source(rights: Rights, details: Details) -> None:
    """Refuse to quote from a text whose address nobody knows."""
    address = details.source_url
    if rights is Rights.QUOTATION and not (is_web_address(address) and len(address or "") <= 512):
        raise Mistake(
            "A quotation needs the address of the whole text, so that everyone can read on "
            "there. Give it as the source, beginning with https://."
        )


def is_web_address(address: str | None) -> bool:
    """Whether it is an address that a message can lead to."""
    if address is None or not address.startswith(("https://", "http://")):
        return False
    return not any(letter.isspace() or letter in "<>" for letter in address)


def _read_share(typed: str) -> int:
    try:
        share = int(typed.strip().rstrip("%"))
    except ValueError:
        share = 0
    if not 1 <= share <= 100:
        raise Mistake("“{typed}” is no share. Write a whole number from 1 to 100.", typed=typed)
    return share


MOST_CHAPTERS = 500


def read_chapters(typed: str) -> tuple[int, ...]:
    """The numbers in a list such as ``3-5, 8``; a Mistake for anything else."""
    found: set[int] = set()
    for part in typed.replace("–", "-").replace(";", ",").split(","):
        first, _, last = (piece.strip() for piece in part.partition("-"))
        ends = (first, last or first)
        if not all(end.isdecimal() and len(end) <= 3 for end in ends) or int(first) > int(ends[1]):
            raise Mistake(
                "“{typed}” names no chapters. Write for example 3-5 or 1, 4.", typed=typed
            )
        found.update(range(int(first), int(ends[1]) + 1))
    if len(found) > MOST_CHAPTERS:
        raise Mistake("Those are more than {most} chapters.", most=MOST_CHAPTERS)
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading without its text. ``next_excerpt`` is the number of the first not yet planned.

    ``licence`` and ``share`` belong to its rights, as :class:`Permit` says.
    """

    id: int
    club_id: int
    channel_id: int
    details: Details
    title: str
    rights: Rights
    state: ReadingState
    excerpts: int
    next_excerpt: int
    target_minutes: float
    added_by: int
    added_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    licence: str | None = None
    share: int | None = None


def rights_said(reading: Reading, words: Words) -> str:
    """The ground on which a text is posted, in words; empty where none is stated."""
    names = {
        Rights.NOT_STATED: "",
        Rights.OWN: words.say("Posted by its author"),
        Rights.PUBLIC_DOMAIN: words.say("Public domain"),
        Rights.LICENCE: words.say("Licence: {name}", name=reading.licence),
        Rights.PERMISSION: words.say("Posted with permission"),
        Rights.QUOTATION: words.say("Quotation"),
    }
    return names[reading.rights]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One numbered slice ``[start, end)`` of a reading's text; numbers count from 1."""

    reading_id: int
    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Script:
    """A reading with its words: what is needed to show an excerpt or to find a passage."""

    reading: Reading
    article: Article

    @property
    def text(self) -> str:
        """The normalised text, to which every offset refers."""
        return self.article.text


def posted_end(script: Script, excerpt: Excerpt) -> int:
    """Where the part of an excerpt ends that may be posted: its end, but for quotations.

    Of those as many whole sentences are posted as fit the stated share of the excerpt's
    characters, and at least the first.
    """
    share = script.reading.share
    if script.reading.rights is not Rights.QUOTATION or share is None:
        return excerpt.end
    language = script.article.details.language
    sentences = split(script.text, language, excerpt.start, excerpt.end)
    if not sentences:
        return excerpt.end
    most = excerpt.start + (excerpt.end - excerpt.start) * share // 100
    fitting = [sentence.end for sentence in sentences if sentence.end <= most]
    return fitting[-1] if fitting else sentences[0].end
