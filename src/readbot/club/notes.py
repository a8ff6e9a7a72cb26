"""Notes: what members write about a passage. A question is a note; so is an answer to one.

Kinds map to motivations of the W3C Web Annotation vocabulary (section 3.3.5 of the data model).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from readbot.club.mistakes import Mistake
from readbot.text.anchors import Anchor

LONGEST_NOTE = 4000


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


MOTIVATIONS = {
    NoteKind.THOUGHT: "commenting",
    NoteKind.QUESTION: "questioning",
    NoteKind.AGREEMENT: "assessing",
    NoteKind.DISAGREEMENT: "assessing",
    NoteKind.CONNECTION: "linking",
    NoteKind.DEFINITION: "describing",
    NoteKind.SOURCE: "identifying",
    NoteKind.ANSWER: "replying",
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
    """A note as kept. ``parent_id`` is the question that an answer belongs to.

    ``author_name`` is the name that its readers see: the pseudonym, where one was chosen.
    ``link_channel_id`` and ``link_message_id`` are the message a reader is led back to.
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

    @property
    def is_public(self) -> bool:
        """Whether the club may see it now: in lists, threads, digests and exports."""
        return (
            self.show_to is not ShowTo.ME and self.withdrawn_at is None and self.hidden_at is None
        )


@dataclass(frozen=True, slots=True)
class NewNote:
    """What a member wants to write. ``quote`` is what they typed or chose as the passage."""

    reading_id: int | None
    kind: NoteKind
    body: str
    show_to: ShowTo = ShowTo.CLUB
    quote: str | None = None
    span: tuple[int, int] | None = None
    excerpt: int | None = None


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """Which notes a list shows; None means no condition."""

    reading_id: int | None = None
    excerpt: int | None = None
    kind: NoteKind | None = None
    member_id: int | None = None
    state: QuestionState | None = None
    span: tuple[int, int] | None = None


def check_body(body: str) -> str:
    """The words of a note without outer white space; a Mistake if none or too many are left."""
    body = body.replace("\r\n", "\n").replace("\x00", "").strip()
    if not body:
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


# Neutral, easy to tell apart, and the same in every language that uses letters.
_PSEUDONYMS = (
    "Alder",
    "Ash",
    "Aspen",
    "Beech",
    "Birch",
    "Cedar",
    "Cherry",
    "Chestnut",
    "Cypress",
    "Elder",
    "Elm",
    "Fir",
    "Hawthorn",
    "Hazel",
    "Holly",
    "Hornbeam",
    "Juniper",
    "Larch",
    "Laurel",
    "Linden",
    "Maple",
    "Myrtle",
    "Oak",
    "Olive",
    "Pear",
    "Pine",
    "Plane",
    "Poplar",
    "Quince",
    "Rowan",
    "Spruce",
    "Sycamore",
    "Walnut",
    "Willow",
    "Yew",
)


def pseudonym(secret: str, reading_id: int, member_id: int, taken: set[str]) -> str:
    """A name for this member in this reading that none of ``taken`` is.

    The secret never leaves the database, so the name cannot be found by trying all members.
    """
    digest = hashlib.blake2b(f"{secret}/{reading_id}/{member_id}".encode(), digest_size=8).digest()
    start = int.from_bytes(digest)
    for step in range(len(_PSEUDONYMS) * 1000):
        round_number, place = divmod(step, len(_PSEUDONYMS))
        name = f"Reader {_PSEUDONYMS[(start + place) % len(_PSEUDONYMS)]}"
        name = name if round_number == 0 else f"{name} {round_number + 1}"
        if name not in taken:
            return name
    raise AssertionError("more pseudonyms in one reading than members in a server")
