"""Cutting a reading into excerpts: all cuts of a reading chosen together.

A dynamic programme (the idea of Knuth and Plass 1981, "Breaking paragraphs into lines") looks at
every place where a cut may be and finds the cuts of the least total cost. One excerpt costs:

- the square of its distance from the target, as a share of the target, times ``DISTANCE``;
- the price of the border at its end: ``BORDER_COSTS``; nothing at a section's or the text's end;
- below the smallest size ``TOO_SHORT``, above the largest ``TOO_LONG``, each growing with the lack
  or the excess; ``STUB`` more when the short one is the last.

No excerpt may be longer than the room of its message: that is a wall, not a price. A sentence that
is longer than the room by itself is parted beforehand, at a clause, a space or a character's end.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from readbot.text.article import Block, Emphasis
from readbot.text.discord_markup import length
from readbot.text.pieces import A_LITTLE, UNREAD, Border, Pieces, measure
from readbot.text.reading_time import minutes

PLAIN_ROOM = 2_000 - 250
"""An excerpt's room in a plain message: Discord's 2,000 less header and footer."""

LONG_ROOM = 4_000 - 350
"""An excerpt's room in a components message: Discord's 4,000 less header, footer and labels."""

DEFAULT_TARGET_MINUTES = 1.1

DISTANCE = 1.0
TOO_SHORT = 0.6
TOO_LONG = 0.4
STUB = 3.0


BORDER_COSTS = {
    Border.SECTION: 0.0,
    Border.PARAGRAPH: 0.06,
    Border.ITEM: 0.15,
    Border.SENTENCE: 0.30,
    Border.CLAUSE: 2.0,
    Border.CLINGING: 12.0,
}

SMALLEST = 0.5
LARGEST = 1.5
SNUG = 0.8  # the share of the room that an average excerpt may fill when the count is given

_ROUNDING = 1e-6
_BAND = 0.75  # targets on either side of an excerpt's even share
_FARTHEST = 2.0  # an excerpt this many times the largest size is not even tried


@dataclass(frozen=True, slots=True)
class Cut:
    """One excerpt-to-be: the slice ``[start, end)`` of a reading's text, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How much is read at a time: sizes in minutes, and the message's room in UTF-16 units.

    The sizes are wishes that the cost weighs; only ``room`` is never exceeded.
    """

    target_minutes: float
    smallest_minutes: float
    largest_minutes: float
    room: int


class CuttingError(ValueError):
    """The text cannot be cut as asked; the message says in plain words what would work.

    ``msgid`` is the untranslated sentence with ``{names}`` for ``values``.
    """

    def __init__(self, msgid: str, **values: object) -> None:
        super().__init__(msgid.format(**values))
        self.msgid = msgid
        self.values = values


class TargetTooLargeError(CuttingError):
    """The wanted excerpts would not fit one Discord message."""


class TooManyExcerptsError(CuttingError):
    """More excerpts are wanted than the text has sentences."""


def pace_for(text: str, language: str | None, target_minutes: float | None = None) -> Pace:
    """The pace for a target: half to one and a half of it, and the smaller room that holds it.

    Without a target it is ``DEFAULT_TARGET_MINUTES``, or less where a text is so dense that less
    fits a message. Raises TargetTooLargeError where a typical excerpt of the target fits none.
    """
    whole, total = length(text), _minutes(text, language)
    a_minute = whole / (total or 1.0)
    if target_minutes is None:
        target_minutes = min(DEFAULT_TARGET_MINUTES, SNUG * LONG_ROOM / max(1.0, a_minute))
    fits_plain = target_minutes * a_minute <= PLAIN_ROOM
    pace = _pace(target_minutes, PLAIN_ROOM if fits_plain else LONG_ROOM)
    _check(whole, total, pace)
    return pace


def cut(
    text: str,
    blocks: Sequence[Block],
    language: str | None,
    pace: Pace,
    *,
    emphasis: Sequence[Emphasis] = (),
) -> list[Cut]:
    """The whole text in excerpts at a pace: joined, they are the text, code point for code point.

    Each excerpt's ``render_slice`` has at most ``pace.room`` UTF-16 units. White space between two
    excerpts belongs to the first. Raises TargetTooLargeError where the target exceeds the room.
    """
    pieces = measure(text, blocks, language, emphasis, pace.room)
    # The pieces' minutes are never fewer than the text's, so what pace_for allows passes here.
    _check(length(text), sum(pieces.minutes), pace)
    return _cuts(pieces, _cheapest(pieces, pace))


def cut_into(
    text: str,
    blocks: Sequence[Block],
    language: str | None,
    count: int,
    *,
    emphasis: Sequence[Emphasis] = (),
) -> list[Cut]:
    """The whole text in exactly ``count`` excerpts of about equal size.

    Raises TargetTooLargeError where they would not fit one message each, and TooManyExcerptsError
    where the text has fewer sentences than that.
    """
    target = _minutes(text, language) / max(1, count)
    needed = length(text) / max(1, count)
    for room in (PLAIN_ROOM, LONG_ROOM):
        pieces = measure(text, blocks, language, emphasis, room)
        fewest = _fewest(pieces, room)
        if fewest <= count and (needed <= SNUG * room or room == LONG_ROOM):
            break
    else:
        if count == 1:
            raise TargetTooLargeError(
                "The whole text would be too long for a Discord message. "
                "Ask for {fewest} excerpts or more.",
                fewest=fewest,
            )
        raise TargetTooLargeError(
            "{count} excerpts would each be too long for a Discord message. "
            "Ask for {fewest} or more.",
            count=count,
            fewest=fewest,
        )
    if count > len(pieces.minutes):
        raise TooManyExcerptsError(
            "This text has only {sentences} sentences. Ask for that many excerpts, or fewer.",
            sentences=len(pieces.minutes),
        )
    return _cuts(pieces, _cheapest_of(pieces, _pace(target, room), count))


def _pace(target: float, room: int) -> Pace:
    return Pace(target, SMALLEST * target, LARGEST * target, room)


def _minutes(text: str, language: str | None) -> float:
    return max(minutes(text, language), len(text) * A_LITTLE * UNREAD)


def _check(whole: int, total: float, pace: Pace) -> None:
    """Refuse a target that exceeds the room in a text of ``whole`` units, ``total`` minutes."""
    if whole <= pace.room or pace.target_minutes * whole <= pace.room * total:
        return
    raise TargetTooLargeError(
        "{target} minutes of this text are about {needed} characters, and a Discord message holds "
        "{room}. Ask for {largest} minutes or less, or for several excerpts at a time.",
        target=f"{pace.target_minutes:g}",
        needed=round(pace.target_minutes * whole / total),
        room=pace.room,
        largest=math.floor(10 * pace.room * total / whole) / 10,
    )


def _cuts(pieces: Pieces, borders: list[int]) -> list[Cut]:
    offsets = [pieces.starts[border] for border in borders]
    return [Cut(start, end) for start, end in pairwise(offsets)]


def _size_cost(size: float, pace: Pace, *, last: bool) -> float:
    """What an excerpt of ``size`` minutes costs, its borders aside."""
    off = (size - pace.target_minutes) / pace.target_minutes
    cost = DISTANCE * off * off
    if size > pace.largest_minutes:
        cost += TOO_LONG * size / pace.largest_minutes
    elif size < pace.smallest_minutes:
        cost += TOO_SHORT * (2 - size / pace.smallest_minutes) + (STUB if last else 0.0)
    return cost


def _cheapest(pieces: Pieces, pace: Pace) -> list[int]:
    """The borders, from 0 to the end, of the cuts that cost least together.

    The starts from which an excerpt may reach an end are of three kinds, in this order: those that
    make it too long, those that do not, and those that make it too short. Each kind has a formula
    of its own (``_size_cost``, written out, for this is where the time goes).
    """
    count = len(pieces.minutes)
    time = [0.0, *(at / pace.target_minutes for at in accumulate(pieces.minutes))]
    room = [0, *accumulate(pieces.rooms)]
    prices = [*(BORDER_COSTS[border] for border in pieces.borders), 0.0]
    largest, smallest = (
        size / pace.target_minutes for size in (pace.largest_minutes, pace.smallest_minutes)
    )
    too_long, too_short = TOO_LONG / largest, TOO_SHORT / smallest
    least_when_long = TOO_LONG + DISTANCE * max(0.0, largest - 1.0) ** 2 - _ROUNDING
    least_when_short = TOO_SHORT + DISTANCE * max(0.0, 1.0 - smallest) ** 2 - _ROUNDING
    best, came_from = [0.0] * (count + 1), [0] * (count + 1)
    first = long = short = 0
    for end in range(1, count + 1):
        now, roomy = time[end], room[end] - pace.room
        farthest = now - _FARTHEST * largest
        while first < end - 1 and (room[first] < roomy or time[first] < farthest):
            first += 1
        long = max(long, first)
        while long < end and now - time[long] > largest:
            long += 1
        short = max(short, long)
        while short < end and now - time[short] >= smallest:
            short += 1
        fixed = 2 * TOO_SHORT + (STUB if end == count else 0.0)
        off = now - 1.0
        least, source = math.inf, end - 1
        if long < short:
            costs = [
                before + DISTANCE * (off - at) * (off - at)
                for before, at in zip(best[long:short], time[long:short], strict=True)
            ]
            least = min(costs)
            source = long + costs.index(least)
        # The two other kinds are looked at only where the cheapest of them could still win.
        if first < long and min(best[first:long]) + least_when_long < least:
            costs = [
                before + DISTANCE * (off - at) * (off - at) + too_long * (now - at)
                for before, at in zip(best[first:long], time[first:long], strict=True)
            ]
            cheapest = min(costs)
            if cheapest < least:
                least, source = cheapest, first + costs.index(cheapest)
        if short < end and min(best[short:end]) + least_when_short < least:
            costs = [
                before + DISTANCE * (off - at) * (off - at) + fixed - too_short * (now - at)
                for before, at in zip(best[short:end], time[short:end], strict=True)
            ]
            cheapest = min(costs)
            if cheapest < least:
                least, source = cheapest, short + costs.index(cheapest)
        best[end], came_from[end] = least + prices[end], source
    borders = [count]
    while borders[-1] > 0:
        borders.append(came_from[borders[-1]])
    return borders[::-1]


def _fewest(pieces: Pieces, room: int) -> int:
    """The fewest excerpts that the room allows."""
    count, filled = 0, room
    for needed in pieces.rooms:
        filled += needed
        if filled > room:
            count, filled = count + 1, needed
    return count


def _cheapest_of(pieces: Pieces, pace: Pace, count: int) -> list[int]:
    """As ``_cheapest``, but exactly ``count`` excerpts.

    The n-th border is looked for near its even share of the text; the band widens until one is
    found for all, so that the work stays near-linear for books.
    """
    time = [0.0, *accumulate(pieces.minutes)]
    slack = _BAND * pace.target_minutes
    while True:
        borders = _within_band(pieces, pace, count, time, slack)
        if borders is not None:
            return borders
        slack *= 2


def _within_band(
    pieces: Pieces, pace: Pace, count: int, time: list[float], slack: float
) -> list[int] | None:
    total = len(pieces.minutes)
    room = [0, *accumulate(pieces.rooms)]
    prices = [BORDER_COSTS[border] for border in pieces.borders]
    layer: dict[int, float] = {0: 0.0}
    came_from: list[dict[int, int]] = []
    for nth in range(1, count + 1):
        share = time[total] * nth / count
        low = max(nth, bisect_left(time, share - slack))
        high = min(total - (count - nth), bisect_left(time, share + slack))
        ends = range(total, total + 1) if nth == count else range(low, high + 1)
        costs: dict[int, float] = {}
        sources: dict[int, int] = {}
        for end in ends:
            least, source = math.inf, -1
            for start, before in layer.items():
                if start >= end or room[end] - room[start] > pace.room:
                    continue
                cost = before + _size_cost(time[end] - time[start], pace, last=nth == count)
                if cost < least:
                    least, source = cost, start
            if source >= 0:
                costs[end] = least + (prices[end] if end < total else 0.0)
                sources[end] = source
        layer = costs
        came_from.append(sources)
    if total not in layer:
        return None
    borders = [total]
    for sources in reversed(came_from):
        borders.append(sources[borders[-1]])
    return borders[::-1]
