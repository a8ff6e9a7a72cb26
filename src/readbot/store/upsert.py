"""An INSERT that knows ON CONFLICT, which both databases have but SQLAlchemy's own has not."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from readbot.store.database import Transaction


def upsert(tx: Transaction, table: Table) -> Any:
    """The database's own INSERT into this table."""
    return upsert_in(tx.dialect.name, table)


def upsert_in(dialect: str, table: Table) -> Any:
    """The same for a kind of database, for statements that are made once."""
    return (postgresql_insert if dialect == "postgresql" else sqlite_insert)(table)
