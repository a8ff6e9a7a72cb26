"""Answers and replies, and marking a note as helpful or wondering too."""

from dataclasses import replace
from datetime import datetime

from readbot.club.clubs import Club, Person, Place, Threads
from readbot.club.mistakes import Mistake
from readbot.club.notes import (
    Note,
    Noted,
    NoteKind,
    ShowTo,
    check_body,
    no_such_note,
)
from readbot.services import clubs
from readbot.services.admission import admit, require_unmuted
from readbot.services.notes import is_open, keep, name_of, noted, one, talk_of, visible
from readbot.store import notes as kept
from readbot.store.database import Store, Transaction


async def child_of(
    store: Store,
    tx: Transaction,
    club: Club,
    person: Person,
    parent: Note,
    kind: NoteKind,
    body: str,
    show_to: ShowTo,
    now: datetime,
) -> Noted:
    """Write an answer or a reply; what belongs to a secret is as secret."""
    if parent.show_to is ShowTo.ME:
        show_to = ShowTo.ME
    elif not parent.is_public:
        raise Mistake(
            "Moderators keep that from the group for now, so nobody could read what you add to it."
        )
    held_at = await admit(tx, club, person, body, show_to, now)
    about = await noted(tx, club, parent)
    link = about.excerpt_link
    note = replace(
        parent,
        id=0,
        kind=kind,
        author_id=person.id,
        author_name=await name_of(tx, parent.reading_id, person, show_to),
        body=body,
        show_to=show_to,
        state=None,
        parent_id=parent.id,
        accepted_id=None,
        link_channel_id=link.channel_id if link else None,
        link_message_id=link.message_id if link else None,
        created_at=now,
        edited_at=None,
        withdrawn_at=None,
        hidden_at=None,
        hidden_reason=None,
        held_at=held_at,
        revision=0,
        source_channel_id=None,
        source_message_id=None,
        see_through=is_open(club, show_to),
    )
    where = await talk_of(tx, club, link)
    if where is None and about.posted is not None and club.threads is Threads.EACH_EXCERPT:
        where = about.posted.channel_id
    return await keep(store, tx, club, about.reading, note, link, where)


async def reply(
    store: Store,
    place: Place,
    person: Person,
    note_id: int,
    body: str,
    now: datetime,
    *,
    show_to: ShowTo = ShowTo.CLUB,
) -> Noted:
    """Reply to a note. A reply to an answer or a reply belongs to what that belongs to."""
    body = check_body(body)
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        parent = await visible(tx, club, person, note_id)
        if parent is not None and parent.parent_id is not None:
            parent = await visible(tx, club, person, parent.parent_id)
        if parent is None:
            raise no_such_note()
        return await child_of(store, tx, club, person, parent, NoteKind.REPLY, body, show_to, now)


async def nod(
    store: Store, place: Place, person: Person, note_id: int, now: datetime, *, nods: bool = True
) -> Noted:
    """Mark another's note as helpful, or say that one wonders too; or take that back."""
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        note = await visible(tx, club, person, note_id)
        if note is None:
            raise no_such_note()
        if note.author_id == person.id:
            raise Mistake("That is your own: the others can say whether it helps them.")
        await require_unmuted(tx, club, person, now)
        if nods:
            await kept.nod(tx, note.id, person.id, now)
        else:
            await kept.unnod(tx, note.id, person.id)
    return await one(store, place, person, note_id)
