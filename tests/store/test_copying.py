"""A database moves into another one whole, or says that it did not."""

from pathlib import Path

import pytest
from tests.services.discussion import MODERATOR, MONDAY, PLACE
from tests.store.test_archive import _lived_in

from readbot.club.clubs import Place
from readbot.services import clubs
from readbot.services.clubs import Became
from readbot.store import checkup, copying
from readbot.store.database import DatabaseError, Store, open_store


async def schema_of(url: str) -> str:
    return (await checkup.examine(url)).newest


async def test_everything_is_copied_and_numbers_go_on_behind_it(
    store: Store, database_url: str, on_sqlite: str, tmp_path: Path
) -> None:
    source = await open_store(f"sqlite:///{tmp_path}/lived.db")
    try:
        await _lived_in(source)
        schema = await schema_of(database_url)
        folder = tmp_path / "on-the-way"
        folder.mkdir()
        copied = {one.table: one for one in await copying.copy(source, store, schema, folder)}
        assert copied["notes"].rows == 4
        assert copied["house"].rows >= 1
        with pytest.raises(DatabaseError, match="empty"):
            await copying.copy(source, store, schema, folder)
    finally:
        await source.close()
    again = await open_store(database_url)
    try:
        # Postings' marks are made of the database's name, so it has to move along.
        assert again.name == source.name
        place = Place(PLACE.server_id, 990)
        made, became = await clubs.set_up(again, place, MODERATOR, clubs.SetUp(990), MONDAY)
        assert (made.id, became) == (2, Became.NEW)
    finally:
        await again.close()
