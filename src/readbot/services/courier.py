"""What delivery hands to a courier, and what may come back: the border to whatever sends."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from readbot.club.clubs import Club
from readbot.club.links import Link
from readbot.club.notes import Note
from readbot.club.order import Entry
from readbot.club.postings import Posting
from readbot.club.readings import Excerpt, Reading, Script
from readbot.digest.views import DigestView


@dataclass(frozen=True, slots=True)
class ExcerptPage:
    """An excerpt to be posted; ``late`` is by how much, where readers deserve a word about it."""

    club: Club
    script: Script
    excerpt: Excerpt
    notes: int
    late: timedelta | None


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A thread to be opened on the message of an excerpt."""

    club: Club
    reading: Reading
    excerpt: int
    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class PostPage:
    """A reading's own post to be opened in a forum; its excerpts then go there."""

    club: Club
    reading: Reading


@dataclass(frozen=True, slots=True)
class NotePage:
    """A note to be posted in its excerpt's thread."""

    club: Club
    reading: Reading
    note: Note


@dataclass(frozen=True, slots=True)
class DigestPage:
    """A digest to be posted."""

    club: Club
    view: DigestView


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A sentence for moderators, in the club's language.

    ``person_id`` is set where it goes to a person rather than a channel; ``doubtful_id`` is the
    posting that they are asked to decide about.
    """

    club: Club
    words: str
    person_id: int | None
    doubtful_id: int | None


@dataclass(frozen=True, slots=True)
class TellingPage:
    """That a question was answered, for one member; ``own`` is the question if it was theirs.

    ``link`` leads to where it is talked about; ``answers`` is how many they were not told of yet.
    """

    club: Club
    person_id: int
    own: Note | None
    link: Link | None
    answers: int = 1


@dataclass(frozen=True, slots=True)
class RulingPage:
    """What moderators decided, for the member whom it is about; ``note`` is their own, if any."""

    club: Club
    person_id: int
    entry: Entry
    note: Note | None


@dataclass(frozen=True, slots=True)
class GreetingPage:
    """The first words in a server; ``homes`` are the channels of clubs that it has from before."""

    server_id: int
    homes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class GonePage:
    """What may no longer be shown: only looked for, to be deleted."""


Page = (
    ExcerptPage
    | ThreadPage
    | PostPage
    | NotePage
    | DigestPage
    | NoticePage
    | TellingPage
    | RulingPage
    | GreetingPage
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A posting and what it brings, read a moment before it is sent."""

    posting: Posting
    page: Page | GonePage


@dataclass(frozen=True, slots=True)
class Sent:
    """Where the message stands. For a thread or a forum post, both ids are its own."""

    channel_id: int
    message_id: int
    in_thread: bool = False


class Courier(Protocol):
    """Sends parcels. Every call ends within ``club.postings.SEND_LIMIT``.

    ``at_once`` is how many parcels it is to be given at a time: about what a second can take.
    """

    at_once: int

    async def send(self, parcel: Parcel) -> Sent:
        """Send it once, or raise one of the errors below."""
        ...

    async def find(self, parcel: Parcel, since: datetime) -> Sent | None:
        """Our own message with the posting's mark, from ``since`` on; or CannotLookError."""
        ...

    async def delete(self, sent: Sent) -> None:
        """Delete a message of ours; one that is gone is deleted. Or raise one of the errors."""
        ...

    async def may_send(self, destination_id: int) -> bool:
        """Whether, as far as is known now, a message to this destination would be taken."""
        ...

    async def is_gone(self, destination_id: int) -> bool:
        """Whether the server, asked now, does not find this destination, or denies it.

        False where it is known, and where it could not be asked.
        """
        ...

    async def may_open_thread(self, channel_id: int) -> bool:
        """Whether, as far as is known now, a thread could be opened on a message there."""
        ...

    async def may_look(self, destination_id: int) -> bool:
        """Whether, as far as is known now, ``find`` could look there."""
        ...

    def ahead(self) -> timedelta:
        """By how much our clock was ahead of Discord's at the most; zero if it never was."""
        ...


class CourierError(Exception):
    """Why a parcel did not arrive for certain."""


class DestinationRefusedError(CourierError):
    """Discord says by its own code that nothing can be sent there.

    ``words`` says what is missing and where to set it, as an untranslated sentence with
    ``{names}`` for ``values``.
    """

    def __init__(self, code: int, words: str, **values: object) -> None:
        super().__init__(words.format(**values))
        self.code = code
        self.words = words
        self.values = values


class NeedsPostError(CourierError):
    """The destination is a forum: nothing was sent, for it takes no messages, only posts."""


class SendFailedError(CourierError):
    """Discord refuses this very message: our fault, which a repetition would not mend."""


class OutcomeUnknownError(CourierError):
    """Nobody knows whether it arrived; ``answered`` where at least the server's edge answered.

    ``denied`` says that it answered 403 or 404 without one of Discord's own codes.
    """

    def __init__(self, reason: str, *, answered: bool, denied: bool = False) -> None:
        super().__init__(reason)
        self.answered = answered
        self.denied = denied


class MustWaitError(CourierError):
    """It was not sent, and may be tried again after ``seconds``.

    ``everywhere`` says that nothing else would be taken before, either.
    """

    def __init__(self, seconds: float, *, everywhere: bool = False) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds
        self.everywhere = everywhere


class CannotLookError(CourierError):
    """readbot may not read the history there, so that finding nothing would mean nothing."""


class NoHistoryError(CannotLookError):
    """It is a permission that lacks: when that is given back, one can look."""
