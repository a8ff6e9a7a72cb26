"""Many clubs due in the same minute, beside a bare discord.py loop that only sends.

The little Discord runs in a process of its own. With its rate limit at Discord's 50 requests a
second the total is held against the floor, postings / rate; without the limit against the bare
loop in the same run, which sends messages of the same make. Meanwhile a member asks /now five times
a second.
"""

import argparse
import asyncio
import logging
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from statistics import quantiles

import discord
import structlog
from pydantic import SecretStr

from benchmarks.bare import connected, lean_client
from benchmarks.figures import record
from benchmarks.little_discord import LittleDiscord, little_discord
from readbot import app
from readbot.club.cadence import Cadence
from readbot.club.clubs import Person, Place
from readbot.club.readings import Excerpt, ReadingState
from readbot.services import clubs as club_services
from readbot.services import parsing
from readbot.services import readings as reading_services
from readbot.services.clubs import SetUp
from readbot.settings import DatabaseSettings, DeliverySettings, DiscordSettings, Settings
from readbot.store import clubs, readings
from readbot.store.database import Store, open_store

PER_SECOND = 50
OUR_PACE = DeliverySettings().requests_per_second
TEXT = "The keeper lights the lamp each evening, and the ships look for it from far away. " * 12


def main(arguments: Sequence[str] = ()) -> None:
    """Print totals and ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks burst")
    parser.add_argument("--count", type=int, default=1500)
    count = parser.parse_args(arguments).count
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asyncio.run(_compare(count))


async def _compare(count: int) -> None:
    print(f"{count} postings due at once, /now asked meanwhile\n")
    floor = count / PER_SECOND
    seconds, asked = await _burst(count, PER_SECOND, OUR_PACE)
    print(f"  at {PER_SECOND} requests a second: {seconds:6.1f} s; the floor is {floor:.1f} s")
    print(f"    {seconds / floor:.3f} of the floor (goal: 1.05); {_said(asked)}")
    record(f"all posted at {PER_SECOND} requests a second", seconds, "s", beside=floor)
    seconds, asked = await _burst(count, 0, 100_000)
    bare = await _bare(count)
    print(f"  without a limit: {seconds:6.1f} s, {count / seconds:.0f} a second; {_said(asked)}")
    print(f"    a bare loop: {bare:.1f} s, {count / bare:.0f} a second")
    print(f"    {bare / seconds:.2f} of the bare loop's speed (goal: 0.8)")
    record("postings without a limit", count / seconds, "a second", "higher", count / bare)


def _said(asked: list[float]) -> str:
    if len(asked) < 2:
        return "too short to ask anything"
    cuts = quantiles([1000 * took for took in asked], n=100)
    return f"/now took {cuts[49]:.0f} ms (p50), {cuts[98]:.0f} ms (p99)"


async def found_clubs(store: Store, channels: Sequence[tuple[int, int]], due: datetime) -> None:
    """A club with a running reading of two excerpts in each channel, the next one due then."""
    cadence = Cadence(frozenset(range(7)), (time_of_day(12),), "UTC", date(2026, 1, 1))
    place, person = Place(*channels[0]), Person(1, "Mira", manages_messages=True)
    first, _ = await club_services.set_up(store, place, person, SetUp(place.channel_id), due)
    article = await parsing.read_pasted(TEXT)
    reading = (await reading_services.add(store, place, person, article, due)).script.reading
    reading = replace(reading, state=ReadingState.RUNNING, excerpts=2, title="The Lamp")
    far = due + timedelta(days=300)
    async with store.writing() as tx:
        for server_id, channel_id in channels:
            club = replace(first, server_id=server_id, channel_id=channel_id, digest_next_at=far)
            if channel_id == first.channel_id:
                await clubs.change(tx, club)
            else:
                club = replace(club, id=await clubs.add(tx, club))
            made = replace(reading, club_id=club.id, channel_id=channel_id)
            made = replace(made, id=await readings.add(tx, made, article))
            await readings.set_excerpts(tx, made.id, _halves(len(article.text)))
            await readings.set_cadence(tx, made.id, cadence, due)


def _halves(length: int) -> list[Excerpt]:
    return [Excerpt(0, 1, 0, length // 2), Excerpt(0, 2, length // 2, length)]


def settings_for(discord_: LittleDiscord, url: str, pace: int) -> Settings:
    """Settings for a readbot at the little Discord."""
    return Settings(
        token=SecretStr(discord_.token),
        discord=DiscordSettings(api_url=discord_.api_url),
        database=DatabaseSettings(url=url),
        # Past what a person may set, where the point is to have no limit.
        delivery=DeliverySettings.model_construct(requests_per_second=pace),
    )


async def _burst(count: int, per_second: int, pace: int) -> tuple[float, list[float]]:
    """Seconds from the moment at which all were due to the last message, and /now's answers."""
    with tempfile.TemporaryDirectory(prefix="readbot-burst-") as folder:
        url = f"sqlite:///{Path(folder) / 'burst.db'}"
        async with little_discord(count, per_second) as place:
            far = datetime.now(UTC) + timedelta(days=1)
            store = await open_store(url)
            await found_clubs(store, place.channels, far)
            async with app.running(settings_for(place, url, pace)):
                await asyncio.sleep(2)
                due = datetime.now(UTC)
                _make_due(Path(folder) / "burst.db", due)
                lasts = count / per_second if per_second else count / 400
                asked = asyncio.create_task(place.ask(lasts * 0.9))
                last = await _all_sent(Path(folder) / "burst.db", count)
                took = await asked
            await store.close()
    return (last - due).total_seconds(), took


def _make_due(file: Path, due: datetime) -> None:
    with closing(sqlite3.connect(file, timeout=30)) as connection, connection:
        connection.execute("UPDATE cadences SET next_at = ?", (f"{due:%Y-%m-%d %H:%M:%S.%f}",))


async def _all_sent(file: Path, count: int) -> datetime:
    """When the last one was sent, as soon as all are."""
    with closing(sqlite3.connect(file, timeout=30)) as connection:
        while True:
            await asyncio.sleep(0.5)
            row = "SELECT count(*), max(sent_at) FROM postings WHERE state = 'done'"
            done, last = connection.execute(row).fetchone()
            if done >= count:
                return datetime.fromisoformat(last).replace(tzinfo=UTC)


@asynccontextmanager
async def bare_client(place: LittleDiscord) -> AsyncIterator[discord.Client]:
    """discord.py's own client, connected, with no intents but that for servers."""
    async with connected(lean_client(), place.api_url, place.token) as client:
        yield client


def _buttons(mark: str) -> discord.ui.View:
    """The buttons of an excerpt, so that the same messages are compared."""
    view = discord.ui.View(timeout=None)
    for deed in ("annotate", "ask", "notes", "read"):
        view.add_item(discord.ui.Button(label=deed, custom_id=f"rb1:{deed}:{mark}"))
    view.stop()
    return view


async def _bare(count: int) -> float:
    async with little_discord(count) as place, bare_client(place) as client:
        began = time.monotonic()
        for _, channel_id in place.channels:
            mark = f"{channel_id:016x}"[-16:]
            await client.get_partial_messageable(channel_id).send(
                TEXT[: len(TEXT) // 2], nonce=mark, view=_buttons(mark)
            )
        return time.monotonic() - began
