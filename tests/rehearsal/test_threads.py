"""Threads and forum posts behave as Discord's do."""

import io
from datetime import timedelta

import discord
import pytest
from tests.rehearsal.stage import Bot, Stage

from readbot.rehearsal import ClientRefusal
from readbot.rehearsal.model.permissions import Permission


def general(bot: Bot, stage: Stage) -> discord.TextChannel:
    channel = bot.get_channel(stage.general.id)
    assert isinstance(channel, discord.TextChannel)
    return channel


async def test_a_thread_on_a_message_has_its_id_and_comes_once(stage: Stage, bot: Bot) -> None:
    message = await general(bot, stage).send("Excerpt 1")
    thread = await message.create_thread(name="Talk")
    assert thread.id == message.id
    with pytest.raises(discord.HTTPException) as refused:
        await message.create_thread(name="Talk")
    assert refused.value.code == 160004
    fetched = await message.fetch()
    assert fetched.flags.has_thread
    assert fetched.thread is not None


async def test_an_archived_thread_opens_when_someone_writes(stage: Stage, bot: Bot) -> None:
    message = await general(bot, stage).send("Excerpt 1")
    thread = await message.create_thread(name="Talk")
    first = await thread.send("First")
    stage.r.faults.archive(stage.r.world.channels[thread.id])
    with pytest.raises(discord.HTTPException) as refused:
        await first.edit(content="Changed")
    assert refused.value.code == 50083
    await thread.send("Back")
    state = stage.r.world.channels[thread.id].thread
    assert state is not None
    assert not state.archived


async def test_a_locked_thread_stays_closed_to_those_who_may_not_manage_it(
    stage: Stage, bot: Bot
) -> None:
    message = await general(bot, stage).send("Excerpt 1")
    thread = await message.create_thread(name="Talk")
    model = stage.r.world.channels[thread.id]
    stage.r.faults.archive(model, locked=True)
    with pytest.raises(discord.HTTPException) as refused:
        await thread.send("May I?")
    assert refused.value.code == 50083
    with pytest.raises(discord.Forbidden):
        await thread.edit(archived=False)
    with pytest.raises(ClientRefusal):
        await stage.ann.say(model, "May I?")
    await stage.mod.say(model, "I may")


async def test_threads_need_their_own_permissions(stage: Stage, bot: Bot) -> None:
    message = await general(bot, stage).send("Excerpt 1")
    faults = stage.r.faults
    faults.take_permission(stage.general, Permission.CREATE_PUBLIC_THREADS)
    with pytest.raises(discord.Forbidden):
        await message.create_thread(name="Talk")
    faults.give_permission(stage.general, Permission.CREATE_PUBLIC_THREADS)
    thread = await message.create_thread(name="Talk")
    faults.take_permission(stage.general, Permission.SEND_MESSAGES_IN_THREADS)
    with pytest.raises(discord.Forbidden) as refused:
        await thread.send("x")
    assert refused.value.code == 50013


async def test_forum_posts_are_found_open_and_archived(stage: Stage, bot: Bot) -> None:
    forum = bot.get_channel(stage.forum.id)
    assert isinstance(forum, discord.ForumChannel)
    first = await forum.create_thread(name="One", content="Words")
    second = await forum.create_thread(name="Two", content="Words", reason="why")
    assert first.message.id == first.thread.id
    stage.r.faults.archive(stage.r.world.channels[first.thread.id])
    guild = bot.get_guild(stage.guild.id)
    assert guild is not None
    assert [one.id for one in await guild.active_threads()] == [second.thread.id]
    assert [one.id async for one in forum.archived_threads()] == [first.thread.id]
    with pytest.raises(discord.HTTPException) as refused:
        await bot.get_partial_messageable(stage.forum.id).send("Not so")
    assert refused.value.code == 50008


async def test_files_come_back_byte_for_byte(stage: Stage, bot: Bot) -> None:
    content = bytes(range(256)) * 40
    sent = await general(bot, stage).send(file=discord.File(io.BytesIO(content), "a b.bin"))
    assert sent.attachments[0].filename == "a_b.bin"
    assert await sent.attachments[0].read() == content
    stage.r.faults.take_permission(stage.general, Permission.ATTACH_FILES)
    with pytest.raises(discord.Forbidden):
        await general(bot, stage).send(file=discord.File(io.BytesIO(b"x"), "a.txt"))


