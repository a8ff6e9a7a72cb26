"""Notes, questions and answers, with the earlier words of those that were edited."""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    not_,
    or_,
    select,
    true,
    tuple_,
    union_all,
    update,
)

from readbot.club.notes import (
    MOST_COUNTED,
    Note,
    NoteFilter,
    NoteKind,
    NoteOrder,
    QuestionState,
    ShowTo,
)
from readbot.club.sight import Sight, Veil
from readbot.store.database import Transaction
from readbot.store.tables import nods, note_versions, notes, readings
from readbot.store.upsert import upsert
from readbot.text.anchors import Anchor

MOST_READINGS = 100
"""What waits is counted in this many readings, the newest."""
LONGEST_SPAN = 3
"""Over this many excerpts, at most, a passage is looked for when what waits is counted."""

_SPAN = (notes.c.start, notes.c.end)
_ANCHOR = ("exact", "prefix", "suffix", "start", "end")
_PLAIN = [f.name for f in fields(Note) if f.name not in {"id", "anchor"}]


def note_of(row: Any) -> Note:
    """The note in a row of the table."""
    values = {name: getattr(row, name) for name in _PLAIN}
    values["kind"] = NoteKind(values["kind"])
    values["show_to"] = ShowTo(values["show_to"])
    values["state"] = values["state"] and QuestionState(values["state"])
    anchor = None
    if row.start is not None:
        anchor = Anchor(**{name: getattr(row, name) for name in _ANCHOR})
    return Note(id=row.id, anchor=anchor, **values)


def is_public(table: Any = notes) -> ColumnElement[bool]:
    """The rule of ``Note.is_public``, as a condition."""
    return and_(
        table.c.show_to != ShowTo.ME,
        table.c.withdrawn_at.is_(None),
        table.c.hidden_at.is_(None),
        table.c.held_at.is_(None),
    )


def _seen_by(member_id: int, table: Any = notes) -> ColumnElement[bool]:
    """The rule of :func:`readbot.club.notes.can_see`, as a condition."""
    own = and_(table.c.author_id == member_id, table.c.withdrawn_at.is_(None))
    return or_(is_public(table), own)


def shown(sight: Sight) -> ColumnElement[bool]:
    """The rule of :func:`readbot.club.sight.is_shown`; what belongs to a note is seen with it."""
    parent = notes.alias("parent")
    with_parent = exists().where(
        parent.c.id == notes.c.parent_id, _seen_by(sight.member_id, parent)
    )
    seen = and_(_seen_by(sight.member_id), or_(notes.c.parent_id.is_(None), with_parent))
    return and_(seen, veiled(sight, None))


def _reached(sight: Sight) -> ColumnElement[bool]:
    """The rule of :func:`readbot.club.sight.has_reached`, as a condition."""
    by_reading = [
        and_(
            notes.c.reading_id == reading_id,
            notes.c.excerpt <= reach.excerpt,
            or_(notes.c.end.is_(None), notes.c.end <= reach.end),
        )
        for reading_id, reach in sight.reached.items()
    ]
    return or_(notes.c.excerpt.is_(None), *by_reading)


def _written(sight: Sight) -> ColumnElement[bool]:
    if not sight.write_first:
        return true()
    places = [tuple(place) for place in sight.written]
    wrote = tuple_(notes.c.reading_id, notes.c.excerpt).in_(places) if places else false()
    return or_(notes.c.excerpt.is_(None), wrote)


def veiled(sight: Sight, veil: Veil | None) -> ColumnElement[bool]:
    """The rule of :func:`readbot.club.sight.veil`: for which reason, or none, a note is hidden."""
    own = and_(notes.c.author_id.is_not(None), notes.c.author_id == sight.member_id)
    reached, written = _reached(sight), _written(sight)
    if veil is None:
        return or_(own, and_(reached, written))
    if veil is Veil.UNREACHED:
        return and_(not_(own), not_(reached))
    return and_(not_(own), reached, not_(written))


_ADD = insert(notes).returning(notes.c.id)
_ANCHORLESS = dict.fromkeys(_ANCHOR)


