"""The head of a web page's article: the blocks that say its title, deck, author and date."""

from collections.abc import Sequence
from dataclasses import replace

from readbot.text.article import BlockKind, Details, LeftOutReason
from readbot.text.importers.bylines import are_persons
from readbot.text.importers.dates import month_in
from readbot.text.importers.draft import Piece
from readbot.text.importers.headlines import details_of_line
from readbot.text.importers.page_choice import Reasons, is_prose, key_of
from readbot.text.importers.page_details import PageDetails

_PIECES_ABOVE = 12
_PIECES_LOOKED_BACK = 4
_LONGEST_DECK = 300
_MOST_WORDS_OF_KICKER = 5


def without_head(
    page: PageDetails, pieces: Sequence[Piece], reasons: Sequence[LeftOutReason | None]
) -> tuple[Details, list[Piece], Reasons]:
    """Take title, deck, by-line and date from the top, where they stand as blocks."""
    details = page.details
    head: set[int] = set()
    kickers: set[int] = set()
    title = _title_at(pieces, details)
    for at, piece in enumerate(pieces[:_PIECES_ABOVE]):
        if at == title:
            details = _with_title(details, piece)
            head.add(at)
            continue
        found = details_of_line(piece.text)
        if found is not None:
            details = _with_found(details, found)
            head.add(at)
        elif _is_deck(page, piece) and details.subtitle is None:
            details = replace(details, subtitle=piece.text)
            head.add(at)
        elif title is not None and at < title:
            if _is_kicker(piece):
                kickers.add(at)
        elif _names_author(pieces, at, details):
            details = replace(details, author=details.author or piece.text)
            head.add(at)
        elif title is not None and at == title + 1 and _stands_as_deck(pieces, at, details):
            details = replace(details, subtitle=piece.text)
            head.add(at)
        elif piece.kind is BlockKind.PARAGRAPH and reasons[at] is None:
            break
    if len(head) == len(pieces):
        return page.details, list(pieces), list(reasons)
    rest = [at for at in range(len(pieces)) if at not in head]
    said = [LeftOutReason.SECTION if at in kickers else reasons[at] for at in rest]
    return details, [pieces[at] for at in rest], said


def with_line_above(details: Details, every: Sequence[Piece], pieces: Sequence[Piece]) -> Details:
    """Learn author and date from a by-line that extraction took for a part of the page."""
    first = every.index(pieces[0]) if pieces[0] in every else 0
    for piece in every[max(0, first - _PIECES_LOOKED_BACK) : first]:
        found = details_of_line(piece.text)
        if found is not None:
            details = _with_found(details, found)
    return details


def _with_found(details: Details, found: Details) -> Details:
    return replace(
        details,
        author=details.author or found.author,
        published=details.published or found.published,
    )


def _title_at(pieces: Sequence[Piece], details: Details) -> int | None:
    """Give the index of the block that is the title, alone or above lines that are details."""
    tops = [piece for piece in pieces if piece.kind is BlockKind.HEADING and piece.level == 1]
    for at, piece in enumerate(pieces[:_PIECES_ABOVE]):
        first, *below = piece.text.split("\n")
        if details.title is None:
            if len(tops) == 1 and piece is tops[0]:
                return at
            continue
        key = key_of(details.title)
        headed = key_of(first) == key and all(map(_details_of, below))
        if headed or key_of(piece.text) == key:
            return at
    return None


def _with_title(details: Details, piece: Piece) -> Details:
    if details.title is None or key_of(piece.text) == key_of(details.title):
        return replace(details, title=details.title or piece.text)
    for line in piece.text.split("\n")[1:]:
        details = _with_found(details, _details_of(line) or Details())
    return details


def _details_of(line: str) -> Details | None:
    """Give what a line right below the title says, which may be no more than month and year."""
    found = details_of_line(line)
    month = month_in(line) if found is None else None
    return Details(published=month) if month else found


def _is_kicker(piece: Piece) -> bool:
    """Tell whether a block above the title is a word or two that name a section."""
    return len(piece.text.split()) <= _MOST_WORDS_OF_KICKER and len(piece.text) <= 40


def _is_deck(page: PageDetails, piece: Piece) -> bool:
    return page.description is not None and key_of(piece.text) == key_of(page.description)


def _names_author(pieces: Sequence[Piece], at: int, details: Details) -> bool:
    """Tell whether a block is the author's name again, or a name right beside a date."""
    text = pieces[at].text
    if details.author is not None:
        return key_of(text) == key_of(details.author)
    around = (*pieces[max(0, at - 1) : at], *pieces[at + 1 : at + 2])
    dated = any(
        found is not None and found.published and not found.author
        for found in (details_of_line(piece.text) for piece in around)
    )
    return dated and "\n" not in text and are_persons(text)


def _stands_as_deck(pieces: Sequence[Piece], at: int, details: Details) -> bool:
    """Tell whether a block is the deck: right below the title, and above the author or the date."""
    text = pieces[at].text
    short = len(text) <= _LONGEST_DECK and pieces[at].kind in {
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
    }
    if details.subtitle is not None or not short or (details.author or "\n") in text:
        return False
    for below in range(at + 1, min(at + 4, len(pieces))):
        if details_of_line(pieces[below].text) or _names_author(pieces, below, details):
            return True
        if is_prose(pieces[below]):
            return False
    return False
