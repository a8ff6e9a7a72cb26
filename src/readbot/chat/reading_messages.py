"""What moderators and members are told about readings; see render.py for excerpts."""

from collections.abc import Sequence
from datetime import date, datetime

from readbot.chat.answers import Answer
from readbot.chat.forms import Field, Form
from readbot.chat.paging import clamped, page_of, turning
from readbot.chat.render import language_of, link_or, one_line, when
from readbot.chat.views import deed_id
from readbot.club.cadence import Cadence, is_ahead
from readbot.club.clubs import Club
from readbot.club.readings import Reading, ReadingState
from readbot.services.cadence import DEFAULT_DAYS, DEFAULT_TIME, Schedule
from readbot.services.readings import Added, Standing
from readbot.text.words import Words

_EXCERPTS_A_PAGE = 10
_READINGS_A_PAGE = 15
_LEFT_OUT_SHOWN = 5
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PASTE_FIELDS = ("text1", "text2", "text3", "text4")


def title(reading: Reading) -> str:
    """A reading's title, escaped, on one line."""
    return one_line(reading.title, 200)


def start_form(seen: Added, pace: Cadence | None = None) -> Form:
    """When a reading's excerpts should come; ``pace`` is how they come until now."""
    words = language_of(seen.club)
    return Form(
        deed_id("started", seen.script.reading.id),
        words.say("Start a reading"),
        (
            Field(
                "days",
                words.say("Days"),
                value=DEFAULT_DAYS if pace is None else _days_typed(pace),
                limit=100,
                hint=words.say("Such as mon,wed,fri or mon-fri or daily"),
            ),
            Field(
                "time",
                words.say("Time of day"),
                value=DEFAULT_TIME if pace is None else _times_typed(pace),
                limit=20,
                hint=words.say("HH:MM on a clock of 24 hours, {zone}", zone=seen.club.zone),
            ),
            Field(
                "first",
                words.say("First date"),
                required=False,
                limit=20,
                hint=words.say("Year-month-day; left empty, as soon as possible"),
            ),
        ),
    )


def _days_typed(pace: Cadence) -> str:
    """The days of a pace as a moderator would type them."""
    if len(pace.weekdays) == len(_DAYS):
        return DEFAULT_DAYS
    return ",".join(_DAYS[day] for day in sorted(pace.weekdays))


def _times_typed(pace: Cadence) -> str:
    return ", ".join(f"{at:%H:%M}" for at in pace.times)


def days_said(cadence: Cadence, words: Words) -> str:
    """The days and times of a cadence in words."""
    if len(cadence.weekdays) == 7:
        days = words.say("every day")
    else:
        days = words.joined([words.weekday(day) for day in sorted(cadence.weekdays)])
    times = words.joined([words.clock(at) for at in cadence.times])
    return words.say("{days} at {times} ({zone})", days=days, times=times, zone=cadence.zone)


def started(schedule: Schedule, now: datetime) -> str:
    """When the first and the last excerpt come, and when nothing does."""
    words = language_of(schedule.club)
    name = title(schedule.reading)
    parts = [words.say("“{title}” is started.", title=name)]
    if schedule.is_new_pace:
        parts = [words.say("“{title}” has a new pace.", title=name)]
    if schedule.cadence is not None:
        parts.append(
            words.say("Its excerpts come {days}.", days=days_said(schedule.cadence, words))
        )
        skipped = sorted(d for d in schedule.cadence.skipped if is_ahead(schedule.cadence, d, now))
        parts += _are_left_out(skipped, words)
    if schedule.reading.channel_id != schedule.club.channel_id:
        place = f"<#{schedule.reading.channel_id}>"
        parts.append(words.say("They come in {place}.", place=place))
    parts.append(_next_line(schedule, words))
    return "\n".join(parts)


def dateless(cadence: Cadence, left: int, words: Words) -> str:
    """Said where a pace ends before the reading does: how much is left, and what to do."""
    if cadence.until is None:
        text = words.count("{n} excerpt has no date.", "{n} excerpts have no date.", left)
    else:
        text = words.count(
            "{n} excerpt has no date: the pace ends on {day}.",
            "{n} excerpts have no date: the pace ends on {day}.",
            left,
            day=words.day(cadence.until),
        )
    return f"{text} " + words.say(
        "Choose a later last date, or more excerpts each time, with /reading start; /reading next "
        "brings one at once."
    )


