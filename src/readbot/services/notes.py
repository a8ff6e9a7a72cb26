"""Writing notes, changing them, asking and answering, and finding it all again."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from readbot.club.clubs import Club, Person, Place, Threads
from readbot.club.links import Link
from readbot.club.members import Draft, no_such_draft
from readbot.club.notes import (
    MOST_COUNTED,
    NewNote,
    Note,
    Noted,
    NoteFilter,
    NoteKind,
    NoteOrder,
    NotePage,
    NoteView,
    QuestionState,
    ShowTo,
    Unclear,
    can_see,
    check_body,
    no_such_note,
)
from readbot.club.postings import NewPosting, PostingKind, PostingState
from readbot.club.readings import Reading
from readbot.services import clubs
from readbot.services.passages import Doubt, Spot, chosen_spot, find_spot, reading_meant

# Passages are one subject with notes for those who call; they have a file of their own for length.
from readbot.services.passages import ExcerptSentences as ExcerptSentences
from readbot.services.passages import of_excerpt as of_excerpt
from readbot.services.passages import of_mark as of_mark
from readbot.services.passages import passages as passages
from readbot.store import clubs as kept_clubs
from readbot.store import members, postings, readings
from readbot.store import notes as kept
from readbot.store.database import Store, Transaction

NOTE_DRAFT = "note"
"""The purpose of a draft that :func:`settle` makes a note of."""
LONGEST_PAGE = 100


async def add(store: Store, place: Place, person: Person, new: NewNote, now: datetime) -> Noted:
    """Write a note on what has been posted; Unclear, with the words kept, if the place is."""
    if new.kind is NoteKind.ANSWER:
        raise ValueError("an answer belongs to a question: use answer()")
    new = replace(new, body=check_body(new.body))
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        spot = await find_spot(store, tx, club, place, new)
        if isinstance(spot, Spot):
            return await _save(store, tx, club, person, new, spot, now)
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
        return await _save(store, tx, club, person, new, spot, now)


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


async def _save(
    store: Store,
    tx: Transaction,
    club: Club,
    person: Person,
    new: NewNote,
    spot: Spot,
    now: datetime,
) -> Noted:
    reading = spot.posted.reading
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
    )
    return await keep(store, tx, club, reading, note, spot.link)


async def name_of(tx: Transaction, reading_id: int, person: Person, show_to: ShowTo) -> str:
    if show_to is ShowTo.PSEUDONYM:
        return await members.pseudonym(tx, reading_id, person.id)
    return person.name


async def keep(
    store: Store, tx: Transaction, club: Club, reading: Reading, note: Note, link: Link | None
) -> Noted:
    """Save a note and, where its excerpt has a thread and the club may see it, owe its message."""
    note = replace(note, id=await kept.add(tx, note))
    if note.is_public and link is not None and club.threads is Threads.EACH_EXCERPT:
        message = NewPosting(
            club_id=club.id,
            kind=PostingKind.NOTE,
            subject_id=note.id,
            occurrence="0",
            destination_id=await postings.talk_of(tx, link),
            due_at=note.created_at,
        )
        await postings.plan(tx, store.name, message)
    return Noted(note, reading, link)


async def keep_draft(
    store: Store,
    place: Place,
    person: Person,
    purpose: str,
    content: Mapping[str, Any],
    now: datetime,
) -> int:
    """Keep a member's words until they are sent again, seven days at most; the draft's id."""
    async with store.writing() as tx:
        club = await kept_clubs.at(tx, place)
        club_id = club.id if club else None
        return await members.keep_draft(tx, club_id, person.id, purpose, content, now)


async def draft(store: Store, place: Place, person: Person, draft_id: int) -> Draft:
    """A member's own draft; a Mistake if it is used up, forgotten, or not theirs."""
    async with store.reading() as tx:
        return await _own_draft(tx, place, person, draft_id)


async def _own_draft(tx: Transaction, place: Place, person: Person, draft_id: int) -> Draft:
    found = await members.draft(tx, draft_id, person.id)
    if found is not None and found.club_id is not None:
        club = await kept_clubs.get(tx, found.club_id)
        found = found if club and club.server_id == place.server_id else None
    if found is None:
        raise no_such_draft()
    return found


