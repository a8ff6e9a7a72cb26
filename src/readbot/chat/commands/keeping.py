"""The menus on any member's message: keep it as a note or a question, if its author agrees."""

from functools import partial

import discord
from discord import app_commands

from readbot.chat import errands
from readbot.chat import note_messages as shown
from readbot.chat.answers import Answer, respond
from readbot.chat.asked import Asked, Interaction
from readbot.chat.commands.options import AnyCommand
from readbot.chat.deeds import Deeds, Press
from readbot.chat.render import language_of, link_or, one_line, quoted
from readbot.chat.views import Button, Look, deed_id
from readbot.club.clubs import Person
from readbot.club.links import Link
from readbot.club.mistakes import Mistake
from readbot.club.notes import NoteKind
from readbot.services import clubs, keeping

DEEDS = Deeds()


@app_commands.context_menu(name="Keep as note")
async def keep_as_note(interaction: Interaction, message: discord.Message) -> None:
    """Take a message in as a note."""
    quotes = _quotes(interaction)
    await respond(interaction, lambda ask: _keep(ask, message, NoteKind.THOUGHT, quotes=quotes))


@app_commands.context_menu(name="Keep as question")
async def keep_as_question(interaction: Interaction, message: discord.Message) -> None:
    """Take a message in as a question."""
    quotes = _quotes(interaction)
    await respond(interaction, lambda ask: _keep(ask, message, NoteKind.QUESTION, quotes=quotes))


def _quotes(interaction: Interaction) -> bool:
    """Whether readbot could delete here what it says: it must not quote where it could not."""
    rights = interaction.app_permissions
    if rights.value:
        return rights.view_channel or rights.administrator
    # Nothing at all may also be a server that does not say.
    here = Link(interaction.guild_id or 0, interaction.channel_id or 0, 0)
    return errands.can_see(interaction.client, here)


async def _keep(ask: Asked, message: discord.Message, kind: NoteKind, *, quotes: bool) -> Answer:
    """One's own message at once; another's after its author has agreed."""
    if message.author.bot:
        raise Mistake("Only what a member wrote can be kept.")
    said = Link(ask.place.server_id, message.channel.id, message.id)
    # Discord shows us a message's words with this interaction only.
    body = message.content
    if not body.strip():
        raise Mistake(
            "There are no words of its author's in that message: a picture, a poll or a forwarded "
            "message cannot be kept."
        )
    if message.author.id == ask.person.id:
        club = await clubs.here(ask.store, ask.place)
        kept = await keeping.keep_own(ask.store, ask.place, ask.person, kind, body, said, ask.now)
        return shown.noted(club, kept)
    author = Person(message.author.id, message.author.display_name)
    club, draft = await keeping.ask_author(
        ask.store, ask.place, ask.person, author, kind, body, said, ask.now
    )
    words = language_of(club)
    decide = (
        Button(words.say("Keep it"), deed_id("keep", draft, author.id), Look.CHIEF),
        Button(words.say("Do not keep it"), deed_id("keepnot", draft, author.id)),
    )
    asked = words.say(
        "{author}, {asker} would like to keep {message} as part of the group's notes, with your "
        "name. May it be kept? Without a yes it is forgotten within a day.",
        author=f"<@{author.id}>",
        asker=one_line(ask.person.name, 60),
        message=link_or(words.say("your message"), said),
    )
    return Answer(
        f"{asked}\n{quoted(body, 300)}" if quotes else asked,
        (decide,),
        private=False,
        ping_user=author.id,
        sent=partial(keeping.asked, ask.store, draft, ask.place.channel_id),
    )


def _for_author(ask: Asked, press: Press) -> int:
    """The draft that is decided about, if its author is the one who decides."""
    if ask.person.id != press.number(1):
        raise Mistake("Only the member who wrote that message can decide.")
    return press.number(0)


@DEEDS.button("keep", replaces=True)
async def agree(ask: Asked, press: Press) -> Answer:
    """Its author agrees."""
    draft = _for_author(ask, press)
    kept = await keeping.agree(ask.store, ask.place, ask.person, draft, ask.now)
    words = await ask.words()
    name = one_line(ask.person.name, 60)
    if kept.note.created_at == ask.now:
        text = words.say("{author}'s message is kept.", author=name)
    else:
        text = words.say("{author} had kept that message already: it is kept once.", author=name)
    more = Button(words.say("More"), deed_id("note", kept.note.id))
    return Answer(text, ((more,),), replaces=True)


@DEEDS.button("keepnot", replaces=True)
async def decline(ask: Asked, press: Press) -> Answer:
    """Its author does not."""
    await keeping.decline(ask.store, ask.place, ask.person, _for_author(ask, press))
    words = await ask.words()
    text = words.say("{author}'s message is not kept.", author=one_line(ask.person.name, 60))
    return Answer(text, replaces=True)


COMMANDS: tuple[AnyCommand, ...] = (keep_as_note, keep_as_question)
