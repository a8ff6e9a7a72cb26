"""/annotate, /notes, the buttons of excerpts and notes, and the menu on an excerpt's message."""

from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import Range
from discord.app_commands import locale_str as wording

from readbot.chat import choosing, errands, order_messages
from readbot.chat import note_messages as shown
from readbot.chat.answers import Answer, Typed, respond
from readbot.chat.asked import Asked, Interaction
from readbot.chat.commands.options import (
    KINDS,
    SHOW_TO,
    AnyCommand,
    chosen,
    complete_passage,
    complete_reading,
    reading_id,
    span_of,
)
from readbot.chat.deeds import Deeds, Press
from readbot.chat.forms import Form
from readbot.chat.note_lists import packed, unpacked
from readbot.chat.paging import clamped
from readbot.chat.render import language_of
from readbot.chat.views import Button, Look, deed_id
from readbot.club.clubs import is_moderator
from readbot.club.mistakes import Mistake
from readbot.club.notes import (
    LONGEST_NOTE,
    NewNote,
    NoteFilter,
    NoteKind,
    QuestionState,
    ShowTo,
    Unclear,
    read_reference,
)
from readbot.services import clubs, members, notes, questions
from readbot.services.passages import ExcerptSentences

DEEDS = Deeds()


@app_commands.command(name="annotate", description=wording("Write a note about a passage"))
@app_commands.describe(
    passage=wording("Type a few words of it and choose from the list, or paste the words"),
    note=wording("Your note; left out, a form opens for a longer one"),
    kind=wording("What sort of note it is (a thought if left out)"),
    show_to=wording("Who sees it (the group if left out)"),
)
@app_commands.choices(kind=KINDS, show_to=SHOW_TO)
@app_commands.autocomplete(passage=complete_passage)
async def annotate(
    interaction: Interaction,
    passage: Range[str, 1, 1000],
    note: Range[str, 1, LONGEST_NOTE] | None = None,
    kind: str | None = None,
    show_to: str | None = None,
) -> None:
    """Keep a note on the passage; without a note, open a form for it."""
    chosen = {"kind": kind or NoteKind.THOUGHT, "show_to": show_to or ShowTo.CLUB}
    # What was chosen from the list is a reference; in a form its words are shown instead.
    reference = read_reference(passage)
    form_id = deed_id("typed") if reference is None else deed_id("chosen", reference)
    given = {"note": note or "", **chosen}

    async def deed(ask: Asked) -> Answer | Form:
        if note is None:
            # Where there is no club, or no saying which, nobody shall write a long note in vain.
            await clubs.here(ask.store, ask.place)
            return (await _for_passage(ask, passage)).prefilled(chosen)
        return await write(ask, _new({"words": passage, "note": note, **chosen}))

    if reference is None:
        given["words"] = passage
    await respond(interaction, deed, typed=Typed((note or "",), given, form_id))


async def _for_passage(ask: Asked, passage: str) -> Form:
    """The form for a passage that was typed, or chosen from the list."""
    exact, reference = await notes.words_of(ask.store, ask.place, passage)
    words, see_through = await ask.words(), await moderators_see_through(ask)
    if reference is None:
        return choosing.typed_form(words, exact, see_through=see_through)
    return choosing.quoted_form(words, deed_id("chosen", reference), exact, see_through=see_through)


async def moderators_see_through(ask: Asked) -> bool:
    """Whether moderators here can see who is behind a pseudonym, for the form to say so."""
    try:
        return (await clubs.here(ask.store, ask.place)).see_through
    except Mistake:
        return False


async def _open_chosen(ask: Asked, press: Press) -> Form:
    return await _for_passage(ask, ":".join(press.arguments))


@DEEDS.form("chosen", _open_chosen)
async def take_chosen(ask: Asked, press: Press) -> Answer:
    """A note on a passage chosen from the list, whole or shortened."""
    chosen = read_reference(":".join(press.arguments))
    if chosen is None:
        raise Mistake("That passage is no longer known. Please choose it again with /annotate.")
    new = _new(dict(press.fields))
    around = (chosen.start, chosen.end)
    if new.quote is None:
        return await write(ask, replace(new, quote=str(chosen)))
    return await write(ask, replace(new, reading_id=chosen.reading_id, around=around))


