"""A question with its answers, and which question was meant, as members see them."""

from collections.abc import Sequence

from readbot.chat.answers import Answer
from readbot.chat.note_messages import (
    CHILDREN_A_PAGE,
    answer_below,
    below_rows,
    leading,
    nod_button,
    nodded,
    own_buttons,
    plain_name,
    state_name,
    where,
)
from readbot.chat.paging import clamped, page_of
from readbot.chat.render import (
    body_of,
    escaped,
    language_of,
    note_head,
    passage_of,
    when,
)
from readbot.chat.views import Button, Look, Option, Row, Select, deed_id
from readbot.club.clubs import Club
from readbot.club.notes import (
    Note,
    Noted,
    QuestionState,
    Talk,
    WhichQuestion,
)
from readbot.text.words import Words


def which_question(club: Club, doubt: WhichQuestion, draft: int) -> Answer:
    """The question that was meant is asked for; ``draft`` keeps what was written, 0 is none."""
    words = language_of(club)
    lines = [words.say(doubt.msgid, **doubt.values)]
    if draft:
        lines.append(words.say("What you wrote is kept until you choose."))
    options = tuple(Option(label, value) for value, label in doubt.questions)
    menu = Select(deed_id("which", draft), words.say("Choose a question"), options)
    return Answer("\n".join(lines), ((menu,),))


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
    parts += [answer_below(answer, question, words, 380) for answer in below]
    if not below:
        parts.append(words.say("Nobody has answered yet."))
    rows: list[Row] = [_question_buttons(club, seen, words, is_own=is_own)]
    if seen.may_settle and below and question.state is not QuestionState.ANSWERED:
        rows.append((_accepting(question, below, words),))
    rows += below_rows(question, below, len(answers), page, words)
    return Answer("\n\n".join(parts), tuple(rows))


def _question_buttons(club: Club, seen: Talk, words: Words, *, is_own: bool) -> tuple[Button, ...]:
    question = seen.question.note
    buttons = [Button(words.say("Answer"), deed_id("answer", question.id), Look.CHIEF)]
    if not is_own:
        about = Noted(question, seen.reading, None, nodded=seen.question.nodded)
        buttons.append(nod_button(about, words))
    if seen.may_settle:
        buttons.append(
            Button(words.say("Park it"), deed_id("park", question.id))
            if question.state is QuestionState.OPEN
            else Button(words.say("Open it again"), deed_id("unpark", question.id))
        )
    if is_own:
        buttons += own_buttons(question, words)
    link = where(club, Noted(question, seen.reading, seen.question.excerpt_link))
    return (*buttons, *leading(words.say("Where it was asked"), link))


def _accepting(question: Note, answers: Sequence[Note], words: Words) -> Select:
    options = tuple(
        Option(" ".join(body_of(answer, words).split()), str(answer.id), plain_name(answer, words))
        for answer in answers
    )
    return Select(deed_id("accept", question.id), words.say("Accept an answer"), options)
