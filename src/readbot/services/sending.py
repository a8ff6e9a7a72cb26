"""What becomes of one posting that was claimed: looked for, sent, adopted, refused or doubtful.

docs/house.md tells the protocol. No transaction is open during a send; the send's beginning and its
outcome are each on disk before the next step.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

import structlog

from readbot.club.postings import (
    CHANNEL_GONE,
    CLOCK_MARGIN,
    LATE,
    MESSAGE_GONE,
    TELL_AFTER,
    UNREAD,
    Look,
    Posting,
    PostingKind,
    PostingState,
    believes_absence,
    must_look,
    pause,
    settled_at,
)
from readbot.services import notices, pages
from readbot.services.courier import (
    CannotLookError,
    Courier,
    DestinationRefusedError,
    GonePage,
    MustWaitError,
    NeedsPostError,
    NoHistoryError,
    OutcomeUnknownError,
    Page,
    Parcel,
    SendFailedError,
    Sent,
)
from readbot.store import claims, clubs, destinations, house
from readbot.store import postings as kept
from readbot.store.batches import Batches
from readbot.store.database import Store, Transaction

log = structlog.get_logger("readbot.delivery")

LONGEST_WAIT = timedelta(days=1)
"""However long an answer says to wait, it is asked again after this."""
_IN_SERIES = (PostingKind.EXCERPT, PostingKind.DIGEST, PostingKind.POST)
_IN_TALK = (PostingKind.THREAD, PostingKind.NOTE)
_LONG = 20
_CANNOT_LOOK = "cannot look for it"
_NOT_FOUND = (
    "Discord does not find the channel any more: if it was deleted, choose another one with /club "
    "setup, or with /reading start if it was this reading's own."
)
_NOT_ALLOWED = 50013
_NO_THREADS = (
    "I may not open threads there: allow me Create Public Threads in the channel's settings, under "
    "Permissions."
)
_NO_FORUM = "Nothing can be posted in a channel of this kind: choose a text channel."


Outcome = tuple[Parcel, Sent, datetime]


class Sending:
    """Sees each claimed posting through. Any number of them may be under way at once."""

    def __init__(self, store: Store, courier: Courier, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._courier = courier
        self._clock = clock
        self._outcomes = Batches(store, self._settle)
        # Since when Discord may know more than the database, and which subjects caught up since.
        self.away_since: datetime | None = None
        self._met: set[tuple[PostingKind, int]] = set()
        self._awake_since: datetime | None = None
        self._read_at: datetime | None = None
        self._latest: datetime | None = None
        self._ahead = timedelta(0)

    def wakes(self) -> None:
        """Begin, or go on after a fault: what was due until now may be known to Discord already."""
        self._awake_since = self._clock()

    def read_clock(self, at: datetime) -> None:
        """Notice a pause, and when our clock goes back: it was ahead then, by at least so much."""
        if self._read_at is None or abs(at - self._read_at) > LATE:
            self._awake_since = at
        self._read_at = at
        if self._latest is not None and at < self._latest:
            self._ahead = max(self._ahead, self._latest - at)
        self._latest = at if self._latest is None else max(at, self._latest)

    def is_plain(self, posting: Posting) -> bool:
        """Whether it may be sent without a look."""
        return not (self._must_look(posting) or self._may_be_known(posting))

    def _must_look(self, posting: Posting) -> bool:
        return must_look(posting, self._clock(), self._awake_since)

    async def begin(self, posting_ids: Collection[int]) -> None:
        """Write down that these are about to be sent."""
        async with self._store.writing() as tx:
            await claims.sending(tx, posting_ids, self._clock())

    async def see_through(self, posting: Posting, ready: Page | None) -> None:
        """Send it, with ``ready`` if that is on disk as begun, or do with it what is right."""
        facts = {"posting": posting.id, "kind": str(posting.kind), "to": posting.destination_id}
        try:
            await self._deliver(posting, ready)
        except Exception:
            log.exception("posting.fault", **facts)
            await self._give_back(posting)

    async def _give_back(self, posting: Posting) -> None:
        """After a fault of ours: it is looked for and tried again, with growing pauses."""
        now = self._clock()
        try:
            async with self._store.writing() as tx:
                until = now + pause(posting.attempts)
                await claims.release(tx, posting.id, until, Look.FIRST, "a fault of readbot's own")
                if posting.attempts >= TELL_AFTER:  # its notice is owed once
                    await notices.own_fault(tx, self._store.name, posting, now)
        except Exception:
            # It stays claimed then, and is looked for first when its lease has ended.
            log.exception("release.fault", posting=posting.id)

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
            until = self._clock() + min(timedelta(seconds=min(wait.seconds, 1e6)), LONGEST_WAIT)
            await self._release(posting, until, posting.look, "told to wait", counts=False)
        except OutcomeUnknownError as unknown:
            if await self._is_gone(posting, unknown):
                await self._refused(posting, DestinationRefusedError(CHANNEL_GONE, _NOT_FOUND))
            else:
                await self._unknown(posting, unknown)

    async def _send(self, parcel: Parcel) -> None:
        await self._finish(parcel, await self._courier.send(parcel), adopted=False)

    async def _look_and_send(self, parcel: Parcel) -> None:
        posting = parcel.posting
        looks = self._must_look(posting)
        if looks or self._may_be_known(posting):
            try:
                found = await self._find(parcel)
            except CannotLookError as hindered:
                if looks:
                    lacks = isinstance(hindered, NoHistoryError)
                    await self._doubtful(posting, UNREAD if lacks else _CANNOT_LOOK)
                    return
                found = None
            except OutcomeUnknownError as unknown:
                if not await self._is_unreadable(posting, unknown):
                    raise
                await self._doubtful(posting, _CANNOT_LOOK)
                return
            if found is not None:
                await self._adopt(parcel, found)
                return
            if posting.last_send_at and not self._believes_absence(posting):
                until = settled_at(posting, posting.last_send_at)
                await self._release(posting, until, Look.FIRST, None)
                return
        await self.begin([posting.id])
        await self._send(parcel)

    async def _find(self, parcel: Parcel) -> Sent | None:
        posting = parcel.posting
        known = (posting.due_at, posting.last_send_at, self.away_since)
        ahead = max(self._ahead, self._courier.ahead())
        since = min(at for at in known if at) - CLOCK_MARGIN - ahead
        return await self._courier.find(parcel, since)

    async def _is_gone(self, posting: Posting, unknown: OutcomeUnknownError) -> bool:
        """Whether the channel is not found again and again, neither it nor what is in it.

        One such answer is the edge's, and no answer is none. It is asked about again once a minute,
        as wherever nothing may be sent; what goes with its thread is given more time, for that is
        dropped.
        """
        tries = _LONG if posting.kind in _IN_TALK else TELL_AFTER
        if not unknown.denied or posting.attempts < tries:
            return False
        return await self._courier.is_gone(posting.destination_id)

    async def _is_unreadable(self, posting: Posting, unknown: OutcomeUnknownError) -> bool:
        """Whether a channel that is there gives out its history to nobody, try after try."""
        if not unknown.denied or posting.attempts < TELL_AFTER:
            return False
        return await self._courier.may_send(posting.destination_id)

    def _believes_absence(self, posting: Posting) -> bool:
        return believes_absence(posting, self._clock(), posting.last_send_at)

    def _may_be_known(self, posting: Posting) -> bool:
        """Whether it may stand in Discord although the database has never sent it.

        So it is after an older copy of the database was put back. The first posting of each
        subject after a pause is looked for; one that is found has others behind it.
        """
        if self.away_since is None or posting.kind not in _IN_SERIES:
            return False
        return (posting.kind, posting.subject_id) not in self._met

    async def _adopt(self, parcel: Parcel, found: Sent) -> None:
        posting = parcel.posting
        if not posting.may_stand and self.away_since is not None:
            log.warning("database.restored", posting=posting.id, since=str(self.away_since))
            await self._remember(house.RESTORED, self.away_since)
            await self._remember(house.RESTORED_AT, self._clock())
        await self._finish(parcel, found, adopted=True)

    async def _take_back(self, parcel: Parcel) -> None:
        """Leave nothing behind of what may no longer be shown."""
        posting = parcel.posting
        if posting.may_stand:
            try:
                found = await self._find(parcel)
            except CannotLookError:
                async with self._store.writing() as tx:
                    await kept.end(tx, posting.id, PostingState.CANCELLED, _CANNOT_LOOK)
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
        stays: dict[int, bool] = {}
        # Clubs are held in one order by every process, so that no two wait for each other.
        for parcel, _, now in sorted(outcomes, key=_by_club):
            stays[parcel.posting.id] = await self._may_stay(tx, parcel.posting, now)
        standing = [outcome for outcome in outcomes if stays[outcome[0].posting.id]]
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
        return [stays[parcel.posting.id] for parcel, _, _ in outcomes]

    async def _may_stay(self, tx: Transaction, posting: Posting, now: datetime) -> bool:
        if posting.kind is not PostingKind.NOTE:
            return True
        if posting.club_id is not None:
            await clubs.get(tx, posting.club_id)  # and hold it: nobody withdraws the note meanwhile
        return await pages.page_of(tx, posting, now) is not None

    async def _release(
        self,
        posting: Posting,
        until: datetime,
        look: Look,
        reason: str | None,
        *,
        counts: bool = True,
    ) -> None:
        async with self._store.writing() as tx:
            await claims.release(tx, posting.id, until, look, reason, counts=counts)

    async def _unknown(self, posting: Posting, unknown: OutcomeUnknownError) -> None:
        now, reason = self._clock(), str(unknown)
        until = now + pause(posting.attempts)
        log.warning("posting.unknown", posting=posting.id, attempts=posting.attempts, reason=reason)
        async with self._store.writing() as tx:
            await claims.release(tx, posting.id, until, Look.FIRST, reason)
            if posting.attempts >= TELL_AFTER:  # its notice is owed once
                await notices.no_answer(tx, self._store.name, posting, now, denied=unknown.denied)

    async def _refused(self, posting: Posting, refusal: DestinationRefusedError) -> None:
        now = self._clock()
        log.warning("posting.refused", posting=posting.id, code=refusal.code)
        if _went_with_its_place(posting, refusal.code):
            await self._end(posting, PostingState.CANCELLED, "its place is gone")
            return
        if posting.kind is PostingKind.THREAD and refusal.code == _NOT_ALLOWED:
            refusal = DestinationRefusedError(_NOT_ALLOWED, _NO_THREADS)
        async with self._store.writing() as tx:
            if await notices.goes_elsewhere(tx, self._store.name, posting, str(refusal), now):
                return
            await claims.release(tx, posting.id, now, posting.look, str(refusal), counts=False)
            fresh = await destinations.stop(
                tx, posting.destination_id, posting.club_id, refusal.code, str(refusal), now
            )
            if fresh:
                await notices.stopped(tx, self._store.name, posting, refusal, now)

    async def _needs_post(self, posting: Posting) -> None:
        async with self._store.writing() as tx:
            if await pages.open_post(tx, self._store.name, posting):
                await claims.release(
                    tx, posting.id, self._clock(), posting.look, "opens a post", counts=False
                )
                return
        await self._refused(posting, DestinationRefusedError(50024, _NO_FORUM))

    async def _failed(self, posting: Posting, reason: str) -> None:
        log.error("posting.failed", posting=posting.id, kind=str(posting.kind), reason=reason)
        async with self._store.writing() as tx:
            await kept.end(tx, posting.id, PostingState.FAILED, reason)
            await notices.failed(tx, self._store.name, posting, reason, self._clock())

    async def _doubtful(self, posting: Posting, reason: str) -> None:
        log.warning("posting.doubtful", posting=posting.id, reason=reason)
        now = self._clock()
        async with self._store.writing() as tx:
            if await notices.in_doubt(tx, self._store.name, posting, reason, now):
                return
            await kept.end(tx, posting.id, PostingState.DOUBTFUL, reason)
            await notices.doubtful(tx, self._store.name, posting, reason, now)

    async def _end(self, posting: Posting, state: PostingState, reason: str) -> None:
        async with self._store.writing() as tx:
            await kept.end(tx, posting.id, state, reason)

    async def _remember(self, name: str, at: datetime) -> None:
        async with self._store.writing() as tx:
            await house.remember(tx, name, at)


def _by_club(outcome: Outcome) -> tuple[int, int]:
    posting = outcome[0].posting
    return (posting.club_id or 0, posting.id)


def _went_with_its_place(posting: Posting, code: int) -> bool:
    """Whether a thread or a note is owed to a message or a thread that someone has deleted."""
    return posting.kind in _IN_TALK and code in {CHANNEL_GONE, MESSAGE_GONE}
