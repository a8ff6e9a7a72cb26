"""The rehearsal: a small Discord on this machine, the real bot in it, and a clock that moves."""

import asyncio
import contextlib
import tempfile
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path

import click
from pydantic import SecretStr

from readbot import app, logs
from readbot.club.clubs import Place
from readbot.rehearsal.clock import MovableClock
from readbot.rehearsal.page import Owed, add_page
from readbot.rehearsal.people import Upload
from readbot.rehearsal.server import Rehearsal
from readbot.rehearsal.town import Town, founded_town
from readbot.services import agenda, readings
from readbot.settings import (
    DatabaseSettings,
    DeliverySettings,
    DiscordSettings,
    LogSettings,
    Settings,
)

SAMPLE = "the-borrowed-hour.md"
# A moment after something is due, so that a clock read just before still finds it due.
A_MOMENT = timedelta(seconds=1)
# Notes of a busy week may follow one another; more steps than this would be a fault.
MOST_STEPS = 500


@dataclass
class Stage:
    """A rehearsal at work: the little Discord, its people and places, and the bot."""

    rehearsal: Rehearsal
    town: Town
    bot: app.Bot

    async def owed(self) -> list[agenda.Owed]:
        """What readbot owes next, soonest first."""
        return await agenda.owed(self.bot.store)

    async def advance(self, by: timedelta | None) -> None:
        """Move the clock, by a span or (None) to what is owed next, stopping wherever something is.

        So each excerpt comes at its own time and not late, as it would if the clock simply jumped.
        """
        clock = self.rehearsal.clock
        await self.bot.delivery.step()
        coming = [o.at for o in await self.owed() if o.at > clock.now()]
        if by is None and not coming:
            return
        target = coming[0] + A_MOMENT if by is None else clock.now() + by
        for _ in range(MOST_STEPS):
            due = [o.at for o in await self.owed() if clock.now() < o.at <= target]
            if not due:
                break
            self._forward(due[0] + A_MOMENT)
            await self.bot.delivery.step()
        self._forward(target)
        await self.bot.delivery.step()

    def _forward(self, to: datetime) -> None:
        span = to - self.rehearsal.clock.now()
        if span > timedelta(0):
            self.rehearsal.world.advance(span)


@asynccontextmanager
async def on_stage(*, port: int = 0, start: datetime | None = None) -> AsyncIterator[Stage]:
    """A rehearsal with the real bot connected to it, for as long as the block lasts."""
    clock = MovableClock(start)
    rehearsal = Rehearsal(port, clock=clock, bot_name="readbot")
    stages: list[Stage] = []

    async def owed() -> list[Owed]:
        return [Owed(o.at, o.label) for o in await stages[0].owed()] if stages else []

    async def advance(by: timedelta | None) -> None:
        if stages:
            await stages[0].advance(by)

    add_page(rehearsal, owed=owed, advance=advance)
    with tempfile.TemporaryDirectory(prefix="readbot-") as folder:
        async with rehearsal:
            settings = Settings(
                token=SecretStr(rehearsal.token),
                discord=DiscordSettings(api_url=rehearsal.api_url),
                database=DatabaseSettings(url=f"sqlite:///{Path(folder) / 'rehearsal.db'}"),
                # Nobody else's rate limit is at stake here, and a week should pass in seconds.
                delivery=DeliverySettings(requests_per_second=1000),
            )
            town = founded_town(rehearsal)
            async with app.running(settings, clock.now) as bot:
                stages.append(Stage(rehearsal, town, bot))
                yield stages[0]


def sample() -> tuple[str, bytes]:
    """The name and content of the article that rehearsals begin with."""
    return SAMPLE, (resources.files("readbot") / "samples" / SAMPLE).read_bytes()


async def begin_reading(stage: Stage, name: str, content: bytes) -> None:
    """Let the moderator set the club up and start the article, as they would by hand."""
    town = stage.town
    steps = (
        town.moderator.slash(
            "club setup",
            town.general,
            channel=town.reading,
            timezone="Europe/Berlin",
            moderator_channel=town.moderators,
            options={"threads": "each_excerpt"},
        ),
        town.moderator.slash("reading add", town.reading, file=Upload(name, content)),
        town.moderator.slash("reading start", town.reading, days="mon,wed,fri", time="18:00"),
    )
    for step in steps:
        reply = await (await step).settled(60)
        if reply.kind == "failed":
            raise RuntimeError("readbot did not answer its own rehearsal")
    await _until_first_excerpt(stage)


async def _until_first_excerpt(stage: Stage) -> None:
    """Move the clock to the first excerpt, past anything else that comes before it."""
    place = Place(stage.town.guild.id, stage.town.reading.id)
    for _ in range(MOST_STEPS):
        _, standings = await readings.standing(stage.bot.store, place)
        if any(standing.posted for standing in standings) or not await stage.owed():
            return
        await stage.advance(None)


def chosen(article: Path | None) -> tuple[str, bytes]:
    """The name and content of the article named, or of the sample."""
    return sample() if article is None else (article.name, article.read_bytes())


async def rehearse(article: Path | None, *, port: int, opens: bool) -> None:
    """Serve the page, with the real bot at work behind it, until Ctrl-C."""
    logs.set_up(LogSettings(level="warning"))
    name, content = chosen(article)
    try:
        async with on_stage(port=port) as stage:
            await begin_reading(stage, name, content)
            address = f"{stage.rehearsal.base_url}/"
            click.echo("A Discord of your own is ready, with readbot in it. Open this address:")
            click.echo(f"\n    {address}\n")
            click.echo("Nothing leaves this machine. Ctrl-C ends it.")
            if opens:
                await asyncio.to_thread(_open, address)
            with app.signals() as told:
                await told.wait()
    except OSError as error:
        raise click.ClickException(
            f"The page cannot be served on port {port}: {error.strerror}. Choose another --port."
        ) from None


def _open(address: str) -> None:
    # A machine without a browser has the address in its terminal.
    with contextlib.suppress(webbrowser.Error):
        webbrowser.open(address)
