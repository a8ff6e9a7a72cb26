"""Writing notes, changing them, and finding them again."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.services.club_at_work import (
    ANNA,
    BEN,
    CARLA,
    MODERATOR,
    NOW,
    TEXT,
    ClubAtWork,
    begin_reading,
    found_club,
    well_read,
)

from readbot.club.clubs import Person, Place, Threads
from readbot.club.links import Link
from readbot.club.mistakes import Mistake
from readbot.club.notes import (
    MOST_COUNTED,
    NewNote,
    Noted,
    NoteFilter,
    NoteKind,
    NoteOrder,
    ShowTo,
    Unclear,
    no_such_note,
    no_such_reading,
    not_yet,
)
from readbot.club.postings import PostingKind, PostingState
from readbot.club.readings import ReadingState
from readbot.services import drafts, note_lists, notes, passages, posted, questions
from readbot.store import claims, readings
from readbot.store import notes as kept
from readbot.store.database import Store

TWICE = "The tide tells them when."


def thought(body: str = "I like this.", **values: Any) -> NewNote:
    """A thought for the club, unless ``values`` say otherwise."""
    return replace(NewNote(None, NoteKind.THOUGHT, body), **values)


async def write(
    club: ClubAtWork, person: Person, body: str = "I like this.", minute: int = 0, **values: Any
) -> Noted:
    """A note, written some minutes after NOW."""
    now = NOW + timedelta(minutes=minute)
    return await notes.add(club.store, club.place, person, thought(body, **values), now)


async def bodies(club: ClubAtWork, person: Person, wanted: NoteFilter | None = None) -> list[str]:
    """What a member finds."""
    page = await note_lists.listed(club.store, club.place, person, wanted or NoteFilter())
    assert page.total == len(page.notes)
    return [view.note.body for view in page.notes]


# Where a note sits.


async def test_a_typed_quote_becomes_an_anchor_in_the_only_reading_that_runs(store: Store) -> None:
    club = await well_read(store)
    noted = await write(club, ANNA, quote="nobody on the island owns a clock")
    assert noted.note.anchor is not None
    assert noted.note.anchor.exact.startswith("Nobody on the island owns a clock")
    assert noted.note.excerpt == 1
    assert noted.note.author_name == "Anna"
    assert noted.excerpt_link == Link(club.club.server_id, 701, club.message_id(1))
    assert noted.note.link_message_id == club.message_id(1)
    again = await notes.one(store, club.place, ANNA, noted.note.id)
    assert again.note == noted.note


async def test_the_same_words_on_the_same_passage_within_minutes_are_one_note(store: Store) -> None:
    club = await well_read(store)
    first = await write(club, ANNA, "So calm.", quote="the ferry rests")
    again = await write(club, ANNA, "So calm.", 2, quote="the ferry rests")
    assert again.note.id == first.note.id
    assert await bodies(club, ANNA) == ["So calm."]
    others = [
        await write(club, BEN, "So calm.", quote="the ferry rests"),
        await write(club, ANNA, "So very calm.", quote="the ferry rests"),
        await write(club, ANNA, "So calm.", quote="nobody on the island owns a clock"),
        await write(club, ANNA, "So calm.", quote="the ferry rests", kind=NoteKind.QUESTION),
        await write(club, ANNA, "So calm.", 30, quote="the ferry rests"),
    ]
    assert len({first.note.id, *(other.note.id for other in others)}) == 6


async def test_a_chosen_value_becomes_exactly_those_words(store: Store) -> None:
    club = await well_read(store)
    noted = await write(club, ANNA, quote=club.value("the ferry rests"))
    assert noted.note.anchor is not None
    assert noted.note.anchor.exact == "the ferry rests"
    assert noted.note.anchor.start == TEXT.index("the ferry rests")
    assert noted.note.excerpt == 2


async def test_a_span_may_reach_over_two_posted_excerpts(store: Store) -> None:
    club = await well_read(store)
    start, end = club.span("The tide tells them when.\n\nOn Sundays")
    noted = await write(club, ANNA, span=(start, end))
    assert noted.note.anchor is not None
    assert noted.note.anchor.exact == "The tide tells them when.\n\nOn Sundays"
    assert noted.note.excerpt == 1


async def test_words_that_stand_twice_are_asked_about_and_the_choice_is_kept(store: Store) -> None:
    club = await well_read(store)
    with pytest.raises(Unclear) as unclear:
        await write(club, ANNA, "A rhyme.", quote=TWICE)
    assert [a.exact for a in unclear.value.candidates] == [TWICE, TWICE]
    assert await bodies(club, ANNA) == []
    noted = await notes.settle(store, club.place, ANNA, unclear.value.draft_id, 1, NOW)
    assert noted.note.anchor == unclear.value.candidates[1]
    assert noted.note.excerpt == 2
    assert noted.note.body == "A rhyme."
    with pytest.raises(Mistake, match="no longer kept"):
        await notes.settle(store, club.place, ANNA, unclear.value.draft_id, 0, NOW)


async def test_of_words_that_stand_twice_those_in_the_excerpt_at_hand_are_meant(
    store: Store,
) -> None:
    club = await well_read(store)
    noted = await write(club, ANNA, quote=TWICE, excerpt=2)
    assert noted.note.excerpt == 2
    here = await notes.add(store, club.thread(1), ANNA, thought(quote=TWICE), NOW)
    assert here.note.excerpt == 1


async def test_words_that_stand_once_more_in_what_is_to_come_are_not_asked_about(
    store: Store,
) -> None:
    club = await well_read(store, posted=1)
    noted = await write(club, ANNA, quote=TWICE)
    assert noted.note.excerpt == 1


async def test_words_that_are_nowhere_bring_the_nearest_and_keep_what_was_typed(
    store: Store,
) -> None:
    club = await well_read(store)
    with pytest.raises(Unclear) as unclear:
        await write(club, ANNA, "Mine.", quote="A lantern glows in the harbour tavern")
    assert 0 < len(unclear.value.candidates) <= 3
    draft = await drafts.get(store, club.place, ANNA, unclear.value.draft_id)
    assert draft.content["body"] == "Mine."
    assert draft.content["quote"] == "A lantern glows in the harbour tavern"
    whole = await notes.settle(store, club.place, ANNA, draft.id, None, NOW)
    assert whole.note.anchor is None
    assert whole.note.body == "Mine."


@pytest.mark.parametrize("choice", [-1, 2, 99])
async def test_a_choice_that_was_never_offered_changes_nothing(store: Store, choice: int) -> None:
    club = await well_read(store)
    with pytest.raises(Unclear) as unclear:
        await write(club, ANNA, quote=TWICE)
    with pytest.raises(Mistake, match="no longer kept"):
        await notes.settle(store, club.place, ANNA, unclear.value.draft_id, choice, NOW)
    await notes.settle(store, club.place, ANNA, unclear.value.draft_id, 0, NOW)


@pytest.mark.parametrize("posted", [1, 2])
async def test_what_is_not_posted_yet_is_refused_in_one_sentence_however_it_is_named(
    store: Store, posted: int
) -> None:
    club = await well_read(store, posted=posted)
    words = "The captain keeps a diary"
    ways: list[dict[str, Any]] = [
        {"quote": words},
        {"quote": club.value(words)},
        {"span": club.span(words)},
        {"excerpt": 3},
        {"excerpt": 99},
        {"span": (0, len(TEXT) + 50)},
        {"span": (5, 5)},
        {"span": (9, 5)},
    ]
    said = set()
    for way in ways:
        with pytest.raises(Mistake) as mistake:
            await write(club, ANNA, **way)
        said.add(str(mistake.value))
    assert said == {str(not_yet())}
    assert await bodies(club, ANNA) == []


async def test_a_note_may_be_on_a_whole_excerpt_or_on_the_reading(store: Store) -> None:
    club = await well_read(store)
    whole = await write(club, ANNA, excerpt=2)
    assert (whole.note.excerpt, whole.note.anchor) == (2, None)
    assert whole.note.link_message_id == club.message_id(2)
    general = await write(club, ANNA)
    assert (general.note.excerpt, general.excerpt_link) == (None, None)
    in_thread = await notes.add(store, club.thread(1), ANNA, thought(), NOW)
    assert in_thread.note.excerpt == 1


async def test_two_readings_at_once_are_told_apart_by_the_thread_or_asked_for(
    store: Store,
) -> None:
    club = await well_read(store)
    other = ClubAtWork(store, club.club, await begin_reading(store, club.club))
    await other.post(1)
    with pytest.raises(Mistake, match="several readings"):
        await write(club, ANNA, quote="The ferry leaves")
    here = await notes.add(store, other.thread(1), ANNA, thought(quote="The ferry leaves"), NOW)
    assert here.reading.id == other.reading.id
    named = await write(club, ANNA, quote="The ferry leaves", reading_id=club.reading.id)
    assert named.reading.id == club.reading.id


async def test_readings_that_wait_or_belong_to_others_are_as_good_as_none(store: Store) -> None:
    club = await well_read(store)
    waiting = await begin_reading(store, club.club, ReadingState.WAITING)
    neighbour = await well_read(store, server_id=club.club.server_id, home=702)
    stranger = await well_read(store, server_id=900, home=901)
    for reading_id in (waiting.id, neighbour.reading.id, stranger.reading.id, 10**9):
        for way in ({"reading_id": reading_id}, {"quote": f"r{reading_id}:0-9"}):
            with pytest.raises(Mistake) as mistake:
                await write(club, ANNA, **way)
            assert str(mistake.value) == str(no_such_reading())


async def test_without_a_reading_that_has_begun_there_is_nothing_to_write_about(
    store: Store,
) -> None:
    club = await found_club(store)
    place = Place(club.server_id, club.channel_id)
    with pytest.raises(Mistake, match="No reading has begun"):
        await notes.add(store, place, ANNA, thought(), NOW)


async def test_a_finished_reading_still_takes_notes(store: Store) -> None:
    club = await found_club(store)
    work = ClubAtWork(store, club, await begin_reading(store, club, ReadingState.FINISHED))
    await work.post(1)
    assert (await write(work, ANNA, quote="The ferry leaves")).note.excerpt == 1


async def test_an_empty_note_and_one_too_long_are_refused(store: Store) -> None:
    club = await well_read(store)
    with pytest.raises(Mistake, match="nothing in it"):
        await write(club, ANNA, " \n ")
    with pytest.raises(Mistake, match="4001 characters"):
        await write(club, ANNA, "x" * 4001)


# Completion.


async def test_completion_offers_sentences_posted_so_far_and_nothing_to_come(store: Store) -> None:
    club = await well_read(store)
    found = await passages.passages(store, club.place, "ferry")
    assert found
    for choice in found:
        assert "ferry" in choice.label
        assert len(choice.label) <= 100
        noted = await write(club, ANNA, quote=choice.value)
        assert noted.note.anchor is not None
        assert choice.label == f"{noted.note.excerpt}: {noted.note.anchor.exact}"
    assert not [
        c for c in await passages.passages(store, club.place, "captain") if "captain" in c.label
    ]


async def test_a_reading_under_way_is_taken_apart_before_anybody_types(store: Store) -> None:
    posted._folded.cache_clear()
    club = await well_read(store)
    await posted.warm(store)
    before = posted._folded.cache_info().misses
    offered = await passages.passages(store, club.place, "tide")
    assert offered
    assert posted._folded.cache_info().misses == before
    await club.post(3)
    await passages.passages(store, club.place, "tide")
    assert posted._folded.cache_info().misses == before + 1


@pytest.mark.parametrize("typed", ["tide", "the lamp", "ferry leavs", "zzz"])
async def test_completion_offers_the_same_before_and_after_a_reading_is_taken_apart(
    store: Store, typed: str
) -> None:
    club = await well_read(store)
    posted._folded.cache_clear()
    posted._split.cache_clear()
    posted._posted_before._known.clear()
    cold = await passages.passages(store, club.place, typed)
    await posted.warm(store)
    assert await passages.passages(store, club.place, typed) == cold


async def test_looking_at_the_list_takes_a_reading_apart_before_one_types(store: Store) -> None:
    club = await well_read(store)
    posted._folded.cache_clear()
    posted._posted_before._known.clear()
    assert await passages.passages(store, club.place, "")
    async with asyncio.timeout(30):
        async with store.reading() as tx:
            here = await posted.posted_of(store, tx, club.reading)
        while not here.is_taken_apart:  # noqa: ASYNC110  a thread tells nobody
            await asyncio.sleep(0.01)
    before = posted._folded.cache_info().misses
    assert await passages.passages(store, club.place, "tide")
    assert posted._folded.cache_info().misses == before


async def test_a_reading_that_rests_or_is_over_is_taken_apart_as_well(store: Store) -> None:
    posted._folded.cache_clear()
    club = await well_read(store)
    async with store.writing() as tx:
        await readings.change(tx, replace(club.reading, state=ReadingState.FINISHED))
    await posted.warm(store)
    before = posted._folded.cache_info().misses
    assert await passages.passages(store, club.place, "tide")
    assert posted._folded.cache_info().misses == before


async def test_what_else_the_club_reads_or_has_just_read_is_offered_and_found(
    store: Store,
) -> None:
    club = await well_read(store)
    over = replace(club.reading, state=ReadingState.FINISHED)
    async with store.writing() as tx:
        await readings.change(tx, over)
    newer = await begin_reading(store, club.club)
    async with store.writing() as tx:
        await readings.change(tx, replace(newer, title="The lighthouse and its last keeper"))
        begun = ClubAtWork(store, club.club, newer)
    await begun.post(3)
    # The running one is meant; what was read before it is offered as well, by its title.
    offered = await notes_offered(store, club, "Nobody on the island")
    assert offered[0] == f"r{club.reading.id}:27-61"
    label = (await passages.passages(store, club.place, "Nobody on the island"))[0].label
    assert label == "The ferry, 1: Nobody on the island owns a clock."
    untyped = await passages.passages(store, club.place, "")
    assert {choice.label.partition(",")[0] for choice in untyped} == {"The lighthouse and its…"}
    # Typed words are found there too, where they stand in one place only.
    noted = await write(club, ANNA, "Really?", quote="Nobody on the island owns a clock")
    assert (noted.reading.id, noted.note.excerpt) == (club.reading.id, 1)
    # Nothing of what is still to come anywhere is offered.
    assert not [
        v for v in await notes_offered(store, club, "lamp burns") if v.startswith(f"r{newer.id}:")
    ]


async def notes_offered(store: Store, club: ClubAtWork, typed: str) -> list[str]:
    """The references that completion offers in the club's channel."""
    return [choice.value for choice in await passages.passages(store, club.place, typed)]


