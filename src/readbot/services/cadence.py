"""The pace of a reading: when its excerpts come, and owing them when their time has come."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from readbot.club.cadence import Cadence, next_after, occurrences, turns
from readbot.club.clubs import (
    Club,
    Person,
    Place,
    read_date,
    read_days,
    read_time,
    require_moderator,
)
from readbot.club.mistakes import Mistake
from readbot.club.postings import NewPosting, PostingKind
from readbot.club.readings import Reading, ReadingState
from readbot.services import clubs
from readbot.services.readings import ALIVE, choose, log, moderated
from readbot.store import clubs as kept_clubs
from readbot.store import postings
from readbot.store import readings as kept
from readbot.store.database import Store, Transaction

DEFAULT_DAYS = "daily"
DEFAULT_TIME = "09:00"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a reading's excerpts come. ``last_at`` is None where none is left or none is planned."""

    club: Club
    reading: Reading
    cadence: Cadence | None
    next_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Queue:
    """What comes when: numbers of excerpts and the instants at which they are due."""

    club: Club
    reading: Reading
    cadence: Cadence | None
    items: tuple[tuple[int, datetime], ...]


def _last_at(cadence: Cadence, reading: Reading, after: datetime) -> datetime | None:
    """When the reading's last excerpt is due, if it keeps its cadence."""
    left = reading.excerpts - reading.next_excerpt + 1
    last = None
    for at in occurrences(cadence, after):
        if left <= 0:
            break
        last = at
        left -= cadence.excerpts
    return last


async def start(
    store: Store,
    place: Place,
    person: Person,
    ref: str | None,
    *,
    days: str | None,
    time: str | None,
    first: str | None,
    now: datetime,
) -> Schedule:
    """Let a reading's excerpts come on these days at this local time, from a first date on.

    A reading that has begun keeps its place and takes the new pace.
    """
    async with store.writing() as tx:
        club, reading = await moderated(tx, place, person, ref, ALIVE)
        first_day = read_date(first) if first else club.today(now)
        if first_day < club.today(now):
            raise Mistake("{day} is in the past. Choose today or a later date.", day=first_day)
        cadence = Cadence(
            weekdays=read_days(days or DEFAULT_DAYS),
            times=(read_time(time or DEFAULT_TIME),),
            zone=club.zone,
            first=first_day,
        )
        next_at = next_after(cadence, now)
        reading = replace(reading, state=ReadingState.RUNNING, started_at=reading.started_at or now)
        reading = await _take_back(tx, reading, "a new pace")
        await kept.change(tx, reading)
        await kept.set_cadence(tx, reading.id, cadence, next_at)
        await log(tx, reading, person, "reading.started", now)
    return Schedule(club, reading, cadence, next_at, _last_at(cadence, reading, now))


async def _take_back(tx: Transaction, reading: Reading, reason: str) -> Reading:
    """Plan anew, later, what was planned and certainly not sent."""
    cancelled = await postings.cancel_unsent(tx, reading.id, reason)
    numbers = [
        postings.excerpt_number(p.occurrence) for p in cancelled if p.occurrence.endswith(".0")
    ]
    return replace(reading, next_excerpt=min([*numbers, reading.next_excerpt]))


async def _schedule(tx: Transaction, club: Club, reading: Reading, now: datetime) -> Schedule:
    planned = await kept.cadence(tx, reading.id)
    if planned is None:
        return Schedule(club, reading, None, None, None)
    cadence, next_at = planned
    last_at = None
    if next_at is not None:
        last_at = _last_at(cadence, reading, min(now, next_at - timedelta(seconds=1)))
    return Schedule(club, reading, cadence, next_at, last_at)


async def pause(
    store: Store, place: Place, person: Person, ref: str | None, now: datetime
) -> Schedule:
    """Let nothing more of a reading come until it is resumed."""
    async with store.writing() as tx:
        club, reading = await moderated(tx, place, person, ref, (ReadingState.RUNNING,))
        reading = replace(reading, state=ReadingState.PAUSED)
        reading = await _take_back(tx, reading, "paused")
        await kept.change(tx, reading)
        await kept.set_next(tx, reading.id, None)
        await log(tx, reading, person, "reading.paused", now)
        return await _schedule(tx, club, reading, now)


async def resume(
    store: Store, place: Place, person: Person, ref: str | None, now: datetime
) -> Schedule:
    """Go on with a paused reading, or with one whose channel had refused readbot."""
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        stopped = await postings.resume(tx, [club.channel_id])
        states = (ReadingState.PAUSED, *((ReadingState.RUNNING,) if stopped else ()))
        reading = await choose(tx, club, ref, states)
        planned = await kept.cadence(tx, reading.id)
        if planned is None:
            raise Mistake("This reading has no days yet. Start it with /reading start.")
        if reading.state is ReadingState.PAUSED:
            reading = replace(reading, state=ReadingState.RUNNING)
            await kept.change(tx, reading)
            await kept.set_next(tx, reading.id, _next(planned[0], reading, now))
        await log(tx, reading, person, "reading.resumed", now)
        return await _schedule(tx, club, reading, now)


def _next(cadence: Cadence, reading: Reading, after: datetime) -> datetime | None:
    """The next occurrence, if there is something left to bring."""
    return next_after(cadence, after) if reading.next_excerpt <= reading.excerpts else None


