"""Adding a reading, setting its pace, and knowing how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from readbot.club.cadence import Cadence
from readbot.club.clubs import (
    Club,
    Person,
    Place,
    require_moderator,
)
from readbot.club.links import Link
from readbot.club.mistakes import Mistake
from readbot.club.postings import PostingKind
from readbot.club.readings import (
    NOT_STATED,
    Excerpt,
    Permit,
    Reading,
    ReadingState,
    Script,
)
from readbot.services import clubs
from readbot.services.parsing import off_the_loop
from readbot.store import audit, hold_ups, postings
from readbot.store import clubs as kept_clubs
from readbot.store import readings as kept
from readbot.store.database import Store, Transaction
from readbot.text.article import Article
from readbot.text.excerpts import (
    DEFAULT_TARGET_MINUTES,
    Cut,
    cut,
    cut_into,
    pace_for,
)
from readbot.text.normalise import normalise
from readbot.text.reading_time import minutes as minutes_of

LONGEST_TITLE = 200
MOST_EXCERPTS = 5000

ALIVE = (ReadingState.WAITING, ReadingState.RUNNING, ReadingState.PAUSED)
BEGUN = (ReadingState.RUNNING, ReadingState.PAUSED)


@dataclass(frozen=True, slots=True)
class Added:
    """A reading as it is cut: its excerpts and the minutes that each takes to read."""

    club: Club
    script: Script
    excerpts: tuple[Excerpt, ...]
    minutes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the club is with a reading: excerpts posted, the newest one, and what comes next.

    ``is_held_up`` if an excerpt is due and cannot be posted for now.
    """

    club: Club
    reading: Reading
    posted: int
    last_link: Link | None
    next_at: datetime | None
    cadence: Cadence | None
    is_held_up: bool = False


def _cut(article: Article, target: float | None, count: int | None) -> tuple[list[Cut], float]:
    """The cuts for a target in minutes or a wanted number of excerpts, and the target used."""
    language = article.details.language
    if count is not None:
        cuts = cut_into(article.text, article.blocks, language, count, emphasis=article.emphasis)
        return cuts, minutes_of(article.text, language) / count
    wanted = DEFAULT_TARGET_MINUTES if target is None else target
    pace = pace_for(article.text, language, wanted)
    return cut(article.text, article.blocks, language, pace, emphasis=article.emphasis), wanted


async def excerpts_of(
    article: Article, target: float | None, count: int | None
) -> tuple[list[Excerpt], float]:
    """An article's excerpts and their target; a Mistake where it cannot be cut like that."""
    if target is not None and not 0.1 <= target <= 60:
        raise Mistake("Choose how long an excerpt takes to read: from 0.1 to 60 minutes.")
    cuts, used = await off_the_loop(lambda: _cut(article, target, count))
    if len(cuts) > MOST_EXCERPTS:
        raise Mistake(
            "That makes {count} excerpts; a reading may have {most}. Choose a longer target, or "
            "add the text in parts.",
            count=len(cuts),
            most=MOST_EXCERPTS,
        )
    return [Excerpt(0, number, c.start, c.end) for number, c in enumerate(cuts, 1)], used


def titled(typed: str | None) -> str:
    """A title on one line, no longer than a reading's may be."""
    found = " ".join(normalise(typed or "").split())
    return found if len(found) <= LONGEST_TITLE else found[: LONGEST_TITLE - 2].rstrip() + " …"


def title_of(article: Article, given: str | None) -> str:
    """The title given, else found, else the first words of the text, as a poem without one."""
    found = titled(given or article.details.title)
    if found:
        return found
    words = article.text[:400].split()
    return titled(" ".join(words[:8]) + (" …" if len(words) > 8 else ""))


def minutes_each(script: Script, excerpts: Sequence[Excerpt]) -> tuple[float, ...]:
    """How long each excerpt takes to read, in minutes."""
    language = script.article.details.language
    return tuple(minutes_of(script.text[e.start : e.end], language) for e in excerpts)