async def test_where_several_readings_run_the_list_offers_all_of_them(store: Store) -> None:
    club = await well_read(store)
    other = ClubAtWork(store, club.club, await begin_reading(store, club.club))
    await other.post(3)
    assert len({v.partition(":")[0] for v in await notes_offered(store, club, "the")}) == 2
    assert len({v.partition(":")[0] for v in await notes_offered(store, club, "")}) == 2


async def test_before_anything_is_typed_completion_shows_the_excerpt_at_hand(store: Store) -> None:
    club = await well_read(store)
    newest = await passages.passages(store, club.place, "")
    assert [c.label[:2] for c in newest] == ["2:", "2:", "2:"]
    here = await passages.passages(store, club.thread(1), " ")
    assert here[0].label == "1: The ferry leaves at seven."


async def test_completion_is_empty_where_there_is_no_club_or_nothing_posted(store: Store) -> None:
    assert await passages.passages(store, Place(1, 2), "ferry") == []
    club = await well_read(store, posted=0)
    assert await passages.passages(store, club.place, "ferry") == []
    await begin_reading(store, club.club)
    assert await passages.passages(store, club.place, "ferry") == []


async def test_an_excerpts_sentences_are_found_by_its_mark_and_by_its_message(
    store: Store,
) -> None:
    club = await well_read(store, posted=1)
    posting = await club.post(2)
    by_mark = await passages.of_mark(store, club.place, posting.mark)
    by_message = await passages.of_excerpt(store, club.place, club.message_id(2))
    assert by_mark == by_message
    assert by_mark.excerpt.number == 2
    assert [c.label for c in by_mark.choices][1] == "2: The tide tells them when."
    elsewhere = Place(900, 901)
    for place, mark in ((elsewhere, posting.mark), (club.place, "0" * 16)):
        with pytest.raises(Mistake, match="not an excerpt"):
            await passages.of_mark(store, place, mark)
    with pytest.raises(Mistake, match="not an excerpt"):
        await passages.of_excerpt(store, elsewhere, club.message_id(2))


