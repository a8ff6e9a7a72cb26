"""Readings, their texts, excerpts and cadences."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from functools import cache
from importlib.metadata import version
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    bindparam,
    delete,
    exists,
    insert,
    literal,
    select,
    tuple_,
    update,
)

from readbot.club.cadence import Cadence
from readbot.club.clubs import LateRule
from readbot.club.readings import Excerpt, Reading, ReadingState, Rights, Script
from readbot.store.database import Transaction
from readbot.store.prepared import Prepared
from readbot.store.tables import cadences, clubs, excerpts, readings, servers
from readbot.text.article import (
    Article,
    Block,
    BlockKind,
    Details,
    Emphasis,
    EmphasisKind,
    LeftOut,
)

# By which rules instants were worked out; when it changes they are worked out anew.
RULES = version("tzdata")

_LIGHT = [column for column in readings.c if column.name not in {"text", "structure"}]
_LIGHT_NAMES = [column.name for column in _LIGHT]
_WHOLE = select(*_LIGHT, readings.c.text, readings.c.structure)


def _reading(row: Any) -> Reading:
    # The columns in their order, whatever follows them: asking a row by name takes longer.
    values = dict(zip(_LIGHT_NAMES, row, strict=False))
    values["details"] = Details(**values["details"])
    values["rights"] = Rights(values["rights"])
    values["state"] = ReadingState(values["state"])
    return Reading(**values)


def _structure(article: Article) -> dict[str, Any]:
    return {
        "blocks": [[b.kind, b.start, b.end, b.level, b.label] for b in article.blocks],
        "emphasis": [[e.kind, e.start, e.end] for e in article.emphasis],
        "left_out": [[part.text, part.reason, part.position] for part in article.left_out],
    }


def _article(row: Any) -> Article:
    blocks = (Block(BlockKind(k), *rest) for k, *rest in row.structure["blocks"])
    emphasis = (Emphasis(EmphasisKind(k), *rest) for k, *rest in row.structure["emphasis"])
    left_out = (LeftOut(*parts) for parts in row.structure["left_out"])
    return Article(
        row.text, tuple(blocks), Details(**row.details), tuple(emphasis), tuple(left_out)
    )


async def add(tx: Transaction, reading: Reading, article: Article) -> int:
    """Keep a new reading with its text; its id."""
    values = {c.name: getattr(reading, c.name) for c in _LIGHT if c.name != "id"}
    values["details"] = asdict(reading.details)
    values |= {"text": article.text, "structure": _structure(article)}
    result = await tx.execute(insert(readings).values(**values).returning(readings.c.id))
    return int(result.scalar_one())


async def change(tx: Transaction, reading: Reading) -> None:
    """Keep what changed in a reading, but for its text."""
    values = {c.name: getattr(reading, c.name) for c in _LIGHT if c.name not in {"id", "club_id"}}
    values["details"] = asdict(reading.details)
    await tx.execute(update(readings).where(readings.c.id == reading.id).values(**values))


async def change_text(tx: Transaction, reading_id: int, article: Article) -> None:
    """Keep another text of a reading that has not begun; once it has, its text never changes."""
    await tx.execute(
        update(readings)
        .where(readings.c.id == reading_id)
        .values(text=article.text, structure=_structure(article))
    )


async def remove(tx: Transaction, reading_id: int) -> None:
    """Delete a reading and all that hangs on it."""
    await tx.execute(delete(readings).where(readings.c.id == reading_id))


async def get(tx: Transaction, reading_id: int) -> Reading | None:
    """The reading with this id, without its text."""
    row = await _BY_ID.first(tx, {"reading": reading_id})
    return _reading(row) if row else None


_BY_ID = Prepared(select(*_LIGHT).where(readings.c.id == bindparam("reading")))


async def script(tx: Transaction, reading_id: int) -> Script | None:
    """The reading with its words."""
    row = (await tx.execute(_WHOLE.where(readings.c.id == reading_id))).one_or_none()
    return Script(_reading(row), _article(row)) if row else None


async def scripts(tx: Transaction, reading_ids: Collection[int]) -> dict[int, Script]:
    """These readings with their words, by id."""
    rows = await tx.execute(_WHOLE.where(readings.c.id.in_(reading_ids)))
    return {row.id: Script(_reading(row), _article(row)) for row in rows}


async def finish(tx: Transaction, reading_id: int, now: datetime) -> None:
    """Note that a reading's last excerpt stands, unless it was finished before."""
    await tx.execute(
        update(readings)
        .where(readings.c.id == reading_id, readings.c.state != ReadingState.FINISHED)
        .values(state=ReadingState.FINISHED, finished_at=now)
    )


