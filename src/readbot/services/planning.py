"""Owing the excerpts whose time has come, and working out anew when they come."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain, repeat

from readbot.club.cadence import (
    CATCH_UP_GAP,
    Turn,
    in_turn,
    next_after,
    occurrences,
    turns,
)
from readbot.club.clubs import LateRule
from readbot.club.mistakes import Mistake
from readbot.club.postings import Look, NewPosting, Posting, PostingKind, PostingState
from readbot.club.readings import Reading, ReadingState
from readbot.store import postings
from readbot.store import readings as kept
from readbot.store.database import Store, Transaction

PLANNED_AT_ONCE = 100
# Those of one occurrence are due this much after each other: in their order, whichever of them was
# owed before and taken back.
_APART = timedelta(microseconds=1)


async def owe_next(tx: Transaction, database: str, reading: Reading, now: datetime) -> Reading:
    """Owe the next excerpt of a reading at once; the reading with its place moved on."""
    if reading.next_excerpt > reading.excerpts:
        raise Mistake("Every excerpt of this reading has been posted or is on its way.")
    await owe(tx, database, reading, reading.next_excerpt, now)
    reading = replace(reading, next_excerpt=reading.next_excerpt + 1)
    await kept.change(tx, reading)
    return reading


async def next_number(tx: Transaction, reading: Reading, now: datetime) -> int:
    """The excerpt that comes next: of those that wait for their turn, else of those not owed."""
    waiting = await _waiting(tx, reading, now)
    return postings.excerpt_number(waiting[0].occurrence) if waiting else reading.next_excerpt


async def _waiting(tx: Transaction, reading: Reading, now: datetime) -> list[Posting]:
    """What of a reading is owed and waits only because its turn has not come."""
    owed = await postings.unfinished_excerpts(tx, reading.id)
    return [p for p in owed if _is_untried(p) and p.not_before > now]


async def bring_forward(tx: Transaction, reading: Reading, now: datetime) -> bool:
    """Let the first of those that wait for their turn come at once, and the gaps begin anew.

    False where none waits: then the next one is not owed yet.
    """
    waiting = await _waiting(tx, reading, now)
    for step, posting in enumerate(waiting):
        await postings.wait_until(tx, posting.id, now + CATCH_UP_GAP * step)
    return bool(waiting)


def _is_untried(posting: Posting) -> bool:
    """Whether it was certainly never sent."""
    was_sent = posting.may_stand or posting.look is Look.NEVER
    return posting.state is PostingState.PLANNED and not was_sent


@dataclass(frozen=True, slots=True)
class Coming:
    """Numbers of excerpts and the instants at which they come; the first ``owed`` are owed already.

    ``dateless`` is how many excerpts are left when the pace has ended.
    """

    items: tuple[tuple[int, datetime], ...]
    owed: int
    dateless: int


async def coming(tx: Transaction, reading: Reading, rule: LateRule, now: datetime) -> Coming:
    """What of a reading comes when: all that is owed and all that its cadence will bring."""
    owed = await postings.unfinished_excerpts(tx, reading.id)
    numbers = [postings.excerpt_number(p.occurrence) for p in owed]
    waiting = [Turn(p.due_at, p.not_before) for p in owed]
    planned = await kept.cadence(tx, reading.id)
    left = range(reading.next_excerpt, reading.excerpts + 1)
    # One that is paused waits, and one that was never started.
    dateless = len(left) if planned and reading.state is ReadingState.RUNNING else 0
    if planned is not None and planned[1] is not None:
        cadence, next_at = planned[0], planned[1]
        # Not from now on: what a skip without a date left out stays left out.
        dates = occurrences(cadence, next_at - timedelta(seconds=1))
        each = chain.from_iterable(repeat(Turn(at, at), cadence.excerpts) for at in dates)
        dated = list(zip(left, each, strict=False))
        numbers += [number for number, _ in dated]
        waiting += [turn for _, turn in dated]
        dateless = len(left) - len(dated)
    items = tuple(zip(numbers, in_turn(waiting, rule, now), strict=True))
    return Coming(items, len(owed), dateless)


async def owe(tx: Transaction, database: str, reading: Reading, number: int, now: datetime) -> None:
    """Owe one excerpt at once; its repost number says how often it has been posted before."""
    await _owe_again(tx, database, _new(reading, number, now, now))


def _new(reading: Reading, number: int, due_at: datetime, not_before: datetime) -> NewPosting:
    return NewPosting(
        club_id=reading.club_id,
        kind=PostingKind.EXCERPT,
        subject_id=reading.id,
        occurrence=postings.excerpt_occurrence(number),
        destination_id=reading.channel_id,
        due_at=due_at,
        not_before=not_before,
    )


async def _owe_again(tx: Transaction, database: str, new: NewPosting) -> None:
    if not await postings.plan(tx, database, new):
        number = postings.excerpt_number(new.occurrence)
        again = await postings.times_owed(tx, new.subject_id, number)
        occurrence = postings.excerpt_occurrence(number, again)
        await postings.plan(tx, database, replace(new, occurrence=occurrence))


async def plan_due(store: Store, now: datetime) -> int:
    """Owe the excerpts whose time has come, of as many readings as are planned at once.

    How many readings that were: where it is PLANNED_AT_ONCE there may be more.
    """
    async with store.reading() as tx:
        if not await kept.any_due(tx, now):
            return 0
    async with store.writing() as tx:
        # Looked up inside: a moderator may have paused one since.
        due = await kept.due(tx, now, PLANNED_AT_ONCE)
        if not due:
            return 0
        behind = await postings.readings_behind(tx, [d.reading.id for d in due])
        outcomes = [_course(d, now, waits=d.reading.id in behind) for d in due]
        owed = [new for outcome in outcomes for new in outcome.owed]
        for new in await postings.plan_fresh(tx, store.name, owed):
            await _owe_again(tx, store.name, new)
        await kept.move_on(tx, [(o.reading, o.next_at) for o in outcomes])
    return len(due)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a reading's occurrences bring: the reading moved on, and its next occurrence."""

    reading: Reading
    next_at: datetime | None
    owed: tuple[NewPosting, ...]


