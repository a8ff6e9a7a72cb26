"""While all but members' commands has to wait, nothing else goes out; it comes afterwards."""

import asyncio
import time
from collections import deque
from datetime import timedelta

import discord
import pytest
from tests.chat.conftest import Stage, connected
from tests.chat.test_courier import POSTS, parcel
from tests.chat.test_departures import at_home_are, two
from tests.chat.test_kept_true import changed, looked
from tests.chat.test_members_side import noted
from tests.chat.test_order import rude_note

from readbot.chat import errands, sources
from readbot.chat.departures import note_departures
from readbot.chat.wire import Wire, quiet
from readbot.club.links import Link
from readbot.rehearsal.model.nouns import Guild
from readbot.rehearsal.replies import text_of
from readbot.rehearsal.server import Rehearsal
from readbot.services.courier import MustWaitError, OutcomeUnknownError
from readbot.store.database import Store

__all__ = ("two",)

ANSWERS = ("/interactions/", "/webhooks/")


def wire_of(client: discord.Client) -> Wire:
    wire = client.http.http_trace
    assert isinstance(wire, Wire)
    return wire


async def test_only_members_are_answered_and_what_waited_comes_later(stage: Stage) -> None:
    posted = await rude_note(stage)
    house, wire = stage.client.house, wire_of(stage.client)
    wire.keep_quiet(3600)
    before = len(stage.r.wire.all())
    await (await changed(stage, posted, "Milder words.")).settled()
    stage.r.clock.advance(timedelta(days=1))
    await stage.delivery.step()
    await looked(stage)
    await sources.look(stage.client, house, sources.Rounds())
    link = Link(stage.guild.id, posted.channel_id, posted.id)
    assert await errands.delete(stage.client, [link]) == []
    sent = [e.path for e in stage.r.wire.all()[before:]]
    assert [path for path in sent if not any(part in path for part in ANSWERS)] == []
    assert sent
    wire._quiet_until = 0.0
    stage.r.clock.advance(timedelta(hours=1, minutes=1))
    await looked(stage)
    assert "Milder words." in text_of(posted)
    excerpts = len(stage.ann.read(stage.books))
    await stage.delivery.step()
    assert len(stage.ann.read(stage.books)) == excerpts + 1


async def test_servers_are_asked_about_only_after_it(
    store: Store, two: tuple[Rehearsal, Guild, Guild]
) -> None:
    r, stays, leaves = two
    r.world.remove_bot(leaves)
    r.faults.error("GET", f"/guilds/{leaves.id}", times=1, status=404, html=True)
    async with connected(r, store) as client:
        async with asyncio.timeout(60):
            while not r.wire.all("GET", f"/guilds/{leaves.id}"):  # noqa: ASYNC110  asked at the start
                await asyncio.sleep(0.01)
        wire_of(client).keep_quiet(1.0)
        assert await note_departures(client, client.house) == 1
        assert quiet(client) <= 0
        await at_home_are(store, [stays])


async def test_after_very_many_refusals_it_knocks_no_more_and_goes_on_when_they_are_long_past(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed = await parcel(stage)
    wire = wire_of(stage.client)
    monkeypatch.setattr(wire, "_refusals", deque(maxlen=4))
    stage.r.faults.error("POST", f"*{POSTS}", times=99, status=403, html=True)
    for _ in range(4):
        with pytest.raises(OutcomeUnknownError):
            await stage.courier.send(owed)
    for _ in range(4):
        with pytest.raises(MustWaitError) as raised:
            await stage.courier.send(owed)
        assert 500 < raised.value.seconds <= 600
    assert len(stage.r.wire.all("POST", POSTS)) == 4
    stage.r.faults.clear()
    now = time.monotonic()
    monkeypatch.setattr(wire, "_quiet_until", now)
    wire._refusals.extend([now - 601] * 4)
    stage.r.faults.error("POST", f"*{POSTS}", times=1, status=403, html=True)
    with pytest.raises(OutcomeUnknownError):
        await stage.courier.send(owed)
    await stage.courier.send(owed)
    assert len(stage.ann.read(stage.books)) == 1


async def test_an_export_asks_discord_for_nothing(stage: Stage) -> None:
    excerpt = await stage.first_excerpt()
    await noted(stage, excerpt, "They are brave.")
    wire_of(stage.client).keep_quiet(3600)
    before = len(stage.r.wire.all())
    reply = await stage.mod.slash("digest export", stage.books, format="markdown")
    await reply.settled()
    assert any(b"They are brave." in file.content for file in reply.files)
    sent = [e.path for e in stage.r.wire.all()[before:]]
    assert [path for path in sent if not any(part in path for part in ANSWERS)] == []