async def of_club(
    tx: Transaction, club_id: int, states: Sequence[ReadingState] = tuple(ReadingState)
) -> list[Reading]:
    """The club's readings in these states, newest first."""
    rows = await _of_club(tuple(states)).all(tx, {"club": club_id})
    return [_reading(row) for row in rows]


@cache
def _of_club(states: tuple[ReadingState, ...]) -> Prepared:
    query = select(*_LIGHT).where(readings.c.club_id == bindparam("club"))
    named = [literal(state) for state in states]
    return Prepared(query.where(readings.c.state.in_(named)).order_by(readings.c.id.desc()))


async def begun(tx: Transaction, limit: int) -> list[Reading]:
    """Readings that have begun, in any club: those that run first, then the newest."""
    query = select(*_LIGHT).where(readings.c.state != ReadingState.WAITING)
    order = (readings.c.state != ReadingState.RUNNING, readings.c.id.desc())
    rows = await tx.execute(query.order_by(*order).limit(limit))
    return [_reading(row) for row in rows]


async def set_excerpts(tx: Transaction, reading_id: int, cut: Sequence[Excerpt]) -> None:
    """Keep the excerpts of a reading in place of any it had."""
    await tx.execute(delete(excerpts).where(excerpts.c.reading_id == reading_id))
    await tx.execute(insert(excerpts), [asdict(e) | {"reading_id": reading_id} for e in cut])


async def excerpts_of(tx: Transaction, reading_id: int) -> list[Excerpt]:
    """All excerpts of a reading, in order."""
    query = select(excerpts).where(excerpts.c.reading_id == reading_id)
    return [Excerpt(*row) for row in await tx.execute(query.order_by(excerpts.c.number))]


async def excerpt(tx: Transaction, reading_id: int, number: int) -> Excerpt | None:
    """One excerpt by its number."""
    query = select(excerpts).where(excerpts.c.reading_id == reading_id, excerpts.c.number == number)
    row = (await tx.execute(query)).one_or_none()
    return Excerpt(*row) if row else None


async def excerpts_at(
    tx: Transaction, places: Collection[tuple[int, int]]
) -> dict[tuple[int, int], Excerpt]:
    """Excerpts by their reading's id and their number."""
    which = tuple_(excerpts.c.reading_id, excerpts.c.number).in_(places)
    rows = await tx.execute(select(excerpts).where(which))
    return {(row.reading_id, row.number): Excerpt(*row) for row in rows}


def _cadence(row: Any) -> Cadence:
    return Cadence(
        weekdays=frozenset(row.weekdays),
        times=tuple(time.fromisoformat(t) for t in row.times),
        zone=row.zone,
        first=date.fromisoformat(row.first),
        excerpts=row.excerpts,
        skipped=frozenset(date.fromisoformat(d) for d in row.skipped),
        until=date.fromisoformat(row.until) if row.until else None,
    )


async def set_cadence(
    tx: Transaction, reading_id: int, cadence: Cadence, next_at: datetime | None
) -> None:
    """Keep a reading's cadence in place of any it had."""
    await tx.execute(delete(cadences).where(cadences.c.reading_id == reading_id))
    await tx.execute(
        insert(cadences).values(
            reading_id=reading_id,
            weekdays=sorted(cadence.weekdays),
            times=[t.isoformat("minutes") for t in cadence.times],
            zone=cadence.zone,
            first=cadence.first.isoformat(),
            excerpts=cadence.excerpts,
            skipped=sorted(d.isoformat() for d in cadence.skipped),
            until=cadence.until.isoformat() if cadence.until else None,
            next_at=next_at,
            rules=RULES,
        )
    )


