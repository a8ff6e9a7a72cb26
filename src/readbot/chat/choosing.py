"""Choosing a passage of an excerpt, and the forms that a note or a question is written in."""

from collections.abc import Sequence
from itertools import pairwise

from readbot.chat.answers import Answer
from readbot.chat.forms import Field, Form
from readbot.chat.render import kind_name, language_of
from readbot.chat.views import Option, Select, deed_id
from readbot.club.notes import (
    LONGEST_NOTE,
    NoteKind,
    PassageChoice,
    ShowTo,
    read_reference,
)
from readbot.services.passages import ExcerptSentences
from readbot.text.words import Words

AT_ONCE = 25
"""As many choices as a menu of Discord's holds."""
KINDS = (
    NoteKind.THOUGHT,
    NoteKind.QUESTION,
    NoteKind.AGREEMENT,
    NoteKind.DISAGREEMENT,
    NoteKind.CONNECTION,
    NoteKind.DEFINITION,
    NoteKind.SOURCE,
)
NOTE, QUESTION, MENU = "n", "q", "m"
"""What the passage is chosen for: a note's form, a question's form, or the message menu."""


def shows_to(words: Words, *, see_through: bool) -> tuple[Option, ...]:
    """Who can see a note, to choose from, and who can see through a pseudonym."""
    through = words.say("Whoever runs this readbot can see who you are; moderators cannot")
    if see_through:
        through = words.say("Moderators, and whoever runs this readbot, can see who you are")
    return (
        Option(words.say("The group"), ShowTo.CLUB),
        Option(words.say("Only me"), ShowTo.ME),
        Option(words.say("The group, under a pseudonym"), ShowTo.PSEUDONYM, through),
    )


def sections(excerpt: ExcerptSentences) -> list[tuple[PassageChoice, ...]]:
    """The sentences in groups that fit a menu, parted between paragraphs where that can be."""
    groups: list[tuple[PassageChoice, ...]] = []
    group: list[PassageChoice] = []
    for paragraph in _paragraphs(excerpt):
        if group and len(group) + len(paragraph) > AT_ONCE:
            groups.append(tuple(group))
            group = []
        group += paragraph
        while len(group) > AT_ONCE:
            groups.append(tuple(group[:AT_ONCE]))
            group = group[AT_ONCE:]
    return [*groups, tuple(group)] if group else groups


def _paragraphs(excerpt: ExcerptSentences) -> list[list[PassageChoice]]:
    choices = excerpt.choices
    paragraphs = [[choice] for choice in choices[:1]]
    for before, choice in pairwise(choices):
        last, this = read_reference(before.value), read_reference(choice.value)
        if last and this and "\n\n" in excerpt.text[last.end : this.start]:
            paragraphs.append([choice])
        else:
            paragraphs[-1].append(choice)
    return paragraphs


def ask_section(excerpt: ExcerptSentences, purpose: str, key: str) -> Answer:
    """Which part of a long excerpt is meant; the menu's values are the parts' numbers."""
    words = language_of(excerpt.club)
    parts = sections(excerpt)
    options = tuple(
        Option(_label(group[0]), str(number), _label(group[-1]))
        for number, group in enumerate(parts[:AT_ONCE])
    )
    told = words.say("Which part of the excerpt do you mean? First its beginning, then its end.")
    if len(parts) > AT_ONCE:
        told += "\n-# " + words.say(
            "It has more parts than fit here. For a passage further down, use /annotate and type "
            "some of its words."
        )
    return Answer(
        told,
        ((Select(deed_id("section", purpose, key), words.say("Choose a part"), options),),),
    )


def ask_sentence(excerpt: ExcerptSentences, key: str, section: int) -> Answer:
    """Which sentence is meant; the menu's values are references."""
    words = language_of(excerpt.club)
    groups = sections(excerpt)
    group = groups[min(section, len(groups) - 1)]
    options = tuple(Option(_label(choice), choice.value) for choice in group)
    return Answer(
        words.say("Which sentence do you mean? You can shorten it in the next step."),
        ((Select(deed_id("sentence", key), words.say("Choose a sentence"), options),),),
    )


def _label(choice: PassageChoice) -> str:
    return choice.label.partition(": ")[2] or choice.label


def _passage_field(excerpt: ExcerptSentences, section: int, words: Words) -> tuple[Field, ...]:
    groups = sections(excerpt)
    if not groups:
        return ()
    group: Sequence[PassageChoice] = groups[min(section, len(groups) - 1)]
    return (
        Field(
            "passage",
            words.say("Passage"),
            hint=words.say("Left empty: the whole excerpt"),
            required=False,
            options=tuple(Option(_label(choice), choice.value) for choice in group),
        ),
    )


