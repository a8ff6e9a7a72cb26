"""An SQLite connection for SQLAlchemy's asyncio: quick statements at once, slow ones in a thread.

To pass a statement to a thread and its rows back costs more than most statements do. So what is
certainly quick is done where it is asked for, and a query that turns out not to be is broken off
after about two milliseconds and done again in the connection's own thread, as is everything that
waits for the disk or for a lock. A query that is broken off leaves its transaction as it was
(https://www.sqlite.org/c3ref/interrupt.html); so only queries are.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

_T = TypeVar("_T")

QUICK_STEPS = 250_000
"""Steps of SQLite's machine that a query may take at once: about two milliseconds."""
FETCHED_AT_ONCE = 2_000
"""Rows that are taken with the statement; the others when they are asked for."""
_NEVER_QUICK = (" MATCH ", "INSERT INTO trigrams")
"""Words of statements that do much in a single step."""


class Connection:
    """What SQLAlchemy's dialect ``sqlite+aiosqlite`` asks of a connection of aiosqlite.

    ``patience`` is how long to wait for another's lock, in milliseconds.
    """

    def __init__(self, raw: sqlite3.Connection, thread: ThreadPoolExecutor, patience: int) -> None:
        self._connection: sqlite3.Connection | None = raw
        self._thread = thread
        self._patience = patience
        self._under_way = 0
        self._may_break_off = False
        self._changes_before = 0
        raw.set_progress_handler(lambda: self._may_break_off, QUICK_STEPS)

    @property
    def isolation_level(self) -> str | None:
        """None: transactions are opened and ended by those who use the connection."""
        return self._raw.isolation_level

    @property
    def _raw(self) -> sqlite3.Connection:
        if self._connection is None:
            # In these words SQLAlchemy knows a connection that is gone.
            raise sqlite3.OperationalError("no active connection")
        return self._connection

    def cursor(self) -> "Cursor":
        """A cursor; it does nothing yet."""
        return Cursor(self, self._raw)

    async def rows(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        """Do a statement, and give all its rows as they are."""
        is_query = sql.startswith("SELECT")
        work = partial(self._rows, sql, parameters)
        return await self.do(work, at_once=_is_quick(sql, parameters), breaks_off=is_query)

    def _rows(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        cursor = self._raw.execute(sql, parameters)
        try:
            return cursor.fetchall()
        finally:
            cursor.close()

    async def commit(self) -> None:
        """End the transaction; what it wrote is on disk."""
        raw = self._raw
        await self.do(raw.commit, at_once=raw.total_changes == self._changes_before)
        # What ends it now has nothing left to undo, and need not go to the thread for that.
        self._changes_before = raw.total_changes

    async def rollback(self) -> None:
        """End the transaction as if it had never begun."""
        raw = self._raw
        # Whether there is one is asked when its turn comes: BEGIN may still wait for a lock.
        await self.do(raw.rollback, at_once=raw.total_changes == self._changes_before)

    def begun(self) -> None:
        """A transaction has been opened."""
        self._changes_before = self._raw.total_changes

    async def create_function(self, *arguments: Any, **named: Any) -> None:
        """Let statements call a function of ours."""
        await self.do(partial(self._raw.create_function, *arguments, **named), at_once=True)

    async def pragmas(self, *pragmas: str) -> None:
        """Say these, in the thread, without waiting for anybody's lock."""
        raw = self._raw

        def say() -> None:
            for pragma in pragmas:
                raw.execute(f"PRAGMA {pragma}").fetchall()

        await self._in_thread(say)

    async def back_up(self, target: sqlite3.Connection) -> None:
        """Copy the whole database to ``target``, in the thread."""
        await self._in_thread(partial(self._raw.backup, target))

    async def close(self) -> None:
        """Close it; closing twice is harmless."""
        raw, self._connection = self._connection, None
        if raw is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, raw.close)
            self._thread.shutdown(wait=False)

    def stop(self) -> None:
        """Close it without waiting."""
        raw, self._connection = self._connection, None
        if raw is not None:
            self._thread.submit(raw.close)
            self._thread.shutdown(wait=False)

    async def do(self, work: Callable[[], _T], *, at_once: bool, breaks_off: bool = False) -> _T:
        """The result of ``work``, done here where it may be, else in the thread.

        ``breaks_off`` says that work which takes long may be broken off, and done again there.
        """
        # What a cancelled task began may still be under way in the thread: then stand in line.
        if at_once and not self._under_way:
            self._may_break_off = breaks_off
            try:
                return work()
            except sqlite3.OperationalError as trouble:
                # The lower byte says what it is, the upper ones why. What Python cannot read of a
                # damaged row has none.
                if getattr(trouble, "sqlite_errorcode", 0) & 0xFF not in {
                    sqlite3.SQLITE_INTERRUPT,
                    sqlite3.SQLITE_BUSY,
                }:
                    raise
            finally:
                self._may_break_off = False
        return await self._in_thread(partial(self._patiently, self._raw, work))

    def _patiently(self, raw: sqlite3.Connection, work: Callable[[], _T]) -> _T:
        raw.execute(f"PRAGMA busy_timeout={self._patience}")
        try:
            return work()
        finally:
            raw.execute("PRAGMA busy_timeout=0")

    async def _in_thread(self, work: Callable[[], _T]) -> _T:
        self._under_way += 1
        future = asyncio.get_running_loop().run_in_executor(self._thread, work)
        future.add_done_callback(self._came_back)
        return await asyncio.shield(future)

    def _came_back(self, _: object) -> None:
        self._under_way -= 1


class Cursor:
    """What the dialect asks of a cursor: its rows are there once a statement is done."""

    def __init__(self, connection: Connection, raw: sqlite3.Connection) -> None:
        self._home = connection
        self._cursor = raw.cursor()
        self._rows: list[Any] = []
        self._is_all = True
        self.arraysize = 1

    async def __aenter__(self) -> "Cursor":
        return self

    @property
    def description(self) -> Any:
        """The columns of the rows; None where there are none."""
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The id of the row that was put in last."""
        return self._cursor.lastrowid

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "Cursor":
        """Do a statement and take its rows."""
        begins = sql.startswith("BEGIN")
        is_query = sql.startswith("SELECT")
        at_once = begins or _is_quick(sql, parameters)
        work = partial(self._do, sql, parameters)
        await self._home.do(work, at_once=at_once, breaks_off=is_query)
        if begins:
            self._home.begun()
        return self

    def _do(self, sql: str, parameters: Sequence[Any]) -> None:
        self._cursor.execute(sql, parameters)
        self._rows = self._cursor.fetchmany(FETCHED_AT_ONCE) if self._cursor.description else []
        self._is_all = len(self._rows) < FETCHED_AT_ONCE

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> "Cursor":
        """Do a statement with each of these."""
        work = partial(self._cursor.executemany, sql, parameters)
        await self._home.do(work, at_once=False)
        return self

    async def fetchall(self) -> list[Any]:
        """The rows that are left."""
        rows, self._rows = self._rows, []
        if not self._is_all:
            rows += await self._home.do(self._cursor.fetchall, at_once=False)
            self._is_all = True
        return rows

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """So many of the rows that are left; fewer only where no more are."""
        most = size or self.arraysize
        rows, self._rows = self._rows[:most], self._rows[most:]
        if len(rows) < most and not self._is_all:
            fetch = partial(self._cursor.fetchmany, most - len(rows))
            rows += await self._home.do(fetch, at_once=False)
        return rows

    async def fetchone(self) -> Any:
        """The next row; None after the last."""
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def close(self) -> None:
        """Let go of it."""
        self._rows = []
        self._cursor.close()


@lru_cache(maxsize=1024)
def _may_be_quick(sql: str) -> bool:
    if any(words in sql for words in _NEVER_QUICK):
        return False
    return sql.startswith("SELECT") or (sql.startswith("INSERT") and "SELECT" not in sql)


def _is_quick(sql: str, parameters: Sequence[Any]) -> bool:
    """Whether a statement is done at once: a query, or one row that is put in."""
    return _may_be_quick(sql) and (bool(parameters) or sql.startswith("SELECT"))


def _open(path: str) -> sqlite3.Connection:
    is_file = path not in {"", ":memory:"}
    return sqlite3.connect(
        f"{Path(path).absolute().as_uri()}?mode=rw" if is_file else path,
        timeout=0,
        isolation_level=None,
        check_same_thread=False,
        uri=is_file,
    )


async def connect(path: str, patience: int) -> Connection:
    """Open the file at ``path``; ``patience`` is how long to wait for a lock, in milliseconds.

    A file that is not there is not made: whoever took it away would find an empty one instead.
    """
    thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
    try:
        raw = await asyncio.get_running_loop().run_in_executor(thread, _open, path)
    except BaseException:
        thread.shutdown(wait=False)
        raise
    return Connection(raw, thread, patience)
