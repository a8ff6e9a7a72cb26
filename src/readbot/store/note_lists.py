"""Lists of notes: what a member is shown of them, a page at a time, and what waits for them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    union_all,
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
from readbot.store.notes import note_of
from readbot.store.prepared import Prepared
from readbot.store.sight import Eyes, eyes, seen_by, shown, veiled, with_parent
from readbot.store.tables import notes, readings

MOST_READINGS = 100
"""What waits is counted in this many readings, the newest."""
LONGEST_SPAN = 3
"""Over this many excerpts, at most, a passage is looked for when what waits is counted."""

_NEWEST_FIRST = (notes.c.created_at.desc(), notes.c.id.desc())


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
    rows = await tx.execute(query.order_by(*_NEWEST_FIRST))
    return [note_of(row) for row in rows], total


async def questions(
    tx: Transaction, club_id: int, sight: Sight, states: Sequence[QuestionState], limit: int
) -> list[Note]:
    """Questions in these states that this member is shown, newest first."""
    query = select(notes).where(
        notes.c.club_id == club_id,
        notes.c.kind == NoteKind.QUESTION,
        notes.c.state.in_(states),
        seen_by(sight.member_id),
        veiled(eyes(sight), None),
    )
    rows = await tx.execute(query.order_by(*_NEWEST_FIRST).limit(limit))
    return [note_of(row) for row in rows]


def _given(wanted: NoteFilter) -> dict[str, Any]:
    """What a filter asks for, by name; what it leaves open is left out."""
    names = ("reading_id", "excerpt", "kind", "member_id", "state", "since")
    given = {name: getattr(wanted, name) for name in names}
    if wanted.span is not None:
        given["span_start"], given["span_end"] = wanted.span
    return {name: value for name, value in given.items() if value is not None}


_COMPARED = {
    "reading_id": notes.c.reading_id,
    "excerpt": notes.c.excerpt,
    "kind": notes.c.kind,
    "member_id": notes.c.author_id,
    "state": notes.c.state,
}


def _conditions(
    club: Any, viewer: Any, given: Mapping[str, Any], *, belongs: bool, masks: bool
) -> list[ColumnElement[bool]]:
    """What a list's notes have to be.

    ``belongs`` says that it is one of answers or replies; ``masks`` that it is one by an author,
    which must not give away who is behind a pseudonym.
    """
    conditions = [notes.c.club_id == club, seen_by(viewer)]
    conditions += [_COMPARED[name] == value for name, value in given.items() if name in _COMPARED]
    if "kind" not in given:
        conditions.append(notes.c.parent_id.is_(None))
    if belongs:
        conditions.append(with_parent(viewer))
    if "span_start" in given:
        conditions += [notes.c.start < given["span_end"], notes.c.end > given["span_start"]]
    if "since" in given:
        conditions.append(notes.c.created_at > given["since"])
    if masks:
        conditions.append(notes.c.show_to != ShowTo.PSEUDONYM)
    return conditions


def _belongs(wanted: NoteFilter) -> bool:
    return wanted.kind in {NoteKind.ANSWER, NoteKind.REPLY}


def _masks(wanted: NoteFilter, viewer_id: int) -> bool:
    return wanted.member_id not in {None, viewer_id}


def _order(names: frozenset[str], order: NoteOrder) -> list[ColumnElement[Any]]:
    """How a list is sorted; what its filter fixes is left out, so that an index serves the rest."""
    if order is NoteOrder.NEWEST:
        return list(_NEWEST_FIRST)
    # A note on a whole excerpt comes before those on its words, one on the reading at the end.
    place: list[ColumnElement[Any]] = [notes.c.start.asc().nulls_first(), notes.c.id]
    if "excerpt" not in names:
        place.insert(0, notes.c.excerpt.asc().nulls_last())
    if "reading_id" not in names:
        place.insert(0, notes.c.reading_id.desc())
    return place


@lru_cache(maxsize=512)
def _listing(
    names: frozenset[str],
    order: NoteOrder,
    reached: int,
    written: int | None,
    *,
    belongs: bool,
    masks: bool,
) -> tuple[Prepared, Prepared]:
    """The statements for a page and for the number of notes on all pages.

    They are made once for each way to ask, with places for what is asked for and who asks.
    """
    there: dict[str, Any] = {name: bindparam(name) for name in names}
    by = Eyes(
        bindparam("viewer", type_=BigInteger),
        [(_place("r", n), _place("x", n), _place("e", n)) for n in range(reached)],
        None if written is None else [_place("w", n) for n in range(written)],
    )
    conditions = _conditions(
        bindparam("club", type_=BigInteger), by.member, there, belongs=belongs, masks=masks
    )
    conditions.append(veiled(by, None))
    page = select(notes).where(*conditions).order_by(*_order(names, order))
    page = page.limit(bindparam("most", type_=Integer)).offset(bindparam("skip", type_=Integer))
    some = select(notes.c.id).where(*conditions).limit(MOST_COUNTED + 1).subquery()
    return Prepared(page), Prepared(select(func.count()).select_from(some))


def _place(name: str, number: int) -> Any:
    return bindparam(f"{name}{number}", type_=BigInteger)


def _seen(sight: Sight, wanted: NoteFilter) -> tuple[Eyes, dict[str, Any]]:
    """A member's sight as far as it decides about this list, and what goes into its places."""
    if wanted.reading_id is not None:
        here = {n: reach for n, reach in sight.reached.items() if n == wanted.reading_id}
        sight = replace(
            sight,
            reached=here,
            written=frozenset(p for p in sight.written if p[0] == wanted.reading_id),
        )
    by = eyes(sight)
    values: dict[str, Any] = {"viewer": sight.member_id}
    for n, (reading, excerpt, end) in enumerate(by.reached):
        values |= {f"r{n}": reading, f"x{n}": excerpt, f"e{n}": end}
    values |= {f"w{n}": place for n, place in enumerate(by.written or ())}
    return by, values


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
    given = _given(wanted)
    by, values = _seen(sight, wanted)
    values |= {"club": club_id, **given}
    page, number = _listing(
        frozenset(given),
        order,
        len(by.reached),
        None if by.written is None else len(by.written),
        belongs=_belongs(wanted),
        masks=_masks(wanted, sight.member_id),
    )
    rows = await page.all(tx, {**values, "most": limit, "skip": offset})
    found = [note_of(row) for row in rows]
    if len(found) < limit and (found or not offset):
        return found, offset + len(found)
    return found, int(await number.scalar(tx, values))


