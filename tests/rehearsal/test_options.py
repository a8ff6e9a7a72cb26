"""Options of commands as people fill them in, and what is refused before it is sent."""

import asyncio

import discord
import pytest
from discord import app_commands
from tests.rehearsal.stage import Bot, Stage

from readbot.rehearsal import ClientRefusal, Unanswered, Upload
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.replies import Choice


async def test_options_arrive_as_what_they_are(stage: Stage, bot: Bot) -> None:
    seen: list[object] = []

    @bot.tree.command(description="All kinds")
    async def kinds(
        interaction: discord.Interaction,
        text: str,
        number: int,
        part: float,
        yes: bool,
        who: discord.Member,
        where: discord.TextChannel,
        role: discord.Role,
        file: discord.Attachment,
    ) -> None:
        content = await file.read()
        seen.extend([text, number, part, yes, who.id, where.id, role.name, content])
        await interaction.response.send_message("Seen")

    await bot.tree.sync()
    reply = await stage.ann.slash(
        "kinds",
        stage.general,
        text="words",
        number=3,
        part=0.5,
        yes=True,
        who=stage.ben,
        where=stage.general,
        role=stage.guild.role("Moderators"),
        file=Upload("a.md", b"# A"),
    )
    assert reply.content == "Seen"
    assert seen == [
        "words", 3, 0.5, True, stage.ben.user.id, stage.general.id, "Moderators", b"# A"
    ]  # fmt: skip


async def test_the_client_refuses_what_discords_refuses(stage: Stage, bot: Bot) -> None:
    @bot.tree.command(description="Strict")
    @app_commands.choices(kind=[app_commands.Choice(name="One", value="1")])
    async def strict(
        interaction: discord.Interaction,
        title: app_commands.Range[str, 2, 5],
        kind: str = "1",
        count: app_commands.Range[int, 1, 9] = 1,
        where: discord.TextChannel | None = None,
    ) -> None:
        await interaction.response.send_message(f"{title} {kind} {count}")

    await bot.tree.sync()
    for wrong in (
        {},
        {"title": "x"},
        {"title": "xxxxxx"},
        {"title": 3},
        {"title": "abc", "kind": "2"},
        {"title": "abc", "count": 10},
        {"title": "abc", "count": True},
        {"title": "abc", "where": stage.forum},
        {"title": "abc", "other": "x"},
    ):
        with pytest.raises(ClientRefusal):
            await stage.ann.slash("strict", stage.general, options=wrong)
    with pytest.raises(ClientRefusal, match="no such command"):
        await stage.ann.slash("unknown", stage.general)
    reply = await stage.ann.slash("strict", stage.general, title="abc", kind="One")
    assert reply.content == "abc 1 1"


async def test_commands_for_moderators_are_hidden_from_members(stage: Stage, bot: Bot) -> None:
    @bot.tree.command(description="For some")
    @app_commands.default_permissions(manage_messages=True)
    @app_commands.guild_only()
    async def tidy(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Done")

    await bot.tree.sync()
    assert (await stage.mod.slash("tidy", stage.general)).content == "Done"
    with pytest.raises(ClientRefusal):
        await stage.ann.slash("tidy", stage.general)
    assert (await stage.ann.slash("tidy", stage.general, force=True)).content == "Done"
    assert stage.mod.commands(stage.mod.dm()) == []
    stage.r.faults.take_permission(stage.general, Permission.VIEW_CHANNEL)
    assert (await stage.mod.slash("tidy", stage.general)).content == "Done"


async def test_completion_offers_choices_for_what_was_typed(stage: Stage, bot: Bot) -> None:
    @bot.tree.command(description="Completes")
    async def find(interaction: discord.Interaction, place: str, book: str = "") -> None:
        await interaction.response.send_message(place)

    @find.autocomplete("place")
    async def places(
        interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        book = interaction.namespace.book
        return [app_commands.Choice(name=f"{current} in {book}", value="1")]

    await bot.tree.sync()
    choices = await stage.ann.complete(
        "find", stage.general, focused="place", typed="har", book="Emma"
    )
    assert choices == [Choice("har in Emma", "1")]
    with pytest.raises(ClientRefusal):
        await stage.ann.complete("find", stage.general, focused="book", typed="x")


async def test_completions_that_never_come_differ_from_none(stage: Stage, bot: Bot) -> None:
    @bot.tree.command(description="Finds")
    async def find(interaction: discord.Interaction, book: str) -> None:
        """Does nothing, on purpose."""

    @find.autocomplete("book")
    async def books(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        if typed == "slow":
            await asyncio.sleep(1.5)
        return []

    await bot.tree.sync()
    assert await stage.ann.complete("find", stage.general, focused="book", typed="x") == []
    with pytest.raises(Unanswered):
        await stage.ann.complete("find", stage.general, focused="book", typed="slow")


async def test_a_command_without_a_name_is_refused_in_plain_words(stage: Stage, bot: Bot) -> None:
    for words in ("", "/", "  "):
        with pytest.raises(ClientRefusal, match="it has no name"):
            await stage.ann.slash(words, stage.general)
