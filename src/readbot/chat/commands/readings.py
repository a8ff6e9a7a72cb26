"""/reading for moderators: adding a text, seeing how it is cut, starting it, setting its pace."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import aiohttp
import discord
from discord import app_commands
from discord.app_commands import Range
from discord.app_commands import locale_str as wording

from readbot.chat import reading_messages as shown
from readbot.chat.answers import Answer, respond
from readbot.chat.asked import Asked, Interaction
from readbot.chat.commands.options import AnyCommand, complete_days, complete_reading
from readbot.chat.deeds import Deeds, Press
from readbot.chat.forms import Form
from readbot.chat.render import language_of
from readbot.chat.views import Button, Look, deed_id
from readbot.club.mistakes import Mistake
from readbot.club.readings import ReadingState
from readbot.services import addresses, cadence, parsing, readings
from readbot.services.cadence import Schedule
from readbot.text.article import Article

DEEDS = Deeds()

group = app_commands.Group(
    name="reading",
    description=wording("Add texts and set their pace"),
    default_permissions=discord.Permissions(manage_messages=True),
)
_DOWNLOAD_SECONDS = 60
_RUNNING = (ReadingState.RUNNING,)
_BEGUN = (ReadingState.RUNNING, ReadingState.PAUSED)


@group.command(name="add", description=wording("Give readbot something to read"))
@app_commands.describe(
    file=wording("A text, Markdown, HTML, EPUB or PDF file"),
    url=wording("The address of an article"),
    title=wording("Its title, if the one found should not be used"),
)
async def add(
    interaction: Interaction,
    file: discord.Attachment | None = None,
    url: Range[str, 1, 2000] | None = None,
    title: Range[str, 1, 200] | None = None,
) -> None:
    """Read a file or an address; with neither, open a form to paste into."""

    async def deed(ask: Asked) -> Answer | Form:
        if file is not None and url is not None:
            raise Mistake("Give me either a file or an address, not both at once.")
        if file is not None:
            return await _added(ask, await _from_file(ask, file), title)
        if url is not None:
            article = await addresses.fetch(
                url, allowed=ask.house.fetch_allowed, largest=ask.house.largest_file
            )
            return await _added(ask, article, title)
        words = await ask.words()
        return shown.paste_form(words, title or "")

    await respond(interaction, deed)


async def _from_file(ask: Asked, file: discord.Attachment) -> Article:
    if file.size > ask.house.largest_file:
        raise Mistake(
            "That file is larger than {most} MB. Please send a smaller one, or the text alone.",
            most=ask.house.largest_file // 1_000_000,
        )
    try:
        async with asyncio.timeout(_DOWNLOAD_SECONDS):
            content = await file.read()
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError):
        raise Mistake(
            "I could not fetch the file from Discord. Please send the command again."
        ) from None
    return await parsing.read_file(file.filename, content)


async def _added(ask: Asked, article: Article, title: str | None) -> Answer:
    added = await readings.add(ask.store, ask.place, ask.person, article, ask.now, title=title)
    return shown.added(added, 0)


async def _open_paste(ask: Asked, _: Press) -> Form:
    return shown.paste_form(await ask.words(), "")


@DEEDS.form("paste", _open_paste)
async def take_pasted(ask: Asked, press: Press) -> Answer:
    """Read what was pasted into the form's fields."""
    text = shown.pasted(press.fields)
    article = await parsing.read_pasted(text)
    return await _added(ask, article, press.fields.get("title") or None)


@group.command(name="preview", description=wording("See how a reading is cut into excerpts"))
@app_commands.describe(reading=wording("Which reading"))
@app_commands.autocomplete(reading=complete_reading())
async def preview(interaction: Interaction, reading: str | None = None) -> None:
    """Show the excerpts of a reading, privately."""

    async def deed(ask: Asked) -> Answer:
        return shown.added(await readings.preview(ask.store, ask.place, ask.person, reading), 0)

    await respond(interaction, deed)


