"""Writes that come at the same time share a transaction, and none suffers for another."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from readbot.club.mistakes import AWAY, BUSY, Hindrance
from readbot.store import house
from readbot.store.batches import Batches
from readbot.store.database import Store, Transaction

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


async def test_what_comes_while_one_commits_goes_in_the_next(store: Store) -> None:
    sizes: list[int] = []

    async def work(tx: Transaction, names: Sequence[str]) -> list[str]:
        sizes.append(len(names))
        for name in names:
            await house.remember(tx, name, NOW)
        return [name.upper() for name in names]

    batches: Batches[str, str] = Batches(store, work)
    names = [f"n{number}" for number in range(30)]
    assert await asyncio.gather(*map(batches.write, names)) == [n.upper() for n in names]
    assert sum(sizes) == 30
    assert len(sizes) < 10
    async with store.reading() as tx:
        assert all([await house.moment(tx, name) for name in names])


async def test_one_that_fails_fails_alone_and_the_others_are_on_disk(store: Store) -> None:
    async def work(tx: Transaction, names: Sequence[str]) -> list[None]:
        for name in names:
            await house.remember(tx, name, NOW)
            if name == "bad":
                raise ValueError("this one")
        return [None for _ in names]

    batches: Batches[str, None] = Batches(store, work)
    ends = await asyncio.gather(
        *(batches.write(name) for name in ("a", "bad", "b")), return_exceptions=True
    )
    assert [type(end) for end in ends] == [type(None), ValueError, type(None)]
    async with store.reading() as tx:
        found = [await house.moment(tx, name) for name in ("a", "bad", "b")]
    assert found == [NOW, None, NOW]


async def test_one_who_no_longer_waits_does_not_hinder_the_others(store: Store) -> None:
    async def work(tx: Transaction, names: Sequence[str]) -> list[None]:
        for name in names:
            await house.remember(tx, name, NOW)
        return [None for _ in names]

    batches: Batches[str, None] = Batches(store, work)
    first = asyncio.create_task(batches.write("a"))
    await asyncio.sleep(0)
    first.cancel()
    await batches.write("b")
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_what_a_deadlock_undoes_is_written_again(store: Store) -> None:
    hindrances = [Hindrance(BUSY), Hindrance(AWAY)]

    async def work(tx: Transaction, names: Sequence[str]) -> list[str]:
        for name in names:
            await house.remember(tx, name, NOW)
        if hindrances:
            raise hindrances.pop()
        return list(names)

    batches: Batches[str, str] = Batches(store, work)
    assert await batches.write("a") == "a"
    async with store.reading() as tx:
        assert await house.moment(tx, "a") == NOW
