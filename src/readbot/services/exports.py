"""Files of the discussion for those who were not there: only what the club may see."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain

from readbot.club.cadence import Cadence, instant, occurrences
from readbot.club.clubs import Club, Person, Place, require_moderator
from readbot.club.mistakes import Mistake
from readbot.club.notes import Note
from readbot.club.readings import Reading, ReadingState
from readbot.digest.gather import accepted_first, by_question
from readbot.digest.views import DigestView
from readbot.export import FORMATS
from readbot.export.documents import Chapter, Coming, Discussion, ExportFile, Naming, Section
from readbot.services import clubs
from readbot.services.digests import on_the_whole, views_in
from readbot.services.readings import choose
from readbot.store import audit, digests, notes, postings, readings
from readbot.store import clubs as kept_clubs
from readbot.store.database import Store, Transaction

# From the first instant to the one after the last; None is no limit.
Span = tuple[datetime | None, datetime | None]

_BEGUN = (ReadingState.RUNNING, ReadingState.PAUSED, ReadingState.FINISHED)
# An appointment is never shorter than this: calendars hide what takes no time.
_SHORTEST = timedelta(minutes=5)
# What was being written while the last export was made comes twice rather than never.
_OVERLAP = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be exported; what is left out does not limit.

    ``format`` is one of ``readbot.export.FORMATS``, ``reading`` an id, a title or part of one;
    ``since`` and ``until`` are the first and the last day in the club's zone. ``only_new`` leaves
    out what was there at the club's last export.
    """

    format: str = "markdown"
    reading: str | None = None
    since: date | None = None
    until: date | None = None
    only_new: bool = False
    naming: Naming = Naming.CHOSEN

    @property
    def is_whole(self) -> bool:
        """Whether the next export may begin where this one ends: it left nothing out."""
        limited = self.reading is not None or self.since is not None or self.until is not None
        return not limited and self.format != "calendar"


Progress = Callable[[int, int], Awaitable[None]]


async def _quietly(_done: int, _of: int) -> None:
    """Tell nobody how far it is."""


async def export(
    store: Store,
    place: Place,
    person: Person,
    wanted: Wanted,
    now: datetime,
    progress: Progress = _quietly,
) -> list[ExportFile]:
    """The discussion as files. For moderators.

    ``progress`` is told after each reading how many are done, and of how many.
    """
    write = FORMATS.get(wanted.format.strip().casefold())
    if write is None:
        raise Mistake(
            "There is no format “{format}”. Choose one of these: {formats}.",
            format=wanted.format,
            formats=", ".join(FORMATS),
        )
    since, until = wanted.since, wanted.until
    if since is not None and until is not None and until < since:
        raise Mistake("The last day comes before the first: swap “since” and “until”.")
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        discussion = await _discussion(tx, club, wanted, now, progress)
    files = await asyncio.to_thread(write, discussion)
    async with store.writing() as tx:
        if wanted.is_whole:
            await kept_clubs.exported(tx, club.id, now)
        facts = {"format": wanted.format, "reading": wanted.reading, "naming": wanted.naming}
        await audit.record(tx, club.id, person.id, "digest.exported", "club", club.id, facts, now)
    return files


async def _discussion(
    tx: Transaction, club: Club, wanted: Wanted, now: datetime, progress: Progress
) -> Discussion:
    chosen = await _chosen(tx, club, wanted.reading)
    span = _span(club, wanted)
    chapters: list[Chapter] = []
    for number, one in enumerate(chosen, 1):
        chapters.append(await _chapter(tx, club, one, span))
        await progress(number, len(chosen))
    views = await views_in(tx, club.id, *span)
    coming = [c for one in chosen for c in await _coming(tx, one, now)]
    names = await notes.author_names(tx, club.id)
    wants_one = wanted.reading is not None
    return Discussion(
        club=club,
        made_at=now,
        chapters=tuple(c for c in chapters if c.sections or c.notes or wants_one),
        digests=tuple(told for _, view in views if (told := _about(view, chosen)).parts),
        coming=tuple(sorted(coming, key=lambda c: (c.at, c.reading_id, c.number))),
        since=club.local(span[0]).date() if span[0] else None,
        until=wanted.until,
        naming=wanted.naming,
        numbers={name: number for number, name in enumerate(names, 1)},
    )


