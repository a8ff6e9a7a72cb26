"""What is kept about members: read marks, pseudonyms, drafts; and how all of it is erased."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from readbot.club.members import Draft
from readbot.club.notes import pseudonym as choose_pseudonym
from readbot.store.database import Transaction, settle
from readbot.store.tables import drafts, pseudonyms, read_marks

# What an erasure has still to take out of Discord is kept like a draft, of this purpose.
ERASURE = "erasure"

_DRAFT = [drafts.c[f.name] for f in fields(Draft)]


async def mark_read(
    tx: Transaction, reading_id: int, excerpt: int, member_id: int, now: datetime
) -> bool:
    """Keep that a member has read an excerpt; False, and no change, if they had before."""
    row = {"reading_id": reading_id, "excerpt": excerpt, "member_id": member_id, "at": now}
    insert_here = postgresql_insert if tx.dialect.name == "postgresql" else sqlite_insert
    statement = insert_here(read_marks).values(**row).on_conflict_do_nothing()
    return (await tx.execute(statement)).rowcount == 1


async def readers(tx: Transaction, reading_id: int, excerpt: int) -> int:
    """How many members have marked this excerpt as read."""
    query = select(func.count()).where(
        read_marks.c.reading_id == reading_id, read_marks.c.excerpt == excerpt
    )
    return (await tx.execute(query)).scalar_one()


async def read_by(tx: Transaction, reading_id: int, member_id: int) -> set[int]:
    """The excerpts that this member has marked as read."""
    query = select(read_marks.c.excerpt).where(
        read_marks.c.reading_id == reading_id, read_marks.c.member_id == member_id
    )
    return set((await tx.execute(query)).scalars())


async def marks_by_member(tx: Transaction, reading_id: int) -> list[int]:
    """How many excerpts each member who marked any has marked; numbers only, in no order."""
    query = select(func.count()).where(read_marks.c.reading_id == reading_id)
    return list((await tx.execute(query.group_by(read_marks.c.member_id))).scalars())


async def _secret(tx: Transaction) -> str:
    return await settle(tx, "secret", secrets.token_hex(32))


async def pseudonym(tx: Transaction, reading_id: int, member_id: int) -> str:
    """This member's name in this reading; chosen at first use and the same ever after."""
    query = select(pseudonyms.c.member_id, pseudonyms.c.name)
    rows = await tx.execute(query.where(pseudonyms.c.reading_id == reading_id))
    names: dict[int, str] = {row.member_id: row.name for row in rows}
    if member_id not in names:
        secret = await _secret(tx)
        name = choose_pseudonym(secret, reading_id, member_id, set(names.values()))
        row = {"reading_id": reading_id, "member_id": member_id, "name": name}
        await tx.execute(insert(pseudonyms).values(**row))
        return name
    return names[member_id]


async def keep_draft(
    tx: Transaction,
    club_id: int | None,
    member_id: int,
    purpose: str,
    content: Mapping[str, Any],
    now: datetime,
) -> int:
    """Keep words that are not a note yet; the draft's id."""
    row = {"club_id": club_id, "member_id": member_id, "purpose": purpose, "content": content}
    result = await tx.execute(insert(drafts).values(**row, at=now).returning(drafts.c.id))
    return int(result.scalar_one())


async def draft(tx: Transaction, draft_id: int, member_id: int) -> Draft | None:
    """A member's own draft; another's is as good as none."""
    query = select(*_DRAFT).where(drafts.c.id == draft_id, drafts.c.member_id == member_id)
    row = (await tx.execute(query)).one_or_none()
    return Draft(*row) if row else None


async def drafts_of(
    tx: Transaction, member_id: int, club_ids: Sequence[int], purpose: str | None = None
) -> list[Draft]:
    """A member's drafts in these clubs, and those that belong to none, oldest first."""
    query = select(*_DRAFT).where(
        drafts.c.member_id == member_id,
        or_(drafts.c.club_id.in_(club_ids), drafts.c.club_id.is_(None)),
    )
    if purpose is not None:
        query = query.where(drafts.c.purpose == purpose)
    return [Draft(*row) for row in await tx.execute(query.order_by(drafts.c.id))]


async def forget_draft(tx: Transaction, draft_id: int) -> None:
    """Delete a draft that was used."""
    await tx.execute(delete(drafts).where(drafts.c.id == draft_id))


async def forget_old_drafts(tx: Transaction, before: datetime) -> int:
    """Delete drafts kept before this moment; how many there were.

    What an erasure has still to take out of Discord is no draft of anyone's, and stays.
    """
    old = delete(drafts).where(drafts.c.at < before, drafts.c.purpose != ERASURE)
    return (await tx.execute(old)).rowcount
