"""Another's words that wait for their yes, on both kinds of database."""

from datetime import timedelta

import pytest
from tests.services.club_at_work import BEN, NOW, SERVER, well_read

from readbot.club.clubs import Person
from readbot.club.links import Link
from readbot.club.members import KEEP_ANOTHERS, KEEP_DRAFTS
from readbot.club.mistakes import Mistake
from readbot.club.notes import NoteKind
from readbot.services import housekeeping, keeping, members
from readbot.store.database import Store

ANNA = Person(987_654_321_012_345_678, "Anna")


async def test_a_question_stands_once_and_is_known_until_its_message_is_deleted(
    store: Store,
) -> None:
    club = await well_read(store)
    place = club.place

    async def ask(message_id: int) -> int:
        said = Link(SERVER, place.channel_id, message_id)
        _, draft = await keeping.ask_author(
            store, place, BEN, ANNA, NoteKind.THOUGHT, "Zinnober.", said, NOW
        )
        return draft

    never_put = await ask(77)
    put = await ask(77)
    await keeping.asked(store, put, place.channel_id, 88)
    with pytest.raises(Mistake, match="asked already"):
        await ask(77)
    await keeping.release(store, [], NOW + KEEP_ANOTHERS + timedelta(seconds=1))
    quote = Link(SERVER, place.channel_id, 88)
    assert await keeping.left(store) == [(put, quote)]
    assert never_put != put
    later = NOW + KEEP_DRAFTS + timedelta(days=1)
    # The one that no message is known to quote goes; the other is known to its author's erasure.
    assert (await housekeeping.forget(store, later)).drafts == 1
    assert await keeping.left(store) == [(put, quote)]
    assert quote in (await members.erase(store, ANNA, SERVER, later)).messages
    assert await keeping.left(store) == []
