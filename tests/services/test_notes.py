"""Writing notes, changing them, and who is shown them."""

from datetime import timedelta

import pytest
from tests.services.club_at_work import (
    ANNA,
    BEN,
    MODERATOR,
    NOW,
    bodies,
    well_read,
    write,
)

from readbot.club.clubs import Threads
from readbot.club.links import Link
from readbot.club.mistakes import Mistake
from readbot.club.notes import (
    NoteFilter,
    NoteKind,
    ShowTo,
    no_such_note,
)
from readbot.club.postings import PostingKind, PostingState
from readbot.services import notes
from readbot.store import claims
from readbot.store import notes as kept
from readbot.store.database import Store


async def test_the_same_words_on_the_same_passage_within_minutes_are_one_note(store: Store) -> None:
    club = await well_read(store)
    first = await write(club, ANNA, "So calm.", quote="the ferry rests")
    again = await write(club, ANNA, "So calm.", 2, quote="the ferry rests")
    assert again.note.id == first.note.id
    assert await bodies(club, ANNA) == ["So calm."]
    others = [
        await write(club, BEN, "So calm.", quote="the ferry rests"),
        await write(club, ANNA, "So very calm.", quote="the ferry rests"),
        await write(club, ANNA, "So calm.", quote="nobody on the island owns a clock"),
        await write(club, ANNA, "So calm.", quote="the ferry rests", kind=NoteKind.QUESTION),
        await write(club, ANNA, "So calm.", 30, quote="the ferry rests"),
    ]
    assert len({first.note.id, *(other.note.id for other in others)}) == 6


async def test_an_empty_note_and_one_too_long_are_refused(store: Store) -> None:
    club = await well_read(store)
    with pytest.raises(Mistake, match="nothing in it"):
        await write(club, ANNA, " \n ")
    with pytest.raises(Mistake, match="4001 characters"):
        await write(club, ANNA, "x" * 4001)


async def test_a_private_note_is_its_authors_alone(store: Store) -> None:
    club = await well_read(store, threads=Threads.EACH_EXCERPT)
    mine = await write(club, ANNA, "Secret.", excerpt=1, show_to=ShowTo.ME)
    assert await bodies(club, ANNA) == ["Secret."]
    for other in (BEN, MODERATOR):
        assert await bodies(club, other) == []
        with pytest.raises(Mistake) as mistake:
            await notes.one(store, club.place, other, mine.note.id)
        assert str(mistake.value) == str(no_such_note())
    assert await club.waiting() == []
    assert await notes.counts(store, club.reading.id, 1) == 0


async def test_a_pseudonym_stays_the_same_within_a_reading_and_is_nobody_elses(
    store: Store,
) -> None:
    club = await well_read(store)
    anna = [await write(club, ANNA, show_to=ShowTo.PSEUDONYM) for _ in range(2)]
    ben = await write(club, BEN, show_to=ShowTo.PSEUDONYM)
    names = [noted.note.author_name for noted in (*anna, ben)]
    assert names[0] == names[1] != names[2]
    assert not {"Anna", "Ben"} & set(names)


async def test_a_list_by_member_does_not_give_a_pseudonym_away(store: Store) -> None:
    club = await well_read(store)
    await write(club, ANNA, "Signed.")
    await write(club, ANNA, "Masked.", minute=1, show_to=ShowTo.PSEUDONYM)
    by_anna = NoteFilter(member_id=ANNA.id)
    assert await bodies(club, BEN) == ["Masked.", "Signed."]
    assert await bodies(club, BEN, by_anna) == ["Signed."]
    assert await bodies(club, MODERATOR, by_anna) == ["Signed."]
    assert await bodies(club, ANNA, by_anna) == ["Masked.", "Signed."]


