"""A club whose readbot is killed again and again, while the weather on the wire is bad."""

import asyncio
import os
import random
import re
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.journeys.mortal import POINTS
from tests.journeys.process import ROOT

from readbot.club.clubs import Person, Place, Threads
from readbot.club.postings import Posting, PostingKind, PostingState
from readbot.rehearsal.clock import MovableClock
from readbot.rehearsal.model.nouns import Channel, Message
from readbot.rehearsal.server import Rehearsal
from readbot.rehearsal.town import Town, founded_town
from readbot.services import cadence, clubs, parsing, readings
from readbot.store import postings
from readbot.store.database import open_store

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
EXCERPTS = 60
TEXT = "\n\n".join(
    f"This is the paragraph with the number {n}. It speaks of the lamp that the keeper lights each "
    "evening, of the ships that look for it, and of those who wait at home until it is seen."
    for n in range(1, EXCERPTS + 1)
)
_DOUBT = (PostingState.DOUBTFUL,)
_ASKED = re.compile(r"rb1:doubt:(\d+):sent")
_MARK = re.compile(r"rb1:[a-z0-9:]*?\b([0-9a-f]{16})\b")
# A second of waiting is this much of the club's time: what is doubtful settles while one watches.
NUDGE = timedelta(seconds=3)
NUDGE_EVERY = 0.05
LIFE = 6.0
"""Seconds that a readbot has to meet its end before it is killed where it stands."""

SEND = ("POST", "/channels/*/messages")
THREAD = ("POST", "/channels/*/threads")
ANY = ("POST", "/channels/*")
WEATHER: dict[str, Callable[["Ordeal"], object]] = {
    "fair": lambda o: o.rehearsal.faults.clear(),
    "an answer is dropped": lambda o: o.rehearsal.faults.drop_answer(*ANY),
    "a request is dropped": lambda o: o.rehearsal.faults.drop_request(*ANY),
    "a 500 after the deed": lambda o: o.rehearsal.faults.error(*ANY, status=500, after=True),
    "a 502 from the edge": lambda o: o.rehearsal.faults.error(*ANY, html=True),
    "503 twice": lambda o: o.rehearsal.faults.error(*ANY, times=2, status=503),
    "a slow request": lambda o: o.rehearsal.faults.delay(0.3, *ANY),
    "a rate limit": lambda o: o.rehearsal.faults.rate_limit(0.2, *ANY),
}
# Points that are met only after something went wrong.
_NEEDS_DOUBT = {name for name in POINTS if "release" in name or "look" in name}


