"""The command line: help that reads well, previews, backups, exit codes."""

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.operating.process import done, environment

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


async def test_a_backup_is_whole_and_is_made_while_the_database_is_in_use(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'readbot.db'}"
    store = await open_store(url)
    await club_in(store)
    env = environment(READBOT_DATABASE__URL=url)
    async with store.writing():
        code, bot = await done("backup", "copies/monday.db", folder=tmp_path, env=env)
    await store.close()
    assert (code, bot.errors) == (0, [])
    assert bot.output == "The database is copied to copies/monday.db.\n"
    with sqlite3.connect(tmp_path / "copies" / "monday.db") as copy:
        assert copy.execute("SELECT channel_id FROM clubs").fetchall() == [(2,)]
    copied = await open_store(f"sqlite:///{tmp_path / 'copies' / 'monday.db'}")
    assert copied.name == store.name
    await copied.close()


async def test_an_export_is_written_to_a_folder(tmp_path: Path) -> None:
    env = environment(READBOT_DATABASE__URL=f"sqlite:///{tmp_path / 'readbot.db'}")
    code, bot = await done("export", folder=tmp_path, env=env)
    assert code == 5
    assert "Start readbot on it once." in bot.sentences
    store = await open_store(env["READBOT_DATABASE__URL"])
    code, bot = await done("export", folder=tmp_path, env=env)
    assert code == 2
    assert "There is no club in this database yet." in bot.sentences
    await club_in(store)
    code, bot = await done("export", "--format", "json", "--out", "all", folder=tmp_path, env=env)
    assert (code, bot.errors) == (0, [])
    for line in bot.output.splitlines():
        json.loads((tmp_path / line).read_text(encoding="utf-8"))
    code, bot = await done("export", "--format", "papyrus", folder=tmp_path, env=env)
    assert code == 2
    assert "markdown" in bot.sentences
    code, bot = await done("export", "--channel", "7", folder=tmp_path, env=env)
    assert code == 2
    assert "2 (server 1)" in bot.sentences
    await store.close()


async def test_a_backup_never_overwrites_and_needs_something_to_copy(tmp_path: Path) -> None:
    env = environment(READBOT_DATABASE__URL=f"sqlite:///{tmp_path / 'readbot.db'}")
    code, bot = await done("backup", "copy.db", folder=tmp_path, env=env)
    assert code == 5
    assert "nothing to copy" in bot.sentences
    await (await open_store(env["READBOT_DATABASE__URL"])).close()
    (tmp_path / "copy.db").write_text("mine", encoding="utf-8")
    code, bot = await done("backup", "copy.db", folder=tmp_path, env=env)
    assert code == 5
    assert "copy.db exists already" in bot.sentences
    assert (tmp_path / "copy.db").read_text(encoding="utf-8") == "mine"
