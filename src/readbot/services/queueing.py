"""The queue of a reading: what of it comes when."""

from dataclasses import dataclass
from datetime import date, datetime

from readbot.club.cadence import Cadence, is_ahead
from readbot.club.clubs import Club, Person, Place
from readbot.club.readings import Reading
from readbot.services import hold_ups, planning
from readbot.services.readings import ALIVE, BEGUN, moderated
from readbot.store import readings as kept
from readbot.store.database import Store


@dataclass(frozen=True, slots=True)
class Queue:
    """What comes when: numbers of excerpts and the instants at which they are due.

    What waits its turn has the instant of that turn. ``left_out`` are dates to come
    that would have brought something; ``dateless`` is how many excerpts are left when the pace has
    ended; ``held_up`` is what of it cannot go on, ``next_number`` the excerpt that could come now.
    """

    club: Club
    reading: Reading
    cadence: Cadence | None
    items: tuple[tuple[int, datetime], ...]
    left_out: tuple[date, ...] = ()
    dateless: int = 0
    held_up: tuple[hold_ups.Told, ...] = ()
    next_number: int | None = None


async def queue(
    store: Store, place: Place, person: Person, ref: str | None, now: datetime
) -> Queue:
    """What of a reading comes when: all that is owed and all that its cadence will bring."""
    async with store.reading() as tx:
        club, reading = await moderated(tx, place, person, ref, ALIVE, BEGUN)
        coming = await planning.coming(tx, reading, club.late_rule, now)
        planned = await kept.cadence(tx, reading.id)
        number = await planning.next_number(tx, reading, now)
        held = tuple(await hold_ups.told(tx, club, now, reading.id))
        is_free = not await hold_ups.in_front(tx, club, reading, now)
    if planned is None:
        return Queue(club, reading, None, coming.items, held_up=held)
    cadence = planned[0]
    next_number = number if number <= reading.excerpts and is_free else None
    left = tuple(sorted(day for day in cadence.skipped if is_ahead(cadence, day, now)))
    return Queue(club, reading, cadence, coming.items, left, coming.dateless, held, next_number)
