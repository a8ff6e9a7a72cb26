"""Who asks, where and when: what a deed needs of an interaction, as plain values."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import discord
import structlog

from readbot.chat.aside import Aside
from readbot.chat.tally import NO_TALLY, Tally
from readbot.chat.turns import Turns
from readbot.club.clubs import Person, Place
from readbot.club.mistakes import Mistake
from readbot.services import clubs
from readbot.text.importers import LONGEST_TEXT
from readbot.text.normalise import one_line
from readbot.text.words import Words, words_for

if TYPE_CHECKING:
    from readbot.store.database import Store

Interaction = discord.Interaction[Any]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class House:
    """What every deed works with.

    ``fetch_allowed`` says whether web addresses may be read; ``largest_file`` is in bytes,
    ``longest_text`` what a reading may have in characters;
    ``tally`` is told what happened; ``turns`` keep edits of one message from overtaking each other.
    """

    store: "Store"
    clock: Callable[[], datetime]
    fetch_allowed: bool = False
    largest_file: int = 8_000_000
    longest_text: int = LONGEST_TEXT
    version: str = ""
    aside: Aside = field(default_factory=Aside)
    turns: Turns = field(default_factory=Turns)
    tally: Tally = NO_TALLY


@dataclass(frozen=True, slots=True)
class Asked:
    """One interaction. ``message_id`` is that of the message whose button was pressed.

    ``manages_server`` says whether whoever asks may manage the server, beyond its messages.
    ``client`` is for the few deeds that change messages which stand in Discord already.
    """

    house: House
    place: Place
    person: Person
    now: datetime
    locale: str
    message_id: int | None
    manages_server: bool
    client: discord.Client

    @property
    def store(self) -> "Store":
        """Where everything is kept."""
        return self.house.store

    async def words(self) -> Words:
        """The words of the club that was asked; where it is not known, of the person's Discord."""
        try:
            club = await clubs.here(self.store, self.place)
        except Mistake:
            return words_for(self.locale)
        except Exception:  # a fault that is being answered must not hinder its own answer
            log.exception("words.unknown", server=self.place.server_id)
            return words_for(self.locale)
        return words_for(club.language)


def asked(interaction: Interaction, house: House) -> Asked:
    """What an interaction says of who asks, where and when."""
    member = interaction.user
    rights = interaction.permissions
    message = interaction.message
    return Asked(
        house=house,
        place=_place(interaction),
        person=Person(
            id=member.id,
            name=one_line(member.display_name) or member.name,
            roles=frozenset(role.id for role in getattr(member, "roles", ())),
            manages_messages=rights.manage_messages or rights.administrator,
        ),
        now=house.clock(),
        locale=str(interaction.locale.value or ""),  # null, for all that a server may say
        message_id=None if message is None else message.id,
        manages_server=rights.manage_guild or rights.administrator,
        client=interaction.client,
    )


def _place(interaction: Interaction) -> Place:
    channel = interaction.channel
    return Place(
        server_id=interaction.guild_id or 0,
        channel_id=0 if channel is None else channel.id,
        parent_id=channel.parent_id if isinstance(channel, discord.Thread) else None,
        sees=partial(_sees, interaction),
    )


def _sees(interaction: Interaction, channel_id: int) -> bool:
    """Whether whoever asks can see this channel; one that is gone, or not known yet, hides nobody.

    Worked out only where it is asked for: in most servers a command comes from the group's home.
    """
    guild, member = interaction.guild, interaction.user
    channel = None if guild is None else guild.get_channel(channel_id)
    if guild is None or channel is None or not isinstance(member, discord.Member):
        return True
    if guild.get_role(guild.id) is None:  # rights rest on that of everyone
        return True
    return channel.permissions_for(member).view_channel
