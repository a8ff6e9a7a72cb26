"""What a search finds, and what a member has missed."""

from dataclasses import dataclass
from datetime import datetime

from readbot.club.links import Link
from readbot.club.mistakes import Mistake
from readbot.club.notes import NoteView, Waiting
from readbot.club.readings import Reading

LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class PassageFound:
    """An excerpt that holds what was searched, with its sentences that do; ``link`` leads to it."""

    reading: Reading
    excerpt: int
    sentences: tuple[str, ...]
    link: Link | None


@dataclass(frozen=True, slots=True)
class Finds:
    """A page of what a search found, excerpts and notes beside each other, the newest first.

    ``total`` is the larger number of the two on all pages, up to MOST_COUNTED.
    """

    passages: tuple[PassageFound, ...]
    notes: tuple[NoteView, ...]
    titles: dict[int, str]
    page: int
    total: int


@dataclass(frozen=True, slots=True)
class Unread:
    """The posted excerpts of a reading that a member has not marked as read, in order."""

    reading: Reading
    excerpts: tuple[tuple[int, Link | None], ...]


@dataclass(frozen=True, slots=True)
class CatchUp:
    """What was posted and said ``since`` a member last marked something as read.

    ``is_first`` says that they never have. ``notes`` are the newest of ``total``; ``waiting`` are
    those that they are shown when they have read, or written, so far.
    """

    since: datetime
    is_first: bool
    unread: tuple[Unread, ...]
    notes: tuple[NoteView, ...]
    total: int
    titles: dict[int, str]
    waiting: Waiting


def check_search(typed: str) -> str:
    """What is searched for, without outer white space; a Mistake if nothing or too much is."""
    wanted = " ".join(typed.split())
    if not wanted:
        raise Mistake("Type a word, or a few words as they stand next to each other.")
    if len(wanted) > LONGEST_SEARCH:
        raise Mistake("That is long for a search: {most} characters at most.", most=LONGEST_SEARCH)
    return wanted
