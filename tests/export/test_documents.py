"""Every format can be read again, and holds what it should."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
from hypothesis import given, settings
from icalendar import Calendar
from lxml import etree, html
from markdown_it import MarkdownIt
from tests.export.strategies import TEXT, discussions

from readbot.club.notes import MOTIVATIONS, Note
from readbot.export import FORMATS
from readbot.export.documents import Discussion, Naming
from readbot.export.escaping import calm

# The parts of the Web Annotation Data Model that readbot uses, as the Recommendation words them.
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
IRI = {"type": "string", "pattern": "^urn:uuid:"}
MODEL: dict[str, Any] = {
    "type": "object",
    "required": ["@context", "id", "type", "label", "total", "created"],
    "properties": {
        "@context": {
            "type": "array",
            "contains": {"const": "http://www.w3.org/ns/anno.jsonld"},
        },
        "id": IRI,
        "type": {"const": "AnnotationCollection"},
        "total": {"type": "integer", "minimum": 0},
        "created": INSTANT,
        "first": {
            "type": "object",
            "required": ["id", "type", "partOf", "startIndex", "items"],
            "properties": {
                "type": {"const": "AnnotationPage"},
                "startIndex": {"const": 0},
                "items": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/annotation"}},
            },
        },
        "last": IRI,
    },
    "$defs": {
        "annotation": {
            "type": "object",
            "required": ["id", "type", "motivation", "created", "body", "target"],
            "properties": {
                "id": IRI,
                "type": {"const": "Annotation"},
                "motivation": {"enum": sorted(set(MOTIVATIONS.values()))},
                "creator": {
                    "type": "object",
                    "required": ["type", "name"],
                    "properties": {"type": {"const": "Person"}},
                },
                "created": INSTANT,
                "modified": INSTANT,
                "body": {
                    "type": "object",
                    "required": ["type", "value", "format"],
                    "properties": {
                        "type": {"const": "TextualBody"},
                        "format": {"const": "text/plain"},
                    },
                },
                "target": {"oneOf": [IRI, {"$ref": "#/$defs/specific"}]},
            },
        },
        "specific": {
            "type": "object",
            "required": ["type", "source", "selector"],
            "properties": {
                "type": {"const": "SpecificResource"},
                "source": IRI,
                "selector": {
                    "type": "array",
                    "prefixItems": [
                        {
                            "required": ["type", "exact", "prefix", "suffix"],
                            "properties": {"type": {"const": "TextQuoteSelector"}},
                        },
                        {
                            "required": ["type", "start", "end"],
                            "properties": {"type": {"const": "TextPositionSelector"}},
                        },
                    ],
                    "items": False,
                },
            },
        },
    },
}
ROOT = Path(__file__).parents[2]
SCHEMA = jsonschema_rs.validator_for(
    json.loads((ROOT / "docs" / "export-schema.json").read_text("utf-8"))
)
NETWORK = ("src", "srcset", "data", "poster", "background", "action", "formaction")


def _content(discussion: Discussion, format_name: str) -> str:
    return "".join(FORMATS[format_name].pieces(discussion))


def _said(discussion: Discussion) -> list[Note]:
    return [n for c in discussion.chapters for t in c.talk.told for n in (t.note, *t.answers)]


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


@settings(max_examples=40, deadline=None)
@given(discussions())
def test_the_json_follows_the_web_annotation_model(discussion: Discussion) -> None:
    document = json.loads(_content(discussion, "json"))
    jsonschema_rs.validator_for(MODEL).validate(document)
    items = document.get("first", {}).get("items", [])
    assert document["total"] == len(items) == len(_said(discussion))
    for item in items:
        if isinstance(item["target"], dict):
            quote, position = item["target"]["selector"]
            assert TEXT[position["start"] : position["end"]] == quote["exact"]
        assert ("creator" in item) <= (discussion.naming is Naming.CHOSEN)


@settings(max_examples=40, deadline=None)
@given(discussions())
def test_the_json_is_as_its_documented_schema_says(discussion: Discussion) -> None:
    SCHEMA.validate(json.loads(_content(discussion, "json")))


def test_the_schema_refuses_what_it_does_not_know() -> None:
    assert not SCHEMA.is_valid({"@context": []})


@settings(max_examples=40, deadline=None)
@given(discussions())
def test_the_page_holds_the_words_as_words_and_asks_nobody_for_anything(
    discussion: Discussion,
) -> None:
    page = html.document_fromstring(_content(discussion, "html").encode())
    every = _said(discussion)
    bodies = [_text(p) for p in page.iterfind(".//article/p[@class='body']")]
    assert sorted(b.split() for b in bodies) == sorted(calm(n.body).split() for n in every)
    for element in page.iter():
        assert element.tag not in {"img", "iframe", "object", "embed", "link", "base", "audio"}
        assert not set(element.attrib) & set(NETWORK)
        assert not any(str(name).startswith("on") for name in element.attrib)
        assert re.match(r"#|https?://|$", str(element.get("href") or ""))
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for link in page.iterfind(".//a"):
        address = str(link.get("href") or "")
        assert not address.startswith("#") or address[1:] in ids
    shown = "".join(_text(b) for b in page.iterfind(".//div[@class='words']"))
    assert "".join(TEXT.split()) == "".join(shown.replace("1.", "").split())


@settings(max_examples=40, deadline=None)
@given(discussions())
def test_the_markdown_holds_every_note_and_no_markup_of_a_members(discussion: Discussion) -> None:
    text = _content(discussion, "markdown")
    _, front, body = text.split("---\n", 2)
    assert all(re.fullmatch(r"\w+: .+", line) for line in front.strip().split("\n"))
    assert f"notes: {len(_said(discussion))}" in front.split("\n")
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert kinds <= {"heading", "inline", "paragraph", "blockquote", "bullet_list", "list_item"}
    assert sum(token.type == "heading_open" for token in tokens) <= 5
    shown = "".join(
        c.content for token in tokens for c in token.children or [] if c.type.startswith("text")
    )
    for note in _said(discussion):
        assert "".join(calm(note.body).split()) in "".join(shown.split())


@settings(max_examples=40, deadline=None)
@given(discussions())
def test_the_table_has_a_row_for_every_note_and_no_formula(discussion: Discussion) -> None:
    rows = list(csv.DictReader(io.StringIO(_content(discussion, "csv").removeprefix("\ufeff"))))
    assert len(rows) == len(_said(discussion))
    for row in rows:
        for value in row.values():
            assert not value.startswith(("=", "+", "-", "@", "\t", "\r"))


@settings(max_examples=40, deadline=None)
@given(discussions())
def test_the_calendar_is_one_with_short_lines_and_no_line_of_a_strangers(
    discussion: Discussion,
) -> None:
    text = _content(discussion, "calendar")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    calendar = Calendar.from_ical(text)
    assert len(list(calendar.walk("VEVENT"))) == 1
    assert text.count("BEGIN:VEVENT") == 1