@dataclass
class Ordeal:
    """A club, its rehearsal, and the mother of its readbots."""

    rehearsal: Rehearsal
    town: Town
    home: Channel
    folder: Path
    mother: asyncio.subprocess.Process
    chance: random.Random
    killed_at: Counter[str] = field(default_factory=Counter)
    decided: int = 0

    def tell_time(self) -> None:
        """Let the readbots' clock show the rehearsal's time."""
        file = self.folder / "clock.new"
        file.write_text(str(self.rehearsal.clock.offset.total_seconds()))
        file.replace(self.folder / "clock")

    def pass_by(self, span: timedelta) -> None:
        """Let time pass in the little world and for the readbots."""
        self.rehearsal.world.advance(span)
        self.tell_time()

    def next_noon(self) -> None:
        """Move to a moment after the next noon, when an excerpt is due."""
        now = self.rehearsal.clock.now()
        noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
        self.pass_by((noon if noon > now else noon + DAY) - now + timedelta(seconds=1))

    async def life(self, point: str | None) -> str:
        """One readbot's life, with an excerpt due in it; where it was killed."""
        weather = self.chance.choice(list(WEATHER))
        if point in _NEEDS_DOUBT:
            weather = self.chance.choice(("an answer is dropped", "a request is dropped"))
        if point == "while the request is under way":
            weather = "a slow request"
        self.rehearsal.faults.clear()
        child = await self._birth(point or "-")
        death = asyncio.create_task(self._death())
        if await self._ready(death):
            WEATHER[weather](self)
            if self.chance.random() < 0.1:
                await self.rehearsal.faults.close_gateway(resumable=self.chance.random() < 0.5)
            self.next_noon()
            await self._nudge(death, LIFE if point else self.chance.uniform(0, 1.0))
        met = death.done() and point is not None
        if not death.done():
            os.kill(child, signal.SIGKILL)
        await death
        where = point if met and point is not None else "at random"
        self.killed_at[where] += 1
        return where

    async def settle(self) -> None:
        """A last readbot, in fair weather, that does what is left to do."""
        self.rehearsal.faults.clear()
        child = await self._birth("-")
        death = asyncio.create_task(self._death())
        assert await self._ready(death), self.log()
        async with asyncio.timeout(60):
            while unsettled := [p for p in await self.owed() if p.state is not PostingState.DONE]:
                await self._decide(unsettled)
                self.pass_by(NUDGE)
                await asyncio.sleep(0.2)
        os.kill(child, signal.SIGKILL)
        await death

    async def _decide(self, unsettled: Sequence[Posting]) -> None:
        """Let a moderator look, where they were asked to, and press the right button."""
        standing = {mark for _, marks in self.messages() for mark in marks}
        doubtful = {p.id: p.mark in standing for p in unsettled if p.state in _DOUBT}
        for message in self.rehearsal.world.history(self.town.moderators):
            asked = _ASKED.search(str(message.components))
            if asked and int(asked[1]) in doubtful:
                label = "It is there" if doubtful[int(asked[1])] else "It is not: send it"
                await (await self.town.moderator.press(message, label)).settled(10)
                self.decided += 1

    async def owed(self) -> list[Posting]:
        """Everything that was ever owed, oldest first."""
        store = await open_store(f"sqlite:///{self.folder / 'club.db'}")
        try:
            async with store.reading() as tx:
                states = tuple(s for s in PostingState if s is not PostingState.CANCELLED)
                return list(reversed(await postings.of_club(tx, 1, states, 10_000)))
        finally:
            await store.close()

    def messages(self) -> list[tuple[Message, set[str]]]:
        """Every message of readbot's in the server, oldest first, with the marks it carries."""
        world = self.rehearsal.world
        every = [m for c in world.channels_of(self.town.guild) for m in world.history(c)]
        ours = [m for m in every if m.author is world.bot]
        ours.sort(key=lambda message: message.id)
        return [(m, set(_MARK.findall(str(m.components)))) for m in ours]

    def check_nothing_stands_twice(self) -> None:
        """Raise where two messages carry the same mark."""
        marks = Counter(mark for _, found in self.messages() for mark in found)
        assert not {mark for mark, times in marks.items() if times > 1}, self.log()

    async def check_everything_stands(self) -> int:
        """Raise where something owed does not stand where the database says; how much does."""
        by_id = {message.id: marks for message, marks in self.messages()}
        owed = await self.owed()
        for posting in owed:
            assert posting.state is PostingState.DONE, (posting, self.log())
            if posting.kind is PostingKind.THREAD:
                assert posting.message_id in self.rehearsal.world.channels
            elif posting.kind is PostingKind.NOTICE:  # its buttons go when they are pressed
                assert posting.message_id in by_id, posting
            elif posting.message_id is None:  # a moderator has seen it
                assert any(posting.mark in marks for marks in by_id.values()), posting
            else:
                assert posting.mark in by_id[posting.message_id], posting
        excerpts = [p for p in owed if p.kind is PostingKind.EXCERPT]
        known = {p.mark: postings.excerpt_number(p.occurrence) for p in excerpts}
        in_order = [known[m] for marks in by_id.values() for m in marks if m in known]
        assert in_order == list(range(1, len(excerpts) + 1)), in_order
        return len(owed)

    def log(self) -> str:
        """The last words of the readbots."""
        return (self.folder / "log.txt").read_text(encoding="utf-8")[-4000:]

    async def _birth(self, point: str) -> int:
        self.tell_time()
        assert self.mother.stdin is not None
        self.mother.stdin.write(f"{point}\n".encode())
        await self.mother.stdin.drain()
        return int((await self._said()).split()[1])

    async def _said(self) -> str:
        assert self.mother.stdout is not None
        line = await self.mother.stdout.readline()
        assert line, self.log()
        return line.decode()

    async def _death(self) -> None:
        assert (await self._said()).startswith("died")

    async def _ready(self, death: asyncio.Task[None]) -> bool:
        """Whether the newborn came as far as the gateway; it may have been told to die before."""
        ready = asyncio.create_task(self.rehearsal.bot_ready(30))
        await asyncio.wait({ready, death}, return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            ready.cancel()
            return False
        return True

    async def _nudge(self, death: asyncio.Task[None], seconds: float) -> None:
        ends = asyncio.get_running_loop().time() + seconds
        while not death.done() and asyncio.get_running_loop().time() < ends:
            await asyncio.wait({death}, timeout=NUDGE_EVERY)
            self.pass_by(NUDGE)


async def _begin(town: Town, home: Channel, folder: Path) -> None:
    """Set the club up and start its reading, every day at noon."""
    place, person = Place(town.guild.id, town.reading.id), Person(1, "Mira", manages_messages=True)
    store = await open_store(f"sqlite:///{folder / 'club.db'}")
    wanted = clubs.SetUp(
        town.reading.id,
        zone="UTC",
        moderator_channel_id=town.moderators.id,
        threads=Threads.EACH_EXCERPT,
    )
    await clubs.set_up(store, place, person, wanted, MONDAY)
    article = await parsing.read_pasted(TEXT)
    await readings.add(store, place, person, article, MONDAY, title="The Lamp", minutes=0.1)
    await cadence.start(
        store,
        place,
        person,
        None,
        days="daily",
        time="12:00",
        first=None,
        now=MONDAY,
        channel_id=home.id,
    )
    await store.close()


@asynccontextmanager
async def ordeal(folder: Path, seed: int, *, in_forum: bool = False) -> AsyncIterator[Ordeal]:
    """A club at its beginning, with readbots to be born."""
    async with Rehearsal(bot_name="readbot", clock=MovableClock(MONDAY)) as rehearsal:
        town = founded_town(rehearsal)
        home = town.forum if in_forum else town.reading
        await _begin(town, home, folder)
        config = folder / "config.toml"
        config.write_text(
            f'[discord]\napi_url = "{rehearsal.api_url}"\n\n'
            f'[database]\nurl = "sqlite:///{folder / "club.db"}"\n',
            encoding="utf-8",
        )
        with (folder / "log.txt").open("ab") as log:
            mother = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.journeys.mortal",
                str(config),
                str(folder / "clock"),
                cwd=ROOT,
                env=os.environ
                | {"READBOT_TOKEN": rehearsal.token, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        chance = random.Random(seed)  # noqa: S311  reproducible, not secret
        try:
            yield Ordeal(rehearsal, town, home, folder, mother, chance)
        finally:
            if mother.stdin is not None:
                mother.stdin.close()
            try:
                await asyncio.wait_for(mother.wait(), 5)
            except TimeoutError:
                mother.kill()
                await mother.wait()
