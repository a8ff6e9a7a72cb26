"""Web pages: trafilatura judges which words are the article, our own walk keeps their form."""

import unicodedata
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace

from lxml.html import HtmlElement

from readbot.text.article import Article, BlockKind, Details, LeftOutReason, UnreadableError
from readbot.text.importers.appeals import part, reason_to_leave_out, verdicts
from readbot.text.importers.draft import Piece, assemble, headings_of_bold
from readbot.text.importers.elements import parse_html, pieces_of_tree
from readbot.text.importers.headlines import details_of_line
from readbot.text.importers.languages import language_of
from readbot.text.importers.page_details import PageDetails, details_of_page

_SHORT_KEY = 25
_WINDOW = 6000
_ENOUGH = 0.75
_LONGEST_JUDGED = 1_000_000
_PIECES_ABOVE = 12
_PIECES_LOOKED_BACK = 4
_FEWEST_WORDS_OF_CAPTION = 4
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
    every, (pieces, reasons) = pieces, _chosen(pieces, _judged(tree, len(source)))
    details, pieces, reasons = _without_head(page, pieces, reasons)
    details = _with_line_above(details, every, pieces)
    pieces, reasons = _with_verdicts(pieces, reasons)
    kept, left_out = part(pieces, reasons)
    sample = "\n".join(piece.text for piece in kept[:40])
    details = replace(details, language=language_of(sample, details.language))
    return assemble(headings_of_bold(kept), details, left_out)


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


def _chosen(
    pieces: Sequence[Piece], judged: Sequence[Piece]
) -> tuple[list[Piece], list[LeftOutReason | None]]:
    """Give the page's blocks from the article's first to its last, and why some are not of it.

    The page's own blocks are used, for they keep what extraction drops (captions, lists' first
    numbers, line breaks). Where they do not cover the judged words, the judged blocks stand in.
    """
    chosen = list(_matches(pieces, judged))
    covered = sum(len(pieces[at].text) for at in chosen)
    if not judged:
        return list(pieces), [None] * len(pieces)
    if covered < _ENOUGH * sum(len(piece.text) for piece in judged):
        return list(judged), [None] * len(judged)
    within = pieces[chosen[0] : chosen[-1] + 1]
    wanted = {at - chosen[0] for at in chosen}
    reasons = [
        None if at in wanted or _is_of_article(piece) else LeftOutReason.APART
        for at, piece in enumerate(within)
    ]
    return list(within), reasons


def _is_of_article(piece: Piece) -> bool:
    if piece.kind is BlockKind.CAPTION:
        return len(piece.text.split()) >= _FEWEST_WORDS_OF_CAPTION
    return not _key(piece.text)


def _matches(pieces: Sequence[Piece], judged: Sequence[Piece]) -> Iterator[int]:
    """Give the indices of the page's blocks whose words the judged blocks hold."""
    keys = {_key(piece.text) for piece in judged}
    everything = "".join(_key(piece.text) for piece in judged)
    reached = 0
    for at, piece in enumerate(pieces):
        key = _key(piece.text)
        if not key:
            continue
        # Blocks come in order, so a bounded look ahead is enough and keeps long pages quick.
        found = everything.find(key, max(0, reached - _WINDOW), reached + len(key) + _WINDOW)
        if key in keys or (found >= 0 and len(key) >= _SHORT_KEY):
            reached = found + len(key) if found >= reached else reached
            yield at


def _key(text: str) -> str:
    """Give the letters and digits alone; raised digits count as digits."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _without_head(
    page: PageDetails, pieces: Sequence[Piece], reasons: Sequence[LeftOutReason | None]
) -> tuple[Details, list[Piece], list[LeftOutReason | None]]:
    """Take title, deck, by-line and date from the top, where they stand as blocks."""
    details = page.details
    head: set[int] = set()
    for at, piece in enumerate(pieces[:_PIECES_ABOVE]):
        if _key(piece.text) == _key(details.title or "") or _is_only_title(pieces, at, details):
            details = replace(details, title=details.title or piece.text)
            head.add(at)
            continue
        found = details_of_line(piece.text)
        if found is not None:
            details = replace(
                details,
                author=details.author or found.author,
                published=details.published or found.published,
            )
            head.add(at)
        elif _is_deck(page, piece) and details.subtitle is None:
            details = replace(details, subtitle=piece.text)
            head.add(at)
        elif piece.kind is BlockKind.PARAGRAPH and reasons[at] is None:
            break
    if len(head) == len(pieces):
        return page.details, list(pieces), list(reasons)
    rest = [at for at in range(len(pieces)) if at not in head]
    return details, [pieces[at] for at in rest], [reasons[at] for at in rest]


def _with_line_above(details: Details, every: Sequence[Piece], pieces: Sequence[Piece]) -> Details:
    """Learn author and date from a by-line that extraction took for a part of the page."""
    first = every.index(pieces[0]) if pieces[0] in every else 0
    for piece in every[max(0, first - _PIECES_LOOKED_BACK) : first]:
        found = details_of_line(piece.text)
        if found is not None:
            details = replace(
                details,
                author=details.author or found.author,
                published=details.published or found.published,
            )
    return details


def _is_only_title(pieces: Sequence[Piece], at: int, details: Details) -> bool:
    tops = [piece for piece in pieces if piece.kind is BlockKind.HEADING and piece.level == 1]
    return details.title is None and len(tops) == 1 and pieces[at] is tops[0]


def _is_deck(page: PageDetails, piece: Piece) -> bool:
    return page.description is not None and _key(piece.text) == _key(page.description)


def _with_verdicts(
    pieces: Sequence[Piece], reasons: Sequence[LeftOutReason | None]
) -> tuple[list[Piece], list[LeftOutReason | None]]:
    """Judge the article's own blocks as those of any text, and say more of those set apart."""
    own = iter(verdicts([piece for piece, why in zip(pieces, reasons, strict=True) if why is None]))
    result = [
        next(own) if why is None else reason_to_leave_out(piece.text, edge=True) or why
        for piece, why in zip(pieces, reasons, strict=True)
    ]
    return list(pieces), result
