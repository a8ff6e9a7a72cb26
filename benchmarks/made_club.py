"""A club in which a whole book has been posted already, without anything being sent."""

from datetime import datetime, timedelta
from datetime import time as time_of_day

from readbot.club.clubs import Club, LateRule, Threads
from readbot.club.postings import NewPosting, PostingKind
from readbot.club.readings import Excerpt, Reading, ReadingState, Rights
from readbot.store import clubs, postings, readings
from readbot.store.database import Store
from readbot.text.article import Article
from readbot.text.excerpts import cut, pace_for


async def post_book(
    store: Store, server: int, channel: int, member: int, book: Article, now: datetime
) -> tuple[int, list[Excerpt]]:
    """A club of this member's, at the end of this book: its id, and the excerpts."""
    language = book.details.language
    slices = cut(book.text, book.blocks, language, pace_for(book.text, language))
    async with store.writing() as tx:
        club_id = await clubs.add(tx, _club(server, channel, member, now))
        reading = _reading(club_id, book, channel, member, len(slices), now)
        reading_id = await readings.add(tx, reading, book)
        found = [Excerpt(reading_id, n, s.start, s.end) for n, s in enumerate(slices, 1)]
        await readings.set_excerpts(tx, reading_id, found)
        for excerpt in found:
            occurrence = postings.excerpt_occurrence(excerpt.number)
            due = now - timedelta(days=1)
            kind = PostingKind.EXCERPT
            posting = NewPosting(club_id, kind, reading_id, occurrence, channel, due)
            await postings.plan(tx, store.name, posting)
        for planned in await postings.waiting(tx):
            await postings.finish(tx, planned.id, channel, 10**18 + planned.id, now)
    return club_id, found


def _club(server: int, channel: int, member: int, now: datetime) -> Club:
    return Club(
        id=0,
        server_id=server,
        channel_id=channel,
        moderator_channel_id=None,
        moderator_role_id=None,
        notify_role_id=None,
        zone="UTC",
        language="en",
        digest_day=6,
        digest_time=time_of_day(18),
        digest_next_at=None,
        digest_names=True,
        digest_when_empty=False,
        late_rule=LateRule.ONCE,
        threads=Threads.OFF,
        set_up_by=member,
        created_at=now,
    )


def _reading(
    club_id: int, book: Article, channel: int, member: int, excerpts: int, now: datetime
) -> Reading:
    return Reading(
        id=0,
        club_id=club_id,
        channel_id=channel,
        title=book.details.title or "The book",
        details=book.details,
        rights=Rights.OWN,
        state=ReadingState.RUNNING,
        excerpts=excerpts,
        next_excerpt=excerpts + 1,
        target_minutes=4.0,
        added_by=member,
        added_at=now,
        started_at=now,
        finished_at=None,
    )
