"""Who is shown what, where and when: each note, to each member, in each private place.

A table of who × what × when × where, generated, not sampled; what is expected is said here anew.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from tests.services.club_at_work import ANNA, MODERATOR, NOW, ClubAtWork, at_work

from readbot.chat import note_messages
from readbot.club.clubs import Person
from readbot.club.mistakes import Mistake
from readbot.club.notes import Note, NoteFilter, NoteKind, QuestionState, ShowTo
from readbot.club.postings import NewPosting, PostingKind, telling_occurrence
from readbot.services import finds, members, note_lists, notes, questions, tellings
from readbot.store import clubs, findable, postings
from readbot.store import members as kept_members
from readbot.store import notes as kept
from readbot.store.database import Store
from readbot.text.folding import fold_words

FAR, HALF, READER, WRITER = (Person(20 + n, f"Member {n}") for n in range(4))
REACHED = {FAR: 0, HALF: 1, READER: 2, WRITER: 2, MODERATOR: 2}
WROTE_ABOUT = 2
VIEWERS = (ANNA, *REACHED)
FATES: tuple[dict[str, Any], ...] = (
    {},
    {"withdrawn_at": NOW},
    {"hidden_at": NOW, "hidden_reason": "Unkind."},
    {"held_at": NOW},
)
ALIAS = "Reader Elm"

# That the store's conditions are the same on each database is proved in tests/store/test_notes.py.
pytestmark = pytest.mark.parametrize("database_url", ["on_sqlite"], indirect=True)


@dataclass(frozen=True)
class Table:
    """A club with a note of each sort, all by Anna, and the rules that hold in it."""

    club: ClubAtWork
    notes: tuple[Note, ...]
    write_first: bool
    see_through: bool

    def may_open(self, person: Person, note: Note) -> bool:
        """Whether a member may read a note at all, however far they are."""
        # What one wrote oneself, all of it Anna's here, stays after its question is withdrawn.
        if note.parent_id is not None and person != ANNA:
            (parent,) = (one for one in self.notes if one.id == note.parent_id)
            if not self.may_open(person, parent):
                return False
        if note.withdrawn_at is not None:
            return False
        held_back = note.hidden_at is not None or note.held_at is not None
        return person == ANNA or not (note.show_to is ShowTo.ME or held_back)

    def is_shown(self, person: Person, note: Note) -> bool:
        """Whether it may stand in their lists, completions, finds and notices."""
        if not self.may_open(person, note) or person == ANNA:
            return person == ANNA and self.may_open(person, note)
        if note.excerpt is None:
            return True
        if REACHED[person] < note.excerpt:
            return False
        return not self.write_first or (person == WRITER and note.excerpt == WROTE_ABOUT)

    def shown(self, person: Person, *kinds: NoteKind) -> set[int]:
        """The ids of what they are shown of these kinds."""
        return {n.id for n in self.notes if n.kind in kinds and self.is_shown(person, n)}


def _sorts(club: ClubAtWork) -> Iterator[Note]:
    for excerpt, show_to, kind, fate in product(
        (1, 2, None), ShowTo, (NoteKind.THOUGHT, NoteKind.QUESTION), FATES
    ):
        yield Note(
            id=0,
            club_id=club.club.id,
            reading_id=club.reading.id,
            kind=kind,
            author_id=ANNA.id,
            author_name=ALIAS if show_to is ShowTo.PSEUDONYM else ANNA.name,
            body="",
            anchor=None,
            excerpt=excerpt,
            show_to=show_to,
            state=QuestionState.OPEN if kind is NoteKind.QUESTION else None,
            parent_id=None,
            accepted_id=None,
            link_channel_id=None,
            link_message_id=None,
            created_at=NOW,
            see_through=show_to is ShowTo.PSEUDONYM,
            **fate,
        )


async def _told(store: Store, club: ClubAtWork) -> tuple[Note, ...]:
    """Each sort of note; under each question an answer for all, and under some one of each sort."""
    found: list[Note] = []

    async def tell(note: Note) -> Note:
        note = replace(note, body=f"opinion w{len(found):03}x")
        note = replace(note, id=await kept.add(tx, note))
        if note.withdrawn_at is None:
            await findable.learn_note(tx, note.id, fold_words(note.body))
        found.append(note)
        return note

    async with store.writing() as tx:
        for sort in _sorts(club):
            note = await tell(sort)
            if note.kind is not NoteKind.QUESTION or note.excerpt is None:
                continue
            answer = replace(note, kind=NoteKind.ANSWER, state=None, parent_id=note.id)
            stands: dict[str, Any] = dict.fromkeys(
                ("withdrawn_at", "hidden_at", "hidden_reason", "held_at")
            )
            fates = FATES if note.is_public and note.show_to is ShowTo.CLUB else FATES[:1]
            for fate in fates:
                values: dict[str, Any] = {**stands, **fate}
                await tell(replace(answer, **values))
    return tuple(found)


@pytest.fixture(params=[(False, True), (True, False)], ids=["open", "write first"])
async def table(store: Store, request: pytest.FixtureRequest) -> Table:
    """A club with these rules, in which everything has been said."""
    write_first, see_through = request.param
    club = await at_work(store)
    changed = replace(club.club, write_first=write_first, see_through=see_through)
    club.club = changed
    async with store.writing() as tx:
        await clubs.change(tx, changed)
        for person, reached in REACHED.items():
            for number in range(1, reached + 1):
                await kept_members.mark_read(tx, club.reading.id, number, person.id, NOW)
        own = next(n for n in _sorts(club) if n.excerpt == WROTE_ABOUT)
        mine: dict[str, Any] = {
            "author_id": WRITER.id,
            "author_name": WRITER.name,
            "show_to": ShowTo.ME,
        }
        await kept.add(tx, replace(own, body="my own", see_through=False, **mine))
    return Table(club, await _told(store, club), write_first, see_through)


async def _listed(table: Table, person: Person, wanted: NoteFilter) -> set[int]:
    page = await note_lists.listed(table.club.store, table.club.place, person, wanted, 0, 100)
    assert page.total == len(page.notes)
    return {view.note.id for view in page.notes if view.note.author_id == ANNA.id}


async def test_lists_show_each_member_what_the_rules_say_and_nothing_else(table: Table) -> None:
    top = (NoteKind.THOUGHT, NoteKind.QUESTION)
    for person in VIEWERS:
        every = table.shown(person, *top)
        assert await _listed(table, person, NoteFilter()) == every
        for kind in (*top, NoteKind.ANSWER):
            assert await _listed(table, person, NoteFilter(kind=kind)) == table.shown(person, kind)
        here = {n.id for n in table.notes if n.excerpt == 1} & every
        assert await _listed(table, person, NoteFilter(excerpt=1)) == here
        # A list by author does not give away who is behind a pseudonym.
        masked = {n.id for n in table.notes if n.show_to is ShowTo.PSEUDONYM}
        by_author = every if person == ANNA else every - masked
        assert await _listed(table, person, NoteFilter(member_id=ANNA.id)) == by_author


async def test_completion_search_and_what_was_missed_keep_to_the_same_rules(table: Table) -> None:
    store, place = table.club.store, table.club.place
    for person in VIEWERS:
        offered = await questions.open_questions(store, place, "", person, limit=1000)
        assert {int(value) for value, _ in offered} == table.shown(person, NoteKind.QUESTION)
        shown = table.shown(person, *NoteKind)
        found: set[int] = set()
        page, pages = 0, 1
        while page < pages:
            finds_here = await finds.search(store, place, person, "opinion w", page)
            found |= {view.note.id for view in finds_here.notes}
            page, pages = page + 1, -(-finds_here.total // finds.FOUND_AT_ONCE)
        assert found == shown
        missed = await finds.catch_up(store, place, person, NOW, NOW - timedelta(days=1))
        others = shown if person != ANNA else set()
        assert {v.note.id for v in missed.notes if v.note.author_id == ANNA.id} <= others
        # Anna is also told of nothing that the writer keeps to themselves.
        assert missed.total == len(others)


async def test_opening_a_note_needs_the_right_to_and_unmasks_only_where_all_was_told(
    table: Table,
) -> None:
    store, place = table.club.store, table.club.place
    for person, note in product(VIEWERS, table.notes):
        if not table.may_open(person, note):
            with pytest.raises(Mistake):
                await notes.one(store, place, person, note.id)
            continue
        seen = await notes.one(store, place, person, note.id)
        masked = note.show_to is ShowTo.PSEUDONYM
        unmasked = masked and table.see_through and person == MODERATOR
        assert seen.unmasked == (ANNA.id if unmasked else None)
        told = note_messages.one(table.club.club, seen, is_own=person == ANNA).text
        assert (ANNA.name in told or str(ANNA.id) in told.split("<@")[1:]) is not masked
        assert (f"<@{ANNA.id}>" in told) is unmasked


async def test_whoever_wonders_is_told_of_an_answer_exactly_when_they_are_shown_it(
    table: Table,
) -> None:
    store = table.club.store
    answers = [note for note in table.notes if note.kind is NoteKind.ANSWER]
    assert len(answers) > 10
    for person, answer in product(REACHED, answers):
        telling = NewPosting(
            club_id=table.club.club.id,
            kind=PostingKind.TELLING,
            subject_id=answer.id,
            occurrence=telling_occurrence(person.id),
            destination_id=person.id,
            due_at=NOW,
        )
        async with store.writing() as tx:
            await postings.plan(tx, store.name, telling)
            (posting,) = await postings.waiting(tx)
            page = await tellings.page_of(tx, posting)
            await postings.finish(tx, posting.id, person.id, None, NOW)
        assert (page is not None) is table.is_shown(person, answer)


async def test_what_a_member_downloads_holds_all_their_words_and_nobody_elses(
    table: Table,
) -> None:
    club = table.club
    for person in VIEWERS:
        content = await members.download(club.store, person, club.club.server_id)
        told = json.dumps(json.loads(content))
        held = {note.id for note in table.notes if note.body in told}
        assert held == ({note.id for note in table.notes} if person == ANNA else set())
        assert ("my own" in told) is (person == WRITER)
