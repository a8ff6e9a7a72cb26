"""Others' words that wait for their author's yes: kept as drafts, with the message that asks.

What is no longer wanted loses its words at once. Where a message in Discord quotes them, a draft
without them stays until that message is gone too: whose words they were it says still, so that
their author's erasure finds it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, not_, or_, select, update

from readbot.club.links import Link
from readbot.club.members import Consent
from readbot.store.database import Transaction
from readbot.store.tables import clubs, drafts

ASKED = "keep"
LEFT = "unquote"
"""The purpose of a draft that only says which message still quotes words that are kept no more."""


def _quote(content: Any, server_id: int) -> Link | None:
    place = content.get("asked")
    return None if place is None else Link(server_id, place[0], place[1])


async def asked(tx: Transaction, draft_id: int, channel_id: int, message_id: int) -> None:
    """Keep which message asks, and quotes the words."""
    there = drafts.c.id == draft_id, drafts.c.purpose.in_((ASKED, LEFT))
    row = (await tx.execute(select(drafts.c.content).where(*there))).first()
    if row is not None:
        content = {**row.content, "asked": [channel_id, message_id]}
        await tx.execute(update(drafts).where(*there).values(content=content))


def _with_server(purpose: str) -> Select[Any]:
    query = select(drafts.c.id, drafts.c.content, clubs.c.server_id)
    query = query.join(clubs, clubs.c.id == drafts.c.club_id)
    return query.where(drafts.c.purpose == purpose).order_by(drafts.c.id)


async def waiting(tx: Transaction, limit: int) -> list[Consent]:
    """Whose author has not decided yet, the oldest first."""
    return [
        Consent(row.id, Link(row.server_id, row.content["channel_id"], row.content["message_id"]))
        for row in await tx.execute(_with_server(ASKED).limit(limit))
    ]


def _is_quoted() -> ColumnElement[bool]:
    place: ColumnElement[str | None] = drafts.c.content["asked"].as_string()
    return place.is_not(None)


async def left(tx: Transaction, limit: int) -> list[tuple[int, Link]]:
    """Messages that quote what is kept no more, each with its draft."""
    query = _with_server(LEFT).where(_is_quoted()).limit(limit)
    found = [(row.id, _quote(row.content, row.server_id)) for row in await tx.execute(query)]
    return [(draft_id, quote) for draft_id, quote in found if quote is not None]


async def release(tx: Transaction, draft_ids: Sequence[int]) -> None:
    """Keep these words no more; who asks for them later finds nothing."""
    there = drafts.c.id.in_(draft_ids), drafts.c.purpose == ASKED
    for row in (await tx.execute(select(drafts.c.id, drafts.c.content).where(*there))).all():
        content = {"asked": row.content.get("asked")}
        one = update(drafts).where(drafts.c.id == row.id)
        await tx.execute(one.values(purpose=LEFT, content=content))


async def release_old(tx: Transaction, before: datetime) -> int:
    """Keep no more what waited since before this moment; how many."""
    old = select(drafts.c.id).where(drafts.c.purpose == ASKED, drafts.c.at < before)
    draft_ids = list((await tx.execute(old)).scalars())
    await release(tx, draft_ids)
    return len(draft_ids)


async def forget(tx: Transaction, draft_ids: Sequence[int]) -> None:
    """No message quotes these any more."""
    there = drafts.c.id.in_(draft_ids), drafts.c.purpose == LEFT
    await tx.execute(delete(drafts).where(*there))


async def forget_old(tx: Transaction, before: datetime) -> int:
    """Forget what was kept before this moment and no message is known to quote; how many."""
    old = drafts.c.purpose == LEFT, drafts.c.at < before, not_(_is_quoted())
    return (await tx.execute(delete(drafts).where(*old))).rowcount


async def quotes(tx: Transaction, member_id: int, club_ids: Sequence[int]) -> list[Link]:
    """Messages that quote this member's words, or ask on their behalf."""
    own = or_(drafts.c.member_id == member_id, drafts.c.about_id == member_id)
    found = []
    for purpose in (ASKED, LEFT):
        query = _with_server(purpose).where(and_(own, drafts.c.club_id.in_(club_ids)))
        found += [_quote(row.content, row.server_id) for row in await tx.execute(query)]
    return [quote for quote in found if quote is not None]
