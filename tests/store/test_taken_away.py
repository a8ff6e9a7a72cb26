"""A database file that goes while it is in use."""

import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readbot.club.mistakes import Hindrance
from readbot.store import house
from readbot.store.database import Store, open_store

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


async def opened(folder: Path) -> Store:
    """A store that remembers a moment."""
    store = await open_store(f"sqlite:///{folder / 'club.db'}")
    async with store.writing() as tx:
        await house.remember(tx, "test", NOW)
    return store


def take_away(folder: Path) -> None:
    """Move the file with its log of changes."""
    for file in list(folder.glob("club.db*")):
        file.rename(folder / file.name.replace("club", "elsewhere"))


async def lose_the_writer(store: Store) -> None:
    """What becomes of the writer's connection when SQLAlchemy finds it broken."""
    async with store._writer.connect() as connection:
        await connection.invalidate()


async def test_no_empty_file_is_made_where_the_database_was_taken_away(tmp_path: Path) -> None:
    store = await opened(tmp_path)
    await lose_the_writer(store)
    take_away(tmp_path)
    with pytest.raises(Hindrance):
        async with store.writing():
            pass
    assert not (tmp_path / "club.db").exists()
    await store.close()


async def test_it_is_rescued_by_a_reader_where_the_writers_connection_was_lost(
    tmp_path: Path,
) -> None:
    store = await opened(tmp_path)
    async with store.reading() as tx:
        assert await house.moment(tx, "test") == NOW
    await lose_the_writer(store)
    take_away(tmp_path)
    # Another file at its place is not what was taken away.
    await (await open_store(f"sqlite:///{tmp_path / 'club.db'}")).close()
    copy = tmp_path / "rescued.db"
    await store.rescue(copy)
    with closing(sqlite3.connect(copy)) as saved:
        assert saved.execute("SELECT count(*) FROM house WHERE name = 'test'").fetchone() == (1,)
    await store.close()


async def test_that_nothing_holds_it_open_any_more_is_said(tmp_path: Path) -> None:
    store = await opened(tmp_path)
    await lose_the_writer(store)
    (tmp_path / "club.db").unlink()
    with pytest.raises(OSError, match="nothing holds it open"):
        await store.rescue(tmp_path / "rescued.db")
    assert not (tmp_path / "rescued.db").exists()
    await store.close()


async def test_a_log_of_changes_that_is_deleted_is_noticed_and_what_it_held_is_rescued(
    tmp_path: Path,
) -> None:
    store = await opened(tmp_path)
    assert store.is_there
    (tmp_path / "club.db-wal").unlink()
    if sys.platform == "linux":  # others do not tell of it
        with pytest.raises(Hindrance):
            async with store.writing():
                pass
    copy = tmp_path / "rescued.db"
    await store.rescue(copy)
    with closing(sqlite3.connect(copy)) as saved:
        assert saved.execute("SELECT count(*) FROM house WHERE name = 'test'").fetchone() == (1,)
    await store.close()


async def test_a_log_of_changes_that_is_made_anew_in_order_is_not_taken_for_lost(
    tmp_path: Path,
) -> None:
    for _ in range(2):
        store = await opened(tmp_path)
        await store.empty_log()
        assert store.is_there
        async with store.reading() as tx:
            assert await house.moment(tx, "test") == NOW
        assert store.is_there
        await store.close()
