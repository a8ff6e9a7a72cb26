"""What is left of order when a person is erased, and what of it a club's archive takes along."""

import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.services.club_at_work import (
    ANNA,
    BEN,
    MODERATOR,
    NOW,
    SERVER,
    well_read,
)
from tests.services.test_order import SECOND, hide, write

from readbot.club.mistakes import Mistake
from readbot.services import (
    members,
    mutes,
    order,
)
from readbot.store import archive
from readbot.store.database import Store
from readbot.store.tables import flags, metadata
from readbot.store.tables import mutes as mute_table


async def everything(store: Store) -> str:
    """The whole database as text."""
    async with store.reading() as tx:
        rows = [str((await tx.execute(select(t))).all()) for t in metadata.sorted_tables]
    return "\n".join(rows)


async def test_erasing_leaves_a_key_in_the_log_and_the_mute_but_no_person(store: Store) -> None:
    club = await well_read(store)
    note = await write(club, BEN, "Words.")
    hidden = await write(club, ANNA, "Rude words.")
    await order.flag(store, club.place, ANNA, note.id, NOW)
    await hide(club, hidden)
    await mutes.mute(store, club.place, MODERATOR, ANNA.id, "Enough.", None, NOW)
    data = await members.my_data(store, ANNA, SERVER)
    assert (data.flags, data.mutes, data.rulings) == (1, 1, 1)
    download = json.loads(await members.download(store, ANNA, SERVER))
    assert download["muted"][0]["reason"] == "Enough."
    assert download["moderators_about_you"][0]["deed"] == "member.muted"
    assert download["notes"][0]["hidden_because"] == "Rude."
    await members.erase(store, ANNA, SERVER, NOW)
    rows = await everything(store)
    assert f" {ANNA.id}," not in rows
    assert f" {ANNA.id})" not in rows
    assert "Anna" not in rows
    entries, total = await order.log(store, club.place, MODERATOR)
    assert total == 2
    assert entries[0].subject_id is None
    assert entries[0].subject_key is not None
    with pytest.raises(Mistake, match="muted you here"):
        await write(club, ANNA, "Here again.")
    async with store.reading() as tx:
        assert (await tx.execute(select(flags))).all() == []
        assert len((await tx.execute(select(mute_table))).all()) == 1


async def test_a_moderator_who_is_erased_leaves_one_key_for_all_their_deeds(store: Store) -> None:
    club = await well_read(store)
    note = await write(club, ANNA, "Words.")
    await hide(club, note, SECOND)
    await order.words(store, club.place, SECOND, NOW, add="gribble")
    await mutes.mute(store, club.place, SECOND, BEN.id, "Enough.", None, NOW)
    download = json.loads(await members.download(store, SECOND, SERVER))
    assert download["words_listed"] == ["gribble"]
    await members.erase(store, SECOND, SERVER, NOW)
    assert f" {SECOND.id}," not in await everything(store)
    entries, _ = await order.log(store, club.place, MODERATOR)
    assert {entry.actor_id for entry in entries} == {None}
    assert len({entry.actor_key for entry in entries}) == 1
    assert (await members.my_data(store, SECOND, SERVER)).is_empty


async def test_one_clubs_archive_takes_its_flags_mutes_and_words_along(
    store: Store, tmp_path: Path
) -> None:
    club = await well_read(store)
    other = await well_read(store, server_id=900, home=901)
    for one in (club, other):
        note = await write(one, ANNA, "Words.")
        await order.flag(store, one.place, BEN, note.id, NOW)
        await mutes.mute(store, one.place, MODERATOR, BEN.id, "So.", None, NOW)
        await order.words(store, one.place, MODERATOR, NOW, add="gribble")
    file = tmp_path / "club.zip"
    with file.open("wb") as out:
        await archive.write(store, out, "any", club.club.id)
    with zipfile.ZipFile(file) as opened:
        for table in ("flags", "mutes", "word_rules"):
            assert len(opened.read(f"{table}.ndjson").splitlines()) == 1, table