# Who sees it, and under which name.


async def test_a_private_note_is_its_authors_alone(store: Store) -> None:
    club = await well_read(store, threads=Threads.EACH_EXCERPT)
    mine = await write(club, ANNA, "Secret.", excerpt=1, show_to=ShowTo.ME)
    assert await bodies(club, ANNA) == ["Secret."]
    for other in (BEN, MODERATOR):
        assert await bodies(club, other) == []
        with pytest.raises(Mistake) as mistake:
            await notes.one(store, club.place, other, mine.note.id)
        assert str(mistake.value) == str(no_such_note())
    assert await club.waiting() == []
    assert await notes.counts(store, club.reading.id, 1) == 0


async def test_a_pseudonym_stays_the_same_within_a_reading_and_is_nobody_elses(
    store: Store,
) -> None:
    club = await well_read(store)
    anna = [await write(club, ANNA, show_to=ShowTo.PSEUDONYM) for _ in range(2)]
    ben = await write(club, BEN, show_to=ShowTo.PSEUDONYM)
    names = [noted.note.author_name for noted in (*anna, ben)]
    assert names[0] == names[1] != names[2]
    assert not {"Anna", "Ben"} & set(names)


async def test_a_list_by_member_does_not_give_a_pseudonym_away(store: Store) -> None:
    club = await well_read(store)
    await write(club, ANNA, "Signed.")
    await write(club, ANNA, "Masked.", minute=1, show_to=ShowTo.PSEUDONYM)
    by_anna = NoteFilter(member_id=ANNA.id)
    assert await bodies(club, BEN) == ["Masked.", "Signed."]
    assert await bodies(club, BEN, by_anna) == ["Signed."]
    assert await bodies(club, MODERATOR, by_anna) == ["Signed."]
    assert await bodies(club, ANNA, by_anna) == ["Masked.", "Signed."]