async def forget_draft(store: Store, place: Place, person: Person, draft_id: int) -> None:
    """Delete a member's own draft after it was used."""
    async with store.writing() as tx:
        await members.forget_draft(tx, (await _own_draft(tx, place, person, draft_id)).id)


async def visible(tx: Transaction, club: Club, person: Person, note_id: int) -> Note | None:
    """The club's note, if this member may see it; an answer only where its question is seen."""
    note = await kept.get(tx, note_id)
    if note is None or note.club_id != club.id or not can_see(note, person.id):
        return None
    if note.parent_id is not None and await visible(tx, club, person, note.parent_id) is None:
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
    reading = await readings.get(tx, note.reading_id)
    if reading is None:  # pragma: no cover  the database's own reference forbids it
        raise AssertionError("a note without its reading")
    links = await links_of(tx, reading.id)
    posting = await postings.of_note(tx, note.id)
    posted = None
    if posting is not None and posting.state is PostingState.DONE and posting.message_id:
        posted = Link(club.server_id, posting.destination_id, posting.message_id)
    return Noted(note, reading, links.get(note.excerpt), posted)


async def links_of(tx: Transaction, reading_id: int) -> dict[int | None, Link]:
    """Where the excerpts stand, but for those of which only a moderator has seen the message."""
    found = await postings.excerpt_links(tx, reading_id)
    return {number: link for number, link in found.items() if link.message_id}


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
            await kept.edit(tx, note, body, now)
            note = replace(note, body=body, edited_at=now)
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
        await postings.cancel_unsent_note(tx, note.id, "withdrawn by its author")
        return await noted(tx, club, replace(note, withdrawn_at=now))


async def one(store: Store, place: Place, person: Person, note_id: int) -> Noted:
    """A note that this member may see, as it now stands."""
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        note = await visible(tx, club, person, note_id)
        if note is None:
            raise no_such_note()
        return await noted(tx, club, note)


async def listed(
    store: Store,
    place: Place,
    person: Person,
    wanted: NoteFilter,
    offset: int = 0,
    limit: int = 10,
    order: NoteOrder | None = None,
) -> NotePage:
    """One page of the notes that this member may see, their own private ones among them.

    An excerpt's or a passage's come in the order of the text, others the newest first, unless
    ``order`` says otherwise.
    """
    is_local = wanted.excerpt is not None or wanted.span is not None
    order = order or (NoteOrder.PLACE if is_local else NoteOrder.NEWEST)
    size = max(1, min(limit, LONGEST_PAGE))
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        if is_local or wanted.reading_id is not None:
            reading, _ = await reading_meant(tx, club, place, wanted.reading_id)
            wanted = replace(wanted, reading_id=reading.id)
        page, total = await kept.listed(tx, club.id, person.id, wanted, order, max(0, offset), size)
        questions = [note.id for note in page if note.kind is NoteKind.QUESTION]
        numbers = await kept.replies(tx, person.id, questions) if questions else {}
        titles, links = await _places(tx, page)
    views = tuple(
        NoteView(n, numbers.get(n.id, 0), links.get((n.reading_id, n.excerpt))) for n in page
    )
    return NotePage(views, min(total, MOST_COUNTED), titles, is_longer=total > MOST_COUNTED)


async def _places(
    tx: Transaction, page: Iterable[Note]
) -> tuple[dict[int, str], dict[tuple[int, int | None], Link]]:
    """The titles of these notes' readings, and where their excerpts stand."""
    titles: dict[int, str] = {}
    links: dict[tuple[int, int | None], Link] = {}
    for reading_id in {note.reading_id for note in page}:
        reading = await readings.get(tx, reading_id)
        titles[reading_id] = reading.title if reading else ""
        found = await links_of(tx, reading_id)
        links |= {(reading_id, number): link for number, link in found.items()}
    return titles, links


async def counts(store: Store, reading_id: int, excerpt: int) -> int:
    """How many notes on this excerpt the club may see; answers are not counted, as in lists."""
    async with store.reading() as tx:
        return await kept.count_public(tx, reading_id, excerpt)
