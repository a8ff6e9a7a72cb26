"""What each posting brings, read when it is sent, and what follows when it stands in Discord."""

from dataclasses import replace
from datetime import datetime

from readbot.club.clubs import Threads
from readbot.club.postings import NewPosting, Posting, PostingKind, is_late
from readbot.club.readings import ReadingState
from readbot.services import digests
from readbot.services.courier import (
    DigestPage,
    ExcerptPage,
    GreetingPage,
    NotePage,
    NoticePage,
    Page,
    Sent,
    ThreadPage,
)
from readbot.store import clubs, notes, postings, readings
from readbot.store.database import Transaction

DOUBT = "doubt."


async def page_of(tx: Transaction, posting: Posting, now: datetime) -> Page | None:
    """What the posting brings; None where its subject is gone, or may no longer be shown."""
    if posting.kind is PostingKind.GREETING:
        return GreetingPage(posting.subject_id)
    if posting.kind is PostingKind.EXCERPT:
        return await _excerpt(tx, posting, now)
    makers = {
        PostingKind.THREAD: _thread,
        PostingKind.NOTE: _note,
        PostingKind.DIGEST: _digest,
        PostingKind.NOTICE: _notice,
    }
    return await makers[posting.kind](tx, posting)


async def _excerpt(tx: Transaction, posting: Posting, now: datetime) -> Page | None:
    script = await readings.script(tx, posting.subject_id)
    if script is None:
        return None
    club = await clubs.get(tx, script.reading.club_id)
    number = postings.excerpt_number(posting.occurrence)
    excerpt = await readings.excerpt(tx, script.reading.id, number)
    if club is None or excerpt is None:
        return None
    written = await notes.count_public(tx, script.reading.id, number)
    late = now - posting.due_at if is_late(posting, now) else None
    return ExcerptPage(club, script, excerpt, written, late)


async def _thread(tx: Transaction, posting: Posting) -> Page | None:
    excerpt = await postings.get(tx, posting.subject_id)
    if excerpt is None or excerpt.message_id is None:
        return None
    reading = await readings.get(tx, excerpt.subject_id)
    club = await clubs.get(tx, reading.club_id) if reading else None
    if reading is None or club is None:
        return None
    number = postings.excerpt_number(excerpt.occurrence)
    return ThreadPage(club, reading, number, excerpt.destination_id, excerpt.message_id)


async def _note(tx: Transaction, posting: Posting) -> Page | None:
    note = await notes.get(tx, posting.subject_id)
    if note is None or not note.is_public:
        return None
    reading = await readings.get(tx, note.reading_id)
    club = await clubs.get(tx, note.club_id)
    return NotePage(club, reading, note) if club and reading else None


async def _digest(tx: Transaction, posting: Posting) -> Page | None:
    view = await digests.view_of(tx, posting)
    return DigestPage(view.club, view) if view else None


async def _notice(tx: Transaction, posting: Posting) -> Page | None:
    club = await clubs.get(tx, posting.club_id) if posting.club_id is not None else None
    if club is None or posting.words is None:
        return None
    person = posting.destination_id if posting.destination_id == club.set_up_by else None
    doubtful = posting.subject_id if posting.occurrence.startswith(DOUBT) else None
    return NoticePage(club, posting.words, person, doubtful)


async def follow_up(
    tx: Transaction, database: str, posting: Posting, sent: Sent, now: datetime
) -> None:
    """What a posting that stands in Discord brings about, in the transaction that says so.

    ``sent.message_id`` is 0 where only a moderator has seen the message.
    """
    if posting.kind is PostingKind.NOTE and sent.message_id:
        await notes.set_link(tx, posting.subject_id, sent.channel_id, sent.message_id)
    if posting.kind is PostingKind.EXCERPT:
        await _after_excerpt(tx, database, posting, sent, now)


async def _after_excerpt(
    tx: Transaction, database: str, posting: Posting, sent: Sent, now: datetime
) -> None:
    reading = await readings.get(tx, posting.subject_id)
    club = await clubs.get(tx, reading.club_id) if reading else None
    if reading is None or club is None:
        return
    if club.threads is Threads.EACH_EXCERPT and sent.message_id:
        thread = NewPosting(
            club_id=club.id,
            kind=PostingKind.THREAD,
            subject_id=posting.id,
            occurrence="0",
            # A thread made from a message has the message's id: what is posted in it waits for it.
            destination_id=sent.message_id,
            due_at=now,
        )
        await postings.plan(tx, database, thread)
    is_last = postings.excerpt_number(posting.occurrence) == reading.excerpts
    if is_last and reading.state is not ReadingState.FINISHED:
        done = replace(reading, state=ReadingState.FINISHED, finished_at=now)
        await readings.change(tx, done)
