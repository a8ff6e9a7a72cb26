"""Each scripted fault does what its name says, once."""

import time

import aiohttp
import discord
import pytest
from tests.rehearsal.conftest import point_discord_at
from tests.rehearsal.stage import Bot, Stage

from readbot.rehearsal import Pace, Rehearsal
from readbot.rehearsal.model.permissions import Permission


def words(stage: Stage) -> list[str]:
    return [message.content for message in stage.r.world.history(stage.general)]


def place(bot: Bot, stage: Stage) -> discord.PartialMessageable:
    return bot.get_partial_messageable(stage.general.id, guild_id=stage.guild.id)


async def test_a_dropped_answer_leaves_the_deed_done(stage: Stage, bot: Bot) -> None:
    stage.r.faults.drop_answer("POST", "/channels/*/messages")
    with pytest.raises(aiohttp.ClientError):
        await place(bot, stage).send("Once")
    assert words(stage) == ["Once"]
    last = stage.r.wire.all("POST")[-1]
    assert (last.status, last.fault) == (0, "drop answer")


async def test_a_dropped_request_leaves_nothing_done(stage: Stage, bot: Bot) -> None:
    stage.r.faults.drop_request("POST", "/channels/*/messages")
    with pytest.raises(aiohttp.ClientError):
        await place(bot, stage).send("Never")
    assert words(stage) == []


async def test_after_a_dropped_answer_the_nonce_finds_the_message(stage: Stage, bot: Bot) -> None:
    stage.r.faults.drop_answer("POST")
    with pytest.raises(aiohttp.ClientError):
        await place(bot, stage).send("Once", nonce="n1")
    again = await place(bot, stage).send("Twice?", nonce="n1")
    assert again.content == "Once"
    assert words(stage) == ["Once"]
    other = bot.get_partial_messageable(stage.hidden.id)
    assert (await other.send("Elsewhere", nonce="n1")).id == again.id
    stage.r.nonces.forget()
    await place(bot, stage).send("Later", nonce="n1")
    assert words(stage) == ["Once", "Later"]


async def test_an_error_page_of_the_edge_is_repeated_by_the_client(stage: Stage, bot: Bot) -> None:
    stage.r.faults.error("POST", status=502, html=True)
    await place(bot, stage).send("At last")
    assert [one.status for one in stage.r.wire.all("POST")] == [502, 200]
    assert words(stage) == ["At last"]


async def test_after_an_error_the_clients_own_nonce_keeps_the_repeat_from_doubling(
    stage: Stage, bot: Bot
) -> None:
    stage.r.faults.error("POST", status=500, after=True)
    await place(bot, stage).send("Once")
    assert [one.status for one in stage.r.wire.all("POST")] == [500, 200]
    assert words(stage) == ["Once"]


async def test_after_an_error_the_repeat_doubles_a_forum_post(stage: Stage, bot: Bot) -> None:
    forum = bot.get_channel(stage.forum.id)
    assert isinstance(forum, discord.ForumChannel)
    stage.r.faults.error("POST", status=500, after=True)
    await forum.create_thread(name="Post", content="Words")
    assert len(stage.r.world.threads_of(stage.forum)) == 2


async def test_a_503_is_raised_at_once(stage: Stage, bot: Bot) -> None:
    stage.r.faults.error("POST", status=503)
    with pytest.raises(discord.DiscordServerError):
        await place(bot, stage).send("No")
    assert words(stage) == []


async def test_a_delay_takes_its_time(stage: Stage, bot: Bot) -> None:
    stage.r.faults.delay(0.2, "POST")
    began = time.perf_counter()
    await place(bot, stage).send("Slow")
    assert time.perf_counter() - began >= 0.2


async def test_a_scripted_429_is_waited_for(stage: Stage, bot: Bot) -> None:
    stage.r.faults.rate_limit(0.1, "POST", everywhere=True)
    await place(bot, stage).send("Patient")
    assert [one.status for one in stage.r.wire.all("POST")] == [429, 200]


async def test_the_global_limit_answers_429_and_the_client_copes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with Rehearsal(pace=Pace(per_second=5)) as r:
        guild = r.add_guild("Harbour")
        channel = r.world.add_channel(guild, "general")
        point_discord_at(r, monkeypatch)
        async with Bot() as client:
            await client.login(r.token)
            target = client.get_partial_messageable(channel.id)
            for number in range(8):
                await target.send(str(number))
        statuses = [one.status for one in r.wire.all("POST")]
        assert statuses.count(200) == 8
        assert 429 in statuses


async def test_a_route_limit_is_heeded_by_the_client_beforehand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with Rehearsal(pace=Pace(route_limit=2, route_seconds=0.3)) as r:
        guild = r.add_guild("Harbour")
        channel = r.world.add_channel(guild, "general")
        point_discord_at(r, monkeypatch)
        async with Bot() as client:
            await client.login(r.token)
            target = client.get_partial_messageable(channel.id)
            began = time.perf_counter()
            for number in range(5):
                await target.send(str(number))
        assert time.perf_counter() - began > 0.5
        assert {one.status for one in r.wire.all("POST")} == {200}


async def test_permissions_are_taken_and_given_back(stage: Stage, bot: Bot) -> None:
    faults, target = stage.r.faults, place(bot, stage)
    faults.take_permission(stage.general, Permission.VIEW_CHANNEL)
    with pytest.raises(discord.Forbidden) as refused:
        await target.send("x")
    assert refused.value.code == 50001
    faults.give_permission(stage.general, Permission.VIEW_CHANNEL)
    faults.take_permission(stage.general, Permission.SEND_MESSAGES)
    with pytest.raises(discord.Forbidden) as refused:
        await target.send("x")
    assert refused.value.code == 50013
    faults.give_permission(stage.general, Permission.SEND_MESSAGES)
    await target.send("x")
    faults.take_permission(stage.general, Permission.READ_MESSAGE_HISTORY)
    assert [one async for one in target.history()] == []


async def test_what_is_gone_has_its_own_codes(stage: Stage, bot: Bot) -> None:
    stage.r.faults.delete_channel(stage.general)
    with pytest.raises(discord.NotFound) as gone:
        await place(bot, stage).send("x")
    assert gone.value.code == 10003
    stage.r.faults.remove_bot(stage.guild)
    with pytest.raises(discord.NotFound) as gone:
        await bot.fetch_guild(stage.guild.id)
    assert gone.value.code == 10004
    with pytest.raises(discord.Forbidden) as refused:
        await bot.get_partial_messageable(stage.hidden.id).send("x")
    assert refused.value.code == 50001
