"""Who is shown which note, as conditions: the rules of ``club/notes.py`` and ``club/sight.py``.

What decides may be given as values, or as places that a statement made once has for them. However
much a member has reached and written is one value each, an object in JSON that the database
unfolds: so a statement's words do not depend on it, nor does what it costs to make them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

from readbot.club.notes import ShowTo
from readbot.club.sight import Sight, Veil
from readbot.store.tables import notes

_PLACES = 2**32
POSTGRESQL = "postgresql"
REACHED = JSON().with_variant(JSONB(), POSTGRESQL)
"""The type of what a member has reached, as a value of a statement."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """A member's sight as conditions take it: expressions for what :func:`seen_through` gives.

    ``written`` is None where the club does not ask for it. ``dialect`` is the database's, for
    where the two look a reading up in different ways.
    """

    member: Any
    reached: ColumnElement[Any]
    written: ColumnElement[Any] | None
    dialect: str


def place_number(first: Any, second: Any) -> Any:
    """One number for a pair, as for a reading and its excerpt: an object in JSON has no others."""
    return first * _PLACES + second


def of_place(number: Any) -> tuple[Any, Any]:
    """The pair that :func:`place_number` made one number of."""
    return number // _PLACES, number % _PLACES


def unfolded(numbers: ColumnElement[Any]) -> Select[Any]:
    """An object in JSON as rows: ``name`` and ``value``, both numbers."""
    # Both databases have a json_each, and it gives both of them the same two columns.
    each = func.json_each(numbers).table_valued("key", "value")
    value: ColumnElement[Any] = cast(cast(each.c.value, Text), BigInteger)
    name: ColumnElement[Any] = cast(each.c.key, BigInteger)
    return select(name.label("name"), value.label("value"))


def seen_through(sight: Sight) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """What a member has reached and written, as objects in JSON.

    The first is by reading, the last excerpt that they reached and its end as one number; the names
    of the second are the excerpts that they wrote about, as :func:`place_number` numbers them.
    """
    reached = {n: place_number(reach.excerpt, reach.end) for n, reach in sight.reached.items()}
    return reached, {place_number(*pair): 0 for pair in sight.written}


def eyes(sight: Sight, dialect: str) -> Eyes:
    """A member's sight, as values."""
    reached, written = seen_through(sight)
    asked = literal(written, JSON) if sight.write_first else None
    return Eyes(sight.member_id, literal(reached, REACHED), asked, dialect)


def is_public(table: Any = notes) -> ColumnElement[bool]:
    """The rule of ``Note.is_public``, as a condition."""
    return and_(
        table.c.show_to != ShowTo.ME,
        table.c.withdrawn_at.is_(None),
        table.c.hidden_at.is_(None),
        table.c.held_at.is_(None),
    )


def seen_by(member_id: Any, table: Any = notes) -> ColumnElement[bool]:
    """The rule of :func:`readbot.club.notes.can_see`, as a condition."""
    own = and_(table.c.author_id == member_id, table.c.withdrawn_at.is_(None))
    return or_(is_public(table), own)


def with_parent(member_id: Any) -> ColumnElement[bool]:
    """Whether what an answer or a reply belongs to is seen by this member, or it is their own."""
    parent = notes.alias("parent")
    seen = exists().where(parent.c.id == notes.c.parent_id, seen_by(member_id, parent))
    return or_(notes.c.author_id == member_id, seen)


def shown(sight: Sight, dialect: str) -> ColumnElement[bool]:
    """The rule of :func:`readbot.club.sight.is_shown`; what belongs to a note is seen with it."""
    belongs = or_(notes.c.parent_id.is_(None), with_parent(sight.member_id))
    return and_(seen_by(sight.member_id), belongs, veiled(eyes(sight, dialect), None))


def _reached(by: Eyes) -> ColumnElement[bool]:
    """The rule of :func:`readbot.club.sight.has_reached`, as a condition."""
    if by.dialect == POSTGRESQL:
        return or_(notes.c.excerpt.is_(None), _looked_up(by.reached))
    # Unfolded once for all rows, not for each; SQLite then gives it an index of its own.
    reach = unfolded(by.reached).cte("reach", nesting=True).prefix_with("MATERIALIZED")
    excerpt, end = of_place(reach.c.value)
    there = exists().where(
        reach.c.name == notes.c.reading_id,
        notes.c.excerpt <= excerpt,
        or_(notes.c.end.is_(None), notes.c.end <= end),
    )
    return or_(notes.c.excerpt.is_(None), there)


def _looked_up(reached: ColumnElement[Any]) -> ColumnElement[bool]:
    """The same where an object's names are sorted: each row looks its own reading up among them.

    PostgreSQL gives nothing that it unfolds an index, and would go through all of it for each row.
    """
    reading = cast(notes.c.reading_id, Text)
    there = cast(func.jsonb_object_field_text(reached, reading), BigInteger)
    # Not reached is as good as reached up to nothing: of an absent number nothing is true or not.
    excerpt, end = of_place(func.coalesce(there, 0))
    return and_(notes.c.excerpt <= excerpt, or_(notes.c.end.is_(None), notes.c.end <= end))


def _written(by: Eyes) -> ColumnElement[bool]:
    if by.written is None:
        return true()
    here = place_number(cast(notes.c.reading_id, BigInteger), notes.c.excerpt)
    wrote = here.in_(select(unfolded(by.written).subquery().c.name))
    return or_(notes.c.excerpt.is_(None), wrote)


def veiled(by: Eyes, veil: Veil | None) -> ColumnElement[bool]:
    """The rule of :func:`readbot.club.sight.veil`: for which reason, or none, a note is hidden."""
    own = and_(notes.c.author_id.is_not(None), notes.c.author_id == by.member)
    reached, written = _reached(by), _written(by)
    if veil is None:
        return or_(own, and_(reached, written))
    if veil is Veil.UNREACHED:
        return and_(not_(own), not_(reached))
    return and_(not_(own), reached, not_(written))
