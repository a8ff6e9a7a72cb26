"""Where a posting goes when its place changes: forums, deleted channels, removed servers."""

import asyncio

import pytest
from tests.services.conftest import (
    CHANNEL,
    HERE,
    MODERATOR,
    MODERATORS,
    SERVER,
    Channels,
    Clock,
    numbers,
)

from readbot.club.clubs import LateRule, Place, Threads
from readbot.club.postings import LEASE, PostingState
from readbot.services import cadence, clubs, planning
from readbot.services.cadence import Schedule
from readbot.services.clubs import Became
from readbot.services.courier import (
    DestinationRefusedError,
    NoticePage,
    OutcomeUnknownError,
    PostPage,
    SendFailedError,
)
from readbot.services.delivery import Delivery
from readbot.services.readings import Added
from readbot.store import destinations, postings
from readbot.store.database import Store

FORUM = 40


def deleted() -> DestinationRefusedError:
    return DestinationRefusedError(10003, "The channel no longer exists.")


@pytest.fixture
async def in_forum(store: Store, added: Added, channels: Channels) -> Schedule:
    """The reading, daily at ten in Berlin, in a forum."""
    channels.forums = {FORUM}
    return await cadence.start(
        store,
        HERE,
        MODERATOR,
        None,
        days="daily",
        time="10:00",
        first=None,
        now=added.script.reading.added_at,
        channel_id=FORUM,
    )


