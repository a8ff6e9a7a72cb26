"""The weekly digest and the exports, as they are seen in Discord."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import discord
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.chat.conftest import Stage
from tests.chat.test_render import CLUB, NOW

from readbot.chat import badges
from readbot.chat.commands import digests as commands
from readbot.chat.digest_message import PAGE_ROOM, ROOM, front, page, pages
from readbot.chat.views import LONG_LIMIT, Button
from readbot.club.clubs import Person, Place
from readbot.club.links import Link
from readbot.club.notes import NoteKind
from readbot.digest.views import (
    Asked,
    DigestView,
    Next,
    Passage,
    ReadExcerpt,
    ReadingPart,
    Sides,
    Theme,
    Voice,
)
from readbot.export.packing import pack
from readbot.services import exports, notes
from readbot.text.discord_markup import length


async def week(stage: Stage, **settings: str) -> None:
    """A week in which a little was said."""
    await stage.first_excerpt(digest_day="sunday", digest_time="18:00", **settings)
    for person, note in ((stage.ann, "They are brave."), (stage.ben, "Or they have no choice.")):
        await person.slash("annotate", stage.books, passage="nobody doubts that six", note=note)
    await stage.ann.slash("ask", stage.books, question="Do they sleep?")
    await stage.ben.slash("answer", stage.books, question="sleep", answer="In the afternoon.")


async def test_the_digest_comes_on_its_day(stage: Stage) -> None:
    await week(stage)
    stage.r.clock.jump(datetime(2026, 3, 8, 18, 0, 1, tzinfo=UTC))
    await stage.delivery.step()
    digest = next(m for m in stage.ann.read(stage.books) if "What we read and said" in m.content)
    assert "> nobody doubts that six" in digest.content
    assert "Do they sleep?" in digest.content
    assert "**ben**" in digest.content
    opened = await stage.ann.press(digest, "Open questions")
    assert "Do they sleep?" in opened.text


async def test_a_moderator_previews_sends_and_sets_the_digest(stage: Stage) -> None:
    await week(stage)
    preview = await stage.mod.slash("digest preview", stage.books)
    assert "They are brave." in preview.text
    assert preview.ephemeral
    changed = await stage.mod.slash(
        "digest settings",
        stage.books,
        options={"day": "fri", "time": "07:30", "names": False, "leave_out": "open"},
    )
    assert "comes on Friday" in changed.text
    assert "leaves out: open" in changed.text
    sent = await stage.mod.slash("digest send", stage.books)
    assert "on its way" in sent.text
    await stage.delivery.step()
    digest = stage.ann.read(stage.books)[-1]
    assert "They are brave." in digest.content
    assert "**Ann**" not in digest.content
    assert "Do they sleep?" not in digest.content
    [picture] = digest.attachments
    assert picture.filename == "reading.png"
    assert "excerpts read" in (picture.description or "")


async def test_a_moderator_exports_the_discussion(stage: Stage) -> None:
    await week(stage)
    for kind in ("markdown", "json", "csv", "html"):
        reply = await (await stage.mod.slash("digest export", stage.books, format=kind)).settled()
        assert any(b"They are brave." in file.content for file in reply.files), (kind, reply.text)
        assert reply.ephemeral


async def test_a_posted_digest_follows_what_becomes_of_its_notes_once_a_minute(
    stage: Stage,
) -> None:
    await week(stage)
    assert stage.client._badges is not None
    stage.client._badges.cancel()  # the test looks itself, and when it likes
    await stage.mod.slash("digest send", stage.books)
    await stage.delivery.step()

    async def digest_after_a_look() -> str:
        await badges.show(stage.client, stage.client.house)
        return stage.ben.read(stage.books)[-1].content

    before = await digest_after_a_look()
    assert "They are brave." in before
    ann, ben = (Person(who.user.id, "") for who in (stage.ann, stage.ben))
    place = Place(stage.guild.id, stage.books.id)
    clock = stage.r.clock
    await notes.edit(stage.store, place, ann, 1, "They are careful.", clock.now())
    assert "They are careful." in await digest_after_a_look()
    await notes.withdraw(stage.store, place, ben, 2, clock.now())
    assert "Or they have no choice." in await digest_after_a_look()
    clock.advance(timedelta(seconds=62))
    after = await digest_after_a_look()
    assert "Or they have no choice." not in after
    assert "They are careful." in after


async def test_what_the_newest_excerpt_brought_stands_behind_bars_where_the_club_wants_it(
    stage: Stage,
) -> None:
    await week(stage, spoilers="newest")
    preview = await stage.mod.slash("digest preview", stage.books)
    assert "> ||nobody doubts that six||" in preview.text
    assert "||They are brave.||" in preview.text
    assert "They are brave." not in re.sub(r"\|\|.*?\|\|", "", preview.text)


async def test_a_question_that_has_an_answer_is_not_told_as_if_it_had_none(stage: Stage) -> None:
    await week(stage)
    await stage.ben.slash("ask", stage.books, question="Where do they land?")
    preview = (await stage.mod.slash("digest preview", stage.books)).text
    assert "answered, not yet accepted" in preview
    assert preview.index("Where do they land?") < preview.index("Do they sleep?")


async def test_one_digest_is_chosen_by_its_day_and_exported_alone(stage: Stage) -> None:
    await week(stage)
    assert not await stage.mod.complete("digest export", stage.books, focused="digest", typed="")
    await stage.mod.slash("digest send", stage.books)
    await stage.delivery.step()
    [choice] = await stage.mod.complete(
        "digest export", stage.books, focused="digest", typed="march 2"
    )
    assert choice.name == "Monday, March 2, 2026"
    for chosen in (choice.value, "Monday"):
        asked = await stage.mod.slash("digest export", stage.books, digest=chosen)
        [file] = (await asked.settled()).files
        assert file.filename == "readbot-digest-2026-03-02.md"
        assert b"They are brave." in file.content
    refused = await stage.mod.slash("digest export", stage.books, digest="no day")
    assert "There is no such digest." in refused.text
    refused = await stage.mod.slash("digest export", stage.books, digest="9" * 60)
    assert "There is no such digest." in refused.text


async def test_an_export_over_discords_limit_comes_in_pieces_and_says_so(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await week(stage)
    monkeypatch.setattr(commands, "_MOST_FILES", 50)
    monkeypatch.setattr(commands, "pack", lambda file, _, most: pack(file, 1500, most))
    asked = await stage.mod.slash("digest export", stage.books, format="html")
    reply = await asked.settled()
    assert len(reply.files) > 1
    assert "cut into pieces" in reply.text
    with ZipFile(BytesIO(b"".join(file.content for file in reply.files))) as archive:
        [name] = archive.namelist()
        assert b"They are brave." in archive.read(name)

    monkeypatch.setattr(commands, "_MOST_FILES", 2)
    asked = await stage.mod.slash("digest export", stage.books, format="html")
    assert "more than Discord lets me attach" in (await asked.settled()).text


async def test_what_was_too_large_to_hand_over_is_still_new(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await week(stage)
    with monkeypatch.context() as full:
        full.setattr(commands, "pack", lambda *_: None)
        asked = await stage.mod.slash("digest export", stage.books, format="csv")
        assert "more than Discord lets me attach" in (await asked.settled()).text
    for holds in (True, False):
        stage.r.clock.advance(timedelta(hours=1))
        asked = await stage.mod.slash("digest export", stage.books, format="csv", only_new=True)
        [file] = (await asked.settled()).files
        assert (b"They are brave." in file.content) is holds


async def test_a_long_export_says_how_far_it_is(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await week(stage)
    save = exports.save

    async def once_the_answer_is_late(*given: Any) -> Any:
        response = given[-1].__self__._interaction.response
        while not response.is_done():  # noqa: ASYNC110  it tells nobody
            await asyncio.sleep(0.01)
        return await save(*given)

    monkeypatch.setattr(commands, "_PROGRESS_EVERY", 0.0)
    monkeypatch.setattr(exports, "save", once_the_answer_is_late)
    asked = await stage.mod.slash("digest export", stage.books, format="csv")
    assert (await asked.settled()).text == "3 of 3 notes are gathered …"
    async with asyncio.timeout(30):
        while not (await asked.settled()).files:  # noqa: ASYNC110  the same answer, later
            await asyncio.sleep(0.01)


async def test_whoever_gathers_waits_for_no_word_that_discord_is_slow_to_take(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await week(stage)
    save, ended = exports.save, asyncio.Event()

    async def never(*_: Any, **__: Any) -> None:
        await asyncio.Event().wait()

    async def told_often(*given: Any) -> Any:
        telling = given[-1].__self__
        while not telling._interaction.response.is_done():  # noqa: ASYNC110  it tells nobody
            await asyncio.sleep(0.01)
        with monkeypatch.context() as slow:
            slow.setattr(discord.Interaction, "edit_original_response", never)
            file = await save(*given)
            assert telling._telling is not None
            await asyncio.sleep(0)
            assert not telling._telling.done()
            ended.set()
        return file

    monkeypatch.setattr(commands, "_PROGRESS_EVERY", 0.0)
    monkeypatch.setattr(commands, "_PATIENCE", 0.2)
    monkeypatch.setattr(exports, "save", told_often)
    asked = await stage.mod.slash("digest export", stage.books, format="csv")
    async with asyncio.timeout(30):
        while not (await asked.settled()).files:  # noqa: ASYNC110  the same answer, later
            await asyncio.sleep(0.01)
    assert ended.is_set()


voices = st.builds(
    Voice,
    note_id=st.integers(1, 99),
    kind=st.sampled_from(NoteKind),
    author=st.none() | st.text(max_size=100),
    body=st.text(max_size=50),
    brief=st.text(max_size=400),
    quoted=st.none(),
    excerpt=st.none() | st.integers(1, 2000),
    link=st.none() | st.just(Link(2**62, 2**62, 2**62)),
    at=st.just(NOW),
    barred=st.booleans(),
)
passages = st.builds(
    Passage,
    quoted=st.text(max_size=3000),
    notes=st.integers(1, 99),
    excerpt=st.none() | st.integers(1, 2000),
    link=st.none() | st.just(Link(2**62, 2**62, 2**62)),
    barred=st.booleans(),
)
asked = st.builds(
    Asked,
    question=voices,
    answers=st.lists(voices, max_size=4).map(tuple),
    accepted=st.booleans(),
    since=st.just(NOW),
    carried=st.booleans(),
)
parts = st.builds(
    ReadingPart,
    reading_id=st.just(1),
    title=st.text(max_size=300),
    author=st.none(),
    excerpts=st.lists(st.builds(ReadExcerpt, st.integers(1, 99), st.none()), max_size=9).map(tuple),
    posted=st.integers(0, 99),
    total=st.just(99),
    is_finished=st.booleans(),
    notes=st.integers(0, 99),
    passages=st.lists(passages, max_size=8).map(tuple),
    sides=st.lists(
        st.builds(
            Sides,
            passages,
            st.lists(voices, max_size=3).map(tuple),
            st.lists(voices, max_size=3).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    themes=st.lists(
        st.builds(
            Theme,
            st.lists(st.text(max_size=60), max_size=3).map(tuple),
            st.integers(1, 9),
            st.lists(voices, max_size=3).map(tuple),
        ),
        max_size=4,
    ).map(tuple),
    answered=st.lists(asked, max_size=4).map(tuple),
    open=st.lists(asked, max_size=9).map(tuple),
    next=st.none() | st.just(Next(4, NOW)),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(parts, max_size=3))
def test_every_page_of_any_digest_fits_a_message(found: list[ReadingPart]) -> None:
    view = DigestView(1, CLUB, NOW, NOW, tuple(found), 3, 2)
    for number, text in enumerate(pages(view)):
        assert 0 < length(text) <= PAGE_ROOM
        shown = page(view, number, "digestpage", 1)
        labels = [b.label for row in shown.rows for b in row if isinstance(b, Button)]
        assert length(text) + sum(map(length, labels)) <= LONG_LIMIT
    for size, room in ROOM.items():
        club = replace(CLUB, digest_length=size)
        assert 0 < length(front(replace(view, club=club))) <= room
