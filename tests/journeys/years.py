"""Years of a few clubs on a moved clock: what was sent when, and what an oracle says was due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from readbot.club.clubs import Person, Place
from readbot.services import cadence, clubs, digests, parsing, readings
from readbot.services.courier import DigestPage, ExcerptPage, Parcel, Sent
from readbot.services.delivery import Delivery
from readbot.store import clubs as kept_clubs
from readbot.store import readings as kept_readings
from readbot.store.database import Store, open_store

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Cairo",
)
# Half past two is a time that spring skips and autumn doubles in most zones that change.
PACES = (
    ("daily", ("02:30",)),
    ("mon,wed,fri", ("00:00",)),
    ("sat,sun", ("07:15", "19:45")),
)
_DAYS = {"daily": range(7), "mon,wed,fri": (0, 2, 4), "sat,sun": (5, 6)}
DIGEST_DAY, DIGEST_TIME = 6, time(2, 15)
RESTARTS_EVERY = 400  # steps


@dataclass(slots=True)
class Post:
    """A courier that notes what came when; ``club`` and ``reading`` are ids."""

    now: datetime
    excerpts: list[tuple[int, int, int, datetime]] = field(default_factory=list)
    digests: list[tuple[int, datetime]] = field(default_factory=list)
    number: int = 1000
    at_once: int = 20

    def clock(self) -> datetime:
        """The moved clock."""
        return self.now

    async def send(self, parcel: Parcel) -> Sent:
        """Note it."""
        page = parcel.page
        if isinstance(page, ExcerptPage):
            self.excerpts.append(
                (page.club.id, page.script.reading.id, page.excerpt.number, self.now)
            )
        if isinstance(page, DigestPage):
            self.digests.append((page.club.id, self.now))
        self.number += 1
        return Sent(parcel.posting.destination_id, self.number)

    async def find(self, parcel: Parcel, since: datetime) -> Sent | None:
        """Nothing is ever lost here."""
        return None

    async def delete(self, sent: Sent) -> None:
        """Nothing is ever taken back here."""

    async def may_send(self, destination_id: int) -> bool:
        """Always."""
        return True

    async def is_gone(self, destination_id: int) -> bool:
        """Never."""
        return False

    async def may_open_thread(self, channel_id: int) -> bool:
        """Always."""
        return True

    async def may_look(self, destination_id: int) -> bool:
        """Always."""
        return True

    def ahead(self) -> timedelta:
        """Never."""
        return timedelta(0)


def instants(
    zone: str, days: Sequence[int], times: Sequence[time], first: date
) -> Iterator[datetime]:
    """When a wall clock in ``zone`` shows these times, for ever: an oracle of its own.

    Of two such moments the first; a time that is skipped moves forward by the length of the gap.
    """
    place = ZoneInfo(zone)
    day = first
    while True:
        if day.weekday() in days:
            yield from sorted(_moment(place, datetime.combine(day, at)) for at in times)
        day += timedelta(days=1)


def _moment(place: ZoneInfo, wall: datetime) -> datetime:
    around = (wall.replace(tzinfo=UTC) + timedelta(hours=h) for h in (-36, 36))
    offsets = [at.astimezone(place).utcoffset() or timedelta(0) for at in around]
    moments = sorted((wall - offset).replace(tzinfo=UTC) for offset in offsets)
    shown = [m for m in moments if m.astimezone(place).replace(tzinfo=None) == wall]
    return shown[0] if shown else (wall - offsets[0]).replace(tzinfo=UTC)


def _text(excerpts: int) -> str:
    return "\n\n".join(
        f"This is the paragraph with the number {n}. It speaks of the lamp that the keeper lights "
        "each evening, of the ships that look for it, and of those who wait until it is seen."
        for n in range(1, excerpts + 1)
    )


async def _found(store: Store, begin: datetime, excerpts: int) -> None:
    """A club in each zone, with a reading at each pace."""
    person = Person(1, "Mira", manages_messages=True)
    article = await parsing.read_pasted(_text(excerpts))
    for number, zone in enumerate(ZONES, 1):
        place = Place(number, number * 10)
        wanted = clubs.SetUp(place.channel_id, zone, DIGEST_DAY, DIGEST_TIME)
        await clubs.set_up(store, place, person, wanted, begin)
        await digests.settings(store, place, person, when_empty=True, now=begin)
        for days, times in PACES:
            added = await readings.add(store, place, person, article, begin, minutes=0.1)
            await cadence.start(
                store,
                place,
                person,
                str(added.script.reading.id),
                days=days,
                time=",".join(times),
                first=None,
                now=begin,
                channel_id=place.channel_id * 100 + added.script.reading.id,
            )


async def live(folder: Path, begin: datetime, end: datetime) -> Post:
    """Let readbot work from ``begin`` to ``end``, looking a second before each thing is due too."""
    post = Post(begin)
    store = await open_store(f"sqlite:///{folder / 'years.db'}")
    try:
        await _found(store, begin, (end - begin).days + 40)
        delivery = Delivery(store, post, post.clock)
        steps = 0
        while (due := await _next(store)) < end:
            for at in (due - timedelta(seconds=1), due):
                post.now = max(post.now, at)
                await delivery.step()
            steps += 1
            if steps % RESTARTS_EVERY == 0:
                delivery = Delivery(store, post, post.clock)
                await delivery.begin()
    finally:
        await store.close()
    return post


async def _next(store: Store) -> datetime:
    async with store.reading() as tx:
        coming = [at for _, _, at in await kept_readings.coming(tx)]
        return min(coming + [at for at, _ in await kept_clubs.next_digest_at(tx)])


def expected(begin: datetime, end: datetime) -> list[tuple[int, int, int, datetime]]:
    """Every excerpt that is due: its club, reading and number, and when."""
    owed = []
    reading = 0
    for club, zone in enumerate(ZONES, 1):
        for days, times in PACES:
            reading += 1
            first = begin.astimezone(ZoneInfo(zone)).date()
            walls = [time.fromisoformat(at) for at in times]
            number = 0
            for at in instants(zone, _DAYS[days], walls, first):
                if at >= end:
                    break
                if at > begin:
                    number += 1
                    owed.append((club, reading, number, at))
    return owed


def expected_digests(begin: datetime, end: datetime) -> list[tuple[int, datetime]]:
    """Every digest that is due: its club, and when."""
    owed = []
    for club, zone in enumerate(ZONES, 1):
        first = begin.astimezone(ZoneInfo(zone)).date()
        for at in instants(zone, (DIGEST_DAY,), (DIGEST_TIME,), first):
            if at >= end:
                break
            if at > begin:
                owed.append((club, at))
    return owed
