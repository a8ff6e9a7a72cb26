"""Hostile texts, names and databases on the command line: nothing of them commands a terminal."""

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.hostile.corpus import CORPUS
from tests.hostile.durable import found_club

from readbot.chat.checkup import Finding
from readbot.checkup import _lines
from readbot.cli import main
from readbot.store.database import back_up
from readbot.text.terminal import visible

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
BAD = "\x1b]0;owned\x07\x9b31m\u202egnp"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own, where relative paths lead."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("READBOT_DATABASE__URL", "sqlite:///readbot.db")
    return tmp_path


def harmless(result: Result) -> str:
    """What it printed; AssertionError where a terminal would obey it, or readbot fell."""
    said = result.stdout + result.stderr
    assert not OBEYED.search(said), repr(said)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return said


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_a_preview_of_any_text_and_name_commands_no_terminal(here: Path) -> None:
    texts = [harm.text.encode("utf-8", "replace").decode() for harm in CORPUS]
    (here / "a.md").write_text("\n\n".join(["# " + BAD, *texts]), encoding="utf-8")
    page = "".join(f"<nav>{text}</nav><p>{text} {'And words follow. ' * 20}</p>" for text in texts)
    head = f"<html><head><title>{BAD}</title><meta name='author' content='{BAD}'></head><body>"
    (here / "a.html").write_text(head + page, encoding="utf-8")
    for words in (("a.md",), ("a.md", "--whole"), ("a.html", "--whole"), ("a.md", "--as", "plain")):
        assert "Quill0" in harmless(run("preview", *words))
    for name in (f"{BAD}.pdf", f"{BAD}.epub"):
        (here / name).write_bytes(b"")
        assert "\\x1b]0;owned\\x07\\x9b31m\\u202egnp" in harmless(run("preview", name))
    harmless(run("preview", "a.md", "--chapters", BAD))


def test_a_database_that_somebody_sent_commands_no_terminal(here: Path) -> None:
    asyncio.run(found_club(here))
    back_up(here / "readbot.db", here / f"{BAD}.db")
    with closing(sqlite3.connect(here / "readbot.db")) as connection:
        other = f"{BAD}2\nok      file: x"
        for statement in (
            f'CREATE TABLE "{other}" (b PRIMARY KEY)',
            f'CREATE TABLE "{BAD}" (a DEFAULT 7 REFERENCES "{other}" (b))',
            f'INSERT INTO "{BAD}" DEFAULT VALUES',
        ):
            connection.execute(statement)
        connection.commit()
    said = harmless(run("verify"))
    assert "not ok  references: \\x1b" in said
    assert "\nok      file: x" not in said
    for words in (("export", "--reading", BAD), ("export", "--format", BAD)):
        harmless(run(*words))
    for command in ("verify", "restore", "import"):
        harmless(run(command, f"{BAD}.db"))
    (here / f"{BAD}.txt").write_bytes(b"a token")
    for command in ("verify", "restore", "import"):
        assert "\\x1b]0;owned" in harmless(run(command, f"{BAD}.txt"))
    harmless(run("backup", f"{BAD}2.db"))
    harmless(run("export", "--archive", "--out", BAD))


def test_a_servers_name_in_a_check_commands_no_terminal() -> None:
    said = _lines(Finding(f"server {BAD}", is_right=True, words=BAD, advice=BAD))
    assert not OBEYED.search(said.replace("\x1b[32m", "").replace("\x1b[0m", ""))


def test_what_people_write_is_shown_as_it_is() -> None:
    words = "Ein Wort — שלום\u200f, سلام، 日本\n\tand 🏳️\u200d🌈"
    assert visible(words) == words
    assert visible("\ud800") == "\\ud800"
