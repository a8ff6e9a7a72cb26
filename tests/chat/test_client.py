"""Talking to the Discord that was named, and to no other; greeting; coming back."""

import asyncio
from datetime import timedelta

import discord.gateway
import pytest
import yarl
from sqlalchemy.pool import AsyncAdaptedQueuePool
from tests.chat.conftest import Stage, connected
from tests.waiting import until

from readbot.chat import client as clients
from readbot.chat.courier import DiscordCourier
from readbot.rehearsal import Person
from readbot.rehearsal.model.nouns import Channel, Message
from readbot.rehearsal.model.permissions import Permission
from readbot.services import clubs
from readbot.services.delivery import Delivery


async def test_after_an_invalid_session_the_same_gateway_is_dialled(stage: Stage) -> None:
    assert yarl.URL(stage.r.gateway_url) == discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    await stage.r.faults.invalidate_session()
    await stage.client.wait_for("ready", timeout=20)
    reply = await stage.ann.slash("help", stage.books)
    assert reply.kind == "message"


async def test_members_and_messages_are_not_kept_in_memory(stage: Stage) -> None:
    await stage.ben.say(stage.books, "Hello")
    await stage.ann.slash("help", stage.books)
    guild = stage.client.get_guild(stage.guild.id)
    assert guild is not None
    assert [member.id for member in guild.members] == [stage.r.world.bot.id]
    assert not stage.client.cached_messages


async def test_of_a_server_the_topics_are_not_kept_and_a_name_that_many_have_is_kept_once(
    stage: Stage,
) -> None:
    found = []
    for name in ("North", "South"):
        guild = stage.r.add_guild(name, with_bot=False)
        hall = stage.r.world.add_channel(guild, "the hall of all halls")
        hall.topic = "Bring your own book. " * 40
        joined = stage.client.wait_for("guild_available", timeout=20)
        stage.r.world.invite_bot(guild)
        await joined
        channel = stage.client.get_channel(hall.id)
        assert isinstance(channel, discord.TextChannel)
        assert channel.topic is None
        found.append(channel)
    assert found[0].name is found[1].name


async def test_a_new_server_is_greeted_where_readbot_may_write(stage: Stage) -> None:
    owner = stage.r.add_person("founder")
    guild = stage.r.add_guild("Quiet", owner, with_bot=False)
    closed = stage.r.world.add_channel(guild, "closed")
    stage.r.faults.take_permission(closed, Permission.SEND_MESSAGES)
    opened = stage.r.world.add_channel(guild, "open")
    stage.r.world.invite_bot(guild)
    assert "/club setup" in (await greeting(stage, owner, opened)).content
    assert not owner.read(closed)


async def test_where_it_may_write_nowhere_the_owner_is_greeted(stage: Stage) -> None:
    owner = stage.r.add_person("founder")
    guild = stage.r.add_guild("Silent", owner, with_bot=False)
    stage.r.world.invite_bot(guild)
    reply = await owner.press(await greeting(stage, owner, owner.dm()), "What can I do?")
    assert "/annotate" in reply.text


async def test_a_server_whose_owner_cannot_be_asked_is_known_all_the_same(stage: Stage) -> None:
    owner = stage.r.add_person("founder")
    guild = stage.r.add_guild("Silent", owner, with_bot=False)
    stage.r.faults.rate_limit(600, "POST", "/users/@me/channels")
    stage.r.world.invite_bot(guild)
    async with asyncio.timeout(60):
        while guild.id not in await clubs.at_home(stage.store):  # noqa: ASYNC110  it tells nobody
            await asyncio.sleep(0.01)
    assert owner.read(owner.dm()) == []


async def test_an_event_that_cannot_be_taken_apart_is_left_out_and_nothing_else(
    stage: Stage,
) -> None:
    for name in ("CHANNEL_UPDATE", "INTERACTION_CREATE", "THREAD_CREATE", "GUILD_UPDATE"):
        stage.client._connection.parsers[name]({"id": "1", "guild_id": str(stage.guild.id)})
    reply = await stage.ann.slash("help", stage.books)
    assert reply.kind == "message"


async def test_a_server_that_invites_readbot_is_greeted_whatever_it_says_of_the_day(
    stage: Stage,
) -> None:
    owner = stage.r.add_person("founder")
    guild = stage.r.add_guild("Old", owner, with_bot=False)
    channel = stage.r.world.add_channel(guild, "hall")
    stage.r.clock.jump(stage.r.clock.now() - timedelta(days=400))
    stage.r.world.invite_bot(guild)
    stage.r.clock.jump(stage.r.clock.now() + timedelta(days=400))
    assert "/club setup" in (await greeting(stage, owner, channel)).content


async def greeting(stage: Stage, reader: Person, channel: Channel) -> Message:
    """The first message there: meeting a server happens beside the test, in its event's handler."""
    for _ in range(100):
        await stage.delivery.step()
        if messages := reader.read(channel):
            return messages[0]
        await asyncio.sleep(0.05)
    raise TimeoutError


async def test_what_was_asked_before_the_end_is_still_done_and_answered(stage: Stage) -> None:
    async with stage.store.writing():
        asking = asyncio.create_task(
            stage.mod.slash("club setup", stage.books, channel=stage.books)
        )
        await under_way(stage, "CommandTree-invoker")
        closing = asyncio.create_task(stage.client.close())
    assert "the home of a reading group" in (await asking).text
    await closing


async def test_what_does_not_end_leaves_no_transaction_open_when_the_database_is_closed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "_LAST_ANSWERS", 0.2)
    async with stage.store.writing():
        stage.client.dispatch("guild_remove", stage.client.get_guild(stage.guild.id))
        await under_way(stage, "discord.py: on_guild_remove")
        await stage.client.close()
        assert not stage.client._at_work
    pool = stage.store._writer.pool
    assert isinstance(pool, AsyncAdaptedQueuePool)
    assert pool.checkedout() == 0


async def under_way(stage: Stage, name: str) -> None:
    """Wait until the client is at work on what discord.py calls so."""
    await until(lambda: name in {task.get_name() for task in stage.client._at_work})


async def test_a_restart_greets_nobody_twice(stage: Stage) -> None:
    await stage.delivery.step()
    await stage.client.close()
    stage.r.clock.advance(timedelta(minutes=5))
    async with connected(stage.r, stage.store) as client:
        await Delivery(stage.store, DiscordCourier(client), stage.r.clock.now).step()
    assert len(stage.ann.read(stage.general)) == 1


@pytest.mark.parametrize(
    "channel",
    [
        {"id": "77", "type": 0, "name": "new"},
        {"id": "77", "type": 11, "name": "a thread", "parent_id": "5"},
        {"id": "77"},
        None,
    ],
)
async def test_an_interaction_is_heard_however_little_it_says_of_its_channel(
    stage: Stage, channel: dict[str, object] | None
) -> None:
    user = {"id": str(stage.ann.user.id), "username": "ann", "discriminator": "0", "avatar": None}
    event = {
        "id": "900",
        "application_id": str(stage.client.application_id),
        "token": "t",
        "type": 3,
        "guild_id": str(stage.guild.id),
        "channel_id": "77",
        "channel": channel,
        "member": {"user": user, "roles": [], "joined_at": None, "permissions": "0"},
        "data": {"custom_id": "nothing of ours", "component_type": 2},
    }
    heard = asyncio.create_task(stage.client.wait_for("interaction", timeout=20))
    await asyncio.sleep(0)
    stage.client._connection.parsers["INTERACTION_CREATE"](event)
    assert (await heard).channel_id == 77
