"""Notes: what members write about a passage. A question is a note; so is an answer to one.

Kinds map to motivations of the W3C Web Annotation vocabulary (section 3.3.5 of the data model).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from readbot.club.clubs import Club, Person, is_moderator
from readbot.club.links import Link
from readbot.club.mistakes import Mistake
from readbot.club.readings import Excerpt, Reading
from readbot.text.anchors import Anchor
from readbot.text.normalise import is_seen

LONGEST_NOTE = 4000
MOST_COUNTED = 1000
"""A list says "more than 1,000" rather than count on."""
NOBODY = "a former member"
"""Whose note it is after its author had themselves erased; translated where it is shown."""
ERASED = "[erased by its author]"
"""What is left of an erased note that others built upon; translated where it is shown."""

_REFERENCE = re.compile(r"r(\d{1,18}):(\d{1,9})-(\d{1,9})")


class NoteKind(StrEnum):
    """What sort of thing a note says."""

    THOUGHT = "thought"
    QUESTION = "question"
    AGREEMENT = "agreement"
    DISAGREEMENT = "disagreement"
    CONNECTION = "connection"
    DEFINITION = "definition"
    SOURCE = "source"
    ANSWER = "answer"
    REPLY = "reply"


MOTIVATIONS = {
    NoteKind.THOUGHT: "commenting",
    NoteKind.QUESTION: "questioning",
    NoteKind.AGREEMENT: "assessing",
    NoteKind.DISAGREEMENT: "assessing",
    NoteKind.CONNECTION: "linking",
    NoteKind.DEFINITION: "describing",
    NoteKind.SOURCE: "identifying",
    NoteKind.ANSWER: "replying",
    NoteKind.REPLY: "replying",
}


class ShowTo(StrEnum):
    """Who sees a note: the club, under its author's name or a pseudonym, or its author alone."""

    CLUB = "club"
    ME = "me"
    PSEUDONYM = "pseudonym"


class QuestionState(StrEnum):
    """How far a question has come."""

    OPEN = "open"
    ANSWERED = "answered"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Note:
    """A note as kept. ``parent_id`` is what an answer or a reply belongs to.

    ``author_name`` is the name that its readers see: the pseudonym, where one was chosen.
    ``link_channel_id`` and ``link_message_id`` are the message a reader is led back to, the
    ``source`` ones that which it was taken from. ``see_through`` says that its author was told that
    moderators can see who is behind the pseudonym. ``hidden_at`` and ``held_at`` say since when
    moderators keep it from the group, or it waits for one. ``revision`` counts changes of its words
    and decisions about it.
    """

    id: int
    club_id: int
    reading_id: int
    kind: NoteKind
    author_id: int | None
    author_name: str
    body: str
    anchor: Anchor | None
    excerpt: int | None
    show_to: ShowTo
    state: QuestionState | None
    parent_id: int | None
    accepted_id: int | None
    link_channel_id: int | None
    link_message_id: int | None
    created_at: datetime
    edited_at: datetime | None = None
    withdrawn_at: datetime | None = None
    hidden_at: datetime | None = None
    source_channel_id: int | None = None
    source_message_id: int | None = None
    see_through: bool = False
    hidden_reason: str | None = None
    held_at: datetime | None = None
    revision: int = 0

    @property
    def is_public(self) -> bool:
        """Whether the club may see it now: in lists, threads, digests and exports."""
        kept_back = (self.withdrawn_at, self.hidden_at, self.held_at)
        return self.show_to is not ShowTo.ME and kept_back == (None, None, None)


@dataclass(frozen=True, slots=True)
class NewNote:
    """What a member wants to write. ``quote`` is what they typed or chose as the passage.

    ``around`` is the slice in which they saw the quoted words; ``source`` is the message that the
    words were taken from.
    """

    reading_id: int | None
    kind: NoteKind
    body: str
    show_to: ShowTo = ShowTo.CLUB
    quote: str | None = None
    span: tuple[int, int] | None = None
    excerpt: int | None = None
    around: tuple[int, int] | None = None
    source: Link | None = None


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """Which notes a list shows; None means no condition.

    Answers and replies stand under what they belong to: only their own ``kind`` lists them by
    themselves. Asking for a ``member_id`` never finds what that member wrote under a pseudonym,
    except for themselves.
    """

    reading_id: int | None = None
    excerpt: int | None = None
    kind: NoteKind | None = None
    member_id: int | None = None
    state: QuestionState | None = None
    span: tuple[int, int] | None = None
    since: datetime | None = None


