"""What moderators and members are told about readings; see render.py for excerpts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from babel.numbers import format_decimal

from readbot.chat.answers import Answer
from readbot.chat.forms import FIELD_LIMIT, Field, Form
from readbot.chat.paging import clamped, page_of, turning
from readbot.chat.render import language_of, link_or, one_line, opening_words, when
from readbot.chat.views import Button, Look, Row, deed_id
from readbot.club.cadence import Cadence
from readbot.club.clubs import Club
from readbot.club.mistakes import Mistake
from readbot.club.readings import Reading, ReadingState
from readbot.services.cadence import DEFAULT_DAYS, DEFAULT_TIME, Queue, Schedule
from readbot.services.readings import Added, Standing
from readbot.text.article import Details, LeftOut
from readbot.text.words import Words

_EXCERPTS_A_PAGE = 10
_READINGS_A_PAGE = 15
_LEFT_OUT_SHOWN = 5
PASTE_FIELDS = ("text1", "text2", "text3", "text4")


def title(reading: Reading) -> str:
    """A reading's title, escaped, on one line."""
    return one_line(reading.title, 200)


def added(seen: Added, page: int) -> Answer:
    """A reading as it was found and cut, with what can be done before it starts."""
    words = language_of(seen.club)
    reading = seen.script.reading
    total = len(seen.excerpts)
    page = clamped(page, total, _EXCERPTS_A_PAGE)
    waits = reading.state is ReadingState.WAITING
    head = f"**{title(reading)}**"
    if waits:
        head += " · " + words.say("waits to be started")
    lines = [head, _details_line(reading.details, words), _cut_line(seen, words), ""]
    lines += _openings(seen, page, words)
    if page == 0:
        lines += _left_out(seen.script.article.left_out, words)
    rows = turning(words, page, total, _EXCERPTS_A_PAGE, "cut", reading.id)
    return Answer("\n".join(lines), (*rows, _deeds(reading, words)) if waits else rows)


def _details_line(details: Details, words: Words) -> str:
    found = (details.author, details.published, details.publisher, details.language)
    said = [one_line(part, 80) for part in found if part]
    if details.source_url:
        said.append(one_line(details.source_url, 150))
    return "-# " + (" · ".join(said) or words.say("No author, date or source was found."))


def _cut_line(seen: Added, words: Words) -> str:
    total = sum(seen.minutes)
    return words.count(
        "{n} excerpt of {total} minutes",
        "{n} excerpts of {least} to {most} minutes each, {total} minutes in all",
        len(seen.excerpts),
        least=_minutes(min(seen.minutes), words),
        most=_minutes(max(seen.minutes), words),
        total=_minutes(total, words),
    )


def _minutes(value: float, words: Words) -> str:
    return format_decimal(round(value, 1) if value < 10 else round(value), locale=words.locale)


def _openings(seen: Added, page: int, words: Words) -> list[str]:
    numbered = list(zip(seen.excerpts, seen.minutes, strict=True))
    return [
        words.say(
            "{number}. {words} ({minutes} min)",
            number=f"**{excerpt.number}**",
            words=opening_words(seen.script, excerpt.start, excerpt.end, 90),
            minutes=_minutes(minutes, words),
        )
        for excerpt, minutes in page_of(numbered, page, _EXCERPTS_A_PAGE)
    ]


def _left_out(left_out: Sequence[LeftOut], words: Words) -> list[str]:
    if not left_out:
        return []
    lines = ["", words.say("Left out, because it does not belong to the text:")]
    lines += [f"-# “{one_line(part.text, 90)}”" for part in left_out[:_LEFT_OUT_SHOWN]]
    more = len(left_out) - _LEFT_OUT_SHOWN
    if more > 0:
        lines.append("-# " + words.count("and {n} more", "and {n} more", more))
    return lines


def _deeds(reading: Reading, words: Words) -> Row:
    return (
        Button(words.say("Start…"), deed_id("start", reading.id), Look.CHIEF),
        Button(words.say("Edit details"), deed_id("details", reading.id)),
        Button(words.say("Cut differently"), deed_id("recut", reading.id)),
        Button(words.say("Discard"), deed_id("discard", reading.id), Look.GRAVE),
    )


def paste_form(words: Words, given_title: str) -> Form:
    """A form to paste an article into."""
    parts = [
        Field(
            name,
            words.say("Text") if number == 0 else words.say("Text, continued"),
            long=True,
            required=number == 0,
            limit=FIELD_LIMIT,
            hint=words.say("Up to 4,000 characters; longer texts go on in the next field")
            if number == 0
            else None,
        )
        for number, name in enumerate(PASTE_FIELDS)
    ]
    heading = Field(
        "title",
        words.say("Title"),
        value=given_title,
        required=False,
        limit=200,
        placeholder=words.say("Left empty: found in the text"),
    )
    return Form(deed_id("paste"), words.say("Add a reading"), (heading, *parts))


def pasted(fields: Mapping[str, str]) -> str:
    """The text out of the form's fields; a full field goes on in the next without a break."""
    text = last = ""
    for name in PASTE_FIELDS:
        part = fields.get(name, "")
        if part.strip():
            joint = "\n\n" if text and len(last) < FIELD_LIMIT else ""
            text += joint + part
            last = part
    return text


