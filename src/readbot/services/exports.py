"""Files of the discussion for those who were not there: only what the club may see."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from readbot.club.cadence import instant
from readbot.club.clubs import Club, Person, Place, require_moderator
from readbot.club.digests import Digest
from readbot.club.mistakes import Mistake
from readbot.club.notes import Note
from readbot.club.readings import Reading, ReadingState
from readbot.digest.gather import Posted, accepted_first, by_question
from readbot.digest.views import DigestView
from readbot.export import FORMATS
from readbot.export.documents import (
    Chapter,
    Coming,
    Discussion,
    Naming,
    Section,
    Talk,
    Told,
)
from readbot.export.spool import Spool
from readbot.services import clubs, planning
from readbot.services.digests import on_the_whole, view_in, views_in
from readbot.services.readings import choose
from readbot.store import audit, digests, notes, readings
from readbot.store import clubs as kept_clubs
from readbot.store.database import Store, Transaction

# From the first instant to the one after the last; None is no limit.
Span = tuple[datetime | None, datetime | None]

_BEGUN = (ReadingState.RUNNING, ReadingState.PAUSED, ReadingState.FINISHED)
# An appointment is never shorter than this: calendars hide what takes no time.
_SHORTEST = timedelta(minutes=5)
# What was being written while the last export was made comes twice rather than never.
_OVERLAP = timedelta(minutes=1)
# So many notes are in memory at once.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be exported; what is left out does not limit.

    ``format`` is one of ``readbot.export.FORMATS``, ``reading`` an id, a title or part of one;
    ``since`` and ``until`` are the first and the last day in the club's zone. ``only_new`` leaves
    out what was there at the club's last export. ``digest`` is the id of the only digest that is
    wanted.
    """

    format: str = "markdown"
    reading: str | None = None
    since: date | None = None
    until: date | None = None
    only_new: bool = False
    digest: int | None = None
    naming: Naming = Naming.CHOSEN

    @property
    def is_whole(self) -> bool:
        """Whether the next export may begin where this one ends: it left nothing out."""
        limits = (self.reading, self.since, self.until, self.digest)
        return all(limit is None for limit in limits) and self.format != "calendar"


Progress = Callable[[int, int], None]


def _quietly(_done: int, _of: int) -> None:
    """Tell nobody how far it is."""


async def save(
    store: Store,
    place: Place,
    person: Person,
    wanted: Wanted,
    folder: Path,
    now: datetime,
    progress: Progress = _quietly,
) -> Path:
    """Write the discussion to a file in ``folder``, however large it is. For moderators.

    It counts as an export once it is ``handed_over``. ``progress`` is told how many notes are
    gathered, and of how many; it is called while the database is being read, so it must not wait
    for anything.
    """
    form = FORMATS.get(wanted.format.strip().casefold())
    if form is None:
        raise Mistake(
            "There is no format “{format}”. Choose one of these: {formats}.",
            format=wanted.format,
            formats=", ".join(FORMATS),
        )
    since, until = wanted.since, wanted.until
    if since is not None and until is not None and until < since:
        raise Mistake("The last day comes before the first: swap “since” and “until”.")
    with ExitStack() as spools:
        async with store.reading() as tx:
            club = await clubs.find(tx, place)
            require_moderator(club, person)
            discussion = await _discussion(tx, club, wanted, now, progress, spools)
        return await asyncio.to_thread(form.save, discussion, folder)


async def handed_over(
    store: Store, place: Place, person: Person, wanted: Wanted, now: datetime
) -> None:
    """Write down that a file that was saved at ``now`` reached the person. For moderators.

    What is new is from then on what came after it, if it left nothing out.
    """
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        if wanted.is_whole:
            await kept_clubs.exported(tx, club.id, now)
        facts = {"format": wanted.format, "reading": wanted.reading, "naming": wanted.naming}
        await audit.record(tx, club.id, person.id, "digest.exported", "club", club.id, facts, now)


async def _discussion(
    tx: Transaction,
    club: Club,
    wanted: Wanted,
    now: datetime,
    progress: Progress,
    spools: ExitStack,
) -> Discussion:
    if wanted.digest is not None:
        told = await digests.get(tx, wanted.digest)
        if told is None or told.club_id != club.id:
            raise Mistake("There is no such digest any more.")
        return await _one_digest(tx, club, wanted, told, now, progress, spools)
    chosen = await _chosen(tx, club, wanted.reading)
    span = _span(club, wanted)
    chapters = await _chapters(tx, club, chosen, span, progress, spools)
    views: Spool[DigestView] = spools.enter_context(closing(Spool()))
    async for view in views_in(tx, club.id, *span):
        if (about := _about(view, chosen)).parts:
            views.append(about)
    coming = [c for one in chosen for c in await _coming(tx, club, one, now)]
    wants_one = wanted.reading is not None
    return Discussion(
        club=club,
        made_at=now,
        chapters=tuple(c for c in chapters if c.sections or c.talk.told or wants_one),
        digests=views,
        coming=tuple(sorted(coming, key=lambda c: (c.at, c.reading_id, c.number))),
        since=club.local(span[0]).date() if span[0] else None,
        until=wanted.until,
        naming=wanted.naming,
        numbers=await _numbers(tx, club),
    )


