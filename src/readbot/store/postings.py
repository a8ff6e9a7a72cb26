"""Postings: planned under a unique key, done with a message's id; claims.py is between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Table,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from readbot.club.links import Link
from readbot.club.postings import (
    UNFINISHED,
    WITHOUT_NONCE,
    Look,
    NewPosting,
    Posting,
    PostingKind,
    PostingState,
    mark,
)
from readbot.store.database import Transaction
from readbot.store.prepared import Prepared
from readbot.store.tables import clubs, postings

_NAMES = tuple(Posting.__dataclass_fields__)
FIELDS = [postings.c[name] for name in _NAMES]


def inserting(tx: Transaction, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT, which both databases have but SQLAlchemy's own has not."""
    return (postgresql_insert if tx.dialect.name == "postgresql" else sqlite_insert)(table)


def posting_of(row: Any) -> Posting:
    """A posting out of a row of FIELDS."""
    values = dict(zip(_NAMES, row, strict=True))
    values["kind"] = PostingKind(values["kind"])
    values["state"] = PostingState(values["state"])
    values["look"] = Look(values["look"])
    return Posting(**values)


def planned_row(database: str, new: NewPosting) -> dict[str, Any]:
    """The row of a posting that is owed from now on."""
    return {
        "club_id": new.club_id,
        "kind": new.kind,
        "subject_id": new.subject_id,
        "occurrence": new.occurrence,
        "key": new.key,
        "mark": mark(database, new.key),
        "destination_id": new.destination_id,
        "due_at": new.due_at,
        "not_before": new.not_before or new.due_at,
        "state": PostingState.PLANNED,
        "words": new.words,
    }


async def plan(tx: Transaction, database: str, new: NewPosting) -> bool:
    """Owe this message from now on; False, and no change, if its key is known already.

    One that was cancelled, which only ever happens where nothing stands, is owed again.
    """
    row = planned_row(database, new)
    again = ("destination_id", "due_at", "not_before", "state", "words")
    planned = await tx.execute(
        inserting(tx, postings)
        .values(**row)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={name: row[name] for name in again},
            where=postings.c.state == PostingState.CANCELLED,
        )
        .returning(postings.c.id)
    )
    return planned.first() is not None


async def plan_fresh(
    tx: Transaction, database: str, news: Sequence[NewPosting]
) -> list[NewPosting]:
    """Owe those whose keys were never known, all at once; the others, about which nothing is done.

    The caller's transaction is the only one that plans them.
    """
    keys = [new.key for new in news]
    known = set(
        (await tx.execute(select(postings.c.key).where(postings.c.key.in_(keys)))).scalars()
    )
    fresh = [planned_row(database, new) for new in news if new.key not in known]
    if fresh:
        await tx.execute(insert(postings), fresh)
    return [new for new in news if new.key in known]


@dataclass(frozen=True, slots=True)
class Finished:
    """Where a posting's message stands; its id is None where only a moderator has seen it."""

    posting_id: int
    channel_id: int
    message_id: int | None
    at: datetime


async def finish_all(tx: Transaction, finished: Sequence[Finished]) -> None:
    """Their messages stand in Discord."""
    rows = [
        {"which": f.posting_id, "channel": f.channel_id, "message": f.message_id, "at": f.at}
        for f in finished
    ]
    if rows:
        await tx.execute(_FINISH, rows)


_FINISH = (
    update(postings)
    .where(postings.c.id == bindparam("which"))
    .values(
        state=PostingState.DONE,
        destination_id=bindparam("channel"),
        message_id=bindparam("message"),
        sent_at=bindparam("at"),
        lease_until=None,
        reason=None,
    )
)


async def finish(
    tx: Transaction, posting_id: int, channel_id: int, message_id: int | None, now: datetime
) -> None:
    """Its message stands in Discord."""
    await finish_all(tx, [Finished(posting_id, channel_id, message_id, now)])


async def end(tx: Transaction, posting_id: int, state: PostingState, reason: str) -> None:
    """Nothing more is tried: the posting failed, is doubtful or was cancelled."""
    where = update(postings).where(postings.c.id == posting_id)
    await tx.execute(where.values(state=state, reason=reason, lease_until=None))


async def get(tx: Transaction, posting_id: int) -> Posting | None:
    """The posting with this id."""
    row = (await tx.execute(select(*FIELDS).where(postings.c.id == posting_id))).one_or_none()
    return posting_of(row) if row else None


