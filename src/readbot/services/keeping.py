"""Taking a message in as a note: at once if it is one's own, else when its author has agreed.

Until then its words wait, for a day, in a draft of whoever asked; its author can see and erase it.
Where the message that it was is deleted meanwhile, it is forgotten too.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from readbot.club.clubs import Club, Person, Place
from readbot.club.links import Link
from readbot.club.members import KEEP_ANOTHERS, Consent, no_such_draft
from readbot.club.mistakes import Mistake
from readbot.club.notes import NewNote, Noted, NoteKind, check_body
from readbot.services import clubs
from readbot.services.admission import require_unmuted
from readbot.services.drafts import own
from readbot.services.notes import noted, save
from readbot.services.passages import chosen_spot
from readbot.store import consents, members
from readbot.store import notes as kept_notes
from readbot.store.database import Store, Transaction

PURPOSE = consents.ASKED
_AT_ONCE = 500
# Also what can be deleted nowhere stands among these, and must not hide what came later.
_MOST_LEFT = 10_000


async def keep_own(
    store: Store, place: Place, person: Person, kind: NoteKind, body: str, said: Link, now: datetime
) -> Noted:
    """Keep what this member said themselves, once."""
    new = NewNote(None, kind, check_body(body), source=said)
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        await _require_new(tx, club, person, said)
        return await _save(store, tx, club, place, person, new, now)


async def _require_new(tx: Transaction, club: Club, author: Person, said: Link) -> None:
    if await kept_notes.of_message(tx, club.id, author.id, said.message_id) is not None:
        raise Mistake("That message is kept already. /notes shows all that is kept.")


async def ask_author(
    store: Store,
    place: Place,
    person: Person,
    author: Person,
    kind: NoteKind,
    body: str,
    said: Link,
    now: datetime,
) -> tuple[Club, int]:
    """Let another's words wait until they agree: the club, and the draft's id.

    A Mistake where its author was asked already, by whomever, and has not answered yet. A question
    of which nobody knows whether it was ever put makes room for this one.
    """
    content = {
        "kind": kind,
        "body": check_body(body),
        "channel_id": said.channel_id,
        "message_id": said.message_id,
    }
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        await require_unmuted(tx, club, person, now)
        await _require_new(tx, club, author, said)
        for draft in await members.drafts_of(tx, author.id, [club.id], PURPOSE):
            if draft.content["message_id"] == said.message_id:
                if draft.content.get("asked") is not None:
                    raise Mistake(
                        "Its author has been asked already whether that message may be kept. The "
                        "question stands below it, for a day at most."
                    )
                await consents.release(tx, [draft.id])
        draft_id = await members.keep_draft(
            tx, club.id, person.id, PURPOSE, content, now, about_id=author.id
        )
    return club, draft_id


async def asked(store: Store, draft_id: int, channel_id: int, message_id: int) -> None:
    """Remember which message asks, and quotes the words: it goes when they are forgotten."""
    async with store.writing() as tx:
        await consents.asked(tx, draft_id, channel_id, message_id)


async def waiting(store: Store) -> list[Consent]:
    """The words that wait for their author, the oldest first."""
    async with store.reading() as tx:
        return await consents.waiting(tx, _AT_ONCE)


async def release(store: Store, gone: Sequence[Consent], now: datetime) -> None:
    """Forget words whose own message is gone, and those that have waited for too long."""
    async with store.writing() as tx:
        await consents.release(tx, [consent.draft_id for consent in gone])
        await consents.release_old(tx, now - KEEP_ANOTHERS)


async def left(store: Store) -> list[tuple[int, Link]]:
    """Messages that still quote what is forgotten, each with the number by which it is known."""
    async with store.reading() as tx:
        return await consents.left(tx, _MOST_LEFT)


async def unquoted(store: Store, draft_ids: Sequence[int]) -> None:
    """These messages are gone too."""
    async with store.writing() as tx:
        await consents.forget(tx, draft_ids)


async def agree(store: Store, place: Place, person: Person, draft_id: int, now: datetime) -> Noted:
    """Its author agrees: the words become a note of theirs, once.

    Where they have kept the message themselves meanwhile, that note stays the only one.
    """
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        content = await _take(tx, place, person, draft_id)
        before = await kept_notes.of_message(tx, club.id, person.id, content["message_id"])
        if before is not None:
            return await noted(tx, club, before)
        new = NewNote(
            None,
            NoteKind(content["kind"]),
            str(content["body"]),
            source=Link(club.server_id, content["channel_id"], content["message_id"]),
        )
        return await _save(store, tx, club, place, person, new, now)


async def decline(store: Store, place: Place, person: Person, draft_id: int) -> None:
    """Its author does not agree: the words are forgotten."""
    async with store.writing() as tx:
        await _take(tx, place, person, draft_id)


async def _take(tx: Transaction, place: Place, person: Person, draft_id: int) -> dict[str, Any]:
    draft = await own(tx, place, person, draft_id)
    if draft.purpose == consents.LEFT:
        raise no_such_draft()
    if draft.purpose != PURPOSE or draft.about_id != person.id:
        raise Mistake("Only the member who wrote that message can decide.")
    await members.forget_draft(tx, draft_id)
    return dict(draft.content)


async def _save(
    store: Store,
    tx: Transaction,
    club: Club,
    place: Place,
    person: Person,
    new: NewNote,
    now: datetime,
) -> Noted:
    # What was said in an excerpt's thread is about that excerpt; elsewhere, about the reading.
    spot = await chosen_spot(store, tx, club, place, None, None, None)
    kept = await save(store, tx, club, person, new, spot, now)
    return replace(kept, excerpt_link=new.source or kept.excerpt_link)
