"""Exports of a real database: complete, and without anything that the club may not see."""

import asyncio
import csv
import io
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from icalendar import Calendar
from tests.services.discussion import (
    DAY,
    MEMBER,
    MODERATOR,
    MONDAY,
    PLACE,
    Story,
    begin,
    exported,
)
from tests.services.test_digests import SUNDAY

from readbot.club.mistakes import Mistake
from readbot.club.notes import NoteKind, ShowTo
from readbot.export import FORMATS
from readbot.export.documents import Discussion, Naming
from readbot.services import digests, exports
from readbot.services.exports import Wanted
from readbot.store import notes
from readbot.store.database import Store

QUOTE = "A lamp is a promise."


ROOT = Path(__file__).parents[2]
SCHEMA = jsonschema_rs.validator_for(
    json.loads((ROOT / "docs" / "export-schema.json").read_text("utf-8"))
)


async def _a_week(store: Store) -> Story:
    story = await begin(store)
    await story.post(1, MONDAY)
    await story.post(2, MONDAY + DAY)
    await story.note("It promises warmth.", MONDAY, quote=QUOTE, kind=NoteKind.AGREEMENT)
    await story.note("=SUM(A1) is my mood.", MONDAY + DAY, author=(3, "Cleo"))
    asked = await story.note("Who paid him?", MONDAY + DAY, kind=NoteKind.QUESTION)
    answer = await story.note(
        "The town did.", MONDAY + DAY, kind=NoteKind.ANSWER, author=(3, "Cleo"), parent=asked
    )
    await story.settle(asked, answer)
    return story


async def _exported(store: Store, kind: str, **chosen: Any) -> str:
    wanted = Wanted(kind, **chosen)
    file = await exported(store, wanted, SUNDAY)
    return file.content.decode("utf-8-sig")


@pytest.mark.parametrize("kind", ["markdown", "html", "json", "csv"])
async def test_every_format_tells_what_was_said(store: Store, kind: str) -> None:
    await _a_week(store)
    text = await _exported(store, kind)
    for said in ("It promises warmth.", "Who paid him?", "The town did.", "Cleo"):
        assert said in text


@pytest.mark.parametrize("kind", list(FORMATS))
async def test_nothing_private_hidden_or_still_to_come_is_in_an_export(
    store: Store, kind: str
) -> None:
    story = await _a_week(store)
    private = await story.note("xprivatex", MONDAY, show_to=ShowTo.ME)
    gone = await story.note("xgonex", MONDAY)
    question = await story.note("xquestionx", MONDAY, kind=NoteKind.QUESTION)
    await story.note("xanswerx", MONDAY, kind=NoteKind.ANSWER, parent=question)
    await story.note("xunderitx", MONDAY, kind=NoteKind.ANSWER, parent=private)
    await digests.plan_due(store, SUNDAY)
    await story.arrive(SUNDAY)
    async with store.writing() as tx:
        await notes.withdraw(tx, gone, SUNDAY)
        await notes.withdraw(tx, question, SUNDAY)
    text = await _exported(store, kind)
    for word in ("xprivatex", "xgonex", "xquestionx", "xanswerx", "xunderitx"):
        assert word not in text
    assert "Nobody thanks a switch" not in text


async def test_an_unknown_format_is_answered_with_those_there_are(store: Store) -> None:
    await begin(store)
    with pytest.raises(Mistake, match="markdown, html, json, csv, calendar"):
        await _exported(store, "pdf")


async def test_a_span_of_days_is_taken_on_the_clubs_clock(store: Store) -> None:
    story = await _a_week(store)
    await story.note("Just before midnight.", MONDAY.replace(hour=22, minute=59))
    await story.note("Just after midnight.", MONDAY.replace(hour=23, minute=0))
    text = await _exported(store, "csv", since=date(2026, 3, 3), until=date(2026, 3, 3))
    assert "Just after midnight." in text
    assert "Just before midnight." not in text
    with pytest.raises(Mistake, match="last day comes before"):
        await _exported(store, "csv", since=date(2026, 3, 3), until=date(2026, 3, 2))


async def test_a_formula_in_a_note_is_text_in_a_spreadsheet(store: Store) -> None:
    await _a_week(store)
    rows = list(csv.DictReader(io.StringIO(await _exported(store, "csv"))))
    assert [row["note"] for row in rows if "SUM" in row["note"]] == ["'=SUM(A1) is my mood."]
    [answer] = [row for row in rows if row["kind"] == "answer"]
    [question] = [row for row in rows if row["kind"] == "question"]
    assert (answer["answers"], answer["accepted"]) == (question["id"], "yes")


async def test_the_json_holds_annotations_and_digests_with_ids_as_strings(store: Store) -> None:
    story = await _a_week(store)
    await digests.plan_due(store, SUNDAY)
    await story.arrive(SUNDAY)
    document = json.loads(await _exported(store, "json", reading="On Lamps"))
    SCHEMA.validate(document)
    assert document["total"] == 4
    assert document["readbot:server"] == "10"
    [digest] = document["readbot:digests"]
    assert digest["readbot:readings"][0]["readbot:read"] == [1, 2]


