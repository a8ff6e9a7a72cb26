"""A club: a reading group in a Discord server, and its settings."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, available_timezones

from readbot.club.digests import Length, Section
from readbot.club.mistakes import Mistake

LONGEST_KEPT = 3650
"""The most days that a club can limit the keeping of its notes to."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class LateRule(StrEnum):
    """What becomes of an excerpt that was not posted when it was due."""

    ONCE = "once"
    CATCH_UP = "catch_up"
    SKIP = "skip"


class Threads(StrEnum):
    """Whether each excerpt gets a thread of its own for talk."""

    OFF = "off"
    EACH_EXCERPT = "each_excerpt"


class Spoilers(StrEnum):
    """What stands behind spoiler bars in public places: nothing, or what the newest excerpt has."""

    OFF = "off"
    NEWEST = "newest"


class Approval(StrEnum):
    """Whose notes wait until a moderator has approved them.

    New is a member of whom the group has not seen a note yet.
    """

    NOBODY = "nobody"
    NEW = "new"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Club:
    """A reading group. Ids of Discord are integers; ``digest_day`` counts from Monday, 0.

    ``digest_without`` are the sections that its digests leave out; ``exported_at`` is when a
    moderator last took its discussion away as files. ``write_first`` hides what others wrote about
    an excerpt from members who have not written about it; ``see_through`` lets moderators see who
    is behind a pseudonym that is used from then on. ``notes_an_hour`` and ``longest_note``, in
    characters, are what one member may write. ``keep_notes`` is for how many days what was written
    is kept after the last word of its conversation; 0 stands for always.
    """

    id: int
    server_id: int
    channel_id: int
    moderator_channel_id: int | None
    moderator_role_id: int | None
    notify_role_id: int | None
    zone: str
    language: str
    digest_day: int
    digest_time: time
    digest_next_at: datetime | None
    digest_names: bool
    digest_when_empty: bool
    late_rule: LateRule
    threads: Threads
    set_up_by: int
    created_at: datetime
    digest_length: Length = Length.MEDIUM
    digest_without: frozenset[Section] = frozenset()
    exported_at: datetime | None = None
    spoilers: Spoilers = Spoilers.OFF
    write_first: bool = False
    see_through: bool = False
    approval: Approval = Approval.NOBODY
    notes_an_hour: int = 60
    longest_note: int = 4000
    keep_notes: int = 0

    @property
    def tz(self) -> ZoneInfo:
        """The club's time zone."""
        return ZoneInfo(self.zone)

    def local(self, at: datetime) -> datetime:
        """The instant ``at`` on the club's clock."""
        return at.astimezone(self.tz)

    def today(self, now: datetime) -> date:
        """The date in the club's zone."""
        return self.local(now).date()


def sees_all(_: int) -> bool:
    """Say of every channel that whoever asks can see it."""
    return True


@dataclass(frozen=True, slots=True)
class Place:
    """Where in Discord something was asked: the channel, and its parent if it is a thread.

    ``sees`` says whether whoever asks can see another channel, by its id: a group that meets where
    they cannot look is none of theirs.
    """

    server_id: int
    channel_id: int
    parent_id: int | None = None
    sees: Callable[[int], bool] = field(default=sees_all, compare=False, repr=False)

    @property
    def channels(self) -> tuple[int, ...]:
        """The channels by which a club or a reading is found, nearest first."""
        return (self.channel_id,) if self.parent_id is None else (self.channel_id, self.parent_id)


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks. ``manages_messages`` is Discord's word; the roles are theirs in this server."""

    id: int
    name: str
    roles: frozenset[int] = frozenset()
    manages_messages: bool = False


def is_moderator(club: Club, person: Person) -> bool:
    """Whether ``person`` may do a moderator's deeds in ``club``."""
    return person.manages_messages or (
        club.moderator_role_id is not None and club.moderator_role_id in person.roles
    )


def require_moderator(club: Club, person: Person) -> None:
    """Refuse those who are not moderators of ``club``."""
    if not is_moderator(club, person):
        raise Mistake(
            "Only moderators of this club can do that: people who may manage messages here, "
            "or who have the club's moderators' role."
        )


