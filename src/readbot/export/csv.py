"""The notes as a table, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterator

from readbot.club.notes import Note
from readbot.export.documents import Chapter, Discussion, ExportFile
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


def write(discussion: Discussion) -> list[ExportFile]:
    """One row for each note and answer, in the order of the text.

    UTF-8 with a byte order mark, because Excel takes a file without one for another encoding.
    ``answers`` is the id of the question that an answer belongs to.
    """
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for chapter in discussion.chapters:
        for note in chapter.notes:
            table.writerow(_row(discussion, chapter, note, accepted=None))
            for answer in chapter.answers.get(note.id, ()):
                accepted = answer.id == note.accepted_id
                table.writerow(_row(discussion, chapter, answer, accepted=accepted))
    content = out.getvalue().encode("utf-8-sig")
    return [discussion.file("csv", content, "text/csv; charset=utf-8")]


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
