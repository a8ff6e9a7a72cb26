"""The discussion as JSON-LD: W3C Web Annotations, and what they do not speak of beside them.

The shape is that of the Web Annotation Data Model (W3C Recommendation, 23 February 2017): an
AnnotationCollection with one AnnotationPage. Positions count Unicode code points of readbot's own
normalised text, so a target's source is that text, and the reading's entry tells where it is from.
Terms of our own stand in the namespace ``readbot``; ids of Discord are strings.
"""

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from readbot.club.notes import MOTIVATIONS, Note
from readbot.digest.views import Asked, DigestView, Passage, ReadingPart, Theme, Voice
from readbot.export.documents import Chapter, Discussion, address
from readbot.export.escaping import calm, one_line

NAMESPACE = "urn:readbot:ns#"
CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"readbot": NAMESPACE}]
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)


def pieces(discussion: Discussion) -> Iterator[str]:
    """One document; the same discussion gives the same ids in every export."""
    total = sum(chapter.talk.said for chapter in discussion.chapters)
    collection_id = _iri(discussion, "collection", discussion.made_at.isoformat())
    page_id = _iri(discussion, "page", discussion.made_at.isoformat())
    head = {
        "@context": CONTEXT,
        "id": collection_id,
        "type": "AnnotationCollection",
        "label": discussion.title,
        "created": _instant(discussion.made_at),
        "total": total,
        "readbot:server": str(discussion.club.server_id),
        "readbot:channel": str(discussion.club.channel_id),
        "readbot:zone": discussion.club.zone,
        "readbot:readings": [_reading(discussion, chapter) for chapter in discussion.chapters],
    }
    yield _written(head, 0).removesuffix("\n}") + ',\n  "readbot:digests": '
    yield from _listed((_digest(discussion, view) for view in discussion.digests), 2)
    if total:
        first = {
            "id": page_id,
            "type": "AnnotationPage",
            "partOf": collection_id,
            "startIndex": 0,
        }
        yield f',\n  "last": {json.dumps(page_id)},\n  "first": '
        yield _written(first, 2).removesuffix("\n  }") + ',\n    "items": '
        yield from _listed((a for c in discussion.chapters for a in _annotations(discussion, c)), 4)
        yield "\n  }"
    yield "\n}\n"


def _written(value: Any, indent: int) -> str:
    """The value as JSON, to stand ``indent`` spaces in; it begins where the line is already."""
    text = json.dumps(_present(value), ensure_ascii=False, indent=2)
    return text.replace("\n", "\n" + " " * indent)


def _listed(values: Iterator[Any], indent: int) -> Iterator[str]:
    """A JSON list, one value after the other."""
    joint = "["
    for value in values:
        yield joint + "\n" + " " * (indent + 2) + _written(value, indent + 2)
        joint = ","
    yield "[]" if joint == "[" else "\n" + " " * indent + "]"


def _present(value: Any) -> Any:
    """The value without what is not known."""
    if isinstance(value, dict):
        return {name: _present(v) for name, v in value.items() if v is not None}
    return [_present(v) for v in value] if isinstance(value, list) else value


def _iri(discussion: Discussion, *parts: object) -> str:
    club = discussion.club
    name = "/".join(str(part) for part in (club.server_id, club.channel_id, *parts))
    return uuid.uuid5(_SPACE, name).urn


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _line(fact: str | None) -> str | None:
    return None if fact is None else one_line(fact)


def _reading(discussion: Discussion, chapter: Chapter) -> dict[str, Any]:
    reading = chapter.script.reading
    details = reading.details
    return {
        "id": _iri(discussion, "reading", reading.id),
        "readbot:title": one_line(reading.title),
        "readbot:author": _line(details.author),
        "readbot:published": _line(details.published),
        "readbot:publisher": _line(details.publisher),
        "readbot:language": _line(details.language),
        "readbot:source": _line(details.source_url),
        "readbot:rights": str(reading.rights),
        "readbot:licence": _line(reading.licence),
        "readbot:share": reading.share,
        "readbot:state": str(reading.state),
        "readbot:total": reading.excerpts,
        "readbot:excerpts": [
            {
                "readbot:number": section.excerpt.number,
                "readbot:start": section.excerpt.start,
                "readbot:end": section.excerpt.end,
                "readbot:posted": _instant(section.posted_at),
                "readbot:link": address(section.link),
            }
            for section in chapter.sections
        ],
    }


