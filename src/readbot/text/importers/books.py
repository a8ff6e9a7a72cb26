"""Electronic books of Project Gutenberg: their frame of licence text, and their italics."""

import re
from dataclasses import dataclass

from readbot.text.article import Details, EmphasisKind
from readbot.text.importers.draft import Run
from readbot.text.importers.languages import primary_code

_START = re.compile(r"^\*\*\* ?START OF TH[^\n]{0,200}\*\*\*[ \t]*$", re.MULTILINE)
_END = re.compile(r"^\*\*\* ?END OF TH[^\n]{0,200}\*\*\*[ \t]*$", re.MULTILINE)
_FIELD = re.compile(r"^(Title|Author|Language): +(\S[^\n]*)$", re.MULTILINE)
_ITALICS = re.compile(r"(?<!\w)_([^_]{1,2000})_(?!\w)")
_LANGUAGES = {
    "english": "en",
    "german": "de",
    "french": "fr",
    "spanish": "es",
    "italian": "it",
    "portuguese": "pt",
    "dutch": "nl",
    "russian": "ru",
    "polish": "pl",
    "finnish": "fi",
    "greek": "el",
}


@dataclass(frozen=True, slots=True)
class FramedBook:
    """A book's own text, what its frame says of it, and the frame itself."""

    text: str
    details: Details
    above: str
    below: str


def framed_book(text: str) -> FramedBook | None:
    """Take a book out of its frame, or None when the text has no such frame."""
    start = _START.search(text)
    if start is None:
        return None
    end = _END.search(text, start.end())
    above = text[: start.end()]
    fields = {match[1]: match[2].strip() for match in _FIELD.finditer(above)}
    language = fields.get("Language", "")
    details = Details(
        title=fields.get("Title"),
        author=fields.get("Author"),
        publisher=None,
        language=_LANGUAGES.get(language.casefold()) or primary_code(language),
    )
    stop = end.start() if end else len(text)
    return FramedBook(text[start.end() : stop], details, above.strip(), text[stop:].strip())


def runs_of_underscores(text: str) -> list[Run]:
    """Give the runs of a text that sets its italics between underscores."""
    runs: list[Run] = []
    at = 0
    for match in _ITALICS.finditer(text):
        runs.append(Run(text[at : match.start()]))
        runs.append(Run(match[1], frozenset({EmphasisKind.ITALIC})))
        at = match.end()
    runs.append(Run(text[at:]))
    return runs
