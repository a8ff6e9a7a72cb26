"""The gateway holds what it promises to the real client."""

import asyncio
import json
import zlib
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from tests.rehearsal.conftest import point_discord_at
from tests.rehearsal.stage import Bot, Stage

from readbot.rehearsal import Rehearsal, limits
from readbot.rehearsal.model.permissions import Permission


async def heard(bot: Bot, name: str, count: int = 1, seconds: float = 8.0) -> None:
    async with asyncio.timeout(seconds):
        while bot.heard.count(name) < count:
            bot.news.clear()
            await bot.news.wait()


async def test_the_client_becomes_ready_and_knows_the_server(stage: Stage, bot: Bot) -> None:
    guild = bot.get_guild(stage.guild.id)
    assert guild is not None
    assert guild.name == "Harbour"
    assert {channel.name for channel in guild.channels} == {"general", "books", "hidden"}
    assert bot.heard[:2] == ["READY", "GUILD_CREATE"]
    assert guild.me.guild_permissions.attach_files


async def test_a_wrong_token_is_refused_on_both_doors(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    point_discord_at(stage.r, monkeypatch)
    async with Bot() as client:
        with pytest.raises(discord.LoginFailure):
            await client.login("wrong")
    async with Bot() as client:
        await client.login(stage.r.token)
        client.http.token = "wrong"
        with pytest.raises(discord.ConnectionClosed) as closed:
            await client.connect(reconnect=False)
        assert closed.value.code == 4004


async def test_a_privileged_intent_must_be_granted(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    point_discord_at(stage.r, monkeypatch)
    async with Bot(discord.Intents.all()) as client:
        await client.login(stage.r.token)
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await client.connect()


async def test_a_dropped_socket_is_resumed_and_nothing_is_missed(stage: Stage, bot: Bot) -> None:
    said: list[int] = []

    @bot.event
    async def on_message(message: discord.Message) -> None:
        said.append(message.id)

    await stage.r.faults.close_gateway(4000)
    await stage.ann.say(stage.general, "While you were away")
    await heard(bot, "RESUMED")
    assert len(said) == 1
    assert (stage.r.gateway.identifies, stage.r.gateway.resumes) == (1, 1)


async def test_a_reconnect_request_is_resumed(stage: Stage, bot: Bot) -> None:
    await stage.r.faults.ask_reconnect()
    await heard(bot, "RESUMED")
    assert stage.r.gateway.identifies == 1


async def test_an_invalid_session_is_resumed_or_begun_anew_as_told(stage: Stage, bot: Bot) -> None:
    await stage.r.faults.invalidate_session(resumable=True)
    await heard(bot, "RESUMED", seconds=15)
    assert stage.r.gateway.identifies == 1
    await stage.r.faults.invalidate_session()
    await heard(bot, "READY", 2, seconds=15)
    assert stage.r.gateway.identifies == 2


async def test_a_forgotten_session_begins_anew(stage: Stage, bot: Bot) -> None:
    await stage.r.faults.close_gateway(4000, resumable=False)
    await heard(bot, "READY", 2, seconds=20)
    assert stage.r.gateway.identifies == 2


async def test_invitations_and_removals_are_heard(stage: Stage, bot: Bot) -> None:
    other = stage.r.add_guild("Elsewhere")
    await heard(bot, "GUILD_CREATE", 2)
    assert bot.get_guild(other.id) is not None
    stage.r.faults.remove_bot(other)
    await heard(bot, "GUILD_DELETE")
    assert bot.get_guild(other.id) is None


async def test_channels_threads_and_roles_are_heard(stage: Stage, bot: Bot) -> None:
    world = stage.r.world
    channel = world.add_channel(stage.guild, "new")
    thread = world.open_thread(channel, "Talk", world.bot)
    role = world.add_role(stage.guild, "Readers")
    world.set_overwrite(channel, role, deny=int(Permission.SEND_MESSAGES))
    await heard(bot, "CHANNEL_UPDATE")
    guild = bot.get_guild(stage.guild.id)
    assert guild is not None
    assert guild.get_thread(thread.id) is not None
    assert guild.get_role(role.id) is not None
    stage.r.faults.archive(thread)
    await heard(bot, "THREAD_UPDATE")
    stage.r.faults.delete_channel(channel)
    await heard(bot, "CHANNEL_DELETE")
    assert bot.get_channel(channel.id) is None


async def test_without_its_intent_the_words_of_others_are_not_told(stage: Stage, bot: Bot) -> None:
    told: list[str] = []

    @bot.event
    async def on_message(message: discord.Message) -> None:
        told.append(message.content)

    await stage.ann.say(stage.general, "A secret")
    await stage.ann.say(stage.general, f"<@{stage.r.world.bot.id}> hello")
    await stage.ann.say(stage.ann.dm(), "In private")
    await heard(bot, "MESSAGE_CREATE", 3)
    await asyncio.sleep(0)
    assert told == ["", f"<@{stage.r.world.bot.id}> hello", "In private"]


async def test_a_channel_that_the_bot_does_not_see_stays_silent(stage: Stage, bot: Bot) -> None:
    stage.r.faults.take_permission(stage.hidden, Permission.VIEW_CHANNEL)
    await stage.ann.say(stage.hidden, "Among us")
    await stage.ann.say(stage.general, "For all")
    await heard(bot, "MESSAGE_CREATE")
    assert bot.heard.count("MESSAGE_CREATE") == 1


async def received(
    socket: aiohttp.ClientWebSocketResponse, stream: "zlib._Decompress"
) -> dict[str, Any]:
    message = await socket.receive(timeout=5)
    found: dict[str, Any] = json.loads(stream.decompress(message.data))
    return found


async def test_zlib_streams_and_the_rules_of_the_socket(stage: Stage) -> None:
    async with aiohttp.ClientSession() as session:
        url = yarl.URL(stage.r.gateway_url).with_query(compress="zlib-stream")
        async with session.ws_connect(url) as socket:
            stream = zlib.decompressobj()
            assert (await received(socket, stream))["op"] == 10
            await socket.send_json({"op": 1, "d": None})
            assert (await received(socket, stream))["op"] == 11
            resume = {"token": stage.r.token, "session_id": "unknown", "seq": 1}
            await socket.send_json({"op": 6, "d": resume})
            assert await received(socket, stream) == {"op": 9, "d": False, "s": None, "t": None}
            await socket.send_json({"op": 8, "d": {}})
            await socket.receive(timeout=5)
            assert socket.close_code == 4003


async def test_each_shard_hears_of_its_own_servers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with Rehearsal() as r:
        guilds = [r.add_guild(f"Server {number}") for number in range(6)]
        point_discord_at(r, monkeypatch)
        heard_by: dict[int, set[int]] = {}
        for shard in range(2):
            client = discord.Client(
                intents=discord.Intents.default(),
                shard_id=shard,
                shard_count=2,
                guild_ready_timeout=0.05,
            )
            async with client:
                await client.login(r.token)
                running = asyncio.create_task(client.connect())
                await client.wait_until_ready()
                heard_by[shard] = {guild.id for guild in client.guilds}
                await client.close()
                await running
        assert heard_by[0].isdisjoint(heard_by[1])
        assert heard_by[0] | heard_by[1] == {guild.id for guild in guilds}


async def test_a_bot_in_the_same_process_does_not_believe_itself_behind(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HEARTBEAT_MILLISECONDS", 600)
    point_discord_at(stage.r, monkeypatch)
    latencies: list[float] = []
    async with Bot() as client:
        await client.login(stage.r.token)
        running = asyncio.create_task(client.connect())
        await client.wait_until_ready()
        for _ in range(30):
            await asyncio.sleep(0.1)
            latencies.append(client.latency)
        await client.close()
        await running
    assert max(latencies) < 0.5
