"""/notes, and the buttons that lead to lists of notes and through them."""

from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import locale_str as wording

from readbot.chat import note_list_messages as list_messages
from readbot.chat import note_messages as shown
from readbot.chat.answers import Answer, respond
from readbot.chat.asked import Asked, Interaction
from readbot.chat.commands.notes import excerpt_of
from readbot.chat.commands.options import (
    KINDS,
    STATES,
    AnyCommand,
    chosen,
    complete_passage,
    complete_reading,
    reading_id,
)
from readbot.chat.deeds import Deeds, Press
from readbot.chat.note_lists import packed, unpacked
from readbot.chat.paging import clamped
from readbot.club.mistakes import Mistake
from readbot.club.notes import (
    NoteFilter,
    NoteKind,
    QuestionState,
)
from readbot.services import members, note_lists, passages

DEEDS = Deeds()


@app_commands.command(name="notes", description=wording("What the group has written"))
@app_commands.describe(
    reading=wording("Only notes about this reading"),
    passage=wording("Only notes about this passage"),
    member=wording("Only notes of this member"),
    kind=wording("Only notes of this kind"),
    state=wording("Only questions that are open, answered or parked"),
)
@app_commands.choices(
    kind=[
        *KINDS,
        app_commands.Choice(name=wording("Answer"), value=NoteKind.ANSWER),
        app_commands.Choice(name=wording("Reply"), value=NoteKind.REPLY),
    ],
    state=STATES,
)
@app_commands.autocomplete(reading=complete_reading(), passage=complete_passage)
async def list_notes(
    interaction: Interaction,
    reading: str | None = None,
    passage: str | None = None,
    member: discord.User | discord.Member | None = None,
    kind: str | None = None,
    state: str | None = None,
) -> None:
    """Notes by reading, passage, member, kind and state."""

    async def deed(ask: Asked) -> Answer:
        wanted = await wanted_of(ask, reading, passage, member, kind, state)
        return await listing(ask, wanted, 0, of_questions=False)

    await respond(interaction, deed)


async def wanted_of(
    ask: Asked,
    reading: str | None,
    passage: str | None,
    member: discord.User | discord.Member | None,
    kind: str | None,
    state: str | None,
) -> NoteFilter:
    """Which notes or questions a command's options mean; a Mistake where one means nothing."""
    about, of = None, await reading_id(ask, reading)
    if passage is not None:
        about = await passages.meant_by(ask.store, ask.place, passage, of)
    return NoteFilter(
        reading_id=about.reading_id if about else of,
        kind=None if kind is None else chosen(NoteKind, kind),
        member_id=None if member is None else member.id,
        state=None if state is None else chosen(QuestionState, state),
        span=(about.start, about.end) if about else None,
    )


async def listing(ask: Asked, wanted: NoteFilter, page: int, *, of_questions: bool) -> Answer:
    """A page of the notes or questions that fit."""
    size = list_messages.NOTES_A_PAGE
    found = await note_lists.listed(ask.store, ask.place, ask.person, wanted, page * size, size)
    if page and not found.notes:
        # Notes were withdrawn since: the page that was asked for is no more, the last one is.
        page = clamped(page, found.total, size)
        found = await note_lists.listed(ask.store, ask.place, ask.person, wanted, page * size, size)
    turn = ("list", "q" if of_questions else "n", *packed(wanted))
    newest = None if found.notes else await note_lists.newest(ask.store, ask.place)
    return list_messages.listing(
        found.club, found, page, of_questions=of_questions, turn=turn, newest=newest
    )


def _unpacked(arguments: tuple[str, ...]) -> NoteFilter:
    try:
        return unpacked(arguments)
    except ValueError:
        raise Mistake("This list is too old. Please use /notes or /questions again.") from None


@DEEDS.button("list", replaces=True)
async def turn_page(ask: Asked, press: Press) -> Answer:
    """Another page of a list."""
    wanted = _unpacked(press.arguments[1:-1])
    page = Press(press.arguments[-1:]).number(0)
    found = await listing(ask, wanted, max(0, page), of_questions=press.word(0) == "q")
    return replace(found, replaces=True)


@DEEDS.button("notes")
async def press_notes(ask: Asked, press: Press) -> Answer:
    """An excerpt's notes, in the order of its text."""
    excerpt = await excerpt_of(ask, press.word(0))
    wanted = NoteFilter(reading_id=excerpt.reading.id, excerpt=excerpt.excerpt.number)
    return await listing(ask, wanted, 0, of_questions=False)


@DEEDS.button("read")
async def press_read(ask: Asked, press: Press) -> Answer:
    """Mark an excerpt as read."""
    count = await members.mark_read(ask.store, ask.place, ask.person, press.word(0), ask.now)
    return shown.marked_read(await ask.words(), count)


@DEEDS.button("see")
async def see_notes(ask: Asked, press: Press) -> Answer:
    """The notes that a button speaks of, in an answer of their own."""
    return await listing(ask, _unpacked(press.arguments), 0, of_questions=False)


@DEEDS.button("readto", replaces=True)
async def read_to(ask: Asked, press: Press) -> Answer:
    """A member has read up to an excerpt: mark that, and show the notes about it."""
    reading, number = press.number(0), press.number(1)
    await members.mark_read_to(ask.store, ask.place, ask.person, reading, number, ask.now)
    wanted = NoteFilter(reading_id=reading, excerpt=number)
    return replace(await listing(ask, wanted, 0, of_questions=False), replaces=True)


COMMANDS: tuple[AnyCommand, ...] = (list_notes,)
