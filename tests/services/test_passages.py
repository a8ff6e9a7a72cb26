"""Which words a note is about: found, asked about, or refused."""

from typing import Any

import pytest
from tests.services.club_at_work import (
    ANNA,
    NOW,
    TEXT,
    TWICE,
    ClubAtWork,
    begin_reading,
    bodies,
    found_club,
    thought,
    well_read,
    write,
)

from readbot.club.clubs import Place
from readbot.club.links import Link
from readbot.club.mistakes import Mistake
from readbot.club.notes import (
    Unclear,
    no_such_reading,
    not_yet,
)
from readbot.club.readings import ReadingState
from readbot.services import drafts, notes
from readbot.store.database import Store


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
