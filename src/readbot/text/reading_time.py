"""How long a text takes to read silently.

Words: about 238 a minute for English non-fiction (Brysbaert 2019, "How many words do we read per
minute?"), taken as 230 because excerpts are read on screens. A language of longer words has fewer
of them in a minute: the other languages stand to English as in Trauzettel-Klosinski and Dietz 2012,
"Standardized assessment of reading performance: the new International Reading Speed Texts IReST".
Chinese and Japanese characters: 500 a minute, as common among publishers' estimates. Thai, Lao,
Khmer and Burmese letters: 900, our own estimate (some 200 words of four to five letters).
"""

import re

WORDS_A_MINUTE = 230
CJK_CHARACTERS_A_MINUTE = 500
UNSPACED_LETTERS_A_MINUTE = 900

_ENGLISH = 228  # IReST's words a minute, read aloud; only the ratios are used
_IREST = {
    "ar": 138,
    "fi": 161,
    "pl": 166,
    "tr": 166,
    "de": 179,
    "sl": 180,
    "pt": 181,
    "ru": 184,
    "he": 187,
    "it": 188,
    "fr": 195,
    "sv": 199,
    "nl": 202,
    "es": 218,
}

_CJK = "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSPACED = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u109f\u1780-\u17d3"
_CJK_CHARACTER = re.compile(f"[{_CJK}]")
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")
_LONG = 1_000
# With one of these a character of the scripts above begins in UTF-8; others may as well.
_LEADS = tuple(bytes([lead]) for lead in (0xE0, 0xE1, *range(0xE3, 0xEA), 0xEF, 0xF0))
_UNSPACED_RUN = re.compile(f"[{_CJK}{_UNSPACED}]+")


def minutes(text: str, language: str | None = None) -> float:
    """Minutes of silent reading: by words, and by characters in scripts that leave no spaces.

    The script decides character by character, so that a mixed text is measured rightly;
    ``language``, a tag such as "de" or "pt-BR", decides how many words make a minute.
    """
    return minutes_at(words_a_minute(language), text)


def minutes_at(pace: float, text: str) -> float:
    """As ``minutes``, at a pace in words a minute that is known already."""
    if text.isascii() or not _has_unspaced(text):
        return len(text.split()) / pace
    cjk = len(_CJK_CHARACTER.findall(text))
    letters = len(_UNSPACED_LETTER.findall(text))
    rest = _UNSPACED_RUN.sub(" ", text).split()
    words = sum(any(map(str.isalnum, word)) for word in rest)
    return cjk / CJK_CHARACTERS_A_MINUTE + letters / UNSPACED_LETTERS_A_MINUTE + words / pace


def _has_unspaced(text: str) -> bool:
    if len(text) > _LONG:
        # Looking for a byte is much quicker than looking for a class of characters.
        encoded = text.encode("utf-8", "surrogatepass")
        if not any(lead in encoded for lead in _LEADS):
            return False
    return _UNSPACED_RUN.search(text) is not None


def words_a_minute(language: str | None) -> float:
    """How many of a language's words are read in a minute; as in English where that is unknown."""
    code = (language or "en").replace("_", "-").partition("-")[0].lower()
    return WORDS_A_MINUTE * _IREST.get(code, _ENGLISH) / _ENGLISH
