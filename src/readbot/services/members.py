"""A member's own side: marking as read, their progress, and what is kept about them."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from readbot.club.clubs import Club, Person, Place
from readbot.club.links import Link
from readbot.club.members import (
    AnswersBy,
    Choices,
    Erased,
    Kept,
    MemberProgress,
    MyData,
    ReadCount,
    summed,
)
from readbot.club.mistakes import Mistake
from readbot.club.notes import Note
from readbot.club.readings import Reading, ReadingState
from readbot.services import clubs
from readbot.services.passages import excerpt_of, reading_meant
from readbot.services.readings import at_hand
from readbot.store import clubs as kept_clubs
from readbot.store import members, notes, personal, postings, readings
from readbot.store.database import Store, Transaction

DOWNLOAD_FORMAT = "readbot my-data 1"


async def mark_read(
    store: Store, place: Place, person: Person, mark: str, now: datetime
) -> ReadCount:
    """Mark the excerpt whose message carries ``mark`` as read; doing so again changes nothing."""
    async with store.writing() as tx:
        _, reading, excerpt = await excerpt_of(tx, place, await postings.by_mark(tx, mark))
        new = await members.mark_read(tx, reading.id, excerpt.number, person.id, now)
        readers = await members.readers(tx, reading.id, excerpt.number)
        written = await notes.count_public(tx, reading.id, excerpt.number)
    return ReadCount(excerpt.number, readers, already=not new, notes=written, reading_id=reading.id)


async def mark_read_to(
    store: Store, place: Place, person: Person, reading_id: int, number: int, now: datetime
) -> int:
    """Mark every posted excerpt up to this number as read; how many were new."""
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        reading, _ = await reading_meant(tx, club, place, reading_id)
        posted = await postings.excerpt_links(tx, reading.id)
        return sum(
            [
                await members.mark_read(tx, reading.id, excerpt, person.id, now)
                for excerpt in sorted(posted)
                if excerpt <= number
            ]
        )


async def mark_all_read(store: Store, place: Place, person: Person, now: datetime) -> int:
    """Mark every posted excerpt of the readings under way as read; how many were new."""
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        under_way = (ReadingState.RUNNING, ReadingState.PAUSED)
        return sum(
            [
                await members.mark_read(tx, reading.id, excerpt, person.id, now)
                for reading in await readings.of_club(tx, club.id, under_way)
                for excerpt in sorted(await postings.excerpt_links(tx, reading.id))
            ]
        )


async def choices(store: Store, place: Place, person: Person) -> Choices:
    """What this member chose for themselves in this club."""
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        return await members.choices_of(tx, club.id, person.id)


async def choose(
    store: Store,
    place: Place,
    person: Person,
    *,
    answers: AnswersBy | None = None,
    shows_progress: bool | None = None,
) -> Choices:
    """Change what this member chose; None keeps what was. Messages are tried anew then."""
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        chosen = await members.choices_of(tx, club.id, person.id)
        if answers is not None:
            chosen = replace(chosen, answers=answers, unreachable_at=None)
        if shows_progress is not None:
            chosen = replace(chosen, shows_progress=shows_progress)
        await members.choose(tx, club.id, person.id, chosen)
        return chosen


async def tell_no_more(store: Store, person: Person, club_id: int) -> None:
    """Send this member no more messages about answers in this club."""
    async with store.writing() as tx:
        if await kept_clubs.get(tx, club_id) is None:
            raise Mistake("That reading group is no longer there, and tells you nothing more.")
        chosen = await members.choices_of(tx, club_id, person.id)
        await members.choose(tx, club_id, person.id, replace(chosen, answers=AnswersBy.CATCHUP))


async def progress(store: Store, place: Place, person: Person) -> list[MemberProgress]:
    """How far this member and the club are in each reading under way, the newest first.

    Where there is none, it is the one that the club read last.
    """
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        return [
            await _progress(tx, club, person, reading) for reading in await at_hand(tx, club.id)
        ]


async def _progress(
    tx: Transaction, club: Club, person: Person, reading: Reading
) -> MemberProgress:
    links = await postings.excerpt_links(tx, reading.id)
    read = await members.read_by(tx, reading.id, person.id)
    everyone = await members.marks_by_member(tx, reading.id)
    unread = min(links.keys() - read, default=None)
    return MemberProgress(
        reading=reading,
        posted=len(links),
        read=len(read),
        readers=len(everyone),
        finished=sum(marks >= len(links) for marks in everyone),
        next_excerpt=unread,
        next_link=None if unread is None else links[unread],
        named=tuple(await members.progress_shown(tx, club.id, reading.id)),
    )


async def _kept(store: Store, person: Person, server_id: int) -> Kept:
    async with store.reading() as tx:
        return await personal.kept(tx, await _clubs(tx, server_id), person.id)


async def _clubs(tx: Transaction, server_id: int) -> list[int]:
    return [club.id for club in await kept_clubs.of_server(tx, server_id)]


async def my_data(store: Store, person: Person, server_id: int) -> MyData:
    """How much is kept about this member in this server, and since when."""
    return summed(await _kept(store, person, server_id))


async def download(store: Store, person: Person, server_id: int) -> bytes:
    """Everything that is kept about this member in this server, as JSON in UTF-8.

    Ids of Discord are strings, moments are ISO 8601 in UTC.
    """
    kept = await _kept(store, person, server_id)
    content = {
        "format": DOWNLOAD_FORMAT,
        "server": str(server_id),
        "member": str(person.id),
        "notes": [_note(note, kept) for note in kept.notes],
        "read": [
            {"reading": _reading(m.reading_id, kept), "excerpt": m.excerpt, "at": _moment(m.at)}
            for m in kept.read_marks
        ],
        "pseudonyms": [
            {"reading": _reading(p.reading_id, kept), "name": p.name} for p in kept.pseudonyms
        ],
        "nods": [str(note) for note in kept.nods],
        "choices": [
            {
                "club": str(club),
                "answers": chosen.answers,
                "shows_progress": chosen.shows_progress,
                "unreachable": _moment(chosen.unreachable_at),
            }
            for club, chosen in kept.choices.items()
        ],
        "drafts": [
            {"purpose": d.purpose, "content": d.content, "at": _moment(d.at)} for d in kept.drafts
        ],
        "moderator_deeds": [
            {
                "at": _moment(d.at),
                "deed": d.deed,
                "subject": d.subject_kind,
                "subject_id": None if d.subject_id is None else str(d.subject_id),
                "facts": d.facts,
                "reason": d.reason,
            }
            for d in kept.deeds
        ],
        "moderators_about_you": [
            {"at": _moment(d.at), "deed": d.deed, "facts": d.facts, "reason": d.reason}
            for d in kept.rulings
        ],
        "muted": [
            {"since": _moment(m.at), "until": _moment(m.until), "reason": m.reason}
            for m in kept.mutes
        ],
        "flags": [{"note": str(f.note_id), "at": _moment(f.at)} for f in kept.flags],
        "words_listed": list(kept.rules),
        "clubs_set_up": [str(club) for club in kept.clubs],
        "readings_added": [_reading(reading, kept) for reading in kept.readings],
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _reading(reading_id: int, kept: Kept) -> dict[str, str]:
    return {"id": str(reading_id), "title": kept.titles.get(reading_id, "")}


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _note(note: Note, kept: Kept) -> dict[str, Any]:
    anchor = note.anchor
    return {
        "id": str(note.id),
        "reading": _reading(note.reading_id, kept),
        "kind": note.kind,
        "shown_to": note.show_to,
        "shown_as": note.author_name,
        "body": note.body,
        "excerpt": note.excerpt,
        "passage": anchor and {"words": anchor.exact, "start": anchor.start, "end": anchor.end},
        "state": note.state,
        "answers": None if note.parent_id is None else str(note.parent_id),
        "written": _moment(note.created_at),
        "edited": _moment(note.edited_at),
        "withdrawn": _moment(note.withdrawn_at),
        "hidden": _moment(note.hidden_at),
        "hidden_because": note.hidden_reason,
        "waits_since": _moment(note.held_at),
        "earlier": [
            {"body": version.body, "until": _moment(version.replaced_at)}
            for version in kept.versions
            if version.note_id == note.id
        ],
    }


async def erase(store: Store, person: Person, server_id: int, now: datetime) -> Erased:
    """Erase what is kept about this member in this server; what others wrote stays.

    The messages in ``messages`` are to be deleted from Discord, and each one that is gone to be
    told to :func:`erased_from_discord`: until then every erasure names it again. Erasing twice is
    harmless and finishes what was under way the first time.
    """
    async with store.writing() as tx:
        erased = await personal.erase(tx, server_id, await _clubs(tx, server_id), person.id, now)
        before = await _still_there(tx, person, server_id)
        messages = tuple(dict.fromkeys((*before, *erased.messages)))
        await _remember(tx, person, server_id, messages, now)
    return replace(erased, messages=messages)


async def erased_from_discord(
    store: Store, person: Person, server_id: int, gone: Iterable[Link], now: datetime
) -> None:
    """These messages no longer stand in Discord: forget them too."""
    async with store.writing() as tx:
        before = await _still_there(tx, person, server_id)
        left = set(before) - set(gone)
        await _remember(tx, person, server_id, [m for m in before if m in left], now)


async def _still_there(tx: Transaction, person: Person, server_id: int) -> list[Link]:
    """The messages that an earlier erasure named and that nobody has deleted yet."""
    return [
        Link(server_id, channel_id, message_id)
        for draft in await members.drafts_of(tx, person.id, [], members.ERASURE)
        if draft.content["server_id"] == server_id
        for channel_id, message_id in draft.content["messages"]
    ]


async def _remember(
    tx: Transaction, person: Person, server_id: int, messages: Iterable[Link], now: datetime
) -> None:
    for draft in await members.drafts_of(tx, person.id, [], members.ERASURE):
        if draft.content["server_id"] == server_id:
            await members.forget_draft(tx, draft.id)
    left = [[m.channel_id, m.message_id] for m in messages]
    if left:
        content = {"server_id": server_id, "messages": left}
        await members.keep_draft(tx, None, person.id, members.ERASURE, content, now)