def _next_line(schedule: Schedule, words: Words) -> str:
    left = schedule.dateless
    rest = ""
    if schedule.cadence is not None and left:
        rest = f"**{dateless(schedule.cadence, left, words)}**"
    if schedule.next_at is None:
        return rest or _nothing_planned(schedule.reading, words)
    line = _coming(schedule, schedule.next_at, words)
    return f"{line}\n{rest}" if rest else line


def _nothing_planned(reading: Reading, words: Words) -> str:
    if reading.state is ReadingState.PAUSED:
        return words.say(
            "It is paused: nothing comes by itself until /reading resume goes on with it."
        )
    if reading.state is ReadingState.WAITING:
        return words.say("It waits to be started: /reading start chooses days and times.")
    return words.say("Nothing more is planned.")


def _coming(schedule: Schedule, next_at: datetime, words: Words) -> str:
    number, total = schedule.next_number, schedule.reading.excerpts
    line = words.say(
        "Excerpt {number} of {total} comes {when} ({distance}).",
        number=number,
        total=total,
        when=when(next_at),
        distance=when(next_at, "R"),
    )
    if schedule.last_at is None or number + schedule.dateless >= total:
        return line
    day = when(schedule.last_at, "D")
    if schedule.dateless:
        last = total - schedule.dateless
        return f"{line} " + words.say(
            "The last one with a date, {number}, comes {when}.", number=last, when=day
        )
    return f"{line} " + words.say("The last one comes {when}.", when=day)


def paused(schedule: Schedule, _: datetime) -> str:
    """Said after a pause."""
    words = language_of(schedule.club)
    return words.say(
        "“{title}” is paused. /reading resume goes on with it.", title=title(schedule.reading)
    )


def resumed(schedule: Schedule, _: datetime) -> str:
    """Said after a resumption."""
    words = language_of(schedule.club)
    lines = [words.say("“{title}” goes on.", title=title(schedule.reading))]
    if schedule.held_up:
        lines.append(words.say("This was held up, and is tried again now:"))
        lines += [f"- {held.text}" for held in schedule.held_up]
    return "\n".join([*lines, _next_line(schedule, words)])


def skipped(schedule: Schedule, _: datetime) -> str:
    """Said after a date was skipped."""
    words = language_of(schedule.club)
    text = words.say("The next date is left out.")
    if schedule.skipped_at is not None:
        text = words.say("{when} is left out.", when=when(schedule.skipped_at))
    return f"{text}\n{_next_line(schedule, words)}"


def left_out(schedule: Schedule, now: datetime) -> str:
    """Said after dates were named on which nothing comes."""
    words = language_of(schedule.club)
    pace = schedule.cadence
    meant = sorted(day for day in schedule.named if pace and is_ahead(pace, day, now))
    others = sorted(schedule.named.difference(meant))
    lines = _are_left_out(meant, words)
    if len(others) == 1:
        lines.append(
            words.say(
                "Nothing more comes on {day} in any case: it is none of the dates of this reading.",
                day=words.day(others[0]),
            )
        )
    elif others and not meant:
        lines.append(
            words.say(
                "Nothing more comes on {days} in any case: they are none of the dates of this "
                "reading.",
                days=_days_named(others, words),
            )
        )
    return "\n".join((*lines, _next_line(schedule, words)))


def _are_left_out(days: Sequence[date], words: Words) -> list[str]:
    if len(days) == 1:
        return [words.say("{day} is left out.", day=words.day(days[0]))]
    return [words.say("{days} are left out.", days=_days_named(days, words))] if days else []


def _days_named(days: Sequence[date], words: Words) -> str:
    """These dates, in order; of many only the first and the last, and how many they are."""
    if len(days) <= _LEFT_OUT_SHOWN:
        return words.joined([words.day(day) for day in days])
    return words.count(
        "{n} date from {first} to {last}",
        "{n} dates from {first} to {last}",
        len(days),
        first=words.day(days[0]),
        last=words.day(days[-1]),
    )


def put_back(schedule: Schedule) -> str:
    """Said after a date is no longer left out."""
    words = language_of(schedule.club)
    text = words.say("That date is no longer left out.")
    return f"{text}\n{_next_line(schedule, words)}"


