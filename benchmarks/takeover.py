"""Three processes on one PostgreSQL, each with a shard; one is killed while it sends.

Measures how long it takes until the others have posted what the dead one held. Then every
connection to the database is cut while postings are due. Each excerpt must stand once, in every
server.
"""

import argparse
import asyncio
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from tests.journeys.process import excerpts_in
from tests.operating.process import Process, readbot, towards
from tests.postgresql import PostgreSQL, binaries

from benchmarks.figures import record
from readbot.club.clubs import Person, Place
from readbot.club.postings import PostingState
from readbot.rehearsal import Rehearsal
from readbot.rehearsal.model.nouns import Channel
from readbot.services import cadence, clubs, parsing, readings
from readbot.store import postings
from readbot.store.database import Store, open_store

PROCESSES = 3
MODERATOR = Person(1, "Mira", manages_messages=True)
SEND = ("POST", "/channels/*/messages")
TWO_MINUTES = 120.0
# Few at once, so that each process holds some of what is due when one of them is killed.
PACE = {"READBOT_DELIVERY__REQUESTS_PER_SECOND": "5"}


def main(arguments: Sequence[str] = ()) -> None:
    """Print how long each takeover took; an AssertionError if anything is missing or doubled."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks takeover")
    parser.add_argument("--clubs", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="readbot-takeover-") as folder:
        Path(folder).chmod(0o755)
        asyncio.run(_measure(Path(folder), chosen.clubs, chosen.rounds))


async def _measure(folder: Path, count: int, rounds: int) -> None:
    programs = binaries()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed here.")
    (folder / "database").mkdir()
    server = PostgreSQL(folder / "database", programs)
    await asyncio.to_thread(server.make)
    await asyncio.to_thread(server.start)
    try:
        await _with_database(folder, server, count, rounds)
    finally:
        await asyncio.to_thread(server.stop)


async def _with_database(folder: Path, server: PostgreSQL, count: int, rounds: int) -> None:
    name = await asyncio.to_thread(server.new)
    store = await open_store(server.url(name))
    async with Rehearsal() as discord, AsyncExitStack() as stack:
        places = [
            discord.world.add_channel(discord.add_guild(f"Harbour {number}"), "books")
            for number in range(count)
        ]
        await _found(store, places, discord)
        env = towards(discord, READBOT_DATABASE__URL=server.url(name), **PACE)
        bots = [await _born(stack, folder, env, shard) for shard in range(PROCESSES)]
        for number in range(1, rounds + 1):
            shard = number % PROCESSES
            others = [bot for bot in bots if bot is not bots[shard]]
            for bot in others:
                bot.tell(signal.SIGSTOP)
            discord.faults.delay(2.0, *SEND, times=count)
            await _due(store, places, discord)
            await _until_claimed(store)
            bots[shard].tell(signal.SIGKILL)
            for bot in others:
                bot.tell(signal.SIGCONT)
            before = sum(len(excerpts_in(discord, place)) == number for place in places)
            seconds = await _until_all_stand(discord, places, number)
            print(f"killed with {before} of {count} posted; all stand after {seconds:.1f} s")
            record("until the others have posted what a killed process held", seconds, "s")
            discord.faults.clear()
            bots[shard] = await _born(stack, folder, env, shard)
        await _due(store, places, discord)
        await asyncio.sleep(0.7)
        await asyncio.to_thread(server.cut, name)
        seconds = await _until_all_stand(discord, places, rounds + 1)
        print(f"every database connection cut; all stand after {seconds:.1f} s")
        record("until all is posted after every database connection was cut", seconds, "s")
        await asyncio.sleep(20)
        assert _stand(discord, places) == {rounds + 1: count}
    await store.close()


async def _born(stack: AsyncExitStack, folder: Path, env: dict[str, str], shard: int) -> Process:
    own = env | {"READBOT_DISCORD__SHARDS": f"{shard}/{PROCESSES}"}
    bot = await stack.enter_async_context(readbot("run", folder=folder, env=own))
    await bot.until("bot.ready")
    return bot


async def _found(store: Store, places: Sequence[Channel], discord: Rehearsal) -> None:
    text = "\n\n".join(f"Paragraph {n} speaks of the sea. " * 40 for n in range(1, 9))
    article = await parsing.read_pasted(text)
    now = discord.clock.now()
    for channel in places:
        place = Place(channel.guild_id or 0, channel.id)
        await clubs.set_up(store, place, MODERATOR, clubs.SetUp(channel.id), now)
        await readings.add(store, place, MODERATOR, article, now, title="The Sea")
        await cadence.start(
            store, place, MODERATOR, None, days="daily", time="00:00", first=None, now=now
        )


async def _due(store: Store, places: Sequence[Channel], discord: Rehearsal) -> None:
    now = discord.clock.now()
    for channel in places:
        place = Place(channel.guild_id or 0, channel.id)
        await cadence.next_now(store, place, MODERATOR, None, now)


async def _until_claimed(store: Store) -> None:
    """Wait until the only process that runs holds something."""
    async with asyncio.timeout(TWO_MINUTES):
        while True:
            async with store.reading() as tx:
                owed = await postings.waiting(tx)
            if any(posting.state is PostingState.CLAIMED for posting in owed):
                return
            await asyncio.sleep(0.02)


def _stand(discord: Rehearsal, places: Sequence[Channel]) -> Counter[int]:
    return Counter(len(excerpts_in(discord, place)) for place in places)


async def _until_all_stand(discord: Rehearsal, places: Sequence[Channel], number: int) -> float:
    began = time.monotonic()
    while _stand(discord, places) != {number: len(places)}:
        assert max(_stand(discord, places)) <= number, "something stands twice"
        assert time.monotonic() - began < TWO_MINUTES, _stand(discord, places)
        await asyncio.sleep(0.2)
    return time.monotonic() - began
