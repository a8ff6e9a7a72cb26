"""The notes as a table, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator

from readbot.club.notes import Note
from readbot.export.documents import Chapter, Discussion
from readbot.export.escaping import cell

COLUMNS = (
    "reading",
    "excerpt",
    "kind",
    "state",
    "author",
    "note",
    "passage",
    "start",
    "end",
    "id",
    "answers",
    "accepted",
    "created",
    "edited",
    "link",
)


def pieces(discussion: Discussion) -> Iterator[str]:
    """One row for each note and answer, in the order of the text.

    UTF-8 with a byte order mark, because Excel takes a file without one for another encoding.
    ``answers`` is the id of the question that an answer belongs to.
    """
    yield "\ufeff" + _line(COLUMNS)
    for chapter in discussion.chapters:
        for told in chapter.talk.told:
            yield _line(_row(discussion, chapter, told.note, accepted=None))
            for answer in told.answers:
                accepted = answer.id == told.note.accepted_id
                yield _line(_row(discussion, chapter, answer, accepted=accepted))


def _line(values: Iterable[str | int | None]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(values)
    return out.getvalue()


def _row(
    discussion: Discussion, chapter: Chapter, note: Note, *, accepted: bool | None
) -> Iterator[str | int | None]:
    anchor = note.anchor
    local = discussion.club.local
    yield cell(chapter.script.reading.title)
    yield note.excerpt
    yield str(note.kind)
    yield str(note.state) if note.state else None
    yield cell(discussion.author(note) or "")
    yield cell(discussion.body(note))
    yield cell(anchor.exact) if anchor else None
    yield anchor.start if anchor else None
    yield anchor.end if anchor else None
    yield note.id
    yield note.parent_id
    yield None if accepted is None else "yes" if accepted else "no"
    yield local(note.created_at).isoformat(timespec="seconds")
    yield local(note.edited_at).isoformat(timespec="seconds") if note.edited_at else None
    yield discussion.link(note)
