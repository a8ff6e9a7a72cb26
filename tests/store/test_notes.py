"""Notes in the database: that the store's conditions say what the club's rules say."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

from tests.services.club_at_work import ANNA, BEN, NOW, at_work

from readbot.club.notes import Note, NoteFilter, NoteKind, NoteOrder, QuestionState, ShowTo, can_see
from readbot.store import notes
from readbot.store.database import Store
from readbot.text.anchors import at

TEXT = "A short text to stand on, for the length of a test."


def note_of(club_id: int, reading_id: int, author_id: int | None) -> Note:
    """A public note on a few words."""
    return Note(
        id=0,
        club_id=club_id,
        reading_id=reading_id,
        kind=NoteKind.THOUGHT,
        author_id=author_id,
        author_name="Someone",
        body="Words.",
        anchor=at(TEXT, 2, 12),
        excerpt=1,
        show_to=ShowTo.CLUB,
        state=None,
        parent_id=None,
        accepted_id=None,
        link_channel_id=2**62,
        link_message_id=2**62 + 1,
        created_at=NOW,
    )


async def test_a_note_comes_back_as_it_was_kept(store: Store) -> None:
    club = await at_work(store, posted=0)
    plain = note_of(club.club.id, club.reading.id, ANNA.id)
    every = [
        plain,
        replace(plain, anchor=None, excerpt=None, link_channel_id=None, link_message_id=None),
        replace(plain, kind=NoteKind.QUESTION, state=QuestionState.PARKED, accepted_id=7),
        replace(plain, edited_at=NOW, withdrawn_at=NOW, hidden_at=NOW, author_id=None),
    ]
    async with store.writing() as tx:
        ids = [await notes.add(tx, note) for note in every]
    async with store.reading() as tx:
        assert [await notes.get(tx, i) for i in ids] == [
            replace(note, id=i) for note, i in zip(every, ids, strict=True)
        ]
        assert set(await notes.by_ids(tx, [*ids, 10**9])) == set(ids)
        assert await notes.get(tx, 10**9) is None


async def test_what_is_listed_is_exactly_what_each_member_can_see(store: Store) -> None:
    club = await at_work(store, posted=0)
    plain = note_of(club.club.id, club.reading.id, None)
    fates = [(None, None), (NOW, None), (None, NOW)]
    combinations = product((ANNA.id, BEN.id, None), ShowTo, fates)
    kept = []
    async with store.writing() as tx:
        for author_id, show_to, (withdrawn, hidden) in combinations:
            note = replace(plain, author_id=author_id, show_to=show_to)
            note = replace(note, withdrawn_at=withdrawn, hidden_at=hidden)
            kept.append(replace(note, id=await notes.add(tx, note)))
    async with store.reading() as tx:
        for viewer in (ANNA.id, BEN.id, 99):
            page, total = await notes.listed(
                tx, club.club.id, viewer, NoteFilter(), NoteOrder.NEWEST, 0, 100
            )
            wanted = {note.id for note in kept if can_see(note, viewer)}
            assert {note.id for note in page} == wanted
            assert total == len(wanted)
        public = await notes.public(tx, club.club.id)
        assert {note.id for note in public} == {note.id for note in kept if note.is_public}
        counted = await notes.count_public(tx, club.reading.id, 1)
        assert counted == len(public)


async def test_public_notes_are_those_of_a_window_that_excludes_its_end(store: Store) -> None:
    club = await at_work(store, posted=0)
    plain = note_of(club.club.id, club.reading.id, ANNA.id)
    async with store.writing() as tx:
        ids = [
            await notes.add(tx, replace(plain, created_at=NOW + timedelta(hours=h)))
            for h in range(4)
        ]
    since, until = NOW + timedelta(hours=1), NOW + timedelta(hours=3)
    async with store.reading() as tx:
        found = await notes.public(tx, club.club.id, since=since, until=until)
        assert [note.id for note in found] == ids[1:3]
        assert await notes.public(tx, club.club.id, reading_id=10**9) == []