def _annotations(discussion: Discussion, chapter: Chapter) -> Iterator[dict[str, Any]]:
    for told in chapter.talk.told:
        note = told.note
        yield _annotation(discussion, note, _target(discussion, chapter, note))
        for answer in told.answers:
            annotation = _annotation(discussion, answer, _iri(discussion, "note", note.id))
            yield annotation | {"readbot:accepted": answer.id == note.accepted_id}


def _annotation(discussion: Discussion, note: Note, target: str | dict[str, Any]) -> dict[str, Any]:
    author = discussion.author(note)
    return {
        "id": _iri(discussion, "note", note.id),
        "type": "Annotation",
        "motivation": MOTIVATIONS[note.kind],
        "creator": {"type": "Person", "name": author} if author else None,
        "created": _instant(note.created_at),
        "modified": _instant(note.edited_at) if note.edited_at else None,
        "body": {
            "type": "TextualBody",
            "value": discussion.body(note),
            "format": "text/plain",
            "purpose": MOTIVATIONS[note.kind],
        },
        "target": target,
        "readbot:kind": str(note.kind),
        "readbot:state": str(note.state) if note.state else None,
        "readbot:excerpt": note.excerpt,
        "readbot:link": discussion.link(note),
    }


def _target(discussion: Discussion, chapter: Chapter, note: Note) -> str | dict[str, Any]:
    source = _iri(discussion, "reading", chapter.script.reading.id)
    anchor = note.anchor
    if anchor is None:
        return source
    quote = {
        "type": "TextQuoteSelector",
        "exact": anchor.exact,
        "prefix": anchor.prefix,
        "suffix": anchor.suffix,
    }
    position = {"type": "TextPositionSelector", "start": anchor.start, "end": anchor.end}
    return {"type": "SpecificResource", "source": source, "selector": [quote, position]}


def _digest(discussion: Discussion, view: DigestView) -> dict[str, Any]:
    return {
        "id": _iri(discussion, "digest", view.start.isoformat()),
        "readbot:start": _instant(view.start),
        "readbot:end": _instant(view.end),
        "readbot:notes": view.notes,
        "readbot:members": view.voices,
        "readbot:readings": [_part(discussion, part) for part in view.parts],
    }


def _part(discussion: Discussion, part: ReadingPart) -> dict[str, Any]:
    return {
        "readbot:reading": _iri(discussion, "reading", part.reading_id),
        "readbot:title": one_line(part.title),
        "readbot:read": [excerpt.number for excerpt in part.excerpts],
        "readbot:posted": part.posted,
        "readbot:total": part.total,
        "readbot:passages": [_passage(passage) for passage in part.passages],
        "readbot:sides": [
            {
                **_passage(sides.passage),
                "readbot:agreeing": [_voice(discussion, v) for v in sides.agreeing],
                "readbot:disagreeing": [_voice(discussion, v) for v in sides.disagreeing],
            }
            for sides in part.sides
        ],
        "readbot:themes": [_theme(discussion, theme) for theme in part.themes],
        "readbot:answered": [_asked(discussion, asked) for asked in part.answered],
        "readbot:open": [_asked(discussion, asked) for asked in part.open],
    }


def _passage(passage: Passage) -> dict[str, Any]:
    return {
        "readbot:exact": passage.quoted,
        "readbot:notes": passage.notes,
        "readbot:excerpt": passage.excerpt,
        "readbot:link": address(passage.link),
    }


def _theme(discussion: Discussion, theme: Theme) -> dict[str, Any]:
    return {
        "readbot:keywords": list(theme.keywords),
        "readbot:notes": theme.notes,
        "readbot:voices": [_voice(discussion, voice) for voice in theme.voices],
    }


def _voice(discussion: Discussion, voice: Voice) -> dict[str, Any]:
    return {
        "readbot:note": _iri(discussion, "note", voice.note_id),
        "readbot:kind": str(voice.kind),
        "readbot:author": discussion.name(voice.author),
        "readbot:said": calm(voice.brief),
        "readbot:link": address(voice.link),
    }


def _asked(discussion: Discussion, asked: Asked) -> dict[str, Any]:
    return {
        "readbot:question": _voice(discussion, asked.question),
        "readbot:answers": [_voice(discussion, answer) for answer in asked.answers],
        "readbot:accepted": asked.accepted,
        "readbot:since": _instant(asked.since),
    }
