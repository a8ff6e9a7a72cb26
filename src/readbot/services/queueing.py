"""The queue of a reading: what of it comes when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, repeat

from readbot.club.cadence import Cadence, is_ahead, occurrences
from readbot.club.clubs import Club, Person, Place
from readbot.club.readings import Reading
from readbot.services import hold_ups
from readbot.services.cadence import without_date
from readbot.services.readings import ALIVE, moderated
from readbot.store import postings
from readbot.store import readings as kept
from readbot.store.database import Store


@dataclass(frozen=True, slots=True)
class Queue:
    """What comes when: numbers of excerpts and the instants at which they are due.

    What is late and waits its turn has the instant of that turn. ``left_out`` are dates to come
    that would have brought something; ``dateless`` is how many excerpts are left when the pace has
    ended; ``held_up`` is what of it cannot go on.
    """

    club: Club
    reading: Reading
    cadence: Cadence | None
    items: tuple[tuple[int, datetime], ...]
    left_out: tuple[date, ...] = ()
    dateless: int = 0
    held_up: tuple[hold_ups.Told, ...] = ()


async def queue(
    store: Store, place: Place, person: Person, ref: str | None, now: datetime
) -> Queue:
    """What of a reading comes when: all that is owed and all that its cadence will bring."""
    async with store.reading() as tx:
        club, reading = await moderated(tx, place, person, ref, ALIVE)
        owed = await postings.unfinished_excerpts(tx, reading.id)
        planned = await kept.cadence(tx, reading.id)
        held = tuple(await hold_ups.told(tx, club, now, reading.id))
    items = [(postings.excerpt_number(p.occurrence), max(p.due_at, p.not_before)) for p in owed]
    if planned is None:
        return Queue(club, reading, None, tuple(items), held_up=held)
    cadence, next_at = planned
    numbers = range(reading.next_excerpt, reading.excerpts + 1)
    dateless = without_date(reading)
    if next_at is not None:
        coming = occurrences(cadence, next_at - timedelta(seconds=1))
        turns_ = chain.from_iterable(repeat(at, cadence.excerpts) for at in coming)
        dated = tuple(zip(numbers, turns_, strict=False))
        items += dated
        dateless = len(numbers) - len(dated)
    left = tuple(sorted(day for day in cadence.skipped if is_ahead(cadence, day, now)))
    return Queue(club, reading, cadence, tuple(items), left, dateless, held)
