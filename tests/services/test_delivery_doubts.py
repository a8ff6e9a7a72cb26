"""Sends of which nobody knows what became: looked for, adopted, repeated, or left to moderators."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from tests.services.conftest import (
    CHANNEL,
    HERE,
    MODERATOR,
    Channels,
    Clock,
    dropped,
)

from readbot.club.postings import (
    LEASE,
    SETTLE,
    Look,
    NewPosting,
    PostingKind,
    PostingState,
)
from readbot.services import notices, planning
from readbot.services.cadence import Schedule
from readbot.services.courier import (
    CannotLookError,
    NoticePage,
    OutcomeUnknownError,
    Parcel,
    Sent,
)
from readbot.services.delivery import Delivery
from readbot.services.readings import Added
from readbot.store import claims, postings
from readbot.store.database import Store


async def test_a_dropped_answer_is_looked_for_and_the_message_adopted(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [dropped]
    await delivery.step()
    clock.pass_by(seconds=3)
    await delivery.step()
    assert len(channels.messages) == 1
    async with store.reading() as tx:
        posting = await postings.by_message(tx, 1000)
    assert posting is not None
    assert posting.state is PostingState.DONE


async def test_a_send_that_never_arrived_is_repeated_only_when_none_can_be_under_way(
    started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [OutcomeUnknownError("timed out", answered=False)]
    await delivery.step()
    clock.pass_by(seconds=3)
    await delivery.step()
    assert channels.messages == []
    assert len(channels.looks) == 1
    clock.pass_by(seconds=SETTLE.total_seconds())
    await delivery.step()
    assert channels.kinds() == ["excerpt"]


async def test_after_a_kill_during_a_send_the_next_run_looks_first(
    store: Store, started: Schedule, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)

    class Killed(Channels):
        """Delivers, then dies before anyone hears of it."""

        async def send(self, parcel: Parcel) -> Sent:
            await channels.send(parcel)
            raise asyncio.CancelledError

    await asyncio.gather(Delivery(store, Killed(), clock).step(), return_exceptions=True)
    assert len(channels.messages) == 1
    if store.is_shared:
        clock.pass_by(seconds=LEASE.total_seconds())
    after = Delivery(store, channels, clock)
    await after.begin()
    await after.step()
    assert len(channels.messages) == 1
    assert len(channels.looks) == 1


async def test_another_process_takes_over_when_the_lease_has_ended(
    store: Store, started: Schedule, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    await planning.plan_due(store, clock())
    async with store.writing() as tx:
        assert len(await claims.claim(tx, "one", clock(), 10)) == 1
        assert await claims.claim(tx, "two", clock(), 10) == []
    other = Delivery(store, channels, clock)
    assert await other.step() == 0
    clock.pass_by(seconds=LEASE.total_seconds())
    await other.step()
    assert channels.kinds() == ["excerpt"]
    assert len(channels.looks) == 1


async def test_one_that_was_due_before_waits_for_another_that_is_being_sent_there(
    store: Store, started: Schedule, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    news = [
        NewPosting(started.club.id, PostingKind.EXCERPT, reading, "9.0", CHANNEL + 5, clock() + due)
        for reading, due in ((1, timedelta(minutes=-5)), (2, timedelta(minutes=-1)))
    ]
    async with store.writing() as tx:
        for new in news:
            await postings.plan(tx, store.name, new)
        first, second = [p for p in await postings.waiting(tx) if p.destination_id == CHANNEL + 5]
        await postings.wait_until(tx, first.id, clock() + timedelta(minutes=1))
        (claimed,) = await claims.claim(tx, "one", clock(), 10)
        assert claimed.id == second.id
        later = clock() + timedelta(minutes=1)
        assert await claims.claim(tx, "two", later, 10) == []
        await claims.release(tx, second.id, later, Look.IF_LATE, None)
        (claimed,) = await claims.claim(tx, "two", later, 10)
        assert claimed.id == first.id


async def test_without_the_right_to_look_a_doubtful_posting_is_a_moderators_to_decide(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [dropped]
    channels.cannot_look = CannotLookError("no history")
    await delivery.step()
    clock.pass_by(seconds=3)
    await delivery.step()
    assert channels.kinds() == ["excerpt", "notice"]
    notice = channels.messages[1][1].page
    assert isinstance(notice, NoticePage)
    assert notice.doubtful_id is not None
    # What comes later waits: excerpt 2 never overtakes 1.
    clock.pass_by(days=2)
    await delivery.step()
    assert channels.kinds() == ["excerpt", "notice"]
    await notices.decide(store, HERE, MODERATOR, notice.doubtful_id, arrived=True, now=clock())
    channels.cannot_look = None
    await delivery.step()
    assert channels.kinds() == ["excerpt", "notice", "excerpt"]


async def test_a_moderator_who_did_not_find_it_has_it_sent_again_without_a_look(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [OutcomeUnknownError("timed out", answered=False)]
    channels.cannot_look = CannotLookError("no history")
    await delivery.step()
    clock.pass_by(minutes=5)
    await delivery.step()
    notice = channels.messages[0][1].page
    assert isinstance(notice, NoticePage)
    assert notice.doubtful_id is not None
    await notices.decide(store, HERE, MODERATOR, notice.doubtful_id, arrived=False, now=clock())
    await delivery.step()
    assert channels.kinds() == ["notice", "excerpt"]


async def test_a_reset_database_never_takes_an_older_ones_message_for_its_own(
    added: Added,
    store: Store,
    started: Schedule,
    delivery: Delivery,
    channels: Channels,
    clock: Clock,
) -> None:
    clock.pass_by(hours=1)
    await delivery.step()
    posting = channels.messages[0][1].posting
    another = replace(posting, mark="f" * 16)
    assert await channels.find(Parcel(another, channels.messages[0][1].page), clock()) is None


async def test_a_send_that_does_not_end_is_cut_off_and_looked_for_at_the_next_start(
    store: Store, started: Schedule, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)

    class Hanging(Channels):
        """Delivers, and never says so."""

        async def send(self, parcel: Parcel) -> Sent:
            sent = await channels.send(parcel)
            await asyncio.Event().wait()
            return sent

    stopping = asyncio.Event()
    first = Delivery(store, Hanging(), clock, let_end=0.05)
    running = asyncio.create_task(first.run(stopping))
    async with asyncio.timeout(30):
        while not channels.messages:  # noqa: ASYNC110  a list tells nobody of its first item
            await asyncio.sleep(0.005)
        stopping.set()
        await running
    # No lease has to run out first: what was cut off was given back.
    after = Delivery(store, channels, clock)
    await after.begin()
    await after.step()
    assert channels.kinds() == ["excerpt"]
    assert len(channels.looks) == 1
    assert await after.step() == 0
