"""Mutes: who may read but not write, made by name or through a pseudonym that stays one."""

from collections.abc import Collection
from datetime import datetime

from readbot.club.clubs import Person, Place, require_moderator
from readbot.club.mistakes import Mistake
from readbot.club.notes import ShowTo
from readbot.club.order import Mute, member_key, read_reason, read_until
from readbot.services import clubs
from readbot.services.order import tell, theirs
from readbot.store import audit, members
from readbot.store import order as kept
from readbot.store.database import Store


async def mute(
    store: Store,
    place: Place,
    person: Person,
    member_id: int,
    reason: str,
    until: str | None,
    now: datetime,
    *,
    spared: Collection[int] = (),
) -> datetime | None:
    """Let a member read but not write, and tell them so; until when. For moderators.

    ``spared`` are members whom this moderator may not mute, by their standing in the server.
    """
    reason = read_reason(reason)
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        if member_id == person.id:
            raise Mistake("You cannot mute yourself.")
        if member_id in spared:
            raise Mistake(
                "The server's owner cannot be muted, and whoever may manage the server only by "
                "somebody who may do so too."
            )
        ends = read_until(until, club, now)
        key = member_key(await members.secret(tx), club.id, member_id)
        await kept.mute(
            tx,
            club.id,
            key,
            member_id=member_id,
            name=None,
            until=ends,
            reason=reason,
            by_id=person.id,
            now=now,
        )
        facts = {"until": ends and ends.isoformat()}
        deed = "member.muted"
        entry = await audit.record(
            tx, club.id, person.id, deed, "member", member_id, facts, now, reason
        )
        await tell(store, tx, club, member_id, entry, now)
        return ends


async def mute_author(
    store: Store,
    place: Place,
    person: Person,
    note_id: int,
    reason: str,
    until: str | None,
    now: datetime,
    *,
    spared: Collection[int] = (),
) -> datetime | None:
    """The same for whoever wrote a note; behind a pseudonym they stay. For moderators."""
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        note = await theirs(tx, club, note_id)
    if note.author_id is None:
        raise Mistake("Nobody is behind that note any more.")
    if note.author_id == person.id:
        raise Mistake("You cannot mute yourself.")
    if note.show_to is not ShowTo.PSEUDONYM:
        return await mute(store, place, person, note.author_id, reason, until, now, spared=spared)
    reason = read_reason(reason)
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        ends = read_until(until, club, now)
        await kept.mute(
            tx,
            club.id,
            member_key(await members.secret(tx), club.id, note.author_id),
            member_id=None,
            name=note.author_name,
            until=ends,
            reason=reason,
            by_id=person.id,
            now=now,
        )
        facts = {"until": ends and ends.isoformat(), "name": note.author_name}
        deed = "author.muted"
        entry = await audit.record(
            tx, club.id, person.id, deed, "note", note.id, facts, now, reason
        )
        await tell(store, tx, club, note.author_id, entry, now)
        return ends


async def unmute(
    store: Store, place: Place, person: Person, member_id: int, reason: str | None, now: datetime
) -> None:
    """Let a member write again, and tell them so. For moderators."""
    said = None if reason is None else read_reason(reason)
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        key = member_key(await members.secret(tx), club.id, member_id)
        if not await kept.lift(tx, club.id, key, member_id=member_id, name=None):
            raise Mistake("Nobody has muted that member here.")
        deed = "member.unmuted"
        entry = await audit.record(tx, club.id, person.id, deed, "member", member_id, {}, now, said)
        await tell(store, tx, club, member_id, entry, now)


async def lift(store: Store, place: Place, person: Person, mute_id: int, now: datetime) -> Mute:
    """End a mute chosen from the list; the way for those made through a pseudonym."""
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        lifted = await kept.lift_one(tx, club.id, mute_id)
        if lifted is None:
            raise Mistake("That mute is over, or somebody has lifted it already.")
        facts = {"name": lifted.name}
        kind = None if lifted.member_id is None else "member"
        deed = "member.unmuted"
        entry = await audit.record(tx, club.id, person.id, deed, kind, lifted.member_id, facts, now)
        if lifted.member_id is not None:
            await tell(store, tx, club, lifted.member_id, entry, now)
        return lifted


async def listed(
    store: Store, place: Place, person: Person, now: datetime, offset: int, limit: int
) -> tuple[list[Mute], int]:
    """One page of who may not write now, and how many they are. For moderators."""
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        return await kept.mutes_of(tx, club.id, now, offset, limit)
