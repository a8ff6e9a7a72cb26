"""A digest as Discord messages: one in the channel, what does not fit behind its button."""

from collections.abc import Iterator, Sequence

from readbot.chat.answers import Answer
from readbot.chat.paging import clamped, turning
from readbot.chat.render import (
    escaped,
    kind_name,
    language_of,
    link_or,
    one_line,
    quoted,
    when,
)
from readbot.chat.views import Button, Message, Row, deed_id, shorten
from readbot.club.notes import NOBODY, NoteKind
from readbot.club.postings import Posting
from readbot.digest.views import Asked, DigestView, Passage, ReadingPart, Sides, Theme, Voice
from readbot.services.courier import DigestPage
from readbot.text.discord_markup import length
from readbot.text.words import Words

PAGE_ROOM = 3700
"""Discord's 4,000 less the buttons' words."""
_PASSAGES = 5
_VOICES_A_SIDE = 2


def digest(posting: Posting, page: DigestPage) -> Message:
    """The week in one message; the rest stands behind a button."""
    words = language_of(page.club)
    texts = pages(page.view)
    buttons = [Button(words.say("Open questions"), deed_id("openquestions", posting.mark))]
    if len(texts) > 1:
        more = deed_id("digest", page.view.digest_id or 0, 1, posting.mark)
        buttons.insert(0, Button(words.say("More"), more))
    return Message(texts[0], (tuple(buttons),))


def page(view: DigestView, number: int, deed: str, *arguments: object) -> Answer:
    """One page of a digest, for the one who asks; ``deed`` turns its pages."""
    words = language_of(view.club)
    texts = pages(view)
    number = clamped(number, len(texts), 1)
    rows: tuple[Row, ...] = turning(words, number, len(texts), 1, deed, *arguments)
    return Answer(texts[number], rows)


def pages(view: DigestView) -> list[str]:
    """The digest's text in pages that each fit a message, parted between its entries."""
    found: list[str] = []
    text = ""
    for block in _blocks(view):
        entry = shorten(block, PAGE_ROOM)
        joined = f"{text}\n{entry}" if text else entry
        if length(joined) > PAGE_ROOM:
            found.append(text)
            joined = entry.lstrip("\n")
        text = joined
    return [*found, text]


def _blocks(view: DigestView) -> Iterator[str]:
    words = language_of(view.club)
    first, last = view.club.local(view.start), view.club.local(view.end)
    yield "## " + words.say("What we read and said")
    span = words.say(
        "{first} to {last}", first=words.day(first.date()), last=words.day(last.date())
    )
    counts = words.count("{n} note", "{n} notes", view.notes)
    voices = words.count("by {n} member", "by {n} members", view.voices)
    yield f"-# {span} · {counts} {voices}" if view.notes else f"-# {span}"
    if view.is_empty:
        yield words.say("It was a quiet week: nothing was posted and nothing was written.")
    for part in view.parts:
        yield from _part(part, words)


def _part(part: ReadingPart, words: Words) -> Iterator[str]:
    yield f"\n### {one_line(part.title, 150)}"
    yield _read(part, words)
    if part.passages:
        yield "\n" + _heading(words.say("The passages that drew most notes"))
        for passage in part.passages[:_PASSAGES]:
            yield _passage(passage, words)
    if part.sides:
        yield "\n" + _heading(words.say("Where you differed"))
        for sides in part.sides:
            yield _sides(sides, words)
    if part.themes:
        yield "\n" + _heading(words.say("What was said"))
        for theme in part.themes:
            yield from _theme(theme, words)
    if part.answered:
        yield "\n" + _heading(words.say("Questions that were answered"))
        for asked in part.answered:
            yield _question(asked, words)
    if part.open:
        yield "\n" + _heading(words.say("Questions that are still open"))
        for asked in part.open:
            yield _question(asked, words)
    if part.next is not None:
        yield "\n" + words.say(
            "Next: excerpt {number} comes {when}.",
            number=part.next.number,
            when=when(part.next.at),
        )
    elif part.is_finished:
        yield "\n" + words.say("That was the last excerpt.")


def _heading(text: str) -> str:
    return f"**{text}**"


def _read(part: ReadingPart, words: Words) -> str:
    so_far = words.say("{posted} of {total} excerpts so far", posted=part.posted, total=part.total)
    if not part.excerpts:
        return so_far
    shown = part.excerpts[:7]
    numbers = [link_or(str(e.number), e.link) for e in shown]
    if len(part.excerpts) > len(shown):
        numbers.append("…")
    read = words.count(
        "Read: excerpt {numbers}",
        "Read: excerpts {numbers}",
        len(part.excerpts),
        numbers=", ".join(numbers),
    )
    return f"{read} · {so_far}"


def _passage(passage: Passage, words: Words) -> str:
    notes = words.count("{n} note", "{n} notes", passage.notes)
    where = _where(passage.excerpt, words)
    tail = f"{notes} · {link_or(where, passage.link)}" if where else notes
    return f"{quoted(passage.quoted, 300)}\n-# {tail}"


def _where(excerpt: int | None, words: Words) -> str:
    return "" if excerpt is None else words.say("excerpt {number}", number=excerpt)


def _sides(sides: Sides, words: Words) -> str:
    lines = [_passage(sides.passage, words)]
    lines += [_voice(v, words) for v in sides.agreeing[:_VOICES_A_SIDE]]
    lines += [_voice(v, words) for v in sides.disagreeing[:_VOICES_A_SIDE]]
    return "\n".join(lines)


def _theme(theme: Theme, words: Words) -> Iterator[str]:
    if theme.keywords:
        about = words.joined([one_line(word, 40) for word in theme.keywords])
        notes = words.count("{n} note", "{n} notes", theme.notes)
        yield f"*{about}* · {notes}"
    for voice in theme.voices:
        yield _voice(voice, words)


def _voice(voice: Voice, words: Words) -> str:
    """One line: who, what sort of note if it is not a plain thought, the words, the way back."""
    name = _name(voice, words)
    kind = "" if voice.kind is NoteKind.THOUGHT else f" ({kind_name(voice.kind, words)})"
    who = f"**{name}**{kind}: " if name else f"{kind.strip()} " if kind else ""
    back = "" if voice.link is None else " " + link_or("↗", voice.link)
    return f"- {who}{one_line(voice.brief, 330)}{back}"


def _name(voice: Voice, words: Words) -> str:
    if voice.author is None:
        return ""
    return words.say(NOBODY) if voice.author == NOBODY else one_line(voice.author, 60)


def _question(asked: Asked, words: Words) -> str:
    lines = [
        _voice(asked.question, words).replace(f" ({kind_name(NoteKind.QUESTION, words)})", "", 1)
    ]
    answers: Sequence[Voice] = asked.answers[:1] if asked.accepted else asked.answers[:2]
    for answer in answers:
        name = _name(answer, words)
        who = f"**{name}**: " if name else ""
        lines.append(f"  - {who}{escaped(' '.join(answer.brief.split()), 300)}")
    left = len(asked.answers) - len(answers)
    if left > 0:
        lines.append("  - " + words.count("and {n} more answer", "and {n} more answers", left))
    return "\n".join(lines)
