"""/reading for moderators: adding a text, seeing how it is cut, starting it, setting its pace."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import discord
from discord import app_commands
from discord.app_commands import Range
from discord.app_commands import locale_str as wording

from readbot.chat import preview_messages as previews
from readbot.chat import reading_messages as shown
from readbot.chat.answers import Answer, respond
from readbot.chat.asked import Asked, Interaction
from readbot.chat.commands import adding, preparing, queueing
from readbot.chat.commands.options import (
    RIGHTS,
    AnyCommand,
    ReadingChannel,
    complete_days,
    complete_reading,
)
from readbot.chat.deeds import Deeds, Press
from readbot.chat.forms import Form
from readbot.club.readings import ReadingState
from readbot.services import cadence, readings
from readbot.services.cadence import Schedule

DEEDS = Deeds()
DEEDS.take_in(adding.DEEDS)
DEEDS.take_in(preparing.DEEDS)
DEEDS.take_in(queueing.DEEDS)

group = app_commands.Group(
    name="reading",
    description=wording("Add texts and set their pace"),
    default_permissions=discord.Permissions(manage_messages=True),
)
_RUNNING = (ReadingState.RUNNING,)
_BEGUN = (ReadingState.RUNNING, ReadingState.PAUSED)


@group.command(name="add", description=wording("Give readbot something to read"))
@app_commands.describe(
    file=wording("A text, Markdown, HTML, EPUB or PDF file"),
    url=wording("The address of an article"),
    title=wording("Its title, if the one found should not be used"),
    minutes=wording("How long an excerpt takes to read"),
    chapters=wording("Which chapters of a book, such as 3-5 or 1, 4"),
    rights=wording("Why it may be posted"),
    source=wording("The address where the whole text stands"),
    licence=wording("The name of its licence, such as CC BY 4.0"),
)
@app_commands.choices(rights=RIGHTS)
async def add(
    interaction: Interaction,
    file: discord.Attachment | None = None,
    url: Range[str, 1, 2000] | None = None,
    title: Range[str, 1, 200] | None = None,
    minutes: Range[float, 0.1, 60.0] | None = None,
    chapters: Range[str, 1, 100] | None = None,
    rights: str | None = None,
    source: Range[str, 1, 2000] | None = None,
    licence: Range[str, 1, 60] | None = None,
) -> None:
    """Read a file or an address; with neither, open a form to paste into."""
    wanted = adding.Wanted(title, minutes, chapters, rights, source, licence)
    await respond(interaction, lambda ask: adding.begin(ask, file, url, wanted))


@group.command(name="preview", description=wording("See how a reading is cut into excerpts"))
@app_commands.describe(reading=wording("Which reading"))
@app_commands.autocomplete(reading=complete_reading())
async def preview(interaction: Interaction, reading: str | None = None) -> None:
    """Show the excerpts of a reading, privately."""

    async def deed(ask: Asked) -> Answer:
        return previews.added(await readings.preview(ask.store, ask.place, ask.person, reading))

    await respond(interaction, deed)


async def _open_start(ask: Asked, press: Press) -> Form:
    seen = await readings.preview(ask.store, ask.place, ask.person, press.word(0))
    pace = await cadence.pace(ask.store, ask.place, ask.person, press.word(0))
    return shown.start_form(seen, pace)


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
    until=wording("The last date on which something may come"),
    leave_out=wording("Dates without excerpts, such as 2026-12-24..2027-01-02"),
    excerpts=wording("How many excerpts come each time"),
    channel=wording("Where they come, if not in the group's home"),
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
    until: str | None = None,
    leave_out: str | None = None,
    excerpts: Range[int, 1, 10] | None = None,
    channel: app_commands.Transform[int, ReadingChannel] | None = None,
) -> None:
    """Start a reading, or give one that runs another pace."""

    async def deed(ask: Asked) -> Answer:
        schedule = await cadence.start(
            ask.store,
            ask.place,
            ask.person,
            reading,
            days=days,
            time=time,
            first=first,
            until=until,
            skip=leave_out,
            excerpts=excerpts,
            channel_id=channel,
            now=ask.now,
        )
        return Answer(shown.started(schedule, ask.now))

    await respond(interaction, deed)


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
    return Answer(shown.started(schedule, ask.now))


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


@group.command(name="skip", description=wording("Leave out the next date, or others"))
@app_commands.describe(
    reading=wording("Which reading"),
    dates=wording("Other dates instead, such as 2026-12-24..2027-01-02"),
)
@app_commands.autocomplete(reading=complete_reading(*_RUNNING))
async def skip(
    interaction: Interaction, reading: str | None = None, dates: str | None = None
) -> None:
    """Skip one date, or those named."""
    said = shown.left_out if dates else shown.skipped
    await _paced(interaction, reading, partial(cadence.skip, dates=dates), said)


@group.command(name="next", description=wording("Post the next excerpt now"))
@app_commands.describe(reading=wording("Which reading"))
@app_commands.autocomplete(reading=complete_reading(*_BEGUN))
async def next_now(interaction: Interaction, reading: str | None = None) -> None:
    """Post the next excerpt at once."""
    await _paced(interaction, reading, cadence.next_now, shown.next_comes)


async def _numbered(
    interaction: Interaction,
    reading: str | None,
    excerpt: int,
    deed: Pace,
    said: Callable[[Schedule, int], str],
) -> None:
    async def done(ask: Asked) -> Answer:
        schedule = await deed(ask.store, ask.place, ask.person, reading, excerpt, ask.now)
        return Answer(said(schedule, excerpt))

    await respond(interaction, done)


@group.command(name="jump", description=wording("Let another excerpt be the next one to come"))
@app_commands.describe(
    excerpt=wording("The number of the excerpt"), reading=wording("Which reading")
)
@app_commands.autocomplete(reading=complete_reading(*readings.ALIVE))
async def jump(
    interaction: Interaction, excerpt: Range[int, 1, 5000], reading: str | None = None
) -> None:
    """Go on elsewhere in the reading."""
    await _numbered(interaction, reading, excerpt, cadence.jump, shown.jumped)


@group.command(name="repost", description=wording("Post an excerpt once more, now"))
@app_commands.describe(
    excerpt=wording("The number of the excerpt"), reading=wording("Which reading")
)
@app_commands.autocomplete(reading=complete_reading(*ReadingState))
async def repost(
    interaction: Interaction, excerpt: Range[int, 1, 5000], reading: str | None = None
) -> None:
    """Post an excerpt again."""
    await _numbered(interaction, reading, excerpt, cadence.repost, shown.reposted)


@group.command(name="finish", description=wording("End a reading; its notes stay"))
@app_commands.describe(reading=wording("Which reading"))
@app_commands.autocomplete(reading=complete_reading(*readings.ALIVE))
async def finish(interaction: Interaction, reading: str | None = None) -> None:
    """End a reading early."""
    await _paced(interaction, reading, cadence.finish, shown.finished)


@group.command(name="queue", description=wording("See and change which excerpt comes when"))
@app_commands.describe(reading=wording("Which reading"))
@app_commands.autocomplete(reading=complete_reading(*readings.ALIVE))
async def queue(interaction: Interaction, reading: str | None = None) -> None:
    """What comes when, and changing it."""
    await respond(interaction, lambda ask: queueing.show(ask, reading))


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
        club, standing = await readings.standing(ask.store, ask.place, ask.now)
        return shown.now(club, standing)

    await respond(interaction, deed)


COMMANDS: tuple[AnyCommand, ...] = (group, show_readings, show_now)