async def test_a_public_note_is_owed_to_its_excerpts_thread_where_threads_are_on(
    store: Store,
) -> None:
    club = await well_read(store, threads=Threads.EACH_EXCERPT)
    noted = await write(club, ANNA, excerpt=2)
    await write(club, ANNA, show_to=ShowTo.CLUB)
    (owed,) = await club.waiting()
    assert owed.kind is PostingKind.NOTE
    assert owed.subject_id == noted.note.id
    assert owed.destination_id == club.message_id(2)
    assert owed.occurrence == "0"
    await club.arrive(owed, 5555)
    async with store.writing() as tx:
        await kept.set_link(tx, noted.note.id, owed.destination_id, 5555)
    now = await notes.one(store, club.place, BEN, noted.note.id)
    assert now.posted == Link(club.club.server_id, club.message_id(2), 5555)
    assert now.note.link_message_id == 5555


async def test_without_threads_nothing_is_owed(store: Store) -> None:
    club = await well_read(store)
    await write(club, ANNA, excerpt=2)
    assert await club.waiting() == []


# Changing one's own.


async def test_editing_keeps_the_earlier_words(store: Store) -> None:
    club = await well_read(store)
    note = (await write(club, ANNA, "First.")).note
    later = NOW + timedelta(hours=1)
    for body in ("Second.", "Second.", "Third."):
        await notes.edit(store, club.place, ANNA, note.id, body, later)
    found = await notes.one(store, club.place, BEN, note.id)
    assert (found.note.body, found.note.edited_at) == ("Third.", later)
    async with store.reading() as tx:
        assert await kept.versions(tx, note.id) == [("First.", later), ("Second.", later)]


