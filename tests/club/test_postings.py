"""The rules by which a posting appears once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests import records

from readbot.club.postings import (
    IN_LINE,
    LATE,
    LEASE,
    LONGEST_PAUSE,
    SEND_LIMIT,
    SETTLE,
    Look,
    NewPosting,
    PostingKind,
    believes_absence,
    is_late,
    mark,
    must_look,
    pause,
)

DUE = datetime(2026, 3, 9, 18, tzinfo=UTC)
POSTING = replace(records.POSTING, destination_id=5, due_at=DUE, not_before=DUE, claimed_at=DUE)


def test_a_lease_outlasts_a_send() -> None:
    assert SEND_LIMIT + timedelta(seconds=15) < LEASE


@given(st.text(), st.text(min_size=1))
def test_a_mark_is_sixteen_characters_and_differs_between_databases(
    database: str, key: str
) -> None:
    assert len(mark(database, key)) == 16
    assert mark(database + "x", key) != mark(database, key)


def test_an_excerpt_is_keyed_by_its_number_and_repost_and_never_by_a_time() -> None:
    new = NewPosting(7, PostingKind.EXCERPT, 3, "4.0", 5, DUE)
    assert new.key == "7/excerpt/3/4.0"
    assert replace(new, due_at=DUE + timedelta(days=1)).key == new.key


def test_a_send_on_time_goes_out_without_a_look_and_a_late_or_doubtful_one_does_not() -> None:
    assert not must_look(POSTING, DUE + LATE / 2)
    assert must_look(POSTING, DUE + LATE * 2)
    assert must_look(replace(POSTING, look=Look.FIRST), DUE)
    assert not must_look(replace(POSTING, look=Look.NEVER), DUE + LATE * 2)


def test_a_first_try_that_stood_in_line_is_not_late_and_another_or_a_longer_wait_is() -> None:
    first, again = replace(POSTING, attempts=1), replace(POSTING, attempts=2)
    assert not must_look(first, DUE + LATE * 2, awake_since=DUE)
    assert must_look(first, DUE + LATE * 2, awake_since=DUE + LATE / 2)
    assert must_look(again, DUE + LATE * 2, awake_since=DUE)
    assert must_look(first, DUE + IN_LINE * 2, awake_since=DUE)


def test_not_found_is_believed_only_when_no_request_can_be_under_way() -> None:
    assert believes_absence(POSTING, DUE, None)
    assert not believes_absence(POSTING, DUE + SETTLE / 2, DUE)
    assert believes_absence(POSTING, DUE + SETTLE, DUE)
    thread = replace(POSTING, kind=PostingKind.THREAD)
    assert not believes_absence(thread, DUE + SETTLE, DUE)


def test_pauses_grow_from_seconds_to_minutes_and_no_further() -> None:
    pauses = [pause(n) for n in range(1, 40)]
    assert pauses[0] == timedelta(seconds=2)
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


def test_readers_get_a_word_only_about_an_excerpt_that_is_worth_one() -> None:
    assert not is_late(POSTING, DUE + timedelta(minutes=2))
    assert is_late(POSTING, DUE + timedelta(hours=1))
    assert not is_late(replace(POSTING, kind=PostingKind.DIGEST), DUE + timedelta(hours=1))
