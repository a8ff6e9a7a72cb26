"""What a picture shows, as captions say it, and who took it."""

import re
from functools import cache

from readbot.text.importers import phrases

_LONGEST_CAPTION = 320
_FEWEST_WORDS_OF_CAPTION = 3
_FEWEST_SMALL_WORDS = 3
_SMALL_WORD = re.compile(r"(?<![\w'’.-])[a-zà-öø-ÿа-яёąćęłńóśźż]\w{2,}")


def is_captioned(text: str) -> bool:
    """Tell whether the text says what a picture shows, with or without who took it."""
    return caption_of(text) is not None


def caption_of(text: str) -> tuple[str, str] | None:
    """Part a picture's caption from its credit; None when the text is no caption.

    "Image: The pier at low water" is one by its label, "The pier. Photo: A. Nother" by its end.
    """
    if "\n" in text or len(text) > _LONGEST_CAPTION:
        return None
    if text[:1] + text[-1:] in {"[]", "()"}:
        text = text[1:-1]
    led = _caption_label().match(text)
    if led and len(_SMALL_WORD.findall(text[led.end() :])) >= _FEWEST_SMALL_WORDS:
        words, credit = text[led.end() :], ""
        tail = _credit_tail().search(words)
        if tail and tail.start() > 0:
            words, credit = words[: tail.start()], words[tail.start() :]
        return words.strip(" |"), credit.strip(" ()|")
    tail = _credit_tail().search(text)
    if tail is None or len(text[: tail.start()].split()) < _FEWEST_WORDS_OF_CAPTION:
        return None
    return text[: tail.start()].strip(" |"), text[tail.start() :].strip(" ()|")


@cache
def _caption_label() -> re.Pattern[str]:
    leads = phrases.any_of(sorted(phrases.CAPTIONS, key=len, reverse=True))
    return re.compile(rf"{leads}\s*(?:(?::|\|)\s+|[：｜]\s*)", re.IGNORECASE)


@cache
def _credit_tail() -> re.Pattern[str]:
    leads = phrases.any_of(sorted(phrases.CREDITS, key=len, reverse=True))
    agencies = phrases.any_of(phrases.AGENCIES)
    name = r"[^\W\d_][^\n:]{2,70}"
    return re.compile(
        rf"(?:(?<=[.!?…”\"»)])\s+|\s*[|(\[]\s*)(?i:{leads})(?i:\s*[:©/]\s*|\s+(?:by|von|di|de)\s+)"
        rf"{name}\Z"
        rf"|(?<=[.!?…”\"»)])\s+[^.!?\n]{{3,40}}[/|(©]\s*(?i:{agencies})\W*\Z"
        rf"|\s*[|(\[©]\s*(?i:{agencies})\W*\Z"
    )
