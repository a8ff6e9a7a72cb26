"""Sends what is owed: each posting once, in due order for each destination.

docs/house.md tells the protocol. No transaction is open during a send; each claim, each send's
beginning and each outcome is on disk before the next step.
"""

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from readbot.club.postings import (
    CLOCK_MARGIN,
    TELL_AFTER,
    Look,
    Posting,
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
    MustWaitError,
    OutcomeUnknownError,
    Parcel,
    SendFailedError,
    Sent,
)
from readbot.store import postings as kept
from readbot.store.database import Store

log = structlog.get_logger("readbot.delivery")

AT_ONCE = 32
TICK = 0.5  # seconds; a clock that jumped is read again within one
LONGEST_REST = 30.0  # seconds, after repeated faults of our own
CHECK_STOPPED_EVERY = 60.0  # seconds of real time


class Delivery:
    """Plans what is due and sends it. One of them runs in each process."""

    def __init__(self, store: Store, courier: Courier, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._courier = courier
        self._clock = clock
        self._name = secrets.token_hex(8)
        self._under_way: dict[int, asyncio.Task[None]] = {}

    async def begin(self) -> None:
        """Take over what an earlier run left behind. To be called once, before anything is sent."""
        async with self._store.writing() as tx:
            left = await kept.release_all(tx)
        moved = await cadence.refresh_rules(self._store, self._clock())
        log.info("delivery.begins", left_behind=left, worked_out_anew=moved)

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
        checked = asyncio.get_running_loop().time()
        while not stopping.is_set():
            try:
                await self._plan()
                await self._start()
                if asyncio.get_running_loop().time() - checked > CHECK_STOPPED_EVERY:
                    checked = asyncio.get_running_loop().time()
                    await self._resume_stopped()
                rest = TICK
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

    async def _plan(self) -> int:
        now = self._clock()
        return await cadence.plan_due(self._store, now) + await digests.plan_due(self._store, now)

    async def _start(self) -> int:
        room = AT_ONCE - len(self._under_way)
        if room <= 0:
            return 0
        now = self._clock()
        async with self._store.reading() as tx:
            if not await kept.any_ready(tx, now):
                return 0
        async with self._store.writing() as tx:
            claimed = await kept.claim(tx, self._name, now, room, tuple(self._under_way))
        for posting in claimed:
            task = asyncio.create_task(self._guarded(posting), name=f"posting {posting.id}")
            self._under_way[posting.id] = task
            task.add_done_callback(partial(self._forget, posting.id))
        return len(claimed)

    def _forget(self, posting_id: int, _task: asyncio.Task[None]) -> None:
        del self._under_way[posting_id]

    async def _guarded(self, posting: Posting) -> None:
        facts = {"posting": posting.id, "kind": str(posting.kind), "to": posting.destination_id}
        try:
            await self._deliver(posting)
        except Exception:
            # A fault of ours: it stays claimed, and is looked for first when its lease has ended.
            log.exception("posting.fault", **facts)

    async def _deliver(self, posting: Posting) -> None:
        async with self._store.reading() as tx:
            page = await pages.page_of(tx, posting, self._clock())
            last_send = await kept.last_send(tx, posting.id)
        if page is None:
            await self._end(posting, PostingState.CANCELLED, "its subject is gone")
            return
        parcel = Parcel(posting, page)
        try:
            if must_look(posting, self._clock()):
                since = min(posting.due_at, last_send or posting.due_at) - CLOCK_MARGIN
                found = await self._courier.find(parcel, since)
                if found is not None:
                    await self._finish(posting, found, adopted=True)
                    return
                if last_send and not believes_absence(posting, self._clock(), last_send):
                    await self._release(posting, settled_at(posting, last_send), Look.FIRST, None)
                    return
            async with self._store.writing() as tx:
                await kept.sending(tx, posting.id, self._clock())
            await self._finish(posting, await self._courier.send(parcel), adopted=False)
        except DestinationRefusedError as refusal:
            await self._refused(posting, refusal)
        except SendFailedError as failure:
            await self._failed(posting, str(failure))
        except CannotLookError:
            await self._doubtful(posting)
        except MustWaitError as wait:
            until = self._clock() + timedelta(seconds=wait.seconds)
            await self._release(posting, until, posting.look, "told to wait")
        except OutcomeUnknownError as unknown:
            await self._unknown(posting, str(unknown))

    async def _finish(self, posting: Posting, sent: Sent, *, adopted: bool) -> None:
        now = self._clock()
        async with self._store.writing() as tx:
            await kept.finish(tx, posting.id, sent.channel_id, sent.message_id, now)
            await pages.follow_up(tx, self._store.name, posting, sent, now)
        log.info(
            "posting.done",
            posting=posting.id,
            kind=str(posting.kind),
            channel=sent.channel_id,
            message=sent.message_id,
            adopted=adopted,
            late_seconds=round((now - posting.due_at).total_seconds()),
        )

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
        async with self._store.writing() as tx:
            if await notices.goes_elsewhere(tx, self._store.name, posting, str(refusal), now):
                return
            await kept.release(tx, posting.id, now, posting.look, str(refusal))
            fresh = await kept.stop(
                tx, posting.destination_id, posting.club_id, refusal.code, str(refusal), now
            )
            if fresh:
                await notices.stopped(tx, self._store.name, posting, refusal, now)

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

    async def _resume_stopped(self) -> None:
        """Send again where a lost permission has come back."""
        async with self._store.reading() as tx:
            stopped = [destination for destination, *_ in await kept.stopped(tx)]
        for destination in stopped:
            if await self._courier.may_send(destination):
                async with self._store.writing() as tx:
                    await kept.resume(tx, [destination])
                log.info("destination.resumed", destination=destination)
