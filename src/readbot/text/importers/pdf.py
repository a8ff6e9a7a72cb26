"""PDF files with a text layer, through PDFium: lines with their size and place become blocks."""

import re
from collections.abc import Sequence
from dataclasses import replace

from readbot.text.article import Article, BlockKind, Details, UnreadableError
from readbot.text.importers.draft import Piece, assemble, tidy_rules
from readbot.text.importers.headlines import details_of_line
from readbot.text.importers.languages import language_of
from readbot.text.importers.layout import pieces_of_lines, without_running_lines
from readbot.text.importers.printed import printed_pages
from readbot.text.importers.verdicts import set_aside
from readbot.text.normalise import one_line

_FEWEST_CHARACTERS = 3
_PIECES_ABOVE = 6
_FILE_LIKE = re.compile(r"\.\w{2,4}\Z|^microsoft word|^untitled|^document\d*$", re.IGNORECASE)


def read_pdf(content: bytes, longest: int) -> Article:
    """Make an article of a PDF's text layer, of ``longest`` characters or not many more.

    Raises UnreadableError for a scanned, locked or damaged file, or one that has far more words,
    each with what to do instead.
    """
    pages, declared = printed_pages(content, longest)
    if sum(len(line.words) for page in pages for line in page) < _FEWEST_CHARACTERS:
        raise UnreadableError(
            "This PDF holds pictures of pages and no words. Please run it through text recognition"
            " first, or paste the text."
        )
    lines, running = without_running_lines(pages)
    pieces = tidy_rules(pieces_of_lines(lines))
    details, pieces = _details(declared, pieces)
    kept, around = set_aside(pieces, details.author)
    sample = "\n".join(piece.text for piece in kept[:60])
    details = replace(details, language=language_of(sample))
    return assemble(kept, details, [*running, *around])


def _details(declared: dict[str, str], pieces: Sequence[Piece]) -> tuple[Details, list[Piece]]:
    """Take title and by-line from the top; what the file declares counts where it looks true."""
    title, author = _declared(declared, "Title"), _declared(declared, "Author")
    details = Details(title=None, author=author if author and " " in author else None)
    rest = list(pieces)
    if len(rest) > 1 and rest[0].kind is BlockKind.HEADING and rest[0].level == 1:
        details = replace(details, title=rest.pop(0).text)
    elif title and " " in title:
        details = replace(details, title=title)
        rest = [piece for piece in rest[:3] if piece.text != title] + rest[3:]
    for piece in list(rest[:_PIECES_ABOVE]) if details.title else []:
        found = details_of_line(piece.text)
        if found is None or len(rest) == 1:
            break
        details = replace(
            details,
            author=found.author or details.author,
            published=details.published or found.published,
        )
        rest.remove(piece)
    return details, rest or list(pieces)


def _declared(declared: dict[str, str], name: str) -> str | None:
    words = one_line(declared.get(name, ""))
    return words if words and len(words) <= 300 and not _FILE_LIKE.search(words) else None
