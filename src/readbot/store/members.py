"""What is kept about members: read marks, pseudonyms, drafts; and how all of it is erased."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
)

from readbot.club.clubs import Club
from readbot.club.members import AnswersBy, Choices, Draft
from readbot.club.pseudonyms import pseudonym as choose_pseudonym
from readbot.club.sight import Reach, Sight
from readbot.store import consents
from readbot.store.database import Transaction, settle
from readbot.store.prepared import Prepared
from readbot.store.tables import (
    choices,
    drafts,
    excerpts,
    notes,
    pseudonyms,
    read_marks,
    readings,
)
from readbot.store.upsert import upsert

# What an erasure has still to take out of Discord is kept like a draft, of this purpose.
ERASURE = "erasure"
SECRET = "secret"  # noqa: S105  a name, no secret
"""The name under which the house remembers the database's own secret."""

_DRAFT = [drafts.c[f.name] for f in fields(Draft)]
_CHOICES = [choices.c[f.name] for f in fields(Choices)]


async def mark_read(
    tx: Transaction, reading_id: int, excerpt: int, member_id: int, now: datetime
) -> bool:
    """Keep that a member has read an excerpt; False, and no change, if they had before."""
    row = {"reading_id": reading_id, "excerpt": excerpt, "member_id": member_id, "at": now}
    statement = upsert(tx, read_marks).values(**row).on_conflict_do_nothing()
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


async def last_marked(tx: Transaction, club_id: int, member_id: int) -> datetime | None:
    """When this member last marked an excerpt of the club's as read."""
    there = select(readings.c.id).where(readings.c.club_id == club_id)
    query = select(func.max(read_marks.c.at)).where(
        read_marks.c.member_id == member_id, read_marks.c.reading_id.in_(there)
    )
    found: datetime | None = (await tx.execute(query)).scalar_one()
    return found


async def sight(tx: Transaction, club: Club, member_id: int) -> Sight:
    """What decides which notes this member is shown in this club."""
    asked = {"club": club.id, "member": member_id}
    last: dict[int, int] = {}
    ends: dict[int, int] = {}
    for reading_id, excerpt, end in await _MARKED.all(tx, asked):
        last[reading_id], ends[reading_id] = excerpt, end
    written = set()
    for reading_id, excerpt, its_end, end in await _WROTE.all(tx, asked):
        written.add((reading_id, excerpt))
        last[reading_id] = max(excerpt, last.get(reading_id, 0))
        ends[reading_id] = max(its_end, end or 0, ends.get(reading_id, 0))
    reached = {reading_id: Reach(number, ends[reading_id]) for reading_id, number in last.items()}
    return Sight(member_id, reached, frozenset(written), club.write_first)


_CLUB, _MEMBER = (bindparam(name, type_=BigInteger) for name in ("club", "member"))


def _marked() -> Select[Any]:
    """The last excerpt of each reading that a member marked as read, and where it ends."""
    there = select(readings.c.id).where(readings.c.club_id == _CLUB)
    last = (
        select(read_marks.c.reading_id, func.max(read_marks.c.excerpt).label("number"))
        .where(read_marks.c.member_id == _MEMBER, read_marks.c.reading_id.in_(there))
        .group_by(read_marks.c.reading_id)
        .subquery()
    )
    return select(last.c.reading_id, last.c.number, excerpts.c.end).join(
        excerpts,
        and_(excerpts.c.reading_id == last.c.reading_id, excerpts.c.number == last.c.number),
    )


def _wrote() -> Select[Any]:
    """The excerpts that a member wrote about, each one's end, and that of their last passage."""
    there = (
        select(notes.c.reading_id, notes.c.excerpt, func.max(notes.c.end).label("end"))
        .where(
            notes.c.club_id == _CLUB,
            notes.c.author_id == _MEMBER,
            notes.c.withdrawn_at.is_(None),
            notes.c.excerpt.is_not(None),
        )
        .group_by(notes.c.reading_id, notes.c.excerpt)
        .subquery()
    )
    return select(
        there.c.reading_id, there.c.excerpt, excerpts.c.end, there.c.end.label("passage")
    ).join(
        excerpts,
        and_(excerpts.c.reading_id == there.c.reading_id, excerpts.c.number == there.c.excerpt),
    )


