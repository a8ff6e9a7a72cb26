"""Lists of notes: what a member is shown of them, a page at a time, and what waits for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    func,
    or_,
    select,
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
from readbot.store.sight import (
    REACHED,
    Eyes,
    eyes,
    of_place,
    place_number,
    seen_by,
    seen_through,
    shown,
    unfolded,
    veiled,
    with_parent,
)
from readbot.store.tables import notes, readings

MOST_READINGS = 100
"""What waits is counted in this many readings, the newest."""
LONGEST_SPAN = 3
"""Over this many excerpts, at most, a passage is looked for when what waits is counted."""

_TO_THE_END = 2**31 - 1

_NEWEST_FIRST = (notes.c.created_at.desc(), notes.c.id.desc())


async def since(
    tx: Transaction, club_id: int, sight: Sight, at: datetime, limit: int
) -> tuple[list[Note], int]:
    """What others wrote after this moment and this member is shown, newest first, and how much.

    Answers and replies are among it. Counting ends at one more than MOST_COUNTED.
    """
    others = or_(notes.c.author_id.is_(None), notes.c.author_id != sight.member_id)
    conditions = [notes.c.club_id == club_id, notes.c.created_at > at, others]
    conditions.append(shown(sight, tx.dialect.name))
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
        veiled(eyes(sight, tx.dialect.name), None),
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


def _conditions(given: Mapping[str, Any], way: "Way", *, near: bool) -> list[ColumnElement[bool]]:
    """What a list's notes have to be; ``near`` says that they are looked for by their excerpts."""
    club, parent = notes.c.club_id, notes.c.parent_id
    if near:
        # No index serves a sum: so SQLite takes that over excerpts, and not the whole club's notes.
        club, parent = club + 0, parent + 0  # type: ignore[assignment]
    conditions = [club == _CLUB, seen_by(_VIEWER)]
    conditions += [_COMPARED[name] == value for name, value in given.items() if name in _COMPARED]
    if "kind" not in given:
        conditions.append(parent.is_(None))
    if way.belongs:
        conditions.append(with_parent(_VIEWER))
    if "span_start" in given:
        conditions += [notes.c.start < given["span_end"], notes.c.end > given["span_start"]]
    if "since" in given:
        conditions.append(notes.c.created_at > given["since"])
    if way.masks:
        conditions.append(notes.c.show_to != ShowTo.PSEUDONYM)
    return conditions


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


_CLUB = bindparam("club", type_=BigInteger)
_VIEWER = bindparam("viewer", type_=BigInteger)


@dataclass(frozen=True, slots=True)
class Way:
    """What the words of a list's statements depend on; whatever else is asked for has places.

    ``belongs`` says that it is one of answers or replies; ``masks`` that it is one by an author,
    which must not give away who is behind a pseudonym; ``dialect`` is the database's.
    """

    names: frozenset[str]
    belongs: bool
    masks: bool
    write_first: bool
    dialect: str

    def conditions(self, veil: Veil | None) -> list[ColumnElement[bool]]:
        """What the notes have to be that are listed, or that are hidden for this reason."""
        there: dict[str, Any] = {name: bindparam(name) for name in self.names}
        written = bindparam("written", type_=JSON) if self.write_first else None
        reached = bindparam("reached", type_=REACHED)
        by = Eyes(_VIEWER, reached, written, self.dialect)
        found = _conditions(there, self, near=veil is not None)
        return [*found, veiled(by, veil)]


def way_to_ask(
    dialect: str, club_id: int, sight: Sight, wanted: NoteFilter
) -> tuple[Way, dict[str, Any]]:
    """The way in which a list is asked for, and what goes into its statements' places."""
    if wanted.reading_id is not None:
        # Nothing else decides about it.
        here = {n: reach for n, reach in sight.reached.items() if n == wanted.reading_id}
        wrote = frozenset(p for p in sight.written if p[0] == wanted.reading_id)
        sight = replace(sight, reached=here, written=wrote)
    given = _given(wanted)
    reached, written = seen_through(sight)
    values: dict[str, Any] = {"viewer": sight.member_id, "club": club_id, "reached": reached}
    if sight.write_first:
        values["written"] = written
    belongs = wanted.kind in {NoteKind.ANSWER, NoteKind.REPLY}
    masks = wanted.member_id not in {None, sight.member_id}
    way = Way(frozenset(given), belongs, masks, sight.write_first, dialect)
    return way, values | given


