"""A member's own side: what they have read, what they began to write, what is kept about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from readbot.club.links import Link
from readbot.club.mistakes import Mistake
from readbot.club.notes import Note, NoteKind, ShowTo
from readbot.club.readings import Reading

KEEP_DRAFTS = timedelta(days=7)
KEEP_ANOTHERS = timedelta(days=1)
"""How long words wait for their author to agree to their being kept."""


class AnswersBy(StrEnum):
    """How a member hears of answers to what they asked, or wonder too."""

    MESSAGE = "message"
    CATCHUP = "catchup"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a member chose for themselves in a club.

    ``unreachable_at`` is since when Discord says that they take no messages from readbot.
    """

    answers: AnswersBy = AnswersBy.MESSAGE
    shows_progress: bool = False
    unreachable_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Words that a member typed and that are not a note yet. ``purpose`` says how to go on."""

    id: int
    club_id: int | None
    member_id: int
    purpose: str
    content: Mapping[str, Any]
    at: datetime
    about_id: int | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """Another's words that wait for their yes: ``said`` is the message they were taken from."""

    draft_id: int
    said: Link


@dataclass(frozen=True, slots=True)
class ReadCount:
    """After marking an excerpt as read: how many members have, and whether this one had before.

    ``notes`` counts what the club wrote about it.
    """

    excerpt: int
    readers: int
    already: bool
    notes: int
    reading_id: int


@dataclass(frozen=True, slots=True)
class MemberProgress:
    """How far a member and the club are in one reading.

    ``read`` counts this member's excerpts, ``readers`` the members who marked any, ``finished``
    those who marked every posted excerpt. ``next_link`` leads to the first one not yet marked.
    ``named`` are members who chose to be named here, with the number of excerpts they marked.
    """

    reading: Reading
    posted: int
    read: int
    readers: int
    finished: int
    next_excerpt: int | None
    next_link: Link | None
    named: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """Words that a note had before they were edited, and until when."""

    note_id: int
    body: str
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class ReadMark:
    """That a member has read an excerpt."""

    reading_id: int
    excerpt: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """A member's other name in one reading."""

    reading_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Deed:
    """A moderator's deed, as the log has it."""

    club_id: int
    at: datetime
    deed: str
    subject_kind: str | None
    subject_id: int | None
    facts: Mapping[str, Any]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Muted:
    """That a member may not write; ``until`` is None where it lasts until it is lifted."""

    club_id: int
    until: datetime | None
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Flag:
    """That a member asked moderators to look at a note."""

    note_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that is kept about one member in one server's clubs, each in order of age.

    ``clubs`` are those that they set up, ``readings`` those that they added; ``titles`` are by
    reading. ``nods`` are the notes that they marked as helpful or wonder about too, ``choices``
    what they chose for themselves, by club. ``rulings`` are what moderators did about them,
    ``rules`` the entries that they put on clubs' lists of words.
    """

    notes: tuple[Note, ...] = ()
    versions: tuple[Version, ...] = ()
    read_marks: tuple[ReadMark, ...] = ()
    pseudonyms: tuple[Pseudonym, ...] = ()
    nods: tuple[int, ...] = ()
    choices: Mapping[int, Choices] = field(default_factory=dict)
    drafts: tuple[Draft, ...] = ()
    deeds: tuple[Deed, ...] = ()
    clubs: tuple[int, ...] = ()
    readings: tuple[int, ...] = ()
    titles: Mapping[int, str] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()
    mutes: tuple[Muted, ...] = ()
    rulings: tuple[Deed, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MyData:
    """How much is kept about a member in one server's clubs, and since when.

    ``notes`` counts everything they wrote, also what they withdrew; ``questions``, ``answers`` and
    ``private_notes`` say how many of those are such. ``clubs`` are those that they set up,
    ``readings`` those that they added.
    """

    notes: int
    questions: int
    answers: int
    private_notes: int
    versions: int
    read_marks: int
    pseudonyms: int
    nods: int
    choices: int
    drafts: int
    deeds: int
    clubs: int
    readings: int
    since: datetime | None
    flags: int = 0
    mutes: int = 0
    rulings: int = 0
    rules: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is kept."""
        others = (self.clubs, self.readings, self.pseudonyms, self.nods, self.choices, self.rules)
        return self.since is None and not any(others)


def summed(kept: Kept) -> MyData:
    """The numbers of what is kept."""
    moments = [
        *(note.created_at for note in kept.notes),
        *(mark.at for mark in kept.read_marks),
        *(draft.at for draft in kept.drafts),
        *(deed.at for deed in (*kept.deeds, *kept.rulings)),
        *(flag.at for flag in kept.flags),
        *(mute.at for mute in kept.mutes),
    ]
    return MyData(
        notes=len(kept.notes),
        questions=sum(note.kind is NoteKind.QUESTION for note in kept.notes),
        answers=sum(note.kind is NoteKind.ANSWER for note in kept.notes),
        private_notes=sum(note.show_to is ShowTo.ME for note in kept.notes),
        versions=len(kept.versions),
        read_marks=len(kept.read_marks),
        pseudonyms=len(kept.pseudonyms),
        nods=len(kept.nods),
        choices=len(kept.choices),
        drafts=len(kept.drafts),
        deeds=len(kept.deeds),
        clubs=len(kept.clubs),
        readings=len(kept.readings),
        since=min(moments, default=None),
        flags=len(kept.flags),
        mutes=len(kept.mutes),
        rulings=len(kept.rulings),
        rules=len(kept.rules),
    )


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did. ``messages`` carry the member's words in Discord and are to be deleted.

    ``deleted`` notes are gone; ``emptied`` ones stay without words and author, because others
    answered them. ``unfinished`` counts notes whose message may be on its way to Discord at this
    moment: their words are gone here, and erasing once more, a minute later, finishes them.
    ``clubs`` counts those that go on naming this member as the one who set them up, and who is told
    when something goes wrong there.
    """

    deleted: int
    emptied: int
    read_marks: int
    pseudonyms: int
    nods: int
    drafts: int
    deeds: int
    unfinished: int
    clubs: int
    messages: tuple[Link, ...]


def no_such_draft() -> Mistake:
    """One sentence for drafts that are used up, forgotten, or another's."""
    return Mistake(
        "That is no longer kept: it was used already, or more than a week has passed. "
        "Please write it again."
    )
