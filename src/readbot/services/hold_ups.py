"""What is due and cannot go on: for moderators in words, and sent again when it can."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from readbot.club.clubs import Club
from readbot.club.mistakes import Hindrance
from readbot.club.postings import HoldUp, Posting, PostingKind
from readbot.club.readings import Reading
from readbot.services import notices
from readbot.services.courier import Courier
from readbot.store import destinations, hold_ups, posts
from readbot.store.database import Store, Transaction
from readbot.text.words import words_for

log = structlog.get_logger("readbot.delivery")


@dataclass(frozen=True, slots=True)
class Told:
    """A hold-up in words; ``posting_id`` is the posting about which a moderator has to decide."""

    text: str
    posting_id: int | None


async def told(
    tx: Transaction, club: Club, now: datetime, reading_id: int | None = None
) -> list[Told]:
    """What of a club cannot go on and why, in its language; or only the excerpts of a reading."""
    found = []
    for held in await hold_ups.of_club(tx, club.id, now):
        posting = held.posting
        if posting.kind is PostingKind.NOTICE:
            continue  # a moderator reads it here, or has it where it was sent
        if reading_id is None or _is_of(posting, reading_id):
            found.append(await _in_words(tx, club, held))
    return found


async def in_front(tx: Transaction, club: Club, reading: Reading, now: datetime) -> list[Told]:
    """What cannot go on where a reading lives: its next excerpt would only wait behind it."""
    opened = await posts.of_reading(tx, reading.id)
    there = {post.message_id for post in opened if post.destination_id == reading.channel_id}
    there.add(reading.channel_id)
    return [
        await _in_words(tx, club, held)
        for held in await hold_ups.of_club(tx, club.id, now)
        if held.posting.destination_id in there
    ]


def _is_of(posting: Posting, reading_id: int) -> bool:
    return posting.kind is PostingKind.EXCERPT and posting.subject_id == reading_id


async def _in_words(tx: Transaction, club: Club, held: HoldUp) -> Told:
    words = words_for(club.language)
    values = {
        "what": await notices.what(tx, words, held.posting),
        "channel": await notices.home(tx, held.posting),
    }
    if held.is_doubtful:
        text = words.say(
            "Nobody knows whether {what} was posted in <#{channel}>. Is it there? What follows "
            "it waits.",
            **values,
        )
        return Told(text, held.posting.id)
    text = words.say(
        "{what} is due in <#{channel}> and waits. {why}",
        **values,
        why=words.say(held.reason or ""),
    )
    return Told(text[:1].upper() + text[1:], None)


async def of_clubs(store: Store, some: Sequence[Club], now: datetime) -> list[Told]:
    """What of these clubs cannot go on."""
    found: list[Told] = []
    async with store.reading() as tx:
        for club in some:
            found += await told(tx, club, now)
    return found


async def resume(
    store: Store, courier: Courier, servers: Collection[int] | None, now: datetime
) -> None:
    """Go on where a lost permission has come back; in these servers, or anywhere.

    One place that cannot be looked at keeps no other back.
    """
    async with store.reading() as tx:
        stopped = [stop.destination_id for stop in await destinations.stopped(tx, servers)]
        homes = await hold_ups.thread_homes(tx, stopped)
        unread = await hold_ups.unread(tx, servers)
    for destination in stopped:
        try:
            await _resume_destination(store, courier, destination, homes.get(destination))
        except Hindrance:
            raise
        except Exception:
            log.exception("resuming.fault", destination=destination)
    for posting in unread:
        try:
            await _look_again(store, courier, posting, now)
        except Hindrance:
            raise
        except Exception:
            log.exception("resuming.fault", posting=posting.id)


async def _resume_destination(
    store: Store, courier: Courier, destination: int, home: int | None
) -> None:
    # A thread that does not stand yet cannot be asked about, only where it is to stand.
    may_go_on = (
        await courier.may_send(destination) if home is None else await courier.may_open_thread(home)
    )
    if may_go_on:
        async with store.writing() as tx:
            await destinations.resume(tx, [destination])
        log.info("destination.resumed", destination=destination)


async def _look_again(store: Store, courier: Courier, posting: Posting, now: datetime) -> None:
    if await courier.may_look(posting.destination_id):
        async with store.writing() as tx:
            again = await hold_ups.look_again(tx, posting.id, now)
        log.info("posting.looked_for_again", posting=posting.id, again=again)


async def lift(tx: Transaction, club_id: int, now: datetime) -> int:
    """Try again at once wherever a club is held up; how many places that were.

    What is doubtful is looked for, where one can look; else it is asked about anew.
    """
    stopped = await destinations.resume_club(tx, club_id)
    doubtful = [held for held in await hold_ups.of_club(tx, club_id, now) if held.is_doubtful]
    for held in doubtful:
        await hold_ups.look_again(tx, held.posting.id, now)
    return stopped + len(doubtful)
