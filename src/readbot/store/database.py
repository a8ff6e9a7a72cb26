"""The database: one writer, separate readers, migrations and backups.

On SQLite the writer is a single connection that says BEGIN IMMEDIATE itself, because a SELECT opens
no transaction there by default and what was checked could change before it is written. Readers are
query-only and, with WAL, never wait for the writer.

On PostgreSQL, which several processes share, transactions that write run beside each other. There
whatever reads a club in such a transaction holds the club until it ends (see store/clubs.py), so
that within a club, too, nothing that was checked changes before it is written.
"""

import asyncio
import os
import secrets
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

import structlog
from sqlalchemy import event, func, inspect, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from readbot.club.mistakes import GONE, Hindrance
from readbot.store import hindrances, sqlite, tables

# What services pass on to the store's functions without looking inside.
Transaction = AsyncConnection

BUSY_TIMEOUT_MS = 10_000
# Each process's connections to PostgreSQL, and how long it waits there, in milliseconds.
POOL_SIZE = 10
_PATIENCE = {
    "lock_timeout": "10000",
    # A process that stands still inside a transaction must not hold up the others for long.
    "idle_in_transaction_session_timeout": "30000",
}
_OPENED = Path("/proc/self/fd")  # on Linux
_MIGRATING = 0x72656164  # our own number among PostgreSQL's advisory locks

log = structlog.get_logger("readbot.database")


class DatabaseError(Exception):
    """The database cannot be used; the message says in plain words what to do."""


class UnknownSchemaError(Exception):
    """The database has a schema that this readbot does not know."""


def read_url(url: str) -> URL:
    """The SQLAlchemy address of ``database.url``; its driver need not be named."""
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    if parsed.drivername in {"postgres", "postgresql"}:
        return parsed.set(drivername=drivers["postgresql"])
    return parsed.set(drivername=drivers.get(parsed.drivername, parsed.drivername))


def sqlite_file(url: URL) -> Path | None:
    """The file behind an SQLite address, or None for other databases."""
    is_file = url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
    return Path(cast("str", url.database)) if is_file else None


def _sqlite_engine(url: URL, *, query_only: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=4 if query_only else 1,
        max_overflow=0,
        pool_timeout=30,
        hide_parameters=True,
        async_creator=partial(sqlite.connect, url.database or "", BUSY_TIMEOUT_MS),
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, record: ConnectionPoolEntry) -> None:
        file = sqlite_file(url)
        record.info["file"] = None if file is None else _file_id(file)
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        # What a member erased is overwritten in the file, whatever SQLite was built with.
        cursor.execute("PRAGMA secure_delete=ON")
        if query_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if query_only else "BEGIN IMMEDIATE")

    return engine


def _postgresql_engine(url: URL) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_timeout=30,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "timeout": 10,
            "command_timeout": 60,
            "server_settings": {"application_name": "readbot", "jit": "off", **_PATIENCE},
        },
    )


def holds_rows(tx: Transaction) -> bool:
    """Whether what is read for a change has to be held, because others may write meanwhile."""
    options = tx.sync_connection.get_execution_options() if tx.sync_connection else {}
    return tx.dialect.name == "postgresql" and not options.get("postgresql_readonly", False)


