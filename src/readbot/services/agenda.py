"""What readbot owes next: postings that wait, occurrences to come, and digests."""

from dataclasses import dataclass
from datetime import datetime

from readbot.club.postings import Posting, PostingKind
from readbot.store import clubs, postings, readings
from readbot.store.database import Store, Transaction


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that is due at ``at``, in a few words of English."""

    at: datetime
    label: str


async def owed(store: Store) -> list[Owed]:
    """Everything that will come by itself, soonest first."""
    async with store.reading() as tx:
        found = [Owed(p.not_before, await _label(tx, p)) for p in await postings.waiting(tx)]
        for reading_id, _, at in await readings.coming(tx):
            reading = await readings.get(tx, reading_id)
            if reading is not None:
                label = f"Excerpt {reading.next_excerpt} of “{reading.title}”"
                found.append(Owed(at, label))
        found += [Owed(at, "Weekly digest") for at, _ in await clubs.next_digest_at(tx)]
    return sorted(found, key=lambda item: item.at)


async def _label(tx: Transaction, posting: Posting) -> str:
    if posting.kind is not PostingKind.EXCERPT:
        return str(posting.kind).capitalize()
    reading = await readings.get(tx, posting.subject_id)
    title = reading.title if reading else "?"
    return f"Excerpt {postings.excerpt_number(posting.occurrence)} of “{title}”"
