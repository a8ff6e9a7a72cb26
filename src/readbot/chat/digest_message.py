"""A digest as Discord messages: one in the channel, the whole of it behind its button."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from readbot.chat.answers import Answer
from readbot.chat.paging import clamped, turning
from readbot.chat.render import (
    behind_bars,
    kind_name,
    language_of,
    link_or,
    one_line,
    quoted,
    when,
)
from readbot.chat.views import PLAIN_LIMIT, Button, Message, Row, Upload, bare, deed_id, shorten
from readbot.club.digests import Length
from readbot.club.notes import NOBODY, NoteKind
from readbot.club.postings import Posting
from readbot.digest.views import Asked, DigestView, Passage, ReadingPart, Sides, Theme, Voice
from readbot.services.courier import DigestPage
from readbot.text.discord_markup import length
from readbot.text.words import Words

PAGE_ROOM = 3700
"""Discord's 4,000 less the buttons' words."""
_LONGEST_DESCRIPTION = 1024
ROOM = {Length.SHORT: 900, Length.MEDIUM: PLAIN_LIMIT, Length.LONG: PAGE_ROOM}
"""How long the message in the channel may be; one of plain content is previewed on phones."""


@dataclass(frozen=True, slots=True)
class _Few:
    """How much is told of each section, and how much of each quotation and note."""

    passages: int
    sides: int
    a_side: int
    themes: int
    voices: int
    answered: int
    open: int
    answers: int
    quote: int
    note: int


# So much of a passage that was quoted above already is quoted once more.
_KNOWN = 80
_WHOLE = _Few(99, 99, 9, 99, 9, 9999, 9999, 99, 300, 330)
# From generous to terse: the message tells of everything a little rather than of one thing all.
_STEPS = (
    _Few(5, 3, 2, 6, 3, 5, 5, 1, 300, 330),
    _Few(3, 2, 1, 5, 2, 3, 3, 1, 220, 260),
    _Few(3, 1, 1, 4, 1, 2, 2, 1, 160, 220),
    _Few(2, 1, 1, 3, 1, 2, 2, 1, 120, 160),
    _Few(1, 1, 1, 2, 1, 1, 1, 1, 100, 120),
    _Few(1, 0, 0, 2, 1, 1, 1, 0, 80, 90),
    _Few(1, 0, 0, 1, 1, 0, 1, 0, 60, 70),
)


def digest(posting: Posting, page: DigestPage) -> Message:
    """The week in one message, with its picture; the whole stands behind a button."""
    view = page.view
    words = language_of(page.club)
    text = front(view)
    buttons = []
    if pages(view) != [text]:
        more = deed_id("digest", view.digest_id or 0, 0, posting.mark)
        buttons.append(Button(words.say("More"), more))
    buttons.append(Button(words.say("Open questions"), deed_id("openquestions", posting.mark)))
    return Message(text, (tuple(buttons),), picture(view))


def picture(view: DigestView) -> tuple[Upload, ...]:
    """The digest's picture as a file to attach, described for those who cannot see it."""
    # Imported when used: what draws is needed once a week.
    from readbot.digest import pictures

    image = pictures.png(view)
    if image is None:
        return ()
    told = pictures.describe(view, language_of(view.club))
    return (Upload("reading.png", image, bare(told, _LONGEST_DESCRIPTION)),)


def page(view: DigestView, number: int, deed: str, *arguments: object) -> Answer:
    """One page of a whole digest, for the one who asks; ``deed`` turns its pages."""
    return _page(view, pages(view), number, deed, *arguments)


def preview(view: DigestView, number: int, deed: str) -> Answer:
    """A digest that is not sent yet: first what will stand in the channel, then the whole."""
    first, whole = front(view), pages(view)
    shown = _page(view, [first] if whole == [first] else [first, *whole], number, deed)
    return shown if number else replace(shown, files=picture(view))


def _page(
    view: DigestView, texts: Sequence[str], number: int, deed: str, *arguments: object
) -> Answer:
    number = clamped(number, len(texts), 1)
    words = language_of(view.club)
    rows: tuple[Row, ...] = turning(words, number, len(texts), 1, deed, *arguments)
    return Answer(texts[number], rows)


def front(view: DigestView) -> str:
    """What stands in the channel: as much of every section as the club's length has room for."""
    room = ROOM[view.club.digest_length]
    for few in _STEPS:
        text = "\n".join(_blocks(view, few))
        if length(text) <= room:
            return text
    return shorten(text, room)


def pages(view: DigestView) -> list[str]:
    """All of the digest in pages that each fit a message, parted between its entries."""
    found: list[str] = []
    text = ""
    for block in _blocks(view, _WHOLE):
        entry = shorten(block, PAGE_ROOM)
        joined = f"{text}\n{entry}" if text else entry
        if length(joined) > PAGE_ROOM:
            found.append(text)
            joined = entry.lstrip("\n")
        text = joined
    return [*found, text]


def _blocks(view: DigestView, few: _Few) -> Iterator[str]:
    words = language_of(view.club)
    if view.is_empty:
        yield words.say("It was a quiet week: nothing was posted and nothing was written.")
        return
    first, last = view.club.local(view.start), view.club.local(view.end)
    yield "## " + words.say("What we read and said")
    span = words.day(first.date())
    if first.date() != last.date():
        span = words.say(
            "{first} to {last}", first=words.day(first.date()), last=words.day(last.date())
        )
    counts = words.count("{n} note", "{n} notes", view.notes)
    voices = words.count("by {n} member", "by {n} members", view.voices)
    yield f"-# {span} · {counts} {voices}" if view.notes else f"-# {span}"
    for part in view.parts:
        yield from _part(part, words, few)


