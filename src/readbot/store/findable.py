"""Words to be searched, folded: each note's, and those of each excerpt that was posted.

What stands here goes with its note or its reading. The migration keeps an index of trigrams beside
it: FTS5's on SQLite (the words in quotation marks are looked for as they stand), pg_trgm's on
PostgreSQL, where LIKE uses it.
"""

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    column,
    delete,
    func,
    join,
    select,
    table,
    text,
)

from readbot.club.notes import MOST_COUNTED, Note
from readbot.club.postings import PostingKind, PostingState
from readbot.club.sight import Sight
from readbot.store.database import Transaction
from readbot.store.notes import note_of
from readbot.store.postings import excerpt_number
from readbot.store.prepared import Prepared
from readbot.store.sight import shown
from readbot.store.tables import findable, notes, postings, readings
from readbot.store.upsert import upsert, upsert_in

SHORTEST_TRIGRAM = 3

_TRIGRAMS = table("trigrams", column("rowid"), column("words"))


@cache
def _learning(dialect: str) -> Prepared:
    statement = upsert_in(dialect, findable)
    learned = {"words": statement.excluded.words}
    change = statement.on_conflict_do_update(index_elements=["note_id"], set_=learned)
    return Prepared(change, ["note_id", "words"])


async def learn_note(tx: Transaction, note_id: int, words: str) -> None:
    """Let a note be found by these folded words, and by no others any more."""
    await _learning(tx.dialect.name).do(tx, {"note_id": note_id, "words": words})


async def forget_note(tx: Transaction, note_id: int) -> None:
    """Let a note be found no longer."""
    await tx.execute(delete(findable).where(findable.c.note_id == note_id))


async def learn_excerpt(tx: Transaction, reading_id: int, number: int, words: str) -> None:
    """Let an excerpt be found by its folded words; its text never changes once it is posted."""
    row = {"reading_id": reading_id, "excerpt": number, "words": words}
    statement = upsert(tx, findable).values(**row)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["reading_id", "excerpt"], set_={"words": words}
        )
    )


async def unlearned(tx: Transaction, club_id: int) -> set[tuple[int, int]]:
    """Excerpts of the club that were posted and cannot be found yet: reading and number."""
    posted = select(postings.c.subject_id, postings.c.occurrence).where(
        postings.c.club_id == club_id,
        postings.c.kind == PostingKind.EXCERPT,
        postings.c.state == PostingState.DONE,
    )
    known = (
        select(findable.c.reading_id, findable.c.excerpt)
        .join(readings, readings.c.id == findable.c.reading_id)
        .where(readings.c.club_id == club_id)
    )
    there = {(row[0], excerpt_number(row[1])) for row in await tx.execute(posted)}
    return there - {(row[0], row[1]) for row in await tx.execute(known)}


async def finish_forgetting(tx: Transaction) -> None:
    """Leave nothing of forgotten words in the index either; for SQLite, which else only marks them.

    Merging the whole index is what empties it of them before SQLite 3.42.
    """
    if tx.dialect.name == "sqlite":
        await tx.execute(text("INSERT INTO trigrams(trigrams) VALUES ('optimize')"))


def _holds(tx: Transaction, wanted: str) -> ColumnElement[bool]:
    """Whether the words hold what is wanted, which is folded."""
    if tx.dialect.name == "sqlite" and len(wanted) >= SHORTEST_TRIGRAM:
        phrase = '"' + wanted.replace('"', '""') + '"'
        found = select(_TRIGRAMS.c.rowid).where(_TRIGRAMS.c.words.op("MATCH")(phrase))
        return findable.c.id.in_(found)
    return findable.c.words.contains(wanted, autoescape=True)


async def find_notes(
    tx: Transaction, club_id: int, sight: Sight, wanted: str, offset: int, limit: int
) -> tuple[list[Note], int]:
    """Notes that this member is shown and that hold these folded words, the newest first.

    One page of them, and the number on all pages, up to MOST_COUNTED.
    """
    conditions = (notes.c.club_id == club_id, shown(sight, tx.dialect.name), _holds(tx, wanted))
    found = join(notes, findable, findable.c.note_id == notes.c.id)
    total = await _counted(tx, select(notes.c.id).select_from(found).where(*conditions))
    query = select(notes).select_from(found).where(*conditions).offset(offset).limit(limit)
    query = query.order_by(notes.c.created_at.desc(), notes.c.id.desc())
    return [note_of(row) for row in await tx.execute(query)], total


async def _counted(tx: Transaction, query: Select[Any]) -> int:
    some = query.limit(MOST_COUNTED).subquery()
    return (await tx.execute(select(func.count()).select_from(some))).scalar_one()


async def find_excerpts(
    tx: Transaction, club_id: int, wanted: str, offset: int, limit: int
) -> tuple[list[tuple[int, int]], int]:
    """Posted excerpts that hold these folded words, the newest readings' first: reading, number.

    One page of them, and the number on all pages, up to MOST_COUNTED.
    """
    query = (
        select(findable.c.reading_id, findable.c.excerpt)
        .join(readings, readings.c.id == findable.c.reading_id)
        .where(readings.c.club_id == club_id, _holds(tx, wanted))
    )
    total = await _counted(tx, query)
    query = query.order_by(findable.c.reading_id.desc(), findable.c.excerpt)
    rows = await tx.execute(query.offset(offset).limit(limit))
    return [(row[0], row[1]) for row in rows], total
