"""/digest: seeing it, sending it, its settings, and the whole discussion as files."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import aiohttp
import discord
from discord import app_commands
from discord.app_commands import locale_str as wording

from readbot.chat import digest_message
from readbot.chat.answers import Answer, respond
from readbot.chat.asked import Asked, Interaction
from readbot.chat.commands.note_lists import listing
from readbot.chat.commands.options import (
    AnyCommand,
    Pairs,
    chosen,
    complete_reading,
    complete_weekday,
    completion,
)
from readbot.chat.deeds import Deeds, Press
from readbot.chat.render import language_of, when
from readbot.chat.views import Upload
from readbot.club.clubs import Club, read_date, read_time, read_weekday
from readbot.club.digests import Length, Section
from readbot.club.mistakes import Mistake
from readbot.club.notes import NoteFilter, NoteKind, QuestionState
from readbot.export import FORMATS
from readbot.export.documents import Naming
from readbot.export.packing import Packed, pack
from readbot.services import clubs, digests, exports
from readbot.services.exports import Wanted
from readbot.text.words import Words

DEEDS = Deeds()

group = app_commands.Group(
    name="digest",
    description=wording("The weekly digest, and the discussion as files"),
    default_permissions=discord.Permissions(manage_messages=True),
)
# Of a digest's id.
_MOST_DIGITS = 18
_MOST_FILES = 10
_PROGRESS_EVERY = 3.0
"""Seconds between two words about how far an export is."""
_PATIENCE = 5.0
"""Seconds that such a word may take to arrive."""
_LENGTHS = {
    Length.SHORT: "In the channel it is short; the whole of it is behind its button.",
    Length.MEDIUM: "In the channel it is of medium length; the whole is behind its button.",
    Length.LONG: "In the channel it is as long as a message can be.",
}


@group.command(name="preview", description=wording("See the digest as it would be posted now"))
async def preview(interaction: Interaction) -> None:
    """The digest so far, privately."""
    await respond(interaction, lambda ask: _preview(ask, 0))


async def _preview(ask: Asked, number: int) -> Answer:
    view = await digests.preview(ask.store, ask.place, ask.person, ask.now)
    return digest_message.preview(view, number, "digestpreview")


@DEEDS.button("digestpreview", replaces=True)
async def turn_preview(ask: Asked, press: Press) -> Answer:
    """Another page of the preview."""
    return replace(await _preview(ask, press.number(0)), replaces=True)


@group.command(name="send", description=wording("Post the digest now instead of on its day"))
async def send(interaction: Interaction) -> None:
    """Owe the digest now."""

    async def deed(ask: Asked) -> Answer:
        await digests.send(ask.store, ask.place, ask.person, ask.now)
        words = await ask.words()
        return Answer(words.say("The digest is on its way to the group's channel."))

    await respond(interaction, deed)


@DEEDS.button("digest")
async def press_more(ask: Asked, press: Press) -> Answer:
    """What did not fit the digest's message."""
    return await _page(ask, press)


@DEEDS.button("digestpage", replaces=True)
async def turn_digest(ask: Asked, press: Press) -> Answer:
    """Another page of it."""
    return replace(await _page(ask, press), replaces=True)


async def _page(ask: Asked, press: Press) -> Answer:
    view = await digests.view(ask.store, press.number(0))
    if not await clubs.is_here(ask.store, ask.place, view.club):
        raise Mistake("There is no such digest any more.")
    return digest_message.page(view, press.number(1), "digestpage", press.number(0))


@DEEDS.button("openquestions")
async def press_questions(ask: Asked, _: Press) -> Answer:
    """The open questions, from the digest's button."""
    wanted = NoteFilter(kind=NoteKind.QUESTION, state=QuestionState.OPEN)
    return await listing(ask, wanted, 0, of_questions=True)


@group.command(name="settings", description=wording("When the digest comes and what it shows"))
@app_commands.describe(
    day=wording("The day of the week on which it is posted"),
    time=wording("Its time of day as HH:MM"),
    names=wording("Whether it names those whose notes it quotes"),
    when_empty=wording("Whether it is posted in a week without anything"),
    length=wording("How much of it stands in the channel; the rest is behind its button"),
    show=wording("A section that it shall have again"),
    leave_out=wording("A section that it shall not have"),
)
@app_commands.choices(
    length=[app_commands.Choice(name=wording(name), value=str(name)) for name in Length],
    show=[app_commands.Choice(name=wording(name), value=str(name)) for name in Section],
    leave_out=[app_commands.Choice(name=wording(name), value=str(name)) for name in Section],
)
@app_commands.autocomplete(day=complete_weekday)
async def settings(
    interaction: Interaction,
    day: str | None = None,
    time: str | None = None,
    names: bool | None = None,
    when_empty: bool | None = None,
    length: str | None = None,
    show: str | None = None,
    leave_out: str | None = None,
) -> None:
    """Change the settings that were named, and show them all."""

    async def deed(ask: Asked) -> Answer:
        club = await digests.settings(
            ask.store,
            ask.place,
            ask.person,
            day=None if day is None else read_weekday(day),
            time=None if time is None else read_time(time),
            names=names,
            when_empty=when_empty,
            length=None if length is None else chosen(Length, length),
            show=None if show is None else chosen(Section, show),
            leave_out=None if leave_out is None else chosen(Section, leave_out),
            now=ask.now,
        )
        return Answer(_settings_of(club))

    await respond(interaction, deed)


