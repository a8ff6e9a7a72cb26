"""Letters that look like Latin ones, so that a listed word is known in a disguise.

After the idea of Unicode's skeletons (UTS 39), with a small table of our own: what looks alike in
common type. A word of another alphabet that happens to be spelt with such letters alone is no
disguise where the text around it is in that alphabet too; so only words are read anew that mix
alphabets, or stand among Latin ones.
"""

import re
import unicodedata

# Each letter is followed by what it looks like; capitals by themselves, where they look otherwise.
_PAIRS = (
    # Cyrillic
    "аa вb гr еe ёe зz иu іi їi йu јj кk ӏl мm нh оo пn рp сc тt уy үy ұy хx һh ѕs ԁd ԛq ԝw ѵv ьb "
    "ԍg ԥh ҽe ғf АA ВB ЕE ЁE ЗZ ІI ЇI ЈJ КK ӀI МM НH ОO РP СC ТT УY ҮY ХX ҺH ЅS ԚQ ԜW ѴV ԌG "
    # Greek
    "αa άa βb γy εe έe ζz ηn ήn ιi ίi κk μm νv οo όo ρp σo τt υu ύu χx ωw ώw ϲc ϳj "
    "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX "
    # Armenian
    "օo սu հh ոn ցg զq յj ՕO ՍU ՏS "
    # Latin letters that are not the ones that they seem to be
    "ɑa ɡg ıi ɩi ȷj ʟl ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz"
)
_ALIKE = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}
# White letters on black, round and square, and the letters that flags are made of.
for _first in (0x1F150, 0x1F170, 0x1F1E6):
    _ALIKE |= {_first + place: chr(ord("a") + place) for place in range(26)}

_WORD = re.compile(r"[^\W\d_]+", re.ASCII)
_BETWEEN = re.compile(r"(\s+)")


def seen_through(text: str) -> str:
    """The text with words in disguise written as they look; its case as it was."""
    if text.isascii():
        return text
    has_latin = _WORD.search(text) is not None
    return "".join(
        part.translate(_ALIKE) if _is_disguised(part, has_latin=has_latin) else part
        for part in _BETWEEN.split(text)
    )


def skeleton(text: str) -> str:
    """The text as it looks, each letter of it."""
    return text if text.isascii() else text.translate(_ALIKE)


def _is_disguised(word: str, *, has_latin: bool) -> bool:
    others = [c for c in word if not c.isascii() and (c.isalpha() or ord(c) in _ALIKE)]
    if not others:
        return False
    if _WORD.search(word) is not None or not all(map(_is_plain_letter, others)):
        return True
    return has_latin and all(ord(c) in _ALIKE for c in others)


def _is_plain_letter(character: str) -> bool:
    # Squares, flags and small capitals spell no language.
    return character.isalpha() and "SMALL CAPITAL" not in unicodedata.name(character, "")
