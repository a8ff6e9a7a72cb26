"""A database that is held, full, gone or broken under a running readbot."""

import asyncio
import json
import resource
import sqlite3
from pathlib import Path

import pytest
from tests.journeys.process import Runner
from tests.waiting import until

from readbot.rehearsal.replies import Reply
from readbot.rehearsal.town import Town

THOUGHT = "An hour can be lent, but never paid back."


@pytest.fixture
async def runner(runner: Runner, town: Town) -> Runner:
    """The same, with the reading begun and its first excerpt posted."""
    await town.moderator.slash("reading start", town.reading, days="daily", time="12:00")
    await town.moderator.slash("reading next", town.reading)
    await until(lambda: "posting.done" in runner.log() and "excerpt" in runner.log())
    return runner


async def annotate(town: Town) -> Reply:
    reply = await town.members[0].slash(
        "annotate", town.reading, passage="For most of history", note=THOUGHT
    )
    return await reply.settled(40)


def held(file: Path) -> sqlite3.Connection:
    """Another program in the middle of a long change."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


def notes(file: Path) -> list[str]:
    connection = sqlite3.connect(file)
    try:
        return [body for (body,) in connection.execute("SELECT body FROM notes")]
    finally:
        connection.close()


def size(file: str) -> int:
    return Path(file).stat().st_size


def events(runner: Runner, name: str) -> list[dict[str, object]]:
    found = [json.loads(line) for line in runner.log().splitlines() if line.startswith("{")]
    return [event for event in found if event["event"] == name]


async def test_while_another_program_holds_it_the_words_come_back_with_a_button(
    runner: Runner, town: Town
) -> None:
    file = runner.folder / "club.db"
    other = held(file)
    reply = await annotate(town)
    assert "busy" in reply.text
    assert THOUGHT in reply.text
    other.execute("ROLLBACK")
    form = await town.members[0].press(reply, "Open the form again")
    sent = await (await town.members[0].submit(form)).settled(20)
    assert sent.kind == "message", sent.text
    assert notes(file) == [THOUGHT]
    assert events(runner, "database.busy")
    # Delivery has waited too, and goes on.
    await town.moderator.slash("reading next", town.reading)
    await until(lambda: len(events(runner, "posting.done")) >= 2)
    other.close()
    # And when the file is damaged under it, each person is still answered.
    for damaged in (file, Path(f"{file}-wal")):
        damaged.write_bytes(b"\x5a" * damaged.stat().st_size)
    for _ in range(2):
        reply = await annotate(town)
        assert reply.kind == "message"
        assert THOUGHT in reply.text


async def test_on_a_full_disk_it_says_so_and_goes_on_when_there_is_room(
    runner: Runner, town: Town
) -> None:
    file = runner.folder / "club.db"
    assert runner.process is not None
    room = len(runner.log()) + 30_000
    assert size(f"{file}-wal") > room
    before = resource.prlimit(runner.process.pid, resource.RLIMIT_FSIZE, (room, -1))
    reply = await annotate(town)
    assert "nothing of this was kept" in reply.text.lower()
    assert THOUGHT in reply.text
    assert notes(file) == []
    resource.prlimit(runner.process.pid, resource.RLIMIT_FSIZE, before)
    form = await town.members[0].press(reply, "Open the form again")
    await (await town.members[0].submit(form)).settled(20)
    assert notes(file) == [THOUGHT]
    # Taken away, it takes nothing more in, saves what it held, and stops with a line.
    file.rename(file.with_name("elsewhere.db"))
    assert await asyncio.wait_for(runner.process.wait(), 30) == 5
    assert "was taken away while readbot was running" in runner.log()
    assert "Traceback" not in runner.log().rpartition("was taken away")[2]
    (rescued,) = runner.folder.glob("club.db.rescued.*")
    assert notes(rescued) == [THOUGHT]
    assert "Traceback (most recent call last)" not in runner.log().rpartition("bot.ready")[2]
