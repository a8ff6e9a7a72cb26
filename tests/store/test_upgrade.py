"""A database of an earlier schema, with something in every table, goes on under the newest one."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import create_async_engine
from tests.postgresql import PostgreSQL

from readbot.store.database import migrations, newest_revision, open_store, read_url

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NOT_OURS = ("alembic_version", "trigrams")


@pytest.fixture(params=["sqlite", "postgresql"])
def old_url(request: pytest.FixtureRequest, on_sqlite: str) -> str:
    """The address of a database that has no schema yet."""
    if request.param == "sqlite":
        return on_sqlite
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.url(server.new())


def go_to(connection: sa.Connection, revision: str) -> None:
    """Make the schema of an earlier version."""
    config = Config()
    config.set_main_option("script_location", str(migrations()))
    config.attributes["connection"] = connection
    connection.rollback()
    command.upgrade(config, revision)


def _value(column: sa.Column[Any], club: int) -> Any:
    """Something that the column takes; every reference leads to the first row."""
    kinds: list[tuple[type[sa.types.TypeEngine[Any]], Any]] = [
        (sa.JSON, []),
        (sa.Boolean, True),
        (sa.DateTime, NOW),
        (sa.Float, 4.0),
        (sa.Integer, club),
    ]
    for kind, value in kinds:
        if isinstance(column.type, kind):
            return value
    choices = {"zone": "UTC", "language": "en", "digest_time": "18:00", "digest_length": "medium"}
    more = {"late_rule": "once", "threads": "off", "spoilers": "off", "kind": "thought"}
    shown = {"show_to": "club", "state": "open"}
    return {**choices, **more, **shown}.get(column.name, "x")


def fill(connection: sa.Connection) -> dict[str, int]:
    """Put a row into every table; how many there are in each."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    counts = {}
    for table in metadata.sorted_tables:
        if table.name.startswith(NOT_OURS):
            continue
        row = {column.name: _value(column, 1) for column in table.columns}
        connection.execute(sa.insert(table).values(**row))
        counts[table.name] = 1
    connection.commit()
    return counts


async def test_a_first_database_with_a_row_in_every_table_is_upgraded_and_loses_none(
    old_url: str,
) -> None:
    engine = create_async_engine(read_url(old_url))
    async with engine.connect() as connection:
        await connection.run_sync(go_to, "0001")
        before = await connection.run_sync(fill)
    await engine.dispose()
    assert len(before) == 19
    store = await open_store(old_url)
    async with store.reading() as tx:
        for name, number in before.items():
            query = sa.text(f"SELECT count(*) FROM {name}")  # noqa: S608  names of our own tables
            found = (await tx.execute(query)).scalar_one()
            # The house also remembers the name that it got when it was opened.
            assert found == number + (name == "house"), name
        club = (await tx.execute(sa.text("SELECT approval, notes_an_hour FROM clubs"))).one()
        note = (await tx.execute(sa.text("SELECT revision, held_at FROM notes"))).one()
    await store.close()
    assert (club.approval, club.notes_an_hour) == ("nobody", 60)
    assert (note.revision, note.held_at) == (0, None)


async def test_an_upgrade_that_is_broken_off_leaves_the_old_schema_whole_and_is_done_next_time(
    old_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_async_engine(read_url(old_url))
    async with engine.connect() as connection:
        await connection.run_sync(go_to, "0001")
        await connection.commit()

    def die(*_: object, **__: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        # By then it has added columns.
        patched.setattr("alembic.op.create_table", die)
        with pytest.raises(RuntimeError, match="killed"):
            await open_store(old_url)
    columns = "SELECT * FROM clubs"
    async with engine.connect() as connection:
        assert "approval" not in list((await connection.execute(sa.text(columns))).keys())
    await engine.dispose()
    store = await open_store(old_url)
    async with store.reading() as tx:
        assert "approval" in list((await tx.execute(sa.text(columns))).keys())
        version = await tx.execute(sa.text("SELECT version_num FROM alembic_version"))
        assert version.scalar_one() == newest_revision()
    await store.close()