def start_form(seen: Added) -> Form:
    """When a reading's excerpts should come."""
    words = language_of(seen.club)
    return Form(
        deed_id("started", seen.script.reading.id),
        words.say("Start a reading"),
        (
            Field(
                "days",
                words.say("Days"),
                value=DEFAULT_DAYS,
                limit=100,
                hint=words.say("Such as mon,wed,fri or mon-fri or daily"),
            ),
            Field(
                "time",
                words.say("Time of day"),
                value=DEFAULT_TIME,
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


def details_form(seen: Added) -> Form:
    """What a reading says of itself, to be corrected."""
    words = language_of(seen.club)
    reading, details = seen.script.reading, seen.script.reading.details
    fields = (
        Field("title", words.say("Title"), reading.title, limit=200),
        Field("author", words.say("Author"), details.author or "", required=False, limit=200),
        Field("published", words.say("Date"), details.published or "", required=False, limit=100),
        Field(
            "publisher",
            words.say("Publisher"),
            details.publisher or "",
            required=False,
            limit=200,
        ),
        Field(
            "source_url",
            words.say("Address of the source"),
            details.source_url or "",
            required=False,
            limit=2000,
        ),
    )
    return Form(deed_id("corrected", reading.id), words.say("Edit details"), fields)


def corrected(details: Details, fields: Mapping[str, str]) -> Details:
    """The details with what the form says; an emptied field is unknown."""
    names = ("title", "author", "published", "publisher", "source_url")
    return replace(details, **{name: fields.get(name, "").strip() or None for name in names})


def recut_form(seen: Added) -> Form:
    """How else a reading could be cut."""
    words = language_of(seen.club)
    return Form(
        deed_id("cutagain", seen.script.reading.id),
        words.say("Cut differently"),
        (
            Field(
                "minutes",
                words.say("Minutes of reading for each excerpt"),
                value=_minutes(seen.script.reading.target_minutes, words),
                required=False,
                limit=10,
            ),
            Field(
                "count",
                words.say("Or: how many excerpts"),
                required=False,
                limit=5,
                hint=words.say("If you fill this in, the minutes do not matter"),
            ),
        ),
    )


def read_recut(fields: Mapping[str, str]) -> tuple[float | None, int | None]:
    """The minutes or the count out of the form; a Mistake where neither is a number."""
    count, minutes = fields.get("count", "").strip(), fields.get("minutes", "").strip()
    try:
        if count:
            return None, int(count)
        return float(minutes.replace(",", ".")), None
    except ValueError:
        raise Mistake(
            "“{typed}” is not a number. Write for example 1.5 minutes, or 12 excerpts.",
            typed=count or minutes,
        ) from None


def days_said(cadence: Cadence, words: Words) -> str:
    """The days and times of a cadence in words."""
    if len(cadence.weekdays) == 7:
        days = words.say("every day")
    else:
        days = words.joined([words.weekday(day) for day in sorted(cadence.weekdays)])
    times = words.joined([words.clock(at) for at in cadence.times])
    return words.say("{days} at {times} ({zone})", days=days, times=times, zone=cadence.zone)


def started(schedule: Schedule) -> str:
    """When the first and the last excerpt come."""
    words = language_of(schedule.club)
    parts = [words.say("“{title}” is started.", title=title(schedule.reading))]
    if schedule.cadence is not None:
        parts.append(
            words.say("Its excerpts come {days}.", days=days_said(schedule.cadence, words))
        )
    parts.append(_next_line(schedule, words))
    return "\n".join(parts)


def _next_line(schedule: Schedule, words: Words) -> str:
    if schedule.next_at is None:
        return words.say("Nothing more is planned.")
    number, total = schedule.reading.next_excerpt, schedule.reading.excerpts
    line = words.say(
        "Excerpt {number} of {total} comes {when} ({distance}).",
        number=number,
        total=total,
        when=when(schedule.next_at),
        distance=when(schedule.next_at, "R"),
    )
    if schedule.last_at is not None and number < total:
        line += " " + words.say("The last one comes {when}.", when=when(schedule.last_at, "D"))
    return line


def paused(schedule: Schedule, _: datetime) -> str:
    """Said after a pause."""
    words = language_of(schedule.club)
    return words.say(
        "“{title}” is paused. /reading resume goes on with it.", title=title(schedule.reading)
    )


def resumed(schedule: Schedule, _: datetime) -> str:
    """Said after a resumption."""
    words = language_of(schedule.club)
    text = words.say("“{title}” goes on.", title=title(schedule.reading))
    return f"{text}\n{_next_line(schedule, words)}"


def skipped(schedule: Schedule, _: datetime) -> str:
    """Said after a date was skipped."""
    words = language_of(schedule.club)
    text = words.say("The next date is left out.")
    return f"{text}\n{_next_line(schedule, words)}"


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


def queue(waiting: Queue) -> str:
    """Which excerpt comes when."""
    words = language_of(waiting.club)
    head = f"**{title(waiting.reading)}**"
    if not waiting.items:
        return f"{head}\n" + words.say("Nothing is planned. /reading start chooses days and times.")
    lines = [head]
    if waiting.cadence is not None:
        lines.append("-# " + days_said(waiting.cadence, words))
    lines += [f"{number}. {when(at)} ({when(at, 'R')})" for number, at in waiting.items]
    left = waiting.reading.excerpts - waiting.items[-1][0]
    if left > 0:
        lines.append(words.count("and {n} more", "and {n} more", left))
    return "\n".join(lines)


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
                "Nothing is being read at the moment. /readings shows what there was; a moderator "
                "can begin something with /reading start."
            )
        )
    return Answer("\n\n".join(_standing(one, words) for one in standing))


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
    if one.reading.state is ReadingState.PAUSED:
        lines.append(words.say("It is paused."))
    elif one.next_at is not None:
        lines.append(
            words.say(
                "The next one comes {when} ({distance}).",
                when=when(one.next_at),
                distance=when(one.next_at, "R"),
            )
        )
    return "\n".join(lines)
