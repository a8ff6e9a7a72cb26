"""Web pages: trafilatura judges which words are the article, our own walk keeps their form."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

from lxml.html import HtmlElement

from readbot.text.article import Article, BlockKind, LeftOut, LeftOutReason, UnreadableError
from readbot.text.importers.appeals import opens_comments, reason_to_leave_out
from readbot.text.importers.draft import Piece, assemble, headings_of_bold
from readbot.text.importers.elements import parse_html, pieces_of_tree, set_apart
from readbot.text.importers.languages import language_of
from readbot.text.importers.page_choice import chosen
from readbot.text.importers.page_details import details_of_page
from readbot.text.importers.page_heads import with_line_above, without_head
from readbot.text.importers.verdicts import part, verdicts

_LONGEST_JUDGED = 1_000_000
_MOST_BELOW_CLOSE = 0.5
_AS_HTML = {
    "quote": "blockquote",
    "item": "li",
    "lb": "br",
    "graphic": "img",
    "row": "tr",
    "cell": "td",
    "ref": "a",
}


def read_html(source: str, address: str | None = None) -> Article:
    """Make an article of a web page's source.

    Raises UnreadableError when there is no article in it, with what to do instead.
    """
    tree = parse_html(source)
    pieces = [] if tree is None else list(pieces_of_tree(tree))
    if tree is None or not pieces:
        raise UnreadableError(
            "There is no article in this page. Some pages are empty until a browser builds them:"
            " please open it, copy its text and paste that."
        )
    page = details_of_page(tree, source, address)
    apart = [LeftOut(words, LeftOutReason.APART, 0) for words in set_apart(tree)]
    every = list(pieces_of_tree(tree))
    pieces, reasons = chosen(every, _judged(tree, len(source)), page.details.title)
    details, pieces, reasons = without_head(page, pieces, reasons)
    details = with_line_above(details, every, pieces)
    reasons = _with_verdicts(pieces, reasons, details.author)
    kept, left_out = part(pieces, reasons)
    sample = "\n".join(piece.text for piece in kept[:40])
    details = replace(details, language=language_of(sample, details.language))
    return assemble(headings_of_bold(kept), details, [*apart, *left_out])


def _judged(tree: HtmlElement, length: int) -> list[Piece]:
    """Give what trafilatura takes for the article's blocks; nothing where it finds none."""
    if length > _LONGEST_JUDGED:
        # Its time grows with the square of the length, so a very long page names its article.
        marked = [*tree.iter("article")] or [*tree.iter("main")]
        return list(pieces_of_tree(marked[0])) if len(marked) == 1 else []
    # Imported here because it takes a third of a second, and few articles come as pages.
    from trafilatura import bare_extraction

    document = bare_extraction(
        deepcopy(tree),
        fast=True,
        include_comments=False,
        include_formatting=True,
        include_images=True,
        include_tables=True,
        output_format="xml",
    )
    body = getattr(document, "body", None)
    if body is None:
        return []
    for element in body.iter("head", "list", "hi", *_AS_HTML):
        if element.tag == "head":
            element.tag = element.get("rend") or "h2"
        elif element.tag == "list":
            element.tag = element.get("rend") or "ul"
        elif element.tag == "hi":
            element.tag = "b" if element.get("rend") == "#b" else "em"
        else:
            element.tag = _AS_HTML[element.tag]
    return list(pieces_of_tree(body))


def _with_verdicts(
    pieces: Sequence[Piece], reasons: Sequence[LeftOutReason | None], author: str | None
) -> list[LeftOutReason | None]:
    """Judge the article's own blocks as those of any text, and say more of those set apart."""
    close = _close_of_article(pieces, reasons)
    reasons = [
        why or (LeftOutReason.APART if at >= close else None) for at, why in enumerate(reasons)
    ]
    inside = [piece for piece, why in zip(pieces, reasons, strict=True) if why is None]
    own = iter(verdicts(inside, author))
    result: list[LeftOutReason | None] = []
    for piece, why in zip(pieces, reasons, strict=True):
        if why is None:
            result.append(next(own))
        elif why is LeftOutReason.APART:
            result.append(reason_to_leave_out(piece.text, edge=True) or why)
        else:
            result.append(why)
    return result


def _close_of_article(pieces: Sequence[Piece], reasons: Sequence[LeftOutReason | None]) -> int:
    """Give the index of the heading below which readers' comments begin, or that of the end."""
    lengths = [0 if why else len(p.text) for p, why in zip(pieces, reasons, strict=True)]
    for at, piece in enumerate(pieces):
        heads = piece.kind is BlockKind.HEADING or reasons[at] is not None
        if not heads or not opens_comments(piece.text):
            continue
        if sum(lengths[at:]) <= _MOST_BELOW_CLOSE * sum(lengths[:at]):
            return at
    return len(pieces)
