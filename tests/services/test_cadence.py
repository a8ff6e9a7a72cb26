"""Setting the pace of a reading."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.services.conftest import CHANNEL, HERE, MEMBER, MODERATOR, NOW

from readbot.club.clubs import LateRule, Place
from readbot.club.mistakes import Mistake
from readbot.club.postings import PostingState
from readbot.club.readings import ReadingState
from readbot.services import cadence, clubs, planning, queueing, readings
from readbot.services.cadence import Schedule
from readbot.services.readings import Added
from readbot.store import destinations, postings
from readbot.store.database import Store


async def owed(store: Store, reading_id: int) -> list[tuple[str, datetime]]:
    async with store.reading() as tx:
        found = await postings.unfinished_excerpts(tx, reading_id)
    return [(p.occurrence, p.due_at) for p in found]


async def test_a_started_reading_says_when_its_first_and_last_excerpt_come(
    added: Added, started: Schedule
) -> None:
    assert started.reading.state is ReadingState.RUNNING
    assert started.next_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert started.last_at is not None
    assert len(added.excerpts) > 2
    assert started.last_at > started.next_at


async def test_a_paused_reading_owes_nothing_and_goes_on_where_it_was(
    store: Store, started: Schedule
) -> None:
    await planning.plan_due(store, NOW + timedelta(hours=1))
    paused = await cadence.pause(store, HERE, MODERATOR, None, NOW + timedelta(hours=1))
    assert (paused.reading.next_excerpt, paused.next_at) == (1, None)
    assert await planning.plan_due(store, NOW + timedelta(days=9)) == 0
    assert await owed(store, started.reading.id) == []
    resumed = await cadence.resume(store, HERE, MODERATOR, None, NOW + timedelta(days=9))
    assert resumed.next_at == datetime(2026, 3, 11, 9, tzinfo=UTC)
    await planning.plan_due(store, resumed.next_at)
    assert await owed(store, started.reading.id) == [("1.0", resumed.next_at)]


async def test_a_skipped_date_brings_its_excerpt_at_the_following_one(
    store: Store, started: Schedule
) -> None:
    skipped = await cadence.skip(store, HERE, MODERATOR, None, NOW)
    assert skipped.next_at == datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert skipped.reading.next_excerpt == 1


async def test_next_posts_at_once_and_leaves_the_days_as_they_are(
    store: Store, started: Schedule
) -> None:
    after = await cadence.next_now(store, HERE, MODERATOR, None, NOW)
    assert await owed(store, started.reading.id) == [("1.0", NOW)]
    assert after.next_at == started.next_at


async def test_a_finished_reading_owes_nothing_more(store: Store, started: Schedule) -> None:
    await cadence.next_now(store, HERE, MODERATOR, None, NOW)
    done = await cadence.finish(store, HERE, MODERATOR, None, NOW)
    assert done.reading.state is ReadingState.FINISHED
    assert await owed(store, started.reading.id) == []
    async with store.reading() as tx:
        states = await postings.of_club(tx, done.club.id, (PostingState.CANCELLED,))
    assert len(states) == 1


async def test_the_queue_tells_what_comes_when(store: Store, started: Schedule) -> None:
    queue = await queueing.queue(store, HERE, MODERATOR, None, NOW)
    numbers = [number for number, _ in queue.items]
    assert numbers == list(range(1, started.reading.excerpts + 1))
    assert queue.items[0][1] == started.next_at
    assert queue.items[-1][1] == started.last_at


async def test_a_first_day_in_the_past_is_refused(store: Store, added: Added) -> None:
    with pytest.raises(Mistake, match="in the past"):
        await cadence.start(
            store, HERE, MODERATOR, None, days=None, time=None, first="2026-03-01", now=NOW
        )


async def test_members_cannot_set_the_pace(store: Store, started: Schedule) -> None:
    for deed in (cadence.pause, cadence.skip, cadence.next_now, cadence.finish):
        with pytest.raises(Mistake, match="moderators"):
            await deed(store, HERE, MEMBER, None, NOW)


async def test_a_reading_of_another_server_is_as_good_as_none(
    store: Store, started: Schedule
) -> None:
    elsewhere = Place(99, 98)
    await clubs.set_up(store, elsewhere, MODERATOR, clubs.SetUp(98), NOW)
    with pytest.raises(Mistake, match="no such reading"):
        await readings.preview(store, elsewhere, MODERATOR, str(started.reading.id))


async def test_a_club_that_moves_keeps_its_wall_clock_times(
    store: Store, started: Schedule
) -> None:
    moved = clubs.SetUp(CHANNEL, zone="America/New_York")
    await clubs.set_up(store, HERE, MODERATOR, moved, NOW)
    queue = await queueing.queue(store, HERE, MODERATOR, None, NOW)
    assert queue.items[0][1] == datetime(2026, 3, 2, 15, tzinfo=UTC)


async def test_an_occurrence_may_come_several_times_a_day_with_several_excerpts(
    store: Store, added: Added
) -> None:
    schedule = await cadence.start(
        store,
        HERE,
        MODERATOR,
        None,
        days="daily",
        time="18:00, 10:00",
        first=None,
        excerpts=2,
        skip="2026-03-01..2026-03-02",
        now=NOW,
    )
    queue = await queueing.queue(store, HERE, MODERATOR, None, NOW)
    assert [(number, f"{at:%d %H}") for number, at in queue.items] == [
        (1, "03 09"),
        (2, "03 09"),
        (3, "03 17"),
        (4, "03 17"),
    ]
    await planning.plan_due(store, NOW + timedelta(days=1, hours=1))
    assert [o for o, _ in await owed(store, schedule.reading.id)] == ["1.0", "2.0"]


async def test_named_dates_are_skipped(store: Store, started: Schedule) -> None:
    skipped = await cadence.skip(store, HERE, MODERATOR, None, NOW, dates="2026-03-01..2026-03-08")
    assert skipped.next_at == datetime(2026, 3, 9, 9, tzinfo=UTC)


async def test_an_end_before_anything_could_come_is_refused(store: Store, added: Added) -> None:
    with pytest.raises(Mistake, match="nothing would ever come"):
        await cadence.start(
            store,
            HERE,
            MODERATOR,
            None,
            days="sun",
            time=None,
            first=None,
            until="2026-03-03",
            now=NOW,
        )


async def test_an_excerpt_that_discord_refused_can_be_posted_after_all(
    store: Store, started: Schedule
) -> None:
    await cadence.next_now(store, HERE, MODERATOR, None, NOW)
    async with store.writing() as tx:
        (posting,) = await postings.unfinished_excerpts(tx, started.reading.id)
        await postings.end(tx, posting.id, PostingState.FAILED, "refused as it is")
    await cadence.repost(store, HERE, MODERATOR, None, 1, NOW)
    assert [o for o, _ in await owed(store, started.reading.id)] == ["1.1"]
    with pytest.raises(Mistake, match="has not been posted yet"):
        await cadence.repost(store, HERE, MODERATOR, None, 2, NOW)


async def test_a_reading_that_has_ended_is_said_to_have_ended(
    store: Store, started: Schedule
) -> None:
    await cadence.finish(store, HERE, MODERATOR, None, NOW)
    for ref in (None, str(started.reading.id)):
        with pytest.raises(Mistake, match="has ended"):
            await queueing.queue(store, HERE, MODERATOR, ref, NOW)


async def test_a_jump_back_posts_an_excerpt_again_under_a_repost_number(
    store: Store, started: Schedule
) -> None:
    await cadence.next_now(store, HERE, MODERATOR, None, NOW)
    async with store.writing() as tx:
        (posting,) = await postings.unfinished_excerpts(tx, started.reading.id)
        await postings.finish(tx, posting.id, CHANNEL, 555, NOW)
    jumped = await cadence.jump(store, HERE, MODERATOR, None, 1, NOW)
    assert jumped.reading.next_excerpt == 1
    await cadence.next_now(store, HERE, MODERATOR, None, NOW)
    assert [o for o, _ in await owed(store, started.reading.id)] == ["1.1"]
    with pytest.raises(Mistake, match="excerpts 1 to"):
        await cadence.jump(store, HERE, MODERATOR, None, 99, NOW)


async def test_only_what_was_posted_can_be_posted_again(store: Store, started: Schedule) -> None:
    with pytest.raises(Mistake, match="has not been posted yet"):
        await cadence.repost(store, HERE, MODERATOR, None, 1, NOW)


async def test_resuming_a_stopped_club_without_a_paused_reading_still_resumes_it(
    store: Store, added: Added
) -> None:
    async with store.writing() as tx:
        await destinations.stop(tx, CHANNEL, added.club.id, 50013, "no permission", NOW)
    with pytest.raises(Mistake, match="tried again now"):
        await cadence.resume(store, HERE, MODERATOR, None, NOW)
    async with store.reading() as tx:
        assert await destinations.stopped(tx) == []


async def test_a_date_that_was_left_out_can_be_put_back(store: Store, started: Schedule) -> None:
    await cadence.skip(store, HERE, MODERATOR, None, NOW, dates="2026-03-02..2026-03-04")
    queue = await queueing.queue(store, HERE, MODERATOR, None, NOW)
    assert [str(day) for day in queue.left_out] == ["2026-03-02", "2026-03-04"]
    back = await cadence.put_back(store, HERE, MODERATOR, None, "2026-03-04", NOW)
    assert f"{back.next_at:%m-%d}" == "03-04"
    back = await cadence.put_back(store, HERE, MODERATOR, None, "2026-03-02", NOW)
    assert back.next_at == started.next_at


async def test_the_last_date_that_was_left_out_brings_something_again_when_it_is_put_back(
    store: Store, added: Added
) -> None:
    started = await cadence.start(
        store,
        HERE,
        MODERATOR,
        None,
        days="mon",
        time="18:00",
        first=None,
        until="2026-03-02",
        now=NOW,
    )
    skipped = await cadence.skip(store, HERE, MODERATOR, None, NOW)
    assert (skipped.next_at, skipped.skipped_at) == (None, started.next_at)
    back = await cadence.put_back(store, HERE, MODERATOR, None, "2026-03-02", NOW)
    assert back.next_at == started.next_at


async def test_one_time_of_a_day_that_is_skipped_stays_so_when_dates_are_named(
    store: Store, added: Added
) -> None:
    await cadence.start(
        store, HERE, MODERATOR, None, days="daily", time="10:00, 18:00", first=None, now=NOW
    )
    skipped = await cadence.skip(store, HERE, MODERATOR, None, NOW)
    assert f"{skipped.next_at:%d %H}" == "02 17"
    named = await cadence.skip(store, HERE, MODERATOR, None, NOW, dates="2026-03-04")
    assert named.next_at == skipped.next_at
    back = await cadence.put_back(store, HERE, MODERATOR, None, "2026-03-04", NOW)
    assert back.next_at == skipped.next_at


async def test_a_new_pace_leaves_what_is_not_said_as_it_was(store: Store, added: Added) -> None:
    first = await cadence.start(
        store,
        HERE,
        MODERATOR,
        None,
        days="mon,wed",
        time="18:00",
        first="2026-03-09",
        skip="2026-03-16",
        excerpts=2,
        now=NOW,
    )
    assert not first.is_new_pace
    later = await cadence.start(
        store, HERE, MODERATOR, None, days=None, time=None, first=None, until="2026-03-31", now=NOW
    )
    assert later.is_new_pace
    assert first.cadence is not None
    assert later.cadence == replace(first.cadence, until=date(2026, 3, 31))
    assert await cadence.pace(store, HERE, MODERATOR, None) == later.cadence


async def test_what_is_caught_up_with_is_shown_when_it_comes_and_not_when_it_was_due(
    store: Store, started: Schedule
) -> None:
    rule = clubs.SetUp(CHANNEL, late_rule=LateRule.CATCH_UP)
    await clubs.set_up(store, HERE, MODERATOR, rule, NOW)
    late = NOW + timedelta(days=5)
    await planning.plan_due(store, late)
    queue = await queueing.queue(store, HERE, MODERATOR, None, late)
    gap = timedelta(minutes=15)
    assert [at for _, at in queue.items[:3]] == [late, late + gap, late + 2 * gap]
    (standing,) = (await readings.standing(store, HERE, late))[1]
    assert standing.next_at == late + gap


async def test_what_a_reading_never_had_is_not_said_to_come_later(
    store: Store, started: Schedule
) -> None:
    with pytest.raises(Mistake, match="excerpts 1 to"):
        await cadence.repost(store, HERE, MODERATOR, None, 99, NOW)
    await cadence.finish(store, HERE, MODERATOR, None, NOW)
    with pytest.raises(Mistake, match="never posted, and that reading has ended"):
        await cadence.repost(store, HERE, MODERATOR, None, 2, NOW)


async def test_a_button_that_is_pressed_twice_posts_one_excerpt(
    store: Store, started: Schedule
) -> None:
    pressed = [
        cadence.next_now(store, HERE, MODERATOR, None, NOW, number=1),
        cadence.next_now(store, HERE, MODERATOR, None, NOW, number=1),
    ]
    outcomes = await asyncio.gather(*pressed, return_exceptions=True)
    (refused,) = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert isinstance(refused, Mistake)
    assert "not the next one any more" in str(refused.msgid)
    assert await owed(store, started.reading.id) == [("1.0", NOW)]