async def write(ask: Asked, new: NewNote) -> Answer:
    """Keep a note or a question; where its passage is unclear, ask which one was meant."""
    try:
        kept = await notes.add(ask.store, ask.place, ask.person, new, ask.now)
    except Unclear as doubt:
        return shown.unclear(await clubs.here(ask.store, ask.place), doubt)
    return shown.noted(kept.club or await clubs.here(ask.store, ask.place), kept)


def _new(fields: dict[str, str], excerpt: ExcerptSentences | None = None) -> NewNote:
    """A new note out of a form's fields: exact words within the sentence that was chosen."""
    words, passage = fields.get("words", "").strip(), fields.get("passage", "").strip()
    reference = read_reference(passage) if words else None
    return NewNote(
        reading_id=None if excerpt is None else excerpt.reading.id,
        kind=chosen(NoteKind, fields.get("kind") or NoteKind.THOUGHT),
        body=fields.get("note", ""),
        show_to=chosen(ShowTo, fields.get("show_to") or ShowTo.CLUB),
        quote=words or passage or None,
        excerpt=None if excerpt is None else excerpt.excerpt.number,
        around=None if reference is None else (reference.start, reference.end),
    )


async def excerpt_of(ask: Asked, key: str) -> ExcerptSentences:
    """The excerpt that a key means: ``m`` and a message's id, or a posting's mark."""
    if key.startswith("m"):
        return await notes.of_excerpt(ask.store, ask.place, Press((key[1:],)).number(0))
    return await notes.of_mark(ask.store, ask.place, key)


@DEEDS.button("annotate")
async def press_annotate(ask: Asked, press: Press) -> Answer | Form:
    """The button under an excerpt: the form, or first which part of a long excerpt."""
    excerpt = await excerpt_of(ask, press.word(0))
    if len(choosing.sections(excerpt)) > 1:
        return choosing.ask_section(excerpt, choosing.NOTE, press.word(0))
    return choosing.note_form(excerpt, press.word(0), 0)


@DEEDS.button("ask")
async def press_ask(ask: Asked, press: Press) -> Answer | Form:
    """The other button under an excerpt."""
    excerpt = await excerpt_of(ask, press.word(0))
    if len(choosing.sections(excerpt)) > 1:
        return choosing.ask_section(excerpt, choosing.QUESTION, press.word(0))
    return choosing.question_form(excerpt, press.word(0), 0)


@DEEDS.button("section")
async def choose_section(ask: Asked, press: Press) -> Answer | Form:
    """A part was chosen: now the form for it, or its sentences."""
    excerpt = await excerpt_of(ask, press.word(1))
    section = Press((press.value,)).number(0)
    if press.word(0) == choosing.MENU:
        return choosing.ask_sentence(excerpt, press.word(1), section)
    if press.word(0) == choosing.QUESTION:
        return choosing.question_form(excerpt, press.word(1), section)
    return choosing.note_form(excerpt, press.word(1), section)


async def _open_note(ask: Asked, press: Press) -> Form:
    excerpt = await excerpt_of(ask, press.word(0))
    return choosing.note_form(excerpt, press.word(0), press.number(1))


@DEEDS.form("noted", _open_note)
async def take_note(ask: Asked, press: Press) -> Answer:
    """A note from the form under an excerpt."""
    excerpt = await excerpt_of(ask, press.word(0))
    return await write(ask, _new(dict(press.fields), excerpt))


async def _open_question(ask: Asked, press: Press) -> Form:
    excerpt = await excerpt_of(ask, press.word(0))
    return choosing.question_form(excerpt, press.word(0), press.number(1))


@DEEDS.form("asked", _open_question)
async def take_question(ask: Asked, press: Press) -> Answer:
    """A question from the form under an excerpt."""
    excerpt = await excerpt_of(ask, press.word(0))
    return await write(ask, _new({**press.fields, "kind": NoteKind.QUESTION}, excerpt))


async def _open_typed(ask: Asked, _: Press) -> Form:
    return await _for_passage(ask, "")


@DEEDS.form("typed", _open_typed)
async def take_typed(ask: Asked, press: Press) -> Answer:
    """A note on a passage that was typed."""
    return await write(ask, _new(dict(press.fields)))


@app_commands.context_menu(name="Annotate a passage")
async def annotate_message(interaction: Interaction, message: discord.Message) -> None:
    """The menu on an excerpt's message: part, sentence, then the exact words in a form."""

    async def deed(ask: Asked) -> Answer:
        key = f"m{message.id}"
        excerpt = await excerpt_of(ask, key)
        if len(choosing.sections(excerpt)) > 1:
            return choosing.ask_section(excerpt, choosing.MENU, key)
        return choosing.ask_sentence(excerpt, key, 0)

    await respond(interaction, deed)


