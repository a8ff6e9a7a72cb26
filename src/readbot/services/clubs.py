"""Setting up a club, finding it, and greeting a server."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from readbot.club.cadence import next_after, weekly
from readbot.club.clubs import (
    Approval,
    Club,
    LateRule,
    Person,
    Place,
    Spoilers,
    Threads,
    require_moderator,
)
from readbot.club.mistakes import Mistake
from readbot.club.postings import NewPosting, PostingKind
from readbot.store import audit, destinations, postings, readings
from readbot.store import clubs as kept
from readbot.store.database import Store, Transaction

_HOMES_NAMED = 10
DEFAULT_DIGEST_DAY = 6
DEFAULT_DIGEST_TIME = time(18, 0)


class Became(StrEnum):
    """What became of a club that was set up."""

    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"  # from a channel that was deleted


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a moderator chose for a club; None keeps what was, or takes the default."""

    channel_id: int
    zone: str | None = None
    digest_day: int | None = None
    digest_time: time | None = None
    moderator_channel_id: int | None = None
    moderator_role_id: int | None = None
    notify_role_id: int | None = None
    threads: Threads | None = None
    late_rule: LateRule | None = None
    language: str | None = None
    spoilers: Spoilers | None = None
    write_first: bool | None = None
    see_through: bool | None = None
    approval: Approval | None = None
    notes_an_hour: int | None = None
    longest_note: int | None = None
    keep_notes: int | None = None

    def chosen(self) -> dict[str, Any]:
        """The settings that were named, as fields of a club."""
        names = [name for name in self.__dataclass_fields__ if name != "channel_id"]
        values = {name: getattr(self, name) for name in names}
        return {name: value for name, value in values.items() if value is not None}


def _fresh(place: Place, person: Person, channel_id: int, now: datetime) -> Club:
    return Club(
        id=0,
        server_id=place.server_id,
        channel_id=channel_id,
        moderator_channel_id=None,
        moderator_role_id=None,
        notify_role_id=None,
        zone="UTC",
        language="en",
        digest_day=DEFAULT_DIGEST_DAY,
        digest_time=DEFAULT_DIGEST_TIME,
        digest_next_at=None,
        digest_names=True,
        digest_when_empty=False,
        late_rule=LateRule.ONCE,
        threads=Threads.OFF,
        set_up_by=person.id,
        created_at=now,
    )


async def set_up(
    store: Store, place: Place, person: Person, wanted: SetUp, now: datetime
) -> tuple[Club, Became]:
    """Make the channel the home of a club, or change the settings of the club whose home it is.

    A club whose own channel was deleted moves there. Returns the club and what became of it.
    Refuses those who are not moderators.
    """
    async with store.writing() as tx:
        before = await kept.of_channel(tx, wanted.channel_id)
        if before is not None and before.server_id != place.server_id:
            raise Mistake("That channel belongs to another server.")
        orphan = await _without_home(tx, place.server_id) if before is None else None
        club = before or orphan or _fresh(place, person, wanted.channel_id, now)
        require_moderator(club, person)
        club = replace(club, **wanted.chosen())
        club = replace(
            club, digest_next_at=weekly(club.digest_day, club.digest_time, club.zone, now)
        )
        if orphan is not None:
            club = await _move_home(tx, club, wanted.channel_id)
        if club.id == 0:
            club = replace(club, id=await kept.add(tx, club))
        else:
            await kept.change(tx, club)
            if club.zone != (before or orphan or club).zone:
                await _move_cadences(tx, club, now)
        # Whoever sets a club up again has put right what had stopped it.
        await destinations.resume(
            tx, [c for c in (club.channel_id, club.moderator_channel_id) if c is not None]
        )
        facts = {name: str(value) for name, value in wanted.chosen().items()}
        await audit.record(tx, club.id, person.id, "club.set_up", "club", club.id, facts, now)
    if orphan is not None:
        return club, Became.MOVED
    return club, Became.NEW if before is None else Became.CHANGED


async def _without_home(tx: Transaction, server_id: int) -> Club | None:
    """The server's club whose home channel was deleted, if there is just one."""
    orphans = []
    for club in await kept.of_server(tx, server_id):
        stop = await destinations.stopped_destination(tx, club.channel_id)
        if stop is not None and stop.is_gone:
            orphans.append(club)
    return orphans[0] if len(orphans) == 1 else None


