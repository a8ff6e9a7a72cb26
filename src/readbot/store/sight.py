"""Who is shown which note, as conditions: the rules of ``club/notes.py`` and ``club/sight.py``.

What decides may be given as values, or as places that a statement made once has for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, cast, exists, false, not_, or_, true

from readbot.club.notes import ShowTo
from readbot.club.sight import Sight, Veil
from readbot.store.tables import notes


@dataclass(frozen=True, slots=True)
class Eyes:
    """A member's sight as conditions take it.

    ``reached`` are triples of a reading, its last excerpt that they reached and that one's end;
    ``written`` are places as :func:`place_number` numbers them, None where the club does not ask.
    """

    member: Any
    reached: Sequence[tuple[Any, Any, Any]]
    written: Sequence[Any] | None


def place_number(reading_id: Any, excerpt: Any) -> Any:
    """One number for an excerpt of a reading: SQLite takes no list of pairs whose length varies."""
    return reading_id * 2**32 + excerpt


def eyes(sight: Sight) -> Eyes:
    """A member's sight, as values."""
    reached = [(number, reach.excerpt, reach.end) for number, reach in sight.reached.items()]
    written = [place_number(*p) for p in sight.written] if sight.write_first else None
    return Eyes(sight.member_id, reached, written)


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
    """Whether what an answer or a reply belongs to is seen by this member."""
    parent = notes.alias("parent")
    return exists().where(parent.c.id == notes.c.parent_id, seen_by(member_id, parent))


def shown(sight: Sight) -> ColumnElement[bool]:
    """The rule of :func:`readbot.club.sight.is_shown`; what belongs to a note is seen with it."""
    belongs = or_(notes.c.parent_id.is_(None), with_parent(sight.member_id))
    return and_(seen_by(sight.member_id), belongs, veiled(eyes(sight), None))


def _reached(by: Eyes) -> ColumnElement[bool]:
    """The rule of :func:`readbot.club.sight.has_reached`, as a condition."""
    by_reading = [
        and_(
            notes.c.reading_id == reading_id,
            notes.c.excerpt <= excerpt,
            or_(notes.c.end.is_(None), notes.c.end <= end),
        )
        for reading_id, excerpt, end in by.reached
    ]
    return or_(notes.c.excerpt.is_(None), *by_reading)


def _written(by: Eyes) -> ColumnElement[bool]:
    if by.written is None:
        return true()
    here = place_number(cast(notes.c.reading_id, BigInteger), notes.c.excerpt)
    wrote = here.in_(by.written) if by.written else false()
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
