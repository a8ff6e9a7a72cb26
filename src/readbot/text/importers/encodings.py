"""From a file's bytes to its characters, whatever wrote them."""

import codecs
import re

from readbot.text.article import UnreadableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE
)
_AS_BROWSERS_READ = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks-c-5601-1987": "cp949",
    "utf-16": "utf-8",
}
_SAMPLE_BYTES = 64 * 1024
_CANDIDATES = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r"),
    *("cp932", "euc_jp", "gb18030", "big5", "euc_kr", "tis_620"),
]
# The Latin code pages differ in few bytes, and a short text has few of those. So the one whose
# letters are those of the languages that used it wins; the first wins a tie.
_LATIN_LETTERS = {
    "cp1252": "äöüßàâçéèêëîïôùûœñáíóúõãåæøìòºª",
    "cp1250": "ąćęłńóśźżáčďéěíňřšťúůýžäôĺľŕőűöüăâîşţđß",
    "cp1254": "çğıöşüâîûİ",
    "cp1257": "ąčęėįšųūžāēģīķļņõäöü",
}

# What cp1250 takes for a small letter that stands in the middle of a word, before a capital.
_OPENS_SPANISH = re.compile(rb"(?:\xbf|\xa1)(?=[A-Z\xc1\xc9\xcd\xd1\xd3\xda])")


def decode(content: bytes) -> str:
    """Give the characters of a text file: by its byte order mark, else UTF-8, else the likeliest.

    Raises UnreadableError when the bytes are no text in any encoding that readbot knows.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    wide = _wide_encoding(content)
    if wide is not None:
        return content.decode(wide, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _is_damaged_utf8(content):
        return content.decode("utf-8", "replace")
    return content.decode(_likeliest(content), "replace")


def decode_markup(content: bytes, charset: str | None = None) -> str:
    """Give the characters of a page or a book's chapter, minding the encoding that it declares.

    ``charset`` is what the server said, if it said anything.
    """
    declared = _DECLARED.search(content[:4096])
    names = [charset or "", declared[1].decode("ascii") if declared else ""]
    if content.startswith(tuple(mark for mark, _ in _MARKS)) or not any(names):
        return decode(content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for name in filter(None, names):
        # Pages that declare the small old sets are in fact in the larger ones, as browsers know.
        label = _AS_BROWSERS_READ.get(name.casefold().replace("_", "-"), name)
        try:
            return content.decode(label, "replace")
        except (LookupError, UnicodeError):
            continue
    return decode(content)


def _wide_encoding(content: bytes) -> str | None:
    """Name UTF-16 or UTF-32 without a mark, told by where the zero bytes of ASCII stand."""
    sample = content[: _SAMPLE_BYTES - _SAMPLE_BYTES % 4]
    if len(sample) < 4 or 0 not in sample:
        return None
    quarter = len(sample) // 4
    zeros = [sample[at::4].count(0) for at in range(4)]
    if zeros[0] < quarter / 2 and min(zeros[1:]) > quarter * 0.9:
        return "utf-32-le"
    if zeros[3] < quarter / 2 and min(zeros[:3]) > quarter * 0.9:
        return "utf-32-be"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if odd > 0.1 * quarter and odd > 8 * even:
        return "utf-16-le"
    if even > 0.1 * quarter and even > 8 * odd:
        return "utf-16-be"
    return None


def _is_damaged_utf8(content: bytes) -> bool:
    """Tell whether the bytes are UTF-8 but for a few of them, as after a cut or a bad paste."""
    text = content[:_SAMPLE_BYTES].decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = sum(character > "\x7f" for character in text) - wrong
    return right > 0 and wrong * 10 < right


def _likeliest(content: bytes) -> str:
    # Imported here because a bot that only reads UTF-8 never needs it.
    from charset_normalizer import from_bytes

    sample = content[:_SAMPLE_BYTES]
    if len(content) > len(sample) and b"\n" in sample:
        # A newline is never the second byte of a character, so nothing is cut in two.
        sample = sample[: sample.rindex(b"\n")]
    match = from_bytes(sample, cp_isolation=_CANDIDATES, enable_fallback=False).best()
    if match is None:
        raise UnreadableError(
            "This file does not look like text. Please save it as plain text in UTF-8 and send it"
            " again."
        )
    return _right_latin(sample, match.encoding)


def _right_latin(sample: bytes, guess: str) -> str:
    if guess not in _LATIN_LETTERS:
        return guess

    def score(encoding: str) -> int:
        text = sample.decode(encoding, "replace").lower()
        letters = [letter for letter in text if letter > "\x7f" and letter.isalpha()]
        own = set(_LATIN_LETTERS[encoding])
        right = len(_OPENS_SPANISH.findall(sample)) if encoding == "cp1252" else 0
        right += sum(1 if letter in own else -1 for letter in letters)
        return right - text.count("\ufffd")

    return max(_LATIN_LETTERS, key=score)
