"""The log only grows, whoever asks the database for something else."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Executable, delete, select, update
from sqlalchemy.exc import DBAPIError
from tests.services.club_at_work import found_club

from readbot.store import audit
from readbot.store.database import Store, open_store
from readbot.store.tables import audit as entries
from readbot.store.tables import clubs as club_table

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """A store with a club and an entry in its log."""
    opened = await open_store(database_url)
    club_id = (await found_club(opened)).id
    async with opened.writing() as tx:
        await audit.record(tx, club_id, 77, "member.muted", "member", 78, {"a": 1}, NOW, "So.")
    yield opened
    await opened.close()


@pytest.mark.parametrize(
    "change",
    [
        update(entries).values(reason="Another."),
        update(entries).values(deed="note.left"),
        update(entries).values(facts={"a": 2}),
        update(entries).values(at=datetime(2025, 1, 1, tzinfo=UTC)),
        update(entries).values(actor_id=79),
        update(entries).values(subject_id=79),
        delete(entries),
    ],
    ids=["reason", "deed", "facts", "at", "actor", "subject", "delete"],
)
async def test_an_entry_cannot_be_changed_nor_deleted(store: Store, change: Executable) -> None:
    async with store.reading() as tx:
        before = (await tx.execute(select(entries))).all()
    with pytest.raises(DBAPIError, match="the log only grows"):
        async with store.writing() as tx:
            await tx.execute(change)
    async with store.reading() as tx:
        assert (await tx.execute(select(entries))).all() == before


async def test_erasing_takes_a_person_out_of_it_and_a_club_takes_it_along(store: Store) -> None:
    async with store.writing() as tx:
        (club_id,) = (await tx.execute(select(club_table.c.id))).scalars()
        await audit.unlink(tx, [club_id], 77, "key")
        await audit.unlink(tx, [club_id], 78, "key")
        (entry,), _ = await audit.listed(tx, club_id)
    assert (entry.actor_id, entry.subject_id, entry.reason) == (None, None, "So.")
    async with store.writing() as tx:
        await tx.execute(delete(club_table))
    async with store.reading() as tx:
        assert (await tx.execute(select(entries))).all() == []
