"""Servers, channels, members and threads can be asked for and changed, as far as the bot may."""

import discord
import pytest
from tests.rehearsal.stage import Bot, Stage

from readbot.rehearsal.model.permissions import BOT_BITS, Permission

STRONG = int(
    BOT_BITS
    | Permission.EMBED_LINKS
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_THREADS
    | Permission.CREATE_PRIVATE_THREADS
)


def strengthen(stage: Stage) -> None:
    role = next(role for role in stage.guild.roles.values() if role.bot_id is not None)
    stage.r.world.set_role_permissions(stage.guild, role, STRONG)


async def test_channels_are_made_changed_and_deleted(stage: Stage, bot: Bot) -> None:
    guild = await bot.fetch_guild(stage.guild.id)
    with pytest.raises(discord.Forbidden) as refused:
        await guild.create_text_channel("new")
    assert refused.value.code == 50013
    strengthen(stage)
    channel = await guild.create_text_channel("new", topic="Words")
    changed = await channel.edit(topic="Other words", slowmode_delay=5)
    assert changed is not None
    assert (changed.topic, changed.slowmode_delay) == ("Other words", 5)
    await channel.set_permissions(guild.default_role, send_messages=False)
    model = stage.r.world.channels[channel.id]
    assert not stage.r.world.permissions_in(model, stage.ann.user) & Permission.SEND_MESSAGES
    await channel.delete()
    assert channel.id not in stage.r.world.channels


async def test_members_are_found_and_the_bot_has_a_nickname(stage: Stage, bot: Bot) -> None:
    guild = bot.get_guild(stage.guild.id)
    assert guild is not None
    assert [one.name for one in await guild.query_members("an")] == ["ann"]
    with pytest.raises(discord.NotFound) as missing:
        await guild.fetch_member(1)
    assert missing.value.code == 10013
    await guild.me.edit(nick="Librarian")
    assert stage.guild.members[stage.r.world.bot.id].nick == "Librarian"
    await guild.leave()
    assert not stage.r.world.bot_in(guild.id)


async def test_private_threads_are_joined_left_and_listed(stage: Stage, bot: Bot) -> None:
    strengthen(stage)
    channel = bot.get_channel(stage.general.id)
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.create_thread(name="Quiet")
    model = stage.r.world.channels[thread.id]
    assert stage.ann.read(model) == []
    await thread.add_user(discord.Object(stage.ann.user.id))
    assert {one.id for one in await thread.fetch_members()} == {
        bot.application_id,
        stage.ann.user.id,
    }
    await thread.remove_user(discord.Object(stage.ann.user.id))
    await thread.edit(name="Quieter", locked=True, archived=True)
    found = [one async for one in channel.archived_threads(private=True)]
    assert [(one.name, one.locked) for one in found] == [("Quieter", True)]
    await thread.edit(archived=False)
    await thread.leave()
    await thread.delete()
    assert thread.id not in stage.r.world.channels


async def test_follow_ups_are_read_and_taken_back(stage: Stage, bot: Bot) -> None:
    @bot.tree.command(description="More")
    async def more(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("One")
        sent = await interaction.followup.send("Two", wait=True)
        assert (await interaction.followup.fetch_message(sent.id)).content == "Two"
        await sent.delete()
        await interaction.delete_original_response()

    await bot.tree.sync()
    reply = await stage.ann.slash("more", stage.general)
    assert await stage.r.world.changes.until(lambda: reply.message is None, 3)
    assert reply.followups == []
    assert stage.ann.read(stage.general) == []
