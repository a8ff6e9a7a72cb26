"""Asking is writing a note; here are answers, and what becomes of a question."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from readbot.club.clubs import Club, Person, Place
from readbot.club.links import Link
from readbot.club.notes import (
    Note,
    Noted,
    NoteKind,
    NoteView,
    QuestionState,
    ShowTo,
    Talk,
    WhichQuestion,
    check_body,
    may_settle,
    no_such_note,
    no_such_question,
    require_may_settle,
)
from readbot.services import clubs, tellings
from readbot.services.notes import noted, visible
from readbot.services.replies import child_of
from readbot.store import audit, members, note_lists
from readbot.store import clubs as kept_clubs
from readbot.store import notes as kept
from readbot.store.database import Store, Transaction

LABEL_ROOM = 100
# Completion and answering by words look through this many questions, the newest.
QUESTIONS_SEARCHED = 500
OFFERED = 25


async def _question(tx: Transaction, club: Club, person: Person, question_id: int) -> Note:
    question = await visible(tx, club, person, question_id)
    if question is None or question.kind is not NoteKind.QUESTION:
        raise no_such_question()
    return question


async def _question_named(tx: Transaction, club: Club, person: Person, typed: str) -> Note:
    """The question that a completion value or some of its words mean; open ones come first."""
    wanted = " ".join(typed.casefold().split())
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        chosen = await visible(tx, club, person, int(wanted))
        if chosen is not None and chosen.kind is NoteKind.QUESTION:
            return chosen
    others = (QuestionState.ANSWERED, QuestionState.PARKED)
    sight = await members.sight(tx, club, person.id)
    still_open = await note_lists.questions(
        tx, club.id, sight, (QuestionState.OPEN,), QUESTIONS_SEARCHED
    )
    for asked in (
        still_open,
        await note_lists.questions(tx, club.id, sight, others, QUESTIONS_SEARCHED),
    ):
        fitting = [q for q in asked if wanted and wanted in " ".join(q.body.casefold().split())]
        same = [q for q in fitting if wanted == " ".join(q.body.casefold().split())]
        if len(same) == 1 or len(fitting) == 1:
            return (same or fitting)[0]
        if fitting:
            raise WhichQuestion("Several questions have these words. Which one?", _offer(fitting))
    raise WhichQuestion(no_such_question().msgid, _offer(still_open))


def _offer(found: Sequence[Note]) -> list[tuple[str, str]]:
    return [(str(q.id), _label(" ".join(q.body.split()))) for q in found[:OFFERED]]


async def named(store: Store, place: Place, person: Person, typed: str) -> Note:
    """The question that a completion value or some of its words mean; else WhichQuestion."""
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        return await _question_named(tx, club, person, typed)


async def answer(
    store: Store,
    place: Place,
    person: Person,
    question: str,
    body: str,
    now: datetime,
    *,
    show_to: ShowTo = ShowTo.CLUB,
) -> Noted:
    """Answer a question: ``question`` is its completion value, or words of it.

    The question stays open until its asker or a moderator accepts an answer. An answer to a
    question of one's own that nobody else sees is as private as the question.
    """
    body = check_body(body)
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        asked = await _question_named(tx, club, person, question)
        kind = NoteKind.ANSWER
        answered = await child_of(store, tx, club, person, asked, kind, body, show_to, now)
        await tellings.owe(store, tx, club, asked, answered.note, now)
        return answered


async def open_questions(
    store: Store, place: Place, typed: str, person: Person, limit: int = 25
) -> list[tuple[str, str]]:
    """Open questions that hold what was typed, newest first, as value and label; for completion."""
    async with store.reading() as tx:
        club = await kept_clubs.at(tx, place)
        if club is None:
            return []
        states = (QuestionState.OPEN,)
        sight = await members.sight(tx, club, person.id)
        asked = await note_lists.questions(tx, club.id, sight, states, QUESTIONS_SEARCHED)
    wanted = " ".join(typed.casefold().split())
    bodies = ((q.id, " ".join(q.body.split())) for q in asked)
    fitting = [(str(i), _label(words)) for i, words in bodies if wanted in words.casefold()]
    return fitting[:limit]


def _label(words: str) -> str:
    return words if len(words) <= LABEL_ROOM else words[: LABEL_ROOM - 1].rstrip() + "…"


async def _settle_question(
    tx: Transaction,
    club: Club,
    person: Person,
    question: Note,
    state: QuestionState,
    accepted_id: int | None,
    now: datetime,
) -> Noted:
    require_may_settle(question, club, person)
    await kept.settle(tx, question.id, state, accepted_id)
    if question.author_id != person.id:
        deed = f"question.{state}"
        facts: dict[str, object] = {"accepted_id": accepted_id}
        await audit.record(tx, club.id, person.id, deed, "note", question.id, facts, now)
    return await noted(tx, club, replace(question, state=state, accepted_id=accepted_id))


async def accept(
    store: Store, place: Place, person: Person, answer_id: int, now: datetime
) -> Noted:
    """Say that an answer settles its question: for its asker and moderators. The question."""
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        accepted = await visible(tx, club, person, answer_id)
        if accepted is None or accepted.parent_id is None:
            raise no_such_note()
        question = await _question(tx, club, person, accepted.parent_id)
        state = QuestionState.ANSWERED
        return await _settle_question(tx, club, person, question, state, accepted.id, now)


async def park(
    store: Store, place: Place, person: Person, question_id: int, now: datetime
) -> Noted:
    """Lay a question aside, for its asker and moderators: digests no longer carry it on."""
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        question = await _question(tx, club, person, question_id)
        return await _settle_question(tx, club, person, question, QuestionState.PARKED, None, now)


async def reopen(
    store: Store, place: Place, person: Person, question_id: int, now: datetime
) -> Noted:
    """Open an answered or parked question again, for its asker and moderators."""
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        question = await _question(tx, club, person, question_id)
        return await _settle_question(tx, club, person, question, QuestionState.OPEN, None, now)


def _view(
    note: Note, replies: int, link: Link | None, nodding: Mapping[int, set[int]], person: Person
) -> NoteView:
    nods = nodding.get(note.id, set())
    return NoteView(note, replies, link, len(nods), person.id in nods)


async def talk(store: Store, place: Place, person: Person, question_id: int) -> Talk:
    """A question with the answers that this member may see."""
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        question = await _question(tx, club, person, question_id)
        about = await noted(tx, club, question)
        found = await kept.answers(tx, person.id, question.id)
        nodding = await kept.nodding(tx, [question.id, *(a.id for a in found)])
    views = tuple(_view(a, 0, about.excerpt_link, nodding, person) for a in found)
    return Talk(
        _view(question, len(views), about.excerpt_link, nodding, person),
        views,
        about.reading,
        may_settle(question, club, person),
    )
