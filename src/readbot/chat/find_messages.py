"""What members see of a search, and of what they have missed."""

from collections.abc import Mapping, Sequence

from readbot.chat.answers import Answer
from readbot.chat.note_list_messages import line, waiting
from readbot.chat.note_messages import opener
from readbot.chat.paging import turning
from readbot.chat.render import language_of, link_or, one_line, when
from readbot.chat.views import Button, Look, Row, deed_id
from readbot.club.clubs import Club
from readbot.club.finds import CatchUp, Finds, Unread
from readbot.club.notes import NoteView
from readbot.services.finds import FOUND_AT_ONCE
from readbot.text.words import Words

_EXCERPTS_NAMED = 10
_SENTENCES_SHOWN = 2


def found(club: Club, finds: Finds, searched: str) -> Answer:
    """Passages and notes that hold the words."""
    words = language_of(club)
    if not finds.passages and not finds.notes:
        return Answer(
            words.say(
                "Nothing that was posted, and no note that you can see, has “{words}” in it. Try "
                "fewer words, or only a part of one.",
                words=one_line(searched, 100),
            )
        )
    parts: list[str] = []
    if finds.passages:
        parts.append(f"**{words.say('In the text')}**")
    for passage in finds.passages:
        number = words.say("excerpt {number}", number=passage.excerpt)
        head = f"{one_line(passage.reading.title, 60)} · {link_or(number, passage.link)}"
        if len(passage.sentences) > 1:
            count = len(passage.sentences)
            head += " · " + words.count("{n} sentence", "{n} sentences", count)
        parts.append(head)
        parts += [f"> {one_line(said, 150)}" for said in passage.sentences[:_SENTENCES_SHOWN]]
    first = finds.page * FOUND_AT_ONCE
    parts += _notes(club, finds.notes, finds.titles, words.say("In the notes"), first)
    rows = _opening(finds.notes, words, first)
    try:
        rows += turning(words, finds.page, finds.total, FOUND_AT_ONCE, "found", searched)
    except ValueError:
        # Words that leave no room in a button's id for the page; nearly all that hold them is here.
        parts.append(words.say("There is more. Search for fewer of these words to see it."))
    return Answer("\n".join(parts), rows)


def missed(club: Club, what: CatchUp) -> Answer:
    """What was posted and said since a member last marked something as read."""
    words = language_of(club)
    since = words.say("Since {when}:", when=when(what.since, "R"))
    if what.is_first:
        since = words.say("From the last seven days:")
    parts = [since, *(_unread(one, words) for one in what.unread)]
    notes = words.count("{n} note, answer or reply", "{n} notes, answers and replies", what.total)
    parts += _notes(club, what.notes, what.titles, notes)
    if what.total > len(what.notes):
        parts.append(words.say("These are the newest; /notes shows all."))
    told, ways = waiting(what.waiting, words)
    if told:
        parts.append(told)
    if len(parts) == 1:
        return Answer(words.say("You have missed nothing. /now tells when the next excerpt comes."))
    rows = _opening(what.notes, words)
    buttons = [way for way in ways if what.waiting.unwritten and not what.waiting.unreached]
    if what.unread:
        label = words.say("I have read it all")
        deed = deed_id("caughtup", int(what.since.timestamp()))
        buttons.insert(0, Button(label, deed, Look.CHIEF))
    return Answer("\n".join(parts), (*rows, tuple(buttons)) if buttons else rows)


def _unread(unread: Unread, words: Words) -> str:
    named = unread.excerpts[:_EXCERPTS_NAMED]
    numbers = ", ".join(link_or(str(number), link) for number, link in named)
    more = " …" if len(unread.excerpts) > len(named) else ""
    said = words.count("{n} excerpt to read", "{n} excerpts to read", len(unread.excerpts))
    return f"**{one_line(unread.reading.title, 100)}** · {said}: {numbers}{more}"


def _notes(
    club: Club, views: Sequence[NoteView], titles: Mapping[int, str], head: str, first: int = 0
) -> list[str]:
    if not views:
        return []
    several = len(titles) > 1
    lines = [
        f"**{number}**. " + line(view, club, titles.get(view.note.reading_id) if several else None)
        for number, view in enumerate(views, first + 1)
    ]
    return [f"**{head}**", *lines]


def _opening(views: Sequence[NoteView], words: Words, first: int = 0) -> tuple[Row, ...]:
    return ((opener(views, first, words),),) if views else ()