async def _move_home(tx: Transaction, club: Club, channel_id: int) -> Club:
    """Move a club, its readings and all that it owes out of a channel that is gone."""
    for reading in await readings.of_club(tx, club.id):
        if reading.channel_id == club.channel_id:
            await readings.change(tx, replace(reading, channel_id=channel_id))
    await postings.move_all(tx, club.id, club.channel_id, channel_id)
    await destinations.resume(tx, [club.channel_id])
    return replace(club, channel_id=channel_id)


async def _move_cadences(tx: Transaction, club: Club, now: datetime) -> None:
    """Let the club's readings keep their wall-clock times in its new zone."""
    for reading in await readings.of_club(tx, club.id):
        planned = await readings.cadence(tx, reading.id)
        if planned is not None:
            cadence = replace(planned[0], zone=club.zone)
            next_at = next_after(cadence, now) if planned[1] is not None else None
            await readings.set_cadence(tx, reading.id, cadence, next_at)


async def find(tx: Transaction, place: Place) -> Club:
    """The club that ``place`` is about, within a transaction; a Mistake if there is none."""
    club = await kept.at(tx, place)
    if club is not None:
        return club
    every = await kept.of_server(tx, place.server_id)
    others = [club for club in every if place.sees(club.channel_id)]
    if every and not others:
        raise Mistake(
            "There is no reading group in this channel. Please use the command in the channel "
            "where your group reads."
        )
    if others:
        homes = [f"<#{club.channel_id}>" for club in others[:_HOMES_NAMED]]
        raise Mistake(
            "This server has several reading groups. Please use the command in the home of the "
            "one you mean, or in any post there where it is a forum: {homes}",
            homes=", ".join(homes) + (" …" if len(others) > _HOMES_NAMED else ""),
        )
    raise Mistake(
        "There is no reading group here yet. A moderator can set one up with /club setup."
    )


async def here(store: Store, place: Place) -> Club:
    """The club that a command used at ``place`` is about; a Mistake if there is none."""
    async with store.reading() as tx:
        return await find(tx, place)


async def is_here(store: Store, place: Place, club: Club) -> bool:
    """Whether ``place`` is about this club."""
    async with store.reading() as tx:
        found = await kept.at(tx, place)
    return found is not None and found.id == club.id


async def moderated(store: Store, place: Place, person: Person) -> list[Club]:
    """The clubs of this server that the person moderates.

    Whoever may manage messages where they ask moderates no club whose home they cannot see.
    """
    return [
        club
        for club in await of_server(store, place.server_id)
        if club.moderator_role_id in person.roles
        or (
            person.manages_messages
            and (place.sees(club.channel_id) or club.moderator_channel_id in place.channels)
        )
    ]


async def of_server(store: Store, server_id: int) -> list[Club]:
    """The server's clubs, oldest first."""
    async with store.reading() as tx:
        return await kept.of_server(tx, server_id)


async def greet(store: Store, server_id: int, destination_id: int, now: datetime) -> bool:
    """Owe a server its greeting, once for each time that it invites readbot; False if it had it."""
    async with store.writing() as tx:
        number = await kept.greeting(tx, server_id, now)
        if number is None:
            return False
        greeting = NewPosting(
            club_id=None,
            kind=PostingKind.GREETING,
            subject_id=server_id,
            occurrence=str(number),
            destination_id=destination_id,
            due_at=now,
        )
        return await postings.plan(tx, store.name, greeting)


async def is_known(store: Store, server_id: int) -> bool:
    """Whether readbot has been in this server before."""
    async with store.reading() as tx:
        return await kept.is_known(tx, server_id)


async def joined(store: Store, server_id: int, now: datetime) -> None:
    """A server has readbot (again): it is known, and its data stays.

    At a start this is said of every server, so nothing is written where nothing changes.
    """
    async with store.reading() as tx:
        if await kept.is_at_home(tx, server_id):
            return
    async with store.writing() as tx:
        await kept.joined(tx, server_id, now)


async def at_home(store: Store) -> list[int]:
    """The servers that are known and have not sent readbot away."""
    async with store.reading() as tx:
        return await kept.at_home(tx)


async def left(store: Store, server_id: int, now: datetime) -> None:
    """A server removed readbot: its data goes after a while, unless it comes back."""
    async with store.writing() as tx:
        await kept.left(tx, server_id, now)
