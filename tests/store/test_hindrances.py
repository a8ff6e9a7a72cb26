"""What hinders a real PostgreSQL is told to people in the right sentence, and never as a fault."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from sqlalchemy import text
from tests.postgresql import PostgreSQL

from readbot.club.mistakes import AWAY, BUSY, FULL, UNUSABLE, Hindrance
from readbot.store import database, verifying
from readbot.store.database import Store, open_store


@pytest.fixture
async def served(postgresql: PostgreSQL) -> AsyncIterator[tuple[Store, str]]:
    """A store on a database of its own, and its address."""
    url = postgresql.url(postgresql.new())
    store = await open_store(url)
    yield store, url
    with suppress(Hindrance):
        await store.close()


MEANT = {
    "53100": FULL,
    "53200": BUSY,
    "53300": BUSY,
    "40001": BUSY,
    "40P01": BUSY,
    "55P03": BUSY,
    "57014": BUSY,
    "57P01": AWAY,
    "57P03": AWAY,
    "08006": AWAY,
    "25006": UNUSABLE,
    "25P03": AWAY,
    "58030": UNUSABLE,
    "XX001": UNUSABLE,
}


async def told(store: Store, *statements: str) -> str:
    """What a person is told whose deed says these to the database."""
    try:
        async with store.writing() as tx:
            for statement in statements:
                await tx.execute(text(statement))
    except Hindrance as hindered:
        return hindered.msgid
    raise AssertionError("nothing hindered it")


async def test_each_error_of_the_server_is_told_as_what_it_means(
    served: tuple[Store, str],
) -> None:
    store, _ = served
    raising = "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$"
    assert {code: await told(store, raising.format(code=code)) for code in MEANT} == MEANT
    async with store.writing():
        pass


async def test_a_connection_that_the_server_ends_is_made_anew(served: tuple[Store, str]) -> None:
    store, _ = served
    ending = "SELECT pg_terminate_backend(pg_backend_pid())"
    assert await told(store, ending, "SELECT 1") == AWAY
    async with store.reading() as tx:
        assert (await tx.execute(text("SELECT 1"))).scalar_one() == 1


async def test_a_server_that_only_lets_read_is_told_of_when_something_is_written(
    served: tuple[Store, str],
) -> None:
    store, _ = served
    assert await told(store, "SET TRANSACTION READ ONLY", "DELETE FROM house") == UNUSABLE


async def test_a_server_with_no_connection_left_is_busy(
    served: tuple[Store, str], postgresql: PostgreSQL
) -> None:
    store, url = served
    name = url.rpartition("/")[2]
    async with store.writing() as tx:
        await tx.execute(text("CREATE ROLE guest LOGIN"))
        await tx.execute(text(f'ALTER DATABASE "{name}" CONNECTION LIMIT 0'))
        await tx.execute(text("GRANT ALL ON ALL TABLES IN SCHEMA public TO guest"))
    guest = database._postgresql_engine(database.read_url(url).set(username="guest"))
    refused = Store(guest, guest)
    with pytest.raises(Hindrance) as hindered:
        async with refused.reading():
            pass
    assert hindered.value.msgid == BUSY
    await refused.close()
    async with store.writing() as tx:
        await tx.execute(text("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM guest"))
        await tx.execute(text("DROP ROLE guest"))


async def test_a_server_that_does_not_answer_is_away() -> None:
    nobody = database._postgresql_engine(
        database.read_url("postgresql://readbot@127.0.0.1:1/nowhere")
    )
    away = Store(nobody, nobody)
    with pytest.raises(Hindrance) as hindered:
        async with asyncio.timeout(30), away.reading():
            pass
    assert hindered.value.msgid == AWAY
    await away.close()


async def test_what_a_server_holds_is_looked_at_as_well(served: tuple[Store, str]) -> None:
    store, _ = served
    verdicts = [verdict async for verdict in verifying.look_at_rows(store)]
    assert verdicts
    assert all(verdict.is_right for verdict in verdicts), verdicts
