"""The weekly digest in a real database."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import delete
from tests.services.discussion import DAY, MEMBER, MODERATOR, MONDAY, PLACE, Story, begin

from readbot.club.cadence import instant
from readbot.club.mistakes import Mistake
from readbot.club.notes import NoteKind, ShowTo
from readbot.club.postings import Look, PostingState
from readbot.services import digests, pages
from readbot.store import claims, clubs, notes, postings, tables
from readbot.store import digests as kept
from readbot.store.database import Store

SUNDAY = datetime(2026, 3, 8, 17, 0, tzinfo=UTC)


async def test_a_week_becomes_one_digest_with_what_was_read_said_and_asked(store: Store) -> None:
    story = await begin(store)
    await story.post(1, MONDAY)
    await story.post(2, MONDAY + DAY)
    quote = "A lamp is a promise."
    await story.note("It promises warmth.", MONDAY + DAY, quote=quote, kind=NoteKind.AGREEMENT)
    await story.note(
        "A lamp promises nothing at all.",
        MONDAY + DAY,
        quote=quote,
        kind=NoteKind.DISAGREEMENT,
        author=(3, "Cleo"),
    )
    question = await story.note("Who paid him?", MONDAY + 2 * DAY, kind=NoteKind.QUESTION)
    answer = await story.note(
        "The town did.",
        MONDAY + 3 * DAY,
        kind=NoteKind.ANSWER,
        author=(3, "Cleo"),
        parent=question,
    )
    await story.settle(question, answer)
    await story.note("Where was this?", MONDAY + 4 * DAY, kind=NoteKind.QUESTION)

    assert await digests.plan_due(store, SUNDAY) == 1
    assert await digests.plan_due(store, SUNDAY) == 0

    async with store.reading() as tx:
        [posting] = await postings.waiting(tx)
        view = await digests.view_of(tx, posting)
    assert view is not None
    [part] = view.parts
    assert [excerpt.number for excerpt in part.excerpts] == [1, 2]
    assert (part.posted, part.total) == (2, 4)
    assert [(p.quoted, p.notes, p.excerpt) for p in part.passages] == [(quote, 2, 1)]
    [sides] = part.sides
    assert [v.author for v in (*sides.agreeing, *sides.disagreeing)] == ["Ben", "Cleo"]
    assert sides.agreeing[0].link is not None
    [answered] = part.answered
    assert (answered.answers[0].body, answered.accepted) == ("The town did.", True)
    assert [asked.question.body for asked in part.open] == ["Where was this?"]
    assert part.next is not None
    assert part.next.number == 3
    assert (view.notes, view.voices) == (5, 2)


async def _sent(story: Story, at: datetime) -> None:
    assert await digests.plan_due(story.store, at) == 1
    await story.arrive(at)


async def test_the_next_window_begins_where_the_last_sent_digest_ended(store: Store) -> None:
    story = await begin(store)
    await story.note("The first week.", MONDAY)
    await _sent(story, SUNDAY)
    await story.note("The second week.", SUNDAY + DAY)
    await _sent(story, SUNDAY + 7 * DAY)

    async with store.reading() as tx:
        found = await kept.sent_in(tx, story.club.id, None, None)
    assert [(d.start, d.end) for d in found] == [
        (MONDAY, SUNDAY),
        (SUNDAY, SUNDAY + 7 * DAY),
    ]
    view = await digests.view(store, found[1].id)
    assert [v.body for t in view.parts[0].themes for v in t.voices] == ["The second week."]


async def test_the_same_words_are_shown_once_however_many_wrote_them(store: Store) -> None:
    story = await begin(store)
    for number in range(9):
        await story.note("I agree.", MONDAY, author=(100 + number, f"Member {number}"))
    await story.note("The man deserved thanks.", MONDAY, author=(99, "Cleo"))
    view = await digests.preview(store, PLACE, MODERATOR, SUNDAY)
    said = [voice.body for theme in view.parts[0].themes for voice in theme.voices]
    assert sorted(said) == ["I agree.", "The man deserved thanks."]


async def test_weeks_of_both_clock_changes_come_at_the_same_hour_without_a_gap(
    store: Store,
) -> None:
    for first in (date(2026, 3, 22), date(2026, 10, 18)):
        async with store.writing() as tx:
            await tx.execute(delete(tables.clubs))
            await tx.execute(delete(tables.servers))
        story = await begin(store)
        began = instant(first, time(18), story.club.zone)
        async with store.writing() as tx:
            await clubs.change(tx, replace(story.club, digest_next_at=began))
        for week in range(3):
            at = instant(first + timedelta(days=7 * week), time(18), story.club.zone)
            await story.note(f"Week {week}.", at - timedelta(seconds=1))
            assert await digests.plan_due(store, at - timedelta(seconds=1)) == 0
            await _sent(story, at)
            assert await digests.plan_due(store, at) == 0
        async with store.reading() as tx:
            found = await kept.sent_in(tx, story.club.id, None, None)
        assert [one.start for one in found[1:]] == [one.end for one in found[:-1]]
        assert {story.club.local(one.end).time() for one in found} == {time(18)}
        views = [await digests.view(store, one.id) for one in found]
        assert [view.notes for view in views] == [1, 1, 1]


async def test_a_day_that_is_changed_in_the_middle_of_a_week_loses_and_repeats_nothing(
    store: Store,
) -> None:
    story = await begin(store)
    await story.note("The first week.", MONDAY)
    await _sent(story, SUNDAY)
    await story.note("On Monday.", SUNDAY + DAY)
    tuesday = SUNDAY + 2 * DAY
    club = await digests.settings(store, PLACE, MODERATOR, day=2, time=time(18), now=tuesday)
    wednesday = SUNDAY + 3 * DAY
    assert club.digest_next_at == wednesday
    await story.note("On Thursday.", SUNDAY + 4 * DAY)
    await _sent(story, wednesday)
    await _sent(story, wednesday + 7 * DAY)
    async with store.reading() as tx:
        found = await kept.sent_in(tx, story.club.id, None, None)
    assert [(one.start, one.end) for one in found[1:]] == [
        (SUNDAY, wednesday),
        (wednesday, wednesday + 7 * DAY),
    ]
    told = [(await digests.view(store, one.id)).notes for one in found]
    assert told == [1, 1, 1]


async def test_after_a_clock_that_was_ahead_the_group_waits_no_longer_than_to_its_next_day(
    store: Store,
) -> None:
    story = await begin(store)
    await story.note("The first week.", MONDAY)
    await _sent(story, SUNDAY + 500 * DAY)
    assert await digests.reckon_anew(store, SUNDAY + DAY) == 1
    await story.note("The second week.", SUNDAY + 2 * DAY)
    await _sent(story, SUNDAY + 7 * DAY)
    async with store.reading() as tx:
        found = await kept.sent_in(tx, story.club.id, None, None)
    start = SUNDAY.replace(hour=0)
    assert (start, SUNDAY + 7 * DAY) in [(d.start, d.end) for d in found]


async def test_missed_weeks_become_one_digest_of_all_of_them(store: Store) -> None:
    story = await begin(store)
    await story.note("The first week.", MONDAY)
    await story.note("The third week.", MONDAY + 15 * DAY)
    late = SUNDAY + 16 * DAY
    assert await digests.plan_due(store, late) == 1
    async with store.reading() as tx:
        [posting] = await postings.waiting(tx)
        view = await digests.view_of(tx, posting)
        club = await clubs.get(tx, story.club.id)
    assert view is not None
    assert (view.start, view.end, view.notes) == (MONDAY, late, 2)
    assert club is not None
    assert club.digest_next_at == datetime(2026, 3, 29, 16, 0, tzinfo=UTC)  # summer time began


async def test_a_newer_digest_takes_the_place_of_one_that_was_not_sent(store: Store) -> None:
    story = await begin(store)
    await story.note("The first week.", MONDAY)
    await digests.plan_due(store, SUNDAY)
    await story.note("The second week.", SUNDAY + DAY)
    await digests.plan_due(store, SUNDAY + 7 * DAY)
    async with store.reading() as tx:
        [posting] = await postings.waiting(tx)
        view = await digests.view_of(tx, posting)
    assert view is not None
    assert (view.end, view.notes) == (SUNDAY + 7 * DAY, 2)
    assert posting.due_at == SUNDAY + 7 * DAY


@pytest.mark.parametrize("doubt", ["claimed", "doubtful", "look first"])
async def test_a_digest_waits_for_one_that_may_be_under_way(store: Store, doubt: str) -> None:
    story = await begin(store)
    await story.note("The first week.", MONDAY)
    await digests.plan_due(store, SUNDAY)
    async with store.writing() as tx:
        [posting] = await claims.claim(tx, "someone", SUNDAY, 9)
        if doubt == "doubtful":
            await postings.end(tx, posting.id, PostingState.DOUBTFUL, "nobody knows")
        elif doubt == "look first":
            await claims.release(tx, posting.id, SUNDAY, Look.FIRST, "no answer")
    await story.note("The second week.", SUNDAY + DAY)
    assert await digests.plan_due(store, SUNDAY + 7 * DAY) == 0
    async with store.reading() as tx:  # and is not so much as looked at until then
        assert await clubs.digest_due(tx, SUNDAY + 7 * DAY) == []
    with pytest.raises(Mistake, match="on its way"):
        await digests.send(store, PLACE, MODERATOR, SUNDAY + 7 * DAY)

    async with store.writing() as tx:
        await postings.finish(tx, posting.id, posting.destination_id, 9999, SUNDAY)
    assert await digests.plan_due(store, SUNDAY + 7 * DAY) == 1
    async with store.reading() as tx:
        [next_posting] = await postings.waiting(tx)
        view = await digests.view_of(tx, next_posting)
    assert view is not None
    assert (view.start, view.notes) == (SUNDAY, 1)


async def test_a_failed_digest_is_owed_again_with_all_that_came_since(store: Store) -> None:
    story = await begin(store)
    await story.note("The first week.", MONDAY)
    await digests.plan_due(store, SUNDAY)
    async with store.writing() as tx:
        [posting] = await postings.waiting(tx)
        await postings.end(tx, posting.id, PostingState.FAILED, "refused")
    assert await digests.plan_due(store, SUNDAY + 7 * DAY) == 1
    async with store.reading() as tx:
        [again] = await postings.waiting(tx)
    assert (again.mark, again.attempts) == (posting.mark, 0)


async def test_an_empty_week_is_passed_over_in_silence_unless_the_club_wants_a_line(
    store: Store,
) -> None:
    story = await begin(store)
    assert await digests.plan_due(store, SUNDAY) == 0
    async with store.reading() as tx:
        assert await postings.waiting(tx) == []
        club = await clubs.get(tx, story.club.id)
    assert club is not None
    assert club.digest_next_at == datetime(2026, 3, 15, 17, 0, tzinfo=UTC)
    with pytest.raises(Mistake, match="Nothing was read or written"):
        await digests.send(store, PLACE, MODERATOR, SUNDAY)

    await digests.settings(store, PLACE, MODERATOR, when_empty=True, now=SUNDAY)
    assert await digests.plan_due(store, SUNDAY + 7 * DAY) == 1


async def test_a_digest_of_which_all_was_taken_back_before_it_is_sent_stays_away(
    store: Store,
) -> None:
    story = await begin(store)
    note = await story.note("Never mind.", MONDAY)
    await digests.plan_due(store, SUNDAY)
    async with store.writing() as tx:
        [posting] = await postings.waiting(tx)
        assert await pages.page_of(tx, posting, SUNDAY) is not None
        await notes.withdraw(tx, note, SUNDAY)
        assert await pages.page_of(tx, posting, SUNDAY) is None
        stands = replace(posting, state=PostingState.DONE)
        assert await pages.page_of(tx, stands, SUNDAY) is not None
        await clubs.change(tx, replace(story.club, digest_when_empty=True))
        assert await pages.page_of(tx, posting, SUNDAY) is not None


async def test_a_week_of_reading_without_a_note_still_gets_a_short_digest(store: Store) -> None:
    story = await begin(store)
    await story.post(1, MONDAY)
    assert await digests.plan_due(store, SUNDAY) == 1


async def test_open_questions_alone_make_no_digest_but_are_carried_into_the_next(
    store: Store,
) -> None:
    story = await begin(store)
    asked = await story.note("Who paid him?", MONDAY, kind=NoteKind.QUESTION)
    await _sent(story, SUNDAY)
    assert await digests.plan_due(store, SUNDAY + 7 * DAY) == 0

    await story.post(3, SUNDAY + 8 * DAY)
    await _sent(story, SUNDAY + 14 * DAY)
    async with store.reading() as tx:
        last = await kept.last_sent(tx, story.club.id)
    assert last is not None
    [open_one] = (await digests.view(store, last.id)).parts[0].open
    assert (open_one.question.note_id, open_one.carried, open_one.since) == (
        asked.id,
        True,
        MONDAY,
    )


async def test_an_answered_question_is_told_once(store: Store) -> None:
    story = await begin(store)
    asked = await story.note("Who paid him?", MONDAY, kind=NoteKind.QUESTION)
    answer = await story.note("The town.", MONDAY, kind=NoteKind.ANSWER, parent=asked)
    await _sent(story, SUNDAY)
    await story.settle(asked, answer)
    await _sent(story, SUNDAY + 7 * DAY)
    await story.note("Something else.", SUNDAY + 8 * DAY)
    await story.note("I agree with that.", SUNDAY + 8 * DAY, kind=NoteKind.ANSWER, parent=asked)
    await _sent(story, SUNDAY + 14 * DAY)
    async with store.reading() as tx:
        told = [
            [a for r in d.outline.readings for a in r.answered]
            for d in await kept.sent_in(tx, story.club.id, None, None)
        ]
    assert told == [[], [asked.id], []]


async def test_what_is_hidden_withdrawn_or_edited_later_is_so_in_the_digest(store: Store) -> None:
    story = await begin(store)
    await story.post(1, MONDAY)
    quote = "A lamp is a promise."
    keeps = await story.note("The promise that stays.", MONDAY, quote=quote)
    goes = await story.note("The promise that goes.", MONDAY, quote=quote, author=(3, "Cleo"))
    await _sent(story, SUNDAY)
    async with store.writing() as tx:
        await notes.withdraw(tx, goes, SUNDAY)
        await notes.edit(tx, keeps, "The promise, said better.", SUNDAY)
        last = await kept.last_sent(tx, story.club.id)
    assert last is not None
    view = await digests.view(store, last.id)
    assert "goes" not in repr(view)
    assert "said better" in repr(view)
    assert [p.notes for p in view.parts[0].passages] == [1]


async def test_private_notes_and_names_that_are_not_wanted_stay_out(store: Store) -> None:
    story = await begin(store)
    await story.note("My secret thought.", MONDAY, show_to=ShowTo.ME)
    await story.note("Said aloud.", MONDAY, author=(4, "Dora"))
    await digests.settings(store, PLACE, MODERATOR, names=False, now=MONDAY)
    view = await digests.preview(store, PLACE, MODERATOR, SUNDAY)
    assert "secret" not in repr(view)
    assert "Said aloud." in repr(view)
    assert "Dora" not in repr(view)


async def test_a_preview_changes_nothing_and_sending_twice_sends_once(store: Store) -> None:
    story = await begin(store)
    await story.note("Said.", MONDAY)
    await digests.preview(store, PLACE, MODERATOR, SUNDAY - DAY)
    async with store.reading() as tx:
        assert await postings.waiting(tx) == []
    first = await digests.send(store, PLACE, MODERATOR, SUNDAY - DAY)
    second = await digests.send(store, PLACE, MODERATOR, SUNDAY - DAY)
    assert first.id == second.id
    async with store.reading() as tx:
        assert len(await postings.waiting(tx)) == 1


async def test_the_digest_is_for_moderators(store: Store) -> None:
    await begin(store)
    for deed in (
        digests.preview(store, PLACE, MEMBER, SUNDAY),
        digests.send(store, PLACE, MEMBER, SUNDAY),
        digests.settings(store, PLACE, MEMBER, day=1, now=SUNDAY),
    ):
        with pytest.raises(Mistake, match="Only moderators"):
            await deed


async def test_new_settings_move_the_next_digest(store: Store) -> None:
    await begin(store)
    club = await digests.settings(store, PLACE, MODERATOR, day=2, time=time(7, 30), now=MONDAY)
    assert club.digest_next_at == datetime(2026, 3, 4, 6, 30, tzinfo=UTC)
    assert club.digest_names


async def test_a_digest_that_is_gone_is_a_mistake(store: Store) -> None:
    await begin(store)
    with pytest.raises(Mistake, match="no such digest"):
        await digests.view(store, 77)
