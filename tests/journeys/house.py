"""The rehearsal's page in a real browser, with a bot that shows one of everything."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Page
from tests.journeys.browser import Windows, windows
from tests.rehearsal.conftest import point_discord_at
from tests.rehearsal.showcase import hang_commands
from tests.rehearsal.stage import Bot

from readbot.rehearsal import MovableClock, Rehearsal
from readbot.rehearsal.page import Owed, Welcome, add_page
from readbot.rehearsal.town import Town, founded_town

START = datetime(2026, 3, 2, 8, 50, tzinfo=UTC)


@dataclass
class House:
    """The rehearsal, its town, the bot in it and a browser to look at it."""

    r: Rehearsal
    town: Town
    bot: Bot
    windows: Windows
    due: list[datetime]

    async def window(
        self, name: str = "maren", place: str = "general", *, phone: bool = False, **more: Any
    ) -> Page:
        """A window of its own, as that person in that channel."""
        channel = self.r.world.channel(place)
        return await self.windows.open(f"?as={name}&in={channel.id}", phone=phone, **more)


@asynccontextmanager
async def open_house(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """A rehearsal with the showcase's bot, its page, and a browser; nothing may go wrong in it."""
    clock = MovableClock(START)
    r = Rehearsal(clock=clock, answer_seconds=2.0, bot_name="lantern")
    due = [START + timedelta(minutes=10), START + timedelta(days=2)]
    bot = Bot()

    async def owed() -> list[Owed]:
        return [Owed(at, "An excerpt") for at in due if at > clock.now()]

    async def advance(by: timedelta | None) -> None:
        waiting = [at for at in due if at > clock.now()]
        end = waiting[0] if by is None else clock.now() + by
        for at in (at for at in waiting if at <= end):
            clock.jump(at)
            await bot.get_channel(town.reading.id).send("An excerpt, when it was due")  # type: ignore[union-attr]
        clock.jump(max(end, clock.now()))

    add_page(r, owed=owed, advance=advance, welcome=Welcome("Good evening", ("Type `/` below.",)))
    async with r, windows(r.base_url) as opened:
        town = founded_town(r)
        point_discord_at(r, monkeypatch)
        hang_commands(bot)
        async with bot:
            await bot.login(r.token)
            running = bot.loop.create_task(bot.connect())
            await bot.wait_until_ready()
            await bot.tree.sync()
            yield House(r, town, bot, opened, due)
            await bot.close()
            await running
    assert opened.troubles == []
