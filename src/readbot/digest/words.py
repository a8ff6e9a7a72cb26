"""The words by which notes are compared, in any script."""

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

# Scripts that put no spaces between words: their runs are compared by pairs of characters.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
# Endings differ, beginnings rarely do: words are compared by this many first letters.
_STEM = 6
# A language whose stop words make up less than this share of what is said is not spoken here.
_SPOKEN = 0.15


_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(rf"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")


@lru_cache(maxsize=1)
def _marked() -> tuple[re.Pattern[str], re.Pattern[str]]:
    # Vowel signs and accents belong to their word, yet \w does not match them.
    every = (chr(code) for code in range(0x300, min(sys.maxunicode, 0x1FFFF)))
    marks = "".join(c for c in every if unicodedata.category(c) in {"Mn", "Mc"})
    return re.compile(rf"[{marks}{_UNSPACED}]"), re.compile(rf"[\w{marks}]+")


def tokens(text: str) -> list[str]:
    """The words of a text in lower case; pairs of characters where a script has no spaces."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if text.isascii():
        return _WORD.findall(text)
    special, run_pattern = _marked()
    if not special.search(text):
        return _WORD.findall(text)
    found: list[str] = []
    for run in run_pattern.findall(text.replace("_", " ")):
        for piece in _PIECE.findall(run):
            if len(piece) > 1 and _IS_UNSPACED.match(piece):
                found += [piece[i : i + 2] for i in range(len(piece) - 1)]
            else:
                found.append(piece)
    return found


def stem(token: str) -> str:
    """What a word is compared by: its first letters."""
    return token[:_STEM]


def size(token: str) -> float:
    """How much of a word a token is: a pair out of a longer run is about half of one."""
    return 0.5 if is_cut(token) else 1.0


def is_cut(token: str) -> bool:
    """Whether a token is a pair of characters out of a run in a script without spaces."""
    return not token.isascii() and bool(_IS_UNSPACED.match(token))


def is_word(token: str) -> bool:
    """Whether a token is a word that a reader knows, not a pair cut out of a longer run."""
    if token.isascii() or not _IS_UNSPACED.search(token):
        return len(token) > 2
    return all("\u4e00" <= character <= "\u9fff" for character in token)


@lru_cache(maxsize=64)
def stop_words(language: str) -> frozenset[str]:
    """Words of ``language`` (ISO 639-1) that say nothing by themselves; none if it is unknown."""
    # Imported when used: it reads the words of every language.
    import stopwordsiso

    return frozenset(stopwordsiso.stopwords(language))


@lru_cache(maxsize=1)
def _languages() -> tuple[str, ...]:
    import stopwordsiso

    return tuple(sorted(stopwordsiso.langs()))


def spoken(texts: Sequence[Sequence[str]]) -> list[str]:
    """The languages that these token lists seem to be in, by their share of stop words."""
    counts = Counter(token for text in texts for token in text)
    total = sum(counts.values())
    if not total:
        return []
    shares = {
        language: sum(counts[word] for word in stop_words(language) & counts.keys()) / total
        for language in _languages()
    }
    least = max(_SPOKEN, max(shares.values()) / 2)
    return [language for language, share in shares.items() if share >= least]
