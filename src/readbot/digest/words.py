"""The words by which notes are compared, in any script."""

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

# Scripts that put no spaces between words: their runs are compared by pairs of characters.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
# Endings differ, beginnings rarely do: words are compared by this many first letters.
_STEM = 6
# A language whose stop words make up less than this share of what is said is not spoken here,
_SPOKEN = 0.15
# unless some texts are in it: its stop words make up this share of them, and these are so many.
_SPOKEN_ALONE = 0.3
_SPOKEN_BY = 0.05
_FEWEST = 2
# So many texts are asked for their language, taken evenly from all.
_ASKED = 300


_ENDS = ".!?…:\n。！？"

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
    alone = _spoken_alone(texts, shares)
    return [name for name, share in shares.items() if share >= least or name in alone]


def _spoken_alone(texts: Sequence[Sequence[str]], shares: Mapping[str, float]) -> set[str]:
    """The languages that some texts seem to be in, though few beside all the others."""
    asked = texts[:: -(-len(texts) // _ASKED)]
    silent = [(name, stop_words(name)) for name in sorted(shares, key=lambda n: -shares[n])]
    wins = Counter[str]()
    for text in asked:
        # The first of those that fit a text alike: what more is spoken otherwise.
        name, words = max(silent, key=lambda one: sum(token in one[1] for token in text))
        if sum(token in words for token in text) >= max(_FEWEST, _SPOKEN_ALONE * len(text)):
            wins[name] += 1
    return {name for name, count in wins.items() if count >= max(2, _SPOKEN_BY * len(asked))}


def as_written(words: Sequence[str], texts: Iterable[str]) -> tuple[str, ...]:
    """The words as they are most often written inside a sentence in these texts.

    So German nouns keep their capital, and a word that only began a sentence is not given one
    unless it was never written otherwise. What none of the texts holds is left as it is.
    """
    wanted = frozenset(words)
    inside: dict[str, Counter[str]] = {word: Counter() for word in words}
    first: dict[str, Counter[str]] = {word: Counter() for word in words}
    for text in texts:
        for found in _marked()[1].finditer(unicodedata.normalize("NFC", text)):
            written = found.group().strip("_")
            word = unicodedata.normalize("NFKC", written).casefold()
            if word in wanted:
                before = found.string[: found.start()].rstrip(" \t\"'*_«»“”„‘’([")
                (inside if before and before[-1] not in _ENDS else first)[word][written] += 1
    forms = (inside[word] or first[word] for word in words)
    return tuple(
        max(sorted(form), key=form.__getitem__) if form else word
        for word, form in zip(words, forms, strict=True)
    )
