"""What goes out comes in again, unchanged, and nowhere else."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from tests.services.discussion import DAY, MODERATOR, MONDAY, PLACE, SECOND_MONDAY, begin

from readbot.club.notes import NoteKind, ShowTo
from readbot.services import digests
from readbot.store import archive, notes
from readbot.store.database import DatabaseError, Store, open_store

SCHEMA = "0001"


async def _lived_in(store: Store) -> None:
    story = await begin(store)
    await story.post(1, MONDAY)
    question = await story.note("Wer hat ihn bezahlt? 🏮", MONDAY, kind=NoteKind.QUESTION)
    await story.note("The town.", MONDAY, kind=NoteKind.ANSWER, parent=question)
    mine = await story.note("For me alone.", MONDAY, show_to=ShowTo.ME)
    gone = await story.note("To be taken away.", MONDAY)
    await digests.send(store, PLACE, MODERATOR, SECOND_MONDAY)
    async with store.writing() as tx:
        await notes.edit(tx, mine, "For me alone, still.", MONDAY + DAY)
        await notes.withdraw(tx, gone, MONDAY + DAY)


async def _archived(store: Store, club_id: int | None = None) -> bytes:
    out = io.BytesIO()
    await archive.write(store, out, SCHEMA, club_id)
    return out.getvalue()


@pytest.mark.parametrize("club_id", [None, 1])
async def test_an_archive_goes_into_an_empty_database_unchanged(
    store: Store, tmp_path: Path, club_id: int | None
) -> None:
    await _lived_in(store)
    first = await _archived(store, club_id)
    file = tmp_path / "archive.zip"
    file.write_bytes(first)
    other = await open_store(f"sqlite:///{tmp_path}/other.db")
    try:
        assert await archive.restore(other, file, SCHEMA) > 10
        assert await _archived(other, club_id) == first
        with pytest.raises(DatabaseError, match="empty database only"):
            await archive.restore(other, file, SCHEMA)
    finally:
        await other.close()


async def test_a_number_is_not_given_twice_after_a_restoration(
    store: Store, tmp_path: Path
) -> None:
    await _lived_in(store)
    with zipfile.ZipFile(io.BytesIO(await _archived(store))) as made:
        manifest = json.loads(made.read("manifest.json"))
        found = [json.loads(line)["id"] for line in made.open("notes.ndjson")]
    assert manifest["last_ids"]["notes"] == max(found)


async def test_a_clubs_archive_holds_nothing_of_another_club(store: Store) -> None:
    await _lived_in(store)
    with zipfile.ZipFile(io.BytesIO(await _archived(store, 2))) as made:
        rows = {name: made.read(name) for name in made.namelist() if name.endswith("ndjson")}
    assert set(rows.values()) == {b""}
    assert "house.ndjson" not in rows


async def test_what_is_no_archive_or_of_another_version_is_refused(
    store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "archive.zip"
    file.write_bytes(b"something else")
    with pytest.raises(DatabaseError, match="not an archive"):
        await archive.restore(store, file, SCHEMA)
    file.write_bytes(await _archived(store))
    with pytest.raises(DatabaseError, match="another version"):
        await archive.restore(store, file, "0002")