async def add(
    store: Store,
    place: Place,
    person: Person,
    article: Article,
    now: datetime,
    *,
    title: str | None = None,
    minutes: float | None = None,
    permit: Permit = NOT_STATED,
) -> Added:
    """Keep an article as a reading that waits to be started, its excerpts ``minutes`` long."""
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
    cuts, target = await excerpts_of(article, minutes, None)
    reading = Reading(
        id=0,
        club_id=club.id,
        channel_id=club.channel_id,
        details=article.details,
        title=title_of(article, title),
        rights=permit.rights,
        state=ReadingState.WAITING,
        excerpts=len(cuts),
        next_excerpt=1,
        target_minutes=target,
        added_by=person.id,
        added_at=now,
        started_at=None,
        finished_at=None,
        licence=permit.licence,
        share=permit.share,
    )
    async with store.writing() as tx:
        reading = replace(reading, id=await kept.add(tx, reading, article))
        await kept.set_excerpts(tx, reading.id, cuts)
        await log(tx, reading, person, "reading.added", now)
    cuts = [replace(e, reading_id=reading.id) for e in cuts]
    script = Script(reading, article)
    return Added(club, script, tuple(cuts), minutes_each(script, cuts))


async def log(tx: Transaction, reading: Reading, person: Person, deed: str, now: datetime) -> None:
    """Write a deed about a reading into the audit log."""
    facts = {
        "next_excerpt": reading.next_excerpt,
        "excerpts": reading.excerpts,
        "rights": reading.rights,
    }
    await audit.record(tx, reading.club_id, person.id, deed, "reading", reading.id, facts, now)


async def choose(
    tx: Transaction,
    club: Club,
    ref: str | None,
    states: Sequence[ReadingState],
    place: Place | None = None,
    likely: Sequence[ReadingState] = (),
) -> Reading:
    """The reading that ``ref`` means: an id, a title or part of one.

    None means the only one that fits, or else the only one that lives in ``place``, such as the
    forum post that was opened for it, or else the only one in a ``likely`` state.
    """
    fitting = await kept.of_club(tx, club.id, states)
    if ref is not None and ref.strip():
        wanted = " ".join(ref.casefold().split())
        found = (
            [r for r in fitting if str(r.id) == wanted]
            or [r for r in fitting if r.title.casefold() == wanted]
            or [r for r in fitting if wanted in r.title.casefold()]
        )
        if not found:
            meant = [r for r in await kept.of_club(tx, club.id) if str(r.id) == wanted]
            if meant:
                raise _none_applies(meant)
            raise Mistake("There is no such reading here. Choose one from the list.")
        if len(found) == 1 or found[0].title.casefold() == wanted:
            return found[0]
        raise Mistake("Several readings fit that. Choose one from the list.")
    if len(fitting) == 1:
        return fitting[0]
    if place is not None and place.channel_id != club.channel_id:
        here = [reading for reading in fitting if reading.channel_id == place.channel_id]
        if len(here) == 1:
            return here[0]
    under_way = [reading for reading in fitting if reading.state in likely]
    if len(under_way) == 1:
        return under_way[0]
    if fitting:
        raise Mistake("There are several readings. Say which one: choose it from the list.")
    every = await kept.of_club(tx, club.id)
    if every:
        raise _none_applies(every)
    raise Mistake("There is no reading yet. A moderator can add one with /reading add.")


def _none_applies(meant: Sequence[Reading]) -> Mistake:
    if all(reading.state is ReadingState.FINISHED for reading in meant):
        return Mistake(
            "That reading has ended: nothing more of it comes. /reading add takes what comes "
            "next, and /readings shows all."
        )
    if len(alive := [r for r in meant if r.state is not ReadingState.FINISHED]) != 1:
        return Mistake("There is no reading to which that applies. /readings shows them all.")
    title = alive[0].title
    if alive[0].state is ReadingState.PAUSED:
        return Mistake(
            "“{title}” is paused, so that does not apply to it. /reading resume goes on with it.",
            title=title,
        )
    if alive[0].state is ReadingState.WAITING:
        return Mistake(
            "“{title}” waits to be started, so that does not apply to it. A moderator begins it "
            "with /reading start.",
            title=title,
        )
    return Mistake("“{title}” is being read already, so that does not apply to it.", title=title)


