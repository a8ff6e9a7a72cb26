"""A text as a careless quoter would write it, with the way back to where each character stood.

Folding makes alike what people do not tell apart when they copy or retype: quotation marks, dashes,
kinds and runs of white space, case, ellipses, ligatures, full-width letters, vowel points and signs
of no width.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_ALIKE = {
    '"': "“”„‟«»″‶〝〞〟＂「」『』❝❞",
    "'": "‘’‚‛‹›′‵`´ʹʻʼʽˊˋ＇❛❜",
    "-": "‐‑‒–—―−﹘﹣－⸺⸻〜",
    " ": "\t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000",
    "i": "İı",
    "s": "ſ",
    "σ": "ς",
    "ا": "أإآٱ",
    "ي": "ىی",
    "ه": "ةە",
    "ك": "ک",
    "е": "ёЁ",
    ".": "．｡。",
    ",": "，،、",
    "?": "？؟",
    "!": "！",
    ":": "：",
    ";": "；؛",
}
_EVEN = {sign: like for like, signs in _ALIKE.items() for sign in signs}
_EVEN |= {
    chr(code): chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code - 0xFEE0).isalnum()
}
_LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "st",
    "ﬆ": "st",
    "ß": "ss",
    "ẞ": "ss",
    "æ": "ae",
    "Æ": "ae",
    "œ": "oe",
    "Œ": "oe",
    "Ĳ": "ij",
    "ĳ": "ij",
    "№": "no",
    "…": "...",
    "⋯": "...",
    "‥": "..",
}
_NO_WIDTH = (
    "\u00ad\u061c\u0640\u064b-\u065f\u0670\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
)
_DOTS = r"\.(?: ?\.){2,}"
# That it begins with one of the characters looked for is asked first: hardly any other does.
_UNEVEN = re.compile(
    rf"(?=[ .\-'{_NO_WIDTH}{''.join(_LIGATURES)}])"
    rf"(?:(?P<space> {{2,}})|(?P<hidden>[{_NO_WIDTH}]+)|(?P<dots>{_DOTS})"
    rf"|(?P<dash>-{{2,}})|(?P<quote>''+)|(?P<ligature>[{''.join(_LIGATURES)}]))"
)
# The same one after the other, for a text whose way back nobody asks for: none makes another new.
_RUNS = (
    ("..", re.compile(_DOTS), "..."),
    (". .", re.compile(_DOTS), "..."),
    ("  ", re.compile(" {2,}"), " "),
    ("--", re.compile("-{2,}"), "-"),
    ("''", re.compile("''+"), '"'),
)
_WIDTHLESS = dict.fromkeys(re.findall(f"[{_NO_WIDTH}]", "".join(map(chr, range(0x10000)))), "")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; ``starts`` and ``origins`` say where its even stretches stand and stood."""

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]

    def origin(self, offset: int) -> int:
        """Where the character at ``offset`` of the folded text began in the text itself."""
        stretch = bisect_right(self.starts, offset) - 1
        place = self.origins[stretch] + offset - self.starts[stretch]
        if stretch + 1 < len(self.origins):
            return min(place, self.origins[stretch + 1])
        return place

    def offset(self, origin: int) -> int:
        """Where the character at ``origin`` of the text itself went to in the folded text."""
        stretch = max(0, bisect_right(self.origins, origin) - 1)
        place = self.starts[stretch] + origin - self.origins[stretch]
        if stretch + 1 < len(self.starts):
            return min(place, self.starts[stretch + 1])
        return min(place, len(self.text))


def fold(text: str) -> Folded:
    """Fold a text and keep the way back; the last few long texts are remembered."""
    return _remembered(text)


@lru_cache(maxsize=6)
def _remembered(text: str) -> Folded:
    even = _replaced(text, set(text), _EVEN)
    parts: list[str] = []
    starts, origins = [0], [0]
    done = size = 0
    for match in _UNEVEN.finditer(even):
        replacement = _replacement(match)
        parts += [even[done : match.start()], replacement]
        size += match.start() - done
        if replacement:
            # What was replaced is a stretch of its own, so that no offset points into its middle.
            starts.append(size)
            origins.append(match.start())
        size += len(replacement)
        starts.append(size)
        origins.append(match.end())
        done = match.end()
    parts.append(even[done:])
    return Folded(_lowered("".join(parts)), tuple(starts), tuple(origins))


def _replaced(text: str, characters: set[str], by: Mapping[str, str]) -> str:
    # Replacing the few that occur, each in one go, is many times quicker than str.translate.
    for sign in by.keys() & characters:
        text = text.replace(sign, by[sign])
    return text


def _lowered(text: str) -> str:
    return text.lower().replace("ς", "σ")


def _replacement(match: re.Match[str]) -> str:
    match match.lastgroup:
        case "space":
            return " "
        case "dots":
            return "..."
        case "dash":
            return "-"
        case "quote":
            return '"'
        case "ligature":
            return _LIGATURES[match[0]]
        case _:
            return ""


def fold_text(text: str) -> str:
    """The text of :func:`fold`, without the way back: several times quicker for a long one."""
    characters = set(text)
    text = _replaced(text, characters, _EVEN)
    for mark, run, like in _RUNS:
        if mark in text:
            text = run.sub(like, text)
    text = _replaced(text, characters, _LIGATURES)
    return _lowered(_replaced(text, characters, _WIDTHLESS))


def fold_words(words: str) -> str:
    """Fold a few words, composed (NFC) first and without white space around them."""
    return fold_text(unicodedata.normalize("NFC", words)).strip()
