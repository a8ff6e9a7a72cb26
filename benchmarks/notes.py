"""What a member waits for: /annotate and /notes in a club with many notes.

Beside them, in the same run and against the same rehearsal, a bare discord.py bot answers a command
that does nothing, and SQLite commits one row with fsync. The ratios hold on any machine.
"""

import argparse
import asyncio
import logging
import random
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import discord
import structlog
from discord import app_commands
from pydantic import SecretStr
from sqlalchemy import insert

from benchmarks.asker import Asker, asking
from benchmarks.bare import connected, lean_client
from benchmarks.figures import record
from benchmarks.made_club import post_book
from benchmarks.made_text import article, sentence
from readbot import app
from readbot.club.notes import NoteKind, ShowTo
from readbot.club.readings import Excerpt
from readbot.settings import DatabaseSettings, DiscordSettings, Settings
from readbot.store import members
from readbot.store.database import Store, open_store
from readbot.store.tables import findable, notes
from readbot.text.anchors import at
from readbot.text.article import Article, Details
from readbot.text.folding import fold_words

SEED = 5
AT_ONCE = (1, 10, 100)
AUTHORS = 40
BATCH = 5_000
COMMITS = 300
GOAL_WAIT, GOAL_RATE = 2.0, 0.3


def main(arguments: Sequence[str] = ()) -> None:
    """Print how long each waits, how many go through, and the ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks notes")
    parser.add_argument("--notes", type=int, default=100_000)
    parser.add_argument("--count", type=int, default=400)
    chosen = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asyncio.run(_compare(chosen.notes, chosen.count))


@dataclass(frozen=True)
class Measured:
    """Seconds that the middle one and the slowest of a hundred took, and how many a second.

    ``work`` is the processor time of the bot's own process for each, in seconds: what else the
    machine does matters little to it.
    """

    p50: float
    p99: float
    rate: float
    work: float


async def _compare(number: int, count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="readbot-notes-", dir=Path.cwd()) as folder:
        commit = median(_commits(Path(folder) / "raw.db"))
        print(f"one SQLite commit with fsync: {commit * 1000:.2f} ms\n")
        url = f"sqlite:///{Path(folder) / 'notes.db'}"
        async with asking() as place:
            store = await open_store(url)
            passage = await _fill(store, place, number)
            await store.close()
            async with _bare(place):
                idle = await _measured(place, "noop", {}, count, "Done.")
            settings = Settings(
                token=SecretStr(place.token),
                discord=DiscordSettings(api_url=place.api_url),
                database=DatabaseSettings(url=url),
            )
            async with app.running(settings):
                given = {"passage": passage, "note": "What a sentence, {n}."}
                ours = {
                    "/annotate": await _measured(place, "annotate", given, count, "Your note"),
                    "/notes": await _measured(place, "notes", {}, count, "**1**."),
                }
    _tell("a command that does nothing", idle, idle, commit)
    for name, measured in ours.items():
        _tell(f"{name}, {number:,} notes", measured, idle, commit)


def _tell(
    name: str, measured: Mapping[int, Measured], idle: Mapping[int, Measured], commit: float
) -> None:
    print(name)
    for at_once, one in measured.items():
        line = (
            f"  {at_once:3} at once: p50 {one.p50 * 1000:7.1f} ms, p99 {one.p99 * 1000:7.1f} ms, "
        )
        line += f"{one.rate:6.0f} a second, {one.work * 1000:5.2f} ms of work"
        if measured is not idle:
            line += f"; {one.rate / idle[at_once].rate:.2f} of the rate"
            record(f"{name}: {at_once} at once", one.rate, "a second", "higher", idle[at_once].rate)
            record(f"{name}: {at_once} at once, p99", one.p99 * 1000, "ms")
            unit, work = "ms of processor time", idle[at_once].work * 1000
            record(f"{name}: {at_once} at once, work", one.work * 1000, unit, beside=work)
            if at_once == 1:
                alone = (idle[1].p50 + commit) * 1000
                record(f"{name}: one alone, p50", one.p50 * 1000, "ms", beside=alone)
                line += f", p50 {one.p50 / (idle[1].p50 + commit):.2f} of nothing and a commit"
        print(line)
    if measured is not idle:
        waits = measured[1].p50 <= GOAL_WAIT * (idle[1].p50 + commit)
        goes = measured[100].rate >= GOAL_RATE * idle[100].rate
        print(f"  goals: wait {'met' if waits else 'missed'}, rate {'met' if goes else 'missed'}")


def _commits(path: Path) -> list[float]:
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)")
    took = []
    for _ in range(COMMITS):
        began = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("INSERT INTO notes (body) VALUES ('What a sentence.')")
        raw.execute("COMMIT")
        took.append(time.perf_counter() - began)
    raw.close()
    return took


async def _measured(
    place: Asker, command: str, options: Mapping[str, Any], count: int, answer: str
) -> dict[int, Measured]:
    """How long a command takes that is answered with words that begin with ``answer``."""
    await place.ask(command, options, 20, 1)
    found = {}
    for at_once in AT_ONCE:
        began = time.process_time()
        told = await place.ask(command, options, max(count, 5 * at_once), at_once)
        work = time.process_time() - began
        if not told["said"].startswith(answer):
            raise RuntimeError(f"/{command} was answered with: {told['said']}")
        took = told["took"]
        slow = quantiles(took, n=100)[98]
        rate = len(took) / told["all"]
        found[at_once] = Measured(median(took), slow, rate, work / len(took))
    return found


@asynccontextmanager
async def _bare(place: Asker) -> AsyncIterator[None]:
    """A bot of discord.py alone, with a command that answers at once and does nothing else."""
    client = lean_client()
    tree = app_commands.CommandTree(client)

    @tree.command(name="noop", description="Nothing")
    async def noop(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("Done.", ephemeral=True)

    async with connected(client, place.api_url, place.token, tree):
        yield


async def _fill(store: Store, place: Asker, number: int) -> str:
    """A club in the middle of a book, with so many notes; a passage that stands there once."""
    now = datetime.now(UTC)
    text, blocks = article(120_000, SEED)
    book = Article(text, blocks, Details(title="The book", language="en"))
    club_id, found = await post_book(
        store, place.server, place.channel, place.members[0], book, now
    )
    async with store.writing() as tx:
        for excerpt in found:
            for member in place.members:
                await members.mark_read(tx, excerpt.reading_id, excerpt.number, member, now)
    await _fill_notes(store, club_id, found, text, number, now)
    return next(s for s in text.split("\n\n")[3].split(". ") if text.count(s) == 1)


async def _fill_notes(
    store: Store, club_id: int, found: Sequence[Excerpt], text: str, number: int, now: datetime
) -> None:
    chance = random.Random(SEED)
    for first in range(1, number + 1, BATCH):
        ids = range(first, min(first + BATCH, number + 1))
        rows = [_note(i, club_id, chance.choice(found), text, chance, now) for i in ids]
        words = [{"note_id": row["id"], "words": fold_words(row["body"])} for row in rows]
        async with store.writing() as tx:
            await tx.execute(insert(notes), rows)
            await tx.execute(insert(findable), words)


def _note(
    note_id: int,
    club_id: int,
    excerpt: Excerpt,
    text: str,
    chance: random.Random,
    now: datetime,
) -> dict[str, Any]:
    start = chance.randrange(excerpt.start, max(excerpt.start + 1, excerpt.end - 60))
    anchor = at(text, start, min(start + 50, excerpt.end))
    author = chance.randrange(AUTHORS)
    return {
        "id": note_id,
        "club_id": club_id,
        "reading_id": excerpt.reading_id,
        "kind": NoteKind.THOUGHT,
        "author_id": 10**17 + author,
        "author_name": f"Member {author}",
        "body": sentence(chance),
        "start": anchor.start,
        "end": anchor.end,
        "exact": anchor.exact,
        "prefix": anchor.prefix,
        "suffix": anchor.suffix,
        "excerpt": excerpt.number,
        "show_to": ShowTo.CLUB,
        "see_through": False,
        "created_at": now - timedelta(seconds=chance.randrange(10**6)),
    }
