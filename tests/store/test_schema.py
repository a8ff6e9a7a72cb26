"""The schema: what the migrations make is what the tables say."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from readbot.store.database import migrate, read_url
from readbot.store.tables import is_alembics, metadata


def differences(connection: Connection) -> list[object]:
    """What alembic would still change."""
    context = MigrationContext.configure(connection, opts={"include_name": is_alembics})
    return list(compare_metadata(context, metadata))


async def test_the_migrations_make_what_the_tables_say(database_url: str) -> None:
    url = read_url(database_url)
    await migrate(url)
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()
