"""What a club keeps for so many days only: conversations, read marks, pseudonyms."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select

from readbot.club.notes import Note
from readbot.store.database import Transaction
from readbot.store.findable import finish_forgetting
from readbot.store.notes import note_of
from readbot.store.tables import clubs, notes, pseudonyms, read_marks, readings


async def keeping(tx: Transaction) -> list[int]:
    """The clubs that do not keep everything for ever."""
    query = select(clubs.c.id).where(clubs.c.keep_notes > 0)
    return list((await tx.execute(query.order_by(clubs.c.id))).scalars())


def _last_word(note: Any) -> ColumnElement[datetime]:
    return func.coalesce(note.c.edited_at, note.c.created_at)


def _belongs(note: Any) -> ColumnElement[bool]:
    """Whether this note is in the conversation that a row of ``notes`` begins."""
    return or_(note.c.id == notes.c.id, note.c.parent_id == notes.c.id)


async def over(
    tx: Transaction, club_id: int, before: datetime, gone: datetime, limit: int
) -> list[int]:
    """What begins the conversations in which nobody said anything since ``before``, oldest first.

    Left out are those of which all is withdrawn, but some of it later than ``gone``: they wait.
    """
    newer, shown, waits = (notes.alias(name) for name in ("newer", "shown", "waits"))
    goes_on = exists().where(_belongs(newer), _last_word(newer) >= before)
    is_shown = exists().where(_belongs(shown), shown.c.withdrawn_at.is_(None))
    waits_still = exists().where(_belongs(waits), waits.c.withdrawn_at > gone)
    query = select(notes.c.id).where(
        notes.c.club_id == club_id,
        notes.c.parent_id.is_(None),
        notes.c.created_at < before,
        ~goes_on,
        or_(is_shown, ~waits_still),
    )
    rows = await tx.execute(query.order_by(notes.c.created_at, notes.c.id).limit(limit))
    return list(rows.scalars())


async def conversation(tx: Transaction, note_id: int) -> list[Note]:
    """A note with its answers and replies, also those that nobody sees."""
    query = select(notes).where(or_(notes.c.id == note_id, notes.c.parent_id == note_id))
    return [note_of(row) for row in await tx.execute(query.order_by(notes.c.id))]


async def delete_notes(tx: Transaction, note_ids: Sequence[int]) -> None:
    """Delete notes with all that hangs on them: earlier words, answers, flags, nods."""
    await tx.execute(delete(notes).where(notes.c.id.in_(note_ids)))
    await finish_forgetting(tx)


async def forget_readers(tx: Transaction, club_id: int, before: datetime) -> None:
    """Delete who read what, and pseudonyms, of readings that ended before this moment.

    Not while notes on them are left: who has read so far decides who sees those.
    """
    ended = select(readings.c.id).where(
        readings.c.club_id == club_id,
        readings.c.finished_at < before,
        ~exists().where(notes.c.reading_id == readings.c.id),
    )
    for table in (read_marks, pseudonyms):
        await tx.execute(delete(table).where(table.c.reading_id.in_(ended)))
