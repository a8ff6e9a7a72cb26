"""A discussion as files: Markdown, HTML, W3C JSON-LD, CSV and a calendar.

``FORMATS`` is the door: each makes one file of a Discussion, piece by piece, so that a discussion
of any size can be written.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from readbot.export import csv, json, markdown
from readbot.export.documents import Discussion

# Pieces are gathered to about so many characters before they are written.
_BUFFER = 1 << 16


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file. ``pieces`` are its text, from beginning to end."""

    ending: str
    pieces: Callable[[Discussion], Iterator[str]]

    def save(self, discussion: Discussion, folder: Path) -> Path:
        """Write the file into ``folder``, where it appears under its name when it is whole."""
        file = folder / discussion.file_name(self.ending)
        unfinished = file.with_name(f"{file.name}.unfinished")
        try:
            with unfinished.open("wb") as out:
                for piece in _encoded(self.pieces(discussion)):
                    out.write(piece)
            return unfinished.replace(file)
        except BaseException:
            # What members wrote does not stay behind in half a file.
            unfinished.unlink(missing_ok=True)
            raise


def _encoded(pieces: Iterator[str]) -> Iterator[bytes]:
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size > _BUFFER:
            # What is not a member's (a passage, a title) may hold half a character.
            yield "".join(waiting).encode(errors="replace")
            waiting, size = [], 0
    yield "".join(waiting).encode(errors="replace")


def _pieces_of(form: str) -> Callable[[Discussion], Iterator[str]]:
    def pieces(discussion: Discussion) -> Iterator[str]:
        # Imported when used: a bot that waits needs neither templates nor calendars.
        found: Iterator[str] = import_module(f"readbot.export.{form}").pieces(discussion)
        return found

    return pieces


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "markdown": Format("md", markdown.pieces),
        "html": Format("html", _pieces_of("html")),
        "json": Format("json", json.pieces),
        "csv": Format("csv", csv.pieces),
        "calendar": Format("ics", _pieces_of("calendar")),
    }
)
