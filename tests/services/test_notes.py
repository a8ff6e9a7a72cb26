"""Writing notes, changing them, and finding them again."""

from dataclasses import replace

from tests.services.club_at_work import (
    ANNA,
    NOW,
    at_work,
)

from readbot.club.notes import (
    NewNote,
    NoteKind,
)
from readbot.services import notes
from readbot.store.database import Store


def thought(body: str = "I like this.", **values: object) -> NewNote:
    return replace(NewNote(None, NoteKind.THOUGHT, body), **values)  # type: ignore[arg-type]


async def test_a_typed_quote_becomes_an_anchor_in_the_only_reading_that_runs(store: Store) -> None:
    club = await at_work(store)
    noted = await notes.add(
        store, club.place, ANNA, thought(quote="nobody on the island owns a clock"), NOW
    )
    assert noted.note.anchor is not None
    assert noted.note.anchor.exact.startswith("Nobody on the island owns a clock")
    assert noted.note.excerpt == 1
    assert noted.note.author_name == "Anna"
    assert noted.excerpt_link is not None
    assert noted.excerpt_link.message_id == club.message_id(1)
    assert noted.note.link_message_id == club.message_id(1)
    again = await notes.one(store, club.place, ANNA, noted.note.id)
    assert again.note == noted.note
