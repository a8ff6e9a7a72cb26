"""From records to messages: pure, in the club's language, within Discord's limits.

Whatever a person wrote is escaped, so that it shows as they wrote it and can ping nobody.
"""

from collections.abc import Sequence
from datetime import datetime

from readbot.chat.views import (
    LONG_LIMIT,
    Button,
    Look,
    Message,
    Row,
    Upload,
    bare,
    deed_id,
    shorten,
)
from readbot.club.clubs import Club
from readbot.club.links import Link
from readbot.club.notes import ERASED, NOBODY, Note, NoteKind
from readbot.club.postings import Posting
from readbot.club.readings import Reading, Script, is_web_address, posted_end, rights_said
from readbot.club.sight import stands_behind_bars
from readbot.services.courier import (
    ExcerptPage,
    GreetingPage,
    NotePage,
    NoticePage,
    PostPage,
    TellingPage,
    ThreadPage,
)
from readbot.text.discord_markup import escape, length, render_slice
from readbot.text.normalise import normalise
from readbot.text.words import Words, words_for

_TITLE_ROOM = 110
_SOURCE_ROOM = 110
_RIGHTS_ROOM = 75
_LONGEST_SHOWN_URL = 100
_LONGEST_BUTTON_URL = 512
_LONGEST_THREAD_NAME = 100
_ROOM_AROUND_NOTE = 200
_MOST_HOMES = 10


def channel(channel_id: int) -> str:
    """A channel as people see it."""
    return f"<#{channel_id}>"


def role(role_id: int) -> str:
    """A role as people see it; whether it pings is decided elsewhere."""
    return f"<@&{role_id}>"


def when(at: datetime, style: str = "f") -> str:
    """A moment on each reader's own clock; style R tells how far away it is."""
    return f"<t:{int(at.timestamp())}:{style}>"


def url(link: Link) -> str:
    """The address of a message."""
    return f"https://discord.com/channels/{link.server_id}/{link.channel_id}/{link.message_id}"


def escaped(text: str, limit: int) -> str:
    """``text`` escaped, of at most ``limit`` UTF-16 units, its end left out where it is longer.

    Characters that make a line read otherwise than it is written are left out.
    """
    text = normalise(text)
    room = limit
    made = escape(shorten(text, room))
    while length(made) > limit and room > 1:
        room = max(1, room - (length(made) - limit))
        made = escape(shorten(text, room))
    return made


def one_line(text: str, limit: int) -> str:
    """``text`` escaped and on one line, of at most ``limit`` UTF-16 units."""
    return escaped(" ".join(text.split()), limit)


def quoted(text: str, limit: int) -> str:
    """``text`` as a block quotation of at most ``limit`` UTF-16 units."""
    room = limit - 2 * (text.count("\n") + 1)
    return "\n".join(f"> {line}" for line in escaped(text.strip(), room).split("\n"))


def kind_name(kind: NoteKind, words: Words) -> str:
    """What a kind of note is called."""
    names = {
        NoteKind.THOUGHT: words.say("thought"),
        NoteKind.QUESTION: words.say("question"),
        NoteKind.AGREEMENT: words.say("agreement"),
        NoteKind.DISAGREEMENT: words.say("disagreement"),
        NoteKind.CONNECTION: words.say("connection"),
        NoteKind.DEFINITION: words.say("definition"),
        NoteKind.SOURCE: words.say("source"),
        NoteKind.ANSWER: words.say("answer"),
        NoteKind.REPLY: words.say("reply"),
    }
    return names[kind]


def author_of(note: Note, words: Words) -> str:
    """The author's name as readers see it, escaped."""
    return words.say(NOBODY) if note.author_name == NOBODY else one_line(note.author_name, 60)


def body_of(note: Note, words: Words) -> str:
    """A note's words, not yet escaped."""
    return words.say(ERASED) if note.body == ERASED else note.body


def excerpt(posting: Posting, page: ExcerptPage) -> Message:
    """An excerpt with its buttons; its text is exactly the author's."""
    words = words_for(page.club.language)
    reading, article = page.script.reading, page.script.article
    head = f"**{one_line(reading.title, _TITLE_ROOM)}** · " + words.say(
        "{number} of {total}", number=page.excerpt.number, total=reading.excerpts
    )
    if page.club.notify_role_id is not None:
        head += f" {role(page.club.notify_role_id)}"
    if page.late is not None:
        head += "\n-# " + words.say("Late: it was due {when}.", when=when(posting.due_at))
    end = posted_end(page.script, page.excerpt)
    body = render_slice(page.script.text, article.blocks, article.emphasis, page.excerpt.start, end)
    text = f"{head}\n\n{body}" + _footer(reading, words, quotes=end < page.excerpt.end)
    return Message(
        text, (_excerpt_buttons(posting, page, words),), ping_role=page.club.notify_role_id
    )