async def add(tx: Transaction, note: Note) -> int:
    """Keep a new note; its id. The ``id`` that ``note`` carries is not used."""
    values = {name: getattr(note, name) for name in _PLAIN} | _ANCHORLESS
    if note.anchor is not None:
        values |= {name: getattr(note.anchor, name) for name in _ANCHOR}
    return int((await tx.execute(_ADD, values)).scalar_one())


async def get(tx: Transaction, note_id: int) -> Note | None:
    """The note with this id, withdrawn and hidden ones too."""
    row = (await tx.execute(select(notes).where(notes.c.id == note_id))).one_or_none()
    return note_of(row) if row else None


async def since(
    tx: Transaction, club_id: int, sight: Sight, at: datetime, limit: int
) -> tuple[list[Note], int]:
    """What others wrote after this moment and this member is shown, newest first, and how much.

    Answers and replies are among it. Counting ends at one more than MOST_COUNTED.
    """
    others = or_(notes.c.author_id.is_(None), notes.c.author_id != sight.member_id)
    conditions = [notes.c.club_id == club_id, notes.c.created_at > at, others, shown(sight)]
    some = select(notes.c.id).where(*conditions).limit(MOST_COUNTED + 1).subquery()
    total = (await tx.execute(select(func.count()).select_from(some))).scalar_one()
    query = select(notes).where(*conditions).limit(limit)
    rows = await tx.execute(query.order_by(notes.c.created_at.desc(), notes.c.id.desc()))
    return [note_of(row) for row in rows], total


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
    if note.parent_id is not None:
        await tx.execute(
            update(notes)
            .where(notes.c.id == note.parent_id, notes.c.accepted_id == note.id)
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
    for row in await tx.execute(select(nods).where(nods.c.note_id.in_(note_ids))):
        found.setdefault(row.note_id, set()).add(row.member_id)
    return found


async def set_link(tx: Transaction, note_id: int, channel_id: int, message_id: int) -> None:
    """Lead a note's readers back to this message from now on."""
    values = {"link_channel_id": channel_id, "link_message_id": message_id}
    await tx.execute(update(notes).where(notes.c.id == note_id).values(**values))


def _conditions(club_id: int, viewer_id: int, wanted: NoteFilter) -> list[ColumnElement[bool]]:
    conditions = [notes.c.club_id == club_id, _seen_by(viewer_id)]
    if wanted.kind is None:
        conditions.append(notes.c.parent_id.is_(None))
    else:
        conditions.append(notes.c.kind == wanted.kind)
    if wanted.kind in {NoteKind.ANSWER, NoteKind.REPLY}:
        parent = notes.alias("parent")
        conditions.append(
            exists().where(parent.c.id == notes.c.parent_id, _seen_by(viewer_id, parent))
        )
    if wanted.reading_id is not None:
        conditions.append(notes.c.reading_id == wanted.reading_id)
    if wanted.excerpt is not None:
        conditions.append(notes.c.excerpt == wanted.excerpt)
    if wanted.span is not None:
        start, end = wanted.span
        conditions += [notes.c.start < end, notes.c.end > start]
    if wanted.since is not None:
        conditions.append(notes.c.created_at > wanted.since)
    if wanted.state is not None:
        conditions.append(notes.c.state == wanted.state)
    if wanted.member_id is not None:
        conditions.append(notes.c.author_id == wanted.member_id)
        if wanted.member_id != viewer_id:
            # A list by author must not give away who is behind a pseudonym.
            conditions.append(notes.c.show_to != ShowTo.PSEUDONYM)
    return conditions


def _order(wanted: NoteFilter, order: NoteOrder) -> list[ColumnElement[Any]]:
    """How a list is sorted; what its filter fixes is left out, so that an index serves the rest."""
    if order is NoteOrder.NEWEST:
        return [notes.c.created_at.desc(), notes.c.id.desc()]
    # A note on a whole excerpt comes before those on its words, one on the reading at the end.
    place: list[ColumnElement[Any]] = [notes.c.start.asc().nulls_first(), notes.c.id]
    if wanted.excerpt is None:
        place.insert(0, notes.c.excerpt.asc().nulls_last())
    if wanted.reading_id is None:
        place.insert(0, notes.c.reading_id.desc())
    return place


async def listed(
    tx: Transaction,
    club_id: int,
    sight: Sight,
    wanted: NoteFilter,
    order: NoteOrder,
    offset: int,
    limit: int,
) -> tuple[list[Note], int]:
    """One page of what this member is shown, and the number of notes on all pages.

    Counting ends at one more than MOST_COUNTED: nobody waits for the exact number of a long list.
    """
    conditions = [*_conditions(club_id, sight.member_id, wanted), veiled(sight, None)]
    some = select(notes.c.id).where(*conditions).limit(MOST_COUNTED + 1).subquery()
    total = (await tx.execute(select(func.count()).select_from(some))).scalar_one()
    query = select(notes).where(*conditions).offset(offset).limit(limit)
    query = query.order_by(*_order(wanted, order))
    return [note_of(row) for row in await tx.execute(query)], total


async def waiting(
    tx: Transaction, club_id: int, sight: Sight, wanted: NoteFilter, veil: Veil
) -> tuple[int, set[tuple[int, int]]]:
    """How many notes a list leaves out for this reason, up to MOST_COUNTED, and their excerpts.

    Of the excerpts, each with its reading, it is the one that comes last in each reading.
    """
    looks = await _looks(tx, club_id, sight, wanted, veil)
    if not looks:
        return 0, set()
    place = (notes.c.reading_id, notes.c.excerpt)
    conditions = [*_conditions(club_id, sight.member_id, wanted), veiled(sight, veil)]
    found = [select(*place).where(where, *conditions) for where in looks]
    few = union_all(*found).limit(MOST_COUNTED).subquery()
    query = select(few.c.reading_id, func.max(few.c.excerpt), func.count())
    rows = (await tx.execute(query.group_by(few.c.reading_id))).all()
    return sum(row[2] for row in rows), {(row[0], row[1]) for row in rows}


async def _looks(
    tx: Transaction, club_id: int, sight: Sight, wanted: NoteFilter, veil: Veil
) -> list[ColumnElement[bool]]:
    """Where notes hidden for this reason can be: narrow stretches of an index, none of them twice.

    So what waits is counted without going through all that the club ever wrote.
    """
    chosen: list[int | None] = [wanted.reading_id]
    if wanted.reading_id is None:
        query = select(readings.c.id).where(readings.c.club_id == club_id)
        query = query.order_by(readings.c.id.desc()).limit(MOST_READINGS)
        chosen = list((await tx.execute(query)).scalars())
    looks = []
    for reading_id in chosen:
        here = notes.c.reading_id == reading_id
        reach = sight.reached.get(reading_id or 0)
        if veil is Veil.UNWRITTEN:
            last = reach.excerpt if reach else 0
            silent = [n for n in range(1, last + 1) if (reading_id, n) not in sight.written]
            looks.append(and_(here, notes.c.excerpt.in_(silent)))
        else:
            # A passage that goes on beyond what was reached begins shortly before its end.
            begins = reach.excerpt - LONGEST_SPAN if reach else 0
            looks.append(and_(here, notes.c.excerpt > begins))
    return looks


async def replies(
    tx: Transaction, viewer_id: int, question_ids: Sequence[int]
) -> Mapping[int, int]:
    """How many answers or replies to each of these notes this member may see, where any."""
    query = (
        select(notes.c.parent_id, func.count().label("number"))
        .where(notes.c.parent_id.in_(question_ids), _seen_by(viewer_id))
        .group_by(notes.c.parent_id)
    )
    return {row.parent_id: row.number for row in await tx.execute(query)}


async def answers(tx: Transaction, viewer_id: int, question_id: int) -> list[Note]:
    """The answers to a question that this member may see, oldest first."""
    query = select(notes).where(notes.c.parent_id == question_id, _seen_by(viewer_id))
    rows = await tx.execute(query.order_by(notes.c.created_at, notes.c.id))
    return [note_of(row) for row in rows]


async def questions(
    tx: Transaction, club_id: int, sight: Sight, states: Sequence[QuestionState], limit: int
) -> list[Note]:
    """Questions in these states that this member is shown, newest first."""
    query = select(notes).where(
        notes.c.club_id == club_id,
        notes.c.kind == NoteKind.QUESTION,
        notes.c.state.in_(states),
        _seen_by(sight.member_id),
        veiled(sight, None),
    )
    rows = await tx.execute(
        query.order_by(notes.c.created_at.desc(), notes.c.id.desc()).limit(limit)
    )
    return [note_of(row) for row in rows]


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
