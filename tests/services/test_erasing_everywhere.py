"""After an erasure the member's id stands in no row of any table, whatever they had done."""

from datetime import timedelta

import pytest
from sqlalchemy import BigInteger, select
from tests.services.club_at_work import BEN, NOW, SERVER, ClubAtWork, well_read

from readbot.club.clubs import Person, Threads
from readbot.club.links import Link
from readbot.club.members import AnswersBy
from readbot.club.mistakes import Mistake
from readbot.club.notes import NewNote, NoteKind, ShowTo
from readbot.services import digests, keeping, members, mutes, notes, order, questions, replies
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

# Numbers that are nobody's: of servers, channels, messages, roles, notes.
NO_PERSONS = {
    "clubs": {
        "server_id", "channel_id", "moderator_channel_id", "moderator_role_id", "notify_role_id"
    },
    "readings": {"channel_id"},
    "notes": {
        "accepted_id", "link_channel_id", "link_message_id", "source_channel_id",
        "source_message_id",
    },
    "postings": {"subject_id", "message_id"},
}  # fmt: skip
# Tables of which no row is about a person, or in which nothing of a member's stands here.
WITHOUT = {"servers", "house", "destinations", "cadences", "badges"}


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
    await digests.send(store, place, BOTH, NOW + timedelta(minutes=1))
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


async def filled(store: Store) -> set[str]:
    """The tables that have a row: erasing proves nothing of an empty one."""
    async with store.reading() as tx:
        return {
            table.name
            for table in metadata.sorted_tables
            if (await tx.execute(select(table).limit(1))).first() is not None
        }


def test_every_number_that_discord_could_have_given_is_a_persons_or_known_to_be_none() -> None:
    """Whoever adds one says here which it is, and erases it if it is a person's."""
    numbers = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, BigInteger) and not column.foreign_keys
    }
    own = {(table.name, "id") for table in metadata.sorted_tables if "id" in table.c}
    persons = {(table, column) for table, columns in PERSONS.items() for column in columns}
    others = {(table, column) for table, columns in NO_PERSONS.items() for column in columns}
    assert numbers - own == persons | others
    assert not persons & others


async def test_a_member_is_erased_from_every_table_that_had_them(store: Store) -> None:
    club = await well_read(store, threads=Threads.EACH_EXCERPT)
    await members.mark_all_read(store, club.place, ANNA, NOW)
    await everything_done(club)
    before = await found(store, str(ANNA.id))
    assert {table.name for table in metadata.sorted_tables} - await filled(store) <= WITHOUT
    for table, columns in PERSONS.items():
        if table not in {"clubs", "readings"}:
            assert columns <= before[table], table
    await members.erase(store, ANNA, SERVER, NOW + timedelta(hours=1))
    assert await found(store, str(ANNA.id)) == {}
    assert await found(store, "Zinnober") == {}
    assert (await members.my_data(store, ANNA, SERVER)).mutes == 1