async def test_withdrawing_hides_a_note_from_everyone_and_keeps_it(store: Store) -> None:
    club = await well_read(store, threads=Threads.EACH_EXCERPT)
    note = (await write(club, ANNA, "Gone.", excerpt=1)).note
    await notes.withdraw(store, club.place, ANNA, note.id, NOW)
    assert await bodies(club, ANNA) == await bodies(club, BEN) == []
    assert await club.waiting() == []
    async with store.reading() as tx:
        row = await kept.get(tx, note.id)
    assert row is not None
    assert (row.body, row.withdrawn_at) == ("Gone.", NOW)
    for deed in (
        notes.withdraw(store, club.place, ANNA, note.id, NOW),
        notes.edit(store, club.place, ANNA, note.id, "Back?", NOW),
    ):
        with pytest.raises(Mistake) as mistake:
            await deed
        assert str(mistake.value) == str(no_such_note())


async def test_withdrawing_and_editing_name_the_message_that_stands_in_the_thread(
    store: Store,
) -> None:
    club = await well_read(store, threads=Threads.EACH_EXCERPT)
    note = (await write(club, ANNA, excerpt=1)).note
    (owed,) = await club.waiting()
    assert (await notes.edit(store, club.place, ANNA, note.id, "Other.", NOW)).posted is None
    await club.arrive(owed, 5555)
    there = Link(club.club.server_id, owed.destination_id, 5555)
    assert (await notes.edit(store, club.place, ANNA, note.id, "New.", NOW)).posted == there
    assert (await notes.withdraw(store, club.place, ANNA, note.id, NOW)).posted == there