async def by_mark(tx: Transaction, mark: str) -> Posting | None:
    """The posting that a button belongs to."""
    row = await _BY_MARK.first(tx, {"mark": mark})
    return posting_of(row) if row else None


async def by_message(tx: Transaction, message_id: int) -> Posting | None:
    """The excerpt or digest that was posted as this message."""
    row = await _BY_MESSAGE.first(tx, {"message": message_id})
    return posting_of(row) if row else None


_BY_MARK = Prepared(select(*FIELDS).where(postings.c.mark == bindparam("mark")))
_BY_MESSAGE = Prepared(
    select(*FIELDS).where(
        postings.c.message_id == bindparam("message", type_=BigInteger),
        postings.c.kind.not_in([literal(kind) for kind in WITHOUT_NONCE]),
    )
)


# Ids count milliseconds in their upper bits; what is left of them by a prime differs all the same.
_PRIME = 1_000_000_007


def _excerpt_postings(reading_id: Any) -> Any:
    return and_(postings.c.kind == PostingKind.EXCERPT, postings.c.subject_id == reading_id)


_READING = bindparam("reading", type_=BigInteger)
_LINKS = Prepared(
    select(
        postings.c.occurrence, postings.c.destination_id, postings.c.message_id, clubs.c.server_id
    )
    .join(clubs, clubs.c.id == postings.c.club_id)
    .where(_excerpt_postings(_READING), postings.c.state == PostingState.DONE)
    .order_by(postings.c.id)
)
_SEEN = Prepared(
    select(
        func.count(),
        func.max(postings.c.id),
        func.sum(postings.c.message_id % _PRIME),
        func.sum(postings.c.destination_id % _PRIME),
    ).where(_excerpt_postings(_READING), postings.c.state == PostingState.DONE)
)


async def excerpt_links(tx: Transaction, reading_id: int) -> dict[int, Link]:
    """Where each posted excerpt of a reading stands, by its number; the newest message of each."""
    rows = await _LINKS.all(tx, {"reading": reading_id})
    return {
        excerpt_number(occurrence): Link(server_id, destination_id, message_id)
        for occurrence, destination_id, message_id, server_id in rows
    }


async def excerpts_seen(tx: Transaction, reading_id: int) -> tuple[int, ...]:
    """What changes whenever :func:`excerpt_links` does, for those who remember its answer."""
    row = await _SEEN.first(tx, {"reading": reading_id})
    return tuple(int(number or 0) for number in row)


def excerpt_occurrence(number: int, repost: int = 0) -> str:
    """What an excerpt's posting is keyed by beside its reading: its number and its repost's."""
    return f"{number}.{repost}"


def any_occurrence(number: int) -> str:
    """What LIKE knows an excerpt's postings by, whether posted first or again."""
    return f"{number}.%"


def excerpt_number(occurrence: str) -> int:
    """The excerpt's number out of such an occurrence."""
    return int(occurrence.partition(".")[0])


async def times_owed(tx: Transaction, reading_id: int, number: int) -> int:
    """How often this excerpt was owed before, save what was cancelled: the next repost's number."""
    query = select(func.count()).where(
        _excerpt_postings(reading_id),
        postings.c.occurrence.startswith(f"{number}."),
        postings.c.state != PostingState.CANCELLED,
    )
    return int((await tx.execute(query)).scalar_one())


async def readings_behind(tx: Transaction, reading_ids: Sequence[int]) -> set[int]:
    """Which of these readings have an excerpt that is owed and will be sent by itself."""
    query = select(postings.c.subject_id).where(
        postings.c.kind == PostingKind.EXCERPT,
        postings.c.subject_id.in_(reading_ids),
        postings.c.state.in_((PostingState.PLANNED, PostingState.CLAIMED)),
    )
    return set((await tx.execute(query.distinct())).scalars())


async def move_excerpts(tx: Transaction, reading_id: int, before: int, after: int) -> int:
    """Send elsewhere what a reading owes to a place that is gone; how many postings."""
    return await _move(tx, before, after, _excerpt_postings(reading_id))


async def move_all(tx: Transaction, club_id: int, before: int, after: int) -> int:
    """Send elsewhere what a club owes to a place that is gone; how many postings."""
    return await _move(tx, before, after, postings.c.club_id == club_id)