def jumped(schedule: Schedule, excerpt: int) -> str:
    """Said after a reading goes on elsewhere."""
    words = language_of(schedule.club)
    name = title(schedule.reading)
    text = words.say(
        "Excerpt {number} of “{title}” is the next one to come.", number=excerpt, title=name
    )
    return f"{text}\n{_next_line(schedule, words)}"


def reposted(schedule: Schedule, excerpt: int) -> str:
    """Said when an excerpt is on its way once more."""
    words = language_of(schedule.club)
    name = title(schedule.reading)
    if schedule.comes_at is not None:
        return words.say(
            "Excerpt {number} of “{title}” comes once more {when}, after those that wait already.",
            number=excerpt,
            title=name,
            when=when(schedule.comes_at),
        )
    return words.say(
        "Excerpt {number} of “{title}” is on its way once more.", number=excerpt, title=name
    )


def next_comes(schedule: Schedule, _: datetime) -> str:
    """Said when the next excerpt is on its way."""
    words = language_of(schedule.club)
    text = words.say("The next excerpt of “{title}” is on its way.", title=title(schedule.reading))
    return f"{text}\n{_next_line(schedule, words)}"


def finished(schedule: Schedule, _: datetime) -> str:
    """Said after a reading was ended."""
    words = language_of(schedule.club)
    return words.say(
        "“{title}” is finished. Its notes stay; /digest export gives you all of them.",
        title=title(schedule.reading),
    )


def state_said(reading: Reading, words: Words) -> str:
    """How far a reading has come, in words."""
    names = {
        ReadingState.WAITING: words.say("waits to be started"),
        ReadingState.RUNNING: words.say("being read"),
        ReadingState.PAUSED: words.say("paused"),
        ReadingState.FINISHED: words.say("finished"),
    }
    return names[reading.state]


def listed(club: Club, found: Sequence[Reading], page: int) -> Answer:
    """All readings of a club, newest first."""
    words = language_of(club)
    if not found:
        return Answer(
            words.say("There is no reading yet. A moderator can add one with /reading add.")
        )
    page = clamped(page, len(found), _READINGS_A_PAGE)
    lines = [
        f"- **{one_line(reading.title, 80)}** · {state_said(reading, words)} · "
        + words.count("{n} excerpt", "{n} excerpts", reading.excerpts)
        for reading in page_of(found, page, _READINGS_A_PAGE)
    ]
    rows = turning(words, page, len(found), _READINGS_A_PAGE, "readings")
    return Answer("\n".join(lines), rows)


def now(club: Club, standing: Sequence[Standing]) -> Answer:
    """How far the club is with what it reads now."""
    words = language_of(club)
    if not standing:
        return Answer(
            words.say(
                "Nothing has been read here yet. A moderator can add something with /reading add "
                "and begin it with /reading start."
            )
        )
    return Answer("\n\n".join(_standing(one, words) for one in standing))


def over(reading: Reading, posted: int, words: Words) -> str:
    """Said of a reading to which no more excerpts come."""
    if posted >= reading.excerpts:
        return words.say("All of it has been posted. Notes and questions can still be added.")
    return words.say(
        "It has ended, and not all of it was posted. Notes and questions can still be added."
    )


def _standing(one: Standing, words: Words) -> str:
    lines = [
        f"**{title(one.reading)}** · "
        + words.say(
            "{posted} of {total} excerpts so far",
            posted=one.posted,
            total=one.reading.excerpts,
        )
    ]
    if one.last_link is not None:
        lines.append(link_or(words.say("Go to the newest excerpt"), one.last_link))
    if one.reading.state is ReadingState.FINISHED:
        lines.append(over(one.reading, one.posted, words))
        lines.append(
            words.say(
                "Nothing else is being read at the moment; a moderator can begin something with "
                "/reading start."
            )
        )
    elif one.reading.state is ReadingState.PAUSED:
        lines.append(words.say("It is paused."))
    elif one.is_held_up:
        lines.append(
            words.say(
                "What is due now cannot be posted until a moderator has put something right; "
                "/about tells them what."
            )
        )
    elif one.next_at is not None:
        lines.append(
            words.say(
                "The next one comes {when} ({distance}).",
                when=when(one.next_at),
                distance=when(one.next_at, "R"),
            )
        )
    return "\n".join(lines)
