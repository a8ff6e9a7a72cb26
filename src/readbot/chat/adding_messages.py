"""What a moderator is asked while a text comes in: to paste it, and which chapters of a book."""

from collections.abc import Mapping, Sequence

from readbot.chat.answers import Answer
from readbot.chat.forms import FIELD_LIMIT, Field, Form
from readbot.chat.paging import clamped, page_of, turning
from readbot.chat.render import one_line
from readbot.chat.views import Button, Look, Option, Row, Select, deed_id
from readbot.text.words import Words

PASTE_FIELDS = ("text1", "text2", "text3", "text4")
_CHAPTERS_A_PAGE = 25


def paste_form(words: Words, given_title: str, draft: int | None = None) -> Form:
    """A form to paste an article into; ``draft`` holds what else was said about it."""
    heading = Field(
        "title",
        words.say("Title"),
        value=given_title,
        required=False,
        limit=200,
        placeholder=words.say("Left empty: found in the text"),
    )
    form_id = deed_id("paste") if draft is None else deed_id("paste", draft)
    return Form(form_id, words.say("Add a reading"), (heading, *_text_fields(words)))


def more_form(words: Words, draft: int) -> Form:
    """A form to paste the next part of an article into."""
    return Form(deed_id("pastemore", draft), words.say("Add more"), _text_fields(words))


def _text_fields(words: Words) -> tuple[Field, ...]:
    return tuple(
        Field(
            name,
            words.say("Text") if number == 0 else words.say("Text, continued"),
            long=True,
            required=number == 0,
            limit=FIELD_LIMIT,
            hint=words.say("Up to 4,000 characters; longer texts go on in the next field")
            if number == 0
            else None,
        )
        for number, name in enumerate(PASTE_FIELDS)
    )


def pasted(fields: Mapping[str, str]) -> str:
    """The text out of the form's fields; a full field goes on in the next without a break."""
    text = last = ""
    for name in PASTE_FIELDS:
        part = fields.get(name, "")
        if part.strip():
            text = joined(text, last, part)
            last = part
    return text


def joined(text: str, last: str, part: str) -> str:
    """``text``, whose last field was ``last``, and the next field."""
    return text + ("\n\n" if text and len(last) < FIELD_LIMIT else "") + part


def last_field(fields: Mapping[str, str]) -> str:
    """What stands in the last field that has words."""
    filled = [fields[name] for name in PASTE_FIELDS if fields.get(name, "").strip()]
    return filled[-1] if filled else ""


def more_to_come(words: Words, characters: int, draft: int) -> Answer:
    """Said when a form was filled to its last field."""
    return Answer(
        words.count(
            "I have {n} character so far. Is there more?",
            "I have {n} characters so far. Is there more?",
            characters,
        ),
        (
            (
                Button(words.say("Add more"), deed_id("addmore", draft)),
                Button(words.say("That is all"), deed_id("thatisall", draft), Look.CHIEF),
            ),
        ),
    )


def chapters(words: Words, found: Sequence[tuple[int, str, int]], draft: int, page: int) -> Answer:
    """The chapters of a book, by number, title and minutes, to choose from."""
    page = clamped(page, len(found), _CHAPTERS_A_PAGE)
    options = tuple(
        Option(
            f"{number}. {' '.join(name.split())}"[:100],
            str(number),
            words.count("{n} minute", "{n} minutes", minutes),
        )
        for number, name, minutes in page_of(found, page, _CHAPTERS_A_PAGE)
    )
    rows: tuple[Row, ...] = (
        (Select(deed_id("chapter", draft), words.say("Choose a chapter"), options),),
        *turning(words, page, len(found), _CHAPTERS_A_PAGE, "chapterpage", draft),
        (
            Button(words.say("Several chapters…"), deed_id("chapterset", draft)),
            Button(words.say("The whole book"), deed_id("wholebook", draft)),
        ),
    )
    text = words.count(
        "This book has {n} chapter, {minutes} minutes in all. What does the group read?",
        "This book has {n} chapters, {minutes} minutes in all. What does the group read?",
        len(found),
        minutes=sum(minutes for *_, minutes in found),
    )
    first = "\n".join(f"-# {number}. {one_line(name, 60)}" for number, name, _ in found[:8])
    return Answer(f"{text}\n{first}", rows)


def chapters_form(words: Words, draft: int) -> Form:
    """Which chapters of a book, by their numbers."""
    field = Field(
        "chapters",
        words.say("Numbers of the chapters"),
        limit=100,
        hint=words.say("Such as 3-5 or 1, 4, 7"),
    )
    return Form(deed_id("chaptersof", draft), words.say("Several chapters"), (field,))
