"""The weekly digest: looked at, sent, planned when it is due, and read again later."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from readbot.club.cadence import weekly
from readbot.club.clubs import Club, Person, Place, require_moderator
from readbot.club.digests import Digest, Length, Outline, Section, window_start
from readbot.club.mistakes import Mistake
from readbot.club.notes import ERASED, Note, NoteKind
from readbot.club.postings import Posting
from readbot.club.readings import Reading, ReadingState
from readbot.digest import show as showing
from readbot.digest.gather import Course, Material, Posted, gather
from readbot.digest.views import DigestView
from readbot.services import clubs
from readbot.store import audit, notes, postings, readings
from readbot.store import clubs as kept_clubs
from readbot.store import digests as kept
from readbot.store.database import Store, Transaction

A_WEEK = timedelta(days=7)
PLANNED_AT_ONCE = 20
_BEGUN = (ReadingState.RUNNING, ReadingState.PAUSED, ReadingState.FINISHED)


async def preview(store: Store, place: Place, person: Person, now: datetime) -> DigestView:
    """The digest as it would be sent now; changes nothing. For moderators."""
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        material = await _since_the_last(tx, club, now)
    return (await _gathered(material))[1]


async def send(store: Store, place: Place, person: Person, now: datetime) -> Digest:
    """Owe the digest of what was said since the last one, now. For moderators.

    A Mistake where there is nothing to tell, or while another digest is still on its way.
    """
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        material = await _since_the_last(tx, club, now)
    outline, view = await _gathered(material)
    if view.is_empty and not club.digest_when_empty:
        raise Mistake(
            "Nothing was read or written since the last digest, so there is none to send."
        )
    async with store.writing() as tx:
        digest_id = await _keep(tx, store.name, material, outline, now)
        if digest_id is None:
            raise Mistake("A digest is on its way already. Look at the channel in a minute or two.")
        await audit.record(tx, club.id, person.id, "digest.sent", "digest", digest_id, {}, now)
        digest = await kept.get(tx, digest_id)
    if digest is None:
        raise LookupError("the digest that was just kept is gone")
    return digest


async def plan_due(store: Store, now: datetime) -> int:
    """Owe each digest whose time has come, and set the club's next; how many there are.

    However many weeks were missed, a club gets one digest of all of them. A club waits while its
    last digest may be under way. Of very many that are due only some are owed, the longest due
    ones: what was owed before is sent meanwhile.
    """
    async with store.reading() as tx:
        due: list[Club] = []
        for waiting in await kept_clubs.digest_due(tx, now):
            if len(due) < PLANNED_AT_ONCE and await _may_plan(tx, waiting, now):
                due.append(waiting)
        materials = [await _since_the_last(tx, club, now) for club in due]
    planned = 0
    for material in materials:
        outline, view = await _gathered(material)
        async with store.writing() as tx:
            club = await kept_clubs.get(tx, material.club.id)
            if club is None or club.digest_next_at is None or club.digest_next_at > now:
                continue
            if not view.is_empty or club.digest_when_empty:
                if await _keep(tx, store.name, material, outline, now) is None:
                    continue
                planned += 1
            next_at = weekly(club.digest_day, club.digest_time, club.zone, now)
            await kept_clubs.change(tx, replace(club, digest_next_at=next_at))
    return planned


async def reckon_anew(store: Store, now: datetime) -> int:
    """After the clock went back: let no club wait longer than to its next day; how many did."""
    changed = 0
    async with store.writing() as tx:
        for waits_for, club in await kept_clubs.next_digest_at(tx):
            earlier = weekly(club.digest_day, club.digest_time, club.zone, now)
            if earlier < waits_for:
                await kept_clubs.change(tx, replace(club, digest_next_at=earlier))
                changed += 1
    return changed


async def settings(
    store: Store,
    place: Place,
    person: Person,
    *,
    day: int | None = None,
    time: time | None = None,
    names: bool | None = None,
    when_empty: bool | None = None,
    length: Length | None = None,
    show: Section | None = None,
    leave_out: Section | None = None,
    now: datetime,
) -> Club:
    """Change when the digest comes (``day`` from Monday, 0), whether it names people, whether it
    comes in an empty week, how long it is and which sections it has; None keeps what was.

    For moderators.
    """
    if show is not None and show is leave_out:
        raise Mistake("A section cannot be both shown and left out.")
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        club = replace(
            club,
            digest_day=club.digest_day if day is None else day,
            digest_time=club.digest_time if time is None else time,
            digest_names=club.digest_names if names is None else names,
            digest_when_empty=club.digest_when_empty if when_empty is None else when_empty,
            digest_length=length or club.digest_length,
            digest_without=(club.digest_without - {show}) | ({leave_out} if leave_out else set()),
        )
        if day is not None or time is not None:
            next_at = weekly(club.digest_day, club.digest_time, club.zone, now)
            club = replace(club, digest_next_at=next_at)
        await kept_clubs.change(tx, club)
        facts = {
            "day": club.digest_day,
            "time": club.digest_time.isoformat("minutes"),
            "names": club.digest_names,
            "when_empty": club.digest_when_empty,
            "length": club.digest_length,
            "without": sorted(club.digest_without),
        }
        await audit.record(tx, club.id, person.id, "digest.settings", "club", club.id, facts, now)
    return club


async def view(store: Store, digest_id: int) -> DigestView:
    """A digest in the words of this moment; a Mistake if there is none with this id."""
    async with store.reading() as tx:
        digest = await kept.get(tx, digest_id)
        material = await _material_of(tx, digest) if digest else None
    if digest is None or material is None:
        raise Mistake("There is no such digest any more.")
    return await asyncio.to_thread(showing.show, digest.outline, material, digest)


async def view_of(tx: Transaction, posting: Posting) -> DigestView | None:
    """The digest that a posting of kind DIGEST brings; None if it is gone."""
    start = window_start(posting.occurrence)
    digest = await kept.beginning_at(tx, posting.subject_id, start)
    material = await _material_of(tx, digest) if digest else None
    if digest is None or material is None:
        return None
    return await asyncio.to_thread(showing.show, digest.outline, material, digest)


async def quoting(store: Store, person: Person, server_id: int) -> list[Posting]:
    """The posted digests of a server's clubs that may show words of this member."""
    found = []
    async with store.reading() as tx:
        for club in await kept_clubs.of_server(tx, server_id):
            written = await notes.of_author(tx, [club.id], person.id)
            told = {note.id for note in written} | {note.parent_id for note in written}
            for digest in await kept.sent_in(tx, club.id, None, None):
                posting = await kept.posting_of(tx, club.id, digest.start)
                if posting is not None and told.intersection(digest.outline.note_ids):
                    found.append(posting)
    return found


