"""What hurt the groups of other tools: each story that may happen here is told by a test.

docs/failures.md is the table of them.
"""

import ast
import asyncio
import re
from datetime import timedelta
from pathlib import Path

from tests.journeys.process import excerpts_in

from readbot.stage import Stage
from readbot.store import clubs, notes

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_test_that_the_table_names_is_there() -> None:
    named = NAMED.findall((ROOT / "docs" / "failures.md").read_text(encoding="utf-8"))
    assert len(named) > 30
    lacking = []
    for file, name in named:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        known = {
            node.name
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        if name not in known:
            lacking.append(f"{file}::{name}")
    assert lacking == []


async def test_however_often_a_connection_is_ready_the_loops_run_once(club: Stage) -> None:
    for _ in range(3):
        await club.rehearsal.faults.close_gateway(resumable=False)
        assert await club.rehearsal.bot_ready(20)
    names = [task.get_name() for task in asyncio.all_tasks()]
    loops = ("delivery", "housekeeping", "badges", "sources")
    assert [names.count(name) for name in loops] == [1, 1, 1, 1]
    await club.advance(None)
    await club.advance(timedelta(seconds=30))
    assert len(excerpts_in(club.rehearsal, club.town.reading)) == 1


async def test_what_was_asked_for_is_done_though_nobody_can_be_answered_any_more(
    club: Stage,
) -> None:
    await club.advance(None)
    (excerpt,) = excerpts_in(club.rehearsal, club.town.reading)
    passage = re.sub(r"[*_]", "", excerpt.content.split("\n")[2])[:40]
    member = club.town.members[0]
    club.rehearsal.faults.refuse(10062, "POST", "/interactions/*", times=1)
    body = "It came in spite of all."
    await member.slash("annotate", club.town.reading, passage=passage, note=body)
    found: list[str] = []
    async with asyncio.timeout(30):
        while not found:
            await asyncio.sleep(0.02)
            async with club.bot.store.reading() as tx:
                homes = [home.id for home in await clubs.of_server(tx, club.town.guild.id)]
                found = [n.body for n in await notes.of_author(tx, homes, member.user.id)]
    assert found == [body]
