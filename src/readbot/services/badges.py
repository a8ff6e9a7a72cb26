"""Messages that stand in Discord, kept true.

They are excerpts, for the number on the Notes button, digests, for the notes that they tell of, and
notes, for their words. Excerpts and digests are shown anew once a minute at most. A note is shown
by whoever changed it, at once (:func:`take_note`); what became of that is found out here where
they could not, so that what was hidden never comes back to stay.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from readbot.club.postings import Posting, PostingKind, PostingState
from readbot.services import pages
from readbot.services.courier import DigestPage, ExcerptPage, NotePage
from readbot.store import badges, clubs, notes, postings, readings
from readbot.store.database import Store, Transaction

AT_ONCE = 10
AFTER_REFUSAL = timedelta(minutes=30)
"""What Discord forbids for now, for want of a permission, is tried again then."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A message that is to be shown as it should be by now.

    The ``page`` of a note is read by :func:`take_note`, when its turn comes.
    """

    posting: Posting
    page: ExcerptPage | DigestPage | None
    claimed_at: datetime


@dataclass(frozen=True, slots=True)
class NoteBadge:
    """A note's own message, to be shown as it should be by now.

    Without a ``page`` the note was withdrawn, and its message is to be deleted.
    """

    posting: Posting
    page: NotePage | None
    claimed_at: datetime


async def take(store: Store, now: datetime) -> list[Badge]:
    """Take on what is to be shown anew by now; no other process does so for a minute."""
    async with store.reading() as tx:
        due = await badges.due(tx, now, AT_ONCE)
    if not due:
        return []
    async with store.writing() as tx:
        mine = [i for i, due_at in due if await badges.claim(tx, i, due_at, now)]
    taken, gone = [], []
    async with store.reading() as tx:
        for posting_id in mine:
            posting = await postings.get(tx, posting_id)
            badge = await _badge(tx, posting, now) if posting and posting.message_id else None
            if badge is not None:
                taken.append(badge)
            else:
                gone.append(posting_id)
    if gone:
        async with store.writing() as tx:
            for posting_id in gone:
                await badges.done(tx, posting_id, now)
    return taken


async def _badge(tx: Transaction, posting: Posting, now: datetime) -> Badge | None:
    if posting.kind is PostingKind.NOTE:
        return Badge(posting, None, now)
    # As late as it was when it was sent, so that nothing but the number changes.
    page = await pages.page_of(tx, posting, posting.sent_at or now)
    return Badge(posting, page, now) if isinstance(page, ExcerptPage | DigestPage) else None


async def _note_page(tx: Transaction, note_id: int) -> NotePage | None:
    """A note for its own message; where moderators keep it back, only that is said there."""
    note = await notes.get(tx, note_id)
    if note is None or note.withdrawn_at is not None:
        return None
    reading = await readings.get(tx, note.reading_id)
    club = await clubs.get(tx, note.club_id)
    return NotePage(club, reading, note) if club and reading else None


async def take_note(store: Store, note_id: int, now: datetime) -> NoteBadge | None:
    """Take on the message of a note, whoever else has; None where it has none.

    They find, when theirs is :func:`note_shown`, that it was not true.
    """
    async with store.writing() as tx:
        posting = await postings.of_note(tx, note_id)
        if posting is None or posting.state is not PostingState.DONE or not posting.message_id:
            return None
        if posting.club_id is not None:
            # Held before the message's row, as by all who change a note: else each waits for the
            # other.
            await clubs.get(tx, posting.club_id)
        await badges.take_over(tx, posting.id, now)
        return NoteBadge(posting, await _note_page(tx, note_id), now)


async def shown(store: Store, badge: Badge) -> None:
    """It is shown; if it has changed meanwhile, it comes again a minute later."""
    async with store.writing() as tx:
        if not isinstance(badge.page, ExcerptPage):
            await badges.done(tx, badge.posting.id, badge.claimed_at, unless_stale=True)
            return
        await clubs.get(tx, badge.page.club.id)  # held, so that no note comes in between
        excerpt = badge.page.excerpt
        number = await notes.count_public(tx, excerpt.reading_id, excerpt.number)
        if number == badge.page.notes:
            await badges.done(tx, badge.posting.id, badge.claimed_at)


async def note_shown(store: Store, badge: NoteBadge, now: datetime) -> bool:
    """It is shown; False if the note has changed meanwhile, and so comes again within a minute."""
    async with store.writing() as tx:
        if badge.posting.club_id is not None:
            await clubs.get(tx, badge.posting.club_id)  # held, so that nobody decides in between
        page = await _note_page(tx, badge.posting.subject_id)
        is_true = (page and page.note) == (badge.page and badge.page.note)
        if is_true:
            await badges.done(tx, badge.posting.id, badge.claimed_at)
        else:
            await badges.stale_posting(tx, badge.posting.id, now)
        return is_true


async def given_up(store: Store, badge: Badge | NoteBadge) -> None:
    """Its message is gone: there is nothing to be shown."""
    async with store.writing() as tx:
        await badges.done(tx, badge.posting.id, badge.claimed_at)


async def put_off(store: Store, badge: NoteBadge, now: datetime) -> None:
    """Discord does not let us: the words of a note must not stay for that, and are tried again."""
    async with store.writing() as tx:
        later = now + AFTER_REFUSAL
        await badges.put_off(tx, badge.posting.id, badge.claimed_at, later)
