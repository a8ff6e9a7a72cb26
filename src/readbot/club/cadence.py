"""When excerpts and digests come: wall-clock time in an IANA zone is the truth.

An instant is worked out from it and thrown away whenever the zone database changes. A local time
that spring skips moves forward by the length of the gap; one that autumn doubles happens once, the
first time. Both are what ``zoneinfo`` gives for ``fold=0`` (PEP 495): in a gap, the offset from
before it still applies, which lands as far behind the gap as the wall time stood inside.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from readbot.club.clubs import LateRule

# A cadence with one weekday and one date skipped after another still ends somewhere.
FAR = timedelta(days=3700)


@dataclass(frozen=True, slots=True)
class Cadence:
    """Which days, at which local times, and how many excerpts each time.

    Weekdays count from Monday, 0. ``until`` is the last day on which something may come.
    """

    weekdays: frozenset[int]
    times: tuple[time, ...]
    zone: str
    first: date
    excerpts: int = 1
    skipped: frozenset[date] = frozenset()
    until: date | None = None

    def __post_init__(self) -> None:
        """Refuse a cadence that could never bring anything."""
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise ValueError("a cadence needs weekdays from 0 to 6")
        if not self.times or self.excerpts < 1:
            raise ValueError("a cadence needs a time of day and at least one excerpt")


def instant(day: date, at: time, zone: str) -> datetime:
    """The UTC instant of a wall-clock time, by the rule above for gaps and overlaps."""
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def occurrences(cadence: Cadence, after: datetime) -> Iterator[datetime]:
    """The instants strictly later than ``after``, in order, in UTC; ends with the cadence."""
    # A zone is at most a day from UTC, and a skipped time moves by less: two days cover both.
    day = max(cadence.first, after.astimezone(UTC).date() - timedelta(days=2))
    last = cadence.until or (max(day, after.date()) + FAR)
    previous = after
    pending: list[datetime] = []
    while day <= last:
        if day.weekday() in cadence.weekdays and day not in cadence.skipped:
            pending += [instant(day, at, cadence.zone) for at in cadence.times]
        # A time that spring moved may overtake the next one, so a day is given out one day later.
        pending.sort()
        horizon = instant(day, time(0), cadence.zone)
        while pending and pending[0] < horizon:
            at = pending.pop(0)
            if at > previous:
                previous = at
                yield at
        day += timedelta(days=1)
    for at in pending:
        if at > previous:
            previous = at
            yield at


def next_after(cadence: Cadence, after: datetime) -> datetime | None:
    """The first instant strictly later than ``after``, or None when the cadence has ended."""
    return next(occurrences(cadence, after), None)


def weekly(weekday: int, at: time, zone: str, after: datetime) -> datetime:
    """The next weekly instant, such as a digest's, strictly later than ``after``."""
    found = next_after(
        Cadence(frozenset({weekday}), (at,), zone, first=after.date() - timedelta(days=2)), after
    )
    if found is None:  # pragma: no cover  a weekly cadence has no end
        raise AssertionError("a weekly cadence has no end")
    return found


def is_ahead(cadence: Cadence, day: date, now: datetime) -> bool:
    """Whether this pace could bring something on a day after ``now``, were no date left out."""
    in_time = cadence.first <= day <= (cadence.until or day)
    if not in_time or day.weekday() not in cadence.weekdays:
        return False
    return instant(day, max(cadence.times), cadence.zone) > now


# What was missed by less than this is simply posted, whatever the rule.
GRACE = timedelta(minutes=30)
CATCH_UP_GAP = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Turn:
    """One occurrence that is to be honoured: when it was due, and from when on it may be sent."""

    due_at: datetime
    not_before: datetime


def turns(missed: Sequence[datetime], rule: LateRule, now: datetime) -> list[Turn]:
    """Which of the occurrences up to ``now`` bring something, by the club's rule for late ones.

    ``missed`` is in order and not empty. *Once* honours the last of them, *catch up* each with a
    gap between, *skip* only one that is late by less than the grace.
    """
    last = missed[-1]
    if rule is LateRule.SKIP:
        return [Turn(last, last)] if now - last <= GRACE else []
    if rule is LateRule.CATCH_UP and len(missed) > 1:
        return [Turn(due, now + CATCH_UP_GAP * step) for step, due in enumerate(missed)]
    return [Turn(last, last)]


def in_turn(waiting: Iterable[Turn], rule: LateRule, now: datetime) -> Iterator[datetime]:
    """When each of a reading's excerpts comes, which wait in this order, if nothing hinders them.

    None comes before the one in front of it; where the club catches up, what is late by then comes
    a gap after that one. What should have come already has the moment at which it should have.
    """
    before: datetime | None = None
    for turn in waiting:
        at = max(turn.due_at, turn.not_before)
        if before is not None:
            is_late = rule is LateRule.CATCH_UP and turn.due_at < before - GRACE
            at = max(at, before + CATCH_UP_GAP if is_late else before)
        yield at
        before = max(at, now)
