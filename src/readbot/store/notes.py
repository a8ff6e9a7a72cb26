"""Notes, questions and answers, with the earlier words of those that were edited."""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Select,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from readbot.club.notes import Note, NoteKind, QuestionState, ShowTo
from readbot.store.database import Transaction
from readbot.store.prepared import Prepared
from readbot.store.sight import is_public, seen_by
from readbot.store.tables import nods, note_versions, notes
from readbot.store.upsert import upsert
from readbot.text.anchors import Anchor

_SPAN = (notes.c.start, notes.c.end)
_NAMES = tuple(notes.c.keys())
_ANCHOR = tuple(f.name for f in fields(Anchor))
_PLAIN = [f.name for f in fields(Note) if f.name not in {"id", "anchor"}]


def note_of(row: Any) -> Note:
    """The note in a row of the table, all its columns in their order."""
    # Asking a row by name takes longer.
    values = dict(zip(_NAMES, row, strict=True))
    anchor = [values.pop(name) for name in _ANCHOR]
    values["kind"] = NoteKind(values["kind"])
    values["show_to"] = ShowTo(values["show_to"])
    values["state"] = values["state"] and QuestionState(values["state"])
    return Note(anchor=None if anchor[0] is None else Anchor(*anchor), **values)


_ADD = Prepared(insert(notes).returning(notes.c.id), [*_PLAIN, *_ANCHOR])
_ANCHORLESS = dict.fromkeys(_ANCHOR)


async def add(tx: Transaction, note: Note) -> int:
    """Keep a new note; its id. The ``id`` that ``note`` carries is not used."""
    values = {name: getattr(note, name) for name in _PLAIN} | _ANCHORLESS
    if note.anchor is not None:
        values |= {name: getattr(note.anchor, name) for name in _ANCHOR}
    return int(await _ADD.scalar(tx, values))


async def get(tx: Transaction, note_id: int) -> Note | None:
    """The note with this id, withdrawn and hidden ones too."""
    row = await _GET.first(tx, {"note": note_id})
    return note_of(row) if row else None


_GET = Prepared(select(notes).where(notes.c.id == bindparam("note", type_=BigInteger)))


async def said_alike(
    tx: Transaction, club_id: int, author_id: int, reading_id: int, body: str, since: datetime
) -> list[Note]:
    """What this member wrote about a reading in just these words since then, and not withdrew."""
    values = {
        "club": club_id,
        "author": author_id,
        "since": since,
        "reading": reading_id,
        "words": body,
    }
    return [note_of(row) for row in await _ALIKE.all(tx, values)]


_ALIKE = Prepared(
    select(notes)
    .where(
        notes.c.club_id == bindparam("club", type_=BigInteger),
        notes.c.author_id == bindparam("author", type_=BigInteger),
        notes.c.created_at >= bindparam("since", type_=notes.c.created_at.type),
        notes.c.reading_id == bindparam("reading", type_=BigInteger),
        notes.c.body == bindparam("words", type_=notes.c.body.type),
        notes.c.withdrawn_at.is_(None),
    )
    .order_by(notes.c.id)
)


async def of_message(tx: Transaction, club_id: int, author_id: int, message_id: int) -> Note | None:
    """The note that a member's own message was kept as, if it is not withdrawn."""
    query = select(notes).where(
        notes.c.club_id == club_id,
        notes.c.author_id == author_id,
        notes.c.source_message_id == message_id,
        notes.c.withdrawn_at.is_(None),
    )
    row = (await tx.execute(query.order_by(notes.c.id).limit(1))).first()
    return note_of(row) if row else None


async def by_ids(tx: Transaction, note_ids: Sequence[int]) -> dict[int, Note]:
    """The notes with these ids, as they now stand; those that are gone are left out."""
    rows = await tx.execute(select(notes).where(notes.c.id.in_(note_ids)))
    return {row.id: note_of(row) for row in rows}


