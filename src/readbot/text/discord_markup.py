"""An article's words as Discord markdown that shows just what the author wrote.

Discord takes a backslash before anything but a letter, a digit or white space as "show the next
character as it is"; so that is how every character that its markdown might act upon is written.
Addresses are the exception: inside one a backslash would show, so a whole address stands in angle
brackets, which also keeps its preview away. Discord's own addresses, which its apps turn into
cards and pills, are broken up by a backslash and stay plain words.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from readbot.text.article import Block, BlockKind, Emphasis, EmphasisKind

_ADDRESS = re.compile(r"\bhttps?://[^\s<>]*[^\s<>.,:;!?\"'’”»)\]]", re.IGNORECASE)
_BREAKS_ADDRESS = re.compile(
    r"[*~|`\\\x00-\x20\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
)
_OWN_HOST = r"(?i:discord(?:app)?\.(?:com|gg|gift|new|media|net)|dis\.gd)"
_DISCORDS_OWN = re.compile(_OWN_HOST)
_ACTED_UPON = re.compile(
    r"(?m:^(?P<indent>[^\S\n]*)(?:(?P<signs>[#>+-]+)|(?P<number>\d+)(?=\.(?:\s|\Z))))"
    rf"|(?P<host>{_OWN_HOST})"
    r"|[\\*_~|`<\[]|:(?=[\w~+:/-])|@(?=everyone|here)"
)
_UNFIT_FOR_CODE = re.compile(rf"```|{_OWN_HOST}")
_SIGNS = re.compile(r"[\\*_~|`<\[:@]")
_LINE_SIGNS = re.compile(r"(?m:^[^\S\n]*[#>+\d-])")
LINE_SIGNS = frozenset("#>+-0123456789")
"""What at a line's beginning may be a sign of markdown."""

_HOST_PARTS = ("discord", "dis.gd")
_MIDLINE = "."

_HEADING_SIGNS = {1: "## ", 2: "## ", 3: "### "}
_BULLETS = frozenset("•‣◦▪⁃·*-–")
_BOLD_AND_ITALIC = "***"
_MARKERS = {
    frozenset({EmphasisKind.ITALIC}): "*",
    frozenset({EmphasisKind.BOLD}): "**",
    frozenset({EmphasisKind.ITALIC, EmphasisKind.BOLD}): _BOLD_AND_ITALIC,
}
_FENCE = "```"
_HEADING_END = re.compile(r"(?<!\\)#(?=[#\s]*\Z)")