def note_form(excerpt: ExcerptSentences, key: str, section: int) -> Form:
    """A note on an excerpt: passage, exact words, note, kind, and who sees it."""
    words = language_of(excerpt.club)
    exact = Field(
        "words",
        words.say("Only these words of it"),
        hint=words.say("Left empty: the whole sentence"),
        required=False,
        limit=1000,
    )
    return Form(
        deed_id("noted", key, section),
        words.say("Annotate excerpt {number}", number=excerpt.excerpt.number),
        (
            *_passage_field(excerpt, section, words),
            exact,
            *note_fields(words, see_through=excerpt.club.see_through),
        ),
    )


def note_fields(words: Words, *, see_through: bool) -> tuple[Field, ...]:
    """The note itself, its kind, and who sees it."""
    kinds = tuple(Option(kind_name(kind, words).capitalize(), kind) for kind in KINDS)
    return (
        Field("note", words.say("Your note"), long=True, limit=LONGEST_NOTE),
        Field("kind", words.say("Kind"), value=NoteKind.THOUGHT, options=kinds, required=False),
        _show_to(words, see_through=see_through),
    )


def _show_to(words: Words, *, see_through: bool) -> Field:
    hint = words.say(
        "Whoever runs this readbot sees all notes and who is behind a pseudonym; moderators do not"
    )
    if see_through:
        hint = words.say(
            "Moderators, and whoever runs this readbot, can see who is behind a pseudonym"
        )
    return Field(
        "show_to",
        words.say("Who sees it"),
        value=ShowTo.CLUB,
        hint=hint,
        options=shows_to(words, see_through=see_through),
        required=False,
    )


def question_form(excerpt: ExcerptSentences, key: str, section: int) -> Form:
    """A question about an excerpt: the question, the passage, and who sees it."""
    words = language_of(excerpt.club)
    question = Field("note", words.say("Your question"), long=True, limit=LONGEST_NOTE)
    return Form(
        deed_id("asked", key, section),
        words.say("Ask about excerpt {number}", number=excerpt.excerpt.number),
        (
            question,
            *_passage_field(excerpt, section, words),
            _show_to(words, see_through=excerpt.club.see_through),
        ),
    )


def quoted_form(words: Words, form_id: str, exact: str, *, see_through: bool) -> Form:
    """A note on words that were chosen already and can still be shortened."""
    passage = Field("words", words.say("The words it is about"), value=exact, long=True, limit=2000)
    return Form(
        form_id,
        words.say("Annotate a passage"),
        (passage, *note_fields(words, see_through=see_through)),
    )


def typed_form(words: Words, passage: str, *, see_through: bool) -> Form:
    """A note on a passage that was typed."""
    field = Field(
        "words",
        words.say("Passage"),
        value=passage,
        hint=words.say("A few words copied from an excerpt"),
        limit=1000,
        required=False,
    )
    return Form(
        deed_id("typed"),
        words.say("Annotate"),
        (field, *note_fields(words, see_through=see_through)),
    )


def asking_form(words: Words, *, see_through: bool) -> Form:
    """A question, about a passage or the whole reading."""
    question = Field("note", words.say("Your question"), long=True, limit=LONGEST_NOTE)
    passage = Field(
        "words",
        words.say("Passage"),
        hint=words.say("A few words copied from an excerpt; left empty: the whole reading"),
        limit=1000,
        required=False,
    )
    return Form(
        deed_id("wondered"),
        words.say("Ask"),
        (question, passage, _show_to(words, see_through=see_through)),
    )


def answer_form(words: Words, question_id: str, *, see_through: bool) -> Form:
    """An answer to a question."""
    answer = Field("note", words.say("Your answer"), long=True, limit=LONGEST_NOTE)
    show_to = _show_to(words, see_through=see_through)
    return Form(deed_id("answered", question_id), words.say("Answer"), (answer, show_to))


def reply_form(words: Words, note_id: int, *, see_through: bool) -> Form:
    """A reply to a note."""
    reply = Field("note", words.say("Your reply"), long=True, limit=LONGEST_NOTE)
    show_to = _show_to(words, see_through=see_through)
    return Form(deed_id("replied", note_id), words.say("Reply"), (reply, show_to))


def edit_form(words: Words, note_id: int, body: str) -> Form:
    """New words for a note of one's own."""
    field = Field("note", words.say("Your words"), value=body, long=True, limit=LONGEST_NOTE)
    return Form(deed_id("edited", note_id), words.say("Edit"), (field,))