async def _move(tx: Transaction, before: int, after: int, which: Any) -> int:
    # Whatever was sent to a place that is gone went with it.
    result = await tx.execute(
        update(postings)
        .where(
            which,
            postings.c.destination_id == before,
            postings.c.state.in_((PostingState.PLANNED, PostingState.DOUBTFUL)),
        )
        .values(
            destination_id=after,
            state=PostingState.PLANNED,
            look=Look.IF_LATE,
            last_send_at=None,
        )
    )
    return result.rowcount


async def space_out(tx: Transaction, reading_id: int, late: datetime, until: datetime) -> None:
    """Let a reading's planned excerpts that were due before ``late`` come ``until`` or later."""
    await tx.execute(
        update(postings)
        .where(
            _excerpt_postings(reading_id),
            postings.c.state == PostingState.PLANNED,
            postings.c.due_at < late,
            postings.c.not_before < until,
        )
        .values(not_before=until)
    )


async def wait_until(tx: Transaction, posting_id: int, until: datetime) -> None:
    """Let a planned posting be sent from then on."""
    where = update(postings).where(
        postings.c.id == posting_id, postings.c.state == PostingState.PLANNED
    )
    await tx.execute(where.values(not_before=until))


async def unfinished_excerpts(tx: Transaction, reading_id: int) -> list[Posting]:
    """Excerpts of a reading that are owed and not yet posted, in due order."""
    query = select(*FIELDS).where(_excerpt_postings(reading_id), postings.c.state.in_(UNFINISHED))
    rows = await tx.execute(query.order_by(postings.c.due_at, postings.c.id))
    return [posting_of(row) for row in rows]


async def cancel_unsent(tx: Transaction, reading_id: int, reason: str) -> list[Posting]:
    """Owe a reading's planned excerpts no longer, save those that may have been sent already."""
    found = await tx.execute(
        update(postings)
        .where(
            _excerpt_postings(reading_id),
            postings.c.state == PostingState.PLANNED,
            postings.c.look == Look.IF_LATE,
        )
        .values(state=PostingState.CANCELLED, reason=reason)
        .returning(*FIELDS)
    )
    return [posting_of(row) for row in found]


async def waiting(tx: Transaction) -> list[Posting]:
    """Postings that will be sent by themselves, soonest first."""
    query = select(*FIELDS).where(
        postings.c.state.in_((PostingState.PLANNED, PostingState.CLAIMED))
    )
    return [posting_of(row) for row in await tx.execute(query.order_by(postings.c.not_before))]


async def of_club(
    tx: Transaction, club_id: int, states: Sequence[PostingState], limit: int = 100
) -> list[Posting]:
    """The club's postings in these states, newest first."""
    query = select(*FIELDS).where(postings.c.club_id == club_id, postings.c.state.in_(states))
    rows = await tx.execute(query.order_by(postings.c.id.desc()).limit(limit))
    return [posting_of(row) for row in rows]


async def of_note(tx: Transaction, note_id: int) -> Posting | None:
    """The posting of a note's own message, if one was ever owed."""
    query = select(*FIELDS).where(
        postings.c.kind == PostingKind.NOTE, postings.c.subject_id == note_id
    )
    row = (await tx.execute(query)).one_or_none()
    return posting_of(row) if row else None


async def cancel_unsent_note(tx: Transaction, note_id: int, reason: str) -> None:
    """Owe a note's message no longer, if it certainly never left."""
    await tx.execute(
        update(postings)
        .where(
            postings.c.kind == PostingKind.NOTE,
            postings.c.subject_id == note_id,
            postings.c.state == PostingState.PLANNED,
            postings.c.last_send_at.is_(None),
        )
        .values(state=PostingState.CANCELLED, reason=reason)
    )


async def revive_note(tx: Transaction, note_id: int, now: datetime) -> None:
    """Owe a note's message again that was cancelled; it is looked for first if it ever left."""
    left = postings.c.last_send_at.is_not(None)
    await tx.execute(
        update(postings)
        .where(
            postings.c.kind == PostingKind.NOTE,
            postings.c.subject_id == note_id,
            postings.c.state == PostingState.CANCELLED,
        )
        .values(
            state=PostingState.PLANNED,
            due_at=now,
            not_before=now,
            reason=None,
            message_id=None,
            attempts=0,
            look=case((left, Look.FIRST), else_=Look.IF_LATE),
        )
    )
