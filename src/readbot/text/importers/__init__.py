"""The door for articles: any file, pasted text or fetched page becomes an Article.

Each kind's reader is imported when the first of its kind comes: a bot that waits needs none.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from readbot.text.article import Article, UnreadableError, too_long
from readbot.text.importers.chapters import Chapter
from readbot.text.importers.encodings import decode, decode_markup
from readbot.text.importers.saved_pages import is_saved_page, page_in

__all__ = [
    "LONGEST_TEXT",
    "MOST_BYTES",
    "Chapter",
    "Form",
    "chapters_of",
    "form_of",
    "other_form",
    "read_file",
    "read_page",
    "read_pasted",
]

MOST_BYTES = 16 * 1024 * 1024
LONGEST_TEXT = 5_000_000
"""Characters that a text has at most, where nobody chose; a long novel has a million."""


class Form(StrEnum):
    """What a file is read as."""

    PLAIN = "plain text"
    MARKDOWN = "Markdown"
    PAGE = "web page"
    BOOK = "EPUB book"
    PDF = "PDF"


_ROOM_FOR_MARKS = 2
_MARKDOWN_NAMES = (".md", ".markdown", ".mdown", ".mkd")
_PAGE_NAMES = (".html", ".htm", ".xhtml", ".xht")
_PAGE = re.compile(
    # Possessive, for comments could otherwise be parted in endlessly many ways.
    r"(?:<\?xml[^>]{0,200}\?>|<!--(?>.{0,2000}?-->)|\s)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_ELEMENT = re.compile(r"<(?:p|div|h[1-6]|article|body|br|ul|ol|table|span)\b[^<>]{0,500}>", re.I)

_PICTURE = (
    "This is a picture, and readbot cannot read the words in pictures. Please send the text itself."
)
_SOUND = "This is a recording, and readbot reads only words. Please send the text itself."
_OFFICE = (
    "This is a document of an office program. Please save it there as plain text, HTML or PDF and"
    " send that."
)
_ARCHIVE = "This is an archive with files in it. Please unpack it and send the article alone."
_PROGRAM = "This is a program and not an article. Please send a text, HTML, EPUB or PDF file."
# The first bytes of files that are not text, and what to say to who sends one.
_NOT_TEXT = (
    (b"\x89PNG\r\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"BM", _PICTURE),
    (b"ID3", _SOUND),
    (b"OggS", _SOUND),
    (b"fLaC", _SOUND),
    (b"\x1aE\xdf\xa3", _SOUND),
    (b"{\\rtf", _OFFICE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OFFICE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ\x00", _ARCHIVE),
    (b"\x7fELF", _PROGRAM),
    (b"MZ", _PROGRAM),
)
_WITH_ZEROS_ONLY = (b"BM", b"MZ", b"ID3", b"BZh", b"GIF8")
_OFFICE_MEMBERS = (
    b"word/",
    b"xl/",
    b"ppt/",
    b"mimetypeapplication/vnd.oasis",
    b"Index/Document.iwa",
)


def chapters_of(content: bytes) -> list[Chapter]:
    """The chapters of a book, as they can be chosen. Raises UnreadableError for a broken one."""
    from readbot.text.importers import epub

    return epub.chapters_of(content)


def form_of(name: str, content: bytes) -> Form:
    """Say as what a file is read, by its content first and its name second."""
    if b"%PDF-" in content[:1024]:
        return Form.PDF
    if is_saved_page(content):
        return Form.PAGE
    if content.startswith(b"PK\x03\x04"):
        return Form.BOOK
    return _form_of_text(name.casefold(), _decoded(content))


def other_form(form: Form, content: bytes) -> Form | None:
    """As what else a text may have been meant that is read as ``form``; None where that is sure."""
    if form is Form.MARKDOWN:
        return Form.PLAIN
    if form is not Form.PLAIN:
        return None
    from readbot.text.importers.markdown import may_be_markdown

    return Form.MARKDOWN if may_be_markdown(_decoded(content)) else None


def read_file(
    name: str,
    content: bytes,
    *,
    chapters: Sequence[int] | None = None,
    form: Form | None = None,
    longest: int = LONGEST_TEXT,
) -> Article:
    """Make an article of a file, known by its content first and its name second.

    ``chapters`` are numbers of ``chapters_of`` and matter for an EPUB only; without them the whole
    book is read. ``form`` says whether a text is to be read as plain text, as Markdown or as a
    page, where that is not to be guessed; ``longest`` is how many characters it may have. Raises
    UnreadableError, whose sentence says what to do.
    """
    return _refuse_length(_read_file(name, content, chapters, form, longest), longest)


def _read_file(
    name: str, content: bytes, chapters: Sequence[int] | None, form: Form | None, longest: int
) -> Article:
    _refuse_size(content)
    if b"%PDF-" in content[:1024]:
        from readbot.text.importers.pdf import read_pdf

        return read_pdf(content, longest)
    if is_saved_page(content):
        source, address = page_in(content)
        return _read_html(source, address)
    if content.startswith(b"PK\x03\x04"):
        from readbot.text.importers.epub import is_epub, read_epub

        if is_epub(content):
            return read_epub(content, chapters, longest)
        head = content[:4096] + content[-65536:]
        raise UnreadableError(
            _OFFICE if any(member in head for member in _OFFICE_MEMBERS) else _ARCHIVE
        )
    _refuse_other_kinds(content)
    text = _decoded(content)
    return _read_as(form or _form_of_text(name.casefold(), text), text, longest)


def read_pasted(text: str, *, form: Form | None = None, longest: int = LONGEST_TEXT) -> Article:
    """Make an article of pasted text, be it plain or Markdown, of ``longest`` characters at most.

    Raises UnreadableError, whose sentence says what to do instead.
    """
    if len(text) > MOST_BYTES:
        _refuse_size(bytes(MOST_BYTES + 1))
    guessed = Form.MARKDOWN if _looks_like_markdown(text) else Form.PLAIN
    return _refuse_length(_read_as(form or guessed, text, longest), longest)


def read_page(
    html_bytes: bytes, url: str, charset: str | None = None, *, longest: int = LONGEST_TEXT
) -> Article:
    """Make an article of a page fetched from ``url``; ``charset`` is the server's word for it.

    It has ``longest`` characters at most. A PDF or an EPUB behind the address is read as such.
    Raises UnreadableError, whose sentence says what to do instead.
    """
    _refuse_size(html_bytes)
    if b"%PDF-" in html_bytes[:1024] or html_bytes.startswith(b"PK\x03\x04"):
        return read_file("", html_bytes, longest=longest)
    _refuse_other_kinds(html_bytes)
    source = decode_markup(html_bytes, charset)
    if _PAGE.match(source[:8192]) or _ELEMENT.search(source):
        return _refuse_length(_read_html(source, url), longest)
    article = read_pasted(source, longest=longest)
    return replace(article, details=replace(article.details, source_url=url))


def _decoded(content: bytes) -> str:
    return decode_markup(content) if b"<" in content[:4096] else decode(content)


def _form_of_text(name: str, text: str) -> Form:
    start = text[:8192].lstrip("\ufeff")
    if _PAGE.match(start) or (name.endswith(_PAGE_NAMES) and _ELEMENT.search(text)):
        return Form.PAGE
    named = name.endswith(_MARKDOWN_NAMES)
    return Form.MARKDOWN if named or _looks_like_markdown(text) else Form.PLAIN


def _read_as(form: Form, text: str, longest: int) -> Article:
    if form is Form.PAGE:
        return _read_html(text)
    # What is not words is little here, unlike in a page: so nobody spends time on it.
    if len(text.strip()) > _ROOM_FOR_MARKS * longest:
        raise too_long(longest)
    if form is Form.MARKDOWN:
        from readbot.text.importers.markdown import read_markdown

        return read_markdown(text)
    from readbot.text.importers.plain import read_plain

    return read_plain(text)


def _read_html(source: str, address: str | None = None) -> Article:
    from readbot.text.importers.html import read_html

    return read_html(source, address)


def _looks_like_markdown(text: str) -> bool:
    from readbot.text.importers.markdown import looks_like_markdown

    return looks_like_markdown(text)


def _refuse_size(content: bytes) -> None:
    if not content:
        raise UnreadableError(
            "This file is empty. Please check that it is the right one and send it again."
        )
    if len(content) > MOST_BYTES:
        raise UnreadableError(
            "This is larger than {limit} MB. Please send only the part that you want to read.",
            limit=MOST_BYTES // (1024 * 1024),
        )


def _refuse_length(article: Article, longest: int) -> Article:
    if len(article.text) > longest:
        raise too_long(longest)
    return article


def _refuse_other_kinds(content: bytes) -> None:
    if content[4:8] == b"ftyp" or (content[:4] == b"RIFF" and content[8:12] in {b"WAVE", b"AVI "}):
        raise UnreadableError(_SOUND)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        raise UnreadableError(_PICTURE)
    for start, sentence in _NOT_TEXT:
        if content.startswith(start) and (start not in _WITH_ZEROS_ONLY or 0 in content[:4096]):
            raise UnreadableError(sentence)