async def test_history_pages_as_discord_does(stage: Stage, bot: Bot) -> None:
    channel = general(bot, stage)
    ids = [(await channel.send(str(number))).id for number in range(7)]
    assert [one.id async for one in channel.history(limit=3)] == ids[:-4:-1]
    after = discord.Object(ids[2])
    assert [one.id async for one in channel.history(after=after)] == ids[3:]
    before = discord.Object(ids[2])
    assert [one.id async for one in channel.history(before=before)] == [ids[1], ids[0]]
    around = [one.id async for one in channel.history(around=discord.Object(ids[3]), limit=3)]
    assert sorted(around) == ids[2:5]


async def test_a_closed_direct_conversation_is_50007(stage: Stage, bot: Bot) -> None:
    ann = await bot.fetch_user(stage.ann.user.id)
    await ann.send("Hello")
    stage.r.world.closed_to_bot.add(ann.id)
    with pytest.raises(discord.Forbidden) as refused:
        await ann.send("Hello?")
    assert refused.value.code == 50007


async def test_an_idle_thread_is_archived_when_its_time_is_over(stage: Stage, bot: Bot) -> None:
    message = await general(bot, stage).send("Excerpt 1")
    thread = await message.create_thread(name="Talk", auto_archive_duration=60)
    guild = bot.get_guild(stage.guild.id)
    assert guild is not None
    stage.r.world.advance(timedelta(minutes=59))
    assert [one.id for one in await guild.active_threads()] == [thread.id]
    stage.r.world.advance(timedelta(minutes=2))
    assert await guild.active_threads() == []
    assert [one.id async for one in general(bot, stage).archived_threads()] == [thread.id]
    await thread.send("Awake")
    assert [one.id for one in await guild.active_threads()] == [thread.id]


async def test_messages_carry_the_worlds_time_and_interactions_the_real_one(
    stage: Stage, bot: Bot
) -> None:
    stage.r.world.advance(timedelta(days=30))
    sent = await general(bot, stage).send("A month later")
    ahead = sent.created_at - discord.utils.utcnow()
    assert timedelta(days=29) < ahead < timedelta(days=31)
    seen: list[timedelta] = []

    @bot.tree.command(description="When")
    async def when(interaction: discord.Interaction) -> None:
        seen.append(interaction.created_at - discord.utils.utcnow())
        await interaction.response.send_message("Now")

    await bot.tree.sync()
    await stage.ann.slash("when", stage.general)
    assert abs(seen[0]) < timedelta(seconds=5)


async def test_reactions_are_counted_and_heard(stage: Stage, bot: Bot) -> None:
    message = await general(bot, stage).send("Excerpt 1")
    stage.ann.react(stage.ben.read(stage.general)[0], "👍")
    await message.add_reaction("👍")
    fetched = await message.fetch()
    assert [(str(one.emoji), one.count, one.me) for one in fetched.reactions] == [("👍", 2, True)]
    assert bot.user is not None
    await message.remove_reaction("👍", bot.user)
    assert "MESSAGE_REACTION_ADD" in bot.heard


async def test_pinning_and_deleting_anothers_message_take_a_permission(
    stage: Stage, bot: Bot
) -> None:
    channel = general(bot, stage)
    message = await channel.send("Excerpt 1")
    with pytest.raises(discord.Forbidden):
        await message.pin()
    stage.r.faults.give_permission(stage.general, Permission.MANAGE_MESSAGES)
    await message.pin()
    assert [one.id async for one in channel.pins()] == [message.id]
    said = await stage.ann.say(stage.general, "A thought")
    await channel.get_partial_message(said.id).delete()
    with pytest.raises(discord.NotFound) as gone:
        await channel.fetch_message(said.id)
    assert gone.value.code == 10008


async def test_only_ones_own_messages_can_be_edited(stage: Stage, bot: Bot) -> None:
    said = await stage.ann.say(stage.general, "A thought")
    with pytest.raises(discord.Forbidden) as refused:
        await general(bot, stage).get_partial_message(said.id).edit(content="Mine")
    assert refused.value.code == 50005


async def test_any_refusal_can_be_scripted(stage: Stage, bot: Bot) -> None:
    stage.r.faults.refuse(30046, "PATCH")
    sent = await general(bot, stage).send("Old")
    stage.r.faults.clear()
    stage.r.faults.refuse(10004, "PATCH")
    with pytest.raises(discord.NotFound) as refused:
        await sent.edit(content="New")
    assert refused.value.code == 10004
