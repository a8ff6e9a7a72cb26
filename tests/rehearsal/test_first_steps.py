"""The shortest way through: connect, register, use a command, read the answer."""

import discord
from tests.rehearsal.stage import Bot, Stage


async def test_a_command_is_registered_used_and_answered(stage: Stage, bot: Bot) -> None:
    @bot.tree.command(description="Greets")
    async def hello(interaction: discord.Interaction, name: str) -> None:
        await interaction.response.send_message(f"Hello {name}", ephemeral=True)

    await bot.tree.sync()
    reply = await stage.ann.slash("hello", stage.general, name="Ann")
    assert (reply.kind, reply.content, reply.ephemeral) == ("message", "Hello Ann", True)
    assert reply.message in stage.ann.read(stage.general)
    assert reply.message not in stage.ben.read(stage.general)


async def test_a_message_is_sent_and_read_back(stage: Stage, bot: Bot) -> None:
    channel = bot.get_channel(stage.general.id)
    assert isinstance(channel, discord.TextChannel)
    sent = await channel.send("A word", nonce="abc")
    assert [one.id async for one in channel.history()] == [sent.id]
