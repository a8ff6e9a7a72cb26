"""The forms by which a reading is corrected before it starts, and what was written into them."""

from collections.abc import Mapping
from dataclasses import replace

from readbot.chat.forms import Field, Form
from readbot.chat.preview_messages import minutes_said
from readbot.chat.render import language_of
from readbot.chat.views import deed_id
from readbot.club.clubs import read_date
from readbot.club.mistakes import Mistake
from readbot.club.readings import DEFAULT_SHARE, LONGEST_LICENCE
from readbot.services.cadence import DEFAULT_DAYS, DEFAULT_TIME
from readbot.services.preparation import Wish
from readbot.services.readings import Added
from readbot.text.article import Details


def licence_form(seen: Added) -> Form:
    """Which licence a text is under."""
    words = language_of(seen.club)
    reading = seen.script.reading
    field = Field(
        "licence",
        words.say("Name of the licence"),
        reading.licence or "",
        limit=LONGEST_LICENCE,
        placeholder="CC BY 4.0",
    )
    return Form(deed_id("licence", reading.id), words.say("Under a licence"), (field,))


def quotation_form(seen: Added) -> Form:
    """How much of each excerpt is quoted, and from where."""
    words = language_of(seen.club)
    reading = seen.script.reading
    fields = (
        Field(
            "share",
            words.say("Share of each excerpt, in percent"),
            str(reading.share or DEFAULT_SHARE),
            limit=4,
            hint=words.say("Whole sentences from its beginning, at least one"),
        ),
        Field(
            "source_url",
            words.say("Address of the source"),
            reading.details.source_url or "",
            limit=500,
            hint=words.say("Where everyone can read on"),
        ),
    )
    return Form(deed_id("quotation", reading.id), words.say("Quotation"), fields)


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


def more_details_form(seen: Added) -> Form:
    """What else a reading says of itself; its language also decides how it is cut."""
    words = language_of(seen.club)
    reading, details = seen.script.reading, seen.script.reading.details
    fields = (
        Field("subtitle", words.say("Subtitle"), details.subtitle or "", required=False, limit=400),
        Field(
            "language",
            words.say("Language of the text"),
            details.language or "",
            required=False,
            limit=10,
            hint=words.say("Its code, such as en, de or zh: it decides where sentences end"),
        ),
    )
    return Form(deed_id("morecorrected", reading.id), words.say("More details"), fields)


def corrected(details: Details, fields: Mapping[str, str]) -> Details:
    """The details with what the form says; an emptied field is unknown."""
    names = ("title", "subtitle", "author", "published", "publisher", "source_url")
    said = {name: fields[name].strip() or None for name in names if name in fields}
    return replace(details, **said)


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
                value=minutes_said(seen.script.reading.target_minutes, words),
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
            Field(
                "until",
                words.say("Or: finish by this date"),
                required=False,
                limit=20,
                hint=words.say("Year-month-day; one excerpt comes each time until then"),
            ),
            Field(
                "days",
                words.say("Days, for that date"),
                DEFAULT_DAYS,
                required=False,
                limit=100,
                hint=words.say("Such as mon,wed,fri or mon-fri or daily"),
            ),
            Field(
                "time",
                words.say("Time of day, for that date"),
                DEFAULT_TIME,
                required=False,
                limit=20,
                hint=words.say("HH:MM on a clock of 24 hours, {zone}", zone=seen.club.zone),
            ),
        ),
    )


def read_recut(fields: Mapping[str, str]) -> Wish:
    """The wish out of the form; a Mistake where what should be a number or a date is none."""
    count, minutes, until, days, times = (
        fields.get(name, "").strip() for name in ("count", "minutes", "until", "days", "time")
    )
    if until:
        days, times = days or DEFAULT_DAYS, times or DEFAULT_TIME
        return Wish(until=read_date(until), days=days, times=times)
    try:
        return Wish(count=int(count)) if count else Wish(minutes=_read_minutes(minutes))
    except ValueError:
        raise Mistake(
            "“{typed}” is not a number. Write for example 1.5 minutes, or 12 excerpts.",
            typed=count or minutes,
        ) from None


def _read_minutes(typed: str) -> float:
    """A number of minutes, with a point or a comma; ValueError where it is none."""
    return float(typed.replace(",", "."))
