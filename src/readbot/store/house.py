"""What the database remembers about itself: its own name, and until when it kept up."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from readbot.store.database import Transaction
from readbot.store.tables import house

ALIVE = "alive_at"
RESTORED = "restored_from"


async def moment(tx: Transaction, name: str) -> datetime | None:
    """The moment that was remembered under this name."""
    query = select(house.c.value).where(house.c.name == name)
    found = (await tx.execute(query)).scalar_one_or_none()
    return datetime.fromisoformat(found) if found else None


async def remember(tx: Transaction, name: str, at: datetime) -> None:
    """Remember a moment under this name in place of any other."""
    insert: Any = postgresql_insert if tx.dialect.name == "postgresql" else sqlite_insert
    row = insert(house).values(name=name, value=at.isoformat())
    await tx.execute(
        row.on_conflict_do_update(index_elements=["name"], set_={"value": at.isoformat()})
    )
