"""Flags, decisions about notes, mutes, and the clubs' lists of words."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from readbot.club.notes import Note, ShowTo
from readbot.club.order import Mute, Pile, RuleAction, WordRule
from readbot.store.database import Transaction
from readbot.store.notes import note_of
from readbot.store.prepared import Prepared
from readbot.store.sight import is_public
from readbot.store.tables import flags, mutes, note_versions, notes, word_rules
from readbot.store.upsert import upsert

_MUTE = [mutes.c[f.name] for f in fields(Mute)]


async def flag(tx: Transaction, note_id: int, member_id: int, now: datetime) -> bool:
    """Keep that a member flags a note; False, and no change, if they did before."""
    row = {"note_id": note_id, "member_id": member_id, "at": now}
    statement = upsert(tx, flags).values(**row).on_conflict_do_nothing()
    return (await tx.execute(statement)).rowcount == 1


async def unflag(tx: Transaction, note_id: int, member_id: int) -> bool:
    """Take a flag back that nobody has decided about; False if there is none."""
    gone = delete(flags).where(
        flags.c.note_id == note_id,
        flags.c.member_id == member_id,
        flags.c.settled_at.is_(None),
    )
    return (await tx.execute(gone)).rowcount == 1


async def open_flags(tx: Transaction, note_ids: Sequence[int]) -> dict[int, int]:
    """How many flags nobody has decided about, of the notes that have any."""
    query = (
        select(flags.c.note_id, func.count())
        .where(flags.c.note_id.in_(note_ids), flags.c.settled_at.is_(None))
        .group_by(flags.c.note_id)
    )
    return {row[0]: row[1] for row in await tx.execute(query)}


async def settle_flags(tx: Transaction, note_id: int, now: datetime) -> None:
    """A moderator has decided about a note."""
    there = update(flags).where(flags.c.note_id == note_id, flags.c.settled_at.is_(None))
    await tx.execute(there.values(settled_at=now))


async def decide(tx: Transaction, note: Note, values: dict[str, Any]) -> bool:
    """Change a note if it still is what was looked at; False if it was changed meanwhile."""
    there = update(notes).where(notes.c.id == note.id, notes.c.revision == note.revision)
    values = {**values, "revision": note.revision + 1}
    return (await tx.execute(there.values(**values))).rowcount == 1


def _in_pile(club_id: int, pile: Pile) -> ColumnElement[bool]:
    there = and_(
        notes.c.club_id == club_id,
        notes.c.withdrawn_at.is_(None),
        notes.c.show_to != ShowTo.ME,
    )
    if pile is Pile.HIDDEN:
        return and_(there, notes.c.hidden_at.is_not(None))
    flagged = exists().where(flags.c.note_id == notes.c.id, flags.c.settled_at.is_(None))
    waits = or_(notes.c.held_at.is_not(None), flagged)
    return and_(there, notes.c.hidden_at.is_(None), waits)


async def pile_of(
    tx: Transaction, club_id: int, pile: Pile, offset: int, limit: int
) -> tuple[list[Note], int]:
    """One page of the notes in a pile, the oldest first, and how many there are in all."""
    there = _in_pile(club_id, pile)
    total = (await tx.execute(select(func.count()).select_from(notes).where(there))).scalar_one()
    query = select(notes).where(there).order_by(notes.c.id).offset(offset).limit(limit)
    return [note_of(row) for row in await tx.execute(query)], total


async def written_since(tx: Transaction, club_id: int, member_id: int, at: datetime) -> int:
    """How many notes a member wrote in a club after this moment, each change counted too."""
    values = {"club": club_id, "member": member_id, "at": at}
    return int(await _WRITTEN_SINCE.scalar(tx, values))


def _written_since() -> Select[Any]:
    club, member = (bindparam(name, type_=BigInteger) for name in ("club", "member"))
    at = bindparam("at", type_=notes.c.created_at.type)
    own = and_(notes.c.club_id == club, notes.c.author_id == member)
    new = select(func.count()).select_from(notes).where(own, notes.c.created_at > at)
    changed = (
        select(func.count())
        .select_from(note_versions.join(notes, notes.c.id == note_versions.c.note_id))
        .where(own, note_versions.c.replaced_at > at)
    )
    return select(new.scalar_subquery() + changed.scalar_subquery())


_WRITTEN_SINCE = Prepared(_written_since())


async def was_seen(tx: Transaction, club_id: int, member_id: int) -> bool:
    """Whether the group sees a note of this member already."""
    query = select(notes.c.id).where(
        notes.c.club_id == club_id, notes.c.author_id == member_id, is_public()
    )
    return (await tx.execute(query.limit(1))).first() is not None


async def rules(tx: Transaction, club_id: int) -> list[WordRule]:
    """A club's list of words and links, in the order of the alphabet."""
    rows = await _RULES.all(tx, {"club": club_id})
    return [WordRule(rule_id, typed, RuleAction(action)) for rule_id, typed, action in rows]


