"""What members see of notes and questions: one, a list of them, and what was just written."""

from collections.abc import Sequence

from readbot.chat.answers import Answer
from readbot.chat.note_lists import packed
from readbot.chat.paging import clamped, page_of, turning
from readbot.chat.render import (
    author_of,
    body_of,
    escaped,
    kind_name,
    language_of,
    nod_label,
    note_head,
    one_line,
    passage_of,
    quoted,
    url,
    when,
    with_whole,
)
from readbot.chat.views import Button, Look, Option, Row, Select, deed_id
from readbot.club.clubs import Club
from readbot.club.links import Link
from readbot.club.members import ReadCount
from readbot.club.notes import (
    NOBODY,
    Note,
    Noted,
    NoteFilter,
    NoteKind,
    NoteView,
    QuestionState,
    ShowTo,
    Unclear,
)
from readbot.text.discord_markup import length
from readbot.text.words import Words

CHILDREN_A_PAGE = 5
"""Answers to a question, or replies to a note, that are shown with it at once."""
_MOST_CANDIDATES = 9


def shown_to(written: Note, words: Words) -> str:
    """Who can see a note, in words to its author."""
    if written.hidden_at is not None:
        reason = one_line(written.hidden_reason or "", 600)
        return words.say(
            "A moderator has hidden it: only you and moderators see it. Reason: {reason}",
            reason=reason,
        )
    if written.held_at is not None:
        return words.say(
            "It waits for a moderator: the group sees it as soon as one has approved it."
        )
    said = {
        ShowTo.CLUB: words.say("The group sees it."),
        ShowTo.ME: words.say("Only you see it."),
        ShowTo.PSEUDONYM: words.say(
            "The group sees it under the name {name}.", name=author_of(written, words)
        ),
    }
    through = words.say("Moderators can see who is behind it.") if written.see_through else ""
    return f"{said[written.show_to]} {through}".rstrip()


def noted(club: Club, kept: Noted) -> Answer:
    """Said when a note was written, changed, or its question settled."""
    words = language_of(club)
    written = kept.note
    head = (
        words.say("Your note is kept.")
        if written.kind is not NoteKind.QUESTION
        else words.say("Your question is kept.")
    )
    if written.kind is NoteKind.ANSWER:
        head = words.say("Your answer is kept.")
    if written.kind is NoteKind.REPLY:
        head = words.say("Your reply is kept.")
    parts = [f"{head} {shown_to(written, words)}{passage_of(written, 500)}"]
    parts.append(escaped(body_of(written, words), 900))
    row = (
        *own_buttons(written, words),
        *leading(words.say("Go to the excerpt"), kept.posted or kept.excerpt_link),
    )
    return Answer("\n".join(parts), (row,))


def leading(label: str, link: Link | None) -> tuple[Button, ...]:
    """A button that leads there; none where there is nothing to lead to."""
    return () if link is None else (Button(label, url=url(link)),)


def unclear(club: Club, doubt: Unclear) -> Answer:
    """The passage that was meant is asked for; the note waits in a draft."""
    words = language_of(club)
    lines = [words.say(doubt.msgid, **doubt.values)]
    candidates = doubt.candidates[:_MOST_CANDIDATES]
    for number, anchor in enumerate(candidates, 1):
        around = f"…{anchor.prefix[-60:]}«{anchor.exact[:160]}»{anchor.suffix[:30]}…"
        lines.append(f"**{number}**. {one_line(around, 300)}")
    lines.append(words.say("What you wrote is kept until you choose."))
    buttons = [
        Button(str(number + 1), deed_id("settle", doubt.draft_id, number), Look.CHIEF)
        for number in range(len(candidates))
    ]
    buttons.append(Button(words.say("No passage"), deed_id("settle", doubt.draft_id, "none")))
    rows = tuple(tuple(buttons[at : at + 5]) for at in range(0, len(buttons), 5))
    return Answer("\n".join(lines), rows)


def nodded(kind: NoteKind, nods: int, words: Words) -> str:
    """How many found a note helpful, or wonder too."""
    if kind is NoteKind.QUESTION:
        return words.count("{n} wonders too", "{n} wonder too", nods)
    return words.count("helpful to {n}", "helpful to {n}", nods)


def own_link(club: Club, written: Note, excerpt_link: Link | None) -> Link | None:
    """The message that a note leads back to: what it was taken from, its own, its excerpt's."""
    if written.source_message_id is not None:
        return Link(club.server_id, written.source_channel_id or 0, written.source_message_id)
    if written.link_channel_id is None or written.link_message_id is None:
        return excerpt_link
    return Link(club.server_id, written.link_channel_id, written.link_message_id)


def state_name(state: QuestionState, words: Words) -> str:
    """How far a question has come."""
    names = {
        QuestionState.OPEN: words.say("open"),
        QuestionState.ANSWERED: words.say("answered"),
        QuestionState.PARKED: words.say("parked"),
    }
    return names[state]


def opener(views: Sequence[NoteView], first: int, words: Words) -> Select:
    """A menu from which each of these notes can be read in full."""
    options = tuple(
        Option(
            f"{first + number}. {' '.join(body_of(view.note, words).split())}",
            str(view.note.id),
            f"{plain_name(view.note, words)} · {kind_name(view.note.kind, words)}",
        )
        for number, view in enumerate(views, 1)
    )
    return Select(deed_id("open"), words.say("Read one in full"), options)


