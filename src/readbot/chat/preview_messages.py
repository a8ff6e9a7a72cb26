"""A reading before it starts, as its moderator sees it: what was found, left out, and cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from babel.numbers import format_decimal

from readbot.chat.answers import Answer
from readbot.chat.paging import clamped, page_of, turning
from readbot.chat.reading_messages import title
from readbot.chat.render import language_of, one_line, opening_words
from readbot.chat.views import Button, Look, Option, Row, Select, deed_id
from readbot.club.mistakes import Mistake
from readbot.club.readings import (
    Reading,
    ReadingState,
    Rights,
    rights_said,
)
from readbot.services.readings import Added
from readbot.text import importers
from readbot.text.article import Details, LeftOut
from readbot.text.words import Words

_EXCERPTS_A_PAGE = 10
_LEFT_OUT_SHOWN = 5
_MOST_OPTIONS = 25
_MORE = "more"


@dataclass(frozen=True, slots=True)
class OtherWay:
    """As what else a text may have been meant than it was read as; ``draft`` holds the text."""

    form: importers.Form
    draft: int


def added(
    seen: Added, page: int = 0, left_out_from: int = 0, other: OtherWay | None = None
) -> Answer:
    """A reading as it was found and cut, with what can be done before it starts.

    ``left_out_from`` is the index of the first left-out block in the menu.
    """
    words = language_of(seen.club)
    reading = seen.script.reading
    total = len(seen.excerpts)
    page = clamped(page, total, _EXCERPTS_A_PAGE)
    waits = reading.state is ReadingState.WAITING
    head = f"**{title(reading)}**"
    if waits:
        head += " · " + words.say("waits to be started")
    lines = [head]
    if reading.details.subtitle:
        lines.append(f"*{one_line(reading.details.subtitle, 300)}*")
    lines += [_details_line(reading.details, words), _rights_line(reading, words)]
    if waits and other is not None:
        lines.append(_read_as(other, words))
    lines += [_cut_line(seen, words), "", *_openings(seen, page, words)]
    left_out = seen.script.article.left_out
    if page == 0:
        lines += _left_out(left_out, words)
    rows: tuple[Row, ...] = turning(words, page, total, _EXCERPTS_A_PAGE, "cut", reading.id)
    if waits and left_out and page == 0:
        rows = (*rows, _put_back(reading, left_out, left_out_from, words))
    rows = (*rows, _rights_menu(reading, words))
    if waits and other is not None:
        rows = (*rows, (_read_otherwise(other, words),))
    return Answer("\n".join(lines), (*rows, _deeds(reading, words)) if waits else rows)


def _read_as(other: OtherWay, words: Words) -> str:
    if other.form is importers.Form.MARKDOWN:
        said = words.say("Read as plain text: signs that may be Markdown stay as they are.")
    else:
        said = words.say("Read as Markdown: its signs make headings, lists and emphasis.")
    return f"-# {said}"


def _read_otherwise(other: OtherWay, words: Words) -> Button:
    marked = other.form is importers.Form.MARKDOWN
    said = words.say("Read as Markdown") if marked else words.say("Read as plain text")
    return Button(said, deed_id("readas", other.draft))


def _details_line(details: Details, words: Words) -> str:
    found = (details.author, details.published, details.publisher, details.language)
    said = [one_line(part, 80) for part in found if part]
    if details.source_url:
        said.append(one_line(details.source_url, 150))
    return "-# " + (" · ".join(said) or words.say("No author, date or source was found."))


def _rights_line(reading: Reading, words: Words) -> str:
    if reading.rights is Rights.NOT_STATED:
        return "-# " + words.say(
            "Nobody has said yet why this text may be posted. Choose the reason below."
        )
    said = one_line(rights_said(reading, words), 80)
    if reading.rights is Rights.QUOTATION:
        said += " · " + words.say(
            "{share} % of each excerpt is posted, with the link", share=reading.share
        )
    return f"-# {said}"


def _cut_line(seen: Added, words: Words) -> str:
    number = len(seen.excerpts)
    if round(sum(seen.minutes), 1) < 1:
        return words.count(
            "{n} excerpt, less than a minute", "{n} excerpts, less than a minute in all", number
        )
    total = minutes_said(sum(seen.minutes), words)
    least, most = minutes_said(min(seen.minutes), words), minutes_said(max(seen.minutes), words)
    if least == most:
        return words.count(
            "{n} excerpt of {total} minutes",
            "{n} excerpts of {least} minutes each, {total} minutes in all",
            number,
            least=least,
            total=total,
        )
    return words.count(
        "{n} excerpt of {total} minutes",
        "{n} excerpts of {least} to {most} minutes each, {total} minutes in all",
        number,
        least=least,
        most=most,
        total=total,
    )


def minutes_said(value: float, words: Words) -> str:
    """A number of minutes, as the club's language writes it."""
    return format_decimal(round(value, 1) if value < 10 else round(value), locale=words.locale)


