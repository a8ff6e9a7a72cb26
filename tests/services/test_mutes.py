"""Whoever is muted reads on, and is told; who is behind a pseudonym stays behind it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from tests.services.club_at_work import (
    ANNA,
    BEN,
    MODERATOR,
    NOW,
    well_read,
)
from tests.services.test_order import bodies, told, write

from readbot.club.mistakes import Mistake
from readbot.club.notes import ShowTo
from readbot.services import mutes, notes, order, replies
from readbot.store.database import Store


async def test_a_muted_member_reads_but_does_not_write_until_it_is_over(store: Store) -> None:
    club = await well_read(store)
    note = await write(club, BEN, "Words.")
    own = await write(club, ANNA, "Mine.")
    until = await mutes.mute(store, club.place, MODERATOR, ANNA.id, "Enough.", "3 hours", NOW)
    assert until == NOW + timedelta(hours=3)
    assert await told(club) == [ANNA.id]
    ways: list[Callable[[], Awaitable[object]]] = [
        lambda: write(club, ANNA, "More."),
        lambda: replies.reply(store, club.place, ANNA, note.id, "More.", NOW),
        lambda: notes.edit(store, club.place, ANNA, own.id, "More.", NOW),
        lambda: replies.nod(store, club.place, ANNA, note.id, NOW),
        lambda: order.flag(store, club.place, ANNA, note.id, NOW),
    ]
    for way in ways:
        with pytest.raises(Mistake, match="muted you here"):
            await way()
    await write(club, ANNA, "For myself.", show_to=ShowTo.ME)
    assert sorted(await bodies(club, ANNA)) == ["For myself.", "Mine.", "Words."]
    await notes.withdraw(store, club.place, ANNA, own.id, NOW)
    await write(club, ANNA, "Again.", 181)
    await mutes.mute(store, club.place, MODERATOR, ANNA.id, "Enough.", None, NOW)
    await mutes.unmute(store, club.place, MODERATOR, ANNA.id, None, NOW)
    await write(club, ANNA, "Again.")
    with pytest.raises(Mistake, match="Nobody has muted"):
        await mutes.unmute(store, club.place, MODERATOR, ANNA.id, None, NOW)


async def test_muting_the_author_of_a_pseudonymous_note_names_nobody_anywhere(
    store: Store,
) -> None:
    club = await well_read(store)
    note = await write(club, ANNA, "Masked.", show_to=ShowTo.PSEUDONYM)
    await mutes.mute_author(store, club.place, MODERATOR, note.id, "Enough.", None, NOW)
    with pytest.raises(Mistake, match="muted you here"):
        await write(club, ANNA, "More.")
    (mute,), total = await mutes.listed(store, club.place, MODERATOR, NOW, 0, 10)
    assert (mute.member_id, mute.name, total) == (None, note.author_name, 1)
    entries, _ = await order.log(store, club.place, MODERATOR)
    assert [(e.deed, e.subject_kind, e.subject_id) for e in entries] == [
        ("author.muted", "note", note.id)
    ]
    # Whoever tries names until one fits learns nothing from lifting either.
    with pytest.raises(Mistake, match="Nobody has muted"):
        await mutes.unmute(store, club.place, MODERATOR, ANNA.id, None, NOW)
    await mutes.lift(store, club.place, MODERATOR, mute.id, NOW)
    await write(club, ANNA, "More.")
