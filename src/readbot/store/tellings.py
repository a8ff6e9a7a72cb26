"""What members were told of answers to a question, and what they are about to be told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from readbot.club.postings import PostingKind, PostingState, telling_occurrence
from readbot.store.database import Transaction
from readbot.store.tables import notes, postings

_BEGUN = (PostingState.CLAIMED, PostingState.DONE)


@dataclass(frozen=True, slots=True)
class Told:
    """``at`` is when a member was last told of answers to a question; None if they never were.

    It is when that word was taken up to be sent: what came later may not be in it.
    ``comes`` says that a word about them waits, and will tell of what comes until it is made.
    """

    at: datetime | None
    comes: bool


async def told(
    tx: Transaction, question_id: int, member_id: int, *, apart_from: int | None = None
) -> Told:
    """What this member was told of answers to this question, ``apart_from`` by this posting."""
    begun = func.coalesce(postings.c.claimed_at, postings.c.sent_at)
    sent = _about(question_id, member_id, func.max(begun))
    sent = sent.where(postings.c.state.in_(_BEGUN))
    if apart_from is not None:
        sent = sent.where(postings.c.id != apart_from)
    owed = _about(question_id, member_id, postings.c.id)
    owed = owed.where(postings.c.state == PostingState.PLANNED).limit(1)
    at = (await tx.execute(sent)).scalar_one()
    return Told(at, (await tx.execute(owed)).first() is not None)


def _about(question_id: int, member_id: int, wanted: Any) -> Select[Any]:
    query = select(wanted).join(notes, notes.c.id == postings.c.subject_id)
    return query.where(
        notes.c.parent_id == question_id,
        postings.c.kind == PostingKind.TELLING,
        postings.c.occurrence == telling_occurrence(member_id),
    )
