"""Members write while readbot's process is killed: is everything there that they were told is kept?

Each life is a process that opens the database as ``run`` does and takes in notes one after another;
it names each one on a pipe once the deed has returned, which is when a member is answered. It is
killed by SIGKILL somewhere in between. Then the database is opened anew and read.
"""

import asyncio
import os
import random
import signal
import sqlite3
import time
import traceback
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from readbot.club.clubs import Person, Place
from readbot.club.notes import NewNote, NoteKind
from readbot.services import cadence, clubs, notes, parsing, readings
from readbot.store.database import open_store

HERE = Place(10, 20)
MODERATOR = Person(1, "Mira", manages_messages=True)
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LONGEST_LIFE = 0.08  # seconds after the first note that was answered


@dataclass
class Told:
    """What came of all lives: notes that were answered, and those found although they were not."""

    lives: int = 0
    answered: int = 0
    unanswered: int = 0


async def found_club(folder: Path) -> None:
    """A club with a reading, in a new database."""
    store = await open_store(_url(folder))
    await clubs.set_up(store, HERE, MODERATOR, clubs.SetUp(HERE.channel_id), NOW)
    article = await parsing.read_pasted("The tide turns. Nobody has to ask it. " * 20)
    await readings.add(store, HERE, MODERATOR, article, NOW, title="The Tide")
    await cadence.start(
        store, HERE, MODERATOR, None, days="daily", time="09:00", first=None, now=NOW
    )
    await store.close()


def live_and_die(folder: Path, lives: int, seed: int) -> Told:
    """So many lives on the database in ``folder``; AssertionError if a note is lost."""
    chance = random.Random(seed)  # noqa: S311  not a secret
    told, answered = Told(), set[str]()
    for life in range(lives):
        answered |= _life(folder, life, chance.uniform(0, LONGEST_LIFE))
        kept = _kept(folder)
        assert answered <= kept, f"life {life} lost {sorted(answered - kept)}"
        told = Told(life + 1, len(answered), len(kept - answered))
    return told


def _life(folder: Path, life: int, seconds: float) -> set[str]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            asyncio.run(_write(folder, life, writing))
        finally:  # reached by a fault alone
            traceback.print_exc()
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        first = pipe.readline()
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        said = first + pipe.read()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the writing process ended by itself"
    whole = said[: said.rfind(b"\n") + 1]
    assert whole, "nobody was answered"
    return set(whole.decode().split())


async def _write(folder: Path, life: int, pipe: int) -> None:
    store = await open_store(_url(folder))
    for number in range(1_000_000):
        name = f"note-{life}-{number}"
        # Somebody else each time: a single member may write only so much an hour.
        member = Person(1000 + life * 1000 + number, f"Reader {number}")
        await notes.add(store, HERE, member, NewNote(None, NoteKind.THOUGHT, name), NOW)
        os.write(pipe, f"{name}\n".encode())


def _kept(folder: Path) -> set[str]:
    """All notes on disk; AssertionError if the file is not sound."""
    with closing(sqlite3.connect(folder / "readbot.db")) as connection:
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        return {body for (body,) in connection.execute("SELECT body FROM notes")}


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / 'readbot.db'}"
