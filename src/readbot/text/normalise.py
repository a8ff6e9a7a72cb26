"""The one form in which readbot keeps words, so that every offset means the same for ever."""

import re
import unicodedata

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")
_BROKEN_WORD = re.compile("\u00ad[ \t]*\n[ \t]*")
# Control characters; soft hyphens; the bidirectional embeddings, overrides and isolates that can
# make a line read differently from what it says; byte order marks; interlinear annotation signs;
# noncharacters; and halves of surrogate pairs, which no encoder accepts. The marks that Arabic,
# Persian, Hindi, Thai and emoji need (U+200B to U+200F, U+061C, U+2060) stay.
_UNSPEAKABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_SPACES = re.compile("[ \t\n]+")
# Letters and signs to Unicode, of which nobody sees anything.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def normalise(text: str) -> str:
    """Give the text in NFC, with ``\\n`` as its only newline and without unspeakable characters.

    Spaces and tabs stay as they are; doing it twice changes nothing more.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _NEWLINES.sub("\n", text).replace("\u2029", "\n\n")
    text = _BROKEN_WORD.sub("", text)
    return unicodedata.normalize("NFC", _UNSPEAKABLE.sub("", text))


def one_line(text: str) -> str:
    """Give the text normalised, on one line, with single spaces; no-break spaces stay."""
    return _SPACES.sub(" ", normalise(text)).strip()


def is_seen(text: str) -> bool:
    """Whether there is something to see in the text: a letter, a number, a sign or an emoji."""
    return any(unicodedata.category(c)[0] in "LNPS" and c not in _BLANKS for c in text)
