"""Dates as a dateline writes them, in the languages that readbot's importers know."""

import re
from datetime import date
from functools import cache

_LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "ru", "pl", "uk", "cs", "sv", "da", "nb", "fi"),
    *("el", "tr", "ro", "hu"),
)
_LONGEST_LINE = 300
_ISO = re.compile(r"(?<!\d)(\d{4})[-/](\d{2})[-/](\d{2})(?!\d)")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_HAN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+)?([^\W\d_]+)\.?,?\s+(?:de\s+)?(\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
# Day and month cannot be told apart here, so such a date is kept as it is written.
_SLASHED = re.compile(r"(?<!\d)\d{1,2}/\d{1,2}/\d{4}(?!\d)")


def date_in(line: str) -> str | None:
    """Give the date that the line names: as YYYY-MM-DD where that is sure, else as written."""
    line = line[:_LONGEST_LINE]
    for pattern, order in ((_ISO, "ymd"), (_HAN, "ymd"), (_DOTTED, "dmy")):
        match = pattern.search(line)
        if match:
            parts = dict(zip(order, map(int, match.groups()), strict=True))
            return _iso(parts["y"], parts["m"], parts["d"])
    for pattern, day_at, month_at in ((_DAY_FIRST, 1, 2), (_MONTH_FIRST, 2, 1)):
        match = pattern.search(line)
        month = _months().get(match[month_at].casefold()) if match else None
        if match and month:
            return _iso(int(match[3]), month, int(match[day_at]))
    slashed = _SLASHED.search(line)
    return slashed[0] if slashed else None


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
