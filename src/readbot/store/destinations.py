"""Destinations at which nothing is sent for the time being, and why."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from readbot.club.postings import Stop
from readbot.store.clubs import is_away
from readbot.store.database import Transaction
from readbot.store.postings import inserting
from readbot.store.tables import clubs, destinations


async def stop(
    tx: Transaction,
    destination_id: int,
    club_id: int | None,
    code: int,
    reason: str,
    now: datetime,
) -> bool:
    """Send nothing more to this destination; False if it was stopped before."""
    row = {
        "id": destination_id,
        "club_id": club_id,
        "code": code,
        "reason": reason,
        "stopped_at": now,
    }
    done = await tx.execute(
        inserting(tx, destinations)
        .values(**row)
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(destinations.c.id)
    )
    return done.first() is not None


async def resume(tx: Transaction, destination_ids: Sequence[int]) -> int:
    """Send to these destinations again; how many of them had been stopped."""
    result = await tx.execute(delete(destinations).where(destinations.c.id.in_(destination_ids)))
    return result.rowcount


async def resume_club(tx: Transaction, club_id: int) -> int:
    """Send to every destination of a club again; how many had been stopped."""
    result = await tx.execute(delete(destinations).where(destinations.c.club_id == club_id))
    return result.rowcount


async def stopped(tx: Transaction, servers: Collection[int] | None = None) -> list[Stop]:
    """Every stopped destination, or those of clubs in these servers; the first one first.

    None is of a server that readbot is no longer in, where it may not even ask.
    """
    query = select(destinations).where(~is_away(destinations.c.club_id))
    query = query.order_by(destinations.c.stopped_at)
    if servers is not None:
        homes = select(clubs.c.id).where(clubs.c.server_id.in_(servers))
        query = query.where(destinations.c.club_id.in_(homes))
    return [_stop(row) for row in await tx.execute(query)]


async def stopped_destination(tx: Transaction, destination_id: int) -> Stop | None:
    """Why this destination was stopped, if it was."""
    query = select(destinations).where(destinations.c.id == destination_id)
    row = (await tx.execute(query)).one_or_none()
    return _stop(row) if row else None


def _stop(row: Any) -> Stop:
    return Stop(row.id, row.club_id, row.code, row.reason)
