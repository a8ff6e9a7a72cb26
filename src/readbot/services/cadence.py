"""The pace of a reading: when its excerpts come, seeing it and changing it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from readbot.club.cadence import Cadence, next_after, occurrences
from readbot.club.clubs import (
    Club,
    Person,
    Place,
    read_date,
    read_dates,
    read_days,
    read_times,
    require_moderator,
)
from readbot.club.mistakes import Mistake
from readbot.club.postings import PostingKind, PostingState
from readbot.club.readings import Reading, ReadingState
from readbot.services import clubs, hold_ups, planning
from readbot.services.readings import ALIVE, BEGUN, choose, log, moderated
from readbot.store import destinations, postings
from readbot.store import readings as kept
from readbot.store.database import Store, Transaction

DEFAULT_DAYS = "daily"
DEFAULT_TIME = "09:00"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a reading's excerpts come.

    ``last_at`` is the last date that brings one, None where none does; ``dateless`` is how many
    excerpts are left when the pace has ended. ``named`` are the dates that were asked about,
    ``skipped_at`` is the occurrence that is left out; ``held_up`` is what of the club could not go
    on until now. ``is_new_pace`` where the reading had begun before. ``next_number`` is the excerpt
    that comes at ``next_at``, ``comes_at`` when one that is posted again does, if not at once.
    """

    club: Club
    reading: Reading
    cadence: Cadence | None
    next_at: datetime | None
    last_at: datetime | None
    dateless: int = 0
    named: frozenset[date] = frozenset()
    skipped_at: datetime | None = None
    is_new_pace: bool = False
    held_up: tuple[hold_ups.Told, ...] = ()
    next_number: int = 0
    comes_at: datetime | None = None


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
    until: str | None = None,
    skip: str | None = None,
    excerpts: int | None = None,
    channel_id: int | None = None,
) -> Schedule:
    """Let a reading's excerpts come on these days at these local times, from a first date on.

    ``skip`` names dates and ranges on which nothing comes, ``until`` the last day, ``excerpts`` how
    many come each time, ``channel_id`` where, if not in the club's home. A reading that has begun
    keeps its place and takes the new pace: what is not said stays as it was, save the last day.
    """
    async with store.writing() as tx:
        club, reading = await moderated(tx, place, person, ref, ALIVE)
        planned = await kept.cadence(tx, reading.id)
        today = club.today(now)
        cadence = planned[0] if planned else _usual(club.zone, today)
        first_day = read_date(first) if first else max(cadence.first, today)
        if first_day < today:
            raise Mistake("{day} is in the past. Choose today or a later date.", day=first_day)
        cadence = replace(
            cadence,
            weekdays=read_days(days) if days else cadence.weekdays,
            times=read_times(time) if time else cadence.times,
            zone=club.zone,
            first=first_day,
            excerpts=excerpts or cadence.excerpts,
            skipped=read_dates(skip) if skip else cadence.skipped,
            until=read_date(until) if until else None,
        )
        next_at = next_after(cadence, now)
        if next_at is None:
            if cadence.skipped:
                raise Mistake(
                    "With these dates nothing would ever come. Choose a later end, or leave out "
                    "fewer dates."
                )
            raise Mistake("With these dates nothing would ever come. Choose a later end.")
        had_begun = reading.state is not ReadingState.WAITING
        reading = replace(reading, state=ReadingState.RUNNING, started_at=reading.started_at or now)
        reading = await _take_back(tx, reading, "a new pace")
        if channel_id is not None:
            reading = await _move(tx, reading, channel_id)
        await kept.change(tx, reading)
        await kept.set_cadence(tx, reading.id, cadence, next_at)
        await log(tx, reading, person, "reading.started", now)
        return replace(await _schedule(tx, club, reading, now), is_new_pace=had_begun)


def _usual(zone: str, first: date) -> Cadence:
    return Cadence(read_days(DEFAULT_DAYS), read_times(DEFAULT_TIME), zone, first)


async def pace(store: Store, place: Place, person: Person, ref: str | None) -> Cadence | None:
    """The pace of a reading; None for one that was never started."""
    async with store.reading() as tx:
        _, reading = await moderated(tx, place, person, ref, tuple(ReadingState))
        planned = await kept.cadence(tx, reading.id)
    return planned[0] if planned else None


async def _move(tx: Transaction, reading: Reading, channel_id: int) -> Reading:
    """Let a reading live in another channel, thread or forum from now on."""
    stopped = await destinations.stopped_destination(tx, reading.channel_id)
    if stopped is not None and stopped.is_gone:
        # Nothing can stand in a channel that is gone. Elsewhere, what may stand is looked for.
        await postings.move_excerpts(tx, reading.id, reading.channel_id, channel_id)
    await destinations.resume(tx, [channel_id])
    return replace(reading, channel_id=channel_id)