async def skip(
    store: Store, place: Place, person: Person, ref: str | None, now: datetime
) -> Schedule:
    """Leave out the next date: the excerpt that was due then comes at the following one."""
    async with store.writing() as tx:
        club, reading = await moderated(tx, place, person, ref, (ReadingState.RUNNING,))
        planned = await kept.cadence(tx, reading.id)
        if planned is None or planned[1] is None:
            raise Mistake("Nothing is planned that could be skipped.")
        cadence, next_at = planned[0], planned[1]
        if len(cadence.times) == 1:
            day = next_at.astimezone(club.tz).date()
            cadence = replace(cadence, skipped=cadence.skipped | {day})
        await kept.set_cadence(tx, reading.id, cadence, _next(cadence, reading, next_at))
        await log(tx, reading, person, "reading.skipped", now)
        return await _schedule(tx, club, reading, now)


async def next_now(
    store: Store, place: Place, person: Person, ref: str | None, now: datetime
) -> Schedule:
    """Post the next excerpt at once; the days stay as they are."""
    async with store.writing() as tx:
        club, reading = await moderated(
            tx, place, person, ref, (ReadingState.RUNNING, ReadingState.PAUSED)
        )
        if reading.next_excerpt > reading.excerpts:
            raise Mistake("Every excerpt of this reading has been posted or is on its way.")
        reading = await _plan(tx, store.name, reading, now, now, 1)
        if reading.next_excerpt > reading.excerpts:
            await kept.set_next(tx, reading.id, None)
        await log(tx, reading, person, "reading.next", now)
        return await _schedule(tx, club, reading, now)


async def finish(
    store: Store, place: Place, person: Person, ref: str | None, now: datetime
) -> Schedule:
    """End a reading before its last excerpt; its notes and exports stay."""
    async with store.writing() as tx:
        club, reading = await moderated(tx, place, person, ref, ALIVE)
        reading = await _take_back(tx, reading, "finished")
        reading = replace(reading, state=ReadingState.FINISHED, finished_at=now)
        await kept.change(tx, reading)
        await kept.set_next(tx, reading.id, None)
        await log(tx, reading, person, "reading.finished", now)
        return await _schedule(tx, club, reading, now)


async def queue(
    store: Store, place: Place, person: Person, ref: str | None, limit: int = 25
) -> Queue:
    """What of a reading comes when, up to ``limit`` excerpts."""
    async with store.reading() as tx:
        club, reading = await moderated(tx, place, person, ref, ALIVE)
        owed = await postings.unfinished_excerpts(tx, reading.id)
        planned = await kept.cadence(tx, reading.id)
    items = [(postings.excerpt_number(p.occurrence), p.due_at) for p in owed]
    number = reading.next_excerpt
    if planned is not None and planned[1] is not None:
        cadence, next_at = planned[0], planned[1]
        for at in occurrences(cadence, next_at - timedelta(seconds=1)):
            for _ in range(cadence.excerpts):
                if number <= reading.excerpts and len(items) < limit:
                    items.append((number, at))
                    number += 1
            if number > reading.excerpts or len(items) >= limit:
                break
    return Queue(club, reading, planned[0] if planned else None, tuple(items[:limit]))


async def _plan(
    tx: Transaction,
    database: str,
    reading: Reading,
    due_at: datetime,
    not_before: datetime,
    count: int,
) -> Reading:
    """Owe the next ``count`` excerpts of a reading; the reading with its place moved on."""
    last = min(reading.excerpts, reading.next_excerpt + count - 1)
    for number in range(reading.next_excerpt, last + 1):
        new = NewPosting(
            club_id=reading.club_id,
            kind=PostingKind.EXCERPT,
            subject_id=reading.id,
            occurrence=postings.excerpt_occurrence(number),
            destination_id=reading.channel_id,
            due_at=due_at,
            not_before=not_before,
        )
        await postings.plan(tx, database, new)
    reading = replace(reading, next_excerpt=last + 1)
    await kept.change(tx, reading)
    return reading


async def plan_due(store: Store, now: datetime) -> int:
    """Owe every excerpt whose time has come; how many occurrences were dealt with."""
    async with store.reading() as tx:
        due = await kept.due(tx, now)
    for reading_id, _, _ in due:
        await _plan_reading(store, reading_id, now)
    return len(due)


async def _plan_reading(store: Store, reading_id: int, now: datetime) -> None:
    async with store.writing() as tx:
        reading = await kept.get(tx, reading_id)
        planned = await kept.cadence(tx, reading_id)
        # Looked up again: a moderator may have paused it since.
        if reading is None or planned is None or planned[1] is None or planned[1] > now:
            return
        club = await kept_clubs.get(tx, reading.club_id)
        if club is None:
            return
        cadence, next_at = planned[0], planned[1]
        missed = [next_at]
        following = None
        for at in occurrences(cadence, next_at):
            if at > now:
                following = at
                break
            missed.append(at)
        for turn in turns(missed, club.late_rule, now):
            reading = await _plan(
                tx, store.name, reading, turn.due_at, turn.not_before, cadence.excerpts
            )
        left = reading.next_excerpt <= reading.excerpts
        await kept.set_next(tx, reading.id, following if left else None)


async def refresh_rules(store: Store, now: datetime) -> int:
    """Work out anew, by today's zone rules, every occurrence that older rules gave; how many."""
    async with store.writing() as tx:
        stale = await kept.by_older_rules(tx)
        for reading_id, cadence, next_at in stale:
            # One that is due already stays due: it was promised by the rules of its time.
            moved = next_at if next_at <= now else next_after(cadence, now)
            await kept.set_next(tx, reading_id, moved)
    return len(stale)
