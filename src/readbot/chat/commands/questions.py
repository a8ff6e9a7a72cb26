"""/ask, /answer, /questions, and what becomes of a question. For everyone."""

from collections.abc import Mapping

import discord
from discord import app_commands
from discord.app_commands import Range
from discord.app_commands import locale_str as wording

from readbot.chat import choosing, question_messages
from readbot.chat import note_messages as shown
from readbot.chat.answers import Answer, Typed, respond
from readbot.chat.asked import Asked, Interaction
from readbot.chat.commands.note_lists import listing, wanted_of
from readbot.chat.commands.notes import moderators_see_through, write
from readbot.chat.commands.one_note import in_full
from readbot.chat.commands.options import (
    SHOW_TO,
    STATES,
    AnyCommand,
    chosen,
    complete_passage,
    complete_question,
    complete_reading,
)
from readbot.chat.deeds import Deeds, Press
from readbot.chat.forms import Form
from readbot.chat.views import deed_id
from readbot.club.notes import (
    LONGEST_NOTE,
    NewNote,
    NoteKind,
    ShowTo,
    WhichQuestion,
)
from readbot.services import clubs, drafts, questions

DEEDS = Deeds()
ANSWER_DRAFT = "answer"
"""The purpose of a draft that an answer waits in until its question is chosen."""


@app_commands.command(name="ask", description=wording("Ask the group a question"))
@app_commands.describe(
    question=wording("What you would like to know"),
    passage=wording("The passage it is about; left out, the whole reading"),
    show_to=wording("Who sees it (the group if left out)"),
)
@app_commands.choices(show_to=SHOW_TO)
@app_commands.autocomplete(passage=complete_passage)
async def put_question(
    interaction: Interaction,
    question: Range[str, 1, LONGEST_NOTE],
    passage: Range[str, 1, 1000] | None = None,
    show_to: str | None = None,
) -> None:
    """Keep a question."""
    given = {"note": question, "words": passage or "", "show_to": show_to or ShowTo.CLUB}
    await respond(
        interaction,
        lambda ask: write(ask, _question(given)),
        typed=Typed((question,), given, deed_id("wondered")),
    )


def _question(fields: dict[str, str]) -> NewNote:
    return NewNote(
        reading_id=None,
        kind=NoteKind.QUESTION,
        body=fields.get("note", ""),
        show_to=chosen(ShowTo, fields.get("show_to") or ShowTo.CLUB),
        quote=fields.get("words", "").strip() or None,
    )


async def _open_asking(ask: Asked, _: Press) -> Form:
    see_through = await moderators_see_through(ask)
    return choosing.asking_form(await ask.words(), see_through=see_through)


@DEEDS.form("wondered", _open_asking)
async def take_asking(ask: Asked, press: Press) -> Answer:
    """A question from the form that gave its words back."""
    return await write(ask, _question(dict(press.fields)))


@app_commands.command(name="answer", description=wording("Answer an open question"))
@app_commands.describe(
    question=wording("Which question: type some of its words and choose from the list"),
    answer=wording("Your answer; left out, a form opens for a longer one"),
)
@app_commands.autocomplete(question=complete_question)
async def give_answer(
    interaction: Interaction,
    question: Range[str, 1, 200],
    answer: Range[str, 1, LONGEST_NOTE] | None = None,
) -> None:
    """Keep an answer."""

    async def deed(ask: Asked) -> Answer | Form:
        if answer is not None:
            return await _answered(ask, question, {"note": answer})
        try:
            meant = await questions.named(ask.store, ask.place, ask.person, question)
        except WhichQuestion as doubt:
            return await _ask_which(ask, doubt, {})
        # A form's id has room for the question's number, not for its words.
        return await _form(ask, str(meant.id))

    form = deed_id("answered", question) if question.isascii() and question.isdigit() else None
    await respond(interaction, deed, typed=Typed((answer or "",), {"note": answer or ""}, form))


async def _answered(ask: Asked, question: str, fields: Mapping[str, str]) -> Answer:
    club = await clubs.here(ask.store, ask.place)
    body, show_to = fields.get("note", ""), fields.get("show_to") or ShowTo.CLUB
    try:
        kept = await questions.answer(
            ask.store,
            ask.place,
            ask.person,
            question,
            body,
            ask.now,
            show_to=chosen(ShowTo, show_to),
        )
    except WhichQuestion as doubt:
        return await _ask_which(ask, doubt, fields)
    return shown.noted(club, kept)


