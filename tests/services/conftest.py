"""A club with a reading in a real database, and a courier of a few lines."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from readbot.club.clubs import Club, Person, Place
from readbot.services import cadence, clubs, parsing, readings
from readbot.services.courier import (
    CourierError,
    DestinationRefusedError,
    ExcerptPage,
    NeedsPostError,
    OutcomeUnknownError,
    Parcel,
    PostPage,
    Sent,
    ThreadPage,
)
from readbot.services.delivery import Delivery
from readbot.services.readings import Added
from readbot.store.database import Store

SERVER, CHANNEL, MODERATORS = 10, 20, 30
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday
HERE = Place(SERVER, CHANNEL)
MODERATOR = Person(1, "Mira", manages_messages=True)
MEMBER = Person(2, "Ada")

TEXT = "\n\n".join(
    f"Paragraph {n} speaks of the sea and of the people who live by it. "
    + "They mend their nets, they watch the weather, and they wait for the tide to turn. " * 8
    for n in range(1, 9)
)


class Clock:
    """A clock that a test sets by hand."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> None:
        """Let time pass; the span as of a timedelta."""
        self.at += timedelta(**span)


@dataclass
class Channels:
    """A courier into lists: what was sent where; ``troubles`` are met one by one, first."""

    messages: list[tuple[int, Parcel, int]] = field(default_factory=list)
    troubles: list[CourierError | Callable[[], CourierError]] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    cannot_look: CourierError | None = None
    deleted: list[int] = field(default_factory=list)
    refuses: set[int] = field(default_factory=set)
    refuses_threads: set[int] = field(default_factory=set)
    forums: set[int] = field(default_factory=set)
    posts: set[int] = field(default_factory=set)
    at_once: int = 10

    async def send(self, parcel: Parcel) -> Sent:
        """Deliver, or raise the next trouble; a callable trouble delivers first."""
        to = parcel.posting.destination_id
        if to in self.refuses:
            raise DestinationRefusedError(50013, "I lack the permission Send Messages.")
        if isinstance(parcel.page, ThreadPage) and parcel.page.channel_id in self.refuses_threads:
            raise DestinationRefusedError(50013, "I lack the permission.")
        if to in self.forums and not isinstance(parcel.page, PostPage):
            raise NeedsPostError
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is None or callable(trouble):
            number = 1000 + len(self.messages) + len(self.deleted)
            self.messages.append((parcel.posting.destination_id, parcel, number))
            if trouble is None:
                is_post = isinstance(parcel.page, PostPage)
                if is_post:
                    self.posts.add(number)
                    return Sent(number, number, in_thread=True)
                return Sent(to, number, in_thread=to in self.posts)
            raise trouble()
        raise trouble

    async def find(self, parcel: Parcel, since: datetime) -> Sent | None:
        """The message with the parcel's mark."""
        self.looks.append(parcel.posting.mark)
        if self.cannot_look is not None:
            raise self.cannot_look
        for channel, sent, number in self.messages:
            if sent.posting.mark == parcel.posting.mark:
                is_post = isinstance(sent.page, PostPage)
                return Sent(number, number, in_thread=True) if is_post else Sent(channel, number)
        return None

    async def delete(self, sent: Sent) -> None:
        """Take a message away."""
        self.deleted.append(sent.message_id)
        self.messages = [m for m in self.messages if m[2] != sent.message_id]

    async def may_send(self, destination_id: int) -> bool:
        """Unless a test says otherwise."""
        self.asked.append(destination_id)
        return destination_id not in self.refuses

    async def is_gone(self, destination_id: int) -> bool:
        """Unless a test says otherwise."""
        return False

    async def may_open_thread(self, channel_id: int) -> bool:
        """Unless a test says otherwise."""
        return channel_id not in self.refuses_threads

    async def may_look(self, destination_id: int) -> bool:
        """Unless a test says otherwise."""
        self.asked.append(destination_id)
        return self.cannot_look is None

    def ahead(self) -> timedelta:
        """Our clock and Discord's agree, unless a test says otherwise."""
        return timedelta(0)

    def kinds(self) -> list[str]:
        """What was sent, in order."""
        return [str(parcel.posting.kind) for _, parcel, _ in self.messages]


def numbers(channels: Channels) -> list[int]:
    """Which excerpts were sent, in order."""
    pages = [parcel.page for _, parcel, _ in channels.messages]
    return [page.excerpt.number for page in pages if isinstance(page, ExcerptPage)]


def dropped() -> OutcomeUnknownError:
    """The message arrived; its answer did not."""
    return OutcomeUnknownError("the connection was closed", answered=False)


@pytest.fixture(params=["on_sqlite", "on_postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each test runs on SQLite and on PostgreSQL."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def clock() -> Clock:
    """Monday morning."""
    return Clock()


@pytest.fixture
def channels() -> Channels:
    """An empty server."""
    return Channels()


@pytest.fixture
def delivery(store: Store, channels: Channels, clock: Clock) -> Delivery:
    """The real delivery with the small courier."""
    return Delivery(store, channels, clock)


@pytest.fixture
async def club(store: Store) -> Club:
    """A club in Berlin with a moderators' channel."""
    wanted = clubs.SetUp(CHANNEL, zone="Europe/Berlin", moderator_channel_id=MODERATORS)
    made, _ = await clubs.set_up(store, HERE, MODERATOR, wanted, NOW)
    return made


@pytest.fixture
async def added(store: Store, club: Club) -> Added:
    """A reading that waits."""
    article = await parsing.read_pasted(TEXT)
    return await readings.add(store, HERE, MODERATOR, article, NOW, title="The Sea")


@pytest.fixture
async def started(store: Store, added: Added) -> cadence.Schedule:
    """The reading on Mondays, Wednesdays and Fridays at ten in Berlin, nine in UTC."""
    return await cadence.start(
        store, HERE, MODERATOR, None, days="mon,wed,fri", time="10:00", first=None, now=NOW
    )
