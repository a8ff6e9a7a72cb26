"""The door for articles: any file, pasted text or fetched page becomes an Article."""

from readbot.text.article import Article, UnreadableError
from readbot.text.importers.encodings import decode
from readbot.text.importers.markdown import looks_like_markdown, read_markdown
from readbot.text.importers.plain import read_plain

MOST_BYTES = 16 * 1024 * 1024


def read_file(name: str, content: bytes) -> Article:
    """Make an article of a file, known by its content first and its name second.

    Raises UnreadableError, whose sentence says what to do instead.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableError(
            "This file is larger than {limit} MB. Please send it in parts, or only the chapter"
            " that you want to read.",
            limit=MOST_BYTES // (1024 * 1024),
        )
    text = decode(content)
    if name.casefold().endswith((".md", ".markdown", ".mdown", ".mkd")):
        return read_markdown(text)
    return read_pasted(text)


def read_pasted(text: str) -> Article:
    """Make an article of pasted text, be it plain or Markdown.

    Raises UnreadableError, whose sentence says what to do instead.
    """
    if looks_like_markdown(text):
        return read_markdown(text)
    return read_plain(text)
