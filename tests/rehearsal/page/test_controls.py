"""The clock, the faults, the wire and the guide behind the page."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from tests.rehearsal.page.visitor import START, Visitor
from tests.rehearsal.stage import Bot

from readbot.rehearsal import MovableClock, Rehearsal
from readbot.rehearsal.model.nouns import Channel
from readbot.rehearsal.page import Beginning, Owed, Step, Welcome, add_page
from readbot.rehearsal.people import ClientRefusal
from readbot.rehearsal.town import Town, founded_town


async def test_only_the_clock_moves_where_the_host_gives_no_steps(
    maren: Visitor, r: Rehearsal, town: Town
) -> None:
    url = f"{r.base_url}/page/api/clock"
    async with maren.session.post(url, json={"by": 86400}) as answer:
        moved = await answer.json()
    assert timedelta(days=1) <= datetime.fromisoformat(moved["now"]) - START < timedelta(days=1.01)
    assert (moved["steps"], moved["owed"]) == (False, [])
    for wrong in ({"to": "next"}, {"by": -1}, {"by": "x"}, {}, {"by": 1e12}):
        async with maren.session.post(url, json=wrong) as answer:
            assert answer.status == 422


async def test_the_host_moves_the_clock_to_what_is_owed(session: aiohttp.ClientSession) -> None:
    clock = MovableClock(START)
    due = START + timedelta(hours=3)
    asked: list[timedelta | None] = []

    async def owed() -> list[Owed]:
        return [Owed(due, "Excerpt 1")] if clock.now() < due else []

    async def advance(by: timedelta | None) -> None:
        asked.append(by)
        clock.jump(due if by is None else clock.now() + by)

    rehearsal = Rehearsal(clock=clock)
    add_page(rehearsal, owed=owed, advance=advance)
    async with rehearsal:
        founded_town(rehearsal)
        url = f"{rehearsal.base_url}/page/api/clock"
        async with session.get(url) as answer:
            assert (await answer.json())["owed"] == [{"at": due.isoformat(), "label": "Excerpt 1"}]
        async with session.post(url, json={"to": "next"}) as answer:
            assert (await answer.json())["owed"] == []
        async with session.post(url, json={"to": "next"}) as answer:
            assert (answer.status, "Nothing is owed" in await answer.text()) == (422, True)
        async with session.post(url, json={"by": 60}) as answer:
            assert answer.status == 200
    assert asked == [None, timedelta(seconds=60)]


async def test_the_wire_says_what_does_not_fit_and_what_was_not_checked(
    r: Rehearsal,
    town: Town,
    session: aiohttp.ClientSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rules = {"type": "object", "required": ["moon"]}
    answers = {"200": {"content": {"application/json": {"schema": rules}}}}
    document = {"components": {}, "paths": {"/users/@me": {"get": {"responses": answers}}}}
    (tmp_path / "document.json").write_text(json.dumps(document))
    for path, expected in (
        ("document.json", ['GET /users/@me 200 answer: : "moon" is a required property']),
        ("nothing.json", None),
    ):
        monkeypatch.setenv("DISCORD_OPENAPI", str(tmp_path / path))
        other = Rehearsal()
        add_page(other)
        async with other:
            founded_town(other)
            headers = {"Authorization": f"Bot {other.token}"}
            async with session.get(f"{other.api_url}/users/@me", headers=headers) as answer:
                assert answer.status == 200
            wire = await Visitor(session, other, "maren").ask("/wire")
            assert wire["judged"] is (expected is not None)
            assert [one["complaints"] for one in wire["exchanges"]] == [expected]


@pytest.mark.parametrize(
    "document",
    ["{", "[]", "\x00", '{"paths": {"/users/@me": {"get": {}}}}', '{"paths": 7}', "[" * 100_000],
)
async def test_a_document_that_cannot_be_used_is_told_and_breaks_nothing(
    session: aiohttp.ClientSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    document: str,
) -> None:
    file = tmp_path / "document.json"
    file.write_text(document)
    monkeypatch.setenv("DISCORD_OPENAPI", str(file))
    r = Rehearsal()
    add_page(r)
    async with r:
        founded_town(r)
        headers = {"Authorization": f"Bot {r.token}"}
        async with session.get(f"{r.api_url}/users/@me", headers=headers):
            wire = await Visitor(session, r, "maren").ask("/wire")
    assert wire["judged"] is False
    assert wire["trouble"].startswith("document.json ")
    assert [one["complaints"] for one in wire["exchanges"]] == [None]


async def test_a_story_is_stepped_through_and_the_page_is_shown_where(
    session: aiohttp.ClientSession,
) -> None:
    r = Rehearsal(clock=MovableClock(START))
    begun: list[str] = []
    locked = True

    async def said() -> Channel:
        town = r.world.channel("general")
        await r.person("ines").say(town, "A scene")
        return town

    async def stuck() -> None:
        if locked:
            raise ClientRefusal("It cannot be done yet.")

    steps = (Step("One", "Said.", said), Step("Two", "Done.", stuck))
    anew = Beginning("Start empty", lambda: begun.append("empty"))
    add_page(r, welcome=Welcome("Hello", ("A hint",), steps, (anew,), "reading"))
    async with r:
        town = founded_town(r)
        maren = Visitor(session, r, "maren")

        async def post(path: str) -> Any:
            async with session.post(f"{r.base_url}/page/api/guide/{path}") as answer:
                return await answer.json()

        guide = (await maren.ask("/state"))["guide"]
        assert (guide["title"], guide["done"], guide["channel"]) == (
            "Hello",
            0,
            str(town.reading.id),
        )
        first = await post("next")
        assert (first["done"], first["look"]) == (1, str(town.general.id))
        assert await post("next") == {"error": "It cannot be done yet."}
        locked = False
        assert (await post("next"))["look"] is None
        assert await post("next") == {"error": "The story is told."}
        assert (await maren.ask("/guide"))["done"] == 2
        assert "error" in await post("begin/1")
        assert (await post("begin/0"))["world"] == guide["world"]
        assert begun == ["empty"]


async def test_faults_and_rights_are_set_and_the_wire_is_shown(
    maren: Visitor, r: Rehearsal, town: Town, bot: Bot
) -> None:
    url, channel = f"{r.base_url}/page/api/faults", str(town.general.id)

    async def fault(**body: Any) -> Any:
        async with maren.session.post(url, json={"channel": channel} | body) as answer:
            return await answer.json()

    waiting = (await fault(fault="error", path="/channels/*", times=2))["waiting"]
    assert waiting == [{"kind": "error before", "method": "*", "path": "/channels/*", "left": 2}]
    assert (await fault(fault="clear"))["waiting"] == []
    taken = await fault(fault="take", permission="SEND_MESSAGES")
    assert taken["rights"]["SEND_MESSAGES"] is False
    given = await fault(fault="give", permission="SEND_MESSAGES")
    assert given["rights"]["SEND_MESSAGES"] is True
    for wrong in ({"fault": "x"}, {"fault": "take", "permission": "x"}, {"fault": "archive"}):
        assert "error" in await fault(**wrong)
    assert "error" in await fault(fault="error", times="many")
    thread = r.world.open_thread(town.reading, "Talk", r.world.bot)
    for order, locked, archived in (
        ("lock", True, True),
        ("reopen", False, False),
        ("archive", False, True),
    ):
        now = await fault(fault=order, channel=str(thread.id))
        assert (now["locked"], now["archived"]) == (locked, archived)
    assert (await fault(fault="remove bot"))["bot_here"] is False
    assert "error" in await fault(fault="remove bot")
    invited = await fault(fault="invite bot")
    assert (invited["bot_here"], invited["rights"]["SEND_MESSAGES"]) == (True, True)
    wire = await maren.ask("/wire", after="0")
    judged = wire["judged"]
    assert all(one["complaints"] == ([] if judged else None) for one in wire["exchanges"])
    assert wire["exchanges"][0]["path"] == "/users/@me"
    last = wire["exchanges"][-1]["number"]
    assert (await maren.ask("/wire", after=str(last)))["exchanges"] == []
