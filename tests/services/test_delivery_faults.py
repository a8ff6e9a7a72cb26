"""What readbot itself does wrong, what a server answers oddly, and very much at once."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pytest
from tests.services.conftest import CHANNEL, HERE, MODERATOR, TEXT, Channels, Clock

from readbot.club.postings import SETTLE, TELL_AFTER, NewPosting, Posting, PostingKind, PostingState
from readbot.services import cadence, housekeeping, notices, pages, parsing, planning, readings
from readbot.services.cadence import Schedule
from readbot.services.courier import (
    CannotLookError,
    CourierError,
    DestinationRefusedError,
    MustWaitError,
    NoticePage,
    OutcomeUnknownError,
    Page,
    Parcel,
    Sent,
)
from readbot.services.delivery import Delivery
from readbot.store import postings
from readbot.store.database import Store, Transaction

Pages = dict[int, Page | None]
NOT_FOUND = OutcomeUnknownError("Discord answered 404", answered=True, denied=True)
WAITING = 10  # minutes: the longest pause between two tries


def notice_words(channels: Channels) -> list[str]:
    """What moderators were told."""
    return [p.page.words for _, p, _ in channels.messages if isinstance(p.page, NoticePage)]


async def more_readings(store: Store, clock: Clock, count: int) -> None:
    """More readings with the same pace, each in a channel of its own."""
    for number in range(count):
        article = await parsing.read_pasted(TEXT)
        made = await readings.add(store, HERE, MODERATOR, article, clock(), title=f"Book {number}")
        await cadence.start(
            store,
            HERE,
            MODERATOR,
            str(made.script.reading.id),
            days="mon,wed,fri",
            time="10:00",
            first=None,
            now=clock(),
            channel_id=400 + number,
        )


async def test_the_first_of_many_are_sent_before_the_last_are_planned(
    store: Store,
    started: Schedule,
    channels: Channels,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await more_readings(store, clock, 6)
    clock.pass_by(hours=1)
    monkeypatch.setattr(planning, "PLANNED_AT_ONCE", 2)
    left: list[int] = []

    class Counting(Channels):
        """Counts at each send how many readings still wait to be planned."""

        async def send(self, parcel: Parcel) -> Sent:
            async with store.reading() as tx:
                owed = await postings.waiting(tx)
            left.append(7 - len(owed) - len(channels.messages))
            return await channels.send(parcel)

    stopping = asyncio.Event()
    running = asyncio.create_task(Delivery(store, Counting(), clock).run(stopping))
    async with asyncio.timeout(60):
        while len(channels.messages) < 7:  # noqa: ASYNC110  a list tells nobody that it grows
            await asyncio.sleep(0.01)
        stopping.set()
        await running
    assert left[0] > 0
    assert sorted(to for to, _, _ in channels.messages) == [CHANNEL, *range(400, 406)]


async def test_one_page_that_cannot_be_read_keeps_no_other_back_and_waits_for_no_lease(
    store: Store,
    started: Schedule,
    delivery: Delivery,
    channels: Channels,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await more_readings(store, clock, 2)
    clock.pass_by(hours=1)
    broken = {started.reading.id}
    all_of, one_of = pages.pages_of, pages.page_of

    def is_broken(posting: Posting) -> bool:
        return posting.kind is PostingKind.EXCERPT and posting.subject_id in broken

    async def pages_of(tx: Transaction, owed: Sequence[Posting], now: datetime) -> Pages:
        if any(is_broken(posting) for posting in owed):
            raise ValueError("a text that cannot be shown")
        return await all_of(tx, owed, now)

    async def page_of(tx: Transaction, posting: Posting, now: datetime) -> Page | None:
        if is_broken(posting):
            raise ValueError("a text that cannot be shown")
        return await one_of(tx, posting, now)

    monkeypatch.setattr(pages, "pages_of", pages_of)
    monkeypatch.setattr(pages, "page_of", page_of)
    await delivery.step()
    assert sorted(to for to, _, _ in channels.messages) == [400, 401]
    for _ in range(TELL_AFTER):
        clock.pass_by(minutes=WAITING)
        await delivery.step()
    (words,) = notice_words(channels)
    assert "excerpt 1 of “The Sea”" in words
    assert "whoever runs this readbot" in words
    broken.clear()
    clock.pass_by(minutes=WAITING)
    await delivery.step()
    assert [to for to, _, _ in channels.messages].count(CHANNEL) == 1


@dataclass
class Lost(Channels):
    """A server that answers 404, without a code, for a channel and for all that is in it."""

    is_lost: bool = True
    history_only: bool = False
    is_answered: bool = True

    async def send(self, parcel: Parcel) -> Sent:
        """Into the channel, if it is found."""
        here = parcel.posting.destination_id == CHANNEL
        if here and self.is_lost and not self.history_only:
            raise NOT_FOUND
        return await super().send(parcel)

    async def find(self, parcel: Parcel, since: datetime) -> Sent | None:
        """In its history, if that is found."""
        if parcel.posting.destination_id == CHANNEL and self.is_lost:
            self.looks.append(parcel.posting.mark)
            raise NOT_FOUND
        return await super().find(parcel, since)

    async def may_send(self, destination_id: int) -> bool:
        """If it is found."""
        return not self.is_lost or self.history_only or destination_id != CHANNEL

    async def is_gone(self, destination_id: int) -> bool:
        """If it is not found, and can be asked for."""
        return self.is_answered and not await self.may_send(destination_id)


async def test_a_channel_that_is_not_found_again_and_again_is_stopped_and_goes_on_when_it_is(
    store: Store, started: Schedule, clock: Clock
) -> None:
    lost = Lost()
    delivery = Delivery(store, lost, clock)
    clock.pass_by(hours=1)
    for _ in range(TELL_AFTER):
        await delivery.step()
        clock.pass_by(minutes=WAITING)
    (words,) = notice_words(lost)
    assert "does not find the channel any more" in words
    assert "/club setup" in words
    asked = len(lost.looks)
    for _ in range(5):
        await delivery.resume_stopped()
        await delivery.step()
        clock.pass_by(minutes=WAITING)
    assert len(lost.looks) == asked
    lost.is_lost = False
    await delivery.resume_stopped()
    await delivery.step()
    assert lost.kinds() == ["notice", "excerpt"]


async def test_a_channel_that_cannot_be_asked_about_is_not_taken_for_gone(
    store: Store, started: Schedule, clock: Clock
) -> None:
    lost = Lost(is_answered=False)
    delivery = Delivery(store, lost, clock)
    clock.pass_by(hours=1)
    for _ in range(TELL_AFTER + 2):
        await delivery.step()
        clock.pass_by(minutes=WAITING)
    (words,) = notice_words(lost)
    assert "Discord turns away each try" in words
    lost.is_lost = False
    await delivery.step()
    assert lost.kinds() == ["notice", "excerpt"]


async def test_that_nothing_is_answered_is_told_once_whatever_came_between(
    store: Store, started: Schedule, channels: Channels, clock: Clock
) -> None:
    unknown = OutcomeUnknownError("timed out", answered=False)
    tries: list[CourierError] = [unknown] * (TELL_AFTER - 1)
    tries += [MustWaitError(1.0), unknown, unknown, unknown]

    class Silent(Channels):
        """Answers nothing in the reading's channel for a while, but once that it is to wait."""

        async def send(self, parcel: Parcel) -> Sent:
            if parcel.posting.destination_id == CHANNEL and tries:
                raise tries.pop(0)
            return await channels.send(parcel)

    delivery = Delivery(store, Silent(), clock)
    clock.pass_by(hours=1)
    while tries:
        await delivery.step()
        clock.pass_by(minutes=WAITING)
    await delivery.step()
    (words,) = notice_words(channels)
    assert "Discord has not answered several tries" in words
    assert channels.kinds() == ["notice", "excerpt"]


