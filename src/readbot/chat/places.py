"""Where parcels go: channels, threads and conversations, and what readbot may do there."""

import discord

from readbot.chat.pace import Pace
from readbot.services.courier import NoticePage, Parcel, RulingPage, TellingPage

_TO_PERSONS = (NoticePage, TellingPage, RulingPage)


class Places:
    """Knows a place from the cache, and asks Discord where it is not there.

    Raises what discord.py raises where Discord refuses to answer.
    """

    def __init__(self, client: discord.Client, pace: Pace) -> None:
        self._client = client
        self._pace = pace

    async def place(self, destination_id: int) -> object:
        """The channel, thread or conversation; asked for where it is not in the cache."""
        cached = self._client.get_channel(destination_id)
        if cached is not None:
            return cached
        await self._pace.turn()
        return await self._client.fetch_channel(destination_id)

    async def rights(self, place: object) -> discord.Permissions | None:
        """What we may do there; None where that cannot be known, or needs not be."""
        if not isinstance(place, discord.abc.GuildChannel | discord.Thread):
            return None
        home = place.parent if isinstance(place, discord.Thread) else place
        if home is not None and place.guild.me is not None:
            return place.permissions_for(place.guild.me)
        # Another process, which holds the server's shard, hears of it; we have to ask.
        if self._client.user is None:
            return None
        await self._pace.turn()
        guild = await self._client.fetch_guild(place.guild.id, with_counts=False)
        await self._pace.turn()
        me = await guild.fetch_member(self._client.user.id)
        await self._pace.turn()
        parent_id = place.parent_id if isinstance(place, discord.Thread) else place.id
        return (await guild.fetch_channel(parent_id)).permissions_for(me)

    async def address(self, parcel: Parcel) -> discord.abc.Messageable:
        """Where it goes: a channel whether or not we have it cached, or a conversation."""
        if isinstance(parcel.page, _TO_PERSONS) and parcel.page.person_id is not None:
            await self._pace.turn()
            return await self._client.create_dm(discord.Object(parcel.page.person_id))
        return self._client.get_partial_messageable(parcel.posting.destination_id)

    async def in_thread(self, parcel: Parcel) -> bool:
        """Whether it goes into a thread: Discord's answer to a message does not tell."""
        if isinstance(parcel.page, _TO_PERSONS) and parcel.page.person_id is not None:
            return False
        place = await self.place(parcel.posting.destination_id)
        return isinstance(place, discord.Thread)


def wants_tags(place: object) -> bool:
    """Whether it is a forum whose posts need a tag, and has none that we may use."""
    if not isinstance(place, discord.ForumChannel):
        return False
    return place.flags.require_tag and not free_tags(place)


def free_tags(forum: discord.ForumChannel) -> list[discord.ForumTag]:
    """The tags that a post may carry without a moderator's right."""
    return [tag for tag in forum.available_tags if not tag.moderated]