def _course(due: kept.Due, now: datetime, *, waits: bool) -> _Outcome:
    """What becomes of a reading whose time has come; ``waits`` while one is still owed."""
    missed = [due.at]
    following = None
    for at in occurrences(due.cadence, due.at):
        if at > now:
            following = at
            break
        missed.append(at)
    reading = due.reading
    owed: list[NewPosting] = []
    # While an excerpt waits, as where the channel refuses readbot, the next one does not join it:
    # or else all of them would come at once when that is put right.
    if not waits or due.late_rule is LateRule.CATCH_UP:
        for turn in turns(missed, due.late_rule, now):
            last = min(reading.excerpts, reading.next_excerpt + due.cadence.excerpts - 1)
            owed += [
                _new(reading, number, turn.due_at + _APART * place, turn.not_before)
                for place, number in enumerate(range(reading.next_excerpt, last + 1))
            ]
            reading = replace(reading, next_excerpt=last + 1)
    left = reading.next_excerpt <= reading.excerpts
    return _Outcome(reading, following if left else None, tuple(owed))


async def reckon_anew(store: Store, now: datetime) -> int:
    """After the clock went back: take no longer for past what is to come; how many changed.

    Else a reading that was planned by a clock of next year would be silent until then.
    """
    changed = 0
    async with store.writing() as tx:
        for reading_id, cadence, next_at in await kept.coming(tx):
            earlier = next_after(cadence, now)
            if earlier is not None and earlier < next_at:
                await kept.set_next(tx, reading_id, earlier)
                changed += 1
    return changed


async def refresh_rules(store: Store, now: datetime) -> int:
    """Work out anew, by today's zone rules, every occurrence that older rules gave; how many."""
    async with store.writing() as tx:
        stale = await kept.by_older_rules(tx)
        for reading_id, cadence, next_at in stale:
            # One that is due already stays due: it was promised by the rules of its time.
            moved = next_at if next_at <= now else next_after(cadence, now)
            await kept.set_next(tx, reading_id, moved)
    return len(stale)