async def _take_back(tx: Transaction, reading: Reading, reason: str) -> Reading:
    """Plan anew, later, what was planned and certainly not sent."""
    cancelled = await postings.cancel_unsent(tx, reading.id, reason)
    numbers = {postings.excerpt_number(p.occurrence) for p in cancelled}
    # What was planned in turn ends just before the next number; anything else was a repost.
    number = reading.next_excerpt
    while number - 1 in numbers:
        number -= 1
    return replace(reading, next_excerpt=number)


async def _schedule(tx: Transaction, club: Club, reading: Reading, now: datetime) -> Schedule:
    planned = await kept.cadence(tx, reading.id)
    if planned is None:
        return Schedule(club, reading, None, None, None)
    coming = await planning.coming(tx, reading, club.late_rule, now)
    ahead = [(number, at) for number, at in coming.items if at > now]
    if not ahead:
        return Schedule(club, reading, planned[0], None, None, coming.dateless)
    (number, next_at), (_, last_at) = ahead[0], ahead[-1]
    return Schedule(
        club, reading, planned[0], next_at, last_at, coming.dateless, next_number=number
    )


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
        # What may be held up of readings that are over too: the rest of a talk, a digest.
        held = await hold_ups.told(tx, club, now)
        lifted = await hold_ups.lift(tx, club.id, now)
        states = (ReadingState.PAUSED, *((ReadingState.RUNNING,) if lifted else ()))
        try:
            reading = await choose(tx, club, ref, states, place)
            return await _resumed(tx, club, person, reading, held, now)
        except Mistake:
            # Whoever names a reading that cannot go on has changed nothing.
            if ref is not None or not lifted:
                raise
    raise Mistake("What was held up is tried again now. No reading is paused.")


async def _resumed(
    tx: Transaction,
    club: Club,
    person: Person,
    reading: Reading,
    held: Sequence[hold_ups.Told],
    now: datetime,
) -> Schedule:
    planned = await kept.cadence(tx, reading.id)
    if planned is None:
        raise Mistake("This reading has no days yet. Start it with /reading start.")
    if reading.state is ReadingState.PAUSED:
        reading = replace(reading, state=ReadingState.RUNNING)
        await kept.change(tx, reading)
        await kept.set_next(tx, reading.id, _next(planned[0], reading, now))
    await log(tx, reading, person, "reading.resumed", now)
    return replace(await _schedule(tx, club, reading, now), held_up=tuple(held))


def _next(cadence: Cadence, reading: Reading, after: datetime) -> datetime | None:
    """The next occurrence, if there is something left to bring."""
    return next_after(cadence, after) if reading.next_excerpt <= reading.excerpts else None


async def skip(
    store: Store,
    place: Place,
    person: Person,
    ref: str | None,
    now: datetime,
    *,
    dates: str | None = None,
) -> Schedule:
    """Leave out the next date, or those named: what was due then comes at the following one."""
    async with store.writing() as tx:
        club, reading = await moderated(tx, place, person, ref, (ReadingState.RUNNING,))
        planned = await kept.cadence(tx, reading.id)
        if planned is None or planned[1] is None:
            raise Mistake("Nothing is planned that could be skipped.")
        cadence, next_at = planned[0], planned[1]
        named = read_dates(dates) if dates else frozenset()
        if dates:
            cadence = replace(cadence, skipped=cadence.skipped | named)
            # Not from now on: what a skip without a date left out stays left out.
            after = next_at - timedelta(seconds=1)
        else:
            # One of several times of a day is skipped alone, by going on after it.
            if len(cadence.times) == 1:
                day = next_at.astimezone(ZoneInfo(cadence.zone)).date()
                cadence = replace(cadence, skipped=cadence.skipped | {day})
            after = next_at
        await kept.set_cadence(tx, reading.id, cadence, _next(cadence, reading, after))
        await log(tx, reading, person, "reading.skipped", now)
        skipped_at = None if dates else next_at
        return replace(await _schedule(tx, club, reading, now), named=named, skipped_at=skipped_at)


async def put_back(
    store: Store, place: Place, person: Person, ref: str | None, dates: str, now: datetime
) -> Schedule:
    """Let something come again on dates that were left out."""
    async with store.writing() as tx:
        club, reading = await moderated(tx, place, person, ref, ALIVE)
        planned = await kept.cadence(tx, reading.id)
        if planned is None:
            raise Mistake("This reading has no days yet. Start it with /reading start.")
        cadence, next_at = planned
        days = read_dates(dates)
        cadence = replace(cadence, skipped=cadence.skipped - days)
        waits = reading.state is ReadingState.RUNNING and (next_at is None or next_at > now)
        if waits and reading.next_excerpt <= reading.excerpts:
            # What a skip without a date left out stays left out: only these days bring more.
            back = _first_on(cadence, days, now)
            next_at = min((at for at in (back, next_at) if at is not None), default=None)
        await kept.set_cadence(tx, reading.id, cadence, next_at)
        await log(tx, reading, person, "reading.put_back", now)
        return await _schedule(tx, club, reading, now)


