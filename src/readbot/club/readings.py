"""A reading: an article that a club works through, in numbered excerpts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from readbot.text.article import Article, Details


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


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading without its text. ``next_excerpt`` is the number of the first not yet planned."""

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
