"""Dates as a dateline writes them, in the languages that readbot's importers know."""

import re
from datetime import date
from functools import cache

_LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "ru", "pl", "uk", "cs", "sv", "da", "nb", "fi"),
    *("el", "tr", "ro", "hu"),
)
_LONGEST_LINE = 300
_ISO = re.compile(r"(?<!\d)(\d{4})[-/](\d{2})[-/](\d{2})(?!\d)(?:T\d{2}:\d{2}\S{0,9})?")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_HAN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+)?([^\W\d_]+)\.?,?\s+(?:de\s+)?(\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_NUMBERED = ((_ISO, "ymd"), (_HAN, "ymd"), (_DOTTED, "dmy"))
_NAMED = ((_DAY_FIRST, 1, 2), (_MONTH_FIRST, 2, 1))
# Day and month cannot be told apart here, so such a date is kept as it is written.
_SLASHED = re.compile(r"(?<!\d)\d{1,2}/\d{1,2}/\d{4}(?!\d)")
_WITHOUT_YEAR = re.compile(r"([^\W\d_]+)\.? (\d{1,2})(?!\d)|(?<!\d)(\d{1,2})\.? ([^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+")


def date_in(line: str) -> str | None:
    """Give the date that the line names: as YYYY-MM-DD where that is sure, else as written."""
    line = line[:_LONGEST_LINE]
    for pattern, order in _NUMBERED:
        match = pattern.search(line)
        if match:
            parts = dict(zip(order, map(int, match.groups()), strict=True))
            return _iso(parts["y"], parts["m"], parts["d"])
    for pattern, day_at, month_at in _NAMED:
        match = pattern.search(line)
        month = _months().get(match[month_at].casefold()) if match else None
        if match and month:
            return _iso(int(match[3]), month, int(match[day_at]))
    slashed = _SLASHED.search(line)
    return slashed[0] if slashed else None


def day_in(words: str) -> str | None:
    """Give the day of a month that the words begin or end with, as written: "May 3", "3 mai"."""
    match = _WITHOUT_YEAR.search(words[:_LONGEST_LINE])
    named = match is not None and (match[1] or match[4]).casefold() in _months()
    return match[0] if match is not None and named else None


def without_dates(line: str) -> str:
    """Give what the line says beside its dates and its days of the week."""
    for pattern, _ in _NUMBERED:
        line = pattern.sub(" ", line)
    for pattern, _, month_at in _NAMED:
        for match in reversed([*pattern.finditer(line)]):
            if match[month_at].casefold() in _months():
                line = line[: match.start()] + " " + line[match.end() :]
    line = _SLASHED.sub(" ", line)
    return _WORD.sub(lambda word: " " if word[0].casefold() in _weekdays() else word[0], line)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    # Imported here because only a text with a dateline needs the names of months.
    from babel.dates import get_month_names

    names: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                months = get_month_names(width, context, language)
                for number, name in months.items():
                    names.setdefault(name.rstrip(".").casefold(), number)
    return names


@cache
def _weekdays() -> frozenset[str]:
    # Imported here because only a text with a dateline needs the names of days.
    from babel.dates import get_day_names

    return frozenset(
        name.rstrip(".").casefold()
        for language in _LANGUAGES
        for width in ("wide", "abbreviated")
        for name in get_day_names(width, "stand-alone", language).values()
        if len(name) > 1
    )
