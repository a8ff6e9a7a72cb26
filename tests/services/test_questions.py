"""Asking, answering, and saying what became of a question."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from tests.services.club_at_work import ANNA, BEN, CARLA, MODERATOR, NOW, ClubAtWork, well_read

from readbot.club.clubs import Approval, Person, Threads
from readbot.club.mistakes import Mistake
from readbot.club.notes import (
    NewNote,
    Note,
    NoteFilter,
    NoteKind,
    QuestionState,
    ShowTo,
    no_such_note,
    no_such_question,
)
from readbot.club.postings import PostingKind
from readbot.services import note_lists, notes, questions
from readbot.store import clubs
from readbot.store import notes as kept
from readbot.store.database import Store
from readbot.store.tables import audit


async def ask(
    club: ClubAtWork, person: Person, body: str, show_to: ShowTo = ShowTo.CLUB, minute: int = 0
) -> Note:
    """A question about the first excerpt."""
    new = NewNote(None, NoteKind.QUESTION, body, show_to, excerpt=1)
    now = NOW + timedelta(minutes=minute)
    return (await notes.add(club.store, club.place, person, new, now)).note


async def reply(club: ClubAtWork, person: Person, question: str, body: str, **more: Any) -> Note:
    """An answer."""
    return (
        await questions.answer(club.store, club.place, person, question, body, NOW, **more)
    ).note


async def now_of(club: ClubAtWork, note_id: int) -> Note:
    """A note as it is kept."""
    async with club.store.reading() as tx:
        found = await kept.get(tx, note_id)
    assert found is not None
    return found


async def test_a_question_stays_open_until_its_asker_accepts_an_answer(store: Store) -> None:
    club = await well_read(store)
    asked = await ask(club, ANNA, "Why seven?")
    assert asked.state is QuestionState.OPEN
    answer = await reply(club, BEN, str(asked.id), "The tide.")
    assert (answer.kind, answer.parent_id, answer.state) == (NoteKind.ANSWER, asked.id, None)
    assert (answer.excerpt, answer.link_message_id) == (1, club.message_id(1))
    assert (await now_of(club, asked.id)).state is QuestionState.OPEN
    done = await questions.accept(store, club.place, ANNA, answer.id, NOW)
    assert done.note.state is QuestionState.ANSWERED
    assert done.note.accepted_id == answer.id
    assert await now_of(club, asked.id) == done.note


async def test_a_moderators_word_on_a_question_is_logged_and_its_askers_is_not(
    store: Store,
) -> None:
    club = await well_read(store)
    asked = await ask(club, ANNA, "Why seven?")
    answer = await reply(club, BEN, str(asked.id), "The tide.")
    await questions.park(store, club.place, ANNA, asked.id, NOW)
    await questions.reopen(store, club.place, MODERATOR, asked.id, NOW)
    await questions.accept(store, club.place, MODERATOR, answer.id, NOW)
    async with store.reading() as tx:
        rows = (await tx.execute(select(audit).order_by(audit.c.id))).all()
    assert [(r.actor_id, r.deed, r.subject_id) for r in rows] == [
        (MODERATOR.id, "question.open", asked.id),
        (MODERATOR.id, "question.answered", asked.id),
    ]
    assert rows[1].facts == {"accepted_id": answer.id}


async def test_only_the_asker_and_moderators_settle_a_question(store: Store) -> None:
    club = await well_read(store)
    asked = await ask(club, ANNA, "Why seven?", ShowTo.PSEUDONYM)
    answer = await reply(club, BEN, str(asked.id), "The tide.")
    for deed in (
        questions.accept(store, club.place, BEN, answer.id, NOW),
        questions.park(store, club.place, BEN, asked.id, NOW),
        questions.reopen(store, club.place, BEN, asked.id, NOW),
    ):
        with pytest.raises(Mistake, match="Only the member who asked"):
            await deed
    assert (await questions.park(store, club.place, ANNA, asked.id, NOW)).note.state == "parked"


async def test_reopening_forgets_which_answer_was_accepted(store: Store) -> None:
    club = await well_read(store)
    asked = await ask(club, ANNA, "Why seven?")
    answer = await reply(club, BEN, str(asked.id), "The tide.")
    await questions.accept(store, club.place, ANNA, answer.id, NOW)
    again = await questions.reopen(store, club.place, ANNA, asked.id, NOW)
    assert (again.note.state, again.note.accepted_id) == (QuestionState.OPEN, None)


async def test_a_question_is_open_again_when_its_accepted_answer_is_withdrawn(
    store: Store,
) -> None:
    club = await well_read(store)
    asked = await ask(club, ANNA, "Why seven?")
    answer = await reply(club, BEN, str(asked.id), "The tide.")
    await questions.accept(store, club.place, ANNA, answer.id, NOW)
    await notes.withdraw(store, club.place, BEN, answer.id, NOW)
    found = await now_of(club, asked.id)
    assert (found.state, found.accepted_id) == (QuestionState.OPEN, None)


async def test_a_secret_question_is_no_question_for_anyone_else(store: Store) -> None:
    club = await well_read(store)
    neighbour = await well_read(store, home=702)
    stranger = await well_read(store, server_id=900, home=901)
    secret = await ask(club, ANNA, "Am I the only one lost?", ShowTo.ME)
    own_answer = await reply(club, ANNA, str(secret.id), "No.")
    assert own_answer.show_to is ShowTo.ME
    attempts = [
        (club.place, BEN, secret.id),
        (club.place, MODERATOR, secret.id),
        (neighbour.place, ANNA, secret.id),
        (stranger.place, ANNA, secret.id),
        (club.place, ANNA, 10**9),
        (club.place, ANNA, own_answer.id),
    ]
    for place, person, note_id in attempts:
        for deed in (
            questions.answer(store, place, person, str(note_id), "Hm.", NOW),
            questions.park(store, place, person, note_id, NOW),
            questions.reopen(store, place, person, note_id, NOW),
            questions.talk(store, place, person, note_id),
        ):
            with pytest.raises(Mistake) as mistake:
                await deed
            assert str(mistake.value) == str(no_such_question())
    with pytest.raises(Mistake) as mistake:
        await questions.answer(store, club.place, BEN, "am i the only one", "Hm.", NOW)
    assert str(mistake.value) == str(no_such_question())
    for person in (BEN, MODERATOR):
        with pytest.raises(Mistake) as mistake:
            await questions.accept(store, club.place, person, own_answer.id, NOW)
        assert str(mistake.value) == str(no_such_note())


async def test_an_answer_is_seen_where_its_question_is(store: Store) -> None:
    club = await well_read(store)
    asked = await ask(club, ANNA, "Why seven?")
    answer = await reply(club, BEN, str(asked.id), "The tide.")
    answers = NoteFilter(kind=NoteKind.ANSWER)
    page = await note_lists.listed(store, club.place, CARLA, answers)
    assert [v.note.id for v in page.notes] == [answer.id]
    await notes.withdraw(store, club.place, ANNA, asked.id, NOW)
    assert (await note_lists.listed(store, club.place, CARLA, answers)).total == 0
    async with store.reading() as tx:
        assert await kept.public(tx, club.club.id) == []
    with pytest.raises(Mistake):
        await notes.one(store, club.place, CARLA, answer.id)
    # Its author still finds it, and may change it and take it back.
    assert (await note_lists.listed(store, club.place, BEN, answers)).total == 1
    assert (await notes.one(store, club.place, BEN, answer.id)).note.body == "The tide."
    await notes.edit(store, club.place, BEN, answer.id, "The tide, the moon.", NOW)
    await notes.withdraw(store, club.place, BEN, answer.id, NOW)


async def test_a_question_is_shown_with_the_answers_that_one_may_see(store: Store) -> None:
    club = await well_read(store)
    asked = await ask(club, ANNA, "Why seven?")
    for person, show_to in ((BEN, ShowTo.CLUB), (CARLA, ShowTo.ME), (BEN, ShowTo.PSEUDONYM)):
        await reply(club, person, str(asked.id), f"{person.name} says.", show_to=show_to)
    seen = {}
    for person in (ANNA, BEN, CARLA):
        talk = await questions.talk(store, club.place, person, asked.id)
        seen[person.name] = [view.note.body for view in talk.answers]
        page = await note_lists.listed(
            store, club.place, person, NoteFilter(kind=NoteKind.QUESTION)
        )
        assert page.notes[0].replies == talk.question.replies == len(talk.answers)
        assert talk.may_settle is (person is ANNA)
    assert seen["Anna"] == seen["Ben"] == ["Ben says.", "Ben says."]
    assert seen["Carla"] == ["Ben says.", "Carla says.", "Ben says."]


async def test_an_answer_goes_to_the_thread_of_its_question(store: Store) -> None:
    club = await well_read(store, threads=Threads.EACH_EXCERPT)
    asked = await ask(club, ANNA, "Why seven?")
    answer = await reply(club, BEN, str(asked.id), "The tide.")
    owed = await club.waiting()
    assert [(p.kind, p.subject_id, p.destination_id) for p in owed] == [
        (PostingKind.NOTE, asked.id, club.message_id(1)),
        (PostingKind.NOTE, answer.id, club.message_id(1)),
        (PostingKind.TELLING, answer.id, ANNA.id),
    ]


async def test_a_question_is_named_by_its_words_and_open_ones_come_first(store: Store) -> None:
    club = await well_read(store)
    old = await ask(club, ANNA, "Why does the ferry leave at seven?")
    new = await ask(club, ANNA, "Why does the ferry rest?", minute=1)
    assert (await reply(club, BEN, "ferry LEAVE", "Tide.")).parent_id == old.id
    with pytest.raises(Mistake, match="Several questions"):
        await reply(club, BEN, "why does", "Tide.")
    await questions.park(store, club.place, ANNA, old.id, NOW)
    assert (await reply(club, BEN, "why does", "Sunday.")).parent_id == new.id
    assert (await reply(club, BEN, "at seven", "Still.")).parent_id == old.id
    for nothing in ("lighthouse", "", "  "):
        with pytest.raises(Mistake) as mistake:
            await reply(club, BEN, nothing, "Hm.")
        assert str(mistake.value) == str(no_such_question())


async def test_of_two_questions_the_one_with_exactly_these_words_is_meant(store: Store) -> None:
    club = await well_read(store)
    await ask(club, ANNA, "Why seven and not eight?")
    short = await ask(club, BEN, "Why seven")
    assert (await reply(club, CARLA, "why  seven", "Tide.")).parent_id == short.id


async def test_completion_offers_open_questions_newest_first(store: Store) -> None:
    club = await well_read(store)
    first = await ask(club, ANNA, "Why seven?")
    second = await ask(club, BEN, "Who keeps the lamp? " + "And then? " * 20, minute=1)
    secret = await ask(club, ANNA, "Secret?", ShowTo.ME, minute=2)
    offered = await questions.open_questions(store, club.place, "", ANNA)
    assert [value for value, _ in offered] == [str(secret.id), str(second.id), str(first.id)]
    assert all(len(label) <= 100 for _, label in offered)
    assert await questions.open_questions(store, club.place, "WHY", BEN) == [
        (str(first.id), "Why seven?")
    ]
    assert await questions.open_questions(store, club.place, "secret", BEN) == []
    await questions.park(store, club.place, BEN, second.id, NOW)
    assert await questions.open_questions(store, club.place, "lamp", BEN) == []


async def test_questions_are_listed_by_state(store: Store) -> None:
    club = await well_read(store)
    await ask(club, ANNA, "Open?")
    parked = await ask(club, ANNA, "Parked?", minute=1)
    await questions.park(store, club.place, ANNA, parked.id, NOW)
    for state, body in ((QuestionState.OPEN, "Open?"), (QuestionState.PARKED, "Parked?")):
        page = await note_lists.listed(store, club.place, BEN, NoteFilter(state=state))
        assert [view.note.body for view in page.notes] == [body]


async def test_an_answer_cannot_be_written_as_a_note_of_its_own(store: Store) -> None:
    club = await well_read(store)
    with pytest.raises(ValueError, match="belongs to a question"):
        await notes.add(store, club.place, ANNA, NewNote(None, NoteKind.ANSWER, "So."), NOW)


async def test_an_accepted_answer_that_waits_for_a_moderator_settles_its_question_no_longer(
    store: Store,
) -> None:
    club = await well_read(store)
    asked = await ask(club, ANNA, "Why seven?")
    answer = await reply(club, BEN, str(asked.id), "The tide.")
    await questions.accept(store, club.place, ANNA, answer.id, NOW)
    async with store.writing() as tx:
        await clubs.change(tx, replace(club.club, approval=Approval.EVERYONE))
    changed = await notes.edit(store, club.place, BEN, answer.id, "Something else.", NOW)
    assert changed.note.held_at == NOW
    talk = await questions.talk(store, club.place, ANNA, asked.id)
    assert (talk.question.note.state, talk.question.note.accepted_id) == (QuestionState.OPEN, None)
