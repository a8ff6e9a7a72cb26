"""Writing notes, changing and withdrawing them, and opening one again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from readbot.club.clubs import Club, Person, Place, Threads
from readbot.club.links import Link
from readbot.club.members import no_such_draft
from readbot.club.notes import (
    NewNote,
    Note,
    Noted,
    NoteKind,
    QuestionState,
    ShowTo,
    Unclear,
    can_see,
    check_body,
    no_such_note,
)
from readbot.club.postings import NewPosting, PostingKind, PostingState
from readbot.club.readings import Reading
from readbot.club.sight import sees_through
from readbot.services import clubs, tellings
from readbot.services.admission import admit
from readbot.services.passages import Doubt, Spot, chosen_spot, find_spot
from readbot.services.posted import links_of
from readbot.store import badges, digests, findable, members, postings, posts, readings
from readbot.store import notes as kept
from readbot.store.database import Store, Transaction
from readbot.text.folding import fold_words

SENT_AGAIN_WITHIN = timedelta(minutes=5)
"""The same words on the same passage within this time are one note, sent twice."""
NOTE_DRAFT = "note"
"""The purpose of a draft that :func:`settle` makes a note of."""
WAITS = "waits for a moderator"
"""Why the message of a note is not owed yet."""


async def add(store: Store, place: Place, person: Person, new: NewNote, now: datetime) -> Noted:
    """Write a note on what has been posted; Unclear, with the words kept, if the place is."""
    if new.kind is NoteKind.ANSWER:
        raise ValueError("an answer belongs to a question: use answer()")
    new = replace(new, body=check_body(new.body))
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        spot = await find_spot(store, tx, club, place, new)
        if isinstance(spot, Spot):
            return await save(store, tx, club, person, new, spot, now)
        draft_id = await members.keep_draft(
            tx, club.id, person.id, NOTE_DRAFT, _draft_of(new, spot), now
        )
    # Raised when the draft is on disk, not inside, where it would take the draft with it.
    raise Unclear(spot.reason.msgid, spot.candidates, draft_id)


def _draft_of(new: NewNote, doubt: Doubt) -> dict[str, Any]:
    return {
        "reading_id": doubt.reading_id,
        "kind": new.kind,
        "body": new.body,
        "show_to": new.show_to,
        "quote": new.quote,
        "excerpt": new.excerpt,
        "spans": [[anchor.start, anchor.end] for anchor in doubt.candidates],
    }


async def settle(
    store: Store, place: Place, person: Person, draft_id: int, choice: int | None, now: datetime
) -> Noted:
    """Write the note kept in a draft on the candidate chosen, counted from 0.

    Without a choice it goes to the whole excerpt, or the reading, that it was written on.
    """
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        draft = await members.draft(tx, draft_id, person.id)
        if draft is None or draft.club_id != club.id or draft.purpose != NOTE_DRAFT:
            raise no_such_draft()
        new = _new_note(draft.content, choice)
        spot = await chosen_spot(store, tx, club, place, new.reading_id, new.span, new.excerpt)
        await members.forget_draft(tx, draft_id)
        return await save(store, tx, club, person, new, spot, now)


def _new_note(content: Mapping[str, Any], choice: int | None) -> NewNote:
    spans = content["spans"]
    if choice is not None and not 0 <= choice < len(spans):
        raise no_such_draft()
    return NewNote(
        reading_id=content["reading_id"],
        kind=NoteKind(content["kind"]),
        body=content["body"],
        show_to=ShowTo(content["show_to"]),
        span=None if choice is None else (spans[choice][0], spans[choice][1]),
        excerpt=content["excerpt"] if choice is None else None,
    )


def is_open(club: Club, show_to: ShowTo) -> bool:
    """Whether moderators may see who is behind a note that is written now."""
    return club.see_through and show_to is ShowTo.PSEUDONYM


async def save(
    store: Store,
    tx: Transaction,
    club: Club,
    person: Person,
    new: NewNote,
    spot: Spot,
    now: datetime,
) -> Noted:
    """Write a note at its spot; the one of a moment ago where the same was said just before."""
    reading = spot.posted.reading
    again = await _said_before(tx, club, person, new, spot, now)
    if again is not None:
        return await noted(tx, club, again)
    held_at = await admit(tx, club, person, new.body, new.show_to, now)
    note = Note(
        id=0,
        club_id=club.id,
        reading_id=reading.id,
        kind=new.kind,
        author_id=person.id,
        author_name=await name_of(tx, reading.id, person, new.show_to),
        body=new.body,
        anchor=spot.anchor,
        excerpt=spot.excerpt,
        show_to=new.show_to,
        state=QuestionState.OPEN if new.kind is NoteKind.QUESTION else None,
        parent_id=None,
        accepted_id=None,
        link_channel_id=spot.link.channel_id if spot.link else None,
        link_message_id=spot.link.message_id if spot.link else None,
        created_at=now,
        source_channel_id=new.source.channel_id if new.source else None,
        source_message_id=new.source.message_id if new.source else None,
        see_through=is_open(club, new.show_to),
        held_at=held_at,
    )
    where = await talk_of(tx, club, spot.link)
    if where is None and note.excerpt is None and new.source is None and spot.posted.links:
        # A question on the whole reading has no excerpt under which the group would find it.
        where = reading.channel_id if note.kind is NoteKind.QUESTION else None
    return await keep(store, tx, club, reading, note, spot.link, where)


async def _said_before(
    tx: Transaction, club: Club, person: Person, new: NewNote, spot: Spot, now: datetime
) -> Note | None:
    """The same note of a moment ago: its writer never saw the answer, and has sent it once more."""
    since = now - SENT_AGAIN_WITHIN
    reading_id = spot.posted.reading.id
    alike = await kept.said_alike(tx, club.id, person.id, reading_id, new.body, since)
    meant = (new.kind, new.show_to, spot.anchor, spot.excerpt)
    for note in alike:
        is_answer = note.parent_id is not None or note.source_message_id is not None
        same = (note.kind, note.show_to, note.anchor, note.excerpt) == meant
        if same and not is_answer and new.source is None and note.hidden_at is None:
            return note
    return None


async def talk_of(tx: Transaction, club: Club, link: Link | None) -> int | None:
    """Where a note's excerpt is talked about, if the club has its notes shown there."""
    if link is None or club.threads is not Threads.EACH_EXCERPT:
        return None
    return await posts.talk_of(tx, link)


