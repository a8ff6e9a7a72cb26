"""The page's own routes: what a browser, or a test in another process, asks of them."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from tests.rehearsal.conftest import point_discord_at
from tests.rehearsal.showcase import hang_commands
from tests.rehearsal.stage import Bot

from readbot.rehearsal import MovableClock, Rehearsal
from readbot.rehearsal.model.nouns import Channel
from readbot.rehearsal.page import Beginning, Owed, Step, Welcome, add_page
from readbot.rehearsal.people import ClientRefusal
from readbot.rehearsal.town import Town, founded_town

START = datetime(2026, 3, 2, 8, 50, tzinfo=UTC)


class Visitor:
    """Asks the page's API as one person."""

    def __init__(self, session: aiohttp.ClientSession, r: Rehearsal, name: str) -> None:
        self.session, self.r, self.name = session, r, name

    async def ask(self, path: str, **query: str) -> Any:
        url = f"{self.r.base_url}/page/api{path}"
        async with self.session.get(url, params={"as": self.name, **query}) as answer:
            return await answer.json()

    async def deed(self, name: str, **body: Any) -> Any:
        url = f"{self.r.base_url}/page/api/deeds/{name}"
        async with self.session.post(url, json={"as": self.name, **body}) as answer:
            return {"status": answer.status, **await answer.json()}

    async def deed_with_file(self, name: str, file: tuple[str, bytes], **body: Any) -> Any:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("json", json.dumps({"as": self.name, **body}))
        form.add_field("note", file[1], filename=file[0])
        url = f"{self.r.base_url}/page/api/deeds/{name}"
        async with self.session.post(url, data=form) as answer:
            return {"status": answer.status, **await answer.json()}


@pytest.fixture
async def r() -> AsyncIterator[Rehearsal]:
    rehearsal = Rehearsal(clock=MovableClock(START), answer_seconds=1.0)
    add_page(rehearsal, welcome=Welcome("Welcome", ("Look around",)))
    async with rehearsal:
        yield rehearsal


@pytest.fixture
def town(r: Rehearsal) -> Town:
    return founded_town(r)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def maren(session: aiohttp.ClientSession, r: Rehearsal, town: Town) -> Visitor:
    return Visitor(session, r, "maren")


@pytest.fixture
def ines(session: aiohttp.ClientSession, r: Rehearsal, town: Town) -> Visitor:
    return Visitor(session, r, "ines")