def plain_name(written: Note, words: Words) -> str:
    """The author's name where Discord reads no markdown."""
    return words.say(NOBODY) if written.author_name == NOBODY else written.author_name


def one(club: Club, seen: Noted, *, is_own: bool, page: int = 0) -> Answer:
    """A note in full, with what its reader may do, and a page of its replies."""
    words = language_of(club)
    written = seen.note
    head = f"{note_head(written, words)} · {when(written.created_at, 'R')}"
    if written.edited_at is not None:
        head += " · " + words.say("edited")
    if seen.nods:
        head += " · " + nodded(written.kind, seen.nods, words)
    if is_own:
        head += f"\n-# {shown_to(written, words)}"
    if seen.unmasked is not None:
        head += "\n-# " + words.say(
            "Written by {member}; only moderators are told so.", member=f"<@{seen.unmasked}>"
        )
    page = clamped(page, len(seen.replies), CHILDREN_A_PAGE)
    below = page_of(seen.replies, page, CHILDREN_A_PAGE)
    tail = "".join("\n\n" + answer_below(reply, written, words, 300) for reply in below)
    buttons = own_buttons(written, words) if is_own else (nod_button(seen, words),)
    reply = Button(words.say("Reply"), deed_id("reply", written.id), Look.CHIEF)
    link = where(club, seen)
    row = (reply, *buttons, *leading(words.say("Where it was said"), link))
    message = with_whole(
        head + passage_of(written, 600),
        body_of(written, words),
        f"note-{written.id}.txt",
        (row, *below_rows(written, below, len(seen.replies), page, words)),
        room_after=length(tail),
    )
    return Answer(message.text + tail, message.rows, message.files)


def below_rows(
    parent: Note, shown: Sequence[Note], total: int, page: int, words: Words
) -> tuple[Row, ...]:
    """What leads to each of the answers or replies that are shown, and to those that are not."""
    if not shown:
        return ()
    views = [NoteView(note, 0, None) for note in shown]
    turn = turning(words, page, total, CHILDREN_A_PAGE, "below", parent.id)
    return ((opener(views, page * CHILDREN_A_PAGE, words),), *turn)


def where(club: Club, seen: Noted) -> Link | None:
    """Where a note was said: the message it was taken from, its own, or its excerpt's."""
    from_source = seen.note.source_message_id is not None
    posted = None if from_source else seen.posted
    return posted or own_link(club, seen.note, seen.excerpt_link)


def nod_button(seen: Noted, words: Words) -> Button:
    """The button that says that a note helps, or that one wonders too; or takes that back."""
    if seen.nodded:
        return Button(words.say("Take it back"), deed_id("unnod", seen.note.id))
    return Button(nod_label(seen.note.kind, words), deed_id("nod", seen.note.id))


def thanked(club: Club, seen: Noted) -> Answer:
    """Said when a member marked a note as helpful, or wonders too, or took that back."""
    words = language_of(club)
    if not seen.nodded:
        said = words.say("You took it back.")
    elif seen.note.kind is NoteKind.QUESTION:
        said = words.say(
            "Noted: you wonder too. You hear of an answer in the way you chose with /my-choices."
        )
    else:
        said = words.say("Noted: it helps you.")
    if seen.nods:
        said += " " + nodded(seen.note.kind, seen.nods, words).capitalize() + "."
    more = Button(words.say("Read it"), deed_id("note", seen.note.id))
    return Answer(said, ((nod_button(seen, words), more),))


def own_buttons(written: Note, words: Words) -> tuple[Button, ...]:
    """What its author can do with a note."""
    return (
        Button(words.say("Edit"), deed_id("edit", written.id)),
        Button(words.say("Withdraw"), deed_id("withdraw", written.id)),
    )


def answer_below(answer: Note, question: Note, words: Words, room: int) -> str:
    """An answer under its question, in about ``room`` characters and never in less than 80."""
    head = f"**{author_of(answer, words)}**"
    if answer.id == question.accepted_id:
        head += " · " + words.say("accepted answer")
    return f"{head}\n{quoted(body_of(answer, words), max(80, room - 80))}"


def marked_read(words: Words, count: ReadCount) -> Answer:
    """Said when an excerpt was marked as read."""
    rows: tuple[Row, ...] = ()
    if count.notes:
        said = words.count("See {n} note about it", "See {n} notes about it", count.notes)
        about = NoteFilter(reading_id=count.reading_id, excerpt=count.excerpt)
        rows = ((Button(said, deed_id("see", *packed(about))),),)
    return Answer(_marked_read(words, count), rows)


def _marked_read(words: Words, count: ReadCount) -> str:
    head = (
        words.say("You had marked excerpt {number} as read already.", number=count.excerpt)
        if count.already
        else words.say("Excerpt {number} is marked as read.", number=count.excerpt)
    )
    others = count.readers - 1
    if others <= 0:
        return head + " " + words.say("You are the first.")
    return (
        head + " " + words.count("So has {n} other member.", "So have {n} other members.", others)
    )