async def _one_digest(
    tx: Transaction,
    club: Club,
    wanted: Wanted,
    told: Digest,
    now: datetime,
    progress: Progress,
    spools: ExitStack,
) -> Discussion:
    """One digest as a document; as a table, the notes of its window."""
    chapters: list[Chapter] = []
    if wanted.format.strip().casefold() == "csv":
        chosen = await _chosen(tx, club, wanted.reading)
        chapters = await _chapters(tx, club, chosen, (told.start, told.end), progress, spools)
    view = await view_in(tx, told)
    return Discussion(
        club=club,
        made_at=now,
        chapters=tuple(chapters),
        digests=() if view is None else (view,),
        naming=wanted.naming,
        numbers=await _numbers(tx, club),
    )


async def _numbers(tx: Transaction, club: Club) -> dict[str, int]:
    return {name: number for number, name in enumerate(await notes.author_names(tx, club.id), 1)}


async def _chosen(tx: Transaction, club: Club, ref: str | None) -> list[Reading]:
    """The readings that are exported, in the order in which the club read them."""
    if ref is not None and ref.strip():
        return [await choose(tx, club, ref, _BEGUN)]
    return sorted(await readings.of_club(tx, club.id, _BEGUN), key=lambda r: r.id)


def _span(club: Club, wanted: Wanted) -> Span:
    """The instants at which the first day begins and the last has ended, on the club's clock."""
    start = instant(wanted.since, time(0), club.zone) if wanted.since else None
    if wanted.only_new and club.exported_at is not None:
        known = club.exported_at - _OVERLAP
        start = max(start, known) if start else known
    last = wanted.until
    return start, instant(last + timedelta(days=1), time(0), club.zone) if last else None


def _within(at: datetime, span: Span) -> bool:
    start, end = span
    return (start is None or at >= start) and (end is None or at < end)


async def _chapters(
    tx: Transaction,
    club: Club,
    chosen: Sequence[Reading],
    span: Span,
    progress: Progress,
    spools: ExitStack,
) -> list[Chapter]:
    posted = await digests.posted(tx, club.id)
    found = []
    for reading in chosen:
        here = {post.number: post for post in posted.get(reading.id, [])}
        told: Spool[Told] = spools.enter_context(closing(Spool()))
        found.append(await _chapter(tx, reading, here, span, Talk(told), progress))
    return found


async def _chapter(
    tx: Transaction,
    reading: Reading,
    posted: Mapping[int, Posted],
    span: Span,
    talk: Talk,
    progress: Progress,
) -> Chapter:
    script = await readings.script(tx, reading.id)
    if script is None:
        raise LookupError("a reading that was just listed is gone")
    ids = await notes.public_in_text_order(tx, reading.id, list(posted), span[1])
    for first in range(0, len(ids), _BATCH):
        batch = ids[first : first + _BATCH]
        known = await notes.by_ids(tx, batch)
        said = [known[i] for i in batch if i in known and known[i].is_public]
        answers = by_question(await digests.answers(tx, batch))
        for note in said:
            told = _told(note, answers.get(note.id, []), span)
            if told is not None:
                here = note if note.excerpt in posted else on_the_whole(note)
                talk.append(replace(told, note=here))
        progress(min(first + _BATCH, len(ids)), len(ids))
    sections = [
        Section(excerpt, post.at, post.link)
        for excerpt in await readings.excerpts_of(tx, reading.id)
        if (post := posted.get(excerpt.number))
        and (talk.count(excerpt.number) or _within(post.at, span))
    ]
    return Chapter(script, tuple(sections), talk)


def _told(note: Note, answers: Sequence[Note], span: Span) -> Told | None:
    """A note written or edited in ``span``, or answered in it, with its answers; else None."""
    answers = [one for one in answers if span[1] is None or one.created_at < span[1]]
    if not _is_news(note, span) and not any(_is_news(one, span) for one in answers):
        return None
    return Told(note, tuple(accepted_first(note, answers)))


def _is_news(note: Note, span: Span) -> bool:
    """Whether a note was written in the span, or got other words in it."""
    edited = note.edited_at is not None and _within(note.edited_at, span)
    return edited or _within(note.created_at, span)


def _about(view: DigestView, chosen: Sequence[Reading]) -> DigestView:
    """The digest's parts on these readings."""
    ids = {reading.id for reading in chosen}
    return replace(view, parts=tuple(part for part in view.parts if part.reading_id in ids))


async def _coming(tx: Transaction, club: Club, reading: Reading, now: datetime) -> list[Coming]:
    """What is planned already, then what the cadence will bring."""
    if reading.state is not ReadingState.RUNNING:
        return []
    coming = await planning.coming(tx, reading, club.late_rule, now)
    lasts = max(_SHORTEST, timedelta(minutes=round(reading.target_minutes)))
    return [
        Coming(reading.id, reading.title, number, reading.excerpts, at, lasts)
        for number, at in coming.items
        if at >= now
    ]