async def moderated(
    tx: Transaction,
    place: Place,
    person: Person,
    ref: str | None,
    states: Sequence[ReadingState],
    likely: Sequence[ReadingState] = (),
) -> tuple[Club, Reading]:
    """The club here and the reading meant, for a moderator; a Mistake for anyone else.

    ``likely`` are the states of what is meant where several fit and none is named: what is being
    read now, whatever waits to be started.
    """
    club = await clubs.find(tx, place)
    require_moderator(club, person)
    return club, await choose(tx, club, ref, states, place, likely)


async def preview(store: Store, place: Place, person: Person, ref: str | None) -> Added:
    """How a reading is cut."""
    async with store.reading() as tx:
        club, reading = await moderated(tx, place, person, ref, tuple(ReadingState))
        script = await _script(tx, reading.id)
        excerpts = await kept.excerpts_of(tx, reading.id)
    return Added(club, script, tuple(excerpts), minutes_each(script, excerpts))


async def _script(tx: Transaction, reading_id: int) -> Script:
    script = await kept.script(tx, reading_id)
    if script is None:
        raise Mistake("There is no such reading here. Choose one from the list.")
    return script


async def script(store: Store, reading_id: int) -> Script:
    """A reading with its words."""
    async with store.reading() as tx:
        return await _script(tx, reading_id)


async def discard(
    store: Store, place: Place, person: Person, ref: str | None, now: datetime
) -> Reading:
    """Take away a reading that was never started."""
    async with store.writing() as tx:
        _, reading = await moderated(tx, place, person, ref, (ReadingState.WAITING,))
        await kept.remove(tx, reading.id)
        await log(tx, reading, person, "reading.discarded", now)
    return reading


async def matching(
    store: Store, place: Place, typed: str, states: Sequence[ReadingState] = tuple(ReadingState)
) -> list[Reading]:
    """Readings whose title holds what was typed; empty where there is no club."""
    async with store.reading() as tx:
        club = await kept_clubs.at(tx, place)
        found = await kept.of_club(tx, club.id, states) if club else []
    wanted = typed.casefold().strip()
    return [r for r in found if wanted in r.title.casefold() or wanted == str(r.id)][:25]


async def listed(store: Store, place: Place) -> tuple[Club, list[Reading]]:
    """The club and all its readings, newest first."""
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        return club, await kept.of_club(tx, club.id)


async def at_hand(tx: Transaction, club_id: int) -> list[Reading]:
    """What the club reads now, newest first; where that is nothing, what it read last."""
    found = await kept.of_club(tx, club_id, (ReadingState.RUNNING, ReadingState.PAUSED))
    if not found:
        over = await kept.of_club(tx, club_id, (ReadingState.FINISHED,))
        found = sorted(over, key=lambda reading: reading.finished_at or reading.added_at)[-1:]
    return found


def _next_of(planned: tuple[Cadence, datetime | None] | None) -> tuple[datetime, ...]:
    return () if planned is None or planned[1] is None else (planned[1],)


async def standing(store: Store, place: Place, now: datetime) -> tuple[Club, list[Standing]]:
    """How far the club is with what it reads now, else with what it read last."""
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        found = []
        held_up = {
            held.posting.subject_id
            for held in await hold_ups.of_club(tx, club.id, now)
            if held.posting.kind is PostingKind.EXCERPT
        }
        for reading in await at_hand(tx, club.id):
            links = await postings.excerpt_links(tx, reading.id)
            planned = await kept.cadence(tx, reading.id)
            # What was missed and is caught up with comes before what is to come.
            owed = await postings.unfinished_excerpts(tx, reading.id)
            turns = [p.not_before for p in owed if p.not_before > now]
            found.append(
                Standing(
                    club=club,
                    reading=reading,
                    posted=len(links),
                    last_link=links[max(links)] if links else None,
                    next_at=min((*turns, *_next_of(planned)), default=None),
                    cadence=planned[0] if planned else None,
                    is_held_up=reading.id in held_up,
                )
            )
    return club, found
