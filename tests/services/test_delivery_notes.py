"""A note that may no longer be shown leaves no message behind, whenever it was taken back."""

import asyncio

import pytest
from tests.services.conftest import (
    CHANNEL,
    HERE,
    MEMBER,
    MODERATOR,
    Channels,
    Clock,
    dropped,
)

from readbot.club.clubs import Threads
from readbot.club.notes import NewNote, NoteKind
from readbot.club.postings import LEASE, PostingState
from readbot.services import cadence, clubs, notes
from readbot.services.cadence import Schedule
from readbot.services.courier import (
    CannotLookError,
    DestinationRefusedError,
    OutcomeUnknownError,
    Parcel,
    Sent,
)
from readbot.services.delivery import Delivery
from readbot.store import destinations, postings
from readbot.store.database import Store


@pytest.fixture
async def note_id(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> int:
    """A note on the first excerpt, whose thread stands; its message is owed."""
    wanted = clubs.SetUp(CHANNEL, threads=Threads.EACH_EXCERPT)
    await clubs.set_up(store, HERE, MODERATOR, wanted, clock())
    clock.pass_by(hours=1)
    await delivery.step()
    channels.messages.clear()
    new = NewNote(started.reading.id, NoteKind.THOUGHT, "How true.", excerpt=1)
    return (await notes.add(store, HERE, MEMBER, new, clock())).note.id


async def state(store: Store, note_id: int) -> PostingState | None:
    async with store.reading() as tx:
        posting = await postings.of_note(tx, note_id)
    return posting.state if posting else None


async def test_taken_back_before_it_was_sent_it_is_not_sent(
    store: Store, note_id: int, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await notes.withdraw(store, HERE, MEMBER, note_id, clock())
    await delivery.step()
    assert channels.messages == []


async def test_taken_back_after_a_doubtful_send_it_is_looked_for_and_deleted(
    store: Store, note_id: int, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    channels.troubles = [dropped]
    await delivery.step()
    assert channels.kinds() == ["note"]
    await notes.withdraw(store, HERE, MEMBER, note_id, clock())
    clock.pass_by(seconds=3)
    await delivery.step()
    assert channels.messages == []
    assert len(channels.deleted) == 1
    assert await state(store, note_id) is PostingState.CANCELLED


async def test_not_found_it_is_looked_for_again_until_nothing_can_be_under_way(
    store: Store, note_id: int, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    channels.troubles = [OutcomeUnknownError("timed out", answered=False)]
    await delivery.step()
    await notes.withdraw(store, HERE, MEMBER, note_id, clock())
    clock.pass_by(seconds=3)
    await delivery.step()
    assert await state(store, note_id) is PostingState.PLANNED
    clock.pass_by(seconds=15)
    await delivery.step()
    assert await state(store, note_id) is PostingState.CANCELLED
    assert len(channels.looks) == 2


async def test_taken_back_while_its_send_is_under_way_its_message_goes_right_after(
    store: Store, note_id: int, channels: Channels, clock: Clock
) -> None:
    class Slow(Channels):
        """Its author takes the note back while Discord is at work."""

        async def send(self, parcel: Parcel) -> Sent:
            await notes.withdraw(store, HERE, MEMBER, note_id, clock())
            return await super().send(parcel)

    slow = Slow()
    await Delivery(store, slow, clock).step()
    assert slow.messages == []
    assert len(slow.deleted) == 1
    assert await state(store, note_id) is PostingState.CANCELLED


async def test_killed_before_that_deletion_the_next_run_deletes_it(
    store: Store, note_id: int, channels: Channels, clock: Clock
) -> None:
    class Slow(Channels):
        """The note is taken back, and nothing more is heard of Discord."""

        async def send(self, parcel: Parcel) -> Sent:
            await notes.withdraw(store, HERE, MEMBER, note_id, clock())
            return await channels.send(parcel)

        async def delete(self, sent: Sent) -> None:
            raise asyncio.CancelledError

    await asyncio.gather(Delivery(store, Slow(), clock).step(), return_exceptions=True)
    assert channels.kinds() == ["note"]
    if store.is_shared:
        clock.pass_by(seconds=LEASE.total_seconds())
    after = Delivery(store, channels, clock)
    await after.begin()
    await after.step()
    assert channels.messages == []


async def test_where_readbot_may_not_look_moderators_are_asked_to_delete_it(
    store: Store, note_id: int, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    channels.troubles = [dropped]
    await delivery.step()
    await notes.withdraw(store, HERE, MEMBER, note_id, clock())
    channels.cannot_look = CannotLookError("no history")
    clock.pass_by(seconds=3)
    await delivery.step()
    assert channels.kinds() == ["note", "notice"]
    assert await state(store, note_id) is PostingState.CANCELLED


@pytest.mark.parametrize("code", [10003, 10008])
async def test_a_note_for_a_thread_that_someone_deleted_goes_quietly(
    store: Store, note_id: int, delivery: Delivery, channels: Channels, code: int
) -> None:
    channels.troubles = [DestinationRefusedError(code, "It is gone.")]
    await delivery.step()
    assert channels.messages == []
    assert await state(store, note_id) is PostingState.CANCELLED
    async with store.reading() as tx:
        assert await destinations.stopped(tx) == []


async def test_a_thread_for_a_message_that_someone_deleted_goes_quietly(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    wanted = clubs.SetUp(CHANNEL, threads=Threads.EACH_EXCERPT)
    await clubs.set_up(store, HERE, MODERATOR, wanted, clock())
    clock.pass_by(hours=1)

    class NoThreads(Channels):
        """The excerpt's message is deleted as soon as it stands."""

        async def send(self, parcel: Parcel) -> Sent:
            if self.messages:
                raise DestinationRefusedError(10008, "It is gone.")
            return await super().send(parcel)

    quiet = NoThreads()
    await Delivery(store, quiet, clock).step()
    assert quiet.kinds() == ["excerpt"]
    async with store.reading() as tx:
        assert await destinations.stopped(tx) == []
        assert await postings.waiting(tx) == []


async def test_in_a_forum_post_a_note_goes_into_the_post_itself(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    wanted = clubs.SetUp(CHANNEL, threads=Threads.EACH_EXCERPT)
    await clubs.set_up(store, HERE, MODERATOR, wanted, clock())
    channels.forums = {40}
    await cadence.start(
        store,
        HERE,
        MODERATOR,
        None,
        days="mon",
        time="10:00",
        first=None,
        now=clock(),
        channel_id=40,
    )
    clock.pass_by(hours=1)
    await delivery.step()
    new = NewNote(started.reading.id, NoteKind.THOUGHT, "How true.", excerpt=1)
    await notes.add(store, HERE, MEMBER, new, clock())
    await delivery.step()
    assert channels.kinds() == ["post", "excerpt", "note"]
    post = channels.messages[0][2]
    assert [to for to, _, _ in channels.messages] == [40, post, post]
