"""readbot is killed at every named point of the protocol and at random ones, in bad weather."""

from pathlib import Path

import pytest
from tests.journeys.mortal import POINTS
from tests.journeys.ordeal import ordeal

from readbot.rehearsal.model.permissions import Permission

AT_RANDOM = 8
MOST_TRIES = 3


@pytest.mark.parametrize("point", POINTS)
def test_every_named_point_is_somewhere_in_the_code(point: str) -> None:
    place, name, _ = POINTS[point]
    assert callable(getattr(place, name))


async def test_wherever_readbot_is_killed_each_excerpt_stands_once(tmp_path: Path) -> None:
    points: list[str | None] = [*POINTS, *[None] * AT_RANDOM]
    async with ordeal(tmp_path, 4) as club:
        club.chance.shuffle(points)
        for point in points:
            # On a busy machine a life may be too short to come as far as its point.
            for _ in range(MOST_TRIES):
                met = await club.life(point)
                club.check_nothing_stands_twice()
                if point in {None, met}:
                    break
        await club.settle()
        club.check_nothing_stands_twice()
        assert await club.check_everything_stands() >= AT_RANDOM
        assert set(POINTS) <= set(club.killed_at), set(POINTS) - set(club.killed_at)


async def test_wherever_readbot_is_killed_a_forum_gets_one_post_for_a_reading(
    tmp_path: Path,
) -> None:
    points = (
        "before the request",
        "while the request is under way",
        "after the answer",
        "before the outcome is on disk",
        "after the look",
        None,
    )
    async with ordeal(tmp_path, 5, in_forum=True) as club:
        for point in points:
            await club.life(point)
            club.check_nothing_stands_twice()
        await club.settle()
        club.check_nothing_stands_twice()
        await club.check_everything_stands()
        assert len(club.rehearsal.world.threads_of(club.home)) == 1


async def test_killed_where_it_may_not_look_a_moderator_is_asked_and_right(tmp_path: Path) -> None:
    async with ordeal(tmp_path, 6) as club:
        club.rehearsal.faults.take_permission(club.home, Permission.READ_MESSAGE_HISTORY)
        for point in ("after the answer", "while the request is under way", "before the request"):
            assert await club.life(point) == point
            await club.settle()
            club.check_nothing_stands_twice()
        assert club.decided == 3
        await club.check_everything_stands()
