"""Digests: windows, outlines of ids, and what became of their postings.

A digest and its posting share a key: the club and the start of the window. While the posting is
certain not to have been sent, a newer digest of the same window takes the place of the row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, or_, select, update

from readbot.club.clubs import Club
from readbot.club.digests import Digest, Outline, ReadingOutline, SidesOutline, occurrence
from readbot.club.links import Link
from readbot.club.notes import ERASED, Note, NoteKind, QuestionState, ShowTo
from readbot.club.postings import Look, NewPosting, Posting, PostingKind, PostingState
from readbot.digest.gather import NotePlace, Posted
from readbot.store import badges
from readbot.store import notes as kept_notes
from readbot.store import postings as kept_postings
from readbot.store.database import Transaction
from readbot.store.sight import is_public
from readbot.store.tables import clubs, digests, notes, postings

# The shape of ``content``; a later shape gets the next number and reads the older ones.
_SHAPE = 1
# So many ids go into one query: SQLite takes 32,766 values at most.
_BATCH = 10_000


def _content(outline: Outline) -> dict[str, Any]:
    return {"shape": _SHAPE, **asdict(outline)}


def _outline(content: Mapping[str, Any]) -> Outline:
    return Outline(tuple(_reading_outline(reading) for reading in content["readings"]))


def _reading_outline(content: Mapping[str, Any]) -> ReadingOutline:
    return ReadingOutline(
        reading_id=content["reading_id"],
        excerpts=tuple(content["excerpts"]),
        passages=tuple(map(tuple, content["passages"])),
        sides=tuple(
            SidesOutline(tuple(s["on_it"]), tuple(s["agreeing"]), tuple(s["disagreeing"]))
            for s in content["sides"]
        ),
        themes=tuple(map(tuple, content["themes"])),
        answered=tuple(content["answered"]),
        open=tuple(content["open"]),
    )


def _digest(row: Any, posting: Posting | None) -> Digest:
    sent = posting if posting and posting.state is PostingState.DONE else None
    return Digest(
        id=row.id,
        club_id=row.club_id,
        start=row.start,
        end=row.end,
        outline=_outline(row.content),
        created_at=row.created_at,
        sent_at=sent.sent_at if sent else None,
        channel_id=sent.destination_id if sent else None,
        message_id=sent.message_id if sent else None,
    )


def _owed(club: Club, start: datetime, now: datetime) -> NewPosting:
    return NewPosting(
        club_id=club.id,
        kind=PostingKind.DIGEST,
        subject_id=club.id,
        occurrence=occurrence(start),
        destination_id=club.channel_id,
        due_at=now,
    )


async def posting_of(tx: Transaction, club_id: int, start: datetime) -> Posting | None:
    """The posting of the club's digest whose window begins at ``start``."""
    query = select(postings.c.id).where(
        postings.c.kind == PostingKind.DIGEST,
        postings.c.subject_id == club_id,
        postings.c.occurrence == occurrence(start),
    )
    found = (await tx.execute(query)).scalar_one_or_none()
    return await kept_postings.get(tx, found) if found is not None else None


async def get(tx: Transaction, digest_id: int) -> Digest | None:
    """The digest with this id."""
    row = (await tx.execute(select(digests).where(digests.c.id == digest_id))).one_or_none()
    return _digest(row, await posting_of(tx, row.club_id, row.start)) if row else None


async def beginning_at(tx: Transaction, club_id: int, start: datetime) -> Digest | None:
    """The club's digest whose window begins at ``start``."""
    query = select(digests).where(digests.c.club_id == club_id, digests.c.start == start)
    row = (await tx.execute(query)).one_or_none()
    return _digest(row, await posting_of(tx, club_id, start)) if row else None


async def ids(tx: Transaction, club_id: int) -> list[int]:
    """The ids of all digests of a club, sent or not, oldest first."""
    query = select(digests.c.id).where(digests.c.club_id == club_id).order_by(digests.c.start)
    return list((await tx.execute(query)).scalars())


async def last_sent(tx: Transaction, club_id: int) -> Digest | None:
    """The club's newest digest that was sent."""
    query = select(digests).where(digests.c.club_id == club_id).order_by(digests.c.start.desc())
    for row in (await tx.execute(query)).all():
        digest = _digest(row, await posting_of(tx, club_id, row.start))
        if digest.sent_at is not None:
            return digest
    return None


async def sent_in(
    tx: Transaction, club_id: int, since: datetime | None, until: datetime | None
) -> list[Digest]:
    """The club's digests that were sent in ``[since, until)``, oldest first; None is no limit."""
    query = select(digests).where(digests.c.club_id == club_id).order_by(digests.c.start)
    found = []
    for row in (await tx.execute(query)).all():
        digest = _digest(row, await posting_of(tx, club_id, row.start))
        at = digest.sent_at
        if at and (since is None or at >= since) and (until is None or at < until):
            found.append(digest)
    return found