def _openings(seen: Added, page: int, words: Words) -> list[str]:
    numbered = list(zip(seen.excerpts, seen.minutes, strict=True))
    return [
        words.say(
            "{number}. {words} ({minutes} min)",
            number=f"**{excerpt.number}**",
            words=opening_words(seen.script, excerpt.start, excerpt.end, 90),
            minutes=minutes_said(minutes, words),
        )
        for excerpt, minutes in page_of(numbered, page, _EXCERPTS_A_PAGE)
    ]


def _left_out(left_out: Sequence[LeftOut], words: Words) -> list[str]:
    if not left_out:
        return []
    lines = ["", words.say("Left out, because it does not belong to the text:")]
    lines += [
        f"-# “{one_line(part.text, 90)}” · {words.say(part.reason)}"
        for part in left_out[:_LEFT_OUT_SHOWN]
    ]
    more = len(left_out) - _LEFT_OUT_SHOWN
    if more > 0:
        lines.append("-# " + words.count("and {n} more", "and {n} more", more))
    return lines


def _put_back(
    reading: Reading, left_out: Sequence[LeftOut], start: int, words: Words
) -> tuple[Select]:
    """A menu of what was left out; the first of 25 or, on request, the next."""
    start = start if 0 <= start < len(left_out) else 0
    fits = len(left_out) - start <= _MOST_OPTIONS
    shown = left_out[start:] if fits else left_out[start : start + _MOST_OPTIONS - 1]
    options = [
        Option(
            " ".join(part.text.split())[:100],
            f"{index}-{_print_of(part)}",
            words.say(part.reason),
        )
        for index, part in enumerate(shown, start)
    ]
    if not fits:
        options.append(Option(words.say("Show more"), f"{_MORE}-{start + len(shown)}"))
    menu = deed_id("putback", reading.id)
    return (Select(menu, words.say("Put something back that was left out"), tuple(options)),)


def _print_of(part: LeftOut) -> str:
    """A few characters by which a block is known again when the message is an old one."""
    return f"{crc32(part.text.encode()):08x}"


def read_put_back(value: str, left_out: Sequence[LeftOut]) -> tuple[int | None, int]:
    """What was chosen: the index of a block, or None and the first index to be shown."""
    which, _, what = value.partition("-")
    if which == _MORE and what.isdecimal():
        return None, int(what)
    index = int(which) if which.isdecimal() else -1
    if not 0 <= index < len(left_out) or _print_of(left_out[index]) != what:
        raise Mistake("That has been put back already. Look at the preview again.")
    return index, 0


def rights_names(words: Words) -> dict[Rights, tuple[str, str]]:
    """What the grounds are called for the moderator who chooses one, and what each means."""
    return {
        Rights.OWN: (words.say("Our own text"), words.say("One of us wrote it.")),
        Rights.PUBLIC_DOMAIN: (
            words.say("Public domain"),
            words.say("Its rights have ended, or never were."),
        ),
        Rights.LICENCE: (words.say("Under a licence"), words.say("Such as CC BY 4.0.")),
        Rights.PERMISSION: (
            words.say("With permission"),
            words.say("Its author or publisher has allowed it."),
        ),
        Rights.QUOTATION: (
            words.say("Quotation"),
            words.say("Only a share of each excerpt is posted, with the link."),
        ),
    }


def _rights_menu(reading: Reading, words: Words) -> tuple[Select]:
    options = tuple(
        Option(name, ground, meaning, chosen=reading.rights is ground)
        for ground, (name, meaning) in rights_names(words).items()
    )
    menu = deed_id("rights", reading.id)
    return (Select(menu, words.say("Why may this text be posted?"), options),)


def _deeds(reading: Reading, words: Words) -> Row:
    return (
        Button(words.say("Start…"), deed_id("start", reading.id), Look.CHIEF),
        Button(words.say("Edit details"), deed_id("details", reading.id)),
        Button(words.say("More details"), deed_id("moredetails", reading.id)),
        Button(words.say("Cut differently"), deed_id("recut", reading.id)),
        Button(words.say("Discard"), deed_id("discard", reading.id), Look.GRAVE),
    )
