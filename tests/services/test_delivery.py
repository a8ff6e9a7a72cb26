"""Each posting appears once, when it was due, or somebody is told why not."""

import asyncio
from datetime import timedelta

from tests.services.conftest import (
    CHANNEL,
    HERE,
    MODERATOR,
    MODERATORS,
    Channels,
    Clock,
    dropped,
)

from readbot.club.clubs import Place, Threads
from readbot.club.postings import PostingState
from readbot.club.readings import ReadingState
from readbot.services import cadence, clubs, notices
from readbot.services.cadence import Schedule
from readbot.services.courier import (
    CannotLookError,
    DestinationRefusedError,
    ExcerptPage,
    MustWaitError,
    NoticePage,
    OutcomeUnknownError,
    SendFailedError,
)
from readbot.services.delivery import Delivery
from readbot.store import postings
from readbot.store import readings as kept_readings
from readbot.store.database import Store


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


async def test_the_loop_ends_when_told_to(delivery: Delivery) -> None:
    stopping = asyncio.Event()
    running = asyncio.create_task(delivery.run(stopping))
    await asyncio.sleep(0.05)
    stopping.set()
    await asyncio.wait_for(running, 5)


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
