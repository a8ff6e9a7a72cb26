"""Each posting appears once, when it was due, or somebody is told why not."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.services.conftest import CHANNEL, HERE, MODERATOR, MODERATORS, Channels, Clock

from readbot.club.clubs import Place, Threads
from readbot.club.mistakes import BUSY, Hindrance
from readbot.club.postings import LEASE, SETTLE, PostingState
from readbot.club.readings import ReadingState
from readbot.services import cadence, clubs, notices, planning
from readbot.services.cadence import Schedule
from readbot.services.courier import (
    CannotLookError,
    DestinationRefusedError,
    ExcerptPage,
    MustWaitError,
    NoticePage,
    OutcomeUnknownError,
    Parcel,
    SendFailedError,
    Sent,
)
from readbot.services.delivery import Delivery
from readbot.services.readings import Added
from readbot.store import claims, postings
from readbot.store import readings as kept_readings
from readbot.store.database import Store


def dropped() -> OutcomeUnknownError:
    """The message arrived; its answer did not."""
    return OutcomeUnknownError("the connection was closed", answered=False)


def no_permission() -> DestinationRefusedError:
    return DestinationRefusedError(50013, "I lack the permission Send Messages.")


async def test_an_excerpt_comes_when_due_and_once(
    started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await delivery.step()
    assert channels.messages == []
    clock.pass_by(hours=1)
    for _ in range(3):
        await delivery.step()
    ((channel, parcel, _),) = channels.messages
    assert channel == CHANNEL
    assert isinstance(parcel.page, ExcerptPage)
    assert parcel.page.excerpt.number == 1
    assert parcel.page.late is None
    assert channels.looks == []


async def test_the_excerpts_of_a_whole_reading_are_its_text_and_then_it_is_finished(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    for _ in range(40):
        clock.pass_by(days=1)
        await delivery.step()
    pages = [p.page for _, p, _ in channels.messages if isinstance(p.page, ExcerptPage)]
    text = "".join(p.script.text[p.excerpt.start : p.excerpt.end] for p in pages)
    assert text == pages[0].script.text
    async with store.reading() as tx:
        reading = await kept_readings.get(tx, started.reading.id)
    assert reading is not None
    assert reading.state is ReadingState.FINISHED


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


async def test_a_refused_destination_stops_at_once_and_the_moderators_are_told_once(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [no_permission()]
    for _ in range(3):
        await delivery.step()
        clock.pass_by(minutes=20)
    ((channel, parcel, _),) = channels.messages
    assert channel == MODERATORS
    assert isinstance(parcel.page, NoticePage)
    assert "excerpt 1 of “The Sea”" in parcel.page.words
    assert "Send Messages" in parcel.page.words


async def test_a_stopped_destination_goes_on_by_a_command(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [no_permission()]
    await delivery.step()
    clock.pass_by(minutes=20)
    await cadence.resume(store, HERE, MODERATOR, None, clock())
    await delivery.step()
    assert channels.kinds() == ["notice", "excerpt"]
    page = channels.messages[1][1].page
    assert isinstance(page, ExcerptPage)
    assert page.late == timedelta(minutes=20)


async def test_a_notice_that_is_refused_goes_to_whoever_set_the_club_up_and_else_waits(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [no_permission(), no_permission()]
    await delivery.step()
    ((to, parcel, _),) = channels.messages
    assert to == MODERATOR.id
    assert isinstance(parcel.page, NoticePage)
    assert parcel.page.person_id == MODERATOR.id
    assert await notices.waiting(store, started.club) == []


async def test_a_notice_that_nobody_can_be_given_waits_for_the_next_moderator(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [no_permission(), no_permission(), no_permission()]
    await delivery.step()
    assert channels.messages == []
    (words,) = await notices.waiting(store, started.club)
    assert "Send Messages" in words
    await notices.seen(store, started.club, clock())
    assert await notices.waiting(store, started.club) == []


async def test_a_message_that_discord_refuses_as_it_is_lets_the_next_one_come(
    started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [SendFailedError("invalid form body")]
    await delivery.step()
    clock.pass_by(days=2)
    await delivery.step()
    assert channels.kinds() == ["notice", "excerpt"]


async def test_being_told_to_wait_is_obeyed_and_is_no_doubt(
    started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [MustWaitError(20)]
    await delivery.step()
    clock.pass_by(seconds=19)
    await delivery.step()
    assert channels.messages == []
    clock.pass_by(seconds=2)
    await delivery.step()
    assert channels.kinds() == ["excerpt"]
    assert channels.looks == []


async def test_each_excerpt_gets_a_thread_where_the_club_wants_it(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    wanted = clubs.SetUp(CHANNEL, threads=Threads.EACH_EXCERPT)
    await clubs.set_up(store, HERE, MODERATOR, wanted, clock())
    clock.pass_by(hours=1)
    await delivery.step()
    assert channels.kinds() == ["excerpt", "thread"]
    assert channels.messages[1][0] == channels.messages[0][2]
    # A command used in the thread finds its club.
    assert (await clubs.here(store, Place(10, 1000))).id == started.club.id


async def test_a_late_excerpt_is_looked_for_and_says_that_it_is_late(
    started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=5)
    await delivery.step()
    page = channels.messages[0][1].page
    assert isinstance(page, ExcerptPage)
    assert page.late == timedelta(hours=4)
    assert len(channels.looks) == 1


async def test_one_whose_turn_came_late_while_readbot_was_at_work_goes_out_without_a_look(
    started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await delivery.begin()
    channels.at_once = 0  # as when ten thousand others come first
    clock.pass_by(hours=1)
    for _ in range(9):
        await delivery.step()
        clock.pass_by(seconds=20)
    channels.at_once = 10
    await delivery.step()
    assert channels.kinds() == ["excerpt"]
    assert channels.looks == []


async def test_after_a_pause_of_a_minute_what_was_due_in_it_is_looked_for(
    started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await delivery.begin()
    clock.pass_by(minutes=59)
    await delivery.step()
    clock.pass_by(minutes=3)
    await delivery.step()
    assert channels.kinds() == ["excerpt"]
    assert len(channels.looks) == 1


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


async def test_the_loop_ends_when_told_to(delivery: Delivery) -> None:
    stopping = asyncio.Event()
    running = asyncio.create_task(delivery.run(stopping))
    await asyncio.sleep(0.05)
    stopping.set()
    await asyncio.wait_for(running, 5)


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


async def test_a_notice_of_which_nobody_knows_goes_on_to_a_person_and_holds_up_nothing(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [no_permission(), dropped]
    channels.cannot_look = CannotLookError("no history")
    await delivery.step()
    for _ in range(3):
        clock.pass_by(seconds=20)
        await delivery.step()
    assert [to for to, _, _ in channels.messages] == [MODERATORS, MODERATOR.id]
    async with store.reading() as tx:
        assert await postings.of_club(tx, started.club.id, (PostingState.DOUBTFUL,)) == []


async def test_when_discord_is_away_for_hours_the_excerpt_comes_once_and_late(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    for _ in range(30):
        channels.troubles = [OutcomeUnknownError("Discord answered 503", answered=True)]
        await delivery.step()
        clock.pass_by(minutes=10)
    channels.troubles = []
    await delivery.step()
    assert channels.kinds().count("excerpt") == 1
    notices_ = [p.page for _, p, _ in channels.messages if isinstance(p.page, NoticePage)]
    assert [page.words.partition(" several")[0] for page in notices_] == [
        "Discord has not answered"
    ]
    async with store.reading() as tx:
        assert await postings.waiting(tx) == []


async def test_however_long_it_is_told_to_wait_it_asks_again_within_a_day(
    started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [MustWaitError(1e300)]
    await delivery.step()
    clock.pass_by(days=1, seconds=1)
    await delivery.step()
    assert channels.kinds() == ["excerpt"]


async def test_a_clock_that_was_ahead_for_a_while_leaves_no_reading_waiting_for_its_time(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await delivery.step()
    clock.pass_by(days=400)
    await delivery.step()
    assert len(channels.messages) == 1
    clock.pass_by(days=-400)
    await delivery.step()
    clock.pass_by(hours=1)
    await delivery.step()
    assert len(channels.messages) == 2


async def test_a_clock_that_goes_back_by_hours_brings_nothing_twice(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await delivery.step()
    clock.pass_by(hours=3)
    await delivery.step()
    clock.pass_by(hours=-3)
    for _ in range(4):
        await delivery.step()
        clock.pass_by(hours=1)
    assert len(channels.messages) == 1


@pytest.mark.parametrize("begins", [False, True])
async def test_a_step_back_that_a_locked_database_hides_is_made_up_for_at_the_next_look(
    store: Store,
    delivery: Delivery,
    channels: Channels,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    begins: bool,
) -> None:
    clock.pass_by(days=3)
    await delivery.begin()
    await delivery.step()
    clock.pass_by(days=-3)
    tries: list[datetime] = []

    async def reckon_anew(_: Store, now: datetime) -> int:
        tries.append(now)
        if len(tries) == 1:
            raise Hindrance(BUSY)
        return 0

    monkeypatch.setattr(planning, "reckon_anew", reckon_anew)
    with pytest.raises(Hindrance):
        await (Delivery(store, channels, clock).begin() if begins else delivery.step())
    for _ in range(2):
        await (Delivery(store, channels, clock).begin() if begins else delivery.step())
    assert tries == [clock(), clock()]
