"""Settings as people type them, and who may change them."""

from dataclasses import replace
from datetime import date, time

import pytest
from tests import records

from readbot.club.clubs import (
    Person,
    is_moderator,
    matching_zones,
    read_date,
    read_days,
    read_time,
    read_weekday,
    read_zone,
    require_moderator,
)
from readbot.club.mistakes import Mistake

CLUB = replace(records.CLUB, moderator_role_id=77, zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("daily", {0, 1, 2, 3, 4, 5, 6}),
        ("mon,wed,fri", {0, 2, 4}),
        ("Mon, Wed and Friday", {0, 2, 4}),
        ("mon wed", {0, 2}),
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("fri-mon", {4, 5, 6, 0}),
        ("weekend", {5, 6}),
        ("WEEKDAYS", {0, 1, 2, 3, 4}),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, days: set[int]) -> None:
    assert read_days(typed) == days


@pytest.mark.parametrize("typed", ["", "m", "someday", "mon,xyz", ",", "32"])
def test_days_that_are_none_are_refused_in_plain_words(typed: str) -> None:
    with pytest.raises(Mistake):
        read_days(typed)


def test_times_dates_and_weekdays_are_read_or_refused() -> None:
    assert read_time(" 7:05") == time(7, 5)
    assert read_time("18:30") == time(18, 30)
    assert read_date("2026-03-09") == date(2026, 3, 9)
    assert read_weekday("Sun") == 6
    for wrong in ("24:00", "7", "7:5", "aa:bb", "٧:٠٠", "18:30:00", ""):
        with pytest.raises(Mistake):
            read_time(wrong)
    for wrong in ("9.3.2026", "2026-02-30", "tomorrow"):
        with pytest.raises(Mistake):
            read_date(wrong)


def test_a_zone_is_found_by_its_name_or_its_city_in_any_case() -> None:
    assert read_zone("europe/berlin") == "Europe/Berlin"
    assert read_zone("new york") == "America/New_York"
    assert read_zone("utc") == "UTC"
    with pytest.raises(Mistake, match="Atlantis"):
        read_zone("Atlantis")


def test_completion_of_zones_gives_at_most_25_and_cities_that_begin_so_first() -> None:
    assert matching_zones("berl")[0] == "Europe/Berlin"
    assert len(matching_zones("")) == 25


def test_a_moderator_manages_messages_or_has_the_role_of_the_club() -> None:
    member = Person(1, "Ada")
    assert is_moderator(CLUB, Person(1, "Ada", manages_messages=True))
    assert is_moderator(CLUB, Person(1, "Ada", roles=frozenset({77})))
    assert not is_moderator(CLUB, member)
    with pytest.raises(Mistake):
        require_moderator(CLUB, member)
