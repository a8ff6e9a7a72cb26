"""The command line: help that reads well, previews, backups, exit codes."""

import asyncio
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.operating.process import done

from readbot.cli import main
from readbot.club.clubs import Person, Place
from readbot.services import clubs
from readbot.services.clubs import SetUp
from readbot.store.database import Store, open_store

ARTICLE = """# The Slow Tide

By Ada Example

The harbour wakes before its people do. Boats lean on their ropes, and the water counts the hours.

Nobody here is in a hurry. The baker opens when the bread is done, and closes when it is gone.

Subscribe to our newsletter to get more stories like this one.
"""


async def test_help_names_every_command_and_exit_code(tmp_path: Path) -> None:
    code, bot = await done("--help", folder=tmp_path)
    assert code == 0
    for word in ("rehearse", "run", "check", "preview", "export", "backup", "Exit codes:"):
        assert word in bot.output
    assert "..." not in bot.output.replace("[ARGS]...", "")


@pytest.mark.parametrize("command", sorted(main.commands))
def test_each_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 5


def test_what_is_typed_wrongly_has_its_own_exit_code() -> None:
    assert CliRunner().invoke(main, ["ron"]).exit_code == 2
    assert CliRunner().invoke(main, ["run", "--colour"]).exit_code == 2
    assert CliRunner().invoke(main, ["preview", "no-such-file"]).exit_code == 2


@pytest.mark.parametrize("address", ["data.db", "mysql://h/d", "postgresql://u:s3cret@h:x/d"])
def test_what_is_no_database_is_not_copied(address: str) -> None:
    for pair in ((address, "sqlite:///b.db"), ("sqlite:///a.db", address)):
        said = CliRunner().invoke(main, ["copy-database", *pair])
        assert said.exit_code == 2
        assert "expected sqlite:///FOLDER/FILE.db or postgresql://USER@HOST/NAME" in said.output
        assert "s3cret" not in said.output


def test_a_preview_tells_what_was_found_left_out_and_cut(tmp_path: Path) -> None:
    file = tmp_path / "tide.md"
    file.write_text(ARTICLE, encoding="utf-8")
    result = CliRunner().invoke(main, ["preview", str(file)])
    assert result.exit_code == 0
    assert "title       The Slow Tide" in result.output
    assert "Subscribe to our newsletter" in result.output.partition("Left out")[2]
    assert "1 excerpt:" in result.output
    whole = CliRunner().invoke(main, ["preview", str(file), "--whole", "--minutes", "0.1"]).output
    assert "closes when it is gone." in whole
    assert "2 excerpts:" in whole


def test_a_preview_of_something_else_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    result = CliRunner().invoke(main, ["preview", str(file)])
    assert result.exit_code == 2
    assert "Traceback" not in result.output


async def club_in(store: Store) -> None:
    wanted = SetUp(channel_id=2)
    moderator = Person(3, "Maren", manages_messages=True)
    await clubs.set_up(store, Place(1, 2), moderator, wanted, datetime(2026, 3, 9, tzinfo=UTC))


def written(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


async def invoked(*words: str, **variables: str) -> Result:
    """The command line in this process, beside the event loop that the test runs in."""
    return await asyncio.to_thread(CliRunner().invoke, main, words, env=variables)


async def test_a_backup_is_whole_and_is_made_while_the_database_is_in_use(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'readbot.db'}"
    copy = tmp_path / "copies" / "monday.db"
    store = await open_store(url)
    await club_in(store)
    async with store.writing():
        result = await invoked("backup", str(copy), READBOT_DATABASE__URL=url)
    await store.close()
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.output == f"The database is copied to {copy}.\n"
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT channel_id FROM clubs").fetchall() == [(2,)]
    copied = await open_store(f"sqlite:///{copy}")
    assert copied.name == store.name
    await copied.close()


async def test_a_backup_never_overwrites_and_needs_something_to_copy(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'readbot.db'}"
    copy = tmp_path / "copy.db"
    result = await invoked("backup", str(copy), READBOT_DATABASE__URL=url)
    assert result.exit_code == 5
    assert "nothing to copy" in result.stderr
    await (await open_store(url)).close()
    copy.write_text("mine", encoding="utf-8")
    result = await invoked("backup", str(copy), READBOT_DATABASE__URL=url)
    assert result.exit_code == 5
    assert "copy.db exists already" in result.stderr
    assert copy.read_text(encoding="utf-8") == "mine"


async def test_an_export_is_written_to_a_folder(store: Store, tmp_path: Path) -> None:
    await club_in(store)
    url = f"sqlite:///{tmp_path / 'readbot.db'}"
    folder = str(tmp_path / "all")
    result = await invoked("export", "--format", "json", "--out", folder, READBOT_DATABASE__URL=url)
    assert (result.exit_code, result.stderr) == (0, "")
    for line in result.output.splitlines():
        json.loads(written(line))


async def test_an_export_that_cannot_be_made_says_what_to_do(store: Store, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'readbot.db'}"
    elsewhere = f"sqlite:///{tmp_path / 'none.db'}"
    result = await invoked("export", READBOT_DATABASE__URL=elsewhere)
    assert result.exit_code == 5
    assert "Start readbot on it once." in result.stderr
    result = await invoked("export", READBOT_DATABASE__URL=url)
    assert result.exit_code == 2
    assert "There is no club in this database yet." in result.stderr
    await club_in(store)
    result = await invoked("export", "--format", "papyrus", READBOT_DATABASE__URL=url)
    assert result.exit_code == 2
    assert "markdown" in result.stderr
    result = await invoked("export", "--channel", "7", READBOT_DATABASE__URL=url)
    assert result.exit_code == 2
    assert "2 (server 1)" in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("export", "--out"),
        ("export", "--archive", "--out"),
        ("backup",),
        ("rehearse", "--story", "--out"),
    ],
)
async def test_where_nothing_can_be_written_it_is_said_at_once_and_plainly(
    store: Store, tmp_path: Path, command: tuple[str, ...]
) -> None:
    await club_in(store)
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    nowhere = str(tmp_path / "file" / "below")
    url = f"sqlite:///{tmp_path / 'readbot.db'}"
    result = await invoked(*command, nowhere, READBOT_DATABASE__URL=url)
    assert result.exit_code == 2
    assert f"Nothing can be written to {tmp_path}" in "".join(result.stderr.split("\n"))
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_an_archive_moves_everything_to_another_database(tmp_path: Path) -> None:
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    for file in (first, second):
        file.write_text(f'[database]\nurl = "sqlite:///{file.with_suffix(".db")}"\n', "utf-8")

    async def begin() -> None:
        store = await open_store(f"sqlite:///{first.with_suffix('.db')}")
        await club_in(store)
        await store.close()

    def archived(config: Path, folder: str) -> str:
        out = str(tmp_path / folder)
        made = CliRunner().invoke(
            main, ["export", "--archive", "--out", out, "--config", str(config)]
        )
        assert made.exit_code == 0, made.output
        return made.output.strip()

    asyncio.run(begin())
    archive = archived(first, "first")
    restoring = ["import", archive, "--config", str(second)]
    restored = CliRunner().invoke(main, restoring)
    assert restored.exit_code == 0, restored.output
    assert Path(archived(second, "second")).read_bytes() == Path(archive).read_bytes()
    twice = CliRunner().invoke(main, restoring)
    assert twice.exit_code == 5
    assert "empty database" in twice.output
