"""What the database remembers about itself: until when it kept up, what it told Discord."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from readbot.store.database import Transaction
from readbot.store.prepared import Prepared
from readbot.store.tables import house

ALIVE = "alive_at"
RESTORED, RESTORED_AT = "restored_from", "restored_at"
AWAY, AWAY_AT = "away_since", "away_at"
"""Since when Discord may know more than this database, and when that was found out."""
APPLICATION = "application"
"""The id of the application whose servers this database knows."""


async def text(tx: Transaction, name: str) -> str | None:
    """What was remembered under this name; None if nothing was."""
    found: str | None = await _TEXT.scalar(tx, {"name": name})
    return found


_TEXT = Prepared(select(house.c.value).where(house.c.name == bindparam("name")))


async def remember_text(tx: Transaction, name: str, value: str) -> None:
    """Remember this under this name in place of anything else."""
    insert: Any = postgresql_insert if tx.dialect.name == "postgresql" else sqlite_insert
    row = insert(house).values(name=name, value=value)
    await tx.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


async def names(tx: Transaction, beginning: str) -> list[str]:
    """The names that begin so, under which something was remembered."""
    query = select(house.c.name).where(house.c.name.startswith(beginning, autoescape=True))
    return list((await tx.execute(query)).scalars())


async def moment(tx: Transaction, name: str) -> datetime | None:
    """The moment that was remembered under this name."""
    found = await text(tx, name)
    return datetime.fromisoformat(found) if found else None


async def remember(tx: Transaction, name: str, at: datetime) -> None:
    """Remember a moment under this name in place of any other."""
    await remember_text(tx, name, at.isoformat())
