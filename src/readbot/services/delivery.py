"""Sends what is owed: each posting once, in due order for each destination.

docs/house.md tells the protocol. No transaction is open during a send; each claim, each send's
beginning and each outcome is on disk before the next step of that destination.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from readbot.club.postings import (
    CHANNEL_GONE,
    CLOCK_MARGIN,
    LATE,
    MESSAGE_GONE,
    TELL_AFTER,
    Look,
    Posting,
    PostingKind,
    PostingState,
    believes_absence,
    must_look,
    pause,
    settled_at,
)
from readbot.services import cadence, digests, notices, pages
from readbot.services.courier import (
    CannotLookError,
    Courier,
    DestinationRefusedError,
    GonePage,
    MustWaitError,
    NeedsPostError,
    OutcomeUnknownError,
    Page,
    Parcel,
    SendFailedError,
    Sent,
)
from readbot.store import clubs, house
from readbot.store import postings as kept
from readbot.store.batches import Batches
from readbot.store.database import Store, Transaction

log = structlog.get_logger("readbot.delivery")

TICK = 0.5  # seconds; a clock that jumped is read again within one
LONGEST_REST = 30.0  # seconds, after repeated faults of our own
CHECK_STOPPED_EVERY = 60.0  # seconds of real time
ALIVE_EVERY = 30.0  # seconds of real time
# For this long a database that was found to be a restored backup is not taken at its word.
DISTRUST = timedelta(days=90)
_IN_SERIES = (PostingKind.EXCERPT, PostingKind.DIGEST, PostingKind.POST)
_NO_FORUM = "Nothing can be posted in a channel of this kind: choose a text channel."


Outcome = tuple[Parcel, Sent, datetime]


class Delivery:
    """Plans what is due and sends it. One of them runs in each process."""

    def __init__(self, store: Store, courier: Courier, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._courier = courier
        self._clock = clock
        self._name = secrets.token_hex(8)
        self._outcomes = Batches(store, self._settle)
        self._under_way: dict[int, asyncio.Task[None]] = {}
        # Since when Discord may know more than the database, and which subjects caught up since.
        self._away_since: datetime | None = None
        self._met: set[tuple[PostingKind, int]] = set()

    async def begin(self) -> None:
        """Take over what an earlier run left behind. To be called once, before anything is sent."""
        now = self._clock()
        async with self._store.writing() as tx:
            # Where others may be at work too, their claims are theirs; a dead one's claims run out.
            left = 0 if self._store.is_shared else await kept.release_all(tx)
            self._away_since = await _away_since(tx, now)
            await house.remember(tx, house.ALIVE, now)
        moved = await cadence.refresh_rules(self._store, now)
        log.info(
            "delivery.begins",
            left_behind=left,
            worked_out_anew=moved,
            away_since=self._away_since and self._away_since.isoformat(),
        )

    async def step(self) -> int:
        """Plan and send all that can be sent now, and wait for it; how much was done."""
        done = await self._plan()
        while started := await self._start():
            done += started
            await asyncio.gather(*self._under_way.values())
        return done

    async def run(self, stopping: asyncio.Event) -> None:
        """Keep delivering until ``stopping``; then let what is under way end, for up to 10 s."""
        rest = TICK
        loop = asyncio.get_running_loop()
        alive_at = checked_at = planned_at = loop.time()
        hurries = False  # while there is so much to do that it is not asked whether there is
        while not stopping.is_set():
            try:
                if not hurries or loop.time() - planned_at > TICK:
                    planned_at = loop.time()
                    await self._plan()
                started = await self._start(surely=hurries)
                if loop.time() - alive_at > ALIVE_EVERY:
                    alive_at = loop.time()
                    await self._remember(house.ALIVE, self._clock())
                if loop.time() - checked_at > CHECK_STOPPED_EVERY:
                    checked_at = loop.time()
                    await self.resume_stopped()
                rest = TICK
                hurries = started > 0 and await self._half_done()
                if hurries:
                    continue
            except Exception:
                # The loop outlives a locked database or a full disk; it rests longer each time.
                log.exception("delivery.fault", rest_seconds=rest)
                rest = min(rest * 2, LONGEST_REST)
            try:
                await asyncio.wait_for(stopping.wait(), rest)
            except TimeoutError:
                continue
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=10)

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
        return await cadence.plan_due(self._store, now) + await digests.plan_due(self._store, now)

    async def _start(self, *, surely: bool = False) -> int:
        """Claim and begin what can be sent; how much. ``surely`` if something is known to wait."""
        room = self._courier.at_once - len(self._under_way)
        if room <= 0:
            return 0
        now = self._clock()
        if not surely:
            async with self._store.reading() as tx:
                if not await kept.any_ready(tx, now, tuple(self._under_way)):
                    return 0
        async with self._store.writing() as tx:
            claimed = await kept.claim(tx, self._name, now, room, tuple(self._under_way))
        ready = await self._ready(claimed)
        for posting in claimed:
            work = self._guarded(posting, ready.get(posting.id))
            task = asyncio.create_task(work, name=f"posting {posting.id}")
            self._under_way[posting.id] = task
            task.add_done_callback(partial(self._forget, posting.id))
        return len(claimed)

    async def _ready(self, claimed: Sequence[Posting]) -> dict[int, Page]:
        """The pages of those that can be sent at once, after the beginning of it is on disk."""
        now = self._clock()
        plain = [p for p in claimed if not (must_look(p, now) or self._may_be_known(p))]
        if not plain:
            return {}
        async with self._store.reading() as tx:
            pages_ = await pages.pages_of(tx, plain, now)
        ready = {posting_id: page for posting_id, page in pages_.items() if page is not None}
        await self._begin_sending(list(ready))
        return ready

    async def _begin_sending(self, posting_ids: Sequence[int]) -> None:
        if posting_ids:
            async with self._store.writing() as tx:
                await kept.sending(tx, posting_ids, self._clock())

    async def _remember(self, name: str, at: datetime) -> None:
        async with self._store.writing() as tx:
            await house.remember(tx, name, at)

    def _forget(self, posting_id: int, _task: asyncio.Task[None]) -> None:
        del self._under_way[posting_id]

    async def _guarded(self, posting: Posting, ready: Page | None) -> None:
        facts = {"posting": posting.id, "kind": str(posting.kind), "to": posting.destination_id}
        try:
            await self._deliver(posting, ready)
        except Exception:
            # A fault of ours: it stays claimed, and is looked for first when its lease has ended.
            log.exception("posting.fault", **facts)

    async def _deliver(self, posting: Posting, ready: Page | None) -> None:
        try:
            if ready is not None:
                await self._send(Parcel(posting, ready))
                return
            async with self._store.reading() as tx:
                page = await pages.page_of(tx, posting, self._clock())
            if page is None:
                await self._take_back(Parcel(posting, GonePage()))
            else:
                await self._look_and_send(Parcel(posting, page))
        except DestinationRefusedError as refusal:
            await self._refused(posting, refusal)
        except NeedsPostError:
            await self._needs_post(posting)
        except SendFailedError as failure:
            await self._failed(posting, str(failure))
        except MustWaitError as wait:
            until = self._clock() + timedelta(seconds=wait.seconds)
            await self._release(posting, until, posting.look, "told to wait")
        except OutcomeUnknownError as unknown:
            await self._unknown(posting, str(unknown))

    async def _send(self, parcel: Parcel) -> None:
        await self._finish(parcel, await self._courier.send(parcel), adopted=False)

    async def _look_and_send(self, parcel: Parcel) -> None:
        posting = parcel.posting
        looks = must_look(posting, self._clock())
        if looks or self._may_be_known(posting):
            try:
                found = await self._find(parcel)
            except CannotLookError:
                if looks:
                    await self._doubtful(posting)
                    return
                found = None
            if found is not None:
                await self._adopt(parcel, found)
                return
            if posting.last_send_at and not self._believes_absence(posting):
                until = settled_at(posting, posting.last_send_at)
                await self._release(posting, until, Look.FIRST, None)
                return
        await self._begin_sending([posting.id])
        await self._send(parcel)

    async def _find(self, parcel: Parcel) -> Sent | None:
        posting = parcel.posting
        known = (posting.due_at, posting.last_send_at, self._away_since)
        return await self._courier.find(parcel, min(at for at in known if at) - CLOCK_MARGIN)

    def _believes_absence(self, posting: Posting) -> bool:
        return believes_absence(posting, self._clock(), posting.last_send_at)

    def _may_be_known(self, posting: Posting) -> bool:
        """Whether it may stand in Discord although the database has never sent it.

        So it is after an older copy of the database was put back. The first posting of each
        subject after a pause is looked for; one that is found has others behind it.
        """
        if self._away_since is None or posting.kind not in _IN_SERIES:
            return False
        return (posting.kind, posting.subject_id) not in self._met

    async def _adopt(self, parcel: Parcel, found: Sent) -> None:
        posting = parcel.posting
        if not posting.may_stand and self._away_since is not None:
            log.warning("database.restored", posting=posting.id, since=str(self._away_since))
            await self._remember(house.RESTORED, self._away_since)
        await self._finish(parcel, found, adopted=True)

    async def _take_back(self, parcel: Parcel) -> None:
        """Leave nothing behind of what may no longer be shown."""
        posting = parcel.posting
        if posting.may_stand:
            try:
                found = await self._find(parcel)
            except CannotLookError:
                async with self._store.writing() as tx:
                    await kept.end(tx, posting.id, PostingState.CANCELLED, "cannot look for it")
                    await notices.left_standing(tx, self._store.name, posting, self._clock())
                return
            if found is not None:
                await self._courier.delete(found)
            elif posting.last_send_at and not self._believes_absence(posting):
                until = settled_at(posting, posting.last_send_at)
                await self._release(posting, until, Look.FIRST, None)
                return
        await self._end(posting, PostingState.CANCELLED, "its subject is gone")

    async def _finish(self, parcel: Parcel, sent: Sent, *, adopted: bool) -> None:
        posting, now = parcel.posting, self._clock()
        if not await self._outcomes.write((parcel, sent, now)):
            # Withdrawn while it was under way. Until it is deleted it stays claimed, so that a
            # process that dies here leaves it to be looked for.
            await self._courier.delete(sent)
            await self._end(posting, PostingState.CANCELLED, "withdrawn while it was sent")
            return
        if posting.may_stand or not adopted:
            self._met.add((posting.kind, posting.subject_id))
        log.info(
            "posting.done",
            posting=posting.id,
            kind=str(posting.kind),
            channel=sent.channel_id,
            message=sent.message_id,
            adopted=adopted,
            late_seconds=round((now - posting.due_at).total_seconds()),
        )

    async def _settle(self, tx: Transaction, outcomes: Sequence[Outcome]) -> list[bool]:
        """Write down where they stand, and what follows; False for what may no longer stand."""
        stay = [await self._may_stay(tx, parcel.posting, now) for parcel, _, now in outcomes]
        standing = [outcome for outcome, stays in zip(outcomes, stay, strict=True) if stays]
        await kept.finish_all(
            tx,
            [
                kept.Finished(parcel.posting.id, sent.channel_id, sent.message_id, now)
                for parcel, sent, now in standing
            ],
        )
        for parcel, sent, now in standing:
            page = None if isinstance(parcel.page, GonePage) else parcel.page
            await pages.follow_up(tx, self._store.name, parcel.posting, sent, now, page)
        return stay

    async def _may_stay(self, tx: Transaction, posting: Posting, now: datetime) -> bool:
        if posting.kind is not PostingKind.NOTE:
            return True
        if posting.club_id is not None:
            await clubs.get(tx, posting.club_id)  # and hold it: nobody withdraws the note meanwhile
        return await pages.page_of(tx, posting, now) is not None

    async def _release(
        self, posting: Posting, until: datetime, look: Look, reason: str | None
    ) -> None:
        async with self._store.writing() as tx:
            await kept.release(tx, posting.id, until, look, reason)

    async def _unknown(self, posting: Posting, reason: str) -> None:
        now = self._clock()
        until = now + pause(posting.attempts)
        log.warning("posting.unknown", posting=posting.id, attempts=posting.attempts, reason=reason)
        async with self._store.writing() as tx:
            await kept.release(tx, posting.id, until, Look.FIRST, reason)
            if posting.attempts == TELL_AFTER:
                await notices.no_answer(tx, self._store.name, posting, now)

    async def _refused(self, posting: Posting, refusal: DestinationRefusedError) -> None:
        now = self._clock()
        log.warning("posting.refused", posting=posting.id, code=refusal.code)
        if _went_with_its_place(posting, refusal.code):
            await self._end(posting, PostingState.CANCELLED, "its place is gone")
            return
        async with self._store.writing() as tx:
            if await notices.goes_elsewhere(tx, self._store.name, posting, str(refusal), now):
                return
            await kept.release(tx, posting.id, now, posting.look, str(refusal))
            fresh = await kept.stop(
                tx, posting.destination_id, posting.club_id, refusal.code, str(refusal), now
            )
            if fresh:
                await notices.stopped(tx, self._store.name, posting, refusal, now)

    async def _needs_post(self, posting: Posting) -> None:
        async with self._store.writing() as tx:
            if await pages.open_post(tx, self._store.name, posting):
                await kept.release(tx, posting.id, self._clock(), posting.look, "opens a post")
                return
        await self._refused(posting, DestinationRefusedError(50024, _NO_FORUM))

    async def _failed(self, posting: Posting, reason: str) -> None:
        log.error("posting.failed", posting=posting.id, kind=str(posting.kind), reason=reason)
        async with self._store.writing() as tx:
            await kept.end(tx, posting.id, PostingState.FAILED, reason)
            await notices.failed(tx, self._store.name, posting, reason, self._clock())

    async def _doubtful(self, posting: Posting) -> None:
        log.warning("posting.doubtful", posting=posting.id)
        async with self._store.writing() as tx:
            await kept.end(tx, posting.id, PostingState.DOUBTFUL, "cannot look for it")
            await notices.doubtful(tx, self._store.name, posting, self._clock())

    async def _end(self, posting: Posting, state: PostingState, reason: str) -> None:
        async with self._store.writing() as tx:
            await kept.end(tx, posting.id, state, reason)

    async def resume_stopped(self) -> None:
        """Send again where a lost permission has come back."""
        async with self._store.reading() as tx:
            stopped = [stop.destination_id for stop in await kept.stopped(tx)]
        for destination in stopped:
            if await self._courier.may_send(destination):
                async with self._store.writing() as tx:
                    await kept.resume(tx, [destination])
                log.info("destination.resumed", destination=destination)


async def _away_since(tx: Transaction, now: datetime) -> datetime | None:
    """Since when Discord may know more than this database; None if it surely does not."""
    alive = await house.moment(tx, house.ALIVE)
    restored = await house.moment(tx, house.RESTORED)
    if restored is not None and now - restored < DISTRUST:
        return restored
    return alive if alive is not None and now - alive > LATE else None


def _went_with_its_place(posting: Posting, code: int) -> bool:
    """Whether a thread or a note is owed to a message or a thread that someone has deleted."""
    in_talk = posting.kind in {PostingKind.THREAD, PostingKind.NOTE}
    return in_talk and code in {CHANNEL_GONE, MESSAGE_GONE}
