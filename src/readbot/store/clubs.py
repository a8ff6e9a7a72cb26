"""Clubs and the servers they live in.

In a transaction that may write, whatever reads a club here holds it: on PostgreSQL another one that
asks for the same club then waits. (On SQLite only one such transaction runs at a time.)
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime, time
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from readbot.club.clubs import Approval, Club, LateRule, Place, Spoilers, Threads
from readbot.club.digests import Length, Section
from readbot.club.postings import Look, PostingKind, PostingState
from readbot.store.database import Transaction, holds_rows
from readbot.store.prepared import Prepared
from readbot.store.tables import clubs, postings, readings, servers

_NAMES = tuple(clubs.c.keys())


def _club(row: Any) -> Club:
    # The columns in their order, whatever follows them: asking a row by name takes longer.
    values = dict(zip(_NAMES, row, strict=False))
    values["digest_time"] = time.fromisoformat(values["digest_time"])
    values["late_rule"] = LateRule(values["late_rule"])
    values["threads"] = Threads(values["threads"])
    values["spoilers"] = Spoilers(values["spoilers"])
    values["approval"] = Approval(values["approval"])
    values["digest_length"] = Length(values["digest_length"])
    values["digest_without"] = frozenset(map(Section, values["digest_without"]))
    return Club(**values)


def _columns(club: Club) -> dict[str, Any]:
    values = asdict(club)
    values["digest_time"] = club.digest_time.isoformat("minutes")
    values["digest_without"] = sorted(club.digest_without)
    values.pop("id")
    return values


async def add(tx: Transaction, club: Club) -> int:
    """Keep a new club; its id. The ``id`` that ``club`` carries is not used."""
    result = await tx.execute(insert(clubs).values(**_columns(club)).returning(clubs.c.id))
    return int(result.scalar_one())


async def change(tx: Transaction, club: Club) -> None:
    """Keep the settings of a club that exists."""
    await tx.execute(update(clubs).where(clubs.c.id == club.id).values(**_columns(club)))


async def exported(tx: Transaction, club_id: int, now: datetime) -> None:
    """Note that all of the club's discussion was taken away as files."""
    await tx.execute(update(clubs).where(clubs.c.id == club_id).values(exported_at=now))


async def get(tx: Transaction, club_id: int) -> Club | None:
    """The club with this id."""
    row = (await tx.execute(_held(tx, select(clubs).where(clubs.c.id == club_id)))).one_or_none()
    return _club(row) if row else None


def _held(tx: Transaction, query: Select[Any]) -> Select[Any]:
    # Rows that merely refer to the club may still be written by others.
    return query.with_for_update(key_share=True) if holds_rows(tx) else query


async def by_ids(tx: Transaction, club_ids: Collection[int]) -> dict[int, Club]:
    """These clubs, by id."""
    rows = await tx.execute(select(clubs).where(clubs.c.id.in_(club_ids)))
    return {row.id: _club(row) for row in rows}


async def of_server(tx: Transaction, server_id: int) -> list[Club]:
    """The server's clubs, oldest first."""
    query = select(clubs).where(clubs.c.server_id == server_id).order_by(clubs.c.id)
    return [_club(row) for row in await tx.execute(_held(tx, query))]


async def of_channel(tx: Transaction, channel_id: int) -> Club | None:
    """The club whose home this channel is."""
    query = select(clubs).where(clubs.c.channel_id == channel_id)
    row = (await tx.execute(_held(tx, query))).one_or_none()
    return _club(row) if row else None


async def at(tx: Transaction, place: Place) -> Club | None:
    """The club that a command used at ``place`` is about.

    That is the club whose home or moderators' channel it is, or whose reading or excerpt lives
    there (an excerpt's thread has the id of the excerpt's message); else the server's only club,
    if whoever asks can see its home: what a private channel holds is not told elsewhere.
    None where several clubs share the moderators' channel: nobody is to change another club than
    they mean.
    """
    if not holds_rows(tx):
        return await _seen_at(tx, place)
    channels: Sequence[int] = place.channels
    for column in (clubs.c.channel_id, clubs.c.moderator_channel_id):
        query = select(clubs).where(clubs.c.server_id == place.server_id, column.in_(channels))
        found = (await tx.execute(_held(tx, query.order_by(clubs.c.id).limit(2)))).all()
        if found:
            return _club(found[0]) if len(found) == 1 else None
    lives = or_(
        clubs.c.id.in_(select(readings.c.club_id).where(readings.c.channel_id.in_(channels))),
        clubs.c.id.in_(select(postings.c.club_id).where(postings.c.message_id.in_(channels))),
    )
    query = select(clubs).where(clubs.c.server_id == place.server_id, lives).order_by(clubs.c.id)
    row = (await tx.execute(_held(tx, query.limit(1)))).one_or_none()
    if row:
        return _club(row)
    every = await of_server(tx, place.server_id)
    return every[0] if len(every) == 1 and place.sees(every[0].channel_id) else None


_HOME, _MODERATORS, _LIVES, _FAR = range(4)


def _nearest() -> Select[Any]:
    channels = (bindparam("channel", type_=BigInteger), bindparam("parent", type_=BigInteger))
    lives = or_(
        clubs.c.id.in_(select(readings.c.club_id).where(readings.c.channel_id.in_(channels))),
        clubs.c.id.in_(select(postings.c.club_id).where(postings.c.message_id.in_(channels))),
    )
    nearness = case(
        (clubs.c.channel_id.in_(channels), _HOME),
        (clubs.c.moderator_channel_id.in_(channels), _MODERATORS),
        (lives, _LIVES),
        else_=_FAR,
    ).label("nearness")
    query = select(clubs, nearness).where(clubs.c.server_id == bindparam("server"))
    return query.order_by(nearness, clubs.c.id).limit(2)