async def public(
    tx: Transaction,
    club_id: int,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    reading_id: int | None = None,
) -> list[Note]:
    """What the club may see, written in ``[since, until)``, oldest first; answers with it.

    An answer is left out where its question may no longer be seen.
    """
    parent = notes.alias("parent")
    question = exists().where(parent.c.id == notes.c.parent_id, is_public(parent))
    query = select(notes).where(
        notes.c.club_id == club_id, is_public(), or_(notes.c.parent_id.is_(None), question)
    )
    if since is not None:
        query = query.where(notes.c.created_at >= since)
    if until is not None:
        query = query.where(notes.c.created_at < until)
    if reading_id is not None:
        query = query.where(notes.c.reading_id == reading_id)
    rows = await tx.execute(query.order_by(notes.c.created_at, notes.c.id))
    return [note_of(row) for row in rows]


async def public_in_text_order(
    tx: Transaction, reading_id: int, posted: Sequence[int], until: datetime | None
) -> Sequence[int]:
    """The ids of a reading's notes that the club may see, without answers and replies.

    They come in the order of the text; those that sit on none of the excerpts ``posted`` come last,
    as they came. Eight bytes each: a reading may have very many.
    """
    place = case((notes.c.excerpt.in_(posted), notes.c.excerpt))
    start, end = (case((place.is_not(None), func.coalesce(c, -1))) for c in _SPAN)
    query = select(notes.c.id).where(
        notes.c.reading_id == reading_id, notes.c.parent_id.is_(None), is_public()
    )
    if until is not None:
        query = query.where(notes.c.created_at < until)
    found = array("q")
    ordered = query.order_by(place.is_(None), place, start, end, notes.c.created_at, notes.c.id)
    async with tx.stream(ordered) as rows:
        async for row in rows:
            found.append(row.id)
    return found


async def edit(tx: Transaction, note: Note, body: str, now: datetime) -> None:
    """Put new words in the place of the note's, which stay in its history."""
    await tx.execute(insert(note_versions).values(note_id=note.id, body=note.body, replaced_at=now))
    values = {"body": body, "edited_at": now, "revision": notes.c.revision + 1}
    await tx.execute(update(notes).where(notes.c.id == note.id).values(**values))


async def hold(tx: Transaction, note_id: int, now: datetime) -> None:
    """Let a note wait for a moderator from now on."""
    await tx.execute(update(notes).where(notes.c.id == note_id).values(held_at=now))


async def versions(tx: Transaction, note_id: int) -> list[tuple[str, datetime]]:
    """A note's earlier words, and when each was replaced, oldest first."""
    query = select(note_versions.c.body, note_versions.c.replaced_at)
    query = query.where(note_versions.c.note_id == note_id).order_by(note_versions.c.id)
    return [(row.body, row.replaced_at) for row in await tx.execute(query)]


async def withdraw(tx: Transaction, note: Note, now: datetime) -> None:
    """Take a note out of everyone's sight; the question that it settled, if any, is open again."""
    await tx.execute(update(notes).where(notes.c.id == note.id).values(withdrawn_at=now))
    await reopen_question(tx, note)


async def reopen_question(tx: Transaction, answer: Note) -> None:
    """The question that an answer settled, if it did, is open again."""
    if answer.parent_id is not None:
        await tx.execute(
            update(notes)
            .where(notes.c.id == answer.parent_id, notes.c.accepted_id == answer.id)
            .values(accepted_id=None, state=QuestionState.OPEN)
        )


async def settle(
    tx: Transaction, question_id: int, state: QuestionState, accepted_id: int | None = None
) -> None:
    """Keep what became of a question."""
    values = {"state": state, "accepted_id": accepted_id}
    await tx.execute(update(notes).where(notes.c.id == question_id).values(**values))


async def nod(tx: Transaction, note_id: int, member_id: int, now: datetime) -> bool:
    """Keep that a member finds a note helpful, or wonders too; False if they did before."""
    row = {"note_id": note_id, "member_id": member_id, "at": now}
    statement = upsert(tx, nods).values(**row).on_conflict_do_nothing()
    return (await tx.execute(statement)).rowcount == 1


async def unnod(tx: Transaction, note_id: int, member_id: int) -> None:
    """Take it back."""
    there = nods.c.note_id == note_id, nods.c.member_id == member_id
    await tx.execute(delete(nods).where(*there))


