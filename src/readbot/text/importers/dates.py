"""Dates as a dateline writes them, in the languages that readbot's importers know."""

import re
from datetime import date
from functools import cache

_LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "ru", "pl", "uk", "cs", "sv", "da", "nb", "fi"),
    *("el", "tr", "ro", "hu", "ar", "ar_SY", "ar_DZ", "fa", "hi", "th", "he", "ca"),
)
_LONGEST_LINE = 300
# A name of a month or a day: letters with the signs that belong to them, and the two-word months
# of the Levant.
_NAME = (
    r"(?:كانون|تشرين)\s(?:الأول|الاول|الثاني)"
    r"|[^\W\d_](?:[^\W\d_]|[\u064b-\u0655\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])*"
)
# The Thai calendar counts from the Buddha, 543 years before the common one.
_BUDDHIST = 543
_FIRST_BUDDHIST_YEAR = 2400
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_HAN_DIGITS = {digit: number for number, digit in enumerate("〇一二三四五六七八九")} | {"零": 0}
_ISO = re.compile(r"(?<!\d)(\d{4})[-/](\d{2})[-/](\d{2})(?!\d)(?:T\d{2}:\d{2}\S{0,9})?")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_HAN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]?")
_ERA = re.compile(r"(令和|平成|昭和)\s?(元|\d{1,2})年\s?(\d{1,2})月\s?(\d{1,2})日")
_HAN_WORDS = re.compile(
    r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_STOPPED = re.compile(r"(?<!\d)(\d{4})\.\s?(\d{1,2})\.\s?(\d{1,2})(?!\d)\.?")
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+)?({_NAME})\.?[,،]?\s+"
    r"(?:de\s+|พ\.ศ\.\s*|ค\.ศ\.\s*)?(\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(rf"({_NAME})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?[,،]?\s+(\d{{4}})(?!\d)")
_NUMBERED = ((_ISO, "ymd"), (_HAN, "ymd"), (_DOTTED, "dmy"), (_STOPPED, "ymd"))
_NAMED = ((_DAY_FIRST, 1, 2), (_MONTH_FIRST, 2, 1))
# Day and month cannot be told apart here, and the Persian calendar is not ours, so such a date is
# kept as it is written.
_JALALI = re.compile(
    r"\d{1,2}\s(?:فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند)(?:\sماه)?\s\d{4}"
)
_SLASHED = re.compile(r"(?<!\d)\d{1,2}/\d{1,2}/\d{4}(?!\d)")
_MONTH_OF_YEAR = re.compile(rf"({_NAME})\.?,?\s+\d{{4}}")
_WITHOUT_YEAR = re.compile(r"([^\W\d_]+)\.? (\d{1,2})(?!\d)|(?<!\d)(\d{1,2})\.? ([^\W\d_]+)")
_WORD = re.compile(_NAME)


def date_in(line: str) -> str | None:
    """Give the date that the line names: as YYYY-MM-DD where that is sure, else as written."""
    line = line[:_LONGEST_LINE]
    era = _ERA.search(line)
    if era:
        year = _ERAS[era[1]] + (1 if era[2] == "元" else int(era[2]))
        return _iso(year, int(era[3]), int(era[4]))
    spelt = _HAN_WORDS.search(line)
    if spelt:
        year = int("".join(str(_HAN_DIGITS[digit]) for digit in spelt[1]))
        return _iso(year, _han_number(spelt[2]), _han_number(spelt[3]))
    for pattern, order in _NUMBERED:
        match = pattern.search(line)
        if match:
            parts = dict(zip(order, map(int, match.groups()), strict=True))
            return _iso(parts["y"], parts["m"], parts["d"])
    for pattern, day_at, month_at in _NAMED:
        match = pattern.search(line)
        month = _months().get(match[month_at].casefold()) if match else None
        if match and month:
            year = int(match[3])
            thai = "\u0e00" < match[month_at][0] < "\u0e7f" and year > _FIRST_BUDDHIST_YEAR
            return _iso(year - _BUDDHIST if thai else year, month, int(match[day_at]))
    as_written = _SLASHED.search(line) or _JALALI.search(line)
    return as_written[0] if as_written else None


def day_in(words: str) -> str | None:
    """Give the day of a month that the words begin or end with, as written: "May 3", "3 mai"."""
    match = _WITHOUT_YEAR.search(words[:_LONGEST_LINE])
    named = match is not None and (match[1] or match[4]).casefold() in _months()
    return match[0] if match is not None and named else None


def month_in(line: str) -> str | None:
    """Give the line, if it is only a month of a year, as written: "June 1998"."""
    match = _MONTH_OF_YEAR.fullmatch(line[:_LONGEST_LINE])
    return line if match is not None and match[1].casefold() in _months() else None


def without_dates(line: str) -> str:
    """Give what the line says beside its dates and its days of the week."""
    for pattern in (_ERA, _HAN_WORDS, *(numbered for numbered, _ in _NUMBERED)):
        line = pattern.sub(" ", line)
    for pattern, _, month_at in _NAMED:
        for match in reversed([*pattern.finditer(line)]):
            if match[month_at].casefold() in _months():
                line = line[: match.start()] + " " + line[match.end() :]
    line = _JALALI.sub(" ", _SLASHED.sub(" ", line))
    return _WORD.sub(lambda word: " " if word[0].casefold() in _weekdays() else word[0], line)


def _han_number(digits: str) -> int:
    """Read a number below a hundred that is written in characters: 三, 十二, 二十九."""
    tens, ten, ones = digits.rpartition("十")
    if not ten:
        return _HAN_DIGITS[ones]
    return (_HAN_DIGITS[tens] if tens else 1) * 10 + (_HAN_DIGITS[ones] if ones else 0)


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
                    name = name.rstrip(".").casefold().removesuffix("\u0654")
                    names.setdefault(name, number)
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