async def changed(tx: Transaction, note: Note, now: datetime) -> None:
    """A note got other words, or may not be seen any more: show the posted digests of it anew."""
    if note.show_to is ShowTo.ME:
        return
    about = {note.id, note.parent_id}
    query = select(digests).where(
        digests.c.club_id == note.club_id, digests.c.end > note.created_at
    )
    for row in (await tx.execute(query.order_by(digests.c.start))).all():
        tells = row.start <= note.created_at or about.intersection(_outline(row.content).note_ids)
        posting = await posting_of(tx, row.club_id, row.start) if tells else None
        if posting is not None and posting.state is PostingState.DONE and posting.message_id:
            await badges.stale_posting(tx, posting.id, now)


def is_settled(posting: Posting | None) -> bool:
    """Whether it is certain that the posting was not sent and that nobody is sending it now."""
    if posting is None or posting.state in {PostingState.FAILED, PostingState.CANCELLED}:
        return True
    return posting.state is PostingState.PLANNED and posting.look is not Look.FIRST


async def keep(
    tx: Transaction,
    database: str,
    club: Club,
    window: tuple[datetime, datetime],
    outline: Outline,
    now: datetime,
) -> int | None:
    """Keep a digest and owe its posting, in place of one of the same start that was not sent.

    Returns its id; None, and no change, while that one may be under way or was sent.
    """
    start, end = window
    posting = await posting_of(tx, club.id, start)
    if not is_settled(posting):
        return None
    values = {"end": end, "content": _content(outline), "created_at": now}
    before = await beginning_at(tx, club.id, start)
    if before is None:
        row = insert(digests).values(club_id=club.id, start=start, **values).returning(digests.c.id)
        digest_id = int((await tx.execute(row)).scalar_one())
    else:
        digest_id = before.id
        await tx.execute(update(digests).where(digests.c.id == digest_id).values(**values))
    if posting is None:
        await kept_postings.plan(tx, database, _owed(club, start, now))
    else:
        await tx.execute(
            update(postings)
            .where(postings.c.id == posting.id)
            .values(
                state=PostingState.PLANNED,
                destination_id=club.channel_id,
                due_at=now,
                not_before=now,
                attempts=0,
                reason=None,
            )
        )
    return digest_id


async def posted(tx: Transaction, club_id: int) -> dict[int, list[Posted]]:
    """The club's posted excerpts by reading, by number; the newest message of each."""
    query = (
        select(postings, clubs.c.server_id)
        .join(clubs, clubs.c.id == postings.c.club_id)
        .where(
            postings.c.club_id == club_id,
            postings.c.kind == PostingKind.EXCERPT,
            postings.c.state == PostingState.DONE,
        )
        .order_by(postings.c.id)
    )
    found: dict[int, dict[int, Posted]] = {}
    for row in await tx.execute(query):
        number = kept_postings.excerpt_number(row.occurrence)
        link = Link(row.server_id, row.destination_id, row.message_id)
        known = found.setdefault(row.subject_id, {})
        # An excerpt that was posted again was read when it came first.
        first = known[number].at if number in known else row.sent_at
        known[number] = Posted(number, first, link)
    return {reading: [known[n] for n in sorted(known)] for reading, known in found.items()}


async def places(tx: Transaction, reading_id: int, excerpts: Sequence[int]) -> list[NotePlace]:
    """Where the notes on these excerpts of a reading sit that the club may see."""
    place = (notes.c.excerpt, notes.c.start, notes.c.end)
    query = select(*place, func.count().label("notes")).where(
        notes.c.reading_id == reading_id,
        notes.c.excerpt.in_(excerpts),
        notes.c.kind != NoteKind.ANSWER,
        notes.c.body != ERASED,
        is_public(),
    )
    return [
        NotePlace(row.excerpt, None if row.start is None else (row.start, row.end), row.notes)
        for row in await tx.execute(query.group_by(*place).order_by(*place))
    ]


async def asked(tx: Transaction, club_id: int, also: Sequence[int], until: datetime) -> list[Note]:
    """Public questions asked before ``until`` that are open or among ``also``, newest first."""
    query = (
        select(notes.c.id)
        .where(
            notes.c.club_id == club_id,
            notes.c.kind == NoteKind.QUESTION,
            notes.c.created_at < until,
            or_(notes.c.state == QuestionState.OPEN, notes.c.id.in_(also[:_BATCH])),
        )
        .order_by(notes.c.created_at.desc(), notes.c.id.desc())
    )
    return await _public(tx, (await tx.execute(query)).scalars().all())


async def answers(tx: Transaction, question_ids: Sequence[int]) -> list[Note]:
    """The public answers to these questions, oldest first."""
    found: list[int] = []
    for first in range(0, len(question_ids), _BATCH):
        batch = question_ids[first : first + _BATCH]
        query = select(notes.c.id).where(notes.c.parent_id.in_(batch)).order_by(notes.c.id)
        found += (await tx.execute(query)).scalars()
    return await _public(tx, found)


async def _public(tx: Transaction, note_ids: Sequence[int]) -> list[Note]:
    known: dict[int, Note] = {}
    for first in range(0, len(note_ids), _BATCH):
        known |= await kept_notes.by_ids(tx, note_ids[first : first + _BATCH])
    return [known[i] for i in note_ids if i in known and known[i].is_public]
