"""What an export is made from, and what it is: only what the club may see comes in here."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, MutableSequence, Sequence
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
from readbot.export.highlights import Spot
from readbot.export.spool import Spool
from readbot.text.words import Words, words_for


class Naming(StrEnum):
    """How members are named: as they chose, all by made-up names, or not at all."""

    CHOSEN = "chosen"
    PSEUDONYMS = "pseudonyms"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Section:
    """An excerpt that was posted, and where it stands."""

    excerpt: Excerpt
    posted_at: datetime
    link: Link | None


@dataclass(frozen=True, slots=True)
class Told:
    """A note that is no answer or reply, and those that belong to it, the accepted one first."""

    note: Note
    answers: tuple[Note, ...] = ()


class Talk:
    """What was said of a reading, in the order of its text; what is on the whole of it comes last.

    It is appended to in that order, and may be far larger than memory: ``told`` holds it.
    ``said`` counts all, answers and replies too.
    """

    def __init__(self, told: MutableSequence[Told] | Spool[Told]) -> None:
        self.told: Sequence[Told] = told
        self._append = told.append
        self._places: dict[int | None, tuple[int, int]] = {}
        self._asked: Counter[int | None] = Counter()
        self._questions = array("q")
        self.said = 0
        self.kinds: set[NoteKind] = set()
        self.authors: set[str] = set()

    def append(self, told: Told) -> None:
        """What comes next in the order of ``in_text_order``."""
        place, excerpt = len(self.told), told.note.excerpt
        self._append(told)
        self._places[excerpt] = (self._places.get(excerpt, (place, place))[0], place + 1)
        if told.note.kind is NoteKind.QUESTION:
            self._asked[excerpt] += 1
            self._questions.append(place)
        self.said += 1 + len(told.answers)
        for note in (told.note, *told.answers):
            self.kinds.add(note.kind)
            self.authors.add(note.author_name)

    def on(self, excerpt: int | None) -> Iterator[Told]:
        """What was said on an excerpt; None for the whole reading."""
        return (self.told[place] for place in range(*self._places.get(excerpt, (0, 0))))

    def spots(self, excerpt: int | None) -> Iterator[Spot]:
        """Where the notes on an excerpt sit that are on words of it."""
        first, last = self._places.get(excerpt, (0, 0))
        for place in range(first, last):
            note = self.told[place].note
            if note.anchor is not None:
                yield Spot(note.id, place, note.anchor.start, note.anchor.end)

    def count(self, excerpt: int | None) -> int:
        """How many notes are on it."""
        first, last = self._places.get(excerpt, (0, 0))
        return last - first

    def asked(self, excerpt: int | None) -> int:
        """How many of them are questions."""
        return self._asked[excerpt]

    @property
    def questions(self) -> Iterator[Told]:
        """The questions, one after the other."""
        return (self.told[place] for place in self._questions)

    @property
    def has_questions(self) -> bool:
        """Whether anything was asked."""
        return bool(self._questions)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A reading as far as the club has come: posted excerpts, and what the club may see."""

    script: Script
    sections: tuple[Section, ...]
    talk: Talk

    def by_passage(self, number: int) -> Iterator[tuple[str | None, Iterator[Told]]]:
        """What was said on an excerpt but not asked, together where it is on the same words."""
        said = (told for told in self.talk.on(number) if told.note.kind is not NoteKind.QUESTION)

        def quoted(told: Told) -> tuple[tuple[int, int], str | None]:
            return _place(told.note), told.note.anchor.exact if told.note.anchor else None

        for (_, words), group in groupby(said, key=quoted):
            yield words, group


def in_text_order(note: Note) -> tuple[bool, int, tuple[int, int], datetime, int]:
    """By what the notes of a reading are ordered: those on the whole come last."""
    return note.excerpt is None, note.excerpt or 0, _place(note), note.created_at, note.id


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
    digests: Sequence[DigestView] = ()
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

    def file_name(self, ending: str) -> str:
        """A file's name, after what it holds and the day on which it was made."""
        subject = "discussion"
        if len(self.chapters) == 1:
            subject = file_name(self.chapters[0].script.reading.title)
        elif self.digests and not self.chapters:
            subject = "digest"
        return f"readbot-{subject}-{self.club.today(self.made_at).isoformat()}.{ending}"

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