def digest_document(view: DigestView, format: str = "markdown") -> bytes:  # noqa: A002
    """One digest as a document: markdown, html or json."""
    discussion = Discussion(club=view.club, made_at=view.end, digests=(view,))
    [file] = FORMATS[format](discussion)
    return file.content


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


async def _chapter(tx: Transaction, club: Club, reading: Reading, span: Span) -> Chapter:
    script = await readings.script(tx, reading.id)
    if script is None:
        raise LookupError("a reading that was just listed is gone")
    posted = {p.number: p for p in (await digests.posted(tx, club.id)).get(reading.id, [])}
    every = await notes.public(tx, club.id, until=span[1], reading_id=reading.id)
    said, answers = talk(every, span)
    said = [note if note.excerpt in posted else on_the_whole(note) for note in said]
    noted = {note.excerpt for note in said}
    sections = [
        Section(excerpt, post.at, post.link)
        for excerpt in await readings.excerpts_of(tx, reading.id)
        if (post := posted.get(excerpt.number))
        and (excerpt.number in noted or _within(post.at, span))
    ]
    return Chapter(script, tuple(sections), tuple(sorted(said, key=_in_text_order)), answers)


def talk(every: Sequence[Note], span: Span) -> tuple[list[Note], dict[int, tuple[Note, ...]]]:
    """The notes written or edited in ``span``, with the questions answered in it, and the answers.

    What belongs to a note that the club may not see is left out with it.
    """
    answers = [note for note in every if note.parent_id is not None]
    stirred = {answer.parent_id for answer in answers if _is_news(answer, span)}
    said = [
        note
        for note in every
        if note.parent_id is None and (_is_news(note, span) or note.id in stirred)
    ]
    to = by_question(answers)
    return said, {
        note.id: tuple(accepted_first(note, to[note.id])) for note in said if note.id in to
    }


def _is_news(note: Note, span: Span) -> bool:
    """Whether a note was written in the span, or got other words in it."""
    edited = note.edited_at is not None and _within(note.edited_at, span)
    return edited or _within(note.created_at, span)


def _in_text_order(note: Note) -> tuple[bool, int, int, datetime, int]:
    start = note.anchor.start if note.anchor else -1
    return note.excerpt is None, note.excerpt or 0, start, note.created_at, note.id


def _about(view: DigestView, chosen: Sequence[Reading]) -> DigestView:
    """The digest's parts on these readings."""
    ids = {reading.id for reading in chosen}
    return replace(view, parts=tuple(part for part in view.parts if part.reading_id in ids))


async def _coming(tx: Transaction, reading: Reading, now: datetime) -> list[Coming]:
    """What is planned already, then what the cadence will bring."""
    planned = await readings.cadence(tx, reading.id)
    if reading.state is not ReadingState.RUNNING or planned is None:
        return []
    times = [
        (postings.excerpt_number(posting.occurrence), posting.due_at)
        for posting in await postings.unfinished_excerpts(tx, reading.id)
    ]
    cadence, next_at = planned
    if next_at is not None:
        left = range(reading.next_excerpt, reading.excerpts + 1)
        times += zip(left, _instants(cadence, next_at), strict=False)
    lasts = max(_SHORTEST, timedelta(minutes=round(reading.target_minutes)))
    return [
        Coming(reading.id, reading.title, number, reading.excerpts, at, lasts)
        for number, at in times
        if at >= now
    ]


def _instants(cadence: Cadence, first: datetime) -> Iterator[datetime]:
    """When each excerpt comes, from the one due at ``first`` on."""
    for at in chain([first], occurrences(cadence, first)):
        yield from [at] * cadence.excerpts