_MARKED, _WROTE = Prepared(_marked()), Prepared(_wrote())


async def choices_of(tx: Transaction, club_id: int, member_id: int) -> Choices:
    """What this member chose in this club, or what holds for those who chose nothing."""
    query = select(*_CHOICES).where(choices.c.club_id == club_id, choices.c.member_id == member_id)
    row = (await tx.execute(query)).one_or_none()
    return Choices(AnswersBy(row[0]), *row[1:]) if row else Choices()


async def choose(tx: Transaction, club_id: int, member_id: int, chosen: Choices) -> None:
    """Keep what a member chose in a club."""
    values = {f.name: getattr(chosen, f.name) for f in fields(Choices)}
    statement = upsert(tx, choices).values(club_id=club_id, member_id=member_id, **values)
    await tx.execute(
        statement.on_conflict_do_update(index_elements=["club_id", "member_id"], set_=values)
    )


async def set_unreachable(
    tx: Transaction, club_id: int, member_id: int, at: datetime | None
) -> None:
    """Keep since when a member takes no messages from us, or, with None, that they may again."""
    chosen = await choices_of(tx, club_id, member_id)
    await choose(tx, club_id, member_id, replace(chosen, unreachable_at=at))


async def progress_shown(tx: Transaction, club_id: int, reading_id: int) -> list[tuple[int, int]]:
    """Members who let the club see their progress in a reading, and how many excerpts they marked.

    Those who are furthest come first.
    """
    number = func.count(read_marks.c.excerpt)
    query = (
        select(choices.c.member_id, number)
        .outerjoin(
            read_marks,
            and_(
                read_marks.c.member_id == choices.c.member_id,
                read_marks.c.reading_id == reading_id,
            ),
        )
        .where(choices.c.club_id == club_id, choices.c.shows_progress)
        .group_by(choices.c.member_id)
        .order_by(number.desc(), choices.c.member_id)
    )
    return [(row[0], row[1]) for row in await tx.execute(query)]


async def secret(tx: Transaction) -> str:
    """The database's own secret, which never leaves it; chosen at first use."""
    return await settle(tx, SECRET, secrets.token_hex(32))


async def pseudonym(tx: Transaction, reading_id: int, member_id: int) -> str:
    """This member's name in this reading; chosen at first use and the same ever after."""
    query = select(pseudonyms.c.member_id, pseudonyms.c.name)
    rows = await tx.execute(query.where(pseudonyms.c.reading_id == reading_id))
    names: dict[int, str] = {row.member_id: row.name for row in rows}
    if member_id not in names:
        name = choose_pseudonym(await secret(tx), reading_id, member_id, set(names.values()))
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
    about_id: int | None = None,
) -> int:
    """Keep words that are not a note yet; the draft's id.

    ``about_id`` is whose words they are, where they are another's.
    """
    row = {"club_id": club_id, "member_id": member_id, "purpose": purpose, "content": content}
    row["about_id"] = about_id
    result = await tx.execute(insert(drafts).values(**row, at=now).returning(drafts.c.id))
    return int(result.scalar_one())


async def draft(tx: Transaction, draft_id: int, member_id: int) -> Draft | None:
    """A member's own draft, or one with their words; any other is as good as none."""
    query = select(*_DRAFT).where(drafts.c.id == draft_id, own_drafts(member_id))
    row = (await tx.execute(query)).one_or_none()
    return Draft(*row) if row else None


def own_drafts(member_id: int) -> ColumnElement[bool]:
    """Drafts that a member began, and those that hold their words."""
    return or_(drafts.c.member_id == member_id, drafts.c.about_id == member_id)


async def drafts_of(
    tx: Transaction, member_id: int, club_ids: Sequence[int], purpose: str | None = None
) -> list[Draft]:
    """A member's drafts in these clubs, and those that belong to none, oldest first."""
    query = select(*_DRAFT).where(
        own_drafts(member_id),
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

    What has still to be taken out of Discord, by an erasure or otherwise, is no draft of anyone's,
    and stays.
    """
    stays = (ERASURE, consents.LEFT)
    old = delete(drafts).where(drafts.c.at < before, drafts.c.purpose.not_in(stays))
    return (await tx.execute(old)).rowcount
