"""Whatever a table holds, in any of them, goes into an archive and out of it unchanged."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, Integer, Table, insert
from tests.store.test_copying import schema_of

from readbot.store import archive, copying
from readbot.store.database import Store, Transaction, open_store
from readbot.store.tables import Instant, metadata

AT = datetime(2026, 3, 29, 1, 30, 15, 123456, tzinfo=UTC)
ODD = 'wörd "🏮"\n\u2028 شريط =1+1 \\'


def _value(column: Column[Any], number: int) -> Any:
    """Something that this column may hold, different for each number, and not the plainest."""
    if column.foreign_keys or column.name == "id":
        return number
    if isinstance(column.type, Instant):
        return AT.replace(second=number)
    if isinstance(column.type, JSON):
        return {"number": number, "odd": [ODD, None, 0.1, True]}
    if isinstance(column.type, Boolean):
        return bool(number % 2)
    if isinstance(column.type, Float):
        return number + 0.1
    if isinstance(column.type, BigInteger):
        return 2**62 + number
    if isinstance(column.type, Integer):
        return number
    return f"{number}{ODD}"[: getattr(column.type, "length", None)]


def _row(table: Table, number: int) -> dict[str, Any]:
    """The second row holds nothing wherever nothing is allowed."""
    return {
        column.name: None if number == 2 and column.nullable else _value(column, number)
        for column in table.c
    }


async def _fill(tx: Transaction, table: Table) -> None:
    if table.name == "house":
        return  # every database has its own name already
    for number in (1, 2):
        await tx.execute(insert(table).values(_row(table, number)))


async def _archived(store: Store) -> dict[str, list[Any]]:
    out = io.BytesIO()
    await archive.write(store, out, "0")
    with zipfile.ZipFile(out) as made:
        return {
            name: [json.loads(line) for line in made.open(name)]
            for name in made.namelist()
            if name.endswith(".ndjson")
        }


async def test_every_table_is_the_same_after_an_archive_went_from_one_kind_to_the_other(
    store: Store, database_url: str, tmp_path: Path
) -> None:
    source = await open_store(f"sqlite:///{tmp_path}/full.db")
    back = await open_store(f"sqlite:///{tmp_path}/back.db")
    try:
        async with source.writing() as tx:
            for table in metadata.sorted_tables:
                await _fill(tx, table)
        schema = await schema_of(database_url)
        for start, target, name in ((source, store, "there"), (store, back, "back")):
            folder = tmp_path / name
            folder.mkdir()
            copied = await copying.copy(start, target, schema, folder)
            assert {one.table for one in copied if one.rows} == set(metadata.tables)
        first = await _archived(source)
        assert first == await _archived(store) == await _archived(back)
        assert set(first) == {f"{name}.ndjson" for name in metadata.tables}
        assert ODD in first["notes.ndjson"][0]["body"]
    finally:
        await source.close()
        await back.close()
