"""The number on the Notes button of an excerpt that stands in Discord, once a minute at most."""

from dataclasses import dataclass
from datetime import datetime

from readbot.club.postings import Posting
from readbot.services import pages
from readbot.services.courier import ExcerptPage
from readbot.store import badges, clubs, notes, postings
from readbot.store.database import Store

AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Badge:
    """An excerpt's message that is to be shown with its present number of notes."""

    posting: Posting
    page: ExcerptPage
    claimed_at: datetime


async def take(store: Store, now: datetime) -> list[Badge]:
    """Take on what is to be shown anew by now; no other process does so for a minute."""
    async with store.reading() as tx:
        due = await badges.due(tx, now, AT_ONCE)
    if not due:
        return []
    taken = []
    async with store.writing() as tx:
        for posting_id, due_at in due:
            if not await badges.claim(tx, posting_id, due_at, now):
                continue
            posting = await postings.get(tx, posting_id)
            # As late as it was when it was sent, so that nothing but the number changes.
            sent_at = (posting and posting.sent_at) or now
            page = await pages.page_of(tx, posting, sent_at) if posting else None
            if posting is not None and posting.message_id and isinstance(page, ExcerptPage):
                taken.append(Badge(posting, page, now))
            else:
                await badges.done(tx, posting_id, now)
    return taken


async def shown(store: Store, badge: Badge) -> None:
    """It is shown; if the number has changed meanwhile, it comes again a minute later."""
    async with store.writing() as tx:
        await clubs.get(tx, badge.page.club.id)  # held, so that no note comes in between
        excerpt = badge.page.excerpt
        number = await notes.count_public(tx, excerpt.reading_id, excerpt.number)
        if number == badge.page.notes:
            await badges.done(tx, badge.posting.id, badge.claimed_at)


async def given_up(store: Store, badge: Badge) -> None:
    """Discord does not let us: its message is gone, or may not be edited."""
    async with store.writing() as tx:
        await badges.done(tx, badge.posting.id, badge.claimed_at)
