"""The rehearsal: a small Discord on this machine, the real bot in it, and a clock that moves."""

import asyncio
import contextlib
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

import click
from pydantic import SecretStr

from readbot import app, logs
from readbot.club.clubs import Place
from readbot.rehearsal.clock import MovableClock
from readbot.rehearsal.model.nouns import Channel
from readbot.rehearsal.page import Beginning, Owed, Step, Welcome, add_page
from readbot.rehearsal.people import ClientRefusal, Upload
from readbot.rehearsal.replies import Reply
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
# In the morning of a Monday, so that a week of Monday, Wednesday and Friday lies ahead.
MORNING = 8
# Notes of a busy week may follow one another; more steps than this would be a fault.
MOST_STEPS = 500


HINTS = (
    "This is a Discord of your own, with the real readbot in it. You are **Maren**, who moderates; "
    "be someone else at the top right.",
    "Do as in Discord: type `/`, press the buttons, right-click or hold a message. The clock at "
    "the top moves the days.",
    "Or watch a week first, step by step. The members are invented, and what they write is marked "
    "as an example.",
)
EMPTY_HINTS = (
    "Nothing is set up yet: readbot has just joined the server. You are **Maren**, who moderates.",
    "Type `/club setup` and choose **#reading**. Then `/reading add` takes a file or pasted text, "
    "and `/reading start` sets the pace.",
    "The clock at the top moves the days, so that the first excerpt comes at once.",
)


class StoryError(Exception):
    """A rehearsal cannot begin or go on, and why: a sentence for the visitor."""


@dataclass
class Stage:
    """A rehearsal at work: the little Discord, its people and places, and the bot."""

    rehearsal: Rehearsal
    town: Town
    bot: app.Bot

    async def owed(self) -> list[agenda.Owed]:
        """What readbot owes next, soonest first."""
        return await agenda.owed(self.bot.store)

    async def settle(self) -> None:
        """Let readbot post all that is due now, as its own loop would in a moment."""
        for _ in range(MOST_STEPS):
            await self.bot.delivery.step()
            if not any(o.at <= self.rehearsal.clock.now() for o in await self.owed()):
                return

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


@dataclass(frozen=True, slots=True)
class Scene:
    """Something that happens in a club's week.

    What it is called, what the page tells of it afterwards, and the deed, which gives the channel
    where there is something to see. It raises StoryError or ClientRefusal where it cannot be done.
    """

    title: str
    words: str
    play: Callable[[Stage], Awaitable[Channel]]


@asynccontextmanager
async def on_stage(
    *,
    port: int = 0,
    start: datetime | None = None,
    welcome: Callable[[Callable[[], Stage]], Welcome] | None = None,
) -> AsyncIterator[Stage]:
    """A rehearsal with the real bot connected to it, for as long as the block lasts.

    ``welcome`` makes what the page tells a visitor; it is handed the way to this stage.
    """
    clock = MovableClock(start)
    rehearsal = Rehearsal(port, clock=clock, bot_name="readbot")
    stages: list[Stage] = []

    def stage() -> Stage:
        if not stages:
            raise ClientRefusal("readbot is not there yet.")
        return stages[0]

    async def owed() -> list[Owed]:
        return [Owed(o.at, o.label) for o in await stages[0].owed()] if stages else []

    async def advance(by: timedelta | None) -> None:
        await stage().advance(by)

    add_page(rehearsal, owed=owed, advance=advance, welcome=welcome and welcome(stage))
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
    """Let the moderator set the club up and start the article, as they would by hand.

    Raises StoryError, in readbot's own words, where the article cannot be read.
    """
    town = stage.town
    await answered(
        town.moderator.slash(
            "club setup",
            town.general,
            channel=town.reading,
            timezone="Europe/Berlin",
            moderator_channel=town.moderators,
            options={"threads": "each_excerpt"},
        )
    )
    added = await answered(
        town.moderator.slash("reading add", town.reading, file=Upload(name, content))
    )
    _, kept = await readings.listed(stage.bot.store, _home(stage))
    if not kept:
        raise StoryError(added.text)
    await answered(
        town.moderator.slash("reading start", town.reading, days="mon,wed,fri", time="18:00")
    )
    await _until_first_excerpt(stage)


async def answered(deed: Awaitable[Reply]) -> Reply:
    """readbot's answer to what somebody does; raises StoryError when there is none."""
    try:
        reply = await (await deed).settled(60)
    except TimeoutError:
        raise StoryError("readbot did not answer within a minute.") from None
    if reply.kind not in {"message", "updated"}:
        raise StoryError("readbot did not answer.")
    return reply


