"""What an export is made from, and what it is: only what the club may see comes in here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

from readbot.club.clubs import Club
from readbot.club.links import Link
from readbot.club.notes import ERASED, NOBODY, Note, NoteKind, QuestionState
from readbot.club.readings import Excerpt, Script
from readbot.digest.views import DigestView
from readbot.export.escaping import calm, file_name, one_line
from readbot.text.words import Words, words_for


class Naming(StrEnum):
    """How members are named: as they chose, all by made-up names, or not at all."""

    CHOSEN = "chosen"
    PSEUDONYMS = "pseudonyms"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to hand over; its name is safe on every system."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Section:
    """An excerpt that was posted, and where it stands."""

    excerpt: Excerpt
    posted_at: datetime
    link: Link | None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A reading as far as the club has come: posted excerpts and public notes.

    ``notes`` hold no answers or replies; those are in ``answers``, by the id of what they belong
    to, the accepted one first.
    """

    script: Script
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    answers: Mapping[int, tuple[Note, ...]] = field(default_factory=dict)

    @property
    def questions(self) -> tuple[Note, ...]:
        """The questions among the notes."""
        return tuple(note for note in self.notes if note.kind is NoteKind.QUESTION)

    def notes_on(self, number: int | None) -> list[Note]:
        """The notes on an excerpt in the order of its words; None for those on the whole."""
        found = [note for note in self.notes if note.excerpt == number]
        return sorted(found, key=lambda n: (*_place(n), n.created_at, n.id))

    def by_passage(self, number: int | None) -> list[tuple[str | None, list[Note]]]:
        """The notes on an excerpt, together where they sit on the same words."""
        return [
            (group[0].anchor.exact if group[0].anchor else None, group)
            for _, notes in groupby(self.notes_on(number), key=_place)
            if (group := list(notes))
        ]


def _place(note: Note) -> tuple[int, int]:
    return (note.anchor.start, note.anchor.end) if note.anchor else (-1, -1)


@dataclass(frozen=True, slots=True)
class Coming:
    """An excerpt that is still to be posted, and when."""

    reading_id: int
    title: str
    number: int
    total: int
    at: datetime
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class Discussion:
    """All that an export may tell. ``since`` and ``until`` are its first and last day, if limited.

    ``numbers`` are those by which the members are told apart where they go by pseudonyms.
    """

    club: Club
    made_at: datetime
    chapters: tuple[Chapter, ...] = ()
    digests: tuple[DigestView, ...] = ()
    coming: tuple[Coming, ...] = ()
    since: date | None = None
    until: date | None = None
    naming: Naming = Naming.CHOSEN
    numbers: Mapping[str, int] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """The words of the club's language."""
        return words_for(self.club.language)

    @property
    def title(self) -> str:
        """What the whole is called: the reading's title where it is about one."""
        if len(self.chapters) == 1:
            return one_line(self.chapters[0].script.reading.title)
        if self.digests and not self.chapters:
            return self.words.say("Digest of the reading group")
        return self.words.say("The reading group's discussion")

    @property
    def span(self) -> str | None:
        """The days it is limited to, in words; None where it is not."""
        words = self.words
        if self.since and self.until:
            return words.say(
                "{first} to {last}", first=words.day(self.since), last=words.day(self.until)
            )
        if self.since:
            return words.say("since {first}", first=words.day(self.since))
        return words.say("until {last}", last=words.day(self.until)) if self.until else None

    def short(self, at: datetime) -> str:
        """A moment on the club's clock, as short as it can be and the same in every language."""
        return self.club.local(at).strftime("%Y-%m-%d %H:%M")

    def file(self, ending: str, content: bytes, media_type: str) -> ExportFile:
        """A file of this export, named after what it holds and the day on which it was made."""
        subject = "discussion"
        if len(self.chapters) == 1:
            subject = file_name(self.chapters[0].script.reading.title)
        elif self.digests and not self.chapters:
            subject = "digest"
        day = self.club.today(self.made_at).isoformat()
        return ExportFile(f"readbot-{subject}-{day}.{ending}", content, media_type)

    def author(self, note: Note) -> str | None:
        """How a note's author is named; None where nobody is."""
        return self.name(note.author_name)

    def name(self, chosen: str | None) -> str | None:
        """How the member is named who chose this name; None where nobody is named."""
        if self.naming is Naming.NONE or chosen is None:
            return None
        if chosen in {NOBODY, self.words.say(NOBODY)}:
            return self.words.say(NOBODY)
        if self.naming is Naming.CHOSEN:
            return one_line(chosen)
        number = self.numbers.get(chosen)
        return None if number is None else self.words.say("Reader {number}", number=number)

    def body(self, note: Note) -> str:
        """What a note says."""
        return self.words.say(ERASED) if note.body == ERASED else calm(note.body)

    def kind(self, kind: NoteKind) -> str:
        """What sort of note it is, in words."""
        return self.words.say(KINDS.get(kind, str(kind)))

    def state(self, state: QuestionState) -> str:
        """How far a question has come, in words."""
        return self.words.say(STATES[state])

    def link(self, note: Note) -> str | None:
        """The address of a note's message."""
        if note.link_channel_id is None or note.link_message_id is None:
            return None
        return address(Link(self.club.server_id, note.link_channel_id, note.link_message_id))


KINDS = {
    NoteKind.THOUGHT: "thought",
    NoteKind.QUESTION: "question",
    NoteKind.AGREEMENT: "agreement",
    NoteKind.DISAGREEMENT: "disagreement",
    NoteKind.CONNECTION: "connection",
    NoteKind.DEFINITION: "definition",
    NoteKind.SOURCE: "source",
    NoteKind.ANSWER: "answer",
    NoteKind.REPLY: "reply",
}
STATES = {
    QuestionState.OPEN: "open",
    QuestionState.ANSWERED: "answered",
    QuestionState.PARKED: "parked",
}


def address(link: Link | None) -> str | None:
    """Where a message is opened."""
    if link is None:
        return None
    return f"https://discord.com/channels/{link.server_id}/{link.channel_id}/{link.message_id}"
