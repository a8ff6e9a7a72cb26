"""What is due and cannot go on: said to moderators, and sent again when it can."""

import asyncio

import pytest
from tests.services.conftest import CHANNEL, HERE, MODERATOR, MODERATORS, SERVER, Channels, Clock

from readbot.club.clubs import Threads
from readbot.club.mistakes import Mistake
from readbot.club.postings import PostingState
from readbot.services import cadence, clubs, hold_ups, notices, queueing, readings
from readbot.services.cadence import Schedule
from readbot.services.courier import (
    CannotLookError,
    NoHistoryError,
    NoticePage,
    OutcomeUnknownError,
)
from readbot.services.delivery import Delivery
from readbot.store import destinations, postings
from readbot.store import hold_ups as kept
from readbot.store.database import Store


def told(channels: Channels) -> list[NoticePage]:
    pages = [parcel.page for _, parcel, _ in channels.messages]
    return [page for page in pages if isinstance(page, NoticePage)]


async def in_doubt(
    store: Store, delivery: Delivery, channels: Channels, clock: Clock, cause: CannotLookError
) -> None:
    """An excerpt of which nobody knows whether it arrived, and of which a moderator was asked."""
    clock.pass_by(hours=1)
    channels.troubles = [OutcomeUnknownError("timed out", answered=False)]
    channels.cannot_look = cause
    await delivery.step()
    clock.pass_by(minutes=5)
    await delivery.step()
    assert len(told(channels)) == 1


async def test_what_is_doubtful_is_looked_for_by_itself_once_the_history_may_be_read(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await in_doubt(store, delivery, channels, clock, NoHistoryError())
    await delivery.resume_stopped()
    await delivery.step()
    assert channels.kinds() == ["notice"]
    channels.cannot_look = None
    await delivery.resume_stopped()
    await delivery.step()
    assert channels.kinds() == ["notice", "excerpt"]
    # The buttons of the question are answered, whoever presses them later.
    asked = told(channels)[0].doubtful_id
    assert asked is not None
    with pytest.raises(Mistake, match="decided already"):
        await notices.decide(store, HERE, MODERATOR, asked, arrived=False, now=clock())


async def test_nothing_is_asked_in_a_server_that_sent_readbot_away(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await in_doubt(store, delivery, channels, clock, NoHistoryError())
    channels.refuses = {CHANNEL}
    async with store.writing() as tx:
        await destinations.stop(tx, CHANNEL, started.club.id, 50013, "may not", clock())
    await clubs.left(store, SERVER, clock())
    await delivery.resume_stopped()
    assert channels.asked == []
    await clubs.joined(store, SERVER, clock())
    await delivery.resume_stopped()
    assert channels.asked == [CHANNEL, CHANNEL]


async def test_one_place_that_cannot_be_looked_at_keeps_no_other_back(
    store: Store,
    started: Schedule,
    delivery: Delivery,
    channels: Channels,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await in_doubt(store, delivery, channels, clock, NoHistoryError())
    channels.cannot_look = None
    async with store.writing() as tx:
        for channel in (MODERATORS, CHANNEL):
            await destinations.stop(tx, channel, started.club.id, 50013, "may not", clock())
    usual = channels.may_send

    async def may_send(destination_id: int) -> bool:
        if destination_id == MODERATORS:
            raise KeyError("type")
        return await usual(destination_id)

    monkeypatch.setattr(channels, "may_send", may_send)
    await delivery.resume_stopped()
    await delivery.step()
    assert channels.kinds() == ["notice", "excerpt"]
    async with store.reading() as tx:
        assert [s.destination_id for s in await destinations.stopped(tx)] == [MODERATORS]


async def test_what_is_decided_meanwhile_is_not_looked_for_again(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await in_doubt(store, delivery, channels, clock, NoHistoryError())
    posting_id = told(channels)[0].doubtful_id
    assert posting_id is not None

    async def look_again() -> bool:
        async with store.writing() as tx:
            return await kept.look_again(tx, posting_id, clock())

    async with store.writing() as tx:
        await postings.finish(tx, posting_id, CHANNEL, None, clock())
        # On PostgreSQL it begins meanwhile, and waits for what is decided here.
        looking = asyncio.create_task(look_again())
        await asyncio.wait({looking}, timeout=0.3)
    assert not await looking
    async with store.reading() as tx:
        posting = await postings.get(tx, posting_id)
    assert posting is not None
    assert posting.state is PostingState.DONE


async def test_a_doubt_that_no_permission_ends_is_asked_about_once(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await in_doubt(store, delivery, channels, clock, CannotLookError())
    channels.cannot_look = None
    for _ in range(3):
        await delivery.resume_stopped()
        await delivery.step()
        clock.pass_by(minutes=1)
    assert channels.kinds() == ["notice"]


async def test_a_resumption_looks_again_for_what_is_doubtful(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await in_doubt(store, delivery, channels, clock, CannotLookError())
    channels.cannot_look = None
    resumed = await cadence.resume(store, HERE, MODERATOR, None, clock())
    assert "Nobody knows whether excerpt 1" in resumed.held_up[0].text
    await delivery.step()
    assert channels.kinds() == ["notice", "excerpt"]


async def test_a_thread_is_opened_by_itself_when_the_permission_for_it_returns(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    wanted = clubs.SetUp(CHANNEL, threads=Threads.EACH_EXCERPT)
    await clubs.set_up(store, HERE, MODERATOR, wanted, clock())
    channels.refuses_threads = {CHANNEL}
    clock.pass_by(hours=1)
    await delivery.step()
    assert channels.kinds() == ["excerpt", "notice"]
    (page,) = told(channels)
    assert f"the thread of excerpt 1 of “{started.reading.title}” in <#{CHANNEL}>" in page.words
    assert "Create Public Threads" in page.words
    # The thread of the next excerpt is refused for the same reason: that is known today.
    await cadence.next_now(store, HERE, MODERATOR, None, clock())
    await delivery.step()
    assert channels.kinds() == ["excerpt", "notice", "excerpt"]
    await delivery.resume_stopped()
    await delivery.step()
    assert channels.kinds() == ["excerpt", "notice", "excerpt"]
    channels.refuses_threads = set()
    await delivery.resume_stopped()
    await delivery.step()
    assert channels.kinds() == ["excerpt", "notice", "excerpt", "thread", "thread"]


async def test_the_queue_says_what_waits_and_why(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    channels.refuses = {CHANNEL}
    clock.pass_by(hours=1)
    await delivery.step()
    queue = await queueing.queue(store, HERE, MODERATOR, None, clock())
    (held,) = queue.held_up
    assert held.text.startswith("Excerpt 1 of ")
    assert "I lack the permission Send Messages." in held.text
    assert held.posting_id is None
    _, (standing,) = await readings.standing(store, HERE, clock())
    assert standing.is_held_up
    channels.refuses = set()
    await delivery.resume_stopped()
    await delivery.step()
    assert (await queueing.queue(store, HERE, MODERATOR, None, clock())).held_up == ()


async def test_what_is_doubtful_is_listed_with_its_posting_for_the_buttons(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await in_doubt(store, delivery, channels, clock, NoHistoryError())
    (held,) = await hold_ups.of_clubs(store, [started.club], clock())
    assert held.posting_id == told(channels)[0].doubtful_id
    assert MODERATORS not in {destination for destination, _, _ in channels.messages[1:]}