def _home(stage: Stage) -> Place:
    return Place(stage.town.guild.id, stage.town.reading.id)


async def _until_first_excerpt(stage: Stage) -> None:
    """Move the clock to the first excerpt, past anything else that comes before it."""
    for _ in range(MOST_STEPS):
        _, standings = await readings.standing(
            stage.bot.store, _home(stage), stage.rehearsal.clock.now()
        )
        # A reading of one excerpt is finished with it, and stands here no longer.
        if not standings or any(standing.posted for standing in standings):
            return
        await stage.advance(None)


def chosen(article: Path | None) -> tuple[str, bytes]:
    """The name and content of the article named, or of the sample."""
    return sample() if article is None else (article.name, article.read_bytes())


async def rehearse(
    article: Path | None, scenes: Sequence[Scene], *, port: int, opens: bool
) -> None:
    """Serve the page, with the real bot at work behind it, until Ctrl-C.

    It opens with the article begun and the ``scenes`` to step through; the page can also begin
    again, or empty. Raises click.ClickException for a port that is taken and an article that
    cannot be read.
    """
    logs.set_up(LogSettings(level="warning"))
    show = _Show(chosen(article), scenes)
    try:
        with app.signals() as told:
            while not told.is_set():
                port = await show.play(port, told, opens=opens)
                opens = False
    except OSError as error:
        raise click.ClickException(
            f"The page cannot be served on port {port}: {error.strerror}. Choose another --port."
        ) from None
    except (StoryError, ClientRefusal) as error:
        raise click.ClickException(str(error)) from None


class _Show:
    """One world of the page after the other, at one address."""

    def __init__(self, article: tuple[str, bytes], scenes: Sequence[Scene]) -> None:
        self._article = article
        self._scenes = scenes
        self._empty = False
        self._shown = False
        self._ready = False
        self._over = asyncio.Event()

    async def play(self, port: int, told: asyncio.Event, *, opens: bool) -> int:
        """Serve a world until it is to end or the visitor begins anew; the port that it had."""
        self._over.clear()
        self._ready = False
        async with on_stage(port=port, start=_monday(), welcome=self._welcome) as stage:
            if self._empty:
                await stage.settle()
            else:
                await begin_reading(stage, *self._article)
            self._ready = True
            if not self._shown:
                await self._show(stage, opens=opens)
            waiting = [asyncio.create_task(one.wait()) for one in (told, self._over)]
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for one in waiting:
                one.cancel()
            return stage.rehearsal.port

    async def _show(self, stage: Stage, *, opens: bool) -> None:
        self._shown = True
        place = f"as={stage.town.moderator.user.username}&in={stage.town.reading.id}"
        address = f"{stage.rehearsal.base_url}/?{place}"
        click.echo("A Discord of your own is ready, with readbot in it. Open this address:")
        click.echo(f"\n    {address}\n")
        click.echo("Nothing leaves this machine. Ctrl-C ends it.")
        if opens:
            await asyncio.to_thread(_open, address)

    def _welcome(self, stage: Callable[[], Stage]) -> Welcome:
        again = Beginning("Start again", lambda: self._anew(empty=False))
        empty = Beginning("Start empty", lambda: self._anew(empty=True))
        if self._empty:
            story = Beginning("Start with the story", again.begin)
            return Welcome(
                "An empty server", EMPTY_HINTS, (), (story,), "general", lambda: self._ready
            )
        steps = tuple(_step(scene, stage) for scene in self._scenes)
        return Welcome(
            "A reading club’s week", HINTS, steps, (empty, again), "reading", lambda: self._ready
        )

    def _anew(self, *, empty: bool) -> None:
        self._empty = empty
        self._over.set()


def _step(scene: Scene, stage: Callable[[], Stage]) -> Step:
    async def deed() -> Channel:
        try:
            return await scene.play(stage())
        except StoryError as error:
            raise ClientRefusal(f"The story cannot go on: {error}") from None

    return Step(scene.title, scene.words, deed)


def _monday() -> datetime:
    """The morning of the Monday to come."""
    now = datetime.now(UTC)
    return now.replace(hour=MORNING, minute=0, second=0) + timedelta(days=7 - now.weekday())


def _open(address: str) -> None:
    # A machine without a browser has the address in its terminal.
    with contextlib.suppress(webbrowser.Error):
        webbrowser.open(address)
