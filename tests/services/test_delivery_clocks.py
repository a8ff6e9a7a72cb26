"""Delivery by a clock that is late, jumps, goes back, or sleeps with its laptop."""

from datetime import datetime, timedelta

import pytest
from tests.services.conftest import (
    Channels,
    Clock,
    numbers,
)

from readbot.club.mistakes import BUSY, Hindrance
from readbot.services import planning
from readbot.services.cadence import Schedule
from readbot.services.courier import (
    ExcerptPage,
)
from readbot.services.delivery import Delivery
from readbot.store.database import Store


async def test_a_late_excerpt_is_looked_for_and_says_that_it_is_late(
    started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    clock.pass_by(hours=5)
    await delivery.step()
    page = channels.messages[0][1].page
    assert isinstance(page, ExcerptPage)
    assert page.late == timedelta(hours=4)
    assert len(channels.looks) == 1


async def test_one_whose_turn_came_late_while_readbot_was_at_work_goes_out_without_a_look(
    started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await delivery.begin()
    channels.at_once = 0  # as when ten thousand others come first
    clock.pass_by(hours=1)
    for _ in range(9):
        await delivery.step()
        clock.pass_by(seconds=20)
    channels.at_once = 10
    await delivery.step()
    assert channels.kinds() == ["excerpt"]
    assert channels.looks == []


async def test_after_a_pause_of_a_minute_what_was_due_in_it_is_looked_for(
    started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await delivery.begin()
    clock.pass_by(minutes=59)
    await delivery.step()
    clock.pass_by(minutes=3)
    await delivery.step()
    assert channels.kinds() == ["excerpt"]
    assert len(channels.looks) == 1


async def test_a_clock_that_was_ahead_for_a_while_leaves_no_reading_waiting_for_its_time(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await delivery.step()
    clock.pass_by(days=400)
    await delivery.step()
    assert len(channels.messages) == 1
    clock.pass_by(days=-400)
    await delivery.step()
    clock.pass_by(hours=1)
    await delivery.step()
    assert len(channels.messages) == 2


async def test_a_clock_that_goes_back_by_hours_brings_nothing_twice(
    store: Store, started: Schedule, delivery: Delivery, channels: Channels, clock: Clock
) -> None:
    await delivery.step()
    clock.pass_by(hours=3)
    await delivery.step()
    clock.pass_by(hours=-3)
    for _ in range(4):
        await delivery.step()
        clock.pass_by(hours=1)
    assert len(channels.messages) == 1


@pytest.mark.parametrize("begins", [False, True])
async def test_a_step_back_that_a_locked_database_hides_is_made_up_for_at_the_next_look(
    store: Store,
    delivery: Delivery,
    channels: Channels,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    begins: bool,
) -> None:
    clock.pass_by(days=3)
    await delivery.begin()
    await delivery.step()
    clock.pass_by(days=-3)
    tries: list[datetime] = []

    async def reckon_anew(_: Store, now: datetime) -> int:
        tries.append(now)
        if len(tries) == 1:
            raise Hindrance(BUSY)
        return 0

    monkeypatch.setattr(planning, "reckon_anew", reckon_anew)
    with pytest.raises(Hindrance):
        await (Delivery(store, channels, clock).begin() if begins else delivery.step())
    for _ in range(2):
        await (Delivery(store, channels, clock).begin() if begins else delivery.step())
    assert tries == [clock(), clock()]


async def test_a_clock_that_jumps_back_and_forth_posts_nothing_twice(
    started: Schedule, channels: Channels, clock: Clock, delivery: Delivery
) -> None:
    clock.pass_by(hours=1)
    await delivery.step()
    for hours in (-1, 1, -3, 3):
        clock.pass_by(hours=hours)
        await delivery.step()
    assert numbers(channels) == [1]
    clock.pass_by(days=2, hours=-1)
    await delivery.step()
    assert numbers(channels) == [1]
    clock.pass_by(hours=1)
    await delivery.step()
    assert numbers(channels) == [1, 2]


async def test_after_a_night_in_a_closed_laptop_one_excerpt_comes_late_and_says_so(
    started: Schedule, channels: Channels, clock: Clock, delivery: Delivery
) -> None:
    clock.pass_by(minutes=59, seconds=59)
    await delivery.step()
    clock.pass_by(hours=10)
    await delivery.step()
    page = channels.messages[0][1].page
    assert isinstance(page, ExcerptPage)
    assert page.late is not None
    assert timedelta(hours=9) < page.late < timedelta(hours=11)
    assert numbers(channels) == [1]