async def test_a_reading_in_a_forum_opens_a_post_and_its_excerpts_go_there(
    in_forum: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    await delivery.step()
    clock.pass_by(days=1)
    await delivery.step()
    assert channels.kinds() == ["post", "excerpt", "excerpt"]
    post = channels.messages[0]
    assert post[0] == FORUM
    assert isinstance(post[1].page, PostPage)
    assert [to for to, _, _ in channels.messages[1:]] == [post[2], post[2]]
    assert numbers(channels) == [1, 2]


async def test_a_post_whose_answer_was_lost_is_searched_for_until_none_can_be_under_way(
    in_forum: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [OutcomeUnknownError("timed out", answered=False)]
    await delivery.step()
    clock.pass_by(seconds=30)
    await delivery.step()
    # A post has no nonce: a minute and more passes before "not found" is believed.
    assert channels.messages == []
    clock.pass_by(seconds=LEASE.total_seconds())
    await delivery.step()
    assert channels.kinds() == ["post", "excerpt"]


async def test_a_post_that_arrived_unheard_is_adopted(
    in_forum: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [lambda: OutcomeUnknownError("closed", answered=False)]
    await delivery.step()
    clock.pass_by(seconds=3)
    await delivery.step()
    assert channels.kinds() == ["post", "excerpt"]


async def test_a_post_that_discord_refuses_as_it_is_is_not_tried_for_ever(
    store: Store, in_forum: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [SendFailedError("a tag is required")]
    for _ in range(3):
        await delivery.step()
        clock.pass_by(minutes=1)
    assert channels.kinds() == ["notice", "notice"]
    async with store.reading() as tx:
        (stop,) = await destinations.stopped(tx)
    assert (stop.destination_id, stop.code) == (FORUM, 50024)


async def test_in_a_post_no_thread_is_opened_on_an_excerpt(
    store: Store, in_forum: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    wanted = clubs.SetUp(CHANNEL, threads=Threads.EACH_EXCERPT)
    await clubs.set_up(store, HERE, MODERATOR, wanted, clock())
    clock.pass_by(hours=1)
    await delivery.step()
    assert channels.kinds() == ["post", "excerpt"]


async def test_a_new_home_takes_over_what_was_owed_to_a_deleted_one(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [deleted()]
    await delivery.step()
    assert channels.kinds() == ["notice"]
    club, became = await clubs.set_up(store, HERE, MODERATOR, clubs.SetUp(21), clock())
    assert (club.id, club.channel_id, became) == (started.club.id, 21, Became.MOVED)
    await delivery.step()
    clock.pass_by(days=2)
    await delivery.step()
    assert [(to, str(p.posting.kind)) for to, p, _ in channels.messages[1:]] == [
        (21, "excerpt"),
        (21, "excerpt"),
    ]
    assert numbers(channels) == [1, 2]


async def test_a_reading_whose_own_channel_was_deleted_moves_with_start(
    store: Store, added: Added, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    async def start(channel_id: int) -> None:
        await cadence.start(
            store,
            HERE,
            MODERATOR,
            None,
            days="daily",
            time="10:00",
            first=None,
            now=clock(),
            channel_id=channel_id,
        )

    await start(50)
    clock.pass_by(hours=1)
    channels.troubles = [lambda: OutcomeUnknownError("closed", answered=False), deleted()]
    await delivery.step()
    channels.messages.clear()  # the channel went, and the message with it
    clock.pass_by(seconds=30)
    await delivery.step()
    await start(51)
    await delivery.step()
    assert [(to, str(p.posting.kind)) for to, p, _ in channels.messages] == [
        (MODERATORS, "notice"),
        (51, "excerpt"),
    ]


async def test_a_removed_server_is_left_alone_and_goes_on_when_it_comes_back(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await clubs.left(store, SERVER, clock())
    clock.pass_by(days=9)
    assert await delivery.step() == 0
    async with store.reading() as tx:
        assert await postings.waiting(tx) == []
    await clubs.joined(store, SERVER, clock())
    await delivery.step()
    # By the club's rule: once, and late.
    assert numbers(channels) == [1]
    clock.pass_by(days=2)
    await delivery.step()
    assert numbers(channels) == [1, 2]


async def test_what_a_removed_server_was_owed_waits_for_its_return(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    await planning.plan_due(store, clock())
    await clubs.left(store, SERVER, clock())
    await delivery.step()
    assert channels.messages == []
    await clubs.joined(store, SERVER, clock())
    await delivery.step()
    assert numbers(channels) == [1]


async def test_a_channel_that_refuses_for_weeks_gets_one_late_excerpt_and_not_all_at_once(
    started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    channels.refuses = {CHANNEL}
    clock.pass_by(hours=1)
    for _ in range(14):
        await delivery.step()
        clock.pass_by(days=1)
    assert numbers(channels) == []
    channels.refuses = set()
    await delivery.resume_stopped()
    await delivery.step()
    assert numbers(channels) == [1]


async def test_catching_up_after_a_refusal_keeps_its_gaps(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    wanted = clubs.SetUp(CHANNEL, late_rule=LateRule.CATCH_UP)
    await clubs.set_up(store, HERE, MODERATOR, wanted, clock())
    channels.refuses = {CHANNEL}
    clock.pass_by(hours=1)
    for _ in range(5):
        await delivery.step()
        clock.pass_by(days=1)
    channels.refuses = set()
    await delivery.resume_stopped()
    await delivery.step()
    assert numbers(channels) == [1]
    clock.pass_by(minutes=14)
    await delivery.step()
    assert numbers(channels) == [1]
    clock.pass_by(minutes=1)
    await delivery.step()
    assert numbers(channels) == [1, 2]


async def test_a_stopped_channel_goes_on_by_itself_when_the_permission_returns(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    channels.refuses = {CHANNEL}
    clock.pass_by(hours=1)
    await delivery.step()
    await delivery.resume_stopped()
    await delivery.step()
    assert numbers(channels) == []
    channels.refuses = set()
    await delivery.resume_stopped()
    await delivery.step()
    assert numbers(channels) == [1]


async def test_moderators_are_told_of_the_same_refusal_once_a_day_at_most(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    channels.refuses = {CHANNEL}
    clock.pass_by(hours=1)
    for _ in range(8):
        await delivery.step()
        async with store.writing() as tx:
            assert await destinations.resume(tx, [CHANNEL]) == 1
        clock.pass_by(minutes=1)
    notices = [p.page for _, p, _ in channels.messages if isinstance(p.page, NoticePage)]
    assert len(notices) == 1


async def test_a_doubtful_posting_in_a_deleted_channel_moves_with_the_home(
    store: Store, started: Schedule, channels: Channels, clock: Clock, delivery: Delivery
) -> None:
    clock.pass_by(hours=1)
    await planning.plan_due(store, clock())
    async with store.writing() as tx:
        (posting,) = await postings.waiting(tx)
        await postings.end(tx, posting.id, PostingState.DOUBTFUL, "cannot look for it")
        await destinations.stop(tx, CHANNEL, started.club.id, 10003, "gone", clock())
    await clubs.set_up(store, HERE, MODERATOR, clubs.SetUp(21), clock())
    await delivery.step()
    assert [
        (to, n) for (to, _, _), n in zip(channels.messages, numbers(channels), strict=True)
    ] == [(21, 1)]
    assert (await clubs.here(store, Place(SERVER, 21))).id == started.club.id


async def test_two_processes_on_one_database_send_each_thing_once(
    store: Store, started: Schedule, channels: Channels, clock: Clock
) -> None:
    both = [Delivery(store, channels, clock) for _ in range(2)]
    for _ in range(10):
        clock.pass_by(days=1)
        await asyncio.gather(*(delivery.step() for delivery in both))
    assert numbers(channels) == list(range(1, started.reading.excerpts + 1))