@DEEDS.button("sentence")
async def choose_sentence(ask: Asked, press: Press) -> Form:
    """A sentence was chosen: the form with its words, to be shortened."""
    excerpt = await excerpt_of(ask, press.word(0))
    return _quoted(excerpt, press.value, press.word(0))


def _quoted(excerpt: ExcerptSentences, value: str, key: str) -> Form:
    # Only what this excerpt offers: a made-up reference must not show what is still to come.
    reference = read_reference(value) if any(value == c.value for c in excerpt.choices) else None
    if reference is None:
        raise Mistake("That passage is not part of this excerpt. Please choose again.")
    exact = excerpt.text[reference.start : reference.end]
    return choosing.quoted_form(
        language_of(excerpt.club),
        deed_id("quoted", f"{reference}:{key}"),
        exact,
        see_through=excerpt.club.see_through,
    )


async def _open_quoted(ask: Asked, press: Press) -> Form:
    excerpt = await excerpt_of(ask, press.word(2))
    return _quoted(excerpt, ":".join(press.arguments[:2]), press.word(2))


@DEEDS.form("quoted", _open_quoted)
async def take_quoted(ask: Asked, press: Press) -> Answer:
    """A note on the words that were chosen, whole or shortened."""
    excerpt = await excerpt_of(ask, press.word(2))
    chosen = ":".join(press.arguments[:2])
    return await write(ask, _new({**press.fields, "passage": chosen}, excerpt))


@DEEDS.button("settle", replaces=True)
async def settle(ask: Asked, press: Press) -> Answer:
    """One of the places where an unclear passage may be."""
    club = await clubs.here(ask.store, ask.place)
    choice = None if press.word(1) == "none" else press.number(1)
    kept = await notes.settle(ask.store, ask.place, ask.person, press.number(0), choice, ask.now)
    return replace(shown.noted(club, kept), replaces=True)


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
    state=[
        app_commands.Choice(name=wording("Open"), value=QuestionState.OPEN),
        app_commands.Choice(name=wording("Answered"), value=QuestionState.ANSWERED),
        app_commands.Choice(name=wording("Parked"), value=QuestionState.PARKED),
    ],
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
        about = span_of(passage)
        wanted = NoteFilter(
            reading_id=about[0] if about else await reading_id(ask, reading),
            kind=None if kind is None else chosen(NoteKind, kind),
            member_id=None if member is None else member.id,
            state=None if state is None else chosen(QuestionState, state),
            span=about[1] if about else None,
        )
        return await listing(ask, wanted, 0, of_questions=False)

    await respond(interaction, deed)


async def listing(ask: Asked, wanted: NoteFilter, page: int, *, of_questions: bool) -> Answer:
    """A page of the notes or questions that fit."""
    size = shown.NOTES_A_PAGE
    found = await notes.listed(ask.store, ask.place, ask.person, wanted, page * size, size)
    if page and not found.notes:
        # Notes were withdrawn since: the page that was asked for is no more, the last one is.
        page = clamped(page, found.total, size)
        found = await notes.listed(ask.store, ask.place, ask.person, wanted, page * size, size)
    turn = ("list", "q" if of_questions else "n", *packed(wanted))
    return shown.listing(found.club, found, page, of_questions=of_questions, turn=turn)


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
    seen = await notes.nod(ask.store, ask.place, ask.person, press.number(0), ask.now, nods=nods)
    return shown.thanked(club, seen)


async def _open_reply(ask: Asked, press: Press) -> Form:
    await notes.one(ask.store, ask.place, ask.person, press.number(0))
    see_through = await moderators_see_through(ask)
    return choosing.reply_form(await ask.words(), press.number(0), see_through=see_through)


@DEEDS.button("reply")
async def press_reply(ask: Asked, press: Press) -> Form:
    """The button of a note."""
    return await _open_reply(ask, press)


@DEEDS.form("replied", _open_reply)
async def take_reply(ask: Asked, press: Press) -> Answer:
    """A reply from its form."""
    club = await clubs.here(ask.store, ask.place)
    kept = await notes.reply(
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
        answer = shown.talk(club, talk, is_own=is_own, page=page)
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


COMMANDS: tuple[AnyCommand, ...] = (
    annotate,
    list_notes,
    annotate_message,
)
