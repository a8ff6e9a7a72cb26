"""A page without a bot and with one, and two people who ask it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from tests.rehearsal.conftest import point_discord_at
from tests.rehearsal.page.visitor import START, Visitor
from tests.rehearsal.showcase import hang_commands
from tests.rehearsal.stage import Bot

from readbot.rehearsal import MovableClock, Rehearsal
from readbot.rehearsal.page import Welcome, add_page
from readbot.rehearsal.town import Town, founded_town


@pytest.fixture
async def r() -> AsyncIterator[Rehearsal]:
    rehearsal = Rehearsal(clock=MovableClock(START), answer_seconds=1.0)
    add_page(rehearsal, welcome=Welcome("Welcome", ("Look around",)))
    async with rehearsal:
        yield rehearsal


@pytest.fixture
def town(r: Rehearsal) -> Town:
    return founded_town(r)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def maren(session: aiohttp.ClientSession, r: Rehearsal, town: Town) -> Visitor:
    return Visitor(session, r, "maren")


@pytest.fixture
def ines(session: aiohttp.ClientSession, r: Rehearsal, town: Town) -> Visitor:
    return Visitor(session, r, "ines")


@pytest.fixture
async def bot(r: Rehearsal, town: Town, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    point_discord_at(r, monkeypatch)
    client = Bot()
    hang_commands(client)
    async with client:
        await client.login(r.token)
        running = client.loop.create_task(client.connect())
        await client.wait_until_ready()
        await client.tree.sync()
        yield client
        await client.close()
        await running
