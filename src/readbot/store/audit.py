"""The log of moderators' deeds: it only grows."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert

from readbot.store.database import Transaction
from readbot.store.tables import audit


async def record(
    tx: Transaction,
    club_id: int | None,
    actor_id: int | None,
    deed: str,
    subject_kind: str | None,
    subject_id: int | None,
    facts: Mapping[str, object],
    now: datetime,
) -> None:
    """Write down who did what; ``facts`` holds settings and numbers, never a member's words."""
    await tx.execute(
        insert(audit).values(
            club_id=club_id,
            actor_id=actor_id,
            deed=deed,
            subject_kind=subject_kind,
            subject_id=subject_id,
            facts=dict(facts),
            at=now,
        )
    )
