"""What a terminal is given to show: signs that would command it, or turn a line around, as text."""

import re

# All that a terminal obeys but the ends of lines and tabs; what turns a line around; what ends one
# unseen; and halves of surrogate pairs, of which no encoder makes bytes.
_OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def visible(text: str) -> str:
    """Give the text with each such sign written as its number, as in ``\\x1b`` and ``\\u202e``."""
    return _OBEYED.sub(_number, text)


def _number(sign: re.Match[str]) -> str:
    code = ord(sign.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
