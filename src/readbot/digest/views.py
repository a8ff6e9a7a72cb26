"""A digest as it is shown: words, names and links, read at the moment when it is rendered."""

from dataclasses import dataclass
from datetime import datetime

from readbot.club.clubs import Club
from readbot.club.links import Link
from readbot.club.notes import NoteKind


@dataclass(frozen=True, slots=True)
class Voice:
    """What one member said. ``author`` is None where the club shows no names.

    ``brief`` is the whole body if that is short, else its most telling sentences, unchanged.
    ``quoted`` is the passage that it sits on, in the reading's exact words. ``barred`` says that,
    in a public place, the words stand behind spoiler bars; so it does elsewhere here.
    """

    note_id: int
    kind: NoteKind
    author: str | None
    body: str
    brief: str
    quoted: str | None
    excerpt: int | None
    link: Link | None
    at: datetime
    barred: bool = False


@dataclass(frozen=True, slots=True)
class ReadExcerpt:
    """An excerpt that was posted in the window."""

    number: int
    link: Link | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage in the reading's exact words, and how many notes sit on it."""

    quoted: str
    notes: int
    excerpt: int | None
    link: Link | None
    barred: bool = False


@dataclass(frozen=True, slots=True)
class Sides:
    """Agreement and disagreement about the same passage."""

    passage: Passage
    agreeing: tuple[Voice, ...]
    disagreeing: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """Notes that speak of the same thing: how many, the words they share, and the most telling."""

    keywords: tuple[str, ...]
    notes: int
    voices: tuple[Voice, ...]
    barred: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. ``answers`` begin with the accepted one where ``accepted``.

    ``since`` is when it was asked; ``carried`` says that this was before the window.
    """

    question: Voice
    answers: tuple[Voice, ...]
    accepted: bool
    since: datetime
    carried: bool


@dataclass(frozen=True, slots=True)
class Next:
    """The excerpt that comes next, and when."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Strip:
    """A whole reading from beginning to end, to be drawn; all lengths are shares of the whole.

    ``density`` are equal steps, each from 0 to 1 for the notes that sit on it; ``read`` is what
    was read in the window, ``reached`` how far the club is. ``densest`` is the excerpt with most
    notes, ``notes`` how many.
    """

    density: tuple[float, ...]
    read: tuple[tuple[float, float], ...]
    reached: float
    densest: int | None
    notes: int


@dataclass(frozen=True, slots=True)
class ReadingPart:
    """What a digest tells of one reading; ``posted`` of ``total`` excerpts are read so far.

    What the club leaves out of its digests is empty or None.
    """

    reading_id: int
    title: str
    author: str | None
    excerpts: tuple[ReadExcerpt, ...]
    posted: int
    total: int
    is_finished: bool
    notes: int
    passages: tuple[Passage, ...]
    sides: tuple[Sides, ...]
    themes: tuple[Theme, ...]
    answered: tuple[Asked, ...]
    open: tuple[Asked, ...]
    next: Next | None
    strip: Strip | None = None


@dataclass(frozen=True, slots=True)
class DigestView:
    """A digest of the window ``[start, end)``, ready to be shown in any form.

    ``digest_id`` is None in a preview. ``notes`` and ``voices`` count the public notes of the
    window and the members who wrote them.
    """

    digest_id: int | None
    club: Club
    start: datetime
    end: datetime
    parts: tuple[ReadingPart, ...]
    notes: int
    voices: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened: open questions of before alone are no news."""
        return not self.notes and not any(part.excerpts or part.answered for part in self.parts)
