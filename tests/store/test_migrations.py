"""A start looks first whether there is anything to migrate."""

import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from readbot.store.database import migrations, newest_revision, open_store


def copies(folder: Path) -> list[Path]:
    return list(folder.glob("*.before-*"))


def test_the_newest_schema_is_the_one_whose_file_has_the_highest_number() -> None:
    assert newest_revision() == ScriptDirectory(str(migrations())).get_current_head()


async def test_where_the_schema_is_the_newest_nothing_is_done_and_alembic_is_not_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'readbot.db'}"
    await (await open_store(url)).close()
    monkeypatch.setitem(sys.modules, "alembic", None)
    await (await open_store(url)).close()
    assert copies(tmp_path) == []
