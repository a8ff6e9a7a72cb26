"""Sends what is owed: each posting once, in due order for each destination.

docs/house.md tells the protocol; services/sending.py sees each single posting through.
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from readbot.club.mistakes import Hindrance
from readbot.club.postings import LATE, Posting
from readbot.services import digests, hold_ups, pages, planning
from readbot.services.courier import Courier, Page
from readbot.services.sending import Sending
from readbot.store import claims, house
from readbot.store.database import Store, Transaction

log = structlog.get_logger("readbot.delivery")

TICK = 0.5  # seconds; a clock that jumped is read again within one
LONGEST_REST = 30.0  # seconds, after repeated faults of our own
CHECK_STOPPED_EVERY = 60.0  # seconds of real time
ALIVE_EVERY = 30.0  # seconds of real time
# A supervisor gives ten seconds in all: some are left for the database and for leaving Discord.
LET_END = 5.0  # seconds of real time that sends under way have to end when readbot stops
# After a step back of hours what was planned stands, so that no day brings two; after more it is
# planned anew, so that no group waits for days that a wrong clock had left behind.
FAR_BACK = timedelta(days=1)
# For this long a database that was found to be a restored backup is not taken at its word, however
# old that backup is; and after a pause for so long, for a copy put back by hand looks like a pause,
# and the first start may end before everything that is late was looked for.
DISTRUST = timedelta(days=90)
DISTRUST_AFTER_PAUSE = timedelta(days=1)


class Delivery:
    """Plans what is due and sends it. One of them runs in each process.

    ``let_end`` is how many seconds the sends under way have when it is told to stop.
    """

    def __init__(
        self,
        store: Store,
        courier: Courier,
        clock: Callable[[], datetime],
        *,
        let_end: float = LET_END,
    ) -> None:
        self._store = store
        self._courier = courier
        self._clock = clock
        self._let_end = let_end
        self._name = secrets.token_hex(8)
        self._sending = Sending(store, courier, clock)
        self._under_way: dict[int, asyncio.Task[None]] = {}
        # When it last looked at what is due without a fault; None before it runs.
        self.turned_at: float | None = None
        self._read_at: datetime | None = None
        self._has_more_due = False
        self._changed: set[int] = set()
        self._resuming: asyncio.Task[None] | None = None

    @property
    def under_way(self) -> int:
        """How many postings are being sent just now."""
        return len(self._under_way)

    async def begin(self) -> None:
        """Take over what an earlier run left behind. To be called once, before anything is sent."""
        now = self._clock()
        async with self._store.writing() as tx:
            # Where others may be at work too, their claims are theirs; a dead one's claims run out.
            left = 0 if self._store.is_shared else await claims.release_all(tx)
            alive = await house.moment(tx, house.ALIVE)
            away_since = await _away_since(tx, alive, now)
        self._sending.away_since = away_since
        if alive is not None:
            await self._read_clock(alive)
        await self._read_clock(now)
        self._sending.wakes()
        await self._remember(house.ALIVE, now)
        moved = await planning.refresh_rules(self._store, now)
        log.info(
            "delivery.begins",
            left_behind=left,
            worked_out_anew=moved,
            away_since=away_since and away_since.isoformat(),
        )

    async def step(self) -> int:
        """Plan and send all that can be sent now, and wait for it; how much was done."""
        done = await self._plan()
        while self._has_more_due:
            done += await self._plan()
        while started := await self._start():
            done += started
            await asyncio.gather(*self._under_way.values())
        return done

    def rights_changed(self, server_id: int) -> None:
        """Something in this server may have given back a permission: look within a moment."""
        self._changed.add(server_id)

    async def run(self, stopping: asyncio.Event) -> None:
        """Keep delivering until ``stopping``; then let what is under way end, for a few seconds."""
        rest = TICK
        loop = asyncio.get_running_loop()
        alive_at = checked_at = planned_at = loop.time()
        hurries = False  # while there is so much to do that it is not asked whether there is
        while not stopping.is_set():
            try:
                if self._has_more_due or not hurries or loop.time() - planned_at > TICK:
                    planned_at = loop.time()
                    await self._plan()
                started = await self._start(surely=hurries)
                if loop.time() - alive_at > ALIVE_EVERY:
                    alive_at = loop.time()
                    await self._remember(house.ALIVE, self._clock())
                if loop.time() - checked_at > CHECK_STOPPED_EVERY:
                    checked_at = loop.time()
                    self._resume_beside(None)
                elif self._changed:
                    self._resume_beside(self._changed)
                rest = TICK
                self.turned_at = time.monotonic()
                hurries = (started > 0 or self._has_more_due) and await self._half_done()
                if hurries:
                    continue
            except Hindrance as hindered:
                # A locked database or a full disk: the store has said why.
                self._sending.wakes()
                log.warning("delivery.hindered", rest_seconds=rest, reason=hindered.msgid)
                rest = min(rest * 2, LONGEST_REST)
            except Exception:
                # The loop outlives what nobody foresaw; it rests longer each time.
                self._sending.wakes()
                log.exception("delivery.fault", rest_seconds=rest)
                rest = min(rest * 2, LONGEST_REST)
            try:
                await asyncio.wait_for(stopping.wait(), rest)
            except TimeoutError:
                continue
        await self._end()

    async def _end(self) -> None:
        """Let sends end; cut off those that do not, and leave them to be looked for first."""
        if self._resuming is not None:
            self._resuming.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=self._let_end)
        cut = dict(self._under_way)
        if not cut:
            return
        for task in cut.values():
            task.cancel()
        await asyncio.wait(cut.values(), timeout=1)
        log.warning("delivery.cut_off", postings=sorted(cut))
        async with self._store.writing() as tx:
            await claims.give_back(tx, self._name, list(cut), self._clock())

    async def _half_done(self) -> bool:
        """Wait, for one tick at most, until there is room for more; whether there is."""
        ends = asyncio.get_running_loop().time() + TICK
        while len(self._under_way) > self._courier.at_once // 2:
            left = ends - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            await asyncio.wait(
                self._under_way.values(), timeout=left, return_when=asyncio.FIRST_COMPLETED
            )
        return True

    async def _plan(self) -> int:
        now = self._clock()
        await self._read_clock(now)
        planned = await planning.plan_due(self._store, now)
        # The first ones are on their way before the last ones are planned.
        self._has_more_due = planned >= planning.PLANNED_AT_ONCE
        return planned + await digests.plan_due(self._store, now)

    async def _read_clock(self, now: datetime) -> None:
        self._sending.read_clock(now)
        before = self._read_at
        if before is not None and before - now > FAR_BACK:
            readings = await planning.reckon_anew(self._store, now)
            clubs = await digests.reckon_anew(self._store, now)
            log.warning(
                "clock.went_back", before=before.isoformat(), readings=readings, clubs=clubs
            )
        # Only now: what a locked database hindered is done at the next look.
        self._read_at = now

    async def _start(self, *, surely: bool = False) -> int:
        """Claim and begin what can be sent; how much. ``surely`` if something is known to wait."""
        room = self._courier.at_once - len(self._under_way)
        if room <= 0:
            return 0
        now = self._clock()
        if not surely:
            async with self._store.reading() as tx:
                if not await claims.any_ready(tx, now, tuple(self._under_way)):
                    return 0
        async with self._store.writing() as tx:
            claimed = await claims.claim(tx, self._name, now, room, tuple(self._under_way))
            plain = [posting for posting in claimed if self._sending.is_plain(posting)]
            # With the claim, so that the disk is waited for once.
            await claims.sending(tx, [posting.id for posting in plain], now)
        ready = await self._ready(plain)
        for posting in claimed:
            work = self._sending.see_through(posting, ready.get(posting.id))
            task = asyncio.create_task(work, name=f"posting {posting.id}")
            self._under_way[posting.id] = task
            task.add_done_callback(partial(self._forget, posting.id))
        return len(claimed)

    async def _ready(self, plain: Sequence[Posting]) -> Mapping[int, Page | None]:
        """The pages of those whose beginning is on disk, so that they can be sent at once.

        Where one of them cannot be read none is told: each is then read by itself, so that the
        trouble of one does not keep the others.
        """
        if not plain:
            return {}
        try:
            async with self._store.reading() as tx:
                return await pages.pages_of(tx, plain, self._clock())
        except Exception:
            log.exception("pages.fault", postings=len(plain))
            return {}

    async def _remember(self, name: str, at: datetime) -> None:
        async with self._store.writing() as tx:
            await house.remember(tx, name, at)

    def _forget(self, posting_id: int, _task: asyncio.Task[None]) -> None:
        del self._under_way[posting_id]

    def _resume_beside(self, servers: set[int] | None) -> None:
        """Look where may be sent again, beside the sends, for Discord may be slow to answer."""
        if self._resuming is not None:
            if not self._resuming.done():
                return
            ended, self._resuming = self._resuming, None
            ended.result()  # a fault of it is one of the loop
        self._changed = set()
        self._resuming = asyncio.create_task(self.resume_stopped(servers), name="resuming")

    async def resume_stopped(self, servers: Collection[int] | None = None) -> None:
        """Send again where a lost permission has come back; in these servers, or anywhere."""
        await hold_ups.resume(self._store, self._courier, servers, self._clock())


async def _away_since(tx: Transaction, alive: datetime | None, now: datetime) -> datetime | None:
    """Since when Discord may know more than this database; None if it surely does not."""
    doubts = [
        await _doubted(tx, house.RESTORED, house.RESTORED_AT, now - DISTRUST),
        await _doubted(tx, house.AWAY, house.AWAY_AT, now - DISTRUST_AFTER_PAUSE),
        alive if alive is not None and now - alive > LATE else None,
    ]
    since = min((at for at in doubts if at is not None), default=None)
    if since is not None and doubts[-1] is not None:
        await house.remember(tx, house.AWAY, since)
        await house.remember(tx, house.AWAY_AT, now)
    return since


async def _doubted(
    tx: Transaction, since: str, found_at: str, no_longer_than: datetime
) -> datetime | None:
    """What is remembered as ``since``, if it was found out after that moment."""
    doubted = await house.moment(tx, since)
    found = await house.moment(tx, found_at) or doubted
    return doubted if found is not None and found > no_longer_than else None
