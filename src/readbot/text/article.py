"""What an importer makes of a file: the words, their structure, and what was left out."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block of an article is, typographically."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTATION = "quotation"
    LIST_ITEM = "list_item"
    CAPTION = "caption"
    CODE = "code"


class EmphasisKind(StrEnum):
    """How a run of words is set apart within its block."""

    ITALIC = "italic"
    BOLD = "bold"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an article's text: the slice ``[start, end)``, in code points.

    ``level`` is 1 to 6 for a heading, the depth from 1 for a quotation or a list item, else 0.
    ``label`` is what stands before a list item ("1.", "•"); it is not part of the text.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """A run of emphasised words: the slice ``[start, end)`` of the article's text."""

    kind: EmphasisKind
    start: int
    end: int


class LeftOutReason(StrEnum):
    """Why a block was left out of an article; each is a sentence for the person who decides."""

    APPEAL = "It asks readers to subscribe, give, share or comment."
    ADVERTISEMENT = "It marks an advertisement."
    MENU = "It is a menu, a share bar or a counter."
    ELSEWHERE = "It points to other articles."
    CREDIT = "It is a picture's credit."
    COOKIES = "It is about cookies or privacy."
    LEGAL = "It is a copyright line."
    DATELINE = "It is the line with place, date or reading time."
    BYLINE = "It says who wrote the text, and where or as what."
    AUTHOR = "It is about the author."
    EDITION = "It says where else the text appeared."
    SECTION = "It names a section of the publication."
    RUNNING = "It repeats at the edge of the pages."
    APART = "The page sets it apart from the article."
    LICENCE = "It is the publisher's licence text."


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A block that the importer took for an appeal or a menu; a moderator may put it back.

    ``position`` is the index of the block before which it stood; ``reason`` is the English
    sentence of a LeftOutReason.
    """

    text: str
    reason: str
    position: int


@dataclass(frozen=True, slots=True)
class Details:
    """What an article says of itself. Absent means that it was not found; nothing is invented.

    ``published`` is YYYY-MM-DD where that is sure, else as written. ``language`` is a primary
    language code ("en", "de", "zh").
    """

    title: str | None = None
    subtitle: str | None = None
    author: str | None = None
    published: str | None = None
    publisher: str | None = None
    language: str | None = None
    source_url: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A text that is ready to be read in excerpts.

    ``text`` is normalised (NFC, newlines as ``\\n``, no control characters), its blocks are joined
    by ``\\n\\n``, and it never changes afterwards: every offset of readbot counts its code points.
    ``blocks`` are in order and do not overlap; what lies between two of them is white space.
    """

    text: str
    blocks: tuple[Block, ...]
    details: Details = field(default_factory=Details)
    emphasis: tuple[Emphasis, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def restored(article: Article, chosen: Collection[int]) -> Article:
    """Put the left-out blocks of these indices back, as paragraphs where they stood.

    Everything else stays as it was, in the same order. Raises IndexError for an unknown index.
    """
    back = sorted(chosen)
    if back and not 0 <= back[0] <= back[-1] < len(article.left_out):
        raise IndexError("there is no such left-out block")
    gap = "\n\n"
    standing: dict[int, list[int]] = {}
    for index, left in enumerate(article.left_out):
        standing.setdefault(min(left.position, len(article.blocks)), []).append(index)
    parts: list[tuple[Block, str]] = []
    # How far each of the article's own blocks moves, and before which the others now stand.
    shifts: list[int] = []
    moved: list[LeftOut] = []
    at = 0
    for place in range(len(article.blocks) + 1):
        for index in standing.get(place, ()):
            left = article.left_out[index]
            if index not in chosen:
                moved.append(replace(left, position=len(parts)))
                continue
            parts.append((Block(BlockKind.PARAGRAPH, at, at + len(left.text)), left.text))
            at += len(left.text) + len(gap)
        if place < len(article.blocks):
            block = article.blocks[place]
            words = article.text[block.start : block.end]
            shifts.append(at - block.start)
            parts.append((replace(block, start=at, end=at + len(words)), words))
            at += len(words) + len(gap)
    return replace(
        article,
        text=gap.join(words for _, words in parts),
        blocks=tuple(block for block, _ in parts),
        emphasis=_shifted(article, shifts),
        left_out=tuple(moved),
    )


def _shifted(article: Article, shifts: list[int]) -> tuple[Emphasis, ...]:
    """Move each emphasis as far as the block moves in which it begins."""
    moved: list[Emphasis] = []
    place = 0
    for run in article.emphasis:
        while article.blocks[place].end <= run.start:
            place += 1
        by = shifts[place]
        moved.append(replace(run, start=run.start + by, end=run.end + by))
    return tuple(moved)


class UnreadableError(ValueError):
    """The file cannot become an article; the message says in plain words what to do instead.

    ``msgid`` is the untranslated sentence with ``{names}`` for ``values``.
    """

    def __init__(self, msgid: str, **values: object) -> None:
        super().__init__(msgid.format(**values))
        self.msgid = msgid
        self.values = values


def too_long(longest: int) -> UnreadableError:
    """What to say of a text that has more than ``longest`` characters."""
    return UnreadableError(
        "This text is longer than {longest} characters, the most that this readbot takes at once. "
        "Please send only the part that you want to read, or choose some chapters of the book.",
        longest=longest,
    )
