"""What the page's own routes show, and to whom."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import aiohttp
from tests.rehearsal.page.visitor import Visitor
from tests.rehearsal.stage import Bot
from tests.waiting import until

from readbot.rehearsal import Rehearsal
from readbot.rehearsal.town import Town


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
    await until(lambda: heard and heard[-1][0] == "clock")
    listening.cancel()
    assert [name for name, _ in heard] == ["hello", "message", "message-gone", "clock"]
    assert heard[1][1]["message"]["content"] == "For all"


async def test_commands_are_listed_for_those_who_may_use_them(
    maren: Visitor, ines: Visitor, town: Town, bot: Bot
) -> None:
    path = f"/channels/{town.general.id}/commands"
    mine, hers = [
        {one["name"] for one in (await who.ask(path))["commands"]} for who in (maren, ines)
    ]
    assert mine - hers == {"tidy"}
