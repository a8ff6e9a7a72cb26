"""Digests as kept: a window of the discussion, by the ids of what is in it, not the words."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

_COMPACT = "%Y%m%dT%H%M%S.%fZ"


class Section(StrEnum):
    """What a club may leave out of its digests."""

    PICTURE = "picture"
    PASSAGES = "passages"
    DIFFERENCES = "differences"
    THEMES = "themes"
    ANSWERED = "answered"
    OPEN = "open"
    NEXT = "next"


class Length(StrEnum):
    """How much of a digest stands in the channel; the rest is behind its button."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class SidesOutline:
    """The notes on one passage, and which of them tell best why one agrees or disagrees."""

    on_it: tuple[int, ...]
    agreeing: tuple[int, ...]
    disagreeing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReadingOutline:
    """What a digest tells of one reading. ``excerpts`` are the numbers read in its window.

    Each of ``passages`` is the ids of the notes on it, oldest first; each of ``themes`` the ids
    of its notes, the most telling first. ``answered`` and ``open`` are questions.
    """

    reading_id: int
    excerpts: tuple[int, ...] = ()
    passages: tuple[tuple[int, ...], ...] = ()
    sides: tuple[SidesOutline, ...] = ()
    themes: tuple[tuple[int, ...], ...] = ()
    answered: tuple[int, ...] = ()
    open: tuple[int, ...] = ()

    @property
    def note_ids(self) -> tuple[int, ...]:
        """Every note that it may show, in order, each once."""
        groups = [*self.passages, *(side.on_it for side in self.sides), *self.themes]
        ids = [i for group in groups for i in group]
        return tuple(dict.fromkeys([*ids, *self.answered, *self.open]))


@dataclass(frozen=True, slots=True)
class Outline:
    """What a digest shows and in which order: ids and numbers, no words."""

    readings: tuple[ReadingOutline, ...] = ()

    @property
    def note_ids(self) -> tuple[int, ...]:
        """Every note that it may show, in order, each once."""
        return tuple(dict.fromkeys(i for r in self.readings for i in r.note_ids))

    @property
    def answered_ids(self) -> frozenset[int]:
        """The questions that it tells as answered."""
        return frozenset(i for r in self.readings for i in r.answered)

    @property
    def open_ids(self) -> frozenset[int]:
        """The questions that it tells as open."""
        return frozenset(i for r in self.readings for i in r.open)


@dataclass(frozen=True, slots=True)
class Digest:
    """One window ``[start, end)`` of a club's discussion.

    Words are read when it is rendered, so that what was hidden, edited or erased since is so in
    the digest too. It was sent when its posting was done.
    """

    id: int
    club_id: int
    start: datetime
    end: datetime
    outline: Outline
    created_at: datetime
    sent_at: datetime | None = None
    channel_id: int | None = None
    message_id: int | None = None

    @property
    def occurrence(self) -> str:
        """What its posting is keyed by, beside the club."""
        return occurrence(self.start)


def occurrence(start: datetime) -> str:
    """A window's start as the occurrence of its digest's posting: compact ISO 8601, UTC."""
    return start.astimezone(UTC).strftime(_COMPACT)


def window_start(occurrence: str) -> datetime:
    """The window's start out of such an occurrence."""
    return datetime.strptime(occurrence, _COMPACT).replace(tzinfo=UTC)
