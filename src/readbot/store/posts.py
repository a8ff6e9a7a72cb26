"""Posts of forums, and threads, that readings live in: where their excerpts are talked about."""

from datetime import datetime

from sqlalchemy import select

from readbot.club.links import Link
from readbot.club.postings import NewPosting, Posting, PostingKind, PostingState
from readbot.store.database import Transaction
from readbot.store.postings import FIELDS, inserting, planned_row, posting_of
from readbot.store.tables import postings

# Begins the occurrence of a thread that a reading lives in and that we have not opened.
_FOUND = "in."


def is_found(post: Posting) -> bool:
    """Whether this is a thread that was there already."""
    return post.occurrence.startswith(_FOUND)


async def of_reading(tx: Transaction, reading_id: int) -> list[Posting]:
    """The forum posts that were ever owed for a reading, oldest first."""
    query = select(*FIELDS).where(
        postings.c.kind == PostingKind.POST, postings.c.subject_id == reading_id
    )
    return [posting_of(row) for row in await tx.execute(query.order_by(postings.c.id))]


async def lives_in(
    tx: Transaction, database: str, excerpt: Posting, thread_id: int, now: datetime
) -> None:
    """Note that an excerpt's reading lives in this thread, be it a post that we opened or not."""
    if await _stands(tx, thread_id):
        return
    post = NewPosting(
        club_id=excerpt.club_id,
        kind=PostingKind.POST,
        subject_id=excerpt.subject_id,
        occurrence=f"{_FOUND}{thread_id}",
        destination_id=thread_id,
        due_at=now,
    )
    stands = {"state": PostingState.DONE, "message_id": thread_id, "sent_at": now}
    await tx.execute(
        inserting(tx, postings)
        .values(planned_row(database, post) | stands)
        .on_conflict_do_nothing(index_elements=["key"])
    )


async def talk_of(tx: Transaction, excerpt: Link) -> int:
    """Where an excerpt is talked about: the post or thread that it stands in, else its own."""
    # Discord gives a thread the id of the message that it was made from.
    lives = await _stands(tx, excerpt.channel_id)
    return excerpt.channel_id if lives else excerpt.message_id


async def _stands(tx: Transaction, thread_id: int) -> bool:
    query = select(postings.c.id).where(
        postings.c.message_id == thread_id, postings.c.kind == PostingKind.POST
    )
    return (await tx.execute(query.limit(1))).first() is not None
