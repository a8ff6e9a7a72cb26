"""What many rooms' tests share: real, migrated databases."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests import postgresql as servers
from tests.postgresql import PostgreSQL

from readbot.store.database import Store, migrate, open_store, read_url


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server of the tests' own."""
    with servers.running() as server:
        yield server


@pytest.fixture(scope="session")
def _database(postgresql: PostgreSQL) -> str:
    """The name of a database with the newest schema, which the tests share one after another."""
    name = postgresql.new()
    asyncio.run(migrate(read_url(postgresql.url(name))))
    return name


@pytest.fixture
def on_postgresql(postgresql: PostgreSQL, _database: str) -> str:
    """The address of an empty PostgreSQL database with the newest schema."""
    postgresql.empty(_database)
    return postgresql.url(_database)


@pytest.fixture
def on_sqlite(tmp_path: Path) -> str:
    """The address of an SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'readbot.db'}"


@pytest.fixture
def database_url(on_sqlite: str) -> str:
    """The database that a room's tests run on; some rooms run on each kind."""
    return on_sqlite


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An empty database with the newest schema."""
    opened = await open_store(database_url)
    yield opened
    await opened.close()
