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
    link_or,
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
    NotePage,
    NoteView,
    QuestionState,
    ShowTo,
    Talk,
    Unclear,
    Waiting,
    WhichQuestion,
)
from readbot.text.discord_markup import length
from readbot.text.words import Words

NOTES_A_PAGE = 5
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
        Button(words.say("Edit"), deed_id("edit", written.id)),
        Button(words.say("Withdraw"), deed_id("withdraw", written.id)),
        *_leading(words.say("Go to the excerpt"), kept.posted or kept.excerpt_link),
    )
    return Answer("\n".join(parts), (row,))


def _leading(label: str, link: Link | None) -> tuple[Button, ...]:
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


def which_question(club: Club, doubt: WhichQuestion, draft: int) -> Answer:
    """The question that was meant is asked for; ``draft`` keeps what was written, 0 is none."""
    words = language_of(club)
    lines = [words.say(doubt.msgid, **doubt.values)]
    if draft:
        lines.append(words.say("What you wrote is kept until you choose."))
    options = tuple(Option(label, value) for value, label in doubt.questions)
    menu = Select(deed_id("which", draft), words.say("Choose a question"), options)
    return Answer("\n".join(lines), ((menu,),))


def listing(
    club: Club, found: NotePage, page: int, *, of_questions: bool, turn: Sequence[object]
) -> Answer:
    """A page of notes or questions; each can be opened from the menu below.

    ``turn`` is the deed and the arguments of its buttons, without the page.
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
    if told:
        lines.append(told)
    return Answer("\n".join(lines), (*rows, ways) if ways else rows)


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


def nodded(kind: NoteKind, nods: int, words: Words) -> str:
    """How many found a note helpful, or wonder too."""
    if kind is NoteKind.QUESTION:
        return words.count("{n} wonders too", "{n} wonder too", nods)
    return words.count("helpful to {n}", "helpful to {n}", nods)


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
            f"{_plain_name(view.note, words)} · {kind_name(view.note.kind, words)}",
        )
        for number, view in enumerate(views, 1)
    )
    return Select(deed_id("open"), words.say("Read one in full"), options)


def _plain_name(written: Note, words: Words) -> str:
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
    tail = "".join("\n\n" + _answer(reply, written, words, 300) for reply in below)
    buttons = _own_buttons(written, words) if is_own else (_nod(seen, words),)
    reply = Button(words.say("Reply"), deed_id("reply", written.id), Look.CHIEF)
    link = where(club, seen)
    row = (reply, *buttons, *_leading(words.say("Where it was said"), link))
    message = with_whole(
        head + passage_of(written, 600),
        body_of(written, words),
        f"note-{written.id}.txt",
        (row, *_below(written, below, len(seen.replies), page, words)),
        room_after=length(tail),
    )
    return Answer(message.text + tail, message.rows, message.files)


def _below(
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


def _nod(seen: Noted, words: Words) -> Button:
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
    return Answer(said, ((_nod(seen, words), more),))


def _own_buttons(written: Note, words: Words) -> tuple[Button, ...]:
    return (
        Button(words.say("Edit"), deed_id("edit", written.id)),
        Button(words.say("Withdraw"), deed_id("withdraw", written.id)),
    )


def talk(club: Club, seen: Talk, *, is_own: bool, page: int = 0) -> Answer:
    """A question with a page of its answers, the accepted one first, and what may be done."""
    words = language_of(club)
    question = seen.question.note
    state = state_name(question.state or QuestionState.OPEN, words)
    if seen.question.nods:
        state += " · " + nodded(question.kind, seen.question.nods, words)
    parts = [
        f"{note_head(question, words)} · {state} · {when(question.created_at, 'R')}"
        f"{passage_of(question, 400)}\n{escaped(body_of(question, words), 1200)}"
    ]
    answers = [view.note for view in seen.answers]
    answers.sort(key=lambda answer: answer.id != question.accepted_id)
    page = clamped(page, len(answers), CHILDREN_A_PAGE)
    below = page_of(answers, page, CHILDREN_A_PAGE)
    parts += [_answer(answer, question, words, 380) for answer in below]
    if not below:
        parts.append(words.say("Nobody has answered yet."))
    rows: list[Row] = [_question_buttons(club, seen, words, is_own=is_own)]
    if seen.may_settle and below and question.state is not QuestionState.ANSWERED:
        rows.append((_accepting(question, below, words),))
    rows += _below(question, below, len(answers), page, words)
    return Answer("\n\n".join(parts), tuple(rows))


def _answer(answer: Note, question: Note, words: Words, room: int) -> str:
    head = f"**{author_of(answer, words)}**"
    if answer.id == question.accepted_id:
        head += " · " + words.say("accepted answer")
    return f"{head}\n{quoted(body_of(answer, words), max(80, room - 80))}"


def _question_buttons(club: Club, seen: Talk, words: Words, *, is_own: bool) -> tuple[Button, ...]:
    question = seen.question.note
    buttons = [Button(words.say("Answer"), deed_id("answer", question.id), Look.CHIEF)]
    if not is_own:
        about = Noted(question, seen.reading, None, nodded=seen.question.nodded)
        buttons.append(_nod(about, words))
    if seen.may_settle:
        buttons.append(
            Button(words.say("Park it"), deed_id("park", question.id))
            if question.state is QuestionState.OPEN
            else Button(words.say("Open it again"), deed_id("unpark", question.id))
        )
    if is_own:
        buttons += _own_buttons(question, words)
    link = where(club, Noted(question, seen.reading, seen.question.excerpt_link))
    return (*buttons, *_leading(words.say("Where it was asked"), link))


def _accepting(question: Note, answers: Sequence[Note], words: Words) -> Select:
    options = tuple(
        Option(" ".join(body_of(answer, words).split()), str(answer.id), _plain_name(answer, words))
        for answer in answers
    )
    return Select(deed_id("accept", question.id), words.say("Accept an answer"), options)


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
