"""What each posting brings, read when it is sent, and what follows when it stands in Discord."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from readbot.club.cadence import CATCH_UP_GAP, GRACE
from readbot.club.clubs import LateRule, Threads
from readbot.club.postings import NewPosting, Posting, PostingKind, PostingState, is_late
from readbot.services import digests, tellings
from readbot.services.courier import (
    DigestPage,
    ExcerptPage,
    GreetingPage,
    NotePage,
    NoticePage,
    Page,
    PostPage,
    Sent,
    ThreadPage,
)
from readbot.store import badges, clubs, notes, postings, posts, readings
from readbot.store.database import Transaction

DOUBT = "doubt."
FIRST_GREETING = "1"
A_MOMENT = timedelta(seconds=1)


async def pages_of(
    tx: Transaction, owed: Sequence[Posting], now: datetime
) -> dict[int, Page | None]:
    """What these postings bring, by their ids, read in as few queries as there are kinds."""
    excerpts = [posting for posting in owed if posting.kind is PostingKind.EXCERPT]
    pages = await _excerpts(tx, excerpts, now) if excerpts else {}
    for posting in owed:
        if posting.kind is not PostingKind.EXCERPT:
            pages[posting.id] = await page_of(tx, posting, now)
    return pages


async def page_of(tx: Transaction, posting: Posting, now: datetime) -> Page | None:
    """What the posting brings; None where its subject is gone, or may no longer be shown."""
    if posting.kind is PostingKind.GREETING:
        # A club that is set up while the first greeting is on its way is not from before.
        again = posting.occurrence != FIRST_GREETING
        known = await clubs.of_server(tx, posting.subject_id) if again else []
        return GreetingPage(posting.subject_id, tuple(club.channel_id for club in known))
    if posting.kind is PostingKind.EXCERPT:
        return (await _excerpts(tx, [posting], now))[posting.id]
    makers = {
        PostingKind.THREAD: _thread,
        PostingKind.POST: _post,
        PostingKind.NOTE: _note,
        PostingKind.DIGEST: _digest,
        PostingKind.NOTICE: _notice,
        PostingKind.TELLING: tellings.page_of,
        PostingKind.RULING: tellings.ruling_of,
    }
    return await makers[posting.kind](tx, posting)


async def _excerpts(
    tx: Transaction, owed: Sequence[Posting], now: datetime
) -> dict[int, Page | None]:
    places = {p.id: (p.subject_id, postings.excerpt_number(p.occurrence)) for p in owed}
    scripts = await readings.scripts(tx, {p.subject_id for p in owed})
    found = await readings.excerpts_at(tx, list(places.values()))
    written = await notes.counts_public(tx, list(places.values()))
    homes = await clubs.by_ids(tx, {script.reading.club_id for script in scripts.values()})
    pages: dict[int, Page | None] = {}
    for posting in owed:
        place = places[posting.id]
        script, excerpt = scripts.get(posting.subject_id), found.get(place)
        club = homes.get(script.reading.club_id) if script else None
        late = now - posting.due_at if is_late(posting, now) else None
        if script is None or excerpt is None or club is None:
            pages[posting.id] = None
        else:
            pages[posting.id] = ExcerptPage(club, script, excerpt, written[place], late)
    return pages


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


async def _post(tx: Transaction, posting: Posting) -> Page | None:
    reading = await readings.get(tx, posting.subject_id)
    club = await clubs.get(tx, reading.club_id) if reading else None
    return PostPage(club, reading) if club and reading else None


async def _note(tx: Transaction, posting: Posting) -> Page | None:
    note = await notes.get(tx, posting.subject_id)
    if note is None or not note.is_public:
        return None
    reading = await readings.get(tx, note.reading_id)
    club = await clubs.get(tx, note.club_id)
    return NotePage(club, reading, note) if club and reading else None


async def _digest(tx: Transaction, posting: Posting) -> Page | None:
    view = await digests.view_of(tx, posting)
    if view is None:
        return None
    if view.is_empty and not view.club.digest_when_empty and posting.state is not PostingState.DONE:
        return None  # all of it was taken back since: such a week is passed over in silence
    return DigestPage(view.club, view)


async def _notice(tx: Transaction, posting: Posting) -> Page | None:
    club = await clubs.get(tx, posting.club_id) if posting.club_id is not None else None
    if club is None or posting.words is None:
        return None
    person = posting.destination_id if posting.destination_id == club.set_up_by else None
    doubtful = posting.subject_id if posting.occurrence.startswith(DOUBT) else None
    return NoticePage(club, posting.words, person, doubtful)


async def follow_up(
    tx: Transaction,
    database: str,
    posting: Posting,
    sent: Sent,
    now: datetime,
    page: Page | None = None,
) -> None:
    """What a posting that stands in Discord brings about, in the transaction that says so.

    ``sent.message_id`` is 0 where only a moderator has seen the message. ``page`` is what it
    brought, where that is at hand.
    """
    if posting.kind is PostingKind.NOTE and sent.message_id:
        await notes.set_link(tx, posting.subject_id, sent.channel_id, sent.message_id)
        note = await notes.get(tx, posting.subject_id)
        seen = page.note.revision if isinstance(page, NotePage) else None
        if note is None or note.revision != seen:  # changed while it was being sent
            await badges.stale_posting(tx, posting.id, now)
    if posting.kind is PostingKind.EXCERPT:
        known = page if isinstance(page, ExcerptPage) else await page_of(tx, posting, now)
        if isinstance(known, ExcerptPage):
            await _after_excerpt(tx, database, posting, sent, now, known)
    if posting.kind is PostingKind.POST:
        await _move_in(tx, posting, sent)


async def _move_in(tx: Transaction, posting: Posting, sent: Sent) -> None:
    """Let a reading live in the forum post that was opened for it."""
    reading = await readings.get(tx, posting.subject_id)
    if reading is not None and reading.channel_id == posting.destination_id:
        await readings.change(tx, replace(reading, channel_id=sent.channel_id))
        await postings.move_excerpts(tx, reading.id, posting.destination_id, sent.channel_id)


async def open_post(tx: Transaction, database: str, posting: Posting) -> bool:
    """Owe the forum post that this excerpt needs before it can be sent.

    False for anything but an excerpt, and where Discord has refused such a post as it is.
    """
    if posting.kind is not PostingKind.EXCERPT:
        return False
    before = await posts.of_reading(tx, posting.subject_id)
    if any(post.state is PostingState.FAILED for post in before):
        return False
    opened = [post for post in before if not posts.is_found(post)]
    number = sum(post.state is PostingState.DONE for post in opened)
    post = NewPosting(
        club_id=posting.club_id,
        kind=PostingKind.POST,
        subject_id=posting.subject_id,
        # A reading may move from one forum to another, or its post may be deleted.
        occurrence=str(number),
        destination_id=posting.destination_id,
        # A moment before what goes into it, so that it stands before it in line.
        due_at=posting.due_at - A_MOMENT,
    )
    await postings.plan(tx, database, post)
    return True


async def _after_excerpt(
    tx: Transaction,
    database: str,
    posting: Posting,
    sent: Sent,
    now: datetime,
    page: ExcerptPage,
) -> None:
    reading, club = page.script.reading, page.club
    if sent.in_thread:
        await posts.lives_in(tx, database, posting, sent.channel_id, now)
    if club.threads is Threads.EACH_EXCERPT and sent.message_id and not sent.in_thread:
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
    if club.late_rule is LateRule.CATCH_UP:
        await postings.space_out(tx, reading.id, now - GRACE, now + CATCH_UP_GAP)
    is_last = postings.excerpt_number(posting.occurrence) == reading.excerpts
    if is_last:
        await readings.finish(tx, reading.id, now)
