"""What of a reading comes when, with the buttons and menus that change it."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from readbot.chat.answers import Answer
from readbot.chat.paging import clamped, page_of, turning
from readbot.chat.reading_messages import dateless, days_said, title
from readbot.chat.render import language_of, when
from readbot.chat.views import Button, Look, Option, Row, Select, deed_id
from readbot.club.readings import ReadingState
from readbot.services.hold_ups import Told
from readbot.services.queueing import Queue
from readbot.text.words import Words

A_PAGE = 10
_MOST_OPTIONS = 25


def queue(waiting: Queue, page: int, said: str | None = None) -> Answer:
    """Which excerpt comes when; ``said`` is what was done a moment ago."""
    words = language_of(waiting.club)
    page = clamped(page, len(waiting.items), A_PAGE)
    shown = page_of(waiting.items, page, A_PAGE)
    lines = [*((said, "") if said else ()), f"**{title(waiting.reading)}**"]
    if waiting.cadence is not None:
        lines.append("-# " + days_said(waiting.cadence, words))
    lines += [held.text for held in waiting.held_up]
    lines += [f"{number}. {when(at)} ({when(at, 'R')})" for number, at in shown]
    if waiting.cadence is not None and waiting.dateless:
        lines.append(dateless(waiting.cadence, waiting.dateless, words))
    elif not waiting.items:
        lines.append(_why_nothing(waiting, words))
    return Answer(
        "\n".join(lines), (*_changes(waiting, shown, page, words), *_turning(waiting, page))
    )


def deciding(held: Told, words: Words) -> tuple[Button, ...]:
    """Buttons by which a moderator says if a doubtful posting stands; none for other hold-ups."""
    if held.posting_id is None:
        return ()
    return (
        Button(words.say("It is there"), deed_id("doubt", held.posting_id, "sent")),
        Button(words.say("It is not: send it"), deed_id("doubt", held.posting_id, "send")),
    )


def _why_nothing(waiting: Queue, words: Words) -> str:
    if waiting.reading.state is ReadingState.PAUSED:
        return words.say("It is paused: nothing comes until it goes on.")
    return words.say("Nothing is planned. /reading start chooses days and times.")


def _turning(waiting: Queue, page: int) -> tuple[Row, ...]:
    words = language_of(waiting.club)
    return turning(words, page, len(waiting.items), A_PAGE, "coming", waiting.reading.id)


def _changes(
    waiting: Queue, shown: Sequence[tuple[int, datetime]], page: int, words: Words
) -> tuple[Row, ...]:
    reading = waiting.reading
    buttons: list[Button] = []
    if waiting.next_number is not None:
        now_id = deed_id("coming-now", reading.id, waiting.next_number)
        label = words.say("Post excerpt {number} now", number=waiting.next_number)
        buttons.append(Button(label, now_id, Look.CHIEF))
    if reading.state is ReadingState.RUNNING:
        buttons.append(Button(words.say("Pause"), deed_id("coming-pause", reading.id)))
    if reading.state is ReadingState.PAUSED:
        buttons.append(Button(words.say("Go on"), deed_id("coming-resume", reading.id)))
    # As many as there is room for: others are in /about.
    buttons += [button for held in waiting.held_up[:1] for button in deciding(held, words)]
    menus = (
        _next_menu(waiting, shown, page, words),
        _skip_menu(waiting, shown, page, words),
        _back_menu(waiting, page, words),
    )
    rows: list[Row] = [tuple(buttons)] if buttons else []
    return (*rows, *((menu,) for menu in menus if menu is not None))


def _next_menu(
    waiting: Queue, shown: Sequence[tuple[int, datetime]], page: int, words: Words
) -> Select | None:
    """Another excerpt than the next one, of those that are not owed yet."""
    reading = waiting.reading
    numbers = [number for number, _ in shown if number > reading.next_excerpt]
    if not numbers:
        return None
    options = tuple(
        Option(words.say("Excerpt {number}", number=number), str(number)) for number in numbers
    )
    return Select(
        deed_id("coming-jump", reading.id, page),
        words.say("Let another excerpt come next, and leave out those before it"),
        options,
    )


def _skip_menu(
    waiting: Queue, shown: Sequence[tuple[int, datetime]], page: int, words: Words
) -> Select | None:
    """The dates of this page: what was due then comes on the following one, and so on."""
    if waiting.cadence is None or waiting.reading.state is not ReadingState.RUNNING:
        return None
    zone = ZoneInfo(waiting.cadence.zone)
    planned = [at for number, at in shown if number >= waiting.reading.next_excerpt]
    days = sorted({at.astimezone(zone).date() for at in planned})
    if not days:
        return None
    said = words.say("Leave out a date: what was due then comes on the next one")
    if waiting.cadence.until is not None:
        # No date follows the last one.
        said = words.say("Leave out a date: the rest moves on, and the end loses a date")
    return Select(
        deed_id("coming-skip", waiting.reading.id, page),
        said,
        _dates(days, words),
    )


def _back_menu(waiting: Queue, page: int, words: Words) -> Select | None:
    if not waiting.left_out:
        return None
    return Select(
        deed_id("coming-back", waiting.reading.id, page),
        words.say("Put a date back that is left out"),
        _dates(waiting.left_out[:_MOST_OPTIONS], words),
    )


def _dates(days: Sequence[date], words: Words) -> tuple[Option, ...]:
    return tuple(Option(words.day(day), day.isoformat()) for day in days)
