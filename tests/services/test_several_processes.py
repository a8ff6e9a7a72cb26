"""Several processes on one PostgreSQL: what one leaves behind another takes up, and nothing twice.

Each process has connections and a delivery of its own; what they share is the database and Discord.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.postgresql import PostgreSQL
from tests.services.club_at_work import ANNA, NOW, well_read
from tests.services.conftest import MODERATOR, SERVER, TEXT, Channels, Clock

from readbot.club.clubs import Place
from readbot.club.notes import NewNote, NoteKind
from readbot.club.postings import NewPosting, PostingKind
from readbot.services import badges, cadence, clubs, notes, parsing, readings
from readbot.services.courier import Parcel, Sent
from readbot.services.delivery import Delivery
from readbot.store import badges as kept_badges
from readbot.store import clubs as kept_clubs
from readbot.store.database import Store, open_store

CLUBS = 24
TWO_MINUTES = timedelta(minutes=2)


@pytest.fixture
def database_url(on_postgresql: str) -> str:
    return on_postgresql


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[list[Store]]:
    """The connections of three processes that start at the same moment."""
    opened = await asyncio.gather(*(open_store(database_url) for _ in range(3)))
    yield list(opened)
    for store in opened:
        await store.close()


@pytest.fixture
async def many(store: Store, clock: Clock) -> int:
    """Clubs that all read on weekdays at nine in UTC; how many excerpts each of them has."""
    article = await parsing.read_pasted(TEXT)
    excerpts = 0
    for number in range(CLUBS):
        place = Place(SERVER + number, 100 + number)
        await clubs.set_up(store, place, MODERATOR, clubs.SetUp(place.channel_id), clock())
        await readings.add(store, place, MODERATOR, article, clock(), title="The Sea")
        schedule = await cadence.start(
            store,
            place,
            MODERATOR,
            None,
            days="mon,tue,wed,thu,fri",
            time="09:00",
            first=None,
            now=clock(),
        )
        excerpts = schedule.reading.excerpts
    return excerpts


class Slow(Channels):
    """Discord as one process sees it: each send takes a moment."""

    def __init__(self, discord: Channels) -> None:
        super().__init__(messages=discord.messages)

    async def send(self, parcel: Parcel) -> Sent:
        """Deliver after a moment, in which the others have their turn."""
        await asyncio.sleep(0.01)
        return await super().send(parcel)


class Dying(Slow):
    """A process that delivers so many messages and is killed before it can write the last down."""

    def __init__(self, discord: Channels, after: int) -> None:
        super().__init__(discord)
        self._left = after

    async def send(self, parcel: Parcel) -> Sent:
        """Deliver; at the end nothing that this process began goes on."""
        self._left -= 1
        if self._left < 0:
            await asyncio.Event().wait()
        sent = await super().send(parcel)
        if self._left == 0:
            await asyncio.Event().wait()
        return sent


def excerpts(discord: Channels) -> Counter[tuple[int, str]]:
    return Counter(
        (to, parcel.posting.occurrence)
        for to, parcel, _ in discord.messages
        if parcel.posting.kind == "excerpt"
    )


async def wait_for_first_message(discord: Channels) -> None:
    async with asyncio.timeout(30):
        while not discord.messages:  # noqa: ASYNC110  a list tells nobody of its first item
            await asyncio.sleep(0.005)


async def killed(delivery: Delivery, seconds: float) -> None:
    """A step that is cut off: whatever it had under way ends with it."""
    step = asyncio.create_task(delivery.step())
    await asyncio.wait({step}, timeout=seconds)
    for task in asyncio.all_tasks():
        if task.get_name().startswith("posting ") and task in delivery._under_way.values():
            task.cancel()
    step.cancel()
    await asyncio.gather(step, return_exceptions=True)


async def test_what_is_due_at_once_is_shared_out_and_comes_once(
    stores: list[Store], many: int, channels: Channels, clock: Clock
) -> None:
    deliveries = [Delivery(store, Slow(channels), clock) for store in stores]
    for _ in range(3):
        clock.pass_by(days=1, hours=1)
        await asyncio.gather(*(delivery.step() for delivery in deliveries))
        clock.pass_by(hours=-1)
    found = excerpts(channels)
    assert set(found.values()) == {1}
    assert len(found) == CLUBS * min(3, many)


async def test_when_one_is_killed_the_others_post_what_it_held_within_two_minutes(
    stores: list[Store], many: int, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    first, *others = (
        Delivery(store, courier, clock)
        for store, courier in zip(
            stores, (Dying(channels, 5), Slow(channels), Slow(channels)), strict=True
        )
    )
    await killed(first, seconds=1.5)
    await stores[0].close()
    assert 0 < len(excerpts(channels)) < CLUBS
    died_at = clock()
    while len(excerpts(channels)) < CLUBS:
        assert clock() - died_at < TWO_MINUTES
        await asyncio.gather(*(delivery.step() for delivery in others))
        clock.pass_by(seconds=5)
    clock.pass_by(minutes=5)
    await asyncio.gather(*(delivery.step() for delivery in others))
    assert set(excerpts(channels).values()) == {1}


async def test_a_lost_database_connection_makes_nothing_come_twice(
    stores: list[Store],
    many: int,
    channels: Channels,
    clock: Clock,
    postgresql: PostgreSQL,
    database_url: str,
) -> None:
    clock.pass_by(hours=1)
    deliveries = [Delivery(store, Slow(channels), clock) for store in stores]
    steps = [asyncio.create_task(delivery.step()) for delivery in deliveries]
    await wait_for_first_message(channels)
    await asyncio.to_thread(postgresql.cut, database_url.rpartition("/")[2])
    await asyncio.gather(*steps, return_exceptions=True)
    for _ in range(30):
        await asyncio.gather(*(delivery.step() for delivery in deliveries))
        clock.pass_by(seconds=5)
    found = excerpts(channels)
    assert set(found.values()) == {1}
    assert len(found) == CLUBS


async def _somebody_waits(stores: list[Store]) -> None:
    """Until a lock is waited for."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(60):
        while True:
            async with stores[1].reading() as tx:
                if (await tx.execute(waiting)).scalar_one():
                    return
            await asyncio.sleep(0.01)


async def test_who_shows_a_note_and_who_changes_it_do_not_wait_for_each_other(
    stores: list[Store],
) -> None:
    club = await well_read(stores[0])
    new = NewNote(None, NoteKind.THOUGHT, "It leaves early.", excerpt=1)
    note = (await notes.add(stores[0], club.place, ANNA, new, NOW)).note
    message = NewPosting(club.club.id, PostingKind.NOTE, note.id, "0", 5_000, NOW)
    await club.deliver(message, 5_000, 4_242)
    await badges.take_note(stores[0], note.id, NOW)  # so that there is a row to wait for
    async with stores[0].writing() as tx:
        await kept_clubs.get(tx, club.club.id)
        showing = asyncio.create_task(badges.take_note(stores[2], note.id, NOW))
        await _somebody_waits(stores)
        await kept_badges.stale_note(tx, note.id, NOW)
    badge = await showing
    assert badge is not None
    assert badge.posting.message_id == 4_242