@DEEDS.button("cut", replaces=True)
async def turn_page(ask: Asked, press: Press) -> Answer:
    """Another page of the same."""
    seen = await readings.preview(ask.store, ask.place, ask.person, press.word(0))
    return replace(shown.added(seen, press.number(1)), replaces=True)


async def _open_start(ask: Asked, press: Press) -> Form:
    seen = await readings.preview(ask.store, ask.place, ask.person, press.word(0))
    return shown.start_form(seen)


@DEEDS.button("start")
async def press_start(ask: Asked, press: Press) -> Form:
    """Ask for days, time and first date."""
    return await _open_start(ask, press)


@DEEDS.form("started", _open_start)
async def take_start(ask: Asked, press: Press) -> Answer:
    """Start with what the form says."""
    fields = press.fields
    return await _started(
        ask, press.word(0), fields.get("days"), fields.get("time"), fields.get("first")
    )


@group.command(name="start", description=wording("Choose when a reading's excerpts come"))
@app_commands.describe(
    reading=wording("Which reading"),
    days=wording("Days of the week, such as mon,wed,fri or daily"),
    time=wording("Time of day as HH:MM, by the group's clock"),
    first=wording("The first date, as year-month-day"),
)
@app_commands.autocomplete(
    reading=complete_reading(*readings.ALIVE),
    days=complete_days,
)
async def start(
    interaction: Interaction,
    reading: str | None = None,
    days: str | None = None,
    time: str | None = None,
    first: str | None = None,
) -> None:
    """Start a reading, or give one that runs another pace."""
    await respond(interaction, lambda ask: _started(ask, reading, days, time, first))


async def _started(
    ask: Asked, reading: str | None, days: str | None, time: str | None, first: str | None
) -> Answer:
    schedule = await cadence.start(
        ask.store,
        ask.place,
        ask.person,
        reading,
        days=days or None,
        time=time or None,
        first=first or None,
        now=ask.now,
    )
    return Answer(shown.started(schedule))


async def _open_details(ask: Asked, press: Press) -> Form:
    seen = await readings.preview(ask.store, ask.place, ask.person, press.word(0))
    return shown.details_form(seen)


@DEEDS.button("details")
async def press_details(ask: Asked, press: Press) -> Form:
    """Ask for title, author and the like."""
    return await _open_details(ask, press)


@DEEDS.form("corrected", _open_details)
async def take_details(ask: Asked, press: Press) -> Answer:
    """Keep the corrected details and show the reading again."""
    seen = await readings.preview(ask.store, ask.place, ask.person, press.word(0))
    details = shown.corrected(seen.script.reading.details, press.fields)
    await readings.correct(ask.store, ask.place, ask.person, press.word(0), details, ask.now)
    seen = await readings.preview(ask.store, ask.place, ask.person, press.word(0))
    return shown.added(seen, 0)


async def _open_recut(ask: Asked, press: Press) -> Form:
    seen = await readings.preview(ask.store, ask.place, ask.person, press.word(0))
    return shown.recut_form(seen)


@DEEDS.button("recut")
async def press_recut(ask: Asked, press: Press) -> Form:
    """Ask how long or how many the excerpts should be."""
    return await _open_recut(ask, press)


@DEEDS.form("cutagain", _open_recut)
async def take_recut(ask: Asked, press: Press) -> Answer:
    """Cut anew and show the outcome."""
    minutes, count = shown.read_recut(press.fields)
    cut = await readings.recut(
        ask.store, ask.place, ask.person, press.word(0), ask.now, minutes=minutes, count=count
    )
    return shown.added(cut, 0)


@DEEDS.button("discard")
async def press_discard(ask: Asked, press: Press) -> Answer:
    """Ask once more before a reading is taken away."""
    seen = await readings.preview(ask.store, ask.place, ask.person, press.word(0))
    words = language_of(seen.club)
    sure = Button(words.say("Discard it"), deed_id("discarded", press.word(0)), Look.GRAVE)
    return Answer(
        words.say(
            "Discard “{title}”? It has not begun, so nothing else is lost.",
            title=shown.title(seen.script.reading),
        ),
        ((sure,),),
    )