async def _ask_which(ask: Asked, doubt: WhichQuestion, fields: Mapping[str, str]) -> Answer:
    """Offer the questions that may be meant; what was written waits for the choice."""
    if not doubt.questions:
        raise doubt
    draft = 0
    if fields.get("note"):
        content = {"fields": dict(fields)}
        draft = await drafts.keep(ask.store, ask.place, ask.person, ANSWER_DRAFT, content, ask.now)
    club = await clubs.here(ask.store, ask.place)
    return question_messages.which_question(club, doubt, draft)


@DEEDS.button("which")
async def choose_question(ask: Asked, press: Press) -> Form:
    """The question that was meant: the form for its answer, with what was written already."""
    form = await _form(ask, str(Press((press.value,)).number(0)))
    if press.number(0) == 0:
        return form
    draft = await drafts.get(ask.store, ask.place, ask.person, press.number(0))
    fields = draft.content.get("fields", {}) if draft.purpose == ANSWER_DRAFT else {}
    return form.prefilled(fields)


async def _form(ask: Asked, question_id: str) -> Form:
    await questions.named(ask.store, ask.place, ask.person, question_id)
    see_through = await moderators_see_through(ask)
    return choosing.answer_form(await ask.words(), question_id, see_through=see_through)


@DEEDS.button("answer")
async def press_answer(ask: Asked, press: Press) -> Form:
    """The button of a question."""
    return await _form(ask, press.word(0))


async def _open_answer(ask: Asked, press: Press) -> Form:
    return await _form(ask, press.word(0))


@DEEDS.form("answered", _open_answer)
async def take_answer(ask: Asked, press: Press) -> Answer:
    """An answer from its form."""
    return await _answered(ask, press.word(0), press.fields)


@DEEDS.button("accept", replaces=True)
async def accept(ask: Asked, press: Press) -> Answer:
    """Its asker or a moderator says which answer settles a question."""
    answer_id = Press((press.value,)).number(0)
    await questions.accept(ask.store, ask.place, ask.person, answer_id, ask.now)
    return await _settled(ask, press)


@DEEDS.button("park", replaces=True)
async def park(ask: Asked, press: Press) -> Answer:
    """Lay a question aside."""
    await questions.park(ask.store, ask.place, ask.person, press.number(0), ask.now)
    return await _settled(ask, press)


@DEEDS.button("unpark", replaces=True)
async def reopen(ask: Asked, press: Press) -> Answer:
    """Open a question again."""
    await questions.reopen(ask.store, ask.place, ask.person, press.number(0), ask.now)
    return await _settled(ask, press)


async def _settled(ask: Asked, press: Press) -> Answer:
    seen = await in_full(ask, press.number(0))
    return Answer(seen.text, seen.rows, seen.files, replaces=True)


@app_commands.command(name="questions", description=wording("What the group has asked"))
@app_commands.describe(
    reading=wording("Only questions about this reading"),
    passage=wording("Only questions about this passage"),
    member=wording("Only questions of this member"),
    kind=wording("Questions, or the answers to them"),
    state=wording("Only questions that are open, answered or parked"),
)
@app_commands.choices(
    kind=[
        app_commands.Choice(name=wording("Question"), value=NoteKind.QUESTION),
        app_commands.Choice(name=wording("Answer"), value=NoteKind.ANSWER),
    ],
    state=STATES,
)
@app_commands.autocomplete(reading=complete_reading(), passage=complete_passage)
async def list_questions(
    interaction: Interaction,
    reading: str | None = None,
    passage: str | None = None,
    member: discord.User | discord.Member | None = None,
    kind: str | None = None,
    state: str | None = None,
) -> None:
    """Questions by reading, passage, member and state."""

    async def deed(ask: Asked) -> Answer:
        wanted = await wanted_of(ask, reading, passage, member, kind or NoteKind.QUESTION, state)
        return await listing(ask, wanted, 0, of_questions=True)

    await respond(interaction, deed)


COMMANDS: tuple[AnyCommand, ...] = (put_question, give_answer, list_questions)