_NEAREST = Prepared(_nearest())
"""The two clubs of a server that are nearest to a channel; built once."""


async def _seen_at(tx: Transaction, place: Place) -> Club | None:
    """The same in one query, which holds nothing."""
    where = {"channel": place.channel_id, "parent": place.parent_id or place.channel_id}
    rows = await _NEAREST.all(tx, {"server": place.server_id, **where})
    if not rows or (rows[0].nearness == _FAR and not place.sees(rows[0].channel_id)):
        return None
    is_alone = len(rows) == 1 or rows[0].nearness != rows[1].nearness
    return _club(rows[0]) if is_alone or rows[0].nearness == _LIVES else None


def is_away(club_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the server of the club with this id has sent readbot away."""
    return exists().where(
        clubs.c.id == club_id, servers.c.id == clubs.c.server_id, servers.c.left_at.is_not(None)
    )


async def digest_due(tx: Transaction, now: datetime) -> list[Club]:
    """Clubs whose next digest is due, in servers that readbot is in.

    None whose last one may be under way: it can be doubtful for weeks, and this is asked all day.
    """
    left = exists().where(servers.c.id == clubs.c.server_id, servers.c.left_at.is_not(None))
    unsettled = exists().where(
        postings.c.kind == PostingKind.DIGEST,
        postings.c.subject_id == clubs.c.id,
        or_(
            postings.c.state.in_((PostingState.CLAIMED, PostingState.DOUBTFUL)),
            and_(postings.c.state == PostingState.PLANNED, postings.c.look == Look.FIRST),
        ),
    )
    query = select(clubs).where(clubs.c.digest_next_at <= now, ~left, ~unsettled)
    query = query.order_by(clubs.c.digest_next_at)
    return [_club(row) for row in await tx.execute(query)]


async def next_digest_at(tx: Transaction) -> list[tuple[datetime, Club]]:
    """When each club's next digest is due, soonest first."""
    query = select(clubs).where(clubs.c.digest_next_at.is_not(None))
    return [
        (row.digest_next_at, _club(row))
        for row in await tx.execute(query.order_by("digest_next_at"))
    ]


async def greeting(tx: Transaction, server_id: int, now: datetime) -> int | None:
    """The number of the greeting that this server is still owed; None if it was greeted."""
    row = (await tx.execute(select(servers).where(servers.c.id == server_id))).one_or_none()
    if row is None:
        await tx.execute(insert(servers).values(id=server_id, greeted_at=now, greetings=1))
        return 1
    if row.greeted_at is not None:
        return None
    number = int(row.greetings) + 1
    change_row = update(servers).where(servers.c.id == server_id)
    await tx.execute(change_row.values(greeted_at=now, greetings=number, left_at=None))
    return number


async def is_known(tx: Transaction, server_id: int) -> bool:
    """Whether readbot has been in this server before."""
    query = select(servers.c.id).where(servers.c.id == server_id)
    return (await tx.execute(query)).first() is not None


async def joined(tx: Transaction, server_id: int, now: datetime) -> None:
    """Know the server from now on; its data is not, or no longer, on its way out.

    It counts as greeted: who invites readbot is greeted before this, and who is merely found to
    have it, also after it seemed to be gone, is not greeted at all.
    """
    if not await is_known(tx, server_id):
        await tx.execute(insert(servers).values(id=server_id, greeted_at=now))
    greeted_at = func.coalesce(servers.c.greeted_at, now)
    change_row = update(servers).where(servers.c.id == server_id)
    await tx.execute(change_row.values(left_at=None, greeted_at=greeted_at))


async def is_at_home(tx: Transaction, server_id: int) -> bool:
    """Whether the server is known, was greeted and has not sent readbot away since."""
    query = select(servers.c.id).where(servers.c.id == server_id, servers.c.left_at.is_(None))
    query = query.where(servers.c.greeted_at.is_not(None))
    return (await tx.execute(query)).first() is not None


async def at_home(tx: Transaction) -> list[int]:
    """The servers that are known and have not sent readbot away."""
    query = select(servers.c.id).where(servers.c.left_at.is_(None)).order_by(servers.c.id)
    return list((await tx.execute(query)).scalars())


async def left(tx: Transaction, server_id: int, now: datetime) -> None:
    """Note when the server removed readbot: it is greeted anew if it comes back."""
    change_row = update(servers).where(servers.c.id == server_id)
    known = await tx.execute(change_row.values(left_at=now, greeted_at=None))
    if known.rowcount == 0:
        await tx.execute(insert(servers).values(id=server_id, left_at=now))


async def forget_left(tx: Transaction, before: datetime) -> int:
    """Delete the data of servers that removed readbot before this moment; how many servers.

    The greetings go too, which belong to no club: whoever comes back later is greeted anew.
    """
    gone = select(servers.c.id).where(servers.c.left_at < before)
    await tx.execute(delete(clubs).where(clubs.c.server_id.in_(gone)))
    greetings = and_(postings.c.kind == PostingKind.GREETING, postings.c.subject_id.in_(gone))
    await tx.execute(delete(postings).where(greetings))
    result = await tx.execute(delete(servers).where(servers.c.left_at < before))
    return result.rowcount