async def shown_now(store: Store, posting: Posting) -> DigestView | None:
    """A posted digest as its notes would have it today."""
    async with store.reading() as tx:
        return await view_of(tx, posting)


async def views_in(
    tx: Transaction, club_id: int, since: datetime | None, until: datetime | None
) -> AsyncIterator[DigestView]:
    """The club's digests that were sent in ``[since, until)``, oldest first, one by one."""
    club = await kept_clubs.get(tx, club_id)
    courses = await _courses(tx, club) if club else ()
    for digest_id in await kept.ids(tx, club_id):
        digest = await kept.get(tx, digest_id)
        at = digest.sent_at if digest else None
        if at and (since is None or at >= since) and (until is None or at < until):
            view = await view_in(tx, digest, courses) if digest else None
            if view is not None:
                yield view


async def view_in(
    tx: Transaction, digest: Digest, courses: tuple[Course, ...] | None = None
) -> DigestView | None:
    """A digest in the words of this moment; None where its club is gone."""
    material = await _material_of(tx, digest, courses)
    if material is None:
        return None
    return await asyncio.to_thread(showing.show, digest.outline, material, digest)


async def sent(store: Store, place: Place, person: Person) -> list[Digest]:
    """The club's digests that were sent, newest first. For moderators."""
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        return (await kept.sent_in(tx, club.id, None, None))[::-1]


async def _may_plan(tx: Transaction, club: Club, now: datetime) -> bool:
    start = await _window_start(tx, club, now)
    return kept.is_settled(await kept.posting_of(tx, club.id, start))


async def _window_start(tx: Transaction, club: Club, now: datetime) -> datetime:
    last = await kept.last_sent(tx, club.id)
    start = last.end if last else club.created_at
    if start <= now:
        return start
    # The last one was sent by a clock that was ahead: better a note twice than never. All day it
    # is the same window, so that it is not owed twice.
    return (now - A_WEEK).replace(hour=0, minute=0, second=0, microsecond=0)


