"""What many rooms' tests share: a real, migrated SQLite file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from readbot.store.database import Store, open_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty database with the newest schema."""
    opened = await open_store(f"sqlite:///{tmp_path / 'readbot.db'}")
    yield opened
    await opened.close()
