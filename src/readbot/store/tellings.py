"""What members were told of answers to a question, and what they are about to be told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from readbot.club.postings import PostingKind, PostingState, telling_occurrence
from readbot.store.database import Transaction
from readbot.store.tables import notes, postings

_ON_ITS_WAY = (PostingState.PLANNED, PostingState.CLAIMED)


@dataclass(frozen=True, slots=True)
class Told:
    """``at`` is when a member was last told of answers to a question; None if they never were.

    ``comes`` says that a word about them is on its way.
    """

    at: datetime | None
    comes: bool


async def told(tx: Transaction, question_id: int, member_id: int) -> Told:
    """What this member was told of answers to this question."""
    sent = _about(question_id, member_id, func.max(postings.c.sent_at))
    sent = sent.where(postings.c.state == PostingState.DONE)
    owed = _about(question_id, member_id, postings.c.id)
    owed = owed.where(postings.c.state.in_(_ON_ITS_WAY)).limit(1)
    at = (await tx.execute(sent)).scalar_one()
    return Told(at, (await tx.execute(owed)).first() is not None)


def _about(question_id: int, member_id: int, wanted: Any) -> Select[Any]:
    query = select(wanted).join(notes, notes.c.id == postings.c.subject_id)
    return query.where(
        notes.c.parent_id == question_id,
        postings.c.kind == PostingKind.TELLING,
        postings.c.occurrence == telling_occurrence(member_id),
    )
