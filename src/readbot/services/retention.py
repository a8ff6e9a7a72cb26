"""Forgetting what a club keeps for so many days only, by its own setting.

A conversation, which is a note with its answers and replies, goes as a whole, when the last word in
it is old enough: first out of everyone's sight, and out of Discord; a day later from the database.
"""

from datetime import datetime, timedelta

from readbot.club.notes import Note
from readbot.services.notes import recount
from readbot.store import badges, clubs, digests, findable, postings, retention
from readbot.store import notes as kept
from readbot.store.database import Store, Transaction

LEAVES_DISCORD_WITHIN = timedelta(days=1)
_AT_ONCE = 50
"""Conversations in one transaction: members' deeds come in between."""


async def forget_old(store: Store, now: datetime) -> int:
    """Take old conversations out of sight, or away where they were; how many."""
    async with store.reading() as tx:
        limited = await retention.keeping(tx)
    number = 0
    for club_id in limited:
        async with store.writing() as tx:
            if (before := await _limit(tx, club_id, now)) is not None:
                await retention.forget_readers(tx, club_id, before)
        while (met := await _forget_some(store, club_id, now)) > 0:
            number += met
    return number


async def _limit(tx: Transaction, club_id: int, now: datetime) -> datetime | None:
    """What is older goes; None where all is kept.

    Asked in each transaction, which holds the club by it: a moderator may take the setting back.
    """
    club = await clubs.get(tx, club_id)
    return now - timedelta(days=club.keep_notes) if club is not None and club.keep_notes else None


async def _forget_some(store: Store, club_id: int, now: datetime) -> int:
    gone = now - LEAVES_DISCORD_WITHIN
    async with store.writing() as tx:
        before = await _limit(tx, club_id, now)
        if before is None:
            return 0
        begin = await retention.over(tx, club_id, before, gone, _AT_ONCE)
        finished = []
        for note_id in begin:
            conversation = await retention.conversation(tx, note_id)
            shown = [note for note in conversation if note.withdrawn_at is None]
            for note in shown:
                await _take_out_of_sight(tx, note, now)
            if not shown:
                finished.append(note_id)
        if finished:
            await retention.delete_notes(tx, finished)
    return len(begin)


async def _take_out_of_sight(tx: Transaction, note: Note, now: datetime) -> None:
    await kept.withdraw(tx, note, now)
    await badges.stale_note(tx, note.id, now)
    await digests.changed(tx, note, now)
    await findable.forget_note(tx, note.id)
    await recount(tx, note, now)
    await postings.cancel_unsent_note(tx, note.id, "older than this club keeps")
