"""Notes in the database: that the store's conditions say what the club's rules say."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import cast

import pytest
from sqlalchemy import ClauseElement
from sqlalchemy.dialects import sqlite
from tests.services.club_at_work import ANNA, BEN, NOW, at_work

from readbot.club.notes import Note, NoteFilter, NoteKind, NoteOrder, QuestionState, ShowTo, can_see
from readbot.club.sight import Reach, Sight, Veil, is_shown, veil
from readbot.store import findable, members, note_lists, notes
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
            everything = Sight(viewer, {club.reading.id: Reach(9, 999)})
            page, total = await note_lists.listed(
                tx, club.club.id, everything, NoteFilter(), NoteOrder.NEWEST, 0, 100
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


PASSAGES = ((None, None), (1, None), (1, (2, 12)), (1, (30, 50)), (2, None), (2, (41, 50)))


async def test_the_stores_conditions_hide_what_the_clubs_rule_hides(store: Store) -> None:
    club = await at_work(store, posted=0)
    plain = note_of(club.club.id, club.reading.id, None)
    kept = []
    async with store.writing() as tx:
        for author_id, show_to, (excerpt, span) in product((ANNA.id, None), ShowTo, PASSAGES):
            note = replace(
                plain,
                author_id=author_id,
                show_to=show_to,
                excerpt=excerpt,
                anchor=at(TEXT, *span) if span else None,
                kind=NoteKind.QUESTION,
                state=QuestionState.OPEN,
            )
            note = replace(note, id=await notes.add(tx, note))
            await findable.learn_note(tx, note.id, "words.")
            kept.append(note)
    reaches: list[dict[int, Reach]] = [{}, {club.reading.id: Reach(1, 40)}]
    reaches += [{club.reading.id: Reach(2, 60)}, {10**9: Reach(9, 99)}]
    written = [frozenset(), frozenset({(club.reading.id, 1)}), frozenset({(10**9, 2)})]
    async with store.reading() as tx:
        for viewer, reached, wrote, first in product(
            (ANNA.id, BEN.id), reaches, written, (False, True)
        ):
            sight = Sight(viewer, reached, wrote, first)
            wanted = {note.id for note in kept if is_shown(note, sight)}
            page, total = await note_lists.listed(
                tx, club.club.id, sight, NoteFilter(), NoteOrder.PLACE, 0, 100
            )
            assert ({note.id for note in page}, total) == (wanted, len(wanted))
            states = (QuestionState.OPEN,)
            offered = await note_lists.questions(tx, club.club.id, sight, states, 100)
            assert {note.id for note in offered} == wanted
            found, _ = await findable.find_notes(tx, club.club.id, sight, "words", 0, 100)
            assert {note.id for note in found} == wanted
            others = {note.id for note in kept if note.id in wanted and note.author_id != viewer}
            missed, _ = await note_lists.since(tx, club.club.id, sight, NOW - timedelta(1), 100)
            assert {note.id for note in missed} == others
            for reason in Veil:
                hidden = [n for n in kept if can_see(n, viewer) and veil(n, sight) is reason]
                count, _ = await note_lists.waiting(tx, club.club.id, sight, NoteFilter(), reason)
                assert count == len(hidden)


async def test_a_member_has_reached_what_they_marked_or_wrote_about(store: Store) -> None:
    club = await at_work(store, posted=3)
    async with store.writing() as tx:
        assert (await members.sight(tx, club.club, ANNA.id)).reached == {}
        await members.mark_read(tx, club.reading.id, 1, ANNA.id, NOW)
        first = await members.sight(tx, club.club, ANNA.id)
        assert [r.excerpt for r in first.reached.values()] == [1]
        note = replace(note_of(club.club.id, club.reading.id, ANNA.id), excerpt=2)
        note = replace(note, anchor=at(TEXT * 9, 80, 200), show_to=ShowTo.ME)
        note = replace(note, id=await notes.add(tx, note))
        wrote = await members.sight(tx, club.club, ANNA.id)
        assert wrote.reached == {club.reading.id: Reach(2, 200)}
        assert wrote.written == {(club.reading.id, 2)}
        await notes.withdraw(tx, note, NOW)
        assert await members.sight(tx, club.club, ANNA.id) == first


@pytest.mark.parametrize("write_first", [False, True])
async def test_lists_take_a_member_who_has_reached_two_thousand_readings(
    store: Store, *, write_first: bool
) -> None:
    club = await at_work(store, posted=0)
    there = note_of(club.club.id, club.reading.id, ANNA.id)
    there = replace(there, kind=NoteKind.QUESTION, state=QuestionState.OPEN, anchor=None)
    async with store.writing() as tx:
        ids = [await notes.add(tx, replace(there, excerpt=n)) for n in (1, 2, 3)]
        for i in ids:
            await findable.learn_note(tx, i, "words.")
    others = range(10**6, 10**6 + 2_000)
    reached = {club.reading.id: Reach(2, 999)} | {n: Reach(9, 999) for n in others}
    written = {(club.reading.id, 1)} | {(n, 1) for n in others}
    sight = Sight(BEN.id, reached, frozenset(written), write_first)
    shown = ids[:1] if write_first else ids[:2]
    async with store.reading() as tx:
        place = (club.club.id, sight)
        page, _ = await note_lists.listed(tx, *place, NoteFilter(), NoteOrder.PLACE, 0, 10)
        asked = await note_lists.questions(tx, *place, (QuestionState.OPEN,), 10)
        missed, _ = await note_lists.since(tx, *place, NOW - timedelta(1), 10)
        found, _ = await findable.find_notes(tx, *place, "words", 0, 10)
        for told in (page, asked, missed, found):
            assert sorted(note.id for note in told) == shown
        unreached = await note_lists.waiting(tx, *place, NoteFilter(), Veil.UNREACHED)
        assert unreached == (1, {(club.reading.id, 3)})
        unwritten = await note_lists.waiting(tx, *place, NoteFilter(), Veil.UNWRITTEN)
        assert unwritten == ((1, {(club.reading.id, 2)}) if write_first else (0, set()))


@pytest.mark.parametrize("database_url", ["on_sqlite"], indirect=True)
async def test_what_waits_is_looked_for_in_stretches_of_an_index(store: Store) -> None:
    way, _ = note_lists.way_to_ask("sqlite", 1, Sight(BEN.id, write_first=True), NoteFilter())
    for reason in Veil:
        hidden = cast("ClauseElement", note_lists.hidden(way, reason).statement)
        query = str(hidden.compile(dialect=sqlite.dialect()))
        async with store.reading() as tx:
            rows = await tx.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {query}", ("{}",) * query.count("?")
            )
            plan = [str(row.detail) for row in rows]
        assert any("ix_notes_reading_id_excerpt_start" in line for line in plan), plan
