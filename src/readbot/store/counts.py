"""How many postings stand where: for whoever watches over readbot."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, select

from readbot.club.postings import LATE, PostingState
from readbot.store.database import Transaction
from readbot.store.tables import clubs, destinations, postings, servers


@dataclass(frozen=True, slots=True)
class Counts:
    """How many postings are ``due``, and how many of them are ``late`` by more than a minute.

    ``stopped`` ones are due where Discord refuses everything, and what they wait for is a
    moderator. ``failed`` ones were given up, and of ``doubtful`` ones moderators are asked, both
    since ever. ``oldest`` is since when the latest of the late ones is due.
    """

    due: int
    late: int
    stopped: int
    failed: int
    doubtful: int
    oldest: datetime | None


async def count(tx: Transaction, now: datetime) -> Counts:
    """Count them; each by an index, so that a long past costs nothing."""
    late = postings.c.due_at <= now - LATE
    going, waiting = _due(now, stopped=False), _due(now, stopped=True)
    due, late_ones, oldest = (
        await tx.execute(
            going.with_only_columns(
                func.count(), func.count().filter(late), func.min(postings.c.due_at).filter(late)
            )
        )
    ).one()
    ended = select(postings.c.state, func.count().label("number")).where(
        postings.c.state.in_((PostingState.FAILED, PostingState.DOUBTFUL))
    )
    rows = (await tx.execute(ended.group_by(postings.c.state))).all()
    states = {row.state: row.number for row in rows}
    return Counts(
        due,
        late_ones,
        (await tx.execute(waiting.with_only_columns(func.count()))).scalar_one(),
        states.get(PostingState.FAILED, 0),
        states.get(PostingState.DOUBTFUL, 0),
        oldest,
    )


def _due(now: datetime, *, stopped: bool) -> Select[Any]:
    """What is due now; save in servers that have sent readbot away, where nothing is sent."""
    is_stopped = exists().where(destinations.c.id == postings.c.destination_id)
    left = exists().where(
        clubs.c.id == postings.c.club_id,
        servers.c.id == clubs.c.server_id,
        servers.c.left_at.is_not(None),
    )
    return select(postings.c.id).where(
        and_(
            postings.c.state.in_((PostingState.PLANNED, PostingState.CLAIMED)),
            postings.c.due_at <= now,
            is_stopped if stopped else ~is_stopped,
            ~left,
        )
    )
