"""Weeks of five zones whose clocks change, each on another day: to the second."""

from datetime import UTC, datetime
from pathlib import Path

from tests.journeys.years import expected, expected_digests, live

# Casablanca changes on 22 March, Berlin on the 29th, Lord Howe on 5 April.
BEGIN = datetime(2026, 3, 21, 4, 0, tzinfo=UTC)
END = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)


async def test_through_the_changes_of_spring_each_excerpt_comes_to_the_second(
    tmp_path: Path,
) -> None:
    post = await live(tmp_path, BEGIN, END)
    assert sorted(post.excerpts) == sorted(expected(BEGIN, END))
    assert sorted(post.digests) == sorted(expected_digests(BEGIN, END))