def length(text: str) -> int:
    """How long Discord takes ``text`` to be, never too short: UTF-16 units."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def escape(text: str) -> str:
    """``text`` as markdown that Discord shows just as it stands, white space at its ends aside."""
    if _is_plain(text):
        return text
    parts: list[str] = []
    done = 0
    for address in _ADDRESS.finditer(text):
        if _BREAKS_ADDRESS.search(address[0]) or _DISCORDS_OWN.search(address[0]):
            continue
        parts += [_escape_words(text, done, address.start()), "<", address[0], ">"]
        done = address.end()
    parts.append(_escape_words(text, done, len(text)))
    return "".join(parts)


def rendered_length(
    text: str, block: Block, emphasis: Sequence[Emphasis], start: int, end: int
) -> int:
    """``length(render_block(...))``, for a slice without white space around it."""
    if not emphasis and block.kind is BlockKind.PARAGRAPH:
        words = text[start:end]
        if _is_plain(words):
            return length(words)
    return length(render_block(text, block, emphasis, start, end))


def is_plain_block(text: str, block: Block) -> bool:
    """Whether each part of a paragraph that begins with none of LINE_SIGNS is as long as it looks:
    nothing in it needs escaping, and no character takes two UTF-16 units.
    """
    if block.kind is not BlockKind.PARAGRAPH:
        return False
    words = text[block.start : block.end]
    return "\n" not in words and length(words) == len(words) and _is_plain(f"a{words}")


def render_slice(
    text: str,
    blocks: Sequence[Block],
    emphasis: Sequence[Emphasis],
    start: int,
    end: int,
) -> str:
    """The slice ``[start, end)`` of an article as Discord markdown, without white space around it.

    Blocks stand apart by a blank line, items of one list by a line's end. A block that the slice
    enters midway has no label of its own. Without blocks the text is one paragraph.
    """
    if not blocks:
        blocks = (Block(BlockKind.PARAGRAPH, 0, len(text)),)
    parts: list[str] = []
    previous: Block | None = None
    for block in _overlapping(blocks, start, end):
        rendered = render_block(text, block, emphasis, start, end)
        if not rendered:
            continue
        if previous is not None:
            both_items = previous.kind is block.kind is BlockKind.LIST_ITEM
            parts.append("\n" if both_items else "\n\n")
        parts.append(rendered)
        previous = block
    return "".join(parts)


def render_block(
    text: str,
    block: Block,
    emphasis: Sequence[Emphasis] = (),
    start: int = 0,
    end: int | None = None,
) -> str:
    """What ``[start, end)`` holds of one block, as Discord markdown; empty where all is blank."""
    first, last = _trim(text, max(start, block.start), min(_end(text, end), block.end))
    if first >= last:
        return ""
    if block.kind is BlockKind.CODE and not _UNFIT_FOR_CODE.search(text, first, last):
        return f"{_FENCE}\n{text[first:last]}\n{_FENCE}"
    runs = _runs(emphasis, block.start, first, last)
    prefix, wrap = _dress(block)
    if wrap is not None:
        runs = [(at, over, kinds | {wrap}) for at, over, kinds in runs]
    lines = [_line(text, at, over, runs) for at, over in _lines(text, first, last)]
    if block.kind is BlockKind.HEADING:
        # Discord drops the signs at a heading's end.
        lines = [_HEADING_END.sub(r"\\#", line) for line in lines]
    if prefix:
        # A heading's sign on a blank line would reach for the line below.
        bare = block.kind is not BlockKind.QUOTATION
        lines = [line if bare and not line.strip() else prefix + line for line in lines]
    if block.kind is BlockKind.LIST_ITEM:
        lines[0] = _label(block, whole=first <= _trim(text, block.start, block.end)[0]) + lines[0]
    return "\n".join(lines)


def _overlapping(blocks: Sequence[Block], start: int, end: int) -> Iterator[Block]:
    at = max(0, bisect_right(blocks, start, key=lambda block: block.start) - 1)
    while at < len(blocks) and blocks[at].start < end:
        if blocks[at].end > start:
            yield blocks[at]
        at += 1


def _end(text: str, end: int | None) -> int:
    return len(text) if end is None else end


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    stripped = piece.lstrip()
    start += len(piece) - len(stripped)
    return start, start + len(stripped.rstrip())


def _dress(block: Block) -> tuple[str, EmphasisKind | None]:
    """What stands before each line of a block, and the emphasis that all of it has."""
    match block.kind:
        case BlockKind.HEADING:
            sign = _HEADING_SIGNS.get(block.level)
            return (sign, None) if sign else ("", EmphasisKind.BOLD)
        case BlockKind.QUOTATION:
            return "> ", None
        case BlockKind.CAPTION:
            return "-# ", None
        case _:
            return "", None


def _label(block: Block, *, whole: bool) -> str:
    if not whole or not block.label:
        return ""
    indent = "  " * max(0, block.level - 1)
    if block.label in _BULLETS:
        return f"{indent}- "
    return f"{indent}{escape(block.label + ' ')}"


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while True:
        over = text.find("\n", start, end)
        if over < 0:
            yield start, end
            return
        yield start, over
        start = over + 1


_Runs = list[tuple[int, int, frozenset[EmphasisKind]]]


def _runs(emphasis: Sequence[Emphasis], block_start: int, start: int, end: int) -> _Runs:
    """The slice parted wherever the emphasis changes; emphasis never crosses a block's border."""
    at = bisect_left(emphasis, block_start, key=lambda one: one.start)
    inside: list[Emphasis] = []
    for one in emphasis[at:]:
        if one.start >= end:
            break
        if one.end > start and one.start < one.end:
            inside.append(one)
    if not inside:
        return [(start, end, frozenset())]
    edges = sorted(
        {start, end}
        | {min(max(edge, start), end) for one in inside for edge in (one.start, one.end)}
    )
    return [
        (at, over, frozenset(one.kind for one in inside if one.start <= at and one.end >= over))
        for at, over in pairwise(edges)
    ]


def _line(text: str, start: int, end: int, runs: _Runs) -> str:
    parts: list[str] = []
    touching = False
    for at, over, kinds in runs:
        first, last = max(at, start), min(over, end)
        if first >= last:
            continue
        words_first, words_last = _trim(text, first, last)
        words = _escape_slice(text, words_first, words_last, start)
        marker = _MARKERS.get(kinds, "")
        if not words or (touching and words_first == first):
            marker = ""
        parts += [text[first:words_first], marker, words, marker, text[words_last:last]]
        touching = bool(marker) and words_last == last
    return "".join(parts)


def _escape_slice(text: str, start: int, end: int, line_start: int) -> str:
    if start == line_start:
        return escape(text[start:end])
    # Were the slice escaped by itself, its beginning would pass for a line's.
    return escape(_MIDLINE + text[start:end])[1:]


def _is_plain(text: str) -> bool:
    """Whether nothing in the text needs a second look; quick, because most sentences are plain."""
    if _SIGNS.search(text) or _LINE_SIGNS.match(text):
        return False
    if "\n" in text and _LINE_SIGNS.search(text):
        return False
    lowered = text.lower()
    return not any(part in lowered for part in _HOST_PARTS)


def _escape_words(text: str, start: int, end: int) -> str:
    if start and text[start - 1] != "\n":
        return _ACTED_UPON.sub(_escaped, _MIDLINE + text[start:end])[1:]
    return _ACTED_UPON.sub(_escaped, text[start:end])


def _escaped(match: re.Match[str]) -> str:
    if match["signs"]:
        return match["indent"] + "".join("\\" + sign for sign in match["signs"])
    if match["number"]:
        return match[0] + "\\"
    if match["host"]:
        return match[0].replace(".", "\\.")
    return "\\" + match[0]
