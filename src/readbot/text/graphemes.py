"""Where a text may be parted without harming what a reader takes for one character."""

import unicodedata

_ZERO_WIDTH_JOINER = "\u200d"


def is_border(text: str, offset: int) -> bool:
    """Say whether ``text`` may be parted before ``offset``: never inside a grapheme cluster.

    Follows the extended clusters of Unicode Standard Annex 29, save that Hangul syllables written
    in separate letters and prepended marks are judged by the general categories that Python knows.
    """
    if offset <= 0 or offset >= len(text):
        return True
    before, after = text[offset - 1], text[offset]
    if before < "\u0300" and after < "\u0300":
        return not (before == "\r" and after == "\n")
    if _extends(after) or before == _ZERO_WIDTH_JOINER:
        return False
    if _is_hangul_letter(before) and _is_hangul_letter(after, trailing=True):
        return False
    if _is_regional(before) and _is_regional(after):
        return _regional_run(text, offset) % 2 == 0
    return not (_is_virama(before) and unicodedata.category(after) == "Lo")


def border_before(text: str, offset: int, lowest: int = 0) -> int:
    """The last border at or before ``offset``, but never one below ``lowest``."""
    while offset > lowest and not is_border(text, offset):
        offset -= 1
    return offset


def border_after(text: str, offset: int) -> int:
    """The first border at or after ``offset``."""
    while not is_border(text, offset):
        offset += 1
    return offset


def _extends(character: str) -> bool:
    if character in ("\u200c", _ZERO_WIDTH_JOINER):
        return True
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\uff9e" <= character <= "\uff9f"
        or "\U000e0020" <= character <= "\U000e007f"
        or character in "\u0e33\u0eb3"
    )


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _regional_run(text: str, end: int) -> int:
    start = end
    while start > 0 and _is_regional(text[start - 1]):
        start -= 1
    return end - start


def _is_hangul_letter(character: str, *, trailing: bool = False) -> bool:
    if "\u1100" <= character <= "\u11ff" or "\ua960" <= character <= "\ua97c":
        return True
    if "\ud7b0" <= character <= "\ud7fb":
        return True
    return not trailing and "\uac00" <= character <= "\ud7a3"


def _is_virama(character: str) -> bool:
    return unicodedata.combining(character) == 9