async def _keep(
    tx: Transaction, database: str, material: Material, outline: Outline, now: datetime
) -> int | None:
    """Keep a digest unless another one was sent, or set out, since its material was read."""
    club = material.club
    await kept_clubs.get(tx, club.id)  # and hold it
    if await _window_start(tx, club, now) != material.start:
        return None
    return await kept.keep(tx, database, club, (material.start, material.end), outline, now)


async def _gathered(material: Material) -> tuple[Outline, DigestView]:
    """Choosing takes a while where much was said: it stays off the event loop."""
    outline = await asyncio.to_thread(gather, material)
    return outline, await asyncio.to_thread(showing.show, outline, material)


async def _said(
    tx: Transaction, club: Club, start: datetime, end: datetime, courses: Sequence[Course]
) -> list[Note]:
    """The public notes of a window that still say something, without words not posted yet."""
    found = await notes.public(tx, club.id, since=start, until=end)
    return _within_reach([note for note in found if note.body != ERASED], courses)


def _within_reach(said: Sequence[Note], courses: Sequence[Course]) -> list[Note]:
    reached = {(c.reading.id, post.number) for c in courses for post in c.posted}
    return [n if (n.reading_id, n.excerpt) in reached else on_the_whole(n) for n in said]


def on_the_whole(note: Note) -> Note:
    """The note without a place: words that are not posted are not the club's to see."""
    return replace(note, anchor=None, excerpt=None)


async def _since_the_last(tx: Transaction, club: Club, now: datetime) -> Material:
    """All that was posted and written since the last digest that was sent."""
    last = await kept.last_sent(tx, club.id)
    start = await _window_start(tx, club, now)
    courses = await _courses(tx, club)
    said = await _said(tx, club, start, now, courses)
    fresh = [n.parent_id for n in said if n.kind is NoteKind.ANSWER and n.parent_id is not None]
    owed = last.outline.open_ids if last else frozenset[int]()
    told = last.outline.answered_ids if last else frozenset[int]()
    asked = await kept.asked(tx, club.id, [*owed, *fresh], now)
    return Material(
        club=club,
        start=start,
        end=now,
        courses=courses,
        notes=tuple(said),
        asked=tuple(_within_reach(asked, courses)),
        answers=tuple(await kept.answers(tx, [question.id for question in asked])),
        told=told,
        owed=owed,
    )


async def _material_of(
    tx: Transaction, digest: Digest, courses: tuple[Course, ...] | None = None
) -> Material | None:
    """What a digest that is kept is shown from: its window as the club may see it now."""
    club = await kept_clubs.get(tx, digest.club_id)
    if club is None:
        return None
    questions = [i for part in digest.outline.readings for i in (*part.answered, *part.open)]
    if courses is None:
        courses = await _courses(tx, club)
    known = await notes.by_ids(tx, questions)
    asked = tuple(known[i] for i in questions if i in known and known[i].is_public)
    return Material(
        club=club,
        start=digest.start,
        end=digest.end,
        courses=courses,
        notes=tuple(await _said(tx, club, digest.start, digest.end, courses)),
        asked=tuple(_within_reach(asked, courses)),
        answers=tuple(await kept.answers(tx, [question.id for question in asked])),
    )


async def _courses(tx: Transaction, club: Club) -> tuple[Course, ...]:
    posted = await kept.posted(tx, club.id)
    return tuple(
        [
            await _course(tx, reading, posted.get(reading.id, []))
            for reading in await readings.of_club(tx, club.id, _BEGUN)
        ]
    )


async def _course(tx: Transaction, reading: Reading, posted: Sequence[Posted]) -> Course:
    number, at = await _next(tx, reading)
    return Course(
        reading=reading,
        posted=tuple(posted),
        next_number=number,
        next_at=at,
        spans=tuple((e.start, e.end) for e in await readings.excerpts_of(tx, reading.id)),
        places=tuple(await kept.places(tx, reading.id, [post.number for post in posted])),
    )


async def _next(tx: Transaction, reading: Reading) -> tuple[int, datetime] | tuple[None, None]:
    """The excerpt that comes next: what is planned already, else what its cadence brings."""
    if reading.state is not ReadingState.RUNNING:
        return None, None
    unsent = await postings.unfinished_excerpts(tx, reading.id)
    if unsent:
        return postings.excerpt_number(unsent[0].occurrence), unsent[0].not_before
    planned = await readings.cadence(tx, reading.id)
    if planned is None or planned[1] is None or reading.next_excerpt > reading.excerpts:
        return None, None
    return reading.next_excerpt, planned[1]