async def test_what_is_turned_away_without_a_reason_is_told_once_and_tried_ever_more_seldom(
    store: Store, started: Schedule, clock: Clock
) -> None:
    class Edge(Channels):
        """Lets nothing into the reading's channel, and does not say why."""

        tries = 0

        async def send(self, parcel: Parcel) -> Sent:
            if parcel.posting.destination_id == CHANNEL:
                self.tries += 1
                raise OutcomeUnknownError("Discord answered 403", answered=True, denied=True)
            return await super().send(parcel)

    edge = Edge()
    delivery = Delivery(store, edge, clock)
    clock.pass_by(hours=1)
    for _ in range(60):
        await delivery.step()
        clock.pass_by(seconds=10)
    # Of a thousand clubs these are fewer than the 10,000 after which Discord shuts an address out.
    assert edge.tries <= 8
    for _ in range(30):
        await delivery.step()
        clock.pass_by(minutes=5)
    assert edge.tries <= 8 + 16
    (words,) = notice_words(edge)
    assert "turns away each try to post excerpt 1" in words


async def test_tries_that_discord_has_answered_do_not_count_as_unanswered(
    store: Store, started: Schedule, channels: Channels, clock: Clock
) -> None:
    refused = DestinationRefusedError(50013, "I lack the permission Send Messages.")
    answered: list[CourierError] = [MustWaitError(1.0), refused] * TELL_AFTER
    tries = [*answered, OutcomeUnknownError("timed out", answered=False)]

    class Busy(Channels):
        """Has the reading's channel wait again and again, and then answers nothing, once."""

        async def send(self, parcel: Parcel) -> Sent:
            if parcel.posting.destination_id == CHANNEL and tries:
                raise tries.pop(0)
            return await channels.send(parcel)

    delivery = Delivery(store, Busy(), clock)
    clock.pass_by(hours=1)
    while tries:
        await delivery.step()
        clock.pass_by(minutes=WAITING)
        await delivery.resume_stopped()
    await delivery.step()
    assert not any("has not answered" in words for words in notice_words(channels))
    assert channels.kinds().count("excerpt") == 1


