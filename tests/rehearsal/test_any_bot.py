"""Bots that are not ours, as people write them: prefix commands, moderation, webhooks, menus."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import discord
import pytest
from discord import ui
from discord.ext import commands
from tests.rehearsal.conftest import point_discord_at
from tests.rehearsal.openapi import complaints, document_path

from readbot.rehearsal import ClientRefusal, Rehearsal
from readbot.rehearsal.intents import PRIVILEGED
from readbot.rehearsal.model.nouns import Message
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.town import Town, founded_town


class Pages(ui.View):
    """Two buttons that turn pages, and one select of each kind; it outlives a restart."""

    def __init__(self, heard: list[str]) -> None:
        super().__init__(timeout=None)
        self.heard = heard
        for kind in (ui.UserSelect, ui.RoleSelect, ui.ChannelSelect, ui.MentionableSelect):
            self.add_item(self._made(kind))

    def _made(self, kind: type[Any]) -> Any:
        select = kind(custom_id=kind.__name__)

        async def chosen(interaction: discord.Interaction) -> None:
            self.heard.append(f"{kind.__name__} {select.values[0].name}")
            await interaction.response.defer()

        select.callback = chosen
        return select

    @ui.button(label="Next", custom_id="pages:next")
    async def turn(self, interaction: discord.Interaction, _: ui.Button["Pages"]) -> None:
        """Turns the page."""
        embed = discord.Embed(title="Page 2").set_footer(text="2 / 2")
        await interaction.response.edit_message(embed=embed, view=self)


@asynccontextmanager
async def at_work(
    r: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Town, commands.Bot, list[str]]]:
    """The bot with the prefix `!`, connected; what it heard is the list."""
    town = founded_town(r, permissions=int(Permission.ADMINISTRATOR))
    point_discord_at(r, monkeypatch)
    bot = commands.Bot("!", intents=discord.Intents.all(), guild_ready_timeout=0.05)
    heard: list[str] = []

    @bot.command()
    async def roll(ctx: commands.Context[commands.Bot], sides: int, who: discord.Member) -> None:
        await ctx.reply(f"{who.display_name} rolls a die of {sides}", mention_author=False)

    @bot.command()
    async def book(ctx: commands.Context[commands.Bot]) -> None:
        await ctx.send(embed=discord.Embed(title="Page 1"), view=Pages(heard))

    @bot.event
    async def on_command_error(_: commands.Context[commands.Bot], error: Exception) -> None:
        heard.append(type(error).__name__)

    @bot.event
    async def on_raw_reaction_add(payload: discord.RawReactionActionEvent) -> None:
        heard.append(f"{payload.emoji.name} by {payload.user_id}")

    @bot.event
    async def on_member_update(_: discord.Member, after: discord.Member) -> None:
        heard.append(f"{after.display_name} now {[one.name for one in after.roles[1:]]}")

    async with bot:
        await bot.login(r.token)
        running = bot.loop.create_task(bot.connect())
        await bot.wait_until_ready()
        yield town, bot, heard
        await bot.close()
        await running
    if document_path().exists():
        assert [one for exchange in r.wire.all() for one in complaints(exchange)] == []


@pytest.fixture
async def r() -> AsyncIterator[Rehearsal]:
    async with Rehearsal(privileged_intents=PRIVILEGED) as rehearsal:
        yield rehearsal


async def said(r: Rehearsal, words: str) -> Message:
    """The bot's message with those words or that embed's title, once it is there."""

    def found() -> list[Message]:
        own = [m for place in r.world.messages.values() for m in place.values() if m.author.bot]
        return [m for m in own if words in m.content or words in str(m.embeds)]

    assert await r.world.changes.until(lambda: bool(found()), 10), words
    return found()[-1]


async def heard_of(heard: list[str], words: str) -> None:
    """Until the bot heard that."""
    async with asyncio.timeout(10):
        while words not in heard:  # noqa: ASYNC110  the bot keeps a list, and tells nobody
            await asyncio.sleep(0.01)


async def test_a_bot_of_prefix_commands_answers_pages_and_hears_reactions(
    r: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(r, monkeypatch) as (town, _, heard):
        ines, joon = town.members[1], town.members[2]
        await ines.say(town.general, f"!roll 6 <@{joon.user.id}>")
        rolled = await said(r, "Joon rolls a die of 6")
        assert rolled.reference is not None
        ines.react(rolled, "🎲")
        await heard_of(heard, f"🎲 by {ines.user.id}")
        await ines.say(town.general, "!roll many joon")
        await heard_of(heard, "BadArgument")
        await ines.say(town.general, "!book")
        page = await said(r, "Page 1")
        await ines.press(page, "Next")
        assert await said(r, "Page 2") is page
        await ines.choose(page, "UserSelect", [joon])
        await ines.choose(page, "RoleSelect", [town.guild.role("Moderators")])
        await ines.choose(page, "ChannelSelect", [town.reading])
        await ines.choose(page, "MentionableSelect", [joon])
        for words in ("UserSelect joon", "RoleSelect Moderators", "ChannelSelect reading"):
            await heard_of(heard, words)


async def test_a_bot_of_moderators_changes_roles_members_and_channels(
    r: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(r, monkeypatch) as (town, bot, heard):
        guild = bot.guilds[0]
        channel = guild.get_channel(town.general.id)
        assert isinstance(channel, discord.TextChannel)
        role = await guild.create_role(name="Readers", colour=discord.Colour.teal(), hoist=True)
        ines, joon = await guild.fetch_member(town.members[1].user.id), guild.members[-2]
        await ines.add_roles(role)
        await ines.edit(nick="Ina")
        await heard_of(heard, "Ina now ['Readers']")
        await role.edit(name="Good readers", mentionable=True)
        assert "Good readers" in [one.name for one in await guild.fetch_roles()]
        await ines.timeout(timedelta(minutes=5))
        with pytest.raises(ClientRefusal):
            await town.members[1].say(town.general, "May I?")
        await ines.timeout(None)
        await town.members[1].say(town.general, "I may")
        await guild.ban(joon, reason="For the test", delete_message_seconds=86400)
        assert [one.user.name async for one in guild.bans()] == [joon.name]
        with pytest.raises(discord.NotFound):
            await guild.fetch_member(joon.id)
        await guild.unban(joon)
        await ines.kick()
        assert town.members[1].user.id not in town.guild.members
        owner = await guild.fetch_member(town.guild.owner_id)
        with pytest.raises(discord.Forbidden):
            await owner.kick()
        await channel.set_permissions(role, send_messages=False)
        await channel.set_permissions(role, overwrite=None)
        category = await guild.create_category("Shelf")
        made = await guild.create_text_channel("novels", category=category, slowmode_delay=5)
        await made.edit(position=0)
        await made.delete()
        await role.delete()
        private = await channel.create_thread(name="Aside")
        await private.edit(archived=True)
        told = channel.archived_threads(private=True, joined=True)
        assert [one.id async for one in told] == [private.id]
        assert await guild.fetch_emojis() == []
        assert [one async for one in guild.audit_logs(limit=5)] == []


async def test_a_bot_writes_by_webhook_and_invites(
    r: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(r, monkeypatch) as (town, bot, _):
        channel = bot.get_channel(town.general.id)
        assert isinstance(channel, discord.TextChannel)
        hook = await channel.create_webhook(name="Mirror")
        sent = await hook.send("From elsewhere", username="Somebody else", wait=True)
        await sent.edit(content="From far away")
        (seen,) = town.members[0].read(town.general)
        assert (seen.author.username, seen.content) == ("Somebody else", "From far away")
        assert (await channel.webhooks())[0].name == "Mirror"
        await sent.delete()
        await hook.delete()
        with pytest.raises(discord.NotFound):
            await hook.send("Once more")
        invite = await channel.create_invite(max_age=3600)
        assert (await bot.fetch_invite(invite.code)).expires_at is not None
        assert [one.code for one in await channel.guild.invites()] == [invite.code]
        r.world.advance(timedelta(hours=2))
        assert await channel.invites() == []
        message = await channel.send("To react to")
        await message.add_reaction("🎉")
        (found,) = (await channel.fetch_message(message.id)).reactions
        assert [one.id async for one in found.users()] == [r.world.bot.id]
        await message.clear_reactions()
        assert (await channel.fetch_message(message.id)).reactions == []
