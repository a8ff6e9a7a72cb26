"""What completion offers: the sentences that the club has come to, and nothing to come."""

import asyncio
from dataclasses import replace

import pytest
from tests.services.club_at_work import (
    ANNA,
    ClubAtWork,
    begin_reading,
    well_read,
    write,
)

from readbot.club.clubs import Place
from readbot.club.mistakes import Mistake
from readbot.club.readings import ReadingState
from readbot.services import passages, posted
from readbot.store import readings
from readbot.store.database import Store


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
