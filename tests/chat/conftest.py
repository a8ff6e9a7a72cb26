"""The real client against a rehearsal, with a real database and a clock that tests move."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from readbot.chat.asked import House
from readbot.chat.client import ReadbotClient
from readbot.chat.courier import DiscordCourier
from readbot.chat.wire import Wire
from readbot.rehearsal import Person, Rehearsal
from readbot.rehearsal.model.nouns import Channel, Guild, Message
from readbot.rehearsal.model.permissions import MODERATOR_BITS
from readbot.services.delivery import Delivery
from readbot.store.database import Store

ARTICLE = "\n\n".join(
    f"The harbour wakes at {hour}. The boats go out one by one, and the gulls of {hour} go with "
    f"them. Nobody counts them, for nobody doubts that {hour} of them will come home again."
    for hour in (
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "one",
        "two",
        "three",
        "noon",
        "dusk",
    )
)


@dataclass
class Stage:
    """A server with a moderator and two members, and readbot in it."""

    r: Rehearsal
    store: Store
    client: ReadbotClient
    courier: DiscordCourier
    delivery: Delivery
    guild: Guild
    general: Channel
    books: Channel
    mod: Person
    ann: Person
    ben: Person

    async def first_excerpt(self, **settings: str | bool | Channel) -> Message:
        """The message of a reading's first excerpt, in a club with these settings.

        It is Monday, the second of March 2026, shortly after nine in the morning, UTC.
        """
        self.r.clock.jump(datetime(2026, 3, 2, 7, 0, tzinfo=UTC))
        await self.mod.slash("club setup", self.books, channel=self.books, options=settings)
        form = await self.mod.slash("reading add", self.books, title="The Harbour")
        await (await self.mod.submit(form, {"text1": ARTICLE})).settled()
        await self.mod.slash("reading start", self.books, days="daily", time="09:00")
        self.r.clock.jump(datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC))
        await self.delivery.step()
        return self.ann.read(self.books)[-1]


@asynccontextmanager
async def connected(
    r: Rehearsal, store: Store, *, clock: Callable[[], datetime] | None = None
) -> AsyncIterator[ReadbotClient]:
    """The client, logged in and ready, until the block ends; by Discord's clock if by no other."""
    house = House(store, clock or r.clock.now, largest_file=1_000_000, version="0.1")
    async with ReadbotClient(house, api_url=r.api_url, http_trace=Wire(house.clock)) as client:
        # discord.py waits two seconds for more servers by default; there is one.
        client._connection.guild_ready_timeout = 0.05
        await client.login(r.token)
        running = asyncio.create_task(client.connect())
        await client.wait_until_ready()
        # A test looks itself, and when it likes: its rows may tell of messages that never were.
        assert client._sources is not None
        client._sources.cancel()
        yield client
        await client.close()
        await running


@pytest.fixture
async def stage(store: Store) -> AsyncIterator[Stage]:
    async with Rehearsal() as r:
        guild = r.add_guild("Harbour")
        r.world.add_role(guild, "Moderators", MODERATOR_BITS)
        general = r.world.add_channel(guild, "general")
        books = r.world.add_channel(guild, "books")
        mod = r.add_person("mod", guild, roles=["Moderators"])
        ann = r.add_person("ann", guild, global_name="Ann")
        ben = r.add_person("ben", guild)
        async with connected(r, store) as client:
            courier = DiscordCourier(client)
            delivery = Delivery(store, courier, r.clock.now)
            yield Stage(r, store, client, courier, delivery, guild, general, books, mod, ann, ben)
