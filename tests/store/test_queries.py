"""What is asked twice a second costs as much as there is to do, however much is not due."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Select
from sqlalchemy.dialects import sqlite

from readbot.store import claims, readings
from readbot.store.database import Store

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("database_url", ["on_sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("query", "index", "table"),
    [
        (readings.DUE, "ix_cadences_next_at", "cadences"),
        (claims.READY, "ix_postings_queue", "postings"),
    ],
)
async def test_what_is_due_is_found_by_an_index_over_time(
    store: Store, query: Select[tuple[int]], index: str, table: str
) -> None:
    compiled = query.params(now=NOW, most=9).compile(
        dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
    )
    async with store.reading() as tx:
        rows = await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")
        plan = [str(row.detail) for row in rows]
    assert any(index in line for line in plan), plan
    # Nothing is read from end to end, and nothing is sorted: the first few are simply taken.
    assert not [line for line in plan if line.startswith("SCAN")], plan
    assert not [line for line in plan if "TEMP B-TREE" in line], plan
    assert table in " ".join(plan)
