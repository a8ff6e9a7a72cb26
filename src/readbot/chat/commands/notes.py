"""/annotate, the buttons of excerpts, and the menu on an excerpt's message."""

from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import Range
from discord.app_commands import locale_str as wording

from readbot.chat import choosing
from readbot.chat import note_messages as shown
from readbot.chat.answers import Answer, Typed, respond
from readbot.chat.asked import Asked, Interaction
from readbot.chat.commands.options import (
    KINDS,
    SHOW_TO,
    AnyCommand,
    chosen,
    complete_passage,
)
from readbot.chat.deeds import Deeds, Press
from readbot.chat.forms import Form
from readbot.chat.render import language_of
from readbot.chat.views import deed_id
from readbot.club.mistakes import Mistake
from readbot.club.notes import (
    LONGEST_NOTE,
    NewNote,
    NoteKind,
    ShowTo,
    Unclear,
    read_reference,
)
from readbot.services import clubs, notes, passages
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
    exact, reference = await passages.words_of(ask.store, ask.place, passage)
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
        return await passages.of_excerpt(ask.store, ask.place, Press((key[1:],)).number(0))
    return await passages.of_mark(ask.store, ask.place, key)


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


COMMANDS: tuple[AnyCommand, ...] = (
    annotate,
    annotate_message,
)
