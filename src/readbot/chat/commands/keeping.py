"""The menus on any member's message: keep it as a note or a question, if its author agrees."""

import discord
from discord import app_commands

from readbot.chat.answers import Answer, respond
from readbot.chat.asked import Asked, Interaction
from readbot.chat.commands.notes import write
from readbot.chat.commands.options import AnyCommand
from readbot.chat.deeds import Deeds, Press
from readbot.chat.render import language_of, one_line
from readbot.chat.views import Button, Look, deed_id
from readbot.club.clubs import Person
from readbot.club.mistakes import Mistake
from readbot.club.notes import NewNote, NoteKind, check_body
from readbot.services import clubs, notes

DEEDS = Deeds()
_PURPOSE = "keep"


@app_commands.context_menu(name="Keep as note")
async def keep_as_note(interaction: Interaction, message: discord.Message) -> None:
    """Take a message in as a note."""
    await respond(interaction, lambda ask: _keep(ask, message, NoteKind.THOUGHT))


@app_commands.context_menu(name="Keep as question")
async def keep_as_question(interaction: Interaction, message: discord.Message) -> None:
    """Take a message in as a question."""
    await respond(interaction, lambda ask: _keep(ask, message, NoteKind.QUESTION))


async def _keep(ask: Asked, message: discord.Message, kind: NoteKind) -> Answer:
    """One's own message at once; another's after its author has agreed."""
    if message.author.bot:
        raise Mistake("Only what a member wrote can be kept.")
    body = check_body(message.content)
    if message.author.id == ask.person.id:
        return await write(ask, NewNote(None, kind, body))
    club = await clubs.here(ask.store, ask.place)
    words = language_of(club)
    author = Person(message.author.id, message.author.display_name)
    # Discord shows us a message's words only now, so they wait in a draft that is its author's.
    content = {"kind": kind, "body": body}
    draft = await notes.keep_draft(ask.store, ask.place, author, _PURPOSE, content, ask.now)
    decide = (
        Button(words.say("Keep it"), deed_id("keep", draft, author.id), Look.CHIEF),
        Button(words.say("Do not keep it"), deed_id("keepnot", draft, author.id)),
    )
    asked = words.say(
        "{author}, {asker} would like to keep your message as part of the group's notes. May it "
        "be kept, with your name? {link}",
        author=f"<@{author.id}>",
        asker=one_line(ask.person.name, 60),
        link=message.jump_url,
    )
    return Answer(asked, (decide,), private=False)


async def _decided(ask: Asked, press: Press) -> tuple[int, NewNote]:
    if ask.person.id != press.number(1):
        raise Mistake("Only the member who wrote that message can decide.")
    draft = await notes.draft(ask.store, ask.place, ask.person, press.number(0))
    if draft.purpose != _PURPOSE:
        raise Mistake("There is nothing to decide here any more.")
    kind, body = NoteKind(draft.content["kind"]), str(draft.content["body"])
    return draft.id, NewNote(None, kind, body)


@DEEDS.button("keep", replaces=True)
async def agree(ask: Asked, press: Press) -> Answer:
    """Its author agrees."""
    draft_id, new = await _decided(ask, press)
    await write(ask, new)
    await notes.forget_draft(ask.store, ask.place, ask.person, draft_id)
    words = await ask.words()
    text = words.say("{author}'s message is kept.", author=one_line(ask.person.name, 60))
    return Answer(text, replaces=True)


@DEEDS.button("keepnot", replaces=True)
async def decline(ask: Asked, press: Press) -> Answer:
    """Its author does not."""
    draft_id, _ = await _decided(ask, press)
    await notes.forget_draft(ask.store, ask.place, ask.person, draft_id)
    words = await ask.words()
    text = words.say("{author}'s message is not kept.", author=one_line(ask.person.name, 60))
    return Answer(text, replaces=True)


COMMANDS: tuple[AnyCommand, ...] = (keep_as_note, keep_as_question)