async def test_a_message_that_may_have_left_is_not_called_cancelled_by_withdrawing(
    store: Store,
) -> None:
    club = await well_read(store, threads=Threads.EACH_EXCERPT)
    note = (await write(club, ANNA, excerpt=1)).note
    (owed,) = await club.waiting()
    async with store.writing() as tx:
        await claims.sending(tx, [owed.id], NOW)
    await notes.withdraw(store, club.place, ANNA, note.id, NOW)
    assert [p.state for p in await club.waiting()] == [PostingState.PLANNED]


async def test_only_the_author_changes_a_note_and_only_in_its_own_club(store: Store) -> None:
    club = await well_read(store)
    neighbour = await well_read(store, home=702)
    stranger = await well_read(store, server_id=900, home=901)
    note = (await write(club, ANNA, "Mine.")).note
    attempts = [
        (club.place, BEN),
        (club.place, MODERATOR),
        (neighbour.place, ANNA),
        (stranger.place, ANNA),
    ]
    for place, person in attempts:
        for deed in (
            notes.edit(store, place, person, note.id, "Taken.", NOW),
            notes.withdraw(store, place, person, note.id, NOW),
        ):
            with pytest.raises(Mistake) as mistake:
                await deed
            assert str(mistake.value) == str(no_such_note())
    assert await bodies(club, ANNA) == ["Mine."]


# Lists.


async def test_a_list_filters_by_reading_excerpt_passage_member_and_kind(store: Store) -> None:
    club = await well_read(store)
    other = await begin_reading(store, club.club, ReadingState.FINISHED)
    await write(club, ANNA, "one", 1, quote="The ferry leaves at seven")
    await write(club, BEN, "two", 2, quote="On Sundays the ferry rests")
    await write(club, BEN, "three", 3, kind=NoteKind.SOURCE, excerpt=2)
    await write(club, ANNA, "four", 4, reading_id=other.id)
    assert await bodies(club, CARLA) == ["four", "three", "two", "one"]
    found = NoteFilter(reading_id=club.reading.id)
    assert await bodies(club, CARLA, found) == ["three", "two", "one"]
    assert await bodies(club, CARLA, replace(found, excerpt=2)) == ["three", "two"]
    passage = replace(found, span=club.span("the ferry rests"))
    assert await bodies(club, CARLA, passage) == ["two"]
    assert await bodies(club, CARLA, NoteFilter(member_id=BEN.id)) == ["three", "two"]
    assert await bodies(club, CARLA, NoteFilter(kind=NoteKind.SOURCE)) == ["three"]


