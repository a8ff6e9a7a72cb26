"""Whether what the database holds agrees with itself: read through, and told plainly."""

import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from readbot.club.postings import PostingState
from readbot.store.database import Store, Transaction
from readbot.store.tables import excerpts, findable, notes, postings, readings
from readbot.text.folding import fold_words

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing that was looked at, whether it is right, and what was found."""

    about: str
    is_right: bool
    words: str


def look_at_file(file: Path) -> list[Verdict]:
    """The file of an SQLite database itself; it must be at nobody's use, as a copy is."""
    with closing(sqlite3.connect(file)) as connection:
        return [_pages(connection), _keys(connection), _trigrams(connection)]


async def look_at_rows(store: Store) -> AsyncIterator[Verdict]:
    """What only readbot knows must be so: texts, excerpts, anchors, postings, what can be found."""
    async with store.reading() as tx:
        rows = await tx.execute(select(readings.c.id, readings.c.text))
        texts = {row.id: row.text for row in rows}
        yield await _excerpts(tx, texts)
        yield await _anchors(tx, texts)
        yield await _postings(tx)
        yield await _findable(tx)


def _pages(connection: sqlite3.Connection) -> Verdict:
    try:
        found = [line for (line,) in connection.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    is_right = found == ["ok"]
    return Verdict("file", is_right, "is sound" if is_right else f"is damaged: {_some(found)}")


def _keys(connection: sqlite3.Connection) -> Verdict:
    try:
        rows = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        return Verdict("references", False, f"cannot be read: {error}")
    found = [f"{table} {row} names one of {other} that is gone" for table, row, other, _ in rows]
    return _verdict("references", found, "all lead to rows that are there")


def _trigrams(connection: sqlite3.Connection) -> Verdict:
    try:
        # With rank 1, FTS5 also compares the index with the words that it is made of.
        connection.execute("INSERT INTO trigrams(trigrams, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        return Verdict("search index", False, f"does not agree with the words: {error}")
    return Verdict("search index", True, "agrees with the words")


async def _excerpts(tx: Transaction, texts: dict[int, str]) -> Verdict:
    ends: dict[int, int] = defaultdict(int)
    found = []
    query = select(excerpts).order_by(excerpts.c.reading_id, excerpts.c.number)
    for row in await tx.execute(query):
        if row.start != ends[row.reading_id] or row.end <= row.start:
            found.append(f"excerpt {row.number} of reading {row.reading_id} is out of line")
        ends[row.reading_id] = row.end
    found += [
        f"the excerpts of reading {reading} end at {ends[reading]} of {len(text)} characters"
        for reading, text in texts.items()
        if ends[reading] != len(text)
    ]
    return _verdict("excerpts", found, f"joined, they are the texts (readings: {len(texts)})")


async def _anchors(tx: Transaction, texts: dict[int, str]) -> Verdict:
    query = select(notes.c.id, notes.c.reading_id, notes.c.start, notes.c.end, notes.c.exact)
    count, found = 0, []
    for row in await tx.execute(query.where(notes.c.start.is_not(None))):
        count += 1
        text = texts.get(row.reading_id, "")
        inside = row.end is not None and 0 <= row.start < row.end <= len(text)
        if not inside or text[row.start : row.end] != row.exact:
            found.append(f"note {row.id}")
    return _verdict(
        "anchors", found, f"they are the words of the texts (notes: {count})", "not so:"
    )


async def _postings(tx: Transaction) -> Verdict:
    without = postings.c.message_id.is_(None)
    query = select(postings.c.id).where(postings.c.state == PostingState.DONE, without)
    lost = (await tx.execute(query)).scalars()
    found = [f"posting {number} is done, but nobody knows where" for number in lost]
    seen: dict[str, int] = {}
    count = 0
    for row in await tx.execute(select(postings.c.id, postings.c.key, postings.c.mark)):
        count += 1
        for unique in (f"key {row.key}", f"mark {row.mark}"):
            if unique in seen:
                found.append(f"postings {seen[unique]} and {row.id} have one {unique}")
            seen[unique] = row.id
    return _verdict("postings", found, f"are each there once: {count}")


async def _findable(tx: Transaction) -> Verdict:
    query = select(notes.c.id, notes.c.body, findable.c.words).outerjoin(
        findable, findable.c.note_id == notes.c.id
    )
    # Withdrawn notes are forgotten; erased ones may be either.
    there = query.where(notes.c.withdrawn_at.is_(None), notes.c.author_id.is_not(None))
    count, found = 0, []
    for row in await tx.execute(there):
        count += 1
        if row.words != fold_words(row.body):
            found.append(f"note {row.id}")
    gone = query.where(findable.c.words.is_not(None), notes.c.withdrawn_at.is_not(None))
    found += [f"note {row.id}, which was withdrawn" for row in await tx.execute(gone)]
    return _verdict("search", found, f"knows the words of {count} notes", "is wrong about")


def _verdict(about: str, found: list[str], right: str, wrong: str = "") -> Verdict:
    if not found:
        return Verdict(about, True, right)
    return Verdict(about, False, f"{wrong} {_some(found)}".strip())


def _some(found: list[str]) -> str:
    more = len(found) - _NAMED
    return "; ".join(found[:_NAMED]) + (f"; and {more} more" if more > 0 else "")
