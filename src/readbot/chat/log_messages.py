"""The log of what moderators did: its lines, its pages, and its file."""

import csv
import io
import json
from collections.abc import Mapping, Sequence

from readbot.chat.answers import Answer
from readbot.chat.paging import turning
from readbot.chat.render import one_line, when
from readbot.chat.views import Upload
from readbot.club.order import Entry, rows_of
from readbot.export.escaping import cell
from readbot.text.words import Words

LOG_A_PAGE = 10
_NONE: Mapping[int, str] = {}


def log(
    words: Words, found: Sequence[Entry], total: int, page: int, titles: Mapping[int, str]
) -> Answer:
    """A page of the log; ``titles`` are by reading."""
    if not found:
        return Answer(words.say("The log is empty."))
    lines = [entry_line(entry, words, titles) for entry in found]
    return Answer("\n".join(lines), turning(words, page, total, LOG_A_PAGE, "log"))


def entry_line(entry: Entry, words: Words, titles: Mapping[int, str] = _NONE) -> str:
    """Who did what to whom, when and why."""
    who = _person(entry.actor_id, entry.actor_key, words)
    parts = [when(entry.at), who, _deed(entry, words, titles)]
    if entry.reason:
        parts.append(one_line(entry.reason, 150))
    return " · ".join(parts)


def _person(identifier: int | None, key: str | None, words: Words) -> str:
    if identifier is not None:
        return f"<@{identifier}>"
    erased = words.say("a former member")
    return erased if key is None else f"{erased} ({key[:6]})"


def _deed(entry: Entry, words: Words, titles: Mapping[int, str]) -> str:
    note = entry.subject_id
    member = _person(entry.subject_id, entry.subject_key, words)
    typed = one_line(str(entry.facts.get("words", "")), 100)
    name = entry.facts.get("name")
    if name:
        member = one_line(str(name), 60)
    said = {
        "note.hidden": words.say("hid note {number}", number=note),
        "note.restored": words.say("restored note {number}", number=note),
        "note.approved": words.say("approved note {number}", number=note),
        "note.left": words.say("let note {number} stand", number=note),
        "member.muted": words.say("muted {member}", member=member),
        "author.muted": words.say("muted {member}", member=member),
        "member.unmuted": words.say("let {member} write again", member=member),
        "words.added": words.say("put “{words}” on the list of words", words=typed),
        "words.removed": words.say("took “{words}” off the list of words", words=typed),
    }
    title = titles.get(entry.subject_id or 0) if entry.subject_kind == "reading" else None
    reading = words.say("a reading") if title is None else f"“{one_line(title, 80)}”"
    said |= _reading_deeds(words, reading)
    return said.get(entry.deed) or one_line(entry.deed, 60)


def _reading_deeds(words: Words, reading: str) -> dict[str, str]:
    return {
        "club.set_up": words.say("set the club up, or changed its settings"),
        "reading.added": words.say("added {reading}", reading=reading),
        "reading.recut": words.say("cut {reading} anew", reading=reading),
        "reading.corrected": words.say("put the details of {reading} right", reading=reading),
        "reading.rights_stated": words.say("said why {reading} may be posted", reading=reading),
        "reading.reread": words.say("had a reading's text read in another way"),
        "reading.restored": words.say("put back what was left out of {reading}", reading=reading),
        "reading.discarded": words.say("discarded {reading}", reading=reading),
        "reading.started": words.say("started {reading}", reading=reading),
        "reading.paused": words.say("paused {reading}", reading=reading),
        "reading.resumed": words.say("let {reading} go on", reading=reading),
        "reading.skipped": words.say("left out a date of {reading}", reading=reading),
        "reading.put_back": words.say("put back a date of {reading}", reading=reading),
        "reading.next": words.say("let the next excerpt of {reading} come now", reading=reading),
        "reading.jumped": words.say("let another excerpt of {reading} come next", reading=reading),
        "reading.reposted": words.say("posted an excerpt of {reading} once more", reading=reading),
        "reading.finished": words.say("ended {reading}", reading=reading),
        "digest.settings": words.say("changed the digest's settings"),
        "digest.sent": words.say("sent the digest"),
        "digest.exported": words.say("exported the discussion"),
        "posting.decided": words.say("decided about a message that was in doubt"),
    }


def log_file(entries: Sequence[Entry], form: str, titles: Mapping[int, str]) -> Upload:
    """The whole log as a file: CSV that a spreadsheet may open, or JSON."""
    rows = rows_of(entries, titles)
    if form == "json":
        content = json.dumps({"format": "readbot log 1", "log": rows}, ensure_ascii=False, indent=1)
        return Upload("log.json", content.encode())
    out = io.StringIO(newline="")
    table = csv.writer(out)
    columns = ("at", "who", "deed", "subject", "subject_id", "title", "reason", "facts")
    table.writerow(columns)
    for row in rows:
        facts = json.dumps(row["facts"], ensure_ascii=False, sort_keys=True)
        cells = {**row, "facts": facts}
        table.writerow([cell(str(cells[name] or "")) for name in columns])
    return Upload("log.csv", out.getvalue().encode("utf-8-sig"))
