"""Two processes on one PostgreSQL that really undo each other's work, by the server's own word."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from itertools import count

import pytest
from structlog.testing import capture_logs
from tests.postgresql import PostgreSQL

from readbot.club.mistakes import BUSY, Hindrance
from readbot.store import house
from readbot.store.batches import Batches
from readbot.store.database import Store, Transaction, open_store

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def database_url(on_postgresql: str) -> str:
    return on_postgresql


@pytest.fixture
async def two(database_url: str) -> AsyncIterator[tuple[Store, Store]]:
    """The connections of two processes, which share two moments that both write."""
    one, other = await open_store(database_url), await open_store(database_url)
    async with one.writing() as tx:
        for name in ("a", "b"):
            await house.remember(tx, name, NOW)
    yield one, other
    await one.close()
    await other.close()


class Crossing:
    """Two who write the same two moments, each beginning with the other's last one."""

    def __init__(self) -> None:
        self._met = asyncio.Barrier(2)
        self._tries = count()

    async def write(self, tx: Transaction, names: Sequence[str]) -> list[str]:
        """Write them; at the first try only when the other has begun as well."""
        (pair,) = names
        await house.remember(tx, pair[0], NOW)
        if next(self._tries) < 2:
            await self._met.wait()
        await house.remember(tx, pair[1], NOW)
        return [pair]


def reasons(logs: Sequence[object]) -> str:
    """What the database said when it undid something."""
    return " ".join(str(entry) for entry in logs)


async def test_of_two_that_wait_for_each_other_both_are_written(two: tuple[Store, Store]) -> None:
    crossing = Crossing()
    with capture_logs() as logs:
        written = await asyncio.gather(
            *(
                Batches(store, crossing.write).write(pair)
                for store, pair in zip(two, ("ab", "ba"), strict=True)
            )
        )
    assert written == ["ab", "ba"]
    assert "deadlock detected" in reasons(logs)


async def test_a_deadlock_in_what_a_person_asked_for_is_called_busy_and_keeps_nothing_half(
    two: tuple[Store, Store],
) -> None:
    crossing = Crossing()

    async def deed(store: Store, pair: str) -> None:
        async with store.writing() as tx:
            await house.remember(tx, f"begun {pair}", NOW)
            await crossing.write(tx, [pair])

    ends = await asyncio.gather(deed(two[0], "ab"), deed(two[1], "ba"), return_exceptions=True)
    (hindered,) = [end for end in ends if end is not None]
    assert isinstance(hindered, Hindrance)
    assert str(hindered) == str(Hindrance(BUSY))
    async with two[0].reading() as tx:
        begun = [await house.moment(tx, f"begun {pair}") for pair in ("ab", "ba")]
    assert begun.count(None) == 1


@pytest.fixture
async def strict(postgresql: PostgreSQL, database_url: str) -> AsyncIterator[tuple[Store, Store]]:
    """Two processes on a database whose owner wants transactions to be serializable."""
    name = database_url.rpartition("/")[2]
    wish = f"ALTER DATABASE {name} SET default_transaction_isolation TO 'serializable'"
    await asyncio.to_thread(postgresql.sql, name, wish)
    one, other = await open_store(database_url), await open_store(database_url)
    yield one, other
    await one.close()
    await other.close()
    back = f"ALTER DATABASE {name} RESET default_transaction_isolation"
    await asyncio.to_thread(postgresql.sql, name, back)


async def test_what_a_stricter_server_calls_a_conflict_is_written_again(
    strict: tuple[Store, Store],
) -> None:
    met = asyncio.Barrier(2)
    tries = count()

    async def work(tx: Transaction, names: Sequence[str]) -> list[str]:
        await house.moment(tx, "a")
        if next(tries) < 2:
            await met.wait()
        await house.remember(tx, "a", NOW)
        return list(names)

    with capture_logs() as logs:
        written = await asyncio.gather(*(Batches(store, work).write("x") for store in strict))
    assert written == ["x", "x"]
    assert "could not serialize access" in reasons(logs)
