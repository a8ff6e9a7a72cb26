"""A rehearsal with a small server, and the real discord.py client against it."""

from collections.abc import AsyncIterator

import discord.gateway
import discord.http
import pytest
import yarl
from tests.rehearsal.openapi import complaints, document_path
from tests.rehearsal.stage import Bot, Stage

from readbot.rehearsal import Rehearsal
from readbot.rehearsal.model.nouns import ChannelKind
from readbot.rehearsal.model.permissions import BOT_BITS, MODERATOR_BITS, Permission


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with Rehearsal(answer_seconds=1.0) as r:
        guild = r.add_guild("Harbour", bot_permissions=BOT_BITS | Permission.EMBED_LINKS)
        r.world.add_role(guild, "Moderators", MODERATOR_BITS)
        yield Stage(
            r,
            guild,
            r.world.add_channel(guild, "general"),
            r.world.add_channel(guild, "books", ChannelKind.FORUM, tags=["new"]),
            r.world.add_channel(guild, "hidden"),
            r.add_person("mod", guild, roles=["Moderators"]),
            r.add_person("ann", guild, global_name="Ann"),
            r.add_person("ben", guild),
        )


def point_discord_at(r: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", r.api_url)
    monkeypatch.setattr(
        discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(r.gateway_url)
    )


@pytest.fixture
async def bot(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    """A connected bot; at the end, all it sent and got must fit Discord's document."""
    point_discord_at(stage.r, monkeypatch)
    client = Bot()
    async with client:
        await client.login(stage.r.token)
        running = client.loop.create_task(client.connect())
        await client.wait_until_ready()
        yield client
        await client.close()
        await running
    if document_path().exists():
        heard = [exchange for exchange in stage.r.wire.all() if exchange.fault is None]
        assert [one for exchange in heard for one in complaints(exchange)] == []
