"""What a member erased is in no byte of the database's files any more."""

from pathlib import Path

import pytest
from sqlalchemy import text
from tests.services.club_at_work import ANNA, BEN, NOW, SERVER, at_work

from readbot.club.notes import NewNote, NoteKind, ShowTo, Unclear
from readbot.services import drafts, finds, housekeeping, members, notes, questions
from readbot.store.database import Store

WORD = "Qzxwinnober"


@pytest.fixture
def database_url(on_sqlite: str) -> str:
    """What PostgreSQL writes where is its own affair: VACUUM and its log see to it."""
    return on_sqlite


def holding(folder: Path, word: str) -> list[str]:
    """The files in which the word stands as it is, or folded."""
    found = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    return [
        name
        for name, content in found.items()
        if word.encode() in content or word.casefold().encode() in content
    ]


async def learned(store: Store, trigram: str) -> int:
    """How often the index of trigrams knows this one."""
    async with store.writing() as tx:
        await tx.execute(
            text("CREATE VIRTUAL TABLE temp.seen USING fts5vocab('main', 'trigrams', 'instance')")
        )
        query = text("SELECT count(*) FROM temp.seen WHERE term = :trigram")
        number: int = (await tx.execute(query, {"trigram": trigram})).scalar_one()
        await tx.execute(text("DROP TABLE temp.seen"))
    return number


async def test_what_was_erased_is_in_no_byte_of_the_files_after_the_next_tidying(
    store: Store, tmp_path: Path
) -> None:
    club = await at_work(store)
    thoughts = [NewNote(None, NoteKind.THOUGHT, f"{WORD} {n} " + "so " * 900) for n in range(12)]
    asked = NewNote(None, NoteKind.QUESTION, f"{WORD}?", show_to=ShowTo.PSEUDONYM)
    ids = [
        (await notes.add(store, club.place, ANNA, new, NOW)).note.id for new in (*thoughts, asked)
    ]
    await notes.edit(store, club.place, ANNA, ids[0], f"{WORD} otherwise", NOW)
    await questions.answer(store, club.place, BEN, str(ids[-1]), "Of Ben, who stays.", NOW)
    doubtful = NewNote(None, NoteKind.THOUGHT, f"{WORD} draft", quote="The tide tells them when.")
    with pytest.raises(Unclear):
        await notes.add(store, club.place, ANNA, doubtful, NOW)
    await drafts.keep(store, club.place, ANNA, "form", {"note": f"{WORD} form"}, NOW)
    assert (await finds.search(store, club.place, ANNA, WORD)).total > 10
    assert holding(tmp_path, WORD)
    assert await learned(store, "qzx") > 10

    await members.erase(store, ANNA, SERVER, NOW)
    await housekeeping.forget(store, NOW)
    assert holding(tmp_path, WORD) == []
    assert holding(tmp_path, ANNA.name) == []
    assert holding(tmp_path, "who stays") != []
    assert await learned(store, "qzx") == 0