def _first_on(cadence: Cadence, days: frozenset[date], after: datetime) -> datetime | None:
    """The first occurrence on one of these days."""
    zone, last = ZoneInfo(cadence.zone), max(days)
    for at in occurrences(cadence, after):
        day = at.astimezone(zone).date()
        if day in days:
            return at
        if day > last:
            break
    return None


async def next_now(
    store: Store,
    place: Place,
    person: Person,
    ref: str | None,
    now: datetime,
    *,
    number: int | None = None,
) -> Schedule:
    """Post the next excerpt at once; the days stay as they are.

    With ``number``, only if that is the next one: a button may be pressed twice, or by two people.
    """
    async with store.writing() as tx:
        club, reading = await moderated(
            tx, place, person, ref, (ReadingState.RUNNING, ReadingState.PAUSED)
        )
        if number is not None and number != await planning.next_number(tx, reading, now):
            raise Mistake("Excerpt {number} is not the next one any more.", number=number)
        await _require_free(tx, club, reading, now)
        if not await planning.bring_forward(tx, reading, now):
            reading = await planning.owe_next(tx, store.name, reading, now)
        if reading.next_excerpt > reading.excerpts:
            await kept.set_next(tx, reading.id, None)
        await log(tx, reading, person, "reading.next", now)
        return await _schedule(tx, club, reading, now)


async def _require_free(tx: Transaction, club: Club, reading: Reading, now: datetime) -> None:
    """Raise where what would come would only wait behind what cannot go on."""
    held = await hold_ups.in_front(tx, club, reading, now)
    if held:
        raise Mistake(
            "{hindrance} Another excerpt would only wait behind it. /reading queue shows all of "
            "it.",
            hindrance=held[0].text,
        )


async def jump(
    store: Store, place: Place, person: Person, ref: str | None, number: int, now: datetime
) -> Schedule:
    """Let the excerpt of this number be the next one to come; the days stay as they are."""
    async with store.writing() as tx:
        club, reading = await moderated(tx, place, person, ref, ALIVE, BEGUN)
        _require_number(reading, number)
        reading = await _take_back(tx, reading, "a jump")
        reading = replace(reading, next_excerpt=number)
        await kept.change(tx, reading)
        planned = await kept.cadence(tx, reading.id)
        if reading.state is ReadingState.RUNNING and planned is not None:
            await kept.set_next(tx, reading.id, planned[1] or next_after(planned[0], now))
        await log(tx, reading, person, "reading.jumped", now)
        return await _schedule(tx, club, reading, now)


async def repost(
    store: Store, place: Place, person: Person, ref: str | None, number: int, now: datetime
) -> Schedule:
    """Post an excerpt once more, at once: one that has been posted, or that Discord refused."""
    async with store.writing() as tx:
        club, reading = await moderated(tx, place, person, ref, tuple(ReadingState), BEGUN)
        _require_number(reading, number)
        posted = await postings.excerpt_links(tx, reading.id)
        if number not in posted and not await _was_refused(tx, reading, number):
            if reading.state is ReadingState.FINISHED:
                raise Mistake(
                    "Excerpt {number} was never posted, and that reading has ended.", number=number
                )
            raise Mistake(
                "Excerpt {number} has not been posted yet, so it cannot come once more. To bring "
                "it now, use /reading jump and then /reading next.",
                number=number,
            )
        await planning.owe(tx, store.name, reading, number, now)
        await log(tx, reading, person, "reading.reposted", now)
        coming = await planning.coming(tx, reading, club.late_rule, now)
        again = max(at for which, at in coming.items[: coming.owed] if which == number)
        schedule = await _schedule(tx, club, reading, now)
        return replace(schedule, comes_at=again if again > now else None)


def _require_number(reading: Reading, number: int) -> None:
    if not 1 <= number <= reading.excerpts:
        raise Mistake("This reading has excerpts 1 to {last}.", last=reading.excerpts)


async def _was_refused(tx: Transaction, reading: Reading, number: int) -> bool:
    """Whether an excerpt was left out because Discord refused it as it was."""
    failed = await postings.of_club(tx, reading.club_id, (PostingState.FAILED,))
    return any(
        p.kind is PostingKind.EXCERPT
        and p.subject_id == reading.id
        and postings.excerpt_number(p.occurrence) == number
        for p in failed
    )


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