async def waiting(
    tx: Transaction, club_id: int, sight: Sight, wanted: NoteFilter, veil: Veil
) -> tuple[int, set[tuple[int, int]]]:
    """How many notes a list leaves out for this reason, up to MOST_COUNTED, and their excerpts.

    Of the excerpts, each with its reading, it is the one that comes last in each reading.
    """
    looks = await _looks(tx, club_id, sight, wanted.reading_id, veil)
    if not looks:
        return 0, set()
    place = (notes.c.reading_id, notes.c.excerpt)
    viewer = sight.member_id
    conditions = _conditions(
        club_id,
        viewer,
        _given(wanted),
        belongs=_belongs(wanted),
        masks=_masks(wanted, viewer),
    )
    conditions.append(veiled(eyes(sight), veil))
    found = [select(*place).where(where, *conditions) for where in looks]
    few = union_all(*found).limit(MOST_COUNTED).subquery()
    query = select(few.c.reading_id, func.max(few.c.excerpt), func.count())
    rows = (await tx.execute(query.group_by(few.c.reading_id))).all()
    return sum(row[2] for row in rows), {(row[0], row[1]) for row in rows}


def _progress() -> Select[Any]:
    """How far each reading was posted, as far as was planned, and the last excerpt with a note."""
    noted = select(func.max(notes.c.excerpt)).where(notes.c.reading_id == readings.c.id)
    return select(
        readings.c.id, readings.c.next_excerpt, noted.scalar_subquery().label("noted")
    ).where(readings.c.club_id == bindparam("club", type_=BigInteger))


_OF_ONE = Prepared(_progress().where(readings.c.id == bindparam("reading", type_=BigInteger)))
_OF_NEWEST = Prepared(_progress().order_by(readings.c.id.desc()).limit(MOST_READINGS))


async def _looks(
    tx: Transaction, club_id: int, sight: Sight, reading_id: int | None, veil: Veil
) -> list[ColumnElement[bool]]:
    """Where notes hidden for this reason can be: narrow stretches of an index, none of them twice.

    So what waits is counted without going through all that the club ever wrote; and where a member
    has reached all there is, nothing is looked for.
    """
    if reading_id is None:
        chosen = await _OF_NEWEST.all(tx, {"club": club_id})
    else:
        chosen = await _OF_ONE.all(tx, {"club": club_id, "reading": reading_id})
    looks = []
    for reading in chosen:
        here = notes.c.reading_id == reading.id
        reach = sight.reached.get(reading.id)
        last = reach.excerpt if reach else 0
        if veil is Veil.UNWRITTEN:
            silent = [n for n in range(1, last + 1) if (reading.id, n) not in sight.written]
            if silent:
                looks.append(and_(here, notes.c.excerpt.in_(silent)))
        elif reading.noted is not None and last < max(reading.next_excerpt - 1, reading.noted):
            # A passage that goes on beyond what was reached begins shortly before its end.
            begins = last - LONGEST_SPAN if reach else 0
            looks.append(and_(here, notes.c.excerpt > begins))
    return looks
