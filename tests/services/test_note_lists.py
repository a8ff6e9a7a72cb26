"""Finding notes again: filters, order, pages, and the number under an excerpt."""

from dataclasses import replace

import pytest
from tests.services.club_at_work import (
    ANNA,
    BEN,
    CARLA,
    NOW,
    begin_reading,
    bodies,
    well_read,
    write,
)

from readbot.club.mistakes import Mistake
from readbot.club.notes import (
    MOST_COUNTED,
    NoteFilter,
    NoteKind,
    NoteOrder,
    ShowTo,
    no_such_reading,
)
from readbot.club.readings import ReadingState
from readbot.services import note_lists, notes, questions
from readbot.store import notes as kept
from readbot.store.database import Store


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