def read_zone(typed: str) -> str:
    """The IANA zone that ``typed`` names, in its official spelling; a Mistake if there is none."""
    wanted = typed.strip().replace(" ", "_").casefold()
    for zone in available_timezones():
        if zone.casefold() == wanted:
            return zone
    cities = [z for z in available_timezones() if z.rpartition("/")[2].casefold() == wanted]
    if len(cities) == 1:
        return cities[0]
    raise Mistake(
        "There is no time zone called “{typed}”. Choose one from the list, such as Europe/Berlin "
        "or America/New_York.",
        typed=typed,
    )


def matching_zones(typed: str, limit: int = 25) -> list[str]:
    """Zones whose name holds what was typed, those of places first; for completion."""
    wanted = typed.strip().replace(" ", "_").casefold()
    zones = sorted(z for z in available_timezones() if wanted in z.casefold())
    places = [z for z in zones if "/" in z and not z.startswith(("Etc/", "SystemV/", "posix/"))]
    others = [z for z in zones if z not in set(places)]
    starts = [z for z in places if z.rpartition("/")[2].casefold().startswith(wanted)]
    rest = [z for z in places if z not in set(starts)]
    return [*starts, *rest, *others][:limit]


def read_weekday(typed: str) -> int:
    """The weekday that ``typed`` names in English, whole or by two letters or more; Monday is 0."""
    wanted = typed.strip().casefold()
    for index, day in enumerate(WEEKDAYS):
        if len(wanted) >= 2 and day.startswith(wanted):
            return index
    raise Mistake("“{typed}” is not a weekday. Write for example sunday or sun.", typed=typed)


def read_time(typed: str) -> time:
    """The time of day that ``typed`` names as ``HH:MM`` on a clock of 24 hours."""
    hour, colon, minute = typed.strip().partition(":")
    digits = hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit()
    if (
        colon
        and digits
        and len(hour) <= 2
        and len(minute) == 2
        and int(hour) < 24
        and int(minute) < 60
    ):
        return time(int(hour), int(minute))
    raise Mistake(
        "“{typed}” is not a time of day. Write it as HH:MM on a clock of 24 hours, such as 18:30.",
        typed=typed,
    )


def read_times(typed: str) -> tuple[time, ...]:
    """One or more times of day, separated by commas, in order and each once."""
    return tuple(sorted({read_time(part) for part in typed.replace(";", ",").split(",")}))


def read_date(typed: str) -> date:
    """The date that ``typed`` names as ``YYYY-MM-DD``."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise Mistake(
            "“{typed}” is not a date. Write it as year-month-day, such as 2026-03-09.", typed=typed
        ) from None


MOST_DATES = 400


def read_dates(typed: str) -> frozenset[date]:
    """The dates in a list such as ``2026-12-24..2027-01-02, 2027-04-05``; both ends count."""
    found: set[date] = set()
    for part in typed.replace(";", ",").split(","):
        first, dots, last = (piece.strip() for piece in part.partition(".."))
        start = read_date(first)
        end = read_date(last) if dots else start
        days = (end - start).days + 1
        if days < 1:
            raise Mistake("“{typed}” ends before it begins.", typed=part.strip())
        if len(found) + days > MOST_DATES:
            raise Mistake("Those are more than {most} dates.", most=MOST_DATES)
        found.update(start + timedelta(days=n) for n in range(days))
    return frozenset(found)


def read_days(typed: str) -> frozenset[int]:
    """The weekdays in a list: ``mon,wed,fri``, ``mon-fri``, ``weekdays``, ``daily``."""
    wanted = typed.strip().casefold()
    named = {
        "daily": range(7),
        "every day": range(7),
        "weekdays": range(5),
        "weekend": range(5, 7),
        "weekends": range(5, 7),
    }
    if wanted in named:
        return frozenset(named[wanted])
    days: set[int] = set()
    for part in wanted.replace(";", ",").replace(" and ", ",").split(","):
        for piece in [part] if "-" in part else part.split():
            first, dash, last = piece.strip().replace("–", "-").partition("-")
            if dash:
                start, end = read_weekday(first), read_weekday(last)
                days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
            elif first:
                days.add(read_weekday(first))
    if not days:
        raise Mistake("Say on which days, for example mon,wed,fri or daily.")
    return frozenset(days)
