"""After an erasure the member's id stands in no row of any table, whatever they had done."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.services.club_at_work import BEN, NOW, SERVER, ClubAtWork, well_read

from readbot.club.clubs import Person, Threads
from readbot.club.links import Link
from readbot.club.members import AnswersBy
from readbot.club.mistakes import Mistake
from readbot.club.notes import NewNote, NoteKind, ShowTo
from readbot.services import keeping, members, mutes, notes, order, questions, replies
from readbot.store.database import Store
from readbot.store.tables import metadata

# Long enough not to stand in anything by chance; Anna moderates, too.
ANNA = Person(987_654_321_012_345_678, "Anna")
BOTH = Person(ANNA.id, ANNA.name, manages_messages=True)
# Columns that may hold a person; a new one belongs here, and into store/personal.py.
PERSONS = {
    "clubs": {"set_up_by"},
    "readings": {"added_by"},
    "notes": {"author_id"},
    "pseudonyms": {"member_id"},
    "read_marks": {"member_id"},
    "drafts": {"member_id", "about_id"},
    "nods": {"member_id"},
    "choices": {"member_id"},
    "audit": {"actor_id", "subject_id"},
    "flags": {"member_id"},
    "mutes": {"member_id", "by_id"},
    "word_rules": {"added_by"},
    "postings": {"destination_id"},
}


async def everything_done(club: ClubAtWork) -> None:
    """Anna does all that leaves a trace, as a member and as a moderator."""
    store, place = club.store, club.place
    said = Link(SERVER, place.channel_id, 77)
    note = (
        await notes.add(store, place, ANNA, NewNote(None, NoteKind.THOUGHT, "Zinnober."), NOW)
    ).note
    masked = NewNote(None, NoteKind.QUESTION, "Zinnober?", show_to=ShowTo.PSEUDONYM)
    asked = (await notes.add(store, place, ANNA, masked, NOW)).note
    other = (
        await notes.add(store, place, BEN, NewNote(None, NoteKind.THOUGHT, "Ben's."), NOW)
    ).note
    await questions.answer(store, place, BEN, str(asked.id), "So.", NOW)
    await notes.edit(store, place, ANNA, note.id, "Zinnober, changed.", NOW)
    await replies.nod(store, place, ANNA, other.id, NOW)
    await order.flag(store, place, ANNA, other.id, NOW)
    await members.choose(store, place, ANNA, answers=AnswersBy.MESSAGE)
    await keeping.ask_author(store, place, BEN, ANNA, NoteKind.THOUGHT, "Zinnober said", said, NOW)
    unclear = NewNote(None, NoteKind.THOUGHT, "Zinnober.", quote="The tide tells them when.")
    with pytest.raises(Mistake):
        await notes.add(store, place, ANNA, unclear, NOW)
    await order.words(store, place, BOTH, NOW, add="gribble")
    await order.hide(store, place, BOTH, other.id, other.revision, "So.", NOW)
    await mutes.mute(store, place, BOTH, BEN.id, "So.", None, NOW)
    boss = Person(99, "Boss", manages_messages=True)
    await mutes.mute(store, place, boss, ANNA.id, "Enough.", None, NOW)


async def found(store: Store, wanted: str) -> dict[str, set[str]]:
    """Where something stands: the columns, by table."""
    places: dict[str, set[str]] = {}
    async with store.reading() as tx:
        for table in metadata.sorted_tables:
            for row in (await tx.execute(select(table))).mappings():
                for name, value in row.items():
                    if wanted in str(value):
                        places.setdefault(table.name, set()).add(str(name))
    return places


def test_every_column_that_may_hold_a_person_is_known_here() -> None:
    ends = ("member_id", "author_id", "actor_id", "by_id", "added_by", "set_up_by", "about_id")
    there = {(t.name, c.name) for t in metadata.sorted_tables for c in t.c if c.name.endswith(ends)}
    assert there <= {(table, column) for table, columns in PERSONS.items() for column in columns}


async def test_a_member_is_erased_from_every_table_that_had_them(store: Store) -> None:
    club = await well_read(store, threads=Threads.EACH_EXCERPT)
    await members.mark_all_read(store, club.place, ANNA, NOW)
    await everything_done(club)
    before = await found(store, str(ANNA.id))
    for table, columns in PERSONS.items():
        if table not in {"clubs", "readings"}:
            assert columns <= before[table], table
    await members.erase(store, ANNA, SERVER, NOW + timedelta(hours=1))
    assert await found(store, str(ANNA.id)) == {}
    assert await found(store, "Zinnober") == {}
    assert (await members.my_data(store, ANNA, SERVER)).mutes == 1
