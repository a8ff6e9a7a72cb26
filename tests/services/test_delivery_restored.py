"""Delivery after an older backup was put back: what stands there already is not posted again."""

from datetime import datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from tests.services.conftest import (
    HERE,
    MODERATOR,
    Channels,
    Clock,
    numbers,
)

from readbot.services import cadence, digests
from readbot.services.cadence import Schedule
from readbot.services.delivery import Delivery
from readbot.store import house
from readbot.store.database import Store, back_up, open_store
from readbot.store.restoring import distrust


@pytest.mark.parametrize("database_url", ["on_sqlite"], indirect=True)
async def test_nothing_stands_twice_after_an_older_backup_was_put_back(
    store: Store, started: Schedule, channels: Channels, clock: Clock, tmp_path: Path
) -> None:
    before = Delivery(store, channels, clock)
    await before.begin()
    clock.pass_by(hours=1)
    await before.step()
    back_up(tmp_path / "readbot.db", tmp_path / "older.db")
    for _ in range(4):
        clock.pass_by(days=1)
        await before.step()
    assert numbers(channels) == [1, 2, 3]
    clock.pass_by(hours=3)
    restored = await open_store(f"sqlite:///{tmp_path / 'older.db'}")
    try:
        after = Delivery(restored, channels, clock)
        await after.begin()
        for _ in range(12):
            await after.step()
            clock.pass_by(days=1)
        assert numbers(channels) == list(range(1, len(set(numbers(channels))) + 1))
        marks = [parcel.posting.mark for _, parcel, _ in channels.messages]
        assert len(marks) == len(set(marks))
        async with restored.reading() as tx:
            assert await house.moment(tx, house.RESTORED) is not None
    finally:
        await restored.close()


@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize("days", [4, 120])
@pytest.mark.parametrize("database_url", ["on_sqlite"], indirect=True)
async def test_a_backup_however_old_is_distrusted_also_at_the_second_start(
    store: Store,
    started: Schedule,
    channels: Channels,
    clock: Clock,
    tmp_path: Path,
    *,
    by_hand: bool,
    days: int,
) -> None:
    before = Delivery(store, channels, clock)
    await before.begin()
    clock.pass_by(hours=1)
    await before.step()
    back_up(tmp_path / "readbot.db", tmp_path / "older.db")
    copied_at = clock()
    for _ in range(4):
        clock.pass_by(days=1)
        await before.step()
    stood = numbers(channels)
    clock.pass_by(days=days - 4)
    restored = await open_store(f"sqlite:///{tmp_path / 'older.db'}")
    try:
        if not by_hand:
            async with restored.writing() as tx:
                await distrust(tx, clock())
        # The first start ends before it has looked for anything.
        await Delivery(restored, channels, clock).begin()
        clock.pass_by(minutes=5)
        after = Delivery(restored, channels, clock)
        with capture_logs() as told:
            await after.begin()
        (begun,) = (event for event in told if event["event"] == "delivery.begins")
        assert datetime.fromisoformat(begun["away_since"]) <= copied_at
        await after.step()
        assert numbers(channels)[: len(stood)] == stood
        assert len(numbers(channels)) == len(set(numbers(channels)))
    finally:
        await restored.close()


@pytest.mark.parametrize("database_url", ["on_sqlite"], indirect=True)
async def test_after_a_backup_next_does_not_post_again_what_stands_there(
    store: Store, started: Schedule, channels: Channels, clock: Clock, tmp_path: Path
) -> None:
    await digests.settings(store, HERE, MODERATOR, when_empty=True, now=clock())
    before = Delivery(store, channels, clock)
    await before.begin()
    back_up(tmp_path / "readbot.db", tmp_path / "older.db")
    clock.pass_by(hours=1)
    await before.step()
    await digests.send(store, HERE, MODERATOR, clock())
    await before.step()
    assert channels.kinds() == ["excerpt", "digest"]
    clock.pass_by(minutes=30)
    restored = await open_store(f"sqlite:///{tmp_path / 'older.db'}")
    try:
        after = Delivery(restored, channels, clock)
        await after.begin()
        await cadence.next_now(restored, HERE, MODERATOR, None, clock())
        await after.step()
        await digests.send(restored, HERE, MODERATOR, clock())
        await after.step()
        assert channels.kinds() == ["excerpt", "digest"]
    finally:
        await restored.close()
