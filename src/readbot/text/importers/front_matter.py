"""What a book holds around its text: cover, title page, copyright page, table of contents.

A book's files say so themselves (epub:type, or the guide of an older book); where they do not, a
short file is known by what stands in it.
"""

import re
from collections.abc import Sequence

from lxml import etree

from readbot.text.article import BlockKind, Details, LeftOutReason
from readbot.text.importers.draft import Piece
from readbot.text.importers.elements import EPUB_TYPE

_LONGEST = 4_000
_LONGEST_TITLE_PAGE = 400
_NEARLY_ALL = 0.9
_ELEMENTS_LOOKED_AT = 6
_TYPES = {
    **dict.fromkeys(("cover", "titlepage", "title-page", "halftitlepage"), LeftOutReason.APART),
    **dict.fromkeys(("halftitle", "frontispiece", "other.halftitle"), LeftOutReason.APART),
    **dict.fromkeys(("copyright-page", "imprint", "imprimatur"), LeftOutReason.LEGAL),
    **dict.fromkeys(("toc", "landmarks", "page-list", "loi", "lot"), LeftOutReason.MENU),
}
_HEAD = frozenset({"html", "head", "title", "meta", "link", "style", "script"})
_COVERS = frozenset({"cover", "cover image", "front cover", "book cover", "couverture", "portada"})
_LEGAL = re.compile(
    r"\bISBN\b|all rights reserved|alle rechte vorbehalten|tous droits réservés|"
    r"todos los derechos|todos os direitos|tutti i diritti|alle rechten voorbehouden|"
    r"все права защищены|wszelkie prawa zastrzeżone|版权所有|版權所有|無断転載|무단\s?전재|"
    r"(?:©|\(c\)|copyright)\s*(?:©\s*)?\d{4}",
    re.IGNORECASE,
)


def declared_type(tree: etree._Element) -> LeftOutReason | None:
    """Why a file is no part of the text, by what its outermost elements say that it is.

    An element counts if it holds all of the file's words, for others may follow a cover.
    """
    seen = 0
    whole = _length(tree)
    for element in tree.iter():
        said = element.get(EPUB_TYPE) or element.get("epub:type") or ""
        role = (element.get("role") or "").removeprefix("doc-")
        for name in (*said.split(), role):
            if name in _TYPES and _length(element) >= _NEARLY_ALL * whole:
                return _TYPES[name]
        seen += isinstance(element.tag, str) and element.tag.rpartition("}")[2] not in _HEAD
        if (said and seen) or seen > _ELEMENTS_LOOKED_AT:
            return None
    return None


def reason_of_guide(kind: str) -> LeftOutReason | None:
    """Why a file is no part of the text that the guide of an older book calls so."""
    return _TYPES.get(kind.casefold())


def _length(element: etree._Element) -> int:
    skipped = sum(len("".join(map(str, head.itertext()))) for head in element.iter("{*}head"))
    return len("".join(map(str, element.itertext())).strip()) - skipped


def reason_of_file(
    pieces: Sequence[Piece], declared: LeftOutReason | None, details: Details
) -> LeftOutReason | None:
    """Why a file is no part of the text: what is declared of it, or what its few words show."""
    text = "\n".join(piece.text for piece in pieces)
    if declared is LeftOutReason.MENU:
        return declared
    if len(text) > _LONGEST:
        return None
    if declared is not None or _LEGAL.search(text):
        return declared or LeftOutReason.LEGAL
    if pieces and all(piece.kind is BlockKind.CAPTION for piece in pieces):
        return LeftOutReason.APART if text.casefold() in _COVERS else None
    authors = (details.author or "").split(", ")
    known = (details.title, details.subtitle, details.author, *authors, details.publisher)
    names = {name.casefold() for name in known if name}
    lines = [line.strip().casefold() for line in text.split("\n")]
    named = [line.removeprefix("by ") in names for line in lines]
    titled = len(lines) > 1 and bool(details.title) and lines[0] == str(details.title).casefold()
    short = len(text) <= _LONGEST_TITLE_PAGE
    return LeftOutReason.APART if short and titled and all(named) else None
