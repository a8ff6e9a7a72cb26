"""People act as the Discord client lets them, and see what it would show."""

import asyncio

import discord
import pytest
from tests.rehearsal.stage import Bot, Stage
from tests.waiting import until

from readbot.rehearsal import ClientRefusal
from readbot.rehearsal.model.permissions import Permission


async def test_an_unanswered_deed_fails_and_the_late_answer_gets_10062(
    stage: Stage, bot: Bot
) -> None:
    refused: list[int] = []

    @bot.tree.command(description="Sleeps")
    async def slow(interaction: discord.Interaction) -> None:
        await asyncio.sleep(1.3)
        try:
            await interaction.response.send_message("Too late")
        except discord.NotFound as error:
            refused.append(error.code)

    await bot.tree.sync()
    reply = await stage.ann.slash("slow", stage.general)
    assert reply.kind == "failed"
    await until(lambda: refused)
    assert refused == [10062]
    assert stage.ann.read(stage.general) == []


async def test_a_second_answer_gets_40060(stage: Stage, bot: Bot) -> None:
    codes: list[int] = []

    @bot.tree.command(description="Twice")
    async def twice(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("One")
        interaction.response._response_type = None
        try:
            await interaction.response.send_message("Two")
        except discord.HTTPException as error:
            codes.append(error.code)

    await bot.tree.sync()
    reply = await stage.ann.slash("twice", stage.general)
    assert reply.content == "One"
    await until(lambda: codes)
    assert codes == [40060]


async def test_after_a_quarter_of_an_hour_the_token_is_no_good(stage: Stage, bot: Bot) -> None:
    stage.r.desk.token_seconds = 0.2
    codes: list[int] = []

    @bot.tree.command(description="Long")
    async def long(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await asyncio.sleep(0.3)
        try:
            await interaction.edit_original_response(content="Too late")
        except discord.HTTPException as error:
            codes.append(error.code)

    await bot.tree.sync()
    reply = await stage.ann.slash("long", stage.general)
    assert reply.kind == "deferred"
    with pytest.raises(TimeoutError):
        await reply.settled(0.6)
    await until(lambda: codes)
    assert codes == [50027]


async def test_a_deferral_is_followed_to_its_end(stage: Stage, bot: Bot) -> None:
    @bot.tree.command(description="Thinks")
    async def think(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await asyncio.sleep(0.05)
        await interaction.followup.send("First")
        await interaction.followup.send("Second", ephemeral=True)
        await interaction.followup.send("For all")
        await interaction.edit_original_response(content="Edited")

    await bot.tree.sync()
    reply = await stage.ann.slash("think", stage.general)
    assert reply.kind == "deferred"
    await reply.settled()
    await reply.followed(2)
    await stage.r.world.changes.until(lambda: reply.content == "Edited", 2)
    assert reply.ephemeral
    assert [(one.content, one.ephemeral) for one in reply.followups] == [
        ("Second", True),
        ("For all", False),
    ]
    assert [one.content for one in stage.ben.read(stage.general)] == ["For all"]
    channel = bot.get_partial_messageable(stage.general.id)
    assert [one.content async for one in channel.history()] == ["For all"]


async def test_an_ephemeral_answer_can_be_pressed_only_by_its_person(
    stage: Stage, bot: Bot
) -> None:
    class Once(discord.ui.View):
        @discord.ui.button(label="Go", custom_id="go")
        async def go(self, interaction: discord.Interaction, _: discord.ui.Button["Once"]) -> None:
            await interaction.response.defer()
            await interaction.edit_original_response(content="Gone", view=None)

    @bot.tree.command(description="Asks")
    async def ask(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Go?", view=Once(), ephemeral=True)

    await bot.tree.sync()
    reply = await stage.ann.slash("ask", stage.general)
    with pytest.raises(ClientRefusal):
        await stage.ben.press(reply, "Go")
    pressed = await stage.ann.press(reply, "Go")
    assert pressed.kind == "acknowledged"
    await stage.r.world.changes.until(lambda: reply.content == "Gone", 2)
    assert reply.components == []
    with pytest.raises(ClientRefusal):
        await stage.ann.press(reply, "Go")


async def test_members_cannot_write_where_they_may_not(stage: Stage) -> None:
    everyone = stage.guild.everyone
    stage.r.world.set_overwrite(stage.general, everyone, deny=int(Permission.SEND_MESSAGES))
    with pytest.raises(ClientRefusal):
        await stage.ann.say(stage.general, "May I?")
    stage.r.world.set_overwrite(stage.general, stage.ann.user, allow=int(Permission.SEND_MESSAGES))
    await stage.ann.say(stage.general, "I may")


async def test_commands_work_in_threads_and_in_private(stage: Stage, bot: Bot) -> None:
    where: list[tuple[int | None, bool]] = []

    @bot.tree.command(description="Where")
    async def here(interaction: discord.Interaction) -> None:
        where.append((interaction.channel_id, interaction.guild_id is None))
        await interaction.response.send_message("Here")

    await bot.tree.sync()
    thread = stage.r.world.open_thread(stage.general, "Talk", stage.r.world.bot)
    assert (await stage.ann.slash("here", thread)).content == "Here"
    assert (await stage.ann.slash("here", stage.ann.dm())).content == "Here"
    assert where == [(thread.id, False), (stage.ann.dm().id, True)]


async def test_a_bot_that_was_removed_hears_nothing_of_old_buttons(stage: Stage, bot: Bot) -> None:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Press", custom_id="p"))
    await bot.get_partial_messageable(stage.general.id).send("x", view=view)
    (message,) = stage.ann.read(stage.general)
    stage.r.faults.remove_bot(stage.guild)
    assert (await stage.ann.press(message, "Press")).kind == "failed"
    assert "INTERACTION_CREATE" not in bot.heard


async def test_members_react_and_open_threads_where_they_may(stage: Stage, bot: Bot) -> None:
    world = stage.r.world
    said = await stage.ann.say(stage.general, "A thought")
    stage.ben.react(said, "👍")
    stage.ann.react(said, "👍")
    stage.ben.unreact(said, "👍")
    assert [(one.emoji, one.users) for one in said.reactions] == [("👍", [stage.ann.user.id])]
    thread = stage.ben.open_thread(said, " About it ")
    assert (thread.id, thread.name, thread.parent_id) == (said.id, "About it", stage.general.id)
    with pytest.raises(ClientRefusal, match="has a thread already"):
        stage.ann.open_thread(said, "Again")
    everyone = stage.guild.roles[stage.guild.id]
    both = Permission.ADD_REACTIONS | Permission.CREATE_PUBLIC_THREADS
    world.set_overwrite(stage.general, everyone, deny=int(both))
    other = await stage.ann.say(stage.general, "Another")
    with pytest.raises(ClientRefusal, match="may not add reactions"):
        stage.ben.react(other, "👍")
    stage.ben.react(said, "👍")
    with pytest.raises(ClientRefusal, match="may not open threads"):
        stage.ben.open_thread(other, "Talk")
