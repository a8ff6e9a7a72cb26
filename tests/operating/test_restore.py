"""Going back to a backup, and saying whether a database is whole."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.hostile.durable import HERE, MODERATOR, NOW, found_club
from tests.postgresql import PostgreSQL

from readbot.app import alone
from readbot.cli import main
from readbot.club.notes import NewNote, NoteKind
from readbot.services import notes, planning
from readbot.store import house
from readbot.store.database import back_up, open_store


async def invoked(folder: Path, *words: str) -> Result:
    variables = {"READBOT_DATABASE__URL": f"sqlite:///{folder / 'readbot.db'}"}
    return await asyncio.to_thread(CliRunner().invoke, main, words, env=variables)


async def written(folder: Path, *bodies: str) -> list[int]:
    store = await open_store(f"sqlite:///{folder / 'readbot.db'}")
    kept = [
        await notes.add(store, HERE, MODERATOR, NewNote(None, NoteKind.THOUGHT, body), NOW)
        for body in bodies
    ]
    async with store.writing() as tx:
        await house.remember(tx, house.ALIVE, NOW)
    await store.close()
    return [noted.note.id for noted in kept]


def bodies(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [body for (body,) in connection.execute("SELECT body FROM notes ORDER BY id")]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a club, a reading, an excerpt that is owed and two notes."""
    folder = tmp_path_factory.mktemp("made")

    async def make() -> None:
        await found_club(folder)
        await written(folder, "first", "second")
        store = await open_store(f"sqlite:///{folder / 'readbot.db'}")
        assert await planning.plan_due(store, NOW + timedelta(days=1)) == 1
        await store.close()

    asyncio.run(make())
    return folder / "readbot.db"


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """With such a database, and a backup of it."""
    back_up(made, tmp_path / "readbot.db")
    back_up(made, tmp_path / "monday.db")
    return tmp_path


def beside(folder: Path, ending: str) -> list[Path]:
    return sorted(folder.glob(f"readbot.db.{ending}"))


async def test_a_backup_takes_the_place_of_the_database_which_is_kept(folder: Path) -> None:
    (lost,) = await written(folder, "third")
    result = await invoked(folder, "restore", str(folder / "monday.db"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert bodies(folder / "readbot.db") == ["first", "second"]
    (kept,) = beside(folder, "replaced.*Z")
    assert bodies(kept) == ["first", "second", "third"]
    assert str(kept) in result.output
    # What was posted since may stand in Discord: it is looked for, and no number comes again.
    store = await open_store(f"sqlite:///{folder / 'readbot.db'}")
    async with store.reading() as tx:
        assert await house.moment(tx, house.RESTORED) == NOW
    await store.close()
    (new,) = await written(folder, "fourth")
    assert new > lost + 1000


async def test_while_readbot_runs_nothing_is_put_back(folder: Path) -> None:
    with alone(f"sqlite:///{folder / 'readbot.db'}"):
        result = await invoked(folder, "restore", str(folder / "monday.db"))
    assert result.exit_code == 5
    assert "Another readbot is running" in result.stderr
    assert not beside(folder, "replaced.*")


@pytest.mark.parametrize("content", [b"", b"a token", b"notes, but no database " * 99])
async def test_what_is_no_backup_changes_nothing(folder: Path, content: bytes) -> None:
    (folder / "other.db").write_bytes(content)
    result = await invoked(folder, "restore", str(folder / "other.db"))
    assert result.exit_code == 5
    assert f"{folder / 'other.db'} is no backup of readbot's: name a file that" in result.stderr
    assert bodies(folder / "readbot.db") == ["first", "second"]
    assert not beside(folder, "restoring*")


async def test_a_backup_of_a_readbot_to_come_is_called_by_the_name_that_was_typed(
    folder: Path,
) -> None:
    file = folder / "monday.db"
    await asyncio.to_thread(change("UPDATE alembic_version SET version_num = '9999_later'"), file)
    for words in ("restore", "verify"):
        result = await invoked(folder, words, str(file))
        assert result.exit_code == 5
        assert f"The database {file} was made by another version of readbot" in result.stderr


async def test_a_whole_database_and_its_backup_are_said_to_be_whole(folder: Path) -> None:
    for words in (("verify",), ("verify", str(folder / "monday.db"))):
        result = await invoked(folder, *words)
        assert (result.exit_code, result.stderr) == (0, "")
        assert "not ok" not in result.output
        assert "anchors" in result.output


def scribble(file: Path) -> None:
    content = bytearray(file.read_bytes())
    for at in range(20_000, 60_000):
        content[at] = 0x5A
    file.write_bytes(content)


def change(statement: str) -> Callable[[Path], None]:
    def changed(file: Path) -> None:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute(statement)
            connection.commit()

    return changed


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (scribble, "file: "),
        (change("UPDATE notes SET reading_id = 99"), "references: "),
        (change("UPDATE notes SET start = 1, \"end\" = 4, exact = 'xyz'"), "anchors: "),
        (change("DELETE FROM excerpts WHERE number = 1"), "excerpts: "),
        (change("UPDATE notes SET body = 'other words'"), "search: "),
        (change("INSERT INTO trigrams(trigrams) VALUES ('delete-all')"), "search index: "),
        (change("UPDATE postings SET state = 'done', message_id = NULL"), "postings: "),
        (change("DELETE FROM alembic_version"), "schema: "),
    ],
)
async def test_what_is_not_right_is_named(
    folder: Path, harm: Callable[[Path], None], words: str
) -> None:
    await asyncio.to_thread(harm, folder / "readbot.db")
    result = await invoked(folder, "verify")
    assert result.exit_code == 5, result.output
    assert f"not ok  {words}" in result.output
    assert "Traceback" not in result.output
    assert "Go back to a backup" in result.stderr


async def test_what_is_damaged_is_found_on_postgresql_too(
    folder: Path, postgresql: PostgreSQL
) -> None:
    name = postgresql.new()
    url = postgresql.url(name)
    result = await invoked(folder, "copy-database", f"sqlite:///{folder / 'readbot.db'}", url)
    assert result.exit_code == 0, result.stderr

    async def verified() -> Result:
        variables = {"READBOT_DATABASE__URL": url}
        return await asyncio.to_thread(CliRunner().invoke, main, ["verify"], env=variables)

    result = await verified()
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.output.splitlines()
    abouts = ["schema", "excerpts", "anchors", "postings", "search"]
    assert [line.partition(":")[0] for line in lines] == [f"ok      {about}" for about in abouts]
    assert "(readings: 1)" in result.output
    assert "2 notes" in result.output
    for statement in (
        "UPDATE notes SET start = 1, \"end\" = 4, exact = 'xyz' WHERE body = 'first'",
        "UPDATE notes SET body = 'other words' WHERE body = 'second'",
        "DELETE FROM excerpts WHERE number = 1",
        "UPDATE postings SET state = 'done', message_id = NULL",
    ):
        postgresql.sql(name, statement)
    result = await verified()
    assert result.exit_code == 5, result.output
    wrong = [line for line in result.output.splitlines() if line.startswith("not ok  ")]
    assert [line.split()[2] for line in wrong] == [f"{about}:" for about in abouts[1:]]
    assert "not so: note 1" in result.output
    assert "Go back to a backup" in result.stderr
    postgresql.sql(name, "DELETE FROM alembic_version")
    result = await verified()
    assert result.exit_code == 5
    assert "not ok  schema: is none of readbot's" in result.output
