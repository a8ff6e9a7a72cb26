"""A note that somebody opened: replying to it, marking it, changing and withdrawing it."""

from dataclasses import replace

from readbot.chat import choosing, errands, order_messages, question_messages
from readbot.chat import note_messages as shown
from readbot.chat.answers import Answer
from readbot.chat.asked import Asked
from readbot.chat.commands.notes import moderators_see_through
from readbot.chat.commands.options import (
    AnyCommand,
    chosen,
)
from readbot.chat.deeds import Deeds, Press
from readbot.chat.forms import Form
from readbot.chat.render import language_of
from readbot.chat.views import Button, Look, deed_id
from readbot.club.clubs import is_moderator
from readbot.club.mistakes import Hindrance, Mistake
from readbot.club.notes import (
    NoteKind,
    ShowTo,
)
from readbot.services import clubs, notes, questions, replies

DEEDS = Deeds()


@DEEDS.button("nod")
async def nod(ask: Asked, press: Press) -> Answer:
    """Helpful; or, of a question: I wonder too."""
    return await _nodded(ask, press, nods=True)


@DEEDS.button("unnod", replaces=True)
async def take_nod_back(ask: Asked, press: Press) -> Answer:
    """No longer."""
    return replace(await _nodded(ask, press, nods=False), replaces=True)


async def _nodded(ask: Asked, press: Press, *, nods: bool) -> Answer:
    club = await clubs.here(ask.store, ask.place)
    seen = await replies.nod(ask.store, ask.place, ask.person, press.number(0), ask.now, nods=nods)
    return shown.thanked(club, seen)


async def _open_reply(ask: Asked, press: Press) -> Form:
    await notes.one(ask.store, ask.place, ask.person, press.number(0))
    see_through = await moderators_see_through(ask)
    return choosing.reply_form(await ask.words(), press.number(0), see_through=see_through)


@DEEDS.button("reply")
async def press_reply(ask: Asked, press: Press) -> Form:
    """The button of a note."""
    return await _open_reply(ask, press)


async def _reopen_reply(ask: Asked, press: Press) -> Form:
    """The same again; where the note is gone meanwhile, what was written may be a note itself."""
    try:
        return await _open_reply(ask, press)
    except Hindrance:
        raise  # the note may well be there
    except Mistake:
        see_through = await moderators_see_through(ask)
        return choosing.typed_form(await ask.words(), "", see_through=see_through)


@DEEDS.form("replied", _reopen_reply)
async def take_reply(ask: Asked, press: Press) -> Answer:
    """A reply from its form."""
    club = await clubs.here(ask.store, ask.place)
    kept = await replies.reply(
        ask.store,
        ask.place,
        ask.person,
        press.number(0),
        press.fields.get("note", ""),
        ask.now,
        show_to=chosen(ShowTo, press.fields.get("show_to") or ShowTo.CLUB),
    )
    return shown.noted(club, kept)


@DEEDS.button("open")
async def open_note(ask: Asked, press: Press) -> Answer:
    """A note chosen from a list."""
    return await in_full(ask, Press((press.value,)).number(0))


@DEEDS.button("note")
async def press_note(ask: Asked, press: Press) -> Answer:
    """The button of a note's message."""
    return await in_full(ask, press.number(0))


@DEEDS.button("below", replaces=True)
async def turn_answers(ask: Asked, press: Press) -> Answer:
    """Another page of a question's answers, or a note's replies."""
    return replace(await in_full(ask, press.number(0), press.number(1)), replaces=True)


async def in_full(ask: Asked, note_id: int, page: int = 0) -> Answer:
    """A note in full; a question with a page of its answers."""
    club = await clubs.here(ask.store, ask.place)
    seen = await notes.one(ask.store, ask.place, ask.person, note_id)
    is_own = seen.note.author_id == ask.person.id
    order = order_messages.buttons(
        language_of(club), seen.note, is_own=is_own, moderates=is_moderator(club, ask.person)
    )
    if seen.note.kind is NoteKind.QUESTION:
        talk = await questions.talk(ask.store, ask.place, ask.person, note_id)
        answer = question_messages.talk(club, talk, is_own=is_own, page=page)
    else:
        answer = shown.one(club, seen, is_own=is_own, page=page)
    return replace(answer, rows=(*answer.rows, *order))


async def _open_edit(ask: Asked, press: Press) -> Form:
    seen = await notes.one(ask.store, ask.place, ask.person, press.number(0))
    if seen.note.author_id != ask.person.id:
        raise Mistake("Only its author can change a note.")
    return choosing.edit_form(await ask.words(), seen.note.id, seen.note.body)


@DEEDS.button("edit")
async def press_edit(ask: Asked, press: Press) -> Form:
    """Open one's own note to change it."""
    return await _open_edit(ask, press)


@DEEDS.form("edited", _open_edit)
async def take_edit(ask: Asked, press: Press) -> Answer:
    """Keep the new words, also in the note's own message."""
    club = await clubs.here(ask.store, ask.place)
    body = press.fields.get("note", "")
    kept = await notes.edit(ask.store, ask.place, ask.person, press.number(0), body, ask.now)
    answer = shown.noted(club, kept)
    if await errands.show_noted(ask.client, ask.house, kept):
        return answer
    warning = language_of(club).say(
        "Its message in the thread could not be changed; I go on trying."
    )
    return replace(answer, text=f"{answer.text}\n\n{warning}")


@DEEDS.button("withdraw")
async def press_withdraw(ask: Asked, press: Press) -> Answer:
    """Ask once more before a note is withdrawn."""
    words = await ask.words()
    seen = await notes.one(ask.store, ask.place, ask.person, press.number(0))
    if seen.note.author_id != ask.person.id:
        raise Mistake("Only its author can withdraw a note.")
    sure = Button(words.say("Withdraw it"), deed_id("withdrawn", seen.note.id), Look.GRAVE)
    return Answer(words.say("Withdraw this note? Nobody will see it any more."), ((sure,),))


@DEEDS.button("withdrawn", replaces=True)
async def withdraw(ask: Asked, press: Press) -> Answer:
    """Take one's own note out of sight, and its message out of the thread."""
    kept = await notes.withdraw(ask.store, ask.place, ask.person, press.number(0), ask.now)
    words = await ask.words()
    text = words.say("It is withdrawn.")
    if not await errands.show_noted(ask.client, ask.house, kept):
        text += " " + words.say("Its message in the thread could not be deleted; I go on trying.")
    return Answer(text, replaces=True)


COMMANDS: tuple[AnyCommand, ...] = ()