@DEEDS.button("discarded", replaces=True)
async def discard(ask: Asked, press: Press) -> Answer:
    """Take the reading away."""
    reading = await readings.discard(ask.store, ask.place, ask.person, press.word(0), ask.now)
    words = await ask.words()
    return Answer(words.say("“{title}” is discarded.", title=shown.title(reading)), replaces=True)


Pace = Callable[..., Awaitable[Schedule]]


async def _paced(
    interaction: Interaction,
    reading: str | None,
    deed: Pace,
    said: Callable[[Schedule, datetime], str],
) -> None:
    async def done(ask: Asked) -> Answer:
        schedule = await deed(ask.store, ask.place, ask.person, reading, ask.now)
        return Answer(said(schedule, ask.now))

    await respond(interaction, done)


@group.command(name="pause", description=wording("Let nothing more come for now"))
@app_commands.describe(reading=wording("Which reading"))
@app_commands.autocomplete(reading=complete_reading(*_RUNNING))
async def pause(interaction: Interaction, reading: str | None = None) -> None:
    """Pause a reading."""
    await _paced(interaction, reading, cadence.pause, shown.paused)


@group.command(name="resume", description=wording("Go on with a paused reading"))
@app_commands.describe(reading=wording("Which reading"))
@app_commands.autocomplete(reading=complete_reading(*_BEGUN))
async def resume(interaction: Interaction, reading: str | None = None) -> None:
    """Resume a reading."""
    await _paced(interaction, reading, cadence.resume, shown.resumed)


@group.command(name="skip", description=wording("Leave out the next date"))
@app_commands.describe(reading=wording("Which reading"))
@app_commands.autocomplete(reading=complete_reading(*_RUNNING))
async def skip(interaction: Interaction, reading: str | None = None) -> None:
    """Skip one date."""
    await _paced(interaction, reading, cadence.skip, shown.skipped)


@group.command(name="next", description=wording("Post the next excerpt now"))
@app_commands.describe(reading=wording("Which reading"))
@app_commands.autocomplete(reading=complete_reading(*_BEGUN))
async def next_now(interaction: Interaction, reading: str | None = None) -> None:
    """Post the next excerpt at once."""
    await _paced(interaction, reading, cadence.next_now, shown.next_comes)


@group.command(name="finish", description=wording("End a reading; its notes stay"))
@app_commands.describe(reading=wording("Which reading"))
@app_commands.autocomplete(reading=complete_reading(*readings.ALIVE))
async def finish(interaction: Interaction, reading: str | None = None) -> None:
    """End a reading early."""
    await _paced(interaction, reading, cadence.finish, shown.finished)


@group.command(name="queue", description=wording("See which excerpt comes when"))
@app_commands.describe(reading=wording("Which reading"))
@app_commands.autocomplete(reading=complete_reading(*readings.ALIVE))
async def queue(interaction: Interaction, reading: str | None = None) -> None:
    """What comes when."""

    async def deed(ask: Asked) -> Answer:
        return Answer(shown.queue(await cadence.queue(ask.store, ask.place, ask.person, reading)))

    await respond(interaction, deed)


async def _list(ask: Asked, page: int) -> Answer:
    club, found = await readings.listed(ask.store, ask.place)
    return shown.listed(club, found, page)


@app_commands.command(name="readings", description=wording("Everything this group has read"))
async def show_readings(interaction: Interaction) -> None:
    """All readings of the club."""
    await respond(interaction, lambda ask: _list(ask, 0))


@DEEDS.button("readings", replaces=True)
async def turn_readings(ask: Asked, press: Press) -> Answer:
    """Another page of them."""
    return replace(await _list(ask, press.number(0)), replaces=True)


@app_commands.command(name="now", description=wording("What is being read, and what comes next"))
async def show_now(interaction: Interaction) -> None:
    """How far the club is."""

    async def deed(ask: Asked) -> Answer:
        club, standing = await readings.standing(ask.store, ask.place)
        return shown.now(club, standing)

    await respond(interaction, deed)


COMMANDS: tuple[AnyCommand, ...] = (group, show_readings, show_now)