async def nodding(tx: Transaction, note_ids: Sequence[int]) -> dict[int, set[int]]:
    """Who nodded to each of these notes; those to whom nobody did are left out."""
    found: dict[int, set[int]] = {}
    if note_ids:
        for note_id, member_id in await _nodding(len(note_ids)).all(tx, _numbered(note_ids)):
            found.setdefault(note_id, set()).add(member_id)
    return found


@lru_cache(maxsize=128)
def _nodding(number: int) -> Prepared:
    query = select(nods.c.note_id, nods.c.member_id)
    return Prepared(query.where(nods.c.note_id.in_(_places(number))))


def _places(number: int) -> list[Any]:
    """Places for so many ids in a statement that is made once for each number of them."""
    return [bindparam(f"id{n}", type_=BigInteger) for n in range(number)]


def _numbered(note_ids: Sequence[int]) -> dict[str, int]:
    return {f"id{n}": note_id for n, note_id in enumerate(note_ids)}


async def set_link(tx: Transaction, note_id: int, channel_id: int, message_id: int) -> None:
    """Lead a note's readers back to this message from now on."""
    values = {"link_channel_id": channel_id, "link_message_id": message_id}
    await tx.execute(update(notes).where(notes.c.id == note_id).values(**values))


async def replies(
    tx: Transaction, viewer_id: int, question_ids: Sequence[int]
) -> Mapping[int, int]:
    """How many answers or replies to each of these notes this member may see, where any."""
    if not question_ids:
        return {}
    values = {"viewer": viewer_id, **_numbered(question_ids)}
    rows = await _replies(len(question_ids)).all(tx, values)
    return dict(map(tuple, rows))


@lru_cache(maxsize=128)
def _replies(number: int) -> Prepared:
    query = select(notes.c.parent_id, func.count())
    query = query.where(notes.c.parent_id.in_(_places(number)), seen_by(_VIEWER))
    return Prepared(query.group_by(notes.c.parent_id))


_VIEWER = bindparam("viewer", type_=BigInteger)


async def answers(tx: Transaction, viewer_id: int, question_id: int) -> list[Note]:
    """The answers to a question that this member may see, oldest first."""
    rows = await _ANSWERS.all(tx, {"viewer": viewer_id, "question": question_id})
    return [note_of(row) for row in rows]


def _answers() -> Select[Any]:
    question = bindparam("question", type_=BigInteger)
    query = select(notes).where(notes.c.parent_id == question, seen_by(_VIEWER))
    return query.order_by(notes.c.created_at, notes.c.id)


_ANSWERS = Prepared(_answers())


async def count_public(tx: Transaction, reading_id: int, excerpt: int) -> int:
    """How many notes on this excerpt the club may see, without answers."""
    query = select(func.count()).where(
        notes.c.reading_id == reading_id,
        notes.c.excerpt == excerpt,
        notes.c.parent_id.is_(None),
        is_public(),
    )
    return (await tx.execute(query)).scalar_one()


async def counts_public(
    tx: Transaction, places: Collection[tuple[int, int]]
) -> dict[tuple[int, int], int]:
    """The same for many excerpts, by their reading's id and number; none is left out."""
    place = (notes.c.reading_id, notes.c.excerpt)
    query = select(*place, func.count()).where(
        tuple_(*place).in_(places), notes.c.parent_id.is_(None), is_public()
    )
    found = {(row[0], row[1]): row[2] for row in await tx.execute(query.group_by(*place))}
    return {place: found.get(place, 0) for place in places}


async def author_names(tx: Transaction, club_id: int) -> list[str]:
    """Every name under which something was written in the club, the oldest first."""
    query = select(notes.c.author_name).where(notes.c.club_id == club_id)
    query = query.group_by(notes.c.author_name).order_by(func.min(notes.c.id))
    return list((await tx.execute(query)).scalars())


async def of_author(tx: Transaction, club_ids: Sequence[int], member_id: int) -> list[Note]:
    """Everything this member wrote in these clubs, withdrawn notes too, oldest first."""
    query = select(notes).where(notes.c.author_id == member_id, notes.c.club_id.in_(club_ids))
    return [
        note_of(row) for row in await tx.execute(query.order_by(notes.c.created_at, notes.c.id))
    ]