def _settings_of(club: Club) -> str:
    words = language_of(club)
    lines = [
        words.say(
            "The digest comes on {weekday} at {time} ({zone}).",
            weekday=words.weekday(club.digest_day),
            time=words.clock(club.digest_time),
            zone=club.zone,
        ),
        words.say("It names those whose notes it quotes.")
        if club.digest_names
        else words.say("It names nobody."),
        words.say("It also comes in a week without anything.")
        if club.digest_when_empty
        else words.say("It is left out in a week without anything."),
        words.say(_LENGTHS[club.digest_length]),
    ]
    if club.digest_without:
        left_out = [words.say(name) for name in Section if name in club.digest_without]
        lines.append(words.say("It leaves out: {sections}.", sections=words.joined(left_out)))
    if club.digest_next_at is not None:
        lines.append(words.say("The next one: {when}.", when=when(club.digest_next_at)))
    return "\n".join(lines)


async def _digests(ask: Asked, typed: str) -> Pairs:
    """The digests that were sent, newest first, by the day."""
    found = await digests.sent(ask.store, ask.place, ask.person)
    club = await clubs.here(ask.store, ask.place)
    named = [(str(one.id), language_of(club).day(club.local(one.end).date())) for one in found]
    return [(value, name) for value, name in named if typed.casefold() in name.casefold()]


async def _digest_meant(ask: Asked, typed: str) -> int:
    """The id of the digest that was chosen, or of the one that fits what was typed."""
    # A longer number is none that the database has, nor can count.
    if typed.strip().isdecimal() and len(typed) <= _MOST_DIGITS:
        return int(typed)
    fitting = await _digests(ask, typed.strip())
    if len(fitting) != 1:
        raise Mistake("There is no such digest. Choose one from the list.")
    return int(fitting[0][0])


@group.command(name="export", description=wording("The discussion as files"))
@app_commands.describe(
    format=wording("What kind of file"),
    reading=wording("Only this reading"),
    digest=wording("Only this digest"),
    since=wording("From this date on, as year-month-day"),
    until=wording("Up to this date, as year-month-day"),
    only_new=wording("Only what is new since the last export of everything"),
    names=wording("How members are named in it"),
)
@app_commands.choices(
    format=[app_commands.Choice(name=name, value=name) for name in FORMATS],
    names=[
        app_commands.Choice(name=wording("as they chose"), value=str(Naming.CHOSEN)),
        app_commands.Choice(name=wording("all by made-up names"), value=str(Naming.PSEUDONYMS)),
        app_commands.Choice(name=wording("not at all"), value=str(Naming.NONE)),
    ],
)
@app_commands.autocomplete(reading=complete_reading(), digest=completion(_digests))
async def export(
    interaction: Interaction,
    format: str = "markdown",  # noqa: A002  the option's public name
    reading: str | None = None,
    digest: str | None = None,
    since: str | None = None,
    until: str | None = None,
    only_new: bool = False,
    names: str = Naming.CHOSEN,
) -> None:
    """Hand over the files, privately."""

    async def deed(ask: Asked) -> Answer:
        wanted = Wanted(
            format=format,
            reading=reading,
            since=None if since is None else read_date(since),
            until=None if until is None else read_date(until),
            only_new=only_new,
            digest=None if digest is None else await _digest_meant(ask, digest),
            naming=chosen(Naming, names),
        )
        words = await ask.words()
        with TemporaryDirectory(prefix="readbot-") as folder:
            async with Progress(interaction, words) as progress:
                file = await exports.save(
                    ask.store, ask.place, ask.person, wanted, Path(folder), ask.now, progress.tell
                )
            packed = await asyncio.to_thread(pack, file, interaction.filesize_limit, _MOST_FILES)
        if packed is None:
            raise Mistake(
                "That is more than Discord lets me attach. Choose one reading, or a shorter time."
            )
        await exports.handed_over(ask.store, ask.place, ask.person, wanted, ask.now)
        return _handed_over(packed, words)

    await respond(interaction, deed)


def _handed_over(packed: Packed, words: Words) -> Answer:
    count = len(packed.parts)
    lines = [words.count("Here is the file.", "Here are the {n} files.", count)]
    if packed.split:
        lines.append(
            words.say(
                "They are one ZIP archive, cut into pieces because Discord takes no larger file: "
                "save them all in one folder and open the first with an archive program such as "
                "7-Zip."
            )
        )
    elif packed.compressed:
        lines.append(words.say("It is compressed, because Discord takes no larger file."))
    lines.append(
        words.say(
            "It holds what the group may see: no private notes, no real names behind pseudonyms."
        )
    )
    uploads = tuple(Upload(part.name, part.content) for part in packed.parts)
    return Answer(" ".join(lines), files=uploads)


class Progress:
    """Says in the answer that is being waited for how far it is."""

    def __init__(self, interaction: Interaction, words: Words) -> None:
        self._interaction = interaction
        self._words = words
        self._told_at = asyncio.get_running_loop().time()
        self._telling: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Whoever gathers may tell it how far they are."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let the last word arrive before the answer itself, lest it takes its place."""
        if self._telling is not None:
            await self._telling

    def tell(self, done: int, of: int) -> None:
        """Let it be said, if the answer is late and there was no word for a while.

        Nobody waits for it: whoever gathers holds the database open.
        """
        now = asyncio.get_running_loop().time()
        if now - self._told_at < _PROGRESS_EVERY or not self._interaction.response.is_done():
            return
        if self._telling is None or self._telling.done():
            self._told_at = now
            text = self._words.say("{done} of {of} notes are gathered …", done=done, of=of)
            self._telling = asyncio.create_task(self._say(text))

    async def _say(self, text: str) -> None:
        # It is a courtesy: the answer itself comes in any case.
        with suppress(discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await self._interaction.edit_original_response(content=text)


COMMANDS: tuple[AnyCommand, ...] = (group,)