async def name_of(tx: Transaction, reading_id: int, person: Person, show_to: ShowTo) -> str:
    """The name on a member's note: their pseudonym in the reading where they asked for that."""
    if show_to is ShowTo.PSEUDONYM:
        return await members.pseudonym(tx, reading_id, person.id)
    return person.name


async def keep(
    store: Store,
    tx: Transaction,
    club: Club,
    reading: Reading,
    note: Note,
    link: Link | None,
    where: int | None,
) -> Noted:
    """Save a note and, where there is a place for it and the club may see it, owe its message."""
    note = replace(note, id=await kept.add(tx, note))
    await findable.learn_note(tx, note.id, fold_words(note.body))
    await recount(tx, note, note.created_at)
    if note.show_to is not ShowTo.ME and where is not None:
        message = NewPosting(
            club_id=club.id,
            kind=PostingKind.NOTE,
            subject_id=note.id,
            occurrence="0",
            destination_id=where,
            due_at=note.created_at,
        )
        await postings.plan(tx, store.name, message)
        if note.held_at is not None:
            await postings.cancel_unsent_note(tx, note.id, WAITS)
    if note.held_at is not None:
        await tellings.note_waits(store, tx, club, note.held_at)
    return Noted(note, reading, link, club=club)


async def recount(tx: Transaction, note: Note, now: datetime) -> None:
    """The number on its excerpt's button is another now, if the note counts there."""
    if note.excerpt is not None and note.parent_id is None and note.show_to is not ShowTo.ME:
        await badges.stale(tx, note.reading_id, note.excerpt, now)


