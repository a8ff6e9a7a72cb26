"""What a club keeps for so many days only goes in time, and nothing else does."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select
from tests.services.club_at_work import ANNA, BEN, CARLA, NOW, ClubAtWork, well_read

from readbot.club.notes import NewNote, Note, NoteFilter, NoteKind, ShowTo
from readbot.club.readings import ReadingState
from readbot.services import (
    finds,
    housekeeping,
    members,
    note_lists,
    notes,
    questions,
    replies,
    retention,
)
from readbot.store import clubs, readings
from readbot.store.database import Store
from readbot.store.tables import findable, note_versions
from readbot.store.tables import notes as kept

DAY = timedelta(days=1)


async def keep_for(club: ClubAtWork, days: int) -> None:
    """The club's setting."""
    async with club.store.writing() as tx:
        await clubs.change(tx, replace(club.club, keep_notes=days))


async def write(club: ClubAtWork, body: str, day: int, show_to: ShowTo = ShowTo.CLUB) -> Note:
    """Anna's note on the first excerpt, so many days later."""
    new = NewNote(None, NoteKind.QUESTION, body, excerpt=1, show_to=show_to)
    return (await notes.add(club.store, club.place, ANNA, new, NOW + day * DAY)).note


async def forget(club: ClubAtWork, day: float) -> int:
    """One hour's tidying, so many days later."""
    return (await housekeeping.forget(club.store, NOW + day * DAY)).conversations


async def bodies(club: ClubAtWork) -> set[str]:
    """What the group sees in the list."""
    page = await note_lists.listed(club.store, club.place, CARLA, NoteFilter())
    return {view.note.body for view in page.notes}


async def rows(store: Store) -> tuple[int, ...]:
    """How many notes and earlier wordings are kept, and notes that can be found."""
    async with store.reading() as tx:
        return tuple(
            [
                (await tx.execute(select(func.count(column)))).scalar_one()
                for column in (kept.c.id, note_versions.c.id, findable.c.note_id)
            ]
        )


async def test_a_conversation_goes_as_a_whole_after_its_last_word(store: Store) -> None:
    club = await well_read(store)
    await keep_for(club, 30)
    old = await write(club, "A lone lamp.", 0)
    await notes.edit(store, club.place, ANNA, old.id, "A lone lantern.", NOW)
    asked = await write(club, "Who lights it?", 0)
    await questions.answer(store, club.place, BEN, str(asked.id), "The keeper.", NOW + 20 * DAY)
    await write(club, "For me alone.", 1, ShowTo.ME)
    await write(club, "Of late.", 29)
    assert await forget(club, 29.9) == 0
    assert await forget(club, 40) == 2
    assert await bodies(club) == {"Who lights it?", "Of late."}
    assert (await finds.search(store, club.place, CARLA, "lantern")).notes == ()
    # Its message had a day to go from Discord.
    assert await forget(club, 40.5) == 0
    assert await rows(store) == (5, 1, 3)
    assert await forget(club, 41.1) == 2
    assert await rows(store) == (3, 0, 3)
    assert await forget(club, 51) == 1
    assert await bodies(club) == {"Of late."}
    assert await forget(club, 52.1) == 1
    assert await rows(store) == (1, 0, 1)


async def test_a_changed_word_counts_as_said_when_it_was_changed(store: Store) -> None:
    club = await well_read(store)
    await keep_for(club, 30)
    note = await write(club, "A lamp.", 0)
    replied = (await replies.reply(store, club.place, BEN, note.id, "Yes.", NOW)).note
    await notes.edit(store, club.place, BEN, replied.id, "Yes, two.", NOW + 20 * DAY)
    assert await forget(club, 49) == 0
    assert await forget(club, 51) == 1


async def test_without_the_setting_everything_stays(store: Store) -> None:
    club = await well_read(store)
    await write(club, "A lamp.", 0)
    assert await forget(club, 5000) == 0
    assert await bodies(club) == {"A lamp."}


async def test_who_read_what_and_as_whom_goes_with_a_reading_that_ended(store: Store) -> None:
    club = await well_read(store)
    await keep_for(club, 30)
    await write(club, "Masked.", 0, ShowTo.PSEUDONYM)
    ended = replace(club.reading, state=ReadingState.FINISHED, finished_at=NOW + 5 * DAY)
    await forget(club, 60)
    assert (await members.my_data(store, ANNA, club.place.server_id)).read_marks == 2
    async with store.writing() as tx:
        await readings.change(tx, ended)
    await forget(club, 34)
    assert (await members.my_data(store, ANNA, club.place.server_id)).pseudonyms == 1
    for day in (61.1, 61.2):
        await forget(club, day)
    left = await members.my_data(store, ANNA, club.place.server_id)
    assert (left.notes, left.read_marks, left.pseudonyms) == (0, 0, 0)


async def test_a_setting_that_is_taken_back_meanwhile_is_heeded(store: Store) -> None:
    club = await well_read(store)
    await keep_for(club, 30)
    await write(club, "A lone lamp.", 0)
    await keep_for(club, 0)
    assert await retention._forget_some(store, club.club.id, NOW + 90 * DAY) == 0
    assert await bodies(club) == {"A lone lamp."}