@lru_cache(maxsize=64)
def _listing(way: Way, order: NoteOrder) -> tuple[Prepared, Prepared]:
    """The statements for a page and for the number of notes on all pages."""
    conditions = way.conditions(None)
    page = select(notes).where(*conditions).order_by(*_order(way.names, order))
    page = page.limit(bindparam("most", type_=Integer)).offset(bindparam("skip", type_=Integer))
    some = select(notes.c.id).where(*conditions).limit(MOST_COUNTED + 1).subquery()
    return Prepared(page), Prepared(select(func.count()).select_from(some))


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
    way, values = way_to_ask(tx.dialect.name, club_id, sight, wanted)
    page, number = _listing(way, order)
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
    stretches = await _stretches(tx, club_id, sight, wanted.reading_id, veil)
    if not stretches:
        return 0, set()
    way, values = way_to_ask(tx.dialect.name, club_id, sight, wanted)
    rows = await hidden(way, veil).all(tx, {**values, "stretches": stretches})
    return sum(row[2] for row in rows), {(row[0], row[1]) for row in rows}


@lru_cache(maxsize=64)
def hidden(way: Way, veil: Veil) -> Prepared:
    """The statement for the last excerpt in each reading with notes hidden so, and their number."""
    stretch = unfolded(bindparam("stretches", type_=JSON)).subquery()
    reading, first = of_place(stretch.c.name)
    few = (
        select(notes.c.reading_id, notes.c.excerpt)
        .join(stretch, notes.c.reading_id == reading)
        .where(notes.c.excerpt.between(first, stretch.c.value), *way.conditions(veil))
        .limit(MOST_COUNTED)
        .subquery()
    )
    query = select(few.c.reading_id, func.max(few.c.excerpt), func.count())
    return Prepared(query.group_by(few.c.reading_id))


def _progress() -> Select[Any]:
    """How far each reading was posted, as far as was planned, and the last excerpt with a note."""
    noted = select(func.max(notes.c.excerpt)).where(notes.c.reading_id == readings.c.id)
    return select(
        readings.c.id, readings.c.next_excerpt, noted.scalar_subquery().label("noted")
    ).where(readings.c.club_id == _CLUB)


_OF_ONE = Prepared(_progress().where(readings.c.id == bindparam("reading", type_=BigInteger)))
_OF_NEWEST = Prepared(_progress().order_by(readings.c.id.desc()).limit(MOST_READINGS))


async def _stretches(
    tx: Transaction, club_id: int, sight: Sight, reading_id: int | None, veil: Veil
) -> dict[int, int]:
    """Where notes hidden for this reason can be: stretches of excerpts, none of them twice.

    Each is a place as :func:`place_number` numbers it and the last excerpt. So what waits is
    counted without going through all that the club ever wrote; and where a member has reached all
    there is, nothing is looked for.
    """
    if reading_id is None:
        chosen = await _OF_NEWEST.all(tx, {"club": club_id})
    else:
        chosen = await _OF_ONE.all(tx, {"club": club_id, "reading": reading_id})
    found: dict[int, int] = {}
    for reading in chosen:
        reach = sight.reached.get(reading.id)
        last = reach.excerpt if reach else 0
        if veil is Veil.UNWRITTEN:
            silent = (n for n in range(1, last + 1) if (reading.id, n) not in sight.written)
            found |= {place_number(reading.id, first): end for first, end in _runs(silent)}
        elif reading.noted is not None and last < max(reading.next_excerpt - 1, reading.noted):
            # A passage that goes on beyond what was reached begins shortly before its end.
            first = max(0, last - LONGEST_SPAN) + 1 if reach else 1
            found[place_number(reading.id, first)] = _TO_THE_END
    return found


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Ascending numbers as stretches without a gap: the first and the last of each."""
    first = last = None
    for number in numbers:
        if first is None or last is None:
            first = number
        elif number != last + 1:
            yield first, last
            first = number
        last = number
    if first is not None and last is not None:
        yield first, last