async def visible(tx: Transaction, club: Club, person: Person, note_id: int) -> Note | None:
    """The club's note, if this member may see it; another's answer only where its question is."""
    note = await kept.get(tx, note_id)
    if note is None or note.club_id != club.id or not can_see(note, person.id):
        return None
    # One's own answer stays one's own, to change and to withdraw, after its question is withdrawn.
    if note.author_id == person.id or note.parent_id is None:
        return note
    if await visible(tx, club, person, note.parent_id) is None:
        return None
    return note


async def _own(tx: Transaction, club: Club, person: Person, note_id: int) -> Note:
    """A note of this member's own that still stands, its question or not."""
    note = await kept.get(tx, note_id)
    if (
        note is None
        or note.club_id != club.id
        or note.author_id != person.id
        or note.withdrawn_at is not None
    ):
        raise no_such_note()
    return note


async def noted(tx: Transaction, club: Club, note: Note) -> Noted:
    """A note with its reading, where its excerpt is, and its own message if one stands there."""
    reading = await readings.get(tx, note.reading_id)
    if reading is None:  # pragma: no cover  the database's own reference forbids it
        raise AssertionError("a note without its reading")
    links = await links_of(tx, reading.id)
    posting = await postings.of_note(tx, note.id)
    posted = None
    if posting is not None and posting.state is PostingState.DONE and posting.message_id:
        posted = Link(club.server_id, posting.destination_id, posting.message_id)
    return Noted(note, reading, links.get(note.excerpt), posted)


async def edit(
    store: Store, place: Place, person: Person, note_id: int, body: str, now: datetime
) -> Noted:
    """Put new words in one's own note; the earlier ones stay in its history.

    If the note has a message of its own, ``posted`` says which, and that is to be edited too.
    """
    body = check_body(body)
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        note = await _own(tx, club, person, note_id)
        if body != note.body:
            held_at = await admit(tx, club, person, body, note.show_to, now)
            await kept.edit(tx, note, body, now)
            await badges.stale_note(tx, note.id, now)
            await digests.changed(tx, note, now)
            await findable.learn_note(tx, note.id, fold_words(body))
            note = replace(note, body=body, edited_at=now, revision=note.revision + 1)
            if held_at is not None and note.is_public:
                note = replace(note, held_at=held_at)
                await kept.hold(tx, note.id, held_at)
                await kept.reopen_question(tx, note)
                await recount(tx, note, now)
                await postings.cancel_unsent_note(tx, note.id, WAITS)
                await tellings.note_waits(store, tx, club, now)
        return await noted(tx, club, note)


async def withdraw(
    store: Store, place: Place, person: Person, note_id: int, now: datetime
) -> Noted:
    """Take one's own note out of everyone's sight.

    If the note has a message of its own, ``posted`` says which, and that is to be deleted.
    """
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        note = await _own(tx, club, person, note_id)
        await kept.withdraw(tx, note, now)
        await badges.stale_note(tx, note.id, now)
        await digests.changed(tx, note, now)
        await findable.forget_note(tx, note.id)
        await recount(tx, note, now)
        await postings.cancel_unsent_note(tx, note.id, "withdrawn by its author")
        return await noted(tx, club, replace(note, withdrawn_at=now))


async def one(store: Store, place: Place, person: Person, note_id: int) -> Noted:
    """A note that this member may see, as it now stands."""
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        note = await visible(tx, club, person, note_id)
        if note is None:
            raise no_such_note()
        told = await noted(tx, club, note)
        nodding = (await kept.nodding(tx, [note.id])).get(note.id, set())
        return replace(
            told,
            replies=tuple(await kept.answers(tx, person.id, note.id)),
            nods=len(nodding),
            nodded=person.id in nodding,
            unmasked=note.author_id if sees_through(note, club, person) else None,
        )


async def counts(store: Store, reading_id: int, excerpt: int) -> int:
    """How many notes on this excerpt the club may see; answers are not counted, as in lists."""
    async with store.reading() as tx:
        return await kept.count_public(tx, reading_id, excerpt)
