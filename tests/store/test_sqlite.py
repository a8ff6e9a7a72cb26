"""Quick statements are done at once, slow ones in a thread, and neither is ever done twice."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from readbot.store import sqlite
from readbot.store.sqlite import FETCHED_AT_ONCE, Connection

SLOW = (
    "SELECT count(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
    "WHERE i < 200000) SELECT i FROM n)"
)

SLOW_CHANGE = f"UPDATE words SET word = ({SLOW})"  # noqa: S608  all of it is ours


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[Connection]:
    """A connection to a file with a table."""
    (tmp_path / "one.db").touch()
    opened = await sqlite.connect(str(tmp_path / "one.db"), 5_000)
    await done(opened, "PRAGMA journal_mode=WAL")
    await done(opened, "CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT)")
    yield opened
    await opened.close()


async def done(connection: Connection, sql: str, *parameters: object) -> list[tuple[object, ...]]:
    """The rows of a statement."""
    cursor = connection.cursor()
    await cursor.execute(sql, parameters)
    rows = await cursor.fetchall()
    await cursor.close()
    return rows


async def test_a_query_that_takes_long_is_broken_off_and_its_transaction_stands(
    connection: Connection,
) -> None:
    await done(connection, "BEGIN IMMEDIATE")
    await done(connection, "INSERT INTO words (word) VALUES (?)", "kept")
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0)

    heart = asyncio.create_task(beat())
    assert await done(connection, SLOW) == [(200000,)]
    heart.cancel()
    assert beats > 0
    await connection.commit()
    assert await done(connection, "SELECT word FROM words") == [("kept",)]


async def test_anothers_lock_is_waited_for_without_stopping_everything_else(
    connection: Connection, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "one.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begun = asyncio.create_task(done(connection, "BEGIN IMMEDIATE"))
    await asyncio.sleep(0.05)
    assert not begun.done()
    other.execute("COMMIT")
    other.close()
    await begun
    await done(connection, "INSERT INTO words (word) VALUES (?)", "after")
    await connection.commit()
    assert await done(connection, "SELECT word FROM words") == [("after",)]


async def test_a_lock_that_stays_is_an_error_and_not_an_endless_wait(tmp_path: Path) -> None:
    (tmp_path / "one.db").touch()
    hasty = await sqlite.connect(str(tmp_path / "one.db"), 20)
    other = sqlite3.connect(tmp_path / "one.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await done(hasty, "BEGIN IMMEDIATE")
    other.close()
    await hasty.close()
    await hasty.close()
    with pytest.raises(sqlite3.OperationalError, match="no active connection"):
        hasty.cursor()


async def test_many_rows_come_all_and_in_order_however_they_are_asked_for(
    connection: Connection,
) -> None:
    number = FETCHED_AT_ONCE * 2 + 5
    cursor = connection.cursor()
    await done(connection, "BEGIN IMMEDIATE")
    rows = [(str(i),) for i in range(number)]
    await cursor.executemany("INSERT INTO words (word) VALUES (?)", rows)
    await connection.commit()
    assert await done(connection, "SELECT word FROM words ORDER BY id") == rows
    await cursor.execute("SELECT word FROM words ORDER BY id")
    found = [await cursor.fetchone()]
    while some := await cursor.fetchmany(999):
        found += some
    assert found == rows
    assert await cursor.fetchone() is None


async def test_what_a_cancelled_task_began_is_over_before_the_next_begins(
    connection: Connection,
) -> None:
    await done(connection, "BEGIN IMMEDIATE")
    slow = asyncio.create_task(done(connection, SLOW_CHANGE))
    many = asyncio.create_task(done(connection, SLOW))
    await asyncio.sleep(0)
    slow.cancel()
    many.cancel()
    await asyncio.gather(slow, many, return_exceptions=True)
    await connection.rollback()
    await done(connection, "BEGIN IMMEDIATE")
    await done(connection, "INSERT INTO words (word) VALUES (?)", "next")
    await connection.commit()
    assert await done(connection, "SELECT word FROM words") == [("next",)]


async def test_a_transaction_whose_beginning_was_cancelled_is_ended_all_the_same(
    connection: Connection, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "one.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begun = asyncio.create_task(done(connection, "BEGIN IMMEDIATE"))
    await asyncio.sleep(0.05)
    begun.cancel()
    await asyncio.gather(begun, return_exceptions=True)
    ended = asyncio.create_task(connection.rollback())
    await asyncio.sleep(0)
    other.execute("COMMIT")
    other.close()
    await ended
    assert await done(connection, "BEGIN IMMEDIATE") == []
    await connection.rollback()


async def test_a_damaged_text_is_named_and_the_connection_goes_on(connection: Connection) -> None:
    await done(connection, "INSERT INTO words (word) VALUES (CAST(x'ff' AS TEXT))")
    with pytest.raises(sqlite3.OperationalError, match="decode"):
        await done(connection, "SELECT word FROM words")
    assert await done(connection, "SELECT count(*) FROM words") == [(1,)]