_RULES = Prepared(
    select(word_rules.c.id, word_rules.c.typed, word_rules.c.action)
    .where(word_rules.c.club_id == bindparam("club", type_=BigInteger))
    .order_by(word_rules.c.typed)
)


async def set_rule(
    tx: Transaction, club_id: int, typed: str, action: RuleAction, member_id: int, now: datetime
) -> None:
    """Put an entry on the list, or change what it does."""
    values = {"action": action, "added_by": member_id, "at": now}
    statement = upsert(tx, word_rules).values(club_id=club_id, typed=typed, **values)
    await tx.execute(
        statement.on_conflict_do_update(index_elements=["club_id", "typed"], set_=values)
    )


async def remove_rule(tx: Transaction, club_id: int, typed: str) -> bool:
    """Take an entry off the list; False if there is none."""
    there = word_rules.c.club_id == club_id, word_rules.c.typed == typed
    return (await tx.execute(delete(word_rules).where(*there))).rowcount == 1


async def mute(
    tx: Transaction,
    club_id: int,
    key: str,
    *,
    member_id: int | None,
    name: str | None,
    until: datetime | None,
    reason: str,
    by_id: int,
    now: datetime,
) -> None:
    """Keep that a member may not write, in the place of an earlier mute made in the same way."""
    await lift(tx, club_id, key, member_id=member_id, name=name)
    row = {"member_id": member_id, "member_key": key, "name": name, "until": until}
    await tx.execute(
        insert(mutes).values(club_id=club_id, reason=reason, by_id=by_id, at=now, **row)
    )


async def lift(
    tx: Transaction, club_id: int, key: str, *, member_id: int | None, name: str | None
) -> bool:
    """End a mute that was made for a member, or through a pseudonym; False if there is none."""
    made = mutes.c.name == name if member_id is None else mutes.c.member_id == member_id
    there = mutes.c.club_id == club_id, mutes.c.member_key == key, made
    return (await tx.execute(delete(mutes).where(*there))).rowcount > 0


async def lift_one(tx: Transaction, club_id: int, mute_id: int) -> Mute | None:
    """End this mute; what it was, or None if there is no such one."""
    there = mutes.c.club_id == club_id, mutes.c.id == mute_id
    row = (await tx.execute(delete(mutes).where(*there).returning(*_MUTE))).one_or_none()
    return Mute(*row) if row else None


def _lasts(now: datetime) -> ColumnElement[bool]:
    return or_(mutes.c.until.is_(None), mutes.c.until > now)


async def muted(tx: Transaction, club_id: int, key: str, now: datetime) -> Mute | None:
    """The mute that keeps a member from writing now; of several the one that lasts longest."""
    query = select(*_MUTE).where(mutes.c.club_id == club_id, mutes.c.member_key == key, _lasts(now))
    query = query.order_by(mutes.c.until.desc().nulls_first(), mutes.c.id).limit(1)
    row = (await tx.execute(query)).one_or_none()
    return Mute(*row) if row else None


async def mutes_of(
    tx: Transaction, club_id: int, now: datetime, offset: int, limit: int
) -> tuple[list[Mute], int]:
    """One page of a club's mutes, the newest first, and how many there are."""
    there = and_(mutes.c.club_id == club_id, _lasts(now))
    total = (await tx.execute(select(func.count()).select_from(mutes).where(there))).scalar_one()
    query = select(*_MUTE).where(there).order_by(mutes.c.id.desc()).offset(offset).limit(limit)
    return [Mute(*row) for row in await tx.execute(query)], total


async def forget_mutes(tx: Transaction, before: datetime) -> int:
    """Delete mutes that ended before this moment; how many."""
    return (await tx.execute(delete(mutes).where(mutes.c.until < before))).rowcount
