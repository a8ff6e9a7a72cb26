"""Claims: which postings one process may send now, and for how long they are its own."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Integer, Select, and_, bindparam, exists, or_, select, tuple_, update

from readbot.club.postings import LEASE, UNFINISHED, Look, Posting, PostingState
from readbot.store.database import Transaction
from readbot.store.postings import FIELDS, posting_of
from readbot.store.tables import clubs, destinations, postings, servers


def _ready() -> Select[tuple[int]]:
    other = postings.alias("other")
    # Excerpts that are caught up with one by one keep none waiting but those of their own reading:
    # in line is what may be sent by now, or was tried before.
    in_line = or_(
        and_(other.c.kind == postings.c.kind, other.c.subject_id == postings.c.subject_id),
        other.c.not_before <= bindparam("now"),
        other.c.claimed_at.is_not(None),
    )
    behind = exists().where(
        other.c.destination_id == postings.c.destination_id,
        other.c.state.in_(UNFINISHED),
        tuple_(other.c.due_at, other.c.id) < tuple_(postings.c.due_at, postings.c.id),
        in_line,
    )
    claimed = postings.alias("claimed")
    under_way = exists().where(
        claimed.c.destination_id == postings.c.destination_id,
        claimed.c.state == PostingState.CLAIMED,
    )
    stopped = exists().where(destinations.c.id == postings.c.destination_id)
    left = exists().where(
        clubs.c.id == postings.c.club_id,
        servers.c.id == clubs.c.server_id,
        servers.c.left_at.is_not(None),
    )
    return (
        select(postings.c.id)
        .where(
            postings.c.state == PostingState.PLANNED,
            postings.c.not_before <= bindparam("now"),
            ~stopped,
            ~behind,
            ~under_way,
            ~left,
        )
        .order_by(postings.c.not_before)
        .limit(bindparam("most", type_=Integer))
    )


READY = _ready()
"""What may be sent ``now``, ``most`` of it: whose time has come and who is the first in line.

A destination whose first posting is doubtful, or that was stopped, waits; so does everything of a
server that has removed readbot. Built once, as it is asked twice a second.
"""
_EXPIRED = and_(
    postings.c.state == PostingState.CLAIMED,
    postings.c.lease_until <= bindparam("now"),
    postings.c.id.not_in(bindparam("under_way", expanding=True)),
)
_ANY_EXPIRED = select(postings.c.id).where(_EXPIRED).limit(1)
# In one order for every process, so that no two wait for each other.
_OVER = select(postings.c.id).where(_EXPIRED).order_by(postings.c.id)


_TAKE = (
    update(postings)
    .where(postings.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state=PostingState.CLAIMED,
        claimed_by=bindparam("claimer"),
        claimed_at=bindparam("at"),
        lease_until=bindparam("until"),
        attempts=postings.c.attempts + 1,
    )
    .returning(*FIELDS)
)


async def any_ready(tx: Transaction, now: datetime, under_way: Collection[int] = ()) -> bool:
    """Whether there is something to claim: asked of a reader, so that idling never writes."""
    if (await tx.execute(READY, {"now": now, "most": 1})).first() is not None:
        return True
    facts = {"now": now, "under_way": list(under_way)}
    return (await tx.execute(_ANY_EXPIRED, facts)).first() is not None


async def claim(
    tx: Transaction, claimer: str, now: datetime, limit: int, under_way: Collection[int] = ()
) -> list[Posting]:
    """Take up to ``limit`` postings that may be sent now: the first in line of each destination.

    ``under_way`` are those that the claimer is at work on, whose lease a clock that jumped seems
    to have ended.
    """
    # A claim that is found again is one whose send nobody knows the end of.
    facts = {"now": now, "under_way": list(under_way)}
    expired = list((await tx.execute(_OVER.with_for_update(skip_locked=True), facts)).scalars())
    if expired:
        await tx.execute(
            update(postings)
            .where(postings.c.id.in_(expired))
            .values(state=PostingState.PLANNED, look=Look.FIRST, lease_until=None)
        )
    query = READY.with_for_update(skip_locked=True, of=postings)
    ids = list((await tx.execute(query, {"now": now, "most": limit})).scalars())
    if not ids:
        return []
    facts = {"ids": ids, "claimer": claimer, "at": now, "until": now + LEASE}
    taken = await tx.execute(_TAKE, facts)
    found = [posting_of(row) for row in taken]
    return sorted(found, key=lambda posting: (posting.due_at, posting.id))


async def sending(tx: Transaction, posting_ids: Collection[int], now: datetime) -> None:
    """Write down, before they are sent, that their sends begin."""
    if posting_ids:
        await tx.execute(_SENDING, {"ids": list(posting_ids), "at": now})


_SENDING = (
    update(postings)
    .where(postings.c.id.in_(bindparam("ids", expanding=True)))
    .values(last_send_at=bindparam("at"))
)


async def release(
    tx: Transaction,
    posting_id: int,
    not_before: datetime,
    look: Look,
    reason: str | None,
    *,
    counts: bool = True,
) -> None:
    """Give a claim back, to be tried again from ``not_before`` on.

    Unless it ``counts``, it was no try: Discord has answered, and has done nothing.
    """
    where = update(postings).where(postings.c.id == posting_id)
    await tx.execute(
        where.values(
            state=PostingState.PLANNED,
            lease_until=None,
            not_before=not_before,
            look=look,
            reason=reason,
            attempts=postings.c.attempts - (0 if counts else 1),
        )
    )


async def release_all(tx: Transaction) -> int:
    """End every lease at start, where no other process can hold one; how many there were.

    Each of them may have been sent, so each is looked for first.
    """
    where = update(postings).where(postings.c.state == PostingState.CLAIMED)
    result = await tx.execute(
        where.values(state=PostingState.PLANNED, lease_until=None, look=Look.FIRST)
    )
    return result.rowcount


async def give_back(
    tx: Transaction, claimer: str, posting_ids: Collection[int], now: datetime
) -> None:
    """End these leases early: whoever held them stops in the middle of sending.

    Each of them may have been sent, so each is looked for first. One that is done stays so.
    """
    where = update(postings).where(
        postings.c.id.in_(posting_ids),
        postings.c.state == PostingState.CLAIMED,
        postings.c.claimed_by == claimer,
    )
    await tx.execute(
        where.values(state=PostingState.PLANNED, lease_until=None, look=Look.FIRST, not_before=now)
    )
