"""When excerpts come, in zones whose clocks jump."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readbot.club.cadence import (
    CATCH_UP_GAP,
    GRACE,
    Cadence,
    Turn,
    instant,
    is_ahead,
    next_after,
    occurrences,
    turns,
    weekly,
)
from readbot.club.clubs import LateRule

DAILY = frozenset(range(7))


def daily(zone: str, at: time, first: date) -> Cadence:
    return Cadence(DAILY, (at,), zone, first)


def local(zone: str, at: time, day: date) -> datetime:
    return instant(day, at, zone).astimezone(ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "at", "day", "shown"),
    [
        # Spring: the hour is skipped, and the time moves on by the length of the gap.
        ("Europe/Berlin", time(2, 30), date(2026, 3, 29), "2026-03-29T03:30:00+02:00"),
        ("America/New_York", time(2, 30), date(2026, 3, 8), "2026-03-08T03:30:00-04:00"),
        ("Australia/Lord_Howe", time(2, 15), date(2026, 10, 4), "2026-10-04T02:45:00+11:00"),
        ("Africa/Cairo", time(0, 30), date(2026, 4, 24), "2026-04-24T01:30:00+03:00"),
        # Morocco goes back for Ramadan and forward after it.
        ("Africa/Casablanca", time(2, 30), date(2026, 3, 22), "2026-03-22T03:30:00+01:00"),
        # Samoa left out a whole day when it crossed the date line.
        ("Pacific/Apia", time(9, 0), date(2011, 12, 30), "2011-12-31T09:00:00+14:00"),
        # Autumn: the hour comes twice, and the first one counts.
        ("Europe/Berlin", time(2, 30), date(2026, 10, 25), "2026-10-25T02:30:00+02:00"),
        ("America/New_York", time(1, 30), date(2026, 11, 1), "2026-11-01T01:30:00-04:00"),
        ("Australia/Lord_Howe", time(1, 45), date(2026, 4, 5), "2026-04-05T01:45:00+11:00"),
        ("Africa/Casablanca", time(2, 30), date(2026, 2, 15), "2026-02-15T02:30:00+01:00"),
    ],
)
def test_a_time_that_a_clock_change_touches_is_where_the_rule_says(
    zone: str, at: time, day: date, shown: str
) -> None:
    assert local(zone, at, day).isoformat() == shown


@pytest.mark.parametrize(
    ("zone", "at", "change"),
    [
        ("Europe/Berlin", time(2, 30), date(2026, 3, 29)),
        ("Europe/Berlin", time(2, 30), date(2026, 10, 25)),
        ("America/New_York", time(1, 30), date(2026, 11, 1)),
        ("Australia/Lord_Howe", time(2, 15), date(2026, 10, 4)),
        ("Africa/Cairo", time(0, 30), date(2026, 4, 24)),
        ("Africa/Casablanca", time(2, 30), date(2026, 3, 22)),
    ],
)
def test_a_daily_cadence_comes_once_on_each_day_around_a_clock_change(
    zone: str, at: time, change: date
) -> None:
    start = change - timedelta(days=3)
    cadence = daily(zone, at, start)
    before = instant(start, time(0), zone) - timedelta(seconds=1)
    found = list(islice(occurrences(cadence, before), 7))
    days = [at.astimezone(ZoneInfo(zone)).date() for at in found]
    assert days == [start + timedelta(days=n) for n in range(7)]


def expected(day: date, at: time, zone: ZoneInfo) -> datetime:
    """An oracle of another kind: look for instants that show this wall time, else past the gap."""
    wall = datetime.combine(day, at)
    around = [wall.replace(tzinfo=UTC) + timedelta(hours=h) for h in range(-30, 31, 3)]
    offsets = {o for a in around if (o := a.astimezone(zone).utcoffset()) is not None}
    shown = [
        moment
        for offset in offsets
        if (moment := (wall - offset).replace(tzinfo=UTC)).astimezone(zone).replace(tzinfo=None)
        == wall
    ]
    if shown:
        return min(shown)
    # In a gap every offset that was in force just before it is the smaller of the two around.
    candidates = [(wall - offset).replace(tzinfo=UTC) for offset in offsets]
    return max(c for c in candidates if c.astimezone(zone).replace(tzinfo=None) > wall)


@pytest.mark.parametrize("zone", sorted(available_timezones()))
def test_every_zone_from_2020_to_2035_has_no_occurrence_missing_and_none_doubled(
    zone: str,
) -> None:
    info = ZoneInfo(zone)
    changes = _days_of_change(info)
    for at in (time(0, 30), time(2, 30), time(23, 45)):
        for change in changes:
            first = change - timedelta(days=1)
            cadence = daily(zone, at, first)
            begin = expected(first, time(0), info) - timedelta(hours=1)
            found = list(islice(occurrences(cadence, begin), 3))
            wanted = [expected(first + timedelta(days=n), at, info) for n in range(3)]
            assert found == wanted


def _days_of_change(zone: ZoneInfo) -> list[date]:
    days = []
    noon = datetime(2020, 1, 1, 12, tzinfo=UTC)
    offset = noon.astimezone(zone).utcoffset()
    while noon.year < 2036:
        noon += timedelta(days=1)
        if (now := noon.astimezone(zone).utcoffset()) != offset:
            days.append(noon.astimezone(zone).date())
            offset = now
    return days or [date(2027, 6, 1)]


zones = st.sampled_from(sorted(available_timezones()))
times = st.times().map(lambda t: t.replace(second=0, microsecond=0))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)
cadences = st.builds(
    Cadence,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    times=st.lists(times, min_size=1, max_size=3, unique=True).map(tuple),
    zone=zones,
    first=st.dates(date(2020, 1, 1), date(2034, 1, 1)),
    skipped=st.frozensets(st.dates(date(2020, 1, 1), date(2035, 1, 1)), max_size=3),
)


@given(cadences, moments)
@settings(max_examples=200)
def test_occurrences_only_ever_go_forward_and_never_before_the_moment_asked_about(
    cadence: Cadence, after: datetime
) -> None:
    found = list(islice(occurrences(cadence, after), 10))
    assert all(earlier < later for earlier, later in pairwise([after, *found]))


@given(cadences, moments, st.integers(1, 8))
@settings(max_examples=200)
def test_asking_one_by_one_gives_the_same_as_asking_for_all(
    cadence: Cadence, after: datetime, count: int
) -> None:
    together = list(islice(occurrences(cadence, after), count))
    one_by_one = []
    moment: datetime | None = after
    for _ in range(count):
        moment = next_after(cadence, moment) if moment else None
        if moment is not None:
            one_by_one.append(moment)
    assert one_by_one == together


def test_a_cadence_keeps_to_its_weekdays_its_first_day_and_its_end() -> None:
    cadence = Cadence(
        frozenset({0, 2, 4}),
        (time(18),),
        "Europe/Berlin",
        first=date(2026, 3, 4),
        skipped=frozenset({date(2026, 3, 6)}),
        until=date(2026, 3, 11),
    )
    found = occurrences(cadence, datetime(2026, 1, 1, tzinfo=UTC))
    assert [at.date().isoformat() for at in found] == ["2026-03-04", "2026-03-09", "2026-03-11"]


def test_a_digest_comes_weekly_at_its_wall_clock_time_across_a_clock_change() -> None:
    first = weekly(6, time(18), "Europe/Berlin", datetime(2026, 3, 20, tzinfo=UTC))
    second = weekly(6, time(18), "Europe/Berlin", first)
    assert (first.hour, second.hour) == (17, 16)
    assert second - first == timedelta(days=7) - timedelta(hours=1)


NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
MISSED = [NOW - timedelta(days=3), NOW - timedelta(days=1)]


def test_a_day_lies_ahead_between_the_first_and_the_last_until_its_last_time_is_over() -> None:
    days = frozenset({1, 3})  # Tuesdays and Thursdays
    times = (time(9), time(15))
    pace = Cadence(days, times, "UTC", date(2026, 3, 10), until=date(2026, 3, 17))
    ahead = [day for day in range(1, 32) if is_ahead(pace, date(2026, 3, day), NOW)]
    assert ahead == [10, 12, 17]
    assert not is_ahead(pace, date(2026, 3, 10), NOW + timedelta(hours=3))


def test_after_a_break_the_rule_once_brings_one_excerpt() -> None:
    assert turns(MISSED, LateRule.ONCE, NOW) == [Turn(MISSED[1], MISSED[1])]


def test_after_a_break_the_rule_catch_up_brings_each_with_a_gap() -> None:
    assert turns(MISSED, LateRule.CATCH_UP, NOW) == [
        Turn(MISSED[0], NOW),
        Turn(MISSED[1], NOW + CATCH_UP_GAP),
    ]


def test_after_a_break_the_rule_skip_brings_only_what_is_hardly_late() -> None:
    assert turns(MISSED, LateRule.SKIP, NOW) == []
    hardly = NOW - GRACE / 2
    assert turns([*MISSED, hardly], LateRule.SKIP, NOW) == [Turn(hardly, hardly)]