def _footer(reading: Reading, words: Words, *, quotes: bool) -> str:
    """What stands below an excerpt: where to read on, whose it is, why it may be posted."""
    source = source_line(reading, words)
    address = _shown_address(reading.details.source_url)
    if quotes and address is not None:
        source = "… " + words.say("read on at {address}", address=address) + f" · {source}"
    elif quotes:
        source = "… " + words.say("read on at the source") + f" · {source}"
    elif address is not None:
        source += (" · " if source else "") + address
    return f"\n\n-# {source}" if source else ""


def source_line(reading: Reading, words: Words) -> str:
    """Author, publisher and the ground on which the text is posted, as far as they fit."""
    rights = one_line(rights_said(reading, words), _RIGHTS_ROOM)
    said = [part for part in (reading.details.author, reading.details.publisher) if part]
    room = _SOURCE_ROOM - length(rights)
    parts = [one_line(part, room // len(said)) for part in said]
    return " · ".join([*parts, *([rights] if rights else [])])


def _shown_address(address: str | None) -> str | None:
    """The address as it stands in a message; None where it is none, or is left to a button."""
    if address is None or not is_web_address(address) or len(address) > _LONGEST_SHOWN_URL:
        return None
    return f"<{address}>"


def _excerpt_buttons(posting: Posting, page: ExcerptPage, words: Words) -> tuple[Button, ...]:
    mark = posting.mark
    buttons = (
        Button(words.say("Annotate"), deed_id("annotate", mark), Look.CHIEF),
        Button(words.say("Ask"), deed_id("ask", mark)),
        Button(notes_label(page.notes, words), deed_id("notes", mark)),
        Button(words.say("Mark as read"), deed_id("read", mark)),
    )
    address = page.script.reading.details.source_url
    if address is None or not is_web_address(address) or _shown_address(address) is not None:
        return buttons
    if len(address) > _LONGEST_BUTTON_URL:
        return buttons
    return (*buttons, Button(words.say("Source"), url=address))


def notes_label(count: int, words: Words) -> str:
    """The words of the button that shows an excerpt's notes."""
    return words.say("Notes ({count})", count=count) if count else words.say("Notes")


def thread_name(page: ThreadPage) -> str:
    """The name of an excerpt's thread; Discord shows it as it is, so nothing is escaped."""
    words = words_for(page.club.language)
    tail = " · " + words.say(
        "{number} of {total}", number=page.excerpt, total=page.reading.excerpts
    )
    return bare(page.reading.title, _LONGEST_THREAD_NAME - length(tail)) + tail


def post_name(page: PostPage) -> str:
    """The name of a reading's post in a forum; Discord shows it as it is."""
    return bare(page.reading.title, _LONGEST_THREAD_NAME)


def post(posting: Posting, page: PostPage) -> Message:
    """The first message of a reading's own post in a forum."""
    words = words_for(page.club.language)
    total = words.count("{n} excerpt", "{n} excerpts", page.reading.excerpts)
    lines = [f"**{one_line(page.reading.title, _TITLE_ROOM)}** · {total}"]
    footer = _footer(page.reading, words, quotes=False)
    if footer:
        lines.append(footer.strip())
    lines.append(words.say("The excerpts come here, one by one."))
    about = Button(words.say("What can I do?"), deed_id("help", posting.mark))
    return Message("\n".join(lines), ((about,),))


def note(mark: str, page: NotePage) -> Message:
    """A note as it stands in its excerpt's thread; behind bars where the club wants them.

    Of one that moderators keep from the group only that is said.
    """
    written, words = page.note, words_for(page.club.language)
    if written.hidden_at is not None or written.held_at is not None:
        instead = words.say("A note stood here and was changed; it waits for a moderator.")
        if written.hidden_at is not None:
            instead = words.say("A note stood here. A moderator has hidden it.")
        more = Button(words.say("More"), deed_id("look", written.id, mark))
        return Message(f"-# {instead}", ((more,),))
    barred = stands_behind_bars(page.club, page.reading, written.excerpt)
    head = note_head(written, words)
    if written.source_message_id is not None:
        said = Link(page.club.server_id, written.source_channel_id or 0, written.source_message_id)
        head += " · " + link_or(words.say("said here"), said)
    passage = passage_of(written, 600)
    return with_whole(
        head + (behind_bars(passage) if barred else passage),
        body_of(written, words),
        f"note-{written.id}.txt",
        (_note_buttons(mark, written, words),),
        barred=barred,
    )


def behind_bars(text: str) -> str:
    """Each line of a text that is escaped behind spoiler bars; a quotation's sign stays before."""
    lines = []
    for line in text.split("\n"):
        sign = "> " if line.startswith("> ") else ""
        words = line.removeprefix(sign)
        lines.append(f"{sign}||{words}||" if words.strip() else line)
    return "\n".join(lines)


def note_head(written: Note, words: Words) -> str:
    """Who wrote what sort of note."""
    return f"**{author_of(written, words)}** · {kind_name(written.kind, words)}"


def passage_of(written: Note, limit: int) -> str:
    """The passage that a note sits on, quoted on a line of its own; empty where there is none."""
    if written.anchor is None:
        return ""
    return "\n" + quoted(written.anchor.exact, limit)


def with_whole(
    head: str,
    body: str,
    name: str,
    rows: Sequence[Row],
    *,
    barred: bool = False,
    room_after: int = 0,
) -> Message:
    """A text under its head; as a file as well where it does not fit unshortened.

    ``barred`` puts both behind spoiler bars; ``room_after`` is left free for what follows.
    """
    room = LONG_LIMIT - length(head) - _ROOM_AROUND_NOTE - room_after
    if barred:
        room -= 4 * (body.count("\n") + 1)
        name = f"SPOILER_{name}"
    body = normalise(body)  # nothing turns the line around, also not in the file
    shown = escape(body)
    files: tuple[Upload, ...] = ()
    if length(shown) > room:
        shown = escaped(body, max(1, room))
        files = (Upload(name, body.encode()),)
    shown = behind_bars(shown) if barred else shown
    return Message(f"{head}\n{shown}", tuple(rows), files)


def _note_buttons(mark: str, written: Note, words: Words) -> tuple[Button, ...]:
    more = Button(words.say("More"), deed_id("note", written.id, mark))
    nod = Button(nod_label(written.kind, words), deed_id("nod", written.id, mark))
    flag = Button(words.say("Flag"), deed_id("flag", written.id, mark))
    if written.kind is NoteKind.QUESTION:
        answer = Button(words.say("Answer"), deed_id("answer", written.id, mark), Look.CHIEF)
        return (answer, nod, more, flag)
    if written.parent_id is not None:
        return (nod, more, flag)
    return (Button(words.say("Reply"), deed_id("reply", written.id, mark)), nod, more, flag)


def nod_label(kind: NoteKind, words: Words) -> str:
    """What a member says by a nod."""
    return words.say("I wonder too") if kind is NoteKind.QUESTION else words.say("Helpful")


def notice(posting: Posting, page: NoticePage) -> Message:
    """What moderators are told; where they have to decide, with two buttons."""
    words = words_for(page.club.language)
    if page.doubtful_id is None:
        about = Button(words.say("About readbot"), deed_id("about", posting.mark))
        return Message(page.words, ((about,),))
    decide = (
        Button(words.say("It is there"), deed_id("doubt", page.doubtful_id, "sent", posting.mark)),
        Button(
            words.say("It is not: send it"),
            deed_id("doubt", page.doubtful_id, "send", posting.mark),
            Look.CHIEF,
        ),
    )
    return Message(page.words, (decide,))


def telling(posting: Posting, page: TellingPage) -> Message:
    """To one member: there are answers. No words but their own stand in it."""
    words = words_for(page.club.language)
    text = words.count(
        "There is an answer to a question that you wonder about too.",
        "There are {n} new answers to a question that you wonder about too.",
        page.answers,
    )
    if page.own is not None:
        text = words.count(
            "There is an answer to your question:",
            "There are {n} new answers to your question:",
            page.answers,
        )
        text += "\n" + quoted(body_of(page.own, words), 600)
    where = () if page.link is None else (Button(words.say("Go there"), url=url(page.link)),)
    text += "\n" + words.say(
        "You find the question with all its answers there, also with /questions."
    )
    quiet = Button(words.say("Tell me no more"), deed_id("quiet", page.club.id, posting.mark))
    return Message(text, ((*where, quiet),))


def greeting(posting: Posting, page: GreetingPage) -> Message:
    """The first words in a server."""
    words = words_for("en")
    help_button = Button(words.say("What can I do?"), deed_id("help", posting.mark))
    if page.homes:
        again = words.say(
            "Hello again! What this server read and wrote before is still here, in {channels}: "
            "what was planned goes on. **/reading queue** shows moderators what comes when, and "
            "**/club setup** gives a group whose channel is gone another one.",
            channels=words.joined([channel(home) for home in page.homes[:_MOST_HOMES]]),
        )
        return Message(again, ((help_button,),))
    text = words.say(
        "Hello! I run reading groups: I post an article in small excerpts at your own pace, keep "
        "everyone's notes and questions next to the words they are about, and sum the week up.\n\n"
        "To begin, someone who may manage messages uses **/club setup** and chooses a channel. "
        "Then **/reading add** takes a file, a web address or pasted text."
    )
    return Message(text, ((help_button,),))


def opening_words(script: Script, start: int, end: int, limit: int) -> str:
    """The first words of an excerpt, on one line, escaped."""
    return one_line(script.text[start : min(end, start + 4 * limit)], limit)


def link_or(text: str, link: Link | None) -> str:
    """``text``, already escaped, as a link where there is somewhere to lead to."""
    return text if link is None else f"[{text}]({url(link)})"


def language_of(club: Club) -> Words:
    """The words of a club."""
    return words_for(club.language)
