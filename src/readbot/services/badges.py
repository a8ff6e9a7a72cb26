"""Messages that stand in Discord, kept true, each once a minute at most.

They are excerpts, for the number on the Notes button, and digests, for the notes that they tell of.
"""

from dataclasses import dataclass
from datetime import datetime

from readbot.club.postings import Posting
from readbot.services import pages
from readbot.services.courier import DigestPage, ExcerptPage
from readbot.store import badges, clubs, notes, postings
from readbot.store.database import Store

AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Badge:
    """A message that is to be shown as it should be by now."""

    posting: Posting
    page: ExcerptPage | DigestPage
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
            # As late as it was when it was sent, so that nothing but the number changes.
            sent_at = (posting and posting.sent_at) or now
            page = await pages.page_of(tx, posting, sent_at) if posting else None
            if posting and posting.message_id and isinstance(page, ExcerptPage | DigestPage):
                taken.append(Badge(posting, page, now))
            else:
                gone.append(posting_id)
    if gone:
        async with store.writing() as tx:
            for posting_id in gone:
                await badges.done(tx, posting_id, now)
    return taken


async def shown(store: Store, badge: Badge) -> None:
    """It is shown; if it has changed meanwhile, it comes again a minute later."""
    async with store.writing() as tx:
        if isinstance(badge.page, DigestPage):
            await badges.done(tx, badge.posting.id, badge.claimed_at, unless_stale=True)
            return
        await clubs.get(tx, badge.page.club.id)  # held, so that no note comes in between
        excerpt = badge.page.excerpt
        number = await notes.count_public(tx, excerpt.reading_id, excerpt.number)
        if number == badge.page.notes:
            await badges.done(tx, badge.posting.id, badge.claimed_at)


async def given_up(store: Store, badge: Badge) -> None:
    """Discord does not let us: its message is gone, or may not be edited."""
    async with store.writing() as tx:
        await badges.done(tx, badge.posting.id, badge.claimed_at)