def _part(part: ReadingPart, words: Words, few: _Few) -> Iterator[str]:
    yield f"\n### {one_line(part.title, 150)}"
    yield _read(part, words)
    if part.passages:
        yield "\n" + _heading(words.say("The passages that drew most notes"))
        for passage in part.passages[: few.passages]:
            yield _passage(passage, words, few)
    if part.sides and few.sides:
        yield "\n" + _heading(words.say("Where you differed"))
        told = part.passages[: few.passages]
        for sides in part.sides[: few.sides]:
            yield _sides(sides, words, few, known=sides.passage in told)
    if part.themes:
        yield "\n" + _heading(words.say("What was said"))
        for theme in part.themes[: few.themes]:
            yield from _theme(theme, words, few)
    if part.answered and few.answered:
        yield "\n" + _heading(words.say("Questions that were answered"))
        yield from _questions(part.answered, few.answered, words, few, is_open=False)
    if part.open:
        yield "\n" + _heading(words.say("Questions that are still open"))
        yield from _questions(part.open, few.open, words, few, is_open=True)
    if part.next is not None:
        yield "\n" + words.say(
            "Next: excerpt {number} comes {when}.",
            number=part.next.number,
            when=when(part.next.at),
        )
    elif part.is_finished:
        yield "\n" + words.say("That was the last excerpt.")


def _questions(
    found: tuple[Asked, ...], most: int, words: Words, few: _Few, *, is_open: bool
) -> Iterator[str]:
    for asked in found[:most]:
        yield _question(asked, words, few, is_open=is_open)
    if len(found) > most:
        yield "-# " + words.count("and {n} more", "and {n} more", len(found) - most)


def _heading(text: str) -> str:
    return f"**{text}**"


def _read(part: ReadingPart, words: Words) -> str:
    so_far = words.count(
        "{posted} of {total} excerpt so far",
        "{posted} of {total} excerpts so far",
        part.total,
        posted=part.posted,
        total=part.total,
    )
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


def _passage(passage: Passage, words: Words, few: _Few) -> str:
    notes = words.count("{n} note", "{n} notes", passage.notes)
    where = _where(passage.excerpt, words)
    tail = f"{notes} · {link_or(where, passage.link)}" if where else notes
    words_of_it = quoted(passage.quoted, few.quote)
    return f"{behind_bars(words_of_it) if passage.barred else words_of_it}\n-# {tail}"


def _where(excerpt: int | None, words: Words) -> str:
    return "" if excerpt is None else words.say("excerpt {number}", number=excerpt)


def _sides(sides: Sides, words: Words, few: _Few, *, known: bool) -> str:
    """Both sides on a passage; one that was quoted above is only brought to mind."""
    lines = [_passage(sides.passage, words, replace(few, quote=_KNOWN) if known else few)]
    lines += [_voice(v, words, few) for v in sides.agreeing[: few.a_side]]
    lines += [_voice(v, words, few) for v in sides.disagreeing[: few.a_side]]
    return "\n".join(lines)


def _theme(theme: Theme, words: Words, few: _Few) -> Iterator[str]:
    if theme.keywords:
        about = words.joined([one_line(word, 40) for word in theme.keywords])
        notes = words.count("{n} note", "{n} notes", theme.notes)
        yield f"{behind_bars(f'*{about}*') if theme.barred else f'*{about}*'} · {notes}"
    for voice in theme.voices[: few.voices]:
        yield _voice(voice, words, few)


def _voice(voice: Voice, words: Words, few: _Few) -> str:
    """One line: who, what sort of note if it is not a plain thought, the words, the way back."""
    name = _name(voice, words)
    kind = "" if voice.kind is NoteKind.THOUGHT else f" ({kind_name(voice.kind, words)})"
    who = f"**{name}**{kind}: " if name else f"{kind.strip()} " if kind else ""
    back = "" if voice.link is None else " " + link_or("↗", voice.link)
    return f"- {who}{_said(voice, few)}{back}"


def _said(voice: Voice, few: _Few) -> str:
    said = one_line(voice.brief, few.note)
    return behind_bars(said) if voice.barred else said


def _name(voice: Voice, words: Words) -> str:
    if voice.author is None:
        return ""
    return words.say(NOBODY) if voice.author == NOBODY else one_line(voice.author, 60)


def _question(asked: Asked, words: Words, few: _Few, *, is_open: bool) -> str:
    question = _voice(asked.question, words, few)
    lines = [question.replace(f" ({kind_name(NoteKind.QUESTION, words)})", "", 1)]
    if asked.carried:
        lines[0] += f" · {when(asked.since, 'd')}"
    if is_open and asked.answers:
        lines[0] += " · " + words.say("answered, not yet accepted")
    answers = asked.answers[: few.answers]
    for answer in answers:
        name = _name(answer, words)
        who = f"**{name}**: " if name else ""
        lines.append(f"  - {who}{_said(answer, few)}")
    left = len(asked.answers) - len(answers)
    if left > 0:
        lines.append("  - " + words.count("and {n} more answer", "and {n} more answers", left))
    return "\n".join(lines)
