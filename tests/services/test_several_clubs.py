"""Several clubs in one server, sharing their moderators' channel; and servers that come and go."""

import asyncio
from datetime import timedelta

import pytest
from tests.services.conftest import (
    HERE,
    MEMBER,
    MODERATOR,
    MODERATORS,
    SERVER,
    TEXT,
    Channels,
    Clock,
)

from readbot.club.clubs import Person, Place
from readbot.club.mistakes import Mistake
from readbot.club.postings import PostingState
from readbot.services import cadence, clubs, housekeeping, notices, parsing, readings
from readbot.services.cadence import Schedule
from readbot.services.courier import (
    CannotLookError,
    DestinationRefusedError,
    GreetingPage,
    OutcomeUnknownError,
    Parcel,
    Sent,
)
from readbot.services.delivery import Delivery
from readbot.store import postings
from readbot.store.database import Store

OTHER_HOME = 21
SHARED = Place(SERVER, MODERATORS)
DIRECT = Place(0, 77)
WITHOUT_RIGHTS = Person(MODERATOR.id, MODERATOR.name)


@pytest.fixture
async def doubtful(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> int:
    """A posting that moderators have to decide about, of the newer of two clubs."""
    other = clubs.SetUp(OTHER_HOME, moderator_channel_id=MODERATORS)
    await clubs.set_up(store, Place(SERVER, OTHER_HOME), MODERATOR, other, clock())
    channels.troubles = [OutcomeUnknownError("timed out", answered=False)]
    channels.cannot_look = CannotLookError("no history")
    clock.pass_by(hours=1)
    await delivery.step()
    clock.pass_by(minutes=1)
    await delivery.step()
    async with store.reading() as tx:
        (posting,) = await postings.of_club(tx, started.club.id, (PostingState.DOUBTFUL,))
    return posting.id


async def test_in_a_shared_moderators_channel_the_posting_says_which_club_is_meant(
    store: Store, doubtful: int, clock: Clock
) -> None:
    with pytest.raises(Mistake):
        await notices.decide(store, SHARED, MEMBER, doubtful, arrived=True, now=clock())
    club = await notices.decide(store, SHARED, MODERATOR, doubtful, arrived=True, now=clock())
    assert club.channel_id == HERE.channel_id
    with pytest.raises(Mistake, match="decided already"):
        await notices.decide(store, SHARED, MODERATOR, doubtful, arrived=True, now=clock())


async def test_in_a_direct_message_whoever_set_the_club_up_decides_and_nobody_else(
    store: Store, doubtful: int, clock: Clock
) -> None:
    with pytest.raises(Mistake):
        await notices.decide(store, DIRECT, MEMBER, doubtful, arrived=False, now=clock())
    await notices.decide(store, DIRECT, WITHOUT_RIGHTS, doubtful, arrived=False, now=clock())
    async with store.reading() as tx:
        posting = await postings.get(tx, doubtful)
    assert posting is not None
    assert posting.state is PostingState.PLANNED


async def test_another_servers_moderators_decide_nothing(
    store: Store, doubtful: int, clock: Clock
) -> None:
    elsewhere = Place(SERVER + 1, MODERATORS)
    with pytest.raises(Mistake):
        await notices.decide(store, elsewhere, MODERATOR, doubtful, arrived=True, now=clock())


async def test_a_command_in_a_channel_that_several_clubs_share_asks_which_is_meant(
    store: Store, doubtful: int
) -> None:
    with pytest.raises(Mistake, match="several reading groups"):
        await clubs.here(store, SHARED)


async def test_a_server_that_comes_back_after_its_data_went_is_greeted_anew(
    store: Store, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    for _ in range(2):
        assert await clubs.greet(store, SERVER, HERE.channel_id, clock())
        assert not await clubs.greet(store, SERVER, HERE.channel_id, clock())
        await clubs.joined(store, SERVER, clock())
        await delivery.step()
        await clubs.left(store, SERVER, clock())
        clock.pass_by(days=(housekeeping.KEEP_LEFT_SERVERS + timedelta(days=1)).days)
        assert (await housekeeping.forget(store, clock())).servers == 1
    assert channels.kinds() == ["greeting", "greeting"]


async def test_a_server_that_comes_back_with_its_clubs_is_told_that_they_go_on(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await clubs.greet(store, SERVER, HERE.channel_id, clock())
    await clubs.left(store, SERVER, clock())
    await clubs.greet(store, SERVER, HERE.channel_id, clock())
    await clubs.joined(store, SERVER, clock())
    await delivery.step()
    pages = [parcel.page for _, parcel, _ in channels.messages]
    assert GreetingPage(SERVER, (started.club.channel_id,)) in pages


@pytest.mark.parametrize("way", ["it refuses", "it hangs"])
async def test_one_channel_that_takes_nothing_holds_up_no_other(
    store: Store, started: Schedule, channels: Channels, clock: Clock, way: str
) -> None:
    other = Place(SERVER, OTHER_HOME)
    await clubs.set_up(store, other, MODERATOR, clubs.SetUp(OTHER_HOME), clock())
    article = await parsing.read_pasted(TEXT)
    await readings.add(store, other, MODERATOR, article, clock(), title="The Shore")
    await cadence.start(
        store, other, MODERATOR, None, days="daily", time="09:00", first=None, now=clock()
    )

    class Stuck(Channels):
        """Discord, whose first channel is never done."""

        async def send(self, parcel: Parcel) -> Sent:
            if parcel.posting.destination_id == HERE.channel_id:
                if way == "it refuses":
                    raise DestinationRefusedError(50013, "I may not write there.")
                await asyncio.Event().wait()
            return await channels.send(parcel)

    stopping = asyncio.Event()
    clock.pass_by(hours=1)
    running = asyncio.create_task(Delivery(store, Stuck(), clock, let_end=0.01).run(stopping))
    async with asyncio.timeout(30):
        while not any(to == OTHER_HOME for to, _, _ in channels.messages):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        stopping.set()
        await running
