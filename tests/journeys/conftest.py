"""A little Discord, the real bot over the wire, and a clock that moves."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.journeys.house import House, open_house
from tests.journeys.process import Runner, set_up
from tests.waiting import until

from readbot.rehearsal.server import Rehearsal
from readbot.rehearsal.town import Town, founded_town
from readbot.stage import Stage, on_stage
from readbot.story import MONDAY


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Monday morning; the bot has just been invited."""
    async with on_stage(start=MONDAY) as opened:
        yield opened


@pytest.fixture
async def club(stage: Stage) -> Stage:
    """A club with the sample started: Monday, Wednesday and Friday at 18:00 UTC."""
    await set_up(stage.town)
    reply = await stage.town.moderator.slash(
        "reading start", stage.town.reading, days="mon,wed,fri", time="18:00"
    )
    assert (await reply.settled()).kind == "message"
    # A fault that a test sets must meet the excerpt, never a greeting that was slow to be sent.
    world, town = stage.rehearsal.world, stage.town
    await until(lambda: any(m.author is world.bot for m in world.history(town.general)))
    await stage.settle()
    return stage


@pytest.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """A page with a bot that shows one of everything."""
    async with open_house(monkeypatch) as opened:
        yield opened


@pytest.fixture
async def rehearsal() -> AsyncIterator[Rehearsal]:
    """A little Discord for a readbot in a process of its own."""
    async with Rehearsal(bot_name="readbot") as opened:
        yield opened


@pytest.fixture
def town(rehearsal: Rehearsal) -> Town:
    """Its one server."""
    return founded_town(rehearsal)


@pytest.fixture
async def runner(rehearsal: Rehearsal, town: Town, tmp_path: Path) -> AsyncIterator[Runner]:
    """readbot in a process of its own, with a club and a reading that nobody has started."""
    made = Runner(rehearsal, tmp_path)
    await made.start()
    await set_up(town)
    yield made
    await made.kill()
