"""The log of moderators' deeds: it only grows."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update

from readbot.club.order import Entry
from readbot.store.database import Transaction
from readbot.store.tables import audit

_ENTRY = [audit.c[f.name] for f in fields(Entry)]


async def record(
    tx: Transaction,
    club_id: int | None,
    actor_id: int | None,
    deed: str,
    subject_kind: str | None,
    subject_id: int | None,
    facts: Mapping[str, object],
    now: datetime,
    reason: str | None = None,
) -> int:
    """Write down who did what; the entry's id.

    ``facts`` holds settings and numbers, never a member's words; ``reason`` is what the one who
    did it said to it.
    """
    row = insert(audit).values(
        club_id=club_id,
        actor_id=actor_id,
        deed=deed,
        subject_kind=subject_kind,
        subject_id=subject_id,
        facts=dict(facts),
        at=now,
        reason=reason,
    )
    return int((await tx.execute(row.returning(audit.c.id))).scalar_one())


async def get(tx: Transaction, entry_id: int) -> Entry | None:
    """The entry with this id."""
    row = (await tx.execute(select(*_ENTRY).where(audit.c.id == entry_id))).one_or_none()
    return Entry(*row) if row else None


async def last_decision(tx: Transaction, note_id: int) -> Entry | None:
    """The newest entry that says what moderators decided about this note."""
    query = select(*_ENTRY).where(
        audit.c.subject_kind == "note",
        audit.c.subject_id == note_id,
        audit.c.deed.startswith("note."),
    )
    row = (await tx.execute(query.order_by(audit.c.id.desc()).limit(1))).one_or_none()
    return Entry(*row) if row else None


async def listed(
    tx: Transaction, club_id: int, offset: int = 0, limit: int | None = None
) -> tuple[list[Entry], int]:
    """A club's log, the newest first, and how long it is."""
    there = audit.c.club_id == club_id
    total = (await tx.execute(select(func.count()).where(there))).scalar_one()
    query = select(*_ENTRY).where(there).order_by(audit.c.id.desc()).offset(offset)
    rows = await tx.execute(query if limit is None else query.limit(limit))
    return [Entry(*row) for row in rows], total


async def unlink(tx: Transaction, club_ids: Sequence[int], member_id: int, key: str) -> int:
    """Put a key that leads nowhere in the place of a member; in how many entries they acted."""
    there = audit.c.club_id.in_(club_ids)
    values: dict[str, Any] = {"actor_id": None, "actor_key": key}
    acted = update(audit).where(audit.c.actor_id == member_id, there)
    done = await tx.execute(acted.values(**values))
    about = and_(audit.c.subject_kind == "member", audit.c.subject_id == member_id, there)
    await tx.execute(update(audit).where(about).values(subject_id=None, subject_key=key))
    return done.rowcount


async def about(tx: Transaction, club_ids: Sequence[int], member_id: int) -> list[Entry]:
    """What a member did as a moderator, and what moderators did about them, oldest first."""
    subject = and_(audit.c.subject_kind == "member", audit.c.subject_id == member_id)
    query = select(*_ENTRY).where(
        audit.c.club_id.in_(club_ids), or_(audit.c.actor_id == member_id, subject)
    )
    return [Entry(*row) for row in await tx.execute(query.order_by(audit.c.id))]
