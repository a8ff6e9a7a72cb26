"""Joins the rooms into a running bot, and owns its clock."""

import asyncio
import gc
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from filelock import FileLock, Timeout

from readbot import __version__
from readbot.chat.asked import House
from readbot.chat.client import ReadbotClient, ShardedClient
from readbot.chat.connection import connections, stay_connected
from readbot.chat.courier import DiscordCourier
from readbot.chat.tally import Tally
from readbot.chat.wire import Wire
from readbot.clock import Clock, system_clock
from readbot.health.watch import Watch
from readbot.services import housekeeping, posted
from readbot.services.delivery import Delivery
from readbot.settings import Settings
from readbot.store.checkup import plainly, shown
from readbot.store.database import DatabaseError, Store, open_store, read_url, sqlite_file

log = structlog.get_logger(__name__)

HOUSEKEEPING = timedelta(hours=1)
WATCH = 1.0  # seconds
WARMING = 60.0  # seconds
YOUNG = 5_000
"""Objects that come before Python looks for garbage among them."""


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot at work: connected, with its loops started."""

    store: Store
    client: ReadbotClient
    delivery: Delivery
    tasks: tuple[asyncio.Task[Any], ...]

    async def ended(self) -> None:
        """Wait until the bot cannot go on, and raise why."""
        await _first_end(self.tasks)


@asynccontextmanager
async def running(settings: Settings, clock: Clock = system_clock) -> AsyncIterator[Bot]:
    """A bot that is connected and does its work until the block ends.

    Sends under way then have five seconds to end. Raises ConfigurationError, DatabaseError or
    chat.connection.Refused; while Discord cannot be reached it waits.
    """
    token = settings.bot_token().get_secret_value()
    watch = Watch(settings.health.host_and_port(), __version__)
    async with (
        _opened(settings.database.url) as store,
        _client(settings, store, clock, watch.tally) as client,
    ):
        courier = DiscordCourier(client, settings.delivery.requests_per_second)
        delivery = Delivery(store, watch.counting(courier), clock)
        client.rights_changed = delivery.rights_changed
        async with (
            watch.telling(store, clock, partial(connections, client), delivery),
            _task(stay_connected(client, token), "connection") as connection,
        ):
            # The loops start here, once, and not in a ready event: that comes again after each
            # lost connection.
            await _ready(client, connection)
            with plainly(settings.database.url):
                await delivery.begin()
            log.info("bot.ready", servers=len(client.guilds))
            stopping = asyncio.Event()
            async with (
                _task(_keep_house(store, clock), "housekeeping") as keeping,
                _task(_keep_warm(store), "warming") as warming,
                _task(delivery.run(stopping), "delivery", stopping) as delivering,
                _task(_watch(store, settings.database.url), "database") as watching,
            ):
                with _settled():
                    tasks = (connection, keeping, warming, delivering, watching)
                    yield Bot(store, client, delivery, tasks)


@contextmanager
def _settled() -> Iterator[None]:
    """Spare Python the search for garbage in what stays anyway: our code, and the servers.

    Else it looks through all of that again and again while much is being sent.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(YOUNG, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


async def run(settings: Settings, clock: Clock = system_clock) -> None:
    """Run until SIGINT or SIGTERM, or until the bot cannot go on, and raise why."""
    with signals() as told:
        async with _task(_work(settings, clock), "work") as work:
            async with _task(told.wait(), "signals") as waiting:
                await asyncio.wait((work, waiting), return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
            log.info("bot.stopping")
    log.info("bot.stopped")


async def _work(settings: Settings, clock: Clock) -> None:
    async with running(settings, clock) as bot:
        await bot.ended()


async def _keep_warm(store: Store) -> None:
    """Have what was posted at hand for those who will ask about it, also what is posted later."""
    while True:
        try:
            await posted.warm(store)
        except Exception:
            # Without it a completion takes a moment longer.
            log.exception("warming.fault")
        await asyncio.sleep(WARMING)


async def _keep_house(store: Store, clock: Clock) -> None:
    while True:
        try:
            forgotten = await housekeeping.forget(store, clock())
        except Exception:
            # The loop outlives a locked database or a full disk; the next hour will do.
            log.exception("housekeeping.fault")
        else:
            log.debug("housekeeping.done", **asdict(forgotten))
        done = clock()
        # Also a clock that was moved back, or a laptop that slept, brings the next time.
        while abs(clock() - done) < HOUSEKEEPING:  # noqa: ASYNC110  a clock tells nobody
            await asyncio.sleep(WATCH)


async def _watch(store: Store, url: str) -> None:
    """End the bot when its database file is taken away: what it wrote then would be lost."""
    while store.is_there:  # noqa: ASYNC110  a file tells nobody that it goes
        await asyncio.sleep(WATCH)
    file = shown(url)
    rescued = Path(f"{file}.rescued.{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    try:
        await store.rescue(rescued)
    except (OSError, sqlite3.Error) as trouble:
        raise DatabaseError(
            f"The database {file} was taken away while readbot was running, and what it held could "
            f"not be saved ({trouble}). Put it back, or go back to a backup (docs/operating.md)."
        ) from trouble
    raise DatabaseError(
        f"The database {file}, or {file}-wal that belongs to it, was taken away while readbot was "
        f"running. All that it held is saved in {rescued}. See what happened; then put it back "
        f"with: python bot.py restore {rescued}"
    )


@contextmanager
def signals() -> Iterator[asyncio.Event]:
    """An event that the first signal to stop sets; a second one ends the process at once.

    SIGHUP comes when the terminal is closed, and is left alone where ``nohup`` ignores it.
    """
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    numbers = [signal.SIGINT, signal.SIGTERM]
    hangup = getattr(signal, "SIGHUP", None)  # Windows has none
    if hangup is not None and signal.getsignal(hangup) != signal.SIG_IGN:
        numbers.append(hangup)

    def stop(_number: int, _frame: object) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
        loop.call_soon_threadsafe(told.set)

    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@asynccontextmanager
async def _task(
    work: Coroutine[Any, Any, Any], name: str, stopping: asyncio.Event | None = None
) -> AsyncIterator[asyncio.Task[Any]]:
    """``work`` as a task for as long as the block lasts.

    Then it is asked to stop by ``stopping``, or cancelled where that is None, and waited for.
    """
    task = asyncio.create_task(work, name=name)
    try:
        yield task
    finally:
        if stopping is None:
            task.cancel()
        else:
            stopping.set()
        await asyncio.wait((task,))
        trouble = None if task.cancelled() else task.exception()
        if trouble is not None and trouble is not sys.exception():
            log.error("task.failed", task=name, exc_info=trouble)


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Store]:
    """The database, migrated, which no other process of ours uses if it is an SQLite file."""
    with alone(url):
        with plainly(url):
            store = await open_store(url)
        log.info("database.open", place=shown(url))
        try:
            yield store
        finally:
            await store.close()


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Refuse a second readbot on the same SQLite file: both would post."""
    file = sqlite_file(read_url(url))
    if file is None:
        yield
        return
    with plainly(url):
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{file}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise DatabaseError(
                f"Another readbot is running on {file}. Stop that one first, or give this one a "
                "database of its own with database.url."
            ) from None
    try:
        yield
    finally:
        lock.release()


@asynccontextmanager
async def _client(
    settings: Settings, store: Store, clock: Clock, tally: Tally
) -> AsyncIterator[ReadbotClient]:
    house = House(
        store,
        clock,
        fetch_allowed=settings.articles.fetch_addresses,
        largest_file=settings.articles.largest_file_mb * 1_000_000,
        longest_text=settings.articles.longest_text,
        version=__version__,
        tally=tally,
    )
    own = settings.discord.own_shards()
    sharding = {} if own is None else {"shard_ids": list(own[0]), "shard_count": own[1]}
    kind = ReadbotClient if settings.discord.shards is None else ShardedClient
    async with kind(
        house,
        api_url=settings.discord.api_url,
        gateway_url=settings.discord.gateway_url,
        http_trace=Wire(clock),
        **sharding,
    ) as client:
        yield client


async def _ready(client: ReadbotClient, connection: asyncio.Task[Any]) -> None:
    """Wait until the client has heard of its servers, or raise why it never will."""
    async with _task(client.wait_until_ready(), "ready") as ready:
        await _first_end((connection, ready))


async def _first_end(tasks: tuple[asyncio.Task[Any], ...]) -> None:
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
