"""What the rehearsal's tests share: the plainest bot, and a small server with people."""

import asyncio
from dataclasses import dataclass

import discord
from discord import app_commands

from readbot.rehearsal import Person, Rehearsal
from readbot.rehearsal.model.nouns import Channel, Guild


class Bot(discord.Client):
    """The plainest discord.py bot; tests hang commands on its tree."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(
            intents=intents or discord.Intents.default(),
            enable_debug_events=True,
            guild_ready_timeout=0.05,
        )
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.news = asyncio.Event()

    async def on_socket_event_type(self, name: str) -> None:
        self.heard.append(name)
        self.news.set()


@dataclass
class Stage:
    """What a test needs at hand."""

    r: Rehearsal
    guild: Guild
    general: Channel
    forum: Channel
    hidden: Channel
    mod: Person
    ann: Person
    ben: Person