async def set_next(tx: Transaction, reading_id: int, next_at: datetime | None) -> None:
    """Keep when the next excerpt is due; None while none is."""
    change_row = update(cadences).where(cadences.c.reading_id == reading_id)
    await tx.execute(change_row.values(next_at=next_at, rules=RULES))


async def cadence(tx: Transaction, reading_id: int) -> tuple[Cadence, datetime | None] | None:
    """A reading's cadence and the instant of its next occurrence."""
    query = select(cadences).where(cadences.c.reading_id == reading_id)
    row = (await tx.execute(query)).one_or_none()
    return (_cadence(row), row.next_at) if row else None


@dataclass(frozen=True, slots=True)
class Due:
    """A reading whose time has come: its cadence, the occurrence, and its club's rule if late."""

    reading: Reading
    cadence: Cadence
    at: datetime
    late_rule: LateRule


def _due() -> Select[tuple[int]]:
    left = exists().where(servers.c.id == clubs.c.server_id, servers.c.left_at.is_not(None))
    return (
        select(readings.c.id)
        .join(cadences, cadences.c.reading_id == readings.c.id)
        .join(clubs, clubs.c.id == readings.c.club_id)
        .where(cadences.c.next_at <= bindparam("now"), ~left)
        .order_by(cadences.c.next_at)
        .limit(bindparam("most", type_=Integer))
    )


DUE = _due()
"""Readings whose time has come ``now``, ``most`` of them, oldest first; built once."""


async def any_due(tx: Transaction, now: datetime) -> bool:
    """Whether a reading has an occurrence due, in a server that readbot is in."""
    return (await tx.execute(DUE, {"now": now, "most": 1})).first() is not None


async def due(tx: Transaction, now: datetime, limit: int) -> list[Due]:
    """Readings that have an occurrence due, oldest first; none of servers that left."""
    # What another process plans at this moment, or a moderator changes, is left for the next look.
    query = DUE.with_for_update(skip_locked=True, key_share=True, of=(cadences, clubs))
    ids = list((await tx.execute(query, {"now": now, "most": limit})).scalars())
    if not ids:
        return []
    rows = await tx.execute(
        select(*_LIGHT, clubs.c.late_rule)
        .join(clubs, clubs.c.id == readings.c.club_id)
        .where(readings.c.id.in_(ids))
    )
    found = {row.id: (_reading(row), LateRule(row.late_rule)) for row in rows}
    paces = await tx.execute(select(cadences).where(cadences.c.reading_id.in_(ids)))
    dues = []
    for row in paces:
        reading, late_rule = found[row.reading_id]
        dues.append(Due(reading, _cadence(row), row.next_at, late_rule))
    return sorted(dues, key=lambda due: due.at)


async def move_on(tx: Transaction, moved: Sequence[tuple[Reading, datetime | None]]) -> None:
    """Keep how far these readings are planned, and when each one's next occurrence is."""
    await tx.execute(
        update(readings).where(readings.c.id == bindparam("which")),
        [{"which": reading.id, "next_excerpt": reading.next_excerpt} for reading, _ in moved],
    )
    await tx.execute(
        update(cadences).where(cadences.c.reading_id == bindparam("which")),
        [{"which": reading.id, "next_at": at, "rules": RULES} for reading, at in moved],
    )


async def coming(tx: Transaction) -> list[tuple[int, Cadence, datetime]]:
    """Every reading with a next occurrence, soonest first."""
    query = select(cadences).where(cadences.c.next_at.is_not(None)).order_by(cadences.c.next_at)
    return [(row.reading_id, _cadence(row), row.next_at) for row in await tx.execute(query)]


async def by_older_rules(tx: Transaction) -> list[tuple[int, Cadence, datetime]]:
    """Readings whose next occurrence was worked out by another zone database than today's."""
    query = select(cadences).where(cadences.c.next_at.is_not(None), cadences.c.rules != RULES)
    query = query.with_for_update(skip_locked=True)
    return [(row.reading_id, _cadence(row), row.next_at) for row in await tx.execute(query)]