class Store:
    """Transactions on a migrated database. Open it with :func:`open_store`.

    ``is_shared`` says whether other processes may be at work on the same database. ``file`` is
    that of an SQLite database, which must stay where it is.
    """

    def __init__(self, writer: AsyncEngine, readers: AsyncEngine, file: Path | None = None) -> None:
        self._writer = writer
        self._readers = readers
        self._file = file
        self._file_id = None if file is None else _file_id(file)
        self._log = None if file is None else Path(f"{os.path.realpath(file)}-wal")
        self._log_id: tuple[int, int] | None = None
        self.is_shared = writer.dialect.name == "postgresql"
        self.name = ""

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        """A transaction that may write; it is on disk when the block has ended without an error.

        Raises Hindrance where the database cannot take it now: nothing of it is kept then.
        """
        with hindrances.told(over_network=self.is_shared):
            async with self._writer.begin() as transaction:
                self._check_there()
                yield transaction
                self._check_there()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """A consistent view that cannot write and does not wait for writers; or a Hindrance."""
        with hindrances.told(over_network=self.is_shared):
            async with self._readers.begin() as transaction:
                self._check_there()
                yield transaction

    @property
    def is_there(self) -> bool:
        """Whether the file, if it is one, is still the one that was opened, and so is its log.

        What is written to a file that was deleted would be gone at the next start.
        """
        if self._file is None or self._log is None:
            return True
        return _file_id(self._file) == self._file_id and not self._is_lost(self._log)

    def _is_lost(self, write_ahead: Path) -> bool:
        """Whether the log that we write to is deleted, which SQLite itself does not notice."""
        found = _file_id(write_ahead)
        if found is not None and found == self._log_id:
            return False
        if _holds_deleted(write_ahead):
            return True
        self._log_id = found  # it is made when it is needed
        return False

    def _check_there(self) -> None:
        if not self.is_there:
            raise Hindrance(GONE)

    async def rescue(self, copy: Path) -> None:
        """Copy all that was ever written, also if the file is gone: we still hold it open.

        OSError where no connection holds it open any more.
        """
        for engine in (self._writer, self._readers):
            with suppress(DBAPIError):  # it was lost, and there is nothing to connect to any more
                async with engine.connect() as connection:
                    raw = await connection.get_raw_connection()
                    if raw.info.get("file") == self._file_id:
                        await _copy_to(copy, raw.driver_connection)
                        return
        raise OSError("nothing holds it open any more")

    async def empty_log(self) -> None:
        """Let nothing that was overwritten be left in SQLite's write-ahead log.

        Where somebody reads an older state at this moment it stays until the next time.
        """
        if self.is_shared:
            return
        async with self._writer.connect() as connection:
            # Below SQLAlchemy, for it would begin a transaction, in which the log is not emptied.
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.pragmas("wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Let go of every connection."""
        await self._writer.dispose()
        await self._readers.dispose()


async def _copy_to(copy: Path, connection: Any) -> None:
    target = sqlite3.connect(copy, check_same_thread=False)
    try:
        await connection.back_up(target)
    finally:
        target.close()


def _file_id(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _holds_deleted(file: Path) -> bool:
    """Whether we have a file open that is deleted; False where the system does not tell."""
    try:
        opened = list(_OPENED.iterdir())
    except OSError:
        return False
    for link in opened:
        with suppress(OSError):  # closed meanwhile
            if str(link.readlink()) == f"{file} (deleted)":
                return True
    return False


def _backup_older(path: Path, revision: str | None, head: str) -> Path | None:
    """Copy a file of an older schema aside before it is migrated; the path of the copy."""
    if revision in {None, head}:
        return None
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    copy = path.with_name(f"{path.name}.before-{head}.{stamp}")
    back_up(path, copy)
    return copy


def back_up(path: Path, copy: Path) -> None:
    """Copy an SQLite file, also while it is in use, by SQLite's own backup interface."""
    source = sqlite3.connect(path)
    target = sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        target.close()
        source.close()


def migrations() -> Path:
    """Where alembic's scripts are: inside an installed package, at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parents[1] / "migrations"


async def migrate(url: URL) -> Path | None:
    """Bring the database to the newest schema; the path of the copy of an older SQLite file."""
    path = sqlite_file(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url, hide_parameters=True)
    try:
        async with engine.connect() as connection:
            copy = await connection.run_sync(_upgrade, path)
            await connection.commit()
    finally:
        await engine.dispose()
        await _threads_ended()
    return copy


async def _threads_ended() -> None:
    """Wait for aiosqlite's threads: one that outlives the loop complains where nobody asked."""
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, 1.0)


def newest_revision(revision: str | None = None) -> str:
    """The newest schema, by the numbers that the migrations' files begin with.

    Raises UnknownSchemaError where ``revision`` is none of them: another readbot made it.
    """
    known = {file.name.partition("_")[0] for file in (migrations() / "versions").glob("[0-9]*.py")}
    if revision is not None and revision not in known:
        raise UnknownSchemaError(revision)
    return max(known)


def revision_of(connection: Connection) -> str | None:
    """The schema's number, asked without alembic; None where there is none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    connection.rollback()
    return None if found is None else str(found)


def _upgrade(connection: Connection, path: Path | None) -> Path | None:
    found = revision_of(connection)
    if found == newest_revision(found):
        return None
    # Imported when there is something to do: it costs a quarter of a second, and ten MiB.
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    if connection.dialect.name == "postgresql":
        # Of several processes that start at once the first one migrates; the others wait for it.
        connection.execute(select(func.pg_advisory_lock(_MIGRATING)))
    config = Config()
    config.set_main_option("script_location", str(migrations()).replace("%", "%%"))
    config.attributes["connection"] = connection
    head = ScriptDirectory.from_config(config).get_current_head()
    revision = MigrationContext.configure(connection).get_current_revision()
    connection.rollback()
    if revision == head or head is None:
        return None
    copy = _backup_older(path, revision, head) if path is not None else None
    if path is not None:
        # All or nothing: Python's driver begins no transaction before it changes a schema.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    command.upgrade(config, "head")
    return copy


async def _name(store: Store) -> str:
    """The random id that the database got when it was made; made now if it is new."""
    async with store.writing() as tx:
        return await settle(tx, "id", secrets.token_hex(16))


async def settle(tx: Transaction, name: str, value: str) -> str:
    """What the database remembers under this name; ``value``, from now on, if that is nothing."""
    insert_here: Any = postgresql_insert if tx.dialect.name == "postgresql" else sqlite_insert
    row = insert_here(tables.house).values(name=name, value=value)
    await tx.execute(row.on_conflict_do_nothing())
    query = select(tables.house.c.value).where(tables.house.c.name == name)
    return str((await tx.execute(query)).scalar_one())


async def open_store(url: str) -> Store:
    """Open and, where needed, make or migrate the database at ``url``."""
    address = read_url(url)
    copy = await migrate(address)
    if copy is not None:
        log.info("database.copied", before_migration=str(copy))
    if address.get_backend_name() == "sqlite":
        writer = _sqlite_engine(address, query_only=False)
        store = Store(writer, _sqlite_engine(address, query_only=True), sqlite_file(address))
    else:
        writer = _postgresql_engine(address)
        readers = writer.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        store = Store(writer, readers)
    store.name = await _name(store)
    return store