class NoteOrder(StrEnum):
    """How a list of notes is ordered."""

    NEWEST = "newest"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Noted:
    """A note as it now stands. ``posted`` is its own message in a thread, if it has one.

    ``nods`` counts those who find it helpful, or who wonder too; ``nodded`` whether the one who
    asks does. ``replies`` are those that they may see; ``unmasked`` is who is behind a pseudonym,
    where they may be told; ``club`` is at hand where the note was just written.
    """

    note: Note
    reading: Reading
    excerpt_link: Link | None
    posted: Link | None = None
    replies: tuple[Note, ...] = ()
    nods: int = 0
    nodded: bool = False
    unmasked: int | None = None
    club: Club | None = None


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note in a list, with the numbers of nods, and of answers that the one who asks may see."""

    note: Note
    replies: int
    excerpt_link: Link | None
    nods: int = 0
    nodded: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """Notes that a list leaves out for the time being: their number, and up to which excerpt.

    ``unreached`` wait until the member has read so far, ``unwritten`` until they have written
    themselves. The excerpt is that of ``reading_id``, and None where there are several readings.
    """

    unreached: int = 0
    unwritten: int = 0
    reading_id: int | None = None
    excerpt: int | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class NotePage:
    """One page of a list in a club; ``titles`` are by reading.

    ``total`` counts all pages, up to MOST_COUNTED; ``is_longer`` says that there are more.
    """

    club: Club
    notes: tuple[NoteView, ...]
    total: int
    titles: Mapping[int, str]
    is_longer: bool = False
    waiting: Waiting = Waiting()


@dataclass(frozen=True, slots=True)
class Talk:
    """A question with its answers, oldest first; ``may_settle`` is for the one who asks."""

    question: NoteView
    answers: tuple[NoteView, ...]
    reading: Reading
    may_settle: bool


@dataclass(frozen=True, slots=True)
class PassageChoice:
    """A passage to choose: a short reference, and what a person reads (100 characters at most)."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class PassageReference:
    """What a completion value stands for: the slice ``[start, end)`` of a reading's text."""

    reading_id: int
    start: int
    end: int

    def __str__(self) -> str:
        """The short form that :func:`read_reference` reads."""
        return f"r{self.reading_id}:{self.start}-{self.end}"


class Unclear(Mistake):
    """A passage that fits several places, or none: the nearest are offered, nothing is guessed.

    What was typed is kept as the draft ``draft_id``. ``candidates`` may be empty.
    """

    def __init__(self, msgid: str, candidates: Sequence[Anchor], draft_id: int) -> None:
        super().__init__(msgid)
        self.candidates = tuple(candidates)
        self.draft_id = draft_id


class WhichQuestion(Mistake):
    """A question that is named by words of several, or of none: some are offered to choose from.

    ``questions`` are pairs of an id and the question's words, the newest first; they may be none.
    """

    def __init__(self, msgid: str, questions: Sequence[tuple[str, str]]) -> None:
        super().__init__(msgid)
        self.questions = tuple(questions)


def no_such_note() -> Mistake:
    """One sentence for notes that never were, are gone, or are none of this person's business."""
    return Mistake("There is no such note here. It may have been withdrawn.")


def no_such_question() -> Mistake:
    """One sentence for questions that never were, are gone, or are another's secret."""
    return Mistake(
        "There is no such question here. It may have been withdrawn. Choose one from the list."
    )


def no_such_reading() -> Mistake:
    """One sentence for readings that never were and those of other clubs."""
    return Mistake("There is no such reading in this club. Choose one from the list.")


def not_yet() -> Mistake:
    """One sentence for everything that is still to come; it says nothing about it."""
    return Mistake(
        "That has not been posted yet. Choose a passage from what the club has reached so far."
    )


def read_reference(typed: str) -> PassageReference | None:
    """What a completion value refers to; None for words that a person typed."""
    match = _REFERENCE.fullmatch(typed.strip())
    return PassageReference(*map(int, match.groups())) if match else None


def stretches(excerpts: Iterable[Excerpt]) -> list[tuple[int, int]]:
    """The parts of a text that these excerpts cover, in order; neighbours are joined."""
    covered: list[tuple[int, int]] = []
    for excerpt in sorted(excerpts, key=lambda e: e.start):
        if covered and covered[-1][1] >= excerpt.start:
            covered[-1] = (covered[-1][0], max(covered[-1][1], excerpt.end))
        else:
            covered.append((excerpt.start, excerpt.end))
    return covered


def is_within(covered: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether the slice ``[start, end)`` is not empty and lies wholly in one of the stretches."""
    return start < end and any(first <= start and end <= last for first, last in covered)


def require_may_settle(question: Note, club: Club, person: Person) -> None:
    """Refuse those who may not say what becomes of a question: only its asker and moderators may.

    A pseudonym does not matter: the asker is who wrote it.
    """
    if not may_settle(question, club, person):
        raise Mistake("Only the member who asked this question, or a moderator, can do that.")


def may_settle(question: Note, club: Club, person: Person) -> bool:
    """Whether this person may accept an answer to the question, park it or open it again."""
    return question.author_id == person.id or is_moderator(club, person)


def check_body(body: str) -> str:
    """The words of a note without outer white space; a Mistake if none or too many are left."""
    body = body.replace("\r\n", "\n").replace("\x00", "").strip()
    if not is_seen(body):
        raise Mistake("There is nothing in it yet: write a few words, then send it again.")
    if len(body) > LONGEST_NOTE:
        raise Mistake(
            "That is {length} characters long; a note may have {longest}. Please shorten it or "
            "make two of it.",
            length=len(body),
            longest=LONGEST_NOTE,
        )
    return body


def can_see(note: Note, person_id: int) -> bool:
    """Whether this member may read the note at all; spoilers are another matter."""
    if note.author_id == person_id:
        return note.withdrawn_at is None
    return note.is_public
