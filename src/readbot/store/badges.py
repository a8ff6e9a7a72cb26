"""Which messages that stand in Discord are to be shown anew, and when.

They are excerpts, for the number on the Notes button, digests, for the words that they quote, and
notes, for their own. A badge is claimed by moving its time on, in one statement, so that of several
processes one edits.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, case, func, or_, select, update

from readbot.club.postings import PostingKind, PostingState
from readbot.store.database import Transaction, holds_rows
from readbot.store.postings import any_occurrence, of_note
from readbot.store.prepared import Prepared
from readbot.store.tables import badges, postings
from readbot.store.upsert import upsert

BETWEEN_EDITS = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
"""Nothing is put off for longer: what is due later than that was written by a clock ahead."""
_LATER = timedelta(seconds=1)


async def stale(tx: Transaction, reading_id: int, excerpt: int, now: datetime) -> None:
    """The number of notes on this excerpt has changed: show it, a minute after the last time."""
    about = {"reading": reading_id, "occurrences": any_occurrence(excerpt)}
    row = await _NEWEST.first(tx, about)
    if row is not None:
        await _stale(tx, row.id, row.edited_at, row.due_at, now)


def _newest() -> Select[Any]:
    there = (
        postings.c.kind == PostingKind.EXCERPT,
        postings.c.subject_id == bindparam("reading"),
        postings.c.occurrence.like(bindparam("occurrences")),
        postings.c.state == PostingState.DONE,
        postings.c.message_id != 0,
    )
    query = select(postings.c.id, badges.c.edited_at, badges.c.due_at)
    query = query.outerjoin(badges, badges.c.posting_id == postings.c.id)
    return query.where(*there).order_by(postings.c.id.desc()).limit(1)


_NEWEST = Prepared(_newest())
"""The message of an excerpt that was posted last, and when its number is shown; built once."""


async def stale_posting(tx: Transaction, posting_id: int, now: datetime) -> None:
    """This posting's message is not true any more: show it, a minute after the last time."""
    before = select(badges.c.edited_at, badges.c.due_at).where(badges.c.posting_id == posting_id)
    row = (await tx.execute(before)).first()
    edited_at, due_at = (row.edited_at, row.due_at) if row is not None else (None, None)
    await _stale(tx, posting_id, edited_at, due_at, now)


async def stale_note(tx: Transaction, note_id: int, now: datetime) -> None:
    """A note's own message, if it has one, is not true any more: show it anew."""
    posting = await of_note(tx, note_id)
    if posting is not None and posting.state is PostingState.DONE and posting.message_id:
        await stale_posting(tx, posting.id, now)


async def _stale(
    tx: Transaction,
    posting_id: int,
    edited_at: datetime | None,
    planned_at: datetime | None,
    now: datetime,
) -> None:
    claimed = None if edited_at is None else edited_at + BETWEEN_EDITS
    soon = now + BETWEEN_EDITS + _LATER
    comes = planned_at is not None and planned_at != claimed and planned_at <= soon
    if not holds_rows(tx) and comes:
        return  # It comes already, and nobody else writes meanwhile.
    due_at = now if edited_at is None else max(now, edited_at + BETWEEN_EDITS + _LATER)
    due_at = min(due_at, soon)  # the clock was ahead when it was edited
    statement = upsert(tx, badges).values(posting_id=posting_id, due_at=due_at)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["posting_id"],
            # Whoever claimed it may be showing what was true before: it is to come again.
            set_={
                "due_at": case(
                    (or_(badges.c.due_at == claimed, badges.c.due_at > due_at), due_at),
                    else_=func.coalesce(badges.c.due_at, due_at),
                )
            },
        )
    )


async def due(tx: Transaction, now: datetime, limit: int) -> list[tuple[int, datetime]]:
    """Postings whose number is to be shown anew by now, with the time that it was due."""
    is_due = or_(badges.c.due_at <= now, badges.c.due_at > now + LONGEST_PAUSE)
    query = select(badges.c.posting_id, badges.c.due_at).where(is_due)
    rows = await tx.execute(query.order_by(badges.c.due_at).limit(limit))
    return [(row.posting_id, row.due_at) for row in rows]


async def claim(tx: Transaction, posting_id: int, due_at: datetime, now: datetime) -> bool:
    """Take it on: nobody else does for a minute, and after that only if it was not done."""
    taken = await tx.execute(
        update(badges)
        .where(badges.c.posting_id == posting_id, badges.c.due_at == due_at)
        .values(due_at=now + BETWEEN_EDITS, edited_at=now)
    )
    return taken.rowcount == 1


async def take_over(tx: Transaction, posting_id: int, now: datetime) -> None:
    """Take it on at once, whoever else has, and whether it is due or not."""
    claimed = {"due_at": now + BETWEEN_EDITS, "edited_at": now}
    statement = upsert(tx, badges).values(posting_id=posting_id, **claimed)
    await tx.execute(statement.on_conflict_do_update(index_elements=["posting_id"], set_=claimed))


async def put_off(tx: Transaction, posting_id: int, claimed_at: datetime, until: datetime) -> None:
    """What was claimed then comes again at another time; within :data:`LONGEST_PAUSE`."""
    mine = badges.c.posting_id == posting_id, badges.c.edited_at == claimed_at
    await tx.execute(update(badges).where(*mine).values(due_at=until))


async def done(
    tx: Transaction, posting_id: int, claimed_at: datetime, *, unless_stale: bool = False
) -> None:
    """What was claimed then is shown, or never can be.

    ``unless_stale`` leaves it owed where it has changed again since.
    """
    conditions = [badges.c.posting_id == posting_id, badges.c.edited_at == claimed_at]
    if unless_stale:
        conditions.append(badges.c.due_at == claimed_at + BETWEEN_EDITS)
    await tx.execute(update(badges).where(*conditions).values(due_at=None))