async def test_the_calendar_holds_what_is_to_come_on_the_clubs_clock(store: Store) -> None:
    await _a_week(store)
    calendar = Calendar.from_ical(await _exported(store, "calendar"))
    events = list(calendar.walk("VEVENT"))
    assert [str(event["summary"]) for event in events] == [
        "On Lamps: excerpt 3 of 4",
        "On Lamps: excerpt 4 of 4",
    ]
    starts = [event.decoded("dtstart") for event in events]
    assert [start.isoformat() for start in starts] == [
        "2026-03-09T18:00:00+01:00",
        "2026-03-16T18:00:00+01:00",
    ]


async def test_a_calendar_of_nothing_to_come_is_still_one(store: Store) -> None:
    story = await _a_week(store)
    await digests.plan_due(store, SUNDAY)
    await story.arrive(SUNDAY)
    [digest] = await digests.sent(store, PLACE, MODERATOR)
    calendar = Calendar.from_ical(await _exported(store, "calendar", digest=digest.id))
    assert not list(calendar.walk("VEVENT"))
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]


async def test_names_are_left_out_where_nobody_is_to_be_named(store: Store) -> None:
    await _a_week(store)
    for kind in FORMATS:
        assert "Cleo" not in await _exported(store, kind, naming=Naming.NONE)


async def test_everybody_goes_by_a_made_up_name_where_that_is_wanted(store: Store) -> None:
    await _a_week(store)
    rows = csv.DictReader(io.StringIO(await _exported(store, "csv", naming=Naming.PSEUDONYMS)))
    assert {row["author"] for row in rows} == {"Reader 1", "Reader 2"}
    for kind in FORMATS:
        assert "Cleo" not in await _exported(store, kind, naming=Naming.PSEUDONYMS)


async def test_only_what_is_new_comes_after_a_whole_export(store: Store) -> None:
    story = await _a_week(store)
    whole = await _exported(store, "csv", only_new=True)
    assert "It promises warmth." in whole
    async with store.writing() as tx:
        edited = await notes.get(tx, 1)
        assert edited is not None
        await notes.edit(tx, edited, "It promised warmth once.", SUNDAY + DAY)
    await story.note("Written since.", SUNDAY + DAY)
    later = Wanted("csv", only_new=True)
    file = await exported(store, later, SUNDAY + 2 * DAY)
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert {row["note"] for row in rows} == {"It promised warmth once.", "Written since."}


async def test_an_export_of_a_part_does_not_count_as_the_last(store: Store) -> None:
    await _a_week(store)
    await _exported(store, "csv", reading="On Lamps")
    await _exported(store, "calendar")
    assert "It promises warmth." in await _exported(store, "csv", only_new=True)


async def test_one_digest_is_a_document_of_its_own(store: Store) -> None:
    story = await _a_week(store)
    await story.note("<b>bold</b>", MONDAY)
    await digests.plan_due(store, SUNDAY)
    await story.arrive(SUNDAY)
    [digest] = await digests.sent(store, PLACE, MODERATOR)
    assert r"\<b\>bold" in await _exported(store, "markdown", digest=digest.id)
    assert "&lt;b&gt;bold" in await _exported(store, "html", digest=digest.id)
    assert json.loads(await _exported(store, "json", digest=digest.id))["readbot:digests"]


async def test_an_export_that_fails_leaves_nothing_behind_in_the_folder(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _a_week(store)

    def breaks(_: Discussion) -> Iterator[str]:
        yield "It promises warmth."
        raise OSError("no space is left")

    broken = replace(FORMATS["markdown"], pieces=breaks)
    monkeypatch.setattr(exports, "FORMATS", {"markdown": broken})
    with pytest.raises(OSError, match="no space"):
        await exports.save(store, PLACE, MODERATOR, Wanted("markdown"), tmp_path, SUNDAY)
    assert [
        name for name in await asyncio.to_thread(os.listdir, tmp_path) if "readbot-" in name
    ] == []


async def test_one_digest_alone_is_exported_with_nothing_else(store: Store) -> None:
    story = await _a_week(store)
    await digests.plan_due(store, SUNDAY)
    await story.arrive(SUNDAY)
    await story.note("Said in the week after.", SUNDAY + DAY)
    [digest] = await digests.sent(store, PLACE, MODERATOR)
    text = await _exported(store, "markdown", digest=digest.id)
    assert "# Digest of Sunday, March 8, 2026" in text
    assert "Said in the week after." not in text
    assert "## Excerpt" not in text
    rows = list(csv.DictReader(io.StringIO(await _exported(store, "csv", digest=digest.id))))
    assert "It promises warmth." in {row["note"] for row in rows}
    assert "Said in the week after." not in {row["note"] for row in rows}
    with pytest.raises(Mistake, match="no such digest"):
        await _exported(store, "markdown", digest=77)


async def test_progress_counts_the_notes_that_are_gathered(store: Store, tmp_path: Path) -> None:
    await _a_week(store)
    told: list[tuple[int, int]] = []

    def tell(done: int, of: int) -> None:
        told.append((done, of))

    await exports.save(store, PLACE, MODERATOR, Wanted("csv"), tmp_path, SUNDAY, tell)
    assert told == [(3, 3)]


async def test_exports_are_for_moderators(store: Store) -> None:
    await begin(store)
    with pytest.raises(Mistake, match="Only moderators"):
        await exported(store, Wanted(), SUNDAY, MEMBER)