@pytest.fixture
async def bot(r: Rehearsal, town: Town, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    point_discord_at(r, monkeypatch)
    client = Bot()
    hang_commands(client)
    async with client:
        await client.login(r.token)
        running = client.loop.create_task(client.connect())
        await client.wait_until_ready()
        await client.tree.sync()
        yield client
        await client.close()
        await running


async def test_the_page_comes_with_a_policy_that_forbids_other_sites(
    r: Rehearsal, session: aiohttp.ClientSession
) -> None:
    async with session.get(f"{r.base_url}/") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert "/page/static/page.js" in await answer.text()
    async with session.get(f"{r.base_url}/page/static/page.js") as answer:
        assert (answer.status, answer.content_type) == (200, "text/javascript")


async def test_another_site_or_a_foreign_name_for_this_address_is_refused(
    r: Rehearsal, session: aiohttp.ClientSession
) -> None:
    for headers in ({"Origin": "https://example.org"}, {"Host": "rebound.example.org"}):
        async with session.get(f"{r.base_url}/page/api/state", headers=headers) as answer:
            assert answer.status == 403


async def test_each_sees_the_channels_that_they_may_see(maren: Visitor, ines: Visitor) -> None:
    def names(state: Any) -> set[str]:
        return {channel["name"] for channel in state["guilds"][0]["channels"]}

    assert names(await maren.ask("/state")) - names(await ines.ask("/state")) == {"moderators"}


async def test_an_empty_name_is_a_moderator_and_an_unknown_one_nobody(
    maren: Visitor, session: aiohttp.ClientSession, r: Rehearsal
) -> None:
    state = await Visitor(session, r, "").ask("/state")
    assert state["users"][state["you"]]["username"] == "maren"
    assert "nobody" in (await Visitor(session, r, "stranger").ask("/state"))["error"]


async def test_a_message_is_sent_answered_changed_and_deleted(
    maren: Visitor, ines: Visitor, town: Town
) -> None:
    channel = str(town.general.id)
    first = (await ines.deed("say", channel=channel, text="Hello"))["message"]
    answer = await maren.deed("say", channel=channel, text="Welcome", reply_to=first["id"])
    assert answer["message"]["referenced_message"]["content"] == "Hello"
    changed = await ines.deed("edit", message=first["id"], text="Hello all")
    assert changed["message"]["edited_timestamp"] is not None
    refused = await ines.deed("delete", message=answer["message"]["id"])
    assert (refused["status"], "may not delete" in refused["error"]) == (422, True)
    assert (await maren.deed("delete", message=first["id"]))["status"] == 200
    page = await ines.ask(f"/channels/{channel}/messages")
    assert [one["content"] for one in page["messages"]] == ["Welcome"]


async def test_files_come_with_a_message_and_can_be_downloaded(
    ines: Visitor, town: Town, session: aiohttp.ClientSession
) -> None:
    sent = await ines.deed_with_file(
        "say", ("a note.txt", b"kept"), channel=str(town.general.id), text="", files=["note"]
    )
    file = sent["message"]["attachments"][0]
    async with session.get(file["url"]) as answer:
        assert (file["filename"], await answer.read()) == ("a_note.txt", b"kept")
        assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_earlier_messages_come_page_by_page(ines: Visitor, town: Town) -> None:
    channel = str(town.general.id)
    for number in range(5):
        await ines.deed("say", channel=channel, text=str(number))
    last = await ines.ask(f"/channels/{channel}/messages", limit="2")
    assert ([one["content"] for one in last["messages"]], last["more"]) == (["3", "4"], True)
    before = last["messages"][0]["id"]
    first = await ines.ask(f"/channels/{channel}/messages", before=before)
    assert ([one["content"] for one in first["messages"]], first["more"]) == (
        ["0", "1", "2"],
        False,
    )


async def test_a_command_with_ids_and_a_file_reaches_the_bot(
    ines: Visitor, town: Town, bot: Bot
) -> None:
    options = {
        "fruit": "apple",
        "colour": "red",
        "to": str(town.moderator.user.id),
        "where": str(town.reading.id),
        "role": str(town.guild.role("Moderators").id),
        "note": "note",
    }
    done = await ines.deed_with_file(
        "slash",
        ("note.txt", b"12345"),
        channel=str(town.general.id),
        command="basket add",
        options=options,
    )
    assert done["reply"]["kind"] == "message"
    assert done["reply"]["content"].endswith("note.txt (5 bytes)")
    assert f"<@{town.moderator.user.id}>, <#{town.reading.id}>" in done["reply"]["content"]


async def test_completion_offers_what_the_bot_offers(ines: Visitor, town: Town, bot: Bot) -> None:
    found = await ines.deed(
        "complete",
        channel=str(town.general.id),
        command="basket add",
        focused="fruit",
        typed="ap",
        options={"colour": "red"},
    )
    assert [one["name"] for one in found["choices"]] == ["Apple", "Apricot"]


async def test_what_the_client_refuses_is_a_plain_sentence(
    ines: Visitor, town: Town, bot: Bot
) -> None:
    channel = str(town.general.id)
    for command, options, words in (
        ("basket add", {"fruit": "apple"}, "colour: this option is required."),
        ("basket add", {"fruit": "apple", "colour": "red", "to": "12"}, "no such person"),
        ("tidy", {}, "There is no such command here"),
        ("", {}, "There is no such command here"),
    ):
        refused = await ines.deed("slash", channel=channel, command=command, options=options)
        assert refused["status"] == 422
        assert words in refused["error"]


async def test_commands_are_listed_for_those_who_may_use_them(
    maren: Visitor, ines: Visitor, town: Town, bot: Bot
) -> None:
    path = f"/channels/{town.general.id}/commands"
    mine, hers = [
        {one["name"] for one in (await who.ask(path))["commands"]} for who in (maren, ines)
    ]
    assert mine - hers == {"tidy"}


async def test_buttons_selects_and_menus_reach_the_bot(ines: Visitor, town: Town, bot: Bot) -> None:
    channel = str(town.general.id)
    shown = await ines.deed("slash", channel=channel, command="buttons")
    message = shown["reply"]["message_id"]
    rows = shown["reply"]["components"]
    count, survey, silent = (part["custom_id"] for part in rows[0]["components"][:3])
    fruits, where = (row["components"][0]["custom_id"] for row in rows[1:])
    pressed = await ines.deed("press", message=message, custom_id=count)
    assert (pressed["reply"]["kind"], pressed["reply"]["content"]) == (
        "updated",
        "Counted to **1**",
    )
    chosen = await ines.deed(
        "choose", message=message, custom_id=fruits, values=["apple", "cherry"]
    )
    assert chosen["reply"]["content"] == "Chosen: apple, cherry"
    chosen = await ines.deed("choose", message=message, custom_id=where, values=[channel])
    assert chosen["reply"]["content"] == f"Chosen: <#{channel}>"
    failed = await ines.deed("press", message=message, custom_id=silent)
    assert failed["reply"]["kind"] == "failed"
    form = await ines.deed("press", message=message, custom_id=survey)
    assert form["reply"]["form"]["title"] == "A short survey"
    counted = await ines.deed("message-menu", message=message, command="Count words")
    assert counted["reply"]["content"] == "3 words"
    member = str(town.moderator.user.id)
    greeted = await ines.deed("member-menu", channel=channel, member=member, command="Greet")
    assert greeted["reply"]["content"] == f"Hello, <@{member}>!"


async def test_a_form_is_open_until_it_is_sent(
    ines: Visitor, maren: Visitor, town: Town, bot: Bot
) -> None:
    opened = await ines.deed("slash", channel=str(town.general.id), command="survey")
    opener = opened["reply"]["interaction_id"]
    assert [one["interaction_id"] for one in (await ines.ask("/state"))["forms"]] == [opener]
    stolen = await maren.deed("submit", interaction=opener, values={})
    assert stolen["status"] == 404
    missing = await ines.deed("submit", interaction=opener, values={"fruit": ["apple"]})
    assert missing["error"] == "Your opinion: this field is required."
    values = {
        "opinion": "Good",
        "fruit": ["apple"],
        "member": [str(town.moderator.user.id)],
        "file": ["note"],
    }
    sent = await ines.deed_with_file("submit", ("n.txt", b"123"), interaction=opener, values=values)
    assert sent["reply"]["content"] == "Thank you: Good, Untitled, apple, Maren, n.txt (3 bytes)"
    assert (await ines.ask("/state"))["forms"] == []


async def test_an_ephemeral_answer_is_shown_to_one_person(
    ines: Visitor, maren: Visitor, town: Town, bot: Bot
) -> None:
    channel = str(town.general.id)
    await ines.deed("slash", channel=channel, command="echo", options={"word": "psst"})
    path = f"/channels/{channel}/messages"
    assert [one["content"] for one in (await ines.ask(path))["messages"]] == ["psst"]
    assert (await maren.ask(path))["messages"] == []


async def test_a_forum_post_is_opened(ines: Visitor, town: Town) -> None:
    tag = str(town.forum.tags[0].id)
    made = await ines.deed(
        "post", channel=str(town.forum.id), title="A thought", text="First", tags=[tag]
    )
    assert (made["channel"]["name"], made["channel"]["applied_tags"]) == ("A thought", [tag])
    refused = await ines.deed("post", channel=str(town.general.id), title="A", text="B")
    assert refused["status"] == 422


async def test_the_stream_tells_what_concerns_this_person(
    ines: Visitor, maren: Visitor, r: Rehearsal, town: Town, bot: Bot
) -> None:
    heard: list[tuple[str, Any]] = []
    ready = asyncio.Event()

    async def listen() -> None:
        url = f"{r.base_url}/page/api/events"
        async with ines.session.get(url, params={"as": "ines"}) as stream:
            name = ""
            async for line in stream.content:
                ready.set()
                key, _, value = line.decode().strip().partition(": ")
                if key == "event":
                    name = value
                elif key == "data":
                    heard.append((name, json.loads(value)))

    listening = asyncio.create_task(listen())
    await ready.wait()
    channel = str(town.general.id)
    said = await maren.deed("say", channel=channel, text="For all")
    await maren.deed("say", channel=str(town.moderators.id), text="Hidden")
    await maren.deed("slash", channel=channel, command="echo", options={"word": "private"})
    await maren.deed("delete", message=said["message"]["id"])
    r.world.advance(timedelta(hours=1))
    await asyncio.sleep(0.1)
    listening.cancel()
    assert [name for name, _ in heard] == ["hello", "message", "message-gone", "clock"]
    assert heard[1][1]["message"]["content"] == "For all"


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
    wire = await maren.ask("/wire", after="0")
    judged = wire["judged"]
    assert all(one["complaints"] == ([] if judged else None) for one in wire["exchanges"])
    assert wire["exchanges"][0]["path"] == "/users/@me"
    last = wire["exchanges"][-1]["number"]
    assert (await maren.ask("/wire", after=str(last)))["exchanges"] == []