async def test_a_public_note_is_owed_to_its_excerpts_thread_where_threads_are_on(
    store: Store,
) -> None:
    club = await well_read(store, threads=Threads.EACH_EXCERPT)
    noted = await write(club, ANNA, excerpt=2)
    await write(club, ANNA, show_to=ShowTo.CLUB)
    (owed,) = await club.waiting()
    assert owed.kind is PostingKind.NOTE
    assert owed.subject_id == noted.note.id
    assert owed.destination_id == club.message_id(2)
    assert owed.occurrence == "0"
    await club.arrive(owed, 5555)
    async with store.writing() as tx:
        await kept.set_link(tx, noted.note.id, owed.destination_id, 5555)
    now = await notes.one(store, club.place, BEN, noted.note.id)
    assert now.posted == Link(club.club.server_id, club.message_id(2), 5555)
    assert now.note.link_message_id == 5555


async def test_without_threads_nothing_is_owed(store: Store) -> None:
    club = await well_read(store)
    await write(club, ANNA, excerpt=2)
    assert await club.waiting() == []


async def test_editing_keeps_the_earlier_words(store: Store) -> None:
    club = await well_read(store)
    note = (await write(club, ANNA, "First.")).note
    later = NOW + timedelta(hours=1)
    for body in ("Second.", "Second.", "Third."):
        await notes.edit(store, club.place, ANNA, note.id, body, later)
    found = await notes.one(store, club.place, BEN, note.id)
    assert (found.note.body, found.note.edited_at) == ("Third.", later)
    async with store.reading() as tx:
        assert await kept.versions(tx, note.id) == [("First.", later), ("Second.", later)]


async def test_withdrawing_hides_a_note_from_everyone_and_keeps_it(store: Store) -> None:
    club = await well_read(store, threads=Threads.EACH_EXCERPT)
    note = (await write(club, ANNA, "Gone.", excerpt=1)).note
    await notes.withdraw(store, club.place, ANNA, note.id, NOW)
    assert await bodies(club, ANNA) == await bodies(club, BEN) == []
    assert await club.waiting() == []
    async with store.reading() as tx:
        row = await kept.get(tx, note.id)
    assert row is not None
    assert (row.body, row.withdrawn_at) == ("Gone.", NOW)
    for deed in (
        notes.withdraw(store, club.place, ANNA, note.id, NOW),
        notes.edit(store, club.place, ANNA, note.id, "Back?", NOW),
    ):
        with pytest.raises(Mistake) as mistake:
            await deed
        assert str(mistake.value) == str(no_such_note())


async def test_withdrawing_and_editing_name_the_message_that_stands_in_the_thread(
    store: Store,
) -> None:
    club = await well_read(store, threads=Threads.EACH_EXCERPT)
    note = (await write(club, ANNA, excerpt=1)).note
    (owed,) = await club.waiting()
    assert (await notes.edit(store, club.place, ANNA, note.id, "Other.", NOW)).posted is None
    await club.arrive(owed, 5555)
    there = Link(club.club.server_id, owed.destination_id, 5555)
    assert (await notes.edit(store, club.place, ANNA, note.id, "New.", NOW)).posted == there
    assert (await notes.withdraw(store, club.place, ANNA, note.id, NOW)).posted == there


async def test_a_message_that_may_have_left_is_not_called_cancelled_by_withdrawing(
    store: Store,
) -> None:
    club = await well_read(store, threads=Threads.EACH_EXCERPT)
    note = (await write(club, ANNA, excerpt=1)).note
    (owed,) = await club.waiting()
    async with store.writing() as tx:
        await claims.sending(tx, [owed.id], NOW)
    await notes.withdraw(store, club.place, ANNA, note.id, NOW)
    assert [p.state for p in await club.waiting()] == [PostingState.PLANNED]


async def test_only_the_author_changes_a_note_and_only_in_its_own_club(store: Store) -> None:
    club = await well_read(store)
    neighbour = await well_read(store, home=702)
    stranger = await well_read(store, server_id=900, home=901)
    note = (await write(club, ANNA, "Mine.")).note
    attempts = [
        (club.place, BEN),
        (club.place, MODERATOR),
        (neighbour.place, ANNA),
        (stranger.place, ANNA),
    ]
    for place, person in attempts:
        for deed in (
            notes.edit(store, place, person, note.id, "Taken.", NOW),
            notes.withdraw(store, place, person, note.id, NOW),
        ):
            with pytest.raises(Mistake) as mistake:
                await deed
            assert str(mistake.value) == str(no_such_note())
    assert await bodies(club, ANNA) == ["Mine."]
