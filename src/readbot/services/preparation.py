"""Putting a reading right before it starts: its text, its details, its rights, its excerpts."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from itertools import islice

from readbot.club.cadence import Cadence, occurrences
from readbot.club.clubs import Club, Person, Place, read_days, read_times
from readbot.club.mistakes import Mistake
from readbot.club.readings import (
    Reading,
    ReadingState,
    Rights,
    Script,
    read_permit,
    require_source,
)
from readbot.services.readings import (
    MOST_EXCERPTS,
    Added,
    excerpts_of,
    log,
    minutes_each,
    moderated,
    preview,
    title_of,
    titled,
)
from readbot.store import readings as kept
from readbot.store.database import Store
from readbot.text.article import Article, Details, restored

_BEGUN = "This reading has begun: its text and its excerpts stay as they are."


@dataclass(frozen=True, slots=True)
class Wish:
    """How a reading should be cut: a target in minutes, a number of excerpts, or a last day.

    ``until`` goes with the ``days`` and ``times`` at which excerpts will come. With nothing but a
    ``language`` the target stays as it is.
    """

    minutes: float | None = None
    count: int | None = None
    until: date | None = None
    days: str = "daily"
    times: str = "09:00"
    language: str | None = None


async def recut(
    store: Store, place: Place, person: Person, ref: str | None, wish: Wish, now: datetime
) -> Added:
    """Cut a waiting reading anew, as wished."""
    before = await _waiting(store, place, person, ref)
    article, reading = before.script.article, before.script.reading
    if wish.language is not None:
        article = replace(
            article, details=replace(article.details, language=read_language(wish.language))
        )
    count = wish.count if wish.until is None else count_until(before.club, wish, now)
    minutes = wish.minutes or (reading.target_minutes if count is None else None)
    return await _remade(
        store, before, article, minutes, count, person=person, deed="reading.recut", now=now
    )


def count_until(club: Club, wish: Wish, now: datetime) -> int:
    """How many times something can come from now to the last day; a Mistake where none can."""
    if wish.until is None or wish.until < club.today(now):
        raise Mistake("That day is in the past. Choose today or a later date.")
    cadence = Cadence(
        weekdays=read_days(wish.days),
        times=read_times(wish.times),
        zone=club.zone,
        first=club.today(now),
        until=wish.until,
    )
    count = sum(1 for _ in islice(occurrences(cadence, now), MOST_EXCERPTS))
    if count == 0:
        raise Mistake("On these days nothing would come until then. Choose a later date.")
    return count


def read_language(typed: str) -> str:
    """A language's code, such as "de"; a Mistake where it is none."""
    code = typed.strip().casefold().partition("-")[0]
    if not (2 <= len(code) <= 3 and code.isascii() and code.isalpha()):
        raise Mistake(
            "“{typed}” is not a language's code. Write for example en, de or zh.", typed=typed
        )
    return code


async def restore(
    store: Store,
    place: Place,
    person: Person,
    ref: str | None,
    chosen: Collection[int],
    now: datetime,
) -> Added:
    """Put left-out blocks back where they stood, by their indices, and cut anew."""
    before = await _waiting(store, place, person, ref)
    try:
        article = restored(before.script.article, chosen)
    except IndexError:
        raise Mistake("That has been put back already. Look at the preview again.") from None
    target = before.script.reading.target_minutes
    return await _remade(
        store, before, article, target, None, person=person, deed="reading.restored", now=now
    )


async def reread(
    store: Store,
    place: Place,
    person: Person,
    ref: str | None,
    article: Article,
    found: Details,
    now: datetime,
) -> Added:
    """Give a waiting reading the text as it was read another way, and cut it anew.

    ``found`` is what the reading said of itself when it was read before: what a moderator has put
    right since then stays.
    """
    before = await _waiting(store, place, person, ref)
    reading = before.script.reading
    corrected = {
        field.name: getattr(reading.details, field.name)
        for field in fields(Details)
        if getattr(reading.details, field.name) != getattr(found, field.name)
    }
    article = replace(article, details=replace(article.details, **corrected))
    if reading.title == title_of(replace(before.script.article, details=found), None):
        reading = replace(reading, title=title_of(article, None))
    return await _remade(
        store,
        before,
        article,
        reading.target_minutes,
        None,
        person=person,
        deed="reading.reread",
        now=now,
        title=reading.title,
    )


async def _waiting(store: Store, place: Place, person: Person, ref: str | None) -> Added:
    """A reading that has not begun; a Mistake for one that has."""
    seen = await preview(store, place, person, ref)
    if seen.script.reading.state is not ReadingState.WAITING:
        raise Mistake(_BEGUN)
    return seen


async def _remade(
    store: Store,
    before: Added,
    article: Article,
    minutes: float | None,
    count: int | None,
    *,
    person: Person,
    deed: str,
    now: datetime,
    title: str | None = None,
) -> Added:
    """Keep a waiting reading with this article, cut anew."""
    cuts, target = await excerpts_of(article, minutes, count)
    async with store.writing() as tx:
        current = await kept.script(tx, before.script.reading.id)
        if current is None or current.reading.state is not ReadingState.WAITING:
            raise Mistake(_BEGUN)
        if current.article != before.script.article:
            raise Mistake("Someone else has just changed this reading. Look at it again.")
        reading = replace(
            current.reading,
            details=article.details,
            title=title or current.reading.title,
            excerpts=len(cuts),
            target_minutes=target,
        )
        await kept.change(tx, reading)
        if article.text != current.text:
            await kept.change_text(tx, reading.id, article)
        await kept.set_excerpts(tx, reading.id, cuts)
        await log(tx, reading, person, deed, now)
    excerpts = tuple(replace(cut, reading_id=reading.id) for cut in cuts)
    script = Script(reading, article)
    return Added(before.club, script, excerpts, minutes_each(script, excerpts))


async def correct(
    store: Store,
    place: Place,
    person: Person,
    ref: str | None,
    change: Callable[[Details], Details],
    now: datetime,
) -> Reading:
    """Put right what a reading says of itself: title, author and the like."""
    async with store.writing() as tx:
        _, reading = await moderated(tx, place, person, ref, tuple(ReadingState))
        details = change(reading.details)
        require_source(reading.rights, details)
        title = titled(details.title) or reading.title
        reading = replace(reading, details=replace(details, title=title), title=title)
        await kept.change(tx, reading)
        await log(tx, reading, person, "reading.corrected", now)
    return reading


async def state_rights(
    store: Store,
    place: Place,
    person: Person,
    ref: str | None,
    rights: Rights,
    now: datetime,
    *,
    licence: str | None = None,
    share: str | None = None,
    source: str | None = None,
) -> Reading:
    """Record why a reading may be posted; what is posted from now on follows it.

    A licence needs its name; a quotation its source, and takes a share in percent.
    """
    async with store.writing() as tx:
        _, reading = await moderated(tx, place, person, ref, tuple(ReadingState))
        details = reading.details
        if source is not None and source.strip():
            details = replace(details, source_url=source.strip())
        permit = read_permit(rights, details, licence=licence, share=share)
        reading = replace(
            reading,
            details=details,
            rights=permit.rights,
            licence=permit.licence,
            share=permit.share,
        )
        await kept.change(tx, reading)
        await log(tx, reading, person, "reading.rights_stated", now)
    return reading
