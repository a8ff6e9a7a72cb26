"""What an importer makes of a file: the words, their structure, and what was left out."""

from dataclasses import dataclass, field
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


class UnreadableError(ValueError):
    """The file cannot become an article; the message says in plain words what to do instead.

    ``msgid`` is the untranslated sentence with ``{names}`` for ``values``.
    """

    def __init__(self, msgid: str, **values: object) -> None:
        super().__init__(msgid.format(**values))
        self.msgid = msgid
        self.values = values
