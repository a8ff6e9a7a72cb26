"""What keeps postings from being sent: destinations that refuse, and doubts that nobody decided."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, or_, select, update

from readbot.club.postings import (
    UNFINISHED,
    UNREAD,
    HoldUp,
    Look,
    Posting,
    PostingKind,
    PostingState,
)
from readbot.store import postings as kept
from readbot.store.clubs import is_away
from readbot.store.database import Transaction
from readbot.store.tables import clubs, destinations, postings


async def of_club(tx: Transaction, club_id: int, now: datetime) -> list[HoldUp]:
    """The first posting in each destination of a club that is due and cannot go on, in due order.

    What follows it there waits for it.
    """
    waits = and_(postings.c.state == PostingState.PLANNED, destinations.c.id.is_not(None))
    query = (
        select(postings.c.id, postings.c.destination_id, destinations.c.reason)
        .outerjoin(destinations, destinations.c.id == postings.c.destination_id)
        .where(
            postings.c.club_id == club_id,
            postings.c.due_at <= now,
            or_(postings.c.state == PostingState.DOUBTFUL, waits),
        )
        .order_by(postings.c.due_at, postings.c.id)
    )
    first: dict[int, HoldUp] = {}
    for posting_id, destination_id, reason in (await tx.execute(query)).all():
        if destination_id not in first:
            posting = await kept.get(tx, posting_id)
            if posting is not None:
                first[destination_id] = HoldUp(posting, reason)
    return list(first.values())


async def unread(tx: Transaction, servers: Collection[int] | None = None) -> list[Posting]:
    """Doubtful postings in channels whose history was not ours to read, in these servers or all.

    None is of a server that readbot is no longer in, where it may not even ask.
    """
    query = select(postings.c.id).where(
        postings.c.state == PostingState.DOUBTFUL,
        postings.c.reason == UNREAD,
        ~is_away(postings.c.club_id),
    )
    if servers is not None:
        homes = select(clubs.c.id).where(clubs.c.server_id.in_(servers))
        query = query.where(postings.c.club_id.in_(homes))
    ids = (await tx.scalars(query.order_by(postings.c.id))).all()
    found = [await kept.get(tx, posting_id) for posting_id in ids]
    return [posting for posting in found if posting is not None]


async def look_again(tx: Transaction, posting_id: int, now: datetime) -> bool:
    """Have a doubtful posting looked for once more; False if it was decided meanwhile."""
    # In one statement, as a moderator may decide it between two.
    where = update(postings).where(
        postings.c.id == posting_id, postings.c.state == PostingState.DOUBTFUL
    )
    result = await tx.execute(
        where.values(
            state=PostingState.PLANNED,
            lease_until=None,
            not_before=now,
            look=Look.FIRST,
            reason=None,
        )
    )
    return result.rowcount > 0


async def thread_homes(tx: Transaction, thread_ids: Collection[int]) -> dict[int, int]:
    """The channels in which those of these threads are to be opened that do not stand yet."""
    message = postings.alias()
    query = (
        select(postings.c.destination_id, message.c.destination_id)
        .join(message, message.c.id == postings.c.subject_id)
        .where(
            postings.c.kind == PostingKind.THREAD,
            postings.c.state.in_(UNFINISHED),
            postings.c.destination_id.in_(thread_ids),
        )
    )
    rows = (await tx.execute(query)).all()
    return {thread_id: channel_id for thread_id, channel_id in rows}  # noqa: C416  rows, not pairs
