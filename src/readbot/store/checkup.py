"""Looking at a database from outside: whether it can be used, and plain words where it cannot."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, select
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from readbot.club.clubs import Club
from readbot.club.mistakes import Hindrance
from readbot.store import clubs, tables
from readbot.store.database import (
    DatabaseError,
    UnknownSchemaError,
    newest_revision,
    read_url,
    revision_of,
    sqlite_file,
)


@dataclass(frozen=True, slots=True)
class Condition:
    """What was found. ``place`` is its address without a password.

    ``revision`` is the schema's version, None where nothing has been made yet; ``newest`` is the
    one that this readbot works with.
    """

    place: str
    revision: str | None
    newest: str

    @property
    def is_current(self) -> bool:
        """Whether this readbot can work with it as it is."""
        return self.revision == self.newest


def shown(url: str) -> str:
    """The address of a database, fit to be seen: an SQLite file's path, or without its password."""
    with plainly(url):
        address = read_url(url)
        file = sqlite_file(address)
        return str(file) if file else address.render_as_string(hide_password=True)


@contextmanager
def plainly(url: str) -> Iterator[None]:
    """Turn what goes wrong while a database is opened into a DatabaseError in plain words."""
    try:
        yield
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseError(
            "database.url is not an address that readbot can use. Write for example "
            "sqlite:///data/readbot.db or postgresql://USER:PASSWORD@HOST/NAME."
        ) from error
    except ModuleNotFoundError as error:
        if error.name != "asyncpg":
            raise
        raise DatabaseError(
            "PostgreSQL needs the package asyncpg: pip install 'readbot[postgresql]'."
        ) from error
    except UnknownSchemaError as error:
        raise DatabaseError(
            f"The database {shown(url)} was made by another version of readbot, whose schema this "
            "one does not know. Use that version or a newer one, or go back to a backup."
        ) from error
    except (DBAPIError, sqlite3.Error, OSError, Hindrance) as error:
        cause = error.__cause__ if isinstance(error, Hindrance) else error
        reason = getattr(cause, "orig", None) or cause or error
        raise DatabaseError(
            f"The database {shown(url)} cannot be used: {reason}. {_advice(url, str(reason))}"
        ) from error


def _advice(url: str, reason: str) -> str:
    if sqlite_file(read_url(url)) is None:
        return "See whether the server runs, and whether database.url has its address and account."
    if "not a database" in reason or "malformed" in reason:
        return "The file is damaged or something else; go back to a backup (docs/operating.md)."
    if "locked" in reason:
        return "Another program holds it; end that one first."
    if "full" in reason:
        return "Make room on the disk."
    return "See whether its folder exists and readbot's account may write there."


async def examine(url: str) -> Condition:
    """Look at a database without changing it; DatabaseError where it cannot be used."""
    with plainly(url):
        address = read_url(url)
        file = sqlite_file(address)
        if file is not None:
            revision = await asyncio.to_thread(_sqlite_revision, file)
        else:
            async with _looking(address) as connection:
                revision = await connection.run_sync(revision_of)
        newest = await asyncio.to_thread(newest_revision, revision)
        return Condition(shown(url), revision, newest)


async def clubs_at_work(url: str) -> list[Club]:
    """The clubs of a database whose schema is current, without those of servers that left."""
    with plainly(url):
        gone = select(tables.servers.c.id).where(tables.servers.c.left_at.is_not(None))
        home = tables.clubs.c.server_id
        servers = select(home).where(home.not_in(gone)).distinct().order_by(home)
        async with _looking(read_url(url)) as connection:
            found = (await connection.execute(servers)).scalars().all()
            return [club for server in found for club in await clubs.of_server(connection, server)]


@asynccontextmanager
async def _looking(address: URL) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(address)
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


def _sqlite_revision(file: Path) -> str | None:
    if not file.exists():
        folder = next(parent for parent in file.absolute().parents if parent.exists())
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(f"the folder {folder} cannot be written")
        return None
    address = f"{file.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=5)) as connection:
        # A transaction that is given back proves that the file can be written now.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(f"the file is malformed: {found}")
        named = "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
        if connection.execute(named).fetchone() is None:
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return row[0] if row else None
