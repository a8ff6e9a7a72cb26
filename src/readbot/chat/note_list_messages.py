"""Lists of notes and questions, as members see them."""

from collections.abc import Sequence

from readbot.chat.answers import Answer
from readbot.chat.note_lists import packed
from readbot.chat.note_messages import nodded, opener, own_link, state_name
from readbot.chat.paging import turning
from readbot.chat.render import (
    body_of,
    language_of,
    link_or,
    note_head,
    one_line,
)
from readbot.chat.views import Button, Look, Row, deed_id
from readbot.club.clubs import Club
from readbot.club.links import Link
from readbot.club.notes import (
    NoteFilter,
    NoteKind,
    NotePage,
    NoteView,
    ShowTo,
    Waiting,
)
from readbot.text.words import Words

NOTES_A_PAGE = 5


def listing(
    club: Club,
    found: NotePage,
    page: int,
    *,
    of_questions: bool,
    turn: Sequence[object],
    newest: Link | None = None,
) -> Answer:
    """A page of notes or questions; each can be opened from the menu below.

    ``turn`` is the deed and the arguments of its buttons, without the page; ``newest`` is the
    excerpt that an empty list offers to write about.
    """
    words = language_of(club)
    told, ways = waiting(found.waiting, words)
    if not found.notes:
        nothing = "" if told else _nothing(words, of_questions=of_questions)
        every = packed(NoteFilter(kind=NoteKind.QUESTION if of_questions else None))
        deed, form, *arguments = turn
        if not told and tuple(arguments) != every:
            label = words.say("All questions") if of_questions else words.say("All notes")
            ways = (Button(label, deed_id(str(deed), form, *every, 0)),)
        elif not told and newest is not None:
            ways = (_first_one(newest, words, of_questions=of_questions),)
        return Answer(nothing or told, (ways,) if ways else ())
    several = len(found.titles) > 1
    first = page * NOTES_A_PAGE
    lines = [
        f"**{first + number}**. "
        + line(view, club, found.titles.get(view.note.reading_id) if several else None)
        for number, view in enumerate(found.notes, 1)
    ]
    deed, *arguments = turn
    rows: tuple[Row, ...] = ((opener(found.notes, first, words),),)
    rows += turning(words, page, found.total, NOTES_A_PAGE, str(deed), *arguments)
    if found.is_longer:
        lines.append(_longer(found.total, words))
    if told:
        lines.append(told)
    return Answer("\n".join(lines), (*rows, ways) if ways else rows)


def _first_one(newest: Link, words: Words, *, of_questions: bool) -> Button:
    key = f"m{newest.message_id}"
    if of_questions:
        return Button(words.say("Ask about the newest excerpt"), deed_id("ask", key), Look.CHIEF)
    label = words.say("Annotate the newest excerpt")
    return Button(label, deed_id("annotate", key), Look.CHIEF)


def _longer(turned_to: int, words: Words) -> str:
    return "-# " + words.say(
        "There are more than the {n} that can be turned to here. Choose a reading, a passage, a "
        "member or a kind to see the others.",
        n=turned_to,
    )


def waiting(left_out: Waiting, words: Words) -> tuple[str, tuple[Button, ...]]:
    """What a list leaves out for now, in words, and the buttons by which it can be seen."""
    told: list[str] = []
    ways: list[Button] = []
    place = (left_out.reading_id, left_out.excerpt)
    if left_out.unreached:
        told.append(
            words.count(
                "{n} note is about a passage that you have not marked as read yet.",
                "{n} notes are about passages that you have not marked as read yet.",
                left_out.unreached,
            )
        )
        if None not in place:
            said = words.say("I have read up to excerpt {number}", number=left_out.excerpt)
            ways.append(Button(said, deed_id("readto", *place)))
    if left_out.unwritten:
        told.append(
            words.count(
                "{n} note waits until you have written about the same excerpt yourself.",
                "{n} notes wait until you have written about the same excerpt yourself.",
                left_out.unwritten,
            )
        )
        if left_out.link is not None:
            key = f"m{left_out.link.message_id}"
            ways.append(Button(words.say("Write about it"), deed_id("annotate", key)))
    return "\n".join(told), tuple(ways)


def _nothing(words: Words, *, of_questions: bool) -> str:
    if of_questions:
        return words.say(
            "There are no such questions so far. Ask one with /ask, or with the button under an "
            "excerpt."
        )
    return words.say(
        "There are no such notes so far. Write one with /annotate, or with the button under an "
        "excerpt."
    )


def line(view: NoteView, club: Club, reading_title: str | None) -> str:
    """A note as an entry of a list; with the reading's title where there are several."""
    words, written = language_of(club), view.note
    parts = [note_head(written, words)]
    if written.state is not None:
        parts.append(state_name(written.state, words))
    if view.replies:
        parts.append(
            words.count("{n} answer", "{n} answers", view.replies)
            if written.kind is NoteKind.QUESTION
            else words.count("{n} reply", "{n} replies", view.replies)
        )
    if view.nods:
        parts.append(nodded(written.kind, view.nods, words))
    if written.show_to is ShowTo.ME:
        parts.append(words.say("only you see it"))
    if written.hidden_at is not None:
        parts.append(words.say("hidden by a moderator"))
    elif written.held_at is not None:
        parts.append(words.say("waits for a moderator"))
    if reading_title is not None:
        parts.append(one_line(reading_title, 40))
    where = words.say("the whole reading")
    if written.excerpt is not None:
        where = words.say("excerpt {number}", number=written.excerpt)
    parts.append(link_or(where, own_link(club, view.note, view.excerpt_link)))
    lines = [" · ".join(parts)]
    if written.anchor is not None:
        lines.append(f"> {one_line(written.anchor.exact, 90)}")
    lines.append(one_line(body_of(written, words), 130))
    return "\n".join(lines)
