"""What is kept about members, in the database."""

from datetime import timedelta

from tests.services.club_at_work import ANNA, BEN, NOW, at_work

from readbot.club.members import KEEP_DRAFTS
from readbot.store import members
from readbot.store.database import Store


async def test_old_drafts_are_forgotten_and_new_ones_kept(store: Store) -> None:
    async with store.writing() as tx:
        old = await members.keep_draft(tx, None, ANNA.id, "note", {}, NOW)
        new = await members.keep_draft(
            tx, None, ANNA.id, "note", {"body": "ä"}, NOW + timedelta(days=1)
        )
        later = NOW + KEEP_DRAFTS + timedelta(seconds=1)
        assert await members.forget_old_drafts(tx, later - KEEP_DRAFTS) == 1
        assert await members.draft(tx, old, ANNA.id) is None
        draft = await members.draft(tx, new, ANNA.id)
    assert draft is not None
    assert (draft.content, draft.at) == ({"body": "ä"}, NOW + timedelta(days=1))


async def test_a_pseudonym_is_kept_and_the_secret_behind_it_made_once(store: Store) -> None:
    club = await at_work(store, posted=0)
    other = await at_work(store, posted=0, home=702)
    async with store.writing() as tx:
        names = [
            await members.pseudonym(tx, reading, person.id)
            for reading in (club.reading.id, other.reading.id)
            for person in (ANNA, BEN)
        ]
    async with store.writing() as tx:
        again = [
            await members.pseudonym(tx, reading, person.id)
            for reading in (club.reading.id, other.reading.id)
            for person in (ANNA, BEN)
        ]
    assert names == again
    assert names[0] != names[1]
    assert names[2] != names[3]
