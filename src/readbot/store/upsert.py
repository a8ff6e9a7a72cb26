"""An INSERT that knows ON CONFLICT, which both databases have but SQLAlchemy's own has not."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from readbot.store.database import Transaction


def upsert(tx: Transaction, table: Table) -> Any:
    """The database's own INSERT into this table."""
    return (postgresql_insert if tx.dialect.name == "postgresql" else sqlite_insert)(table)