async def test_an_excerpts_notes_come_in_the_order_of_the_text(store: Store) -> None:
    club = await well_read(store)
    await write(club, ANNA, "lamp", 1, quote="A lamp burns")
    await write(club, ANNA, "rests", 2, quote="the ferry rests")
    await write(club, ANNA, "whole", 3, excerpt=2)
    await write(club, ANNA, "first", 4, excerpt=1)
    await write(club, ANNA, "general", 5)
    assert await bodies(club, BEN, NoteFilter(excerpt=2)) == ["whole", "rests", "lamp"]
    page = await note_lists.listed(
        store, club.place, BEN, NoteFilter(), 0, 10, order=NoteOrder.PLACE
    )
    assert [v.note.body for v in page.notes] == ["first", "whole", "rests", "lamp", "general"]
    assert page.titles == {club.reading.id: "The ferry"}
    links = [v.excerpt_link and v.excerpt_link.message_id for v in page.notes]
    assert links == [club.message_id(n) for n in (1, 2, 2, 2)] + [None]


async def test_pages_cover_the_list_once(store: Store) -> None:
    club = await well_read(store)
    for number in range(7):
        await write(club, ANNA, str(number), minute=number)
    seen = []
    for offset in (0, 3, 6, 9):
        page = await note_lists.listed(store, club.place, BEN, NoteFilter(), offset, 3)
        assert page.total == 7
        seen += [view.note.body for view in page.notes]
    assert seen == list("6543210")


async def test_a_long_list_says_that_it_is_longer_than_was_counted(store: Store) -> None:
    club = await well_read(store)
    note = (await write(club, ANNA)).note
    async with store.writing() as tx:
        for _ in range(MOST_COUNTED):
            await kept.add(tx, note)
    page = await note_lists.listed(store, club.place, BEN, NoteFilter())
    assert (page.total, page.is_longer) == (MOST_COUNTED, True)
    page = await note_lists.listed(store, club.place, BEN, NoteFilter(member_id=BEN.id))
    assert (page.total, page.is_longer) == (0, False)


async def test_a_list_for_another_clubs_reading_is_refused(store: Store) -> None:
    club = await well_read(store)
    stranger = await well_read(store, server_id=900, home=901)
    with pytest.raises(Mistake) as mistake:
        await bodies(club, ANNA, NoteFilter(reading_id=stranger.reading.id))
    assert str(mistake.value) == str(no_such_reading())


async def test_the_number_under_an_excerpt_is_that_of_the_list_behind_it(store: Store) -> None:
    club = await well_read(store)
    asked = await write(club, ANNA, "Why?", kind=NoteKind.QUESTION, excerpt=1)
    await write(club, BEN, excerpt=1)
    await write(club, BEN, excerpt=1, show_to=ShowTo.ME)
    await write(club, BEN, excerpt=2)
    await questions.answer(store, club.place, BEN, str(asked.note.id), "Because.", NOW)
    assert await notes.counts(store, club.reading.id, 1) == 2
    assert len(await bodies(club, CARLA, NoteFilter(excerpt=1))) == 2


# Drafts.


async def test_a_draft_is_kept_for_its_writer_alone_and_forgotten_when_used(store: Store) -> None:
    club = await well_read(store)
    stranger = await well_read(store, server_id=900, home=901)
    content = {"body": "half a thought", "mark": "abc"}
    draft_id = await drafts.keep(store, club.place, ANNA, "annotate", content, NOW)
    draft = await drafts.get(store, club.place, ANNA, draft_id)
    assert (draft.purpose, draft.content) == ("annotate", content)
    for place, person in ((club.place, BEN), (stranger.place, ANNA)):
        with pytest.raises(Mistake, match="no longer kept"):
            await drafts.get(store, place, person, draft_id)
        with pytest.raises(Mistake, match="no longer kept"):
            await drafts.forget(store, place, person, draft_id)
    await drafts.forget(store, club.place, ANNA, draft_id)
    with pytest.raises(Mistake, match="no longer kept"):
        await drafts.get(store, club.place, ANNA, draft_id)


async def test_a_draft_can_be_kept_where_there_is_no_club(store: Store) -> None:
    nowhere = Place(1, 2)
    draft_id = await drafts.keep(store, nowhere, ANNA, "form", {"body": "x"}, NOW)
    assert (await drafts.get(store, nowhere, ANNA, draft_id)).content == {"body": "x"}
