"""The elements of web pages and books: one walk that turns them into blocks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from readbot.text.article import BlockKind, EmphasisKind
from readbot.text.importers.draft import Piece, Run, code_piece, piece_of, rule
from readbot.text.normalise import normalise


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_SILENT = _tags(
    "head script style noscript template svg math iframe object embed audio video canvas form "
    "button input select textarea nav menu map dialog rp rt"
)
_BLOCKS_OF_LAYOUT = ("p", "div", "table", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SETS = {
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), EmphasisKind.ITALIC),
    **dict.fromkeys(("b", "strong"), EmphasisKind.BOLD),
}
_INLINE = _tags(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark q "
    "ruby rb s samp small span strike strong sub sup time tt u var wbr"
)
_DEEPEST = 100
_SHORTEST_APART = 3
_UNSEEN_CLASSES = _tags(
    "visually-hidden sr-only screen-reader-text mw-editsection mw-jump-link mw-cite-backlink"
)
# What encyclopaedias and blogs set beside their text, by the names of its boxes.
_APART_CLASSES = _tags(
    "infobox navbox hatnote toc catlinks sitesub sidebar vertical-navbox metadata ambox "
    "mw-authority-control sistersitebox subscription-widget subscription-widget-wrap "
    "subscribe-widget newsletter-signup newsletter-form related-posts sharedaddy jp-relatedposts"
)
_FOOTNOTE = re.compile(r"footnote|fnref|fn-ref|noteref", re.IGNORECASE)
_LONGEST_SET_APART = 0.3
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FILE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|avif|bmp)\s*\Z", re.IGNORECASE)
_TO_NOTE = re.compile(r"#_?(?:ftn|fn|note|footnote|endnote|en)[-_:]?\w{0,12}\Z", re.IGNORECASE)
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_NAMES_OF_NOTE = ("class", "rel", "role", "epub:type", EPUB_TYPE, "id")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LONGEST_NUMBER = 3
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def parse_html(content: str) -> HtmlElement | None:
    """Parse a page as browsers do, without the network; None when there is no element in it."""
    parser = HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        return document_fromstring(normalise(content).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def pieces_of_fragment(content: str) -> list[Piece]:
    """Give the blocks of a piece of HTML."""
    tree = parse_html(content)
    return [] if tree is None else list(pieces_of_tree(tree))


def set_apart(tree: HtmlElement) -> list[str]:
    """Take out the boxes that a page sets beside its text, and give their words."""
    whole = len(_all_text(tree))
    words: list[str] = []
    for element in list(tree.iter("div", "table", "p", "aside", "section", "ul")):
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
        parent = element.getparent()
        if parent is None or _APART_CLASSES.isdisjoint(names):
            continue
        if len(_all_text(element)) > _LONGEST_SET_APART * whole:
            continue
        said = "\n".join(piece.text for piece in pieces_of_tree(element))
        if said:
            words.append(said)
        element.drop_tree()
    return words


def pieces_of_tree(tree: HtmlElement) -> Iterator[Piece]:
    """Walk an element and give its blocks in order."""
    yield from _Walk().pieces(tree)


def marked_pieces_of_tree(tree: HtmlElement) -> tuple[list[Piece], dict[str, int]]:
    """Walk an element; give its blocks, and for each id in it the index of its first block."""
    walk = _Walk()
    return list(walk.pieces(tree)), walk.marks


@dataclass(slots=True)
class _List:
    ordered: bool
    number: int
    step: int = 1
    label: str = ""


@dataclass(slots=True)
class _Walk:
    """Where the walk is: what is open around the words, and the words not yet given."""

    runs: list[Run] = field(default_factory=list)
    kinds: list[EmphasisKind] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    quotes: int = 0
    heading: int = 0
    caption: int = 0
    captioned: int = 0
    given: int = 0
    note: bool = False
    marks: dict[str, int] = field(default_factory=dict)

    def pieces(self, tree: HtmlElement) -> Iterator[Piece]:
        """Give the blocks of an element, keeping count of them."""
        for piece in chain(self.element(tree, 0), self.flush()):
            self.given += 1
            yield piece

    def element(self, element: HtmlElement, depth: int) -> Iterator[Piece]:
        """Give the blocks of one element, without its tail."""
        tag = _tag_of(element)
        if tag is None or tag in _SILENT or _is_hidden(element):
            return
        self._mark(element)
        if depth > _DEEPEST:
            self._say(_all_text(element))
        elif tag == "br":
            yield from self._break()
        elif tag == "hr":
            yield from self.flush()
            yield rule()
        elif tag == "img":
            yield from self._image(element)
        elif tag == "pre":
            yield from self.flush()
            yield from code_piece(_all_text(element))
        elif tag == "tr" and _is_row_of_data(element):
            yield from self._row(element)
        elif tag in _INLINE:
            yield from self._inline(element, tag, depth)
        else:
            yield from self._block(element, tag, depth)

    def flush(self) -> Iterator[Piece]:
        """Give the words that have gathered as a block, dressed by what is open around them."""
        runs, self.runs = self.runs, []
        words = "".join(run.text for run in runs).strip()
        if not words:
            return
        if self.note and len(words) <= _LONGEST_NUMBER and not words.strip(_RAISED_DIGITS):
            # A footnote's number stands in a box of its own, before that of its words.
            self.runs = [Run(words + " ")]
            return
        self.note = False
        kind, level, label = self._dress()
        piece = piece_of(kind, runs, level=level, label=label, keep_lines=True)
        if piece is not None:
            yield piece

    def _mark(self, element: HtmlElement) -> None:
        name = element.get("id")
        if name:
            self.marks[name] = self.given

    def _dress(self) -> tuple[BlockKind, int, str]:
        if self.heading:
            return BlockKind.HEADING, self.heading, ""
        if self.caption:
            return BlockKind.CAPTION, 0, ""
        if self.lists:
            label, self.lists[-1].label = self.lists[-1].label, ""
            return BlockKind.LIST_ITEM, len(self.lists), label
        if self.quotes:
            return BlockKind.QUOTATION, self.quotes, ""
        return BlockKind.PARAGRAPH, 0, ""

    def _say(self, text: str | None) -> None:
        if text:
            # Line ends in a page's source are spaces; only <br> breaks a line.
            self.runs.append(Run(re.sub(r"[\r\n\t\f]+", " ", text), frozenset(self.kinds)))

    def _break(self) -> Iterator[Piece]:
        """Break the line; two breaks in a row, with nothing between, part two paragraphs."""
        for run in reversed(self.runs):
            if run.text == "\n":
                yield from self.flush()
                return
            if run.text.strip():
                break
        self.runs.append(Run("\n"))

    def _children(self, element: HtmlElement, depth: int) -> Iterator[Piece]:
        self._say(element.text)
        for child in element:
            if _abuts(child):
                self._say(" ")
            yield from self.element(child, depth + 1)
            self._say(child.tail)

    def _inline(self, element: HtmlElement, tag: str, depth: int) -> Iterator[Piece]:
        small = (element.text or "").strip()
        if tag in {"sup", "sub"} and small.isdecimal() and small.isascii() and not len(element):
            self._say(small.translate(_RAISED if tag == "sup" else _LOWERED))
            return
        if tag == "a" and small.isdecimal() and small.isascii() and _is_note(element):
            self.note = True
            self._say(small.translate(_RAISED))
            return
        kind = _SETS.get(tag)
        if kind is not None:
            self.kinds.append(kind)
        if tag == "q":
            self._say("“")
        yield from self._children(element, depth)
        if tag == "q":
            self._say("”")
        if kind is not None:
            self.kinds.pop()

    def _block(self, element: HtmlElement, tag: str, depth: int) -> Iterator[Piece]:
        yield from self.flush()
        self._mark(element)
        self._open(element, tag)
        yield from self._children(element, depth)
        yield from self.flush()
        self._close(element, tag)

    def _open(self, element: HtmlElement, tag: str) -> None:
        if tag in _HEADINGS:
            self.heading = int(tag[1])
        elif tag == "blockquote":
            self.quotes += 1
        elif tag in {"figcaption", "caption"}:
            self.caption += 1
        elif tag == "figure":
            self.captioned += _has_caption(element)
        elif tag in {"ul", "ol"}:
            self.lists.append(_open_list(element, ordered=tag == "ol"))
        elif tag == "li" and self.lists:
            innermost = self.lists[-1]
            value = _whole_number(element.get("value"))
            if value is not None:
                innermost.number = value
            innermost.label = f"{innermost.number}." if innermost.ordered else "•"
            innermost.number += innermost.step

    def _close(self, element: HtmlElement, tag: str) -> None:
        if tag in _HEADINGS:
            self.heading = 0
        elif tag == "blockquote":
            self.quotes -= 1
        elif tag in {"figcaption", "caption"}:
            self.caption -= 1
        elif tag == "figure":
            self.captioned -= _has_caption(element)
        elif tag in {"ul", "ol"}:
            self.lists.pop()

    def _image(self, element: HtmlElement) -> Iterator[Piece]:
        words = element.get("alt") or element.get("title") or ""
        if self.captioned or _FILE_NAME.search(words):
            return
        piece = piece_of(BlockKind.CAPTION, [Run(words)])
        if piece is not None:
            yield from self.flush()
            yield piece

    def _row(self, element: HtmlElement) -> Iterator[Piece]:
        yield from self.flush()
        cells = [" ".join(_all_text(cell).split()) for cell in element]
        piece = piece_of(BlockKind.PARAGRAPH, [Run(" | ".join(cell for cell in cells if cell))])
        if piece is not None:
            yield piece


def _tag_of(element: HtmlElement) -> str | None:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else None


def _is_hidden(element: HtmlElement) -> bool:
    if element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style") or ""):
        return True
    if "pagebreak" in (
        element.get("role") or element.get("epub:type") or element.get(EPUB_TYPE) or ""
    ):
        return True
    return not _UNSEEN_CLASSES.isdisjoint((element.get("class") or "").split())


def _is_note(link: HtmlElement) -> bool:
    said = " ".join(link.get(name) or "" for name in _NAMES_OF_NOTE)
    return _FOOTNOTE.search(said) is not None or bool(_TO_NOTE.search(link.get("href") or ""))


def _abuts(element: HtmlElement) -> bool:
    """Tell whether nothing but the page's style parts an inline element from the one before it.

    So in bars of links and in by-lines: "<span>A. Writer</span><span>9 May</span>".
    """
    before = element.getprevious()
    tags = {"span", "a", "time"}
    if before is None or before.tail or not {_tag_of(element), _tag_of(before)} <= tags:
        return False
    left, right = _all_text(before).strip(), _all_text(element).strip()
    if len(left) < _SHORTEST_APART or len(right) < 1:
        return False
    turns = left[-1].isdigit() != right[0].isdigit()
    return turns or (left[-1].islower() and right[0].isupper())


def _all_text(element: HtmlElement) -> str:
    return "".join(str(text) for text in element.itertext(with_tail=False))


def _is_row_of_data(row: HtmlElement) -> bool:
    """Tell a table's row from a row that only lays out a page, as old pages have."""
    return next(row.iter(*_BLOCKS_OF_LAYOUT), None) is None


def _has_caption(figure: HtmlElement) -> bool:
    return any(_all_text(caption).strip() for caption in figure.iter("figcaption"))


def _open_list(element: HtmlElement, *, ordered: bool) -> _List:
    start = _whole_number(element.get("start"))
    if element.get("reversed") is not None:
        items = sum(_tag_of(child) == "li" for child in element)
        return _List(ordered, items if start is None else start, -1)
    return _List(ordered, 1 if start is None else start)


def _whole_number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if re.fullmatch(r"-?[0-9]{1,6}", text) else None
