"""A statement made once says what SQLAlchemy would, in the transaction that it is done in."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import BigInteger, bindparam, func, insert, select

from readbot.club.mistakes import BUSY, Hindrance
from readbot.store.database import Store
from readbot.store.prepared import Prepared
from readbot.store.tables import audit, house

EARLY = datetime(2026, 3, 2, 8, 0, tzinfo=timezone(timedelta(hours=5, minutes=30)))
NAMED = Prepared(select(house).where(house.c.name == bindparam("name")))
KEEP = Prepared(insert(house), ["name", "value"])


async def test_a_prepared_statement_reads_and_writes_values_as_sqlalchemy_does(
    store: Store,
) -> None:
    columns = ["at", "actor_id", "deed", "facts"]
    keep = Prepared(insert(audit).returning(audit.c.id), columns)
    by_time = select(audit).where(audit.c.at == bindparam("moment", type_=audit.c.at.type))
    facts = {"title": "The tide", "numbers": [1, None, True], "words": "καλημέρα 你好"}
    async with store.writing() as tx:
        row = {"at": EARLY, "actor_id": 2**53 + 1, "deed": "a deed", "facts": facts}
        number = await keep.scalar(tx, row)
        kept = await Prepared(by_time).first(tx, {"moment": EARLY})
        same = (await tx.execute(by_time, {"moment": EARLY})).one()
    assert tuple(kept) == tuple(same)
    assert (kept.id, kept.at, kept.facts) == (number, EARLY.astimezone(UTC), facts)
    assert kept.at.tzinfo is UTC or kept.at.utcoffset() == timedelta(0)


async def test_a_naive_time_is_refused_by_a_prepared_statement_too(store: Store) -> None:
    by_time = select(audit.c.id).where(audit.c.at == bindparam("moment", type_=audit.c.at.type))
    with pytest.raises(Exception, match="time zone"):
        async with store.reading() as tx:
            await Prepared(by_time).all(tx, {"moment": datetime(2026, 3, 2, 8, 0)})  # noqa: DTZ001


async def test_what_a_prepared_statement_did_goes_with_the_transaction_that_failed(
    store: Store,
) -> None:
    async def fail() -> None:
        async with store.writing() as tx:
            await KEEP.do(tx, {"name": "gone", "value": "soon"})
            assert (await NAMED.first(tx, {"name": "gone"})).value == "soon"
            raise ValueError("changed my mind")

    with pytest.raises(ValueError, match="changed my mind"):
        await fail()
    async with store.writing() as tx:
        await KEEP.do(tx, {"name": "kept", "value": "well"})
    async with store.reading() as tx:
        assert await NAMED.first(tx, {"name": "gone"}) is None
        assert tuple(await NAMED.first(tx, {"name": "kept"})) == ("kept", "well")


async def test_places_for_many_values_and_columns_without_a_name_are_read(store: Store) -> None:
    places = [bindparam(f"id{n}", type_=BigInteger) for n in range(2)]
    counted = Prepared(select(func.count(), func.max(audit.c.id)).where(audit.c.id.in_(places)))
    async with store.reading() as tx:
        assert tuple(await counted.first(tx, {"id0": 1, "id1": 2})) == (0, None)


@pytest.mark.parametrize("database_url", ["on_sqlite"], indirect=True)
async def test_a_prepared_statement_that_may_not_write_is_told_as_a_hindrance(
    store: Store,
) -> None:
    with pytest.raises(Hindrance) as told:
        async with store.reading() as tx:
            await KEEP.do(tx, {"name": "never", "value": "here"})
    assert told.value.msgid != BUSY