async def test_a_history_that_is_never_found_in_a_channel_that_is_there_is_asked_about(
    store: Store, started: Schedule, clock: Clock
) -> None:
    lost = Lost(history_only=True)
    lost.troubles = [OutcomeUnknownError("the connection was closed", answered=False)]
    delivery = Delivery(store, lost, clock)
    clock.pass_by(hours=1)
    for _ in range(TELL_AFTER + 1):
        await delivery.step()
        clock.pass_by(minutes=WAITING)
    pages_ = [p.page for _, p, _ in lost.messages if isinstance(p.page, NoticePage)]
    (doubtful_id,) = [page.doubtful_id for page in pages_ if page.doubtful_id is not None]
    await notices.decide(store, HERE, MODERATOR, doubtful_id, arrived=False, now=clock())
    await delivery.step()
    assert lost.kinds().count("excerpt") == 1


def deleted_by_a_moderator(channels: Channels) -> Callable[[], OutcomeUnknownError]:
    """It arrives, its answer does not, and somebody deletes it."""

    def trouble() -> OutcomeUnknownError:
        channels.messages = [m for m in channels.messages if m[0] != CHANNEL]
        return OutcomeUnknownError("the connection was closed", answered=False)

    return trouble


async def test_a_message_deleted_before_it_was_looked_for_comes_once_more_and_then_stands(
    started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [deleted_by_a_moderator(channels)]
    await delivery.step()
    for _ in range(4):
        clock.pass_by(seconds=SETTLE.total_seconds())
        await delivery.step()
    assert channels.kinds() == ["excerpt"]


@pytest.mark.parametrize(("arrived", "excerpts"), [(True, 0), (False, 1)])
async def test_a_message_deleted_while_its_posting_is_doubtful_is_what_the_moderator_says(
    store: Store,
    started: Schedule,
    delivery: Delivery,
    channels: Channels,
    clock: Clock,
    *,
    arrived: bool,
    excerpts: int,
) -> None:
    clock.pass_by(hours=1)
    channels.troubles = [deleted_by_a_moderator(channels)]
    channels.cannot_look = CannotLookError("no history")
    await delivery.step()
    clock.pass_by(seconds=20)
    await delivery.step()
    ((_, notice, _),) = channels.messages
    assert isinstance(notice.page, NoticePage)
    assert notice.page.doubtful_id is not None
    posting_id = notice.page.doubtful_id
    await notices.decide(store, HERE, MODERATOR, posting_id, arrived=arrived, now=clock())
    for _ in range(3):
        await delivery.step()
        clock.pass_by(seconds=20)
    assert channels.kinds().count("excerpt") == excerpts
    async with store.reading() as tx:
        posting = await postings.get(tx, posting_id)
    assert posting is not None
    assert posting.state is PostingState.DONE


async def test_a_channel_in_which_a_send_hangs_keeps_no_other_waiting(
    store: Store, started: Schedule, channels: Channels, clock: Clock
) -> None:
    await more_readings(store, clock, 3)
    clock.pass_by(hours=1)
    answers = asyncio.Event()

    class Hanging(Channels):
        """Takes what goes into one channel, and answers much later."""

        async def send(self, parcel: Parcel) -> Sent:
            if parcel.posting.destination_id == CHANNEL:
                await answers.wait()
            return await channels.send(parcel)

    stopping = asyncio.Event()
    running = asyncio.create_task(Delivery(store, Hanging(), clock).run(stopping))
    async with asyncio.timeout(60):
        while len(channels.messages) < 3:  # noqa: ASYNC110  a list tells nobody that it grows
            await asyncio.sleep(0.01)
        assert sorted(to for to, _, _ in channels.messages) == [400, 401, 402]
        answers.set()
        while len(channels.messages) < 4:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        stopping.set()
        await running


async def test_what_guards_against_posting_twice_is_never_tidied_away(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=1)
    await delivery.step()
    ((_, parcel, _),) = channels.messages
    await cadence.pause(store, HERE, MODERATOR, None, clock())
    clock.pass_by(days=800)
    await housekeeping.forget(store, clock())
    owed = parcel.posting
    again = NewPosting(owed.club_id, owed.kind, owed.subject_id, owed.occurrence, CHANNEL, clock())
    async with store.writing() as tx:
        assert not await postings.plan(tx, store.name, again)
    await delivery.step()
    assert channels.kinds().count("excerpt") == 1
