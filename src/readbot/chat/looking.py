"""Looking for what readbot itself may have posted: by the posting's mark, from a time on."""

from datetime import datetime

import discord

from readbot.chat.pace import Pace
from readbot.chat.places import Places
from readbot.chat.refusals import REFUSALS
from readbot.chat.views import ids_on, read_id
from readbot.club.postings import CHANNEL_GONE
from readbot.services.courier import (
    CannotLookError,
    DestinationRefusedError,
    NoHistoryError,
    Parcel,
    PostPage,
    Sent,
    ThreadPage,
)

MOST_LOOKED_AT = 3000
"""Messages that are searched for a mark before the search is given up."""
MOST_POSTS = 1000
"""Archived posts of a forum that are searched for a mark before the search is given up."""


class Lookout:
    """Looks where a parcel was to go whether it is there already."""

    def __init__(self, client: discord.Client, places: Places, pace: Pace) -> None:
        self._client = client
        self._places = places
        self._pace = pace

    async def find(self, parcel: Parcel, since: datetime) -> Sent | None:
        """The message, thread or post that carries the posting's mark, or None.

        NoHistoryError or CannotLookError where finding nothing would mean nothing.
        """
        if isinstance(parcel.page, ThreadPage):
            return await self._find_thread(parcel.page)
        if isinstance(parcel.page, PostPage):
            return await self._find_post(parcel, since)
        address = await self._places.address(parcel)
        if not isinstance(address, discord.DMChannel):
            place = await self._places.place(parcel.posting.destination_id)
            if isinstance(place, discord.ForumChannel):
                return None  # no message ever stands in a forum itself
            await self._require_history(place)
        await self._pace.turn()
        try:
            found = await self._search(address, parcel.posting.mark, since)
        except discord.NotFound as missing:
            # There is no conversation that could be read, as where it was closed.
            if isinstance(address, discord.DMChannel) and not missing.code:
                raise CannotLookError from missing
            raise
        if found is None:
            return None
        return Sent(found.channel.id, found.id, await self._places.in_thread(parcel))

    async def _search(
        self, address: discord.abc.Messageable, mark: str, since: datetime
    ) -> discord.Message | None:
        seen = 0
        async for message in address.history(limit=MOST_LOOKED_AT, after=since, oldest_first=True):
            seen += 1
            if self._is_ours(message, mark):
                return message
        if seen >= MOST_LOOKED_AT:
            raise CannotLookError
        return None

    async def _require_history(self, place: object) -> None:
        """Raise where finding nothing would mean nothing, for the history is not ours to read."""
        if isinstance(place, discord.DMChannel):
            return
        rights = await self._places.rights(place)
        if rights is not None and not rights.view_channel:
            raise DestinationRefusedError(50001, REFUSALS[50001])
        if rights is None:
            raise CannotLookError
        if not rights.read_message_history:
            raise NoHistoryError

    def _is_ours(self, message: discord.Message, mark: str) -> bool:
        ours = self._client.user is not None and message.author.id == self._client.user.id
        return ours and carries(message, mark)

    async def _find_post(self, parcel: Parcel, since: datetime) -> Sent | None:
        """Our post among the forum's active and archived ones that were opened since then."""
        forum = await self._places.place(parcel.posting.destination_id)
        if not isinstance(forum, discord.ForumChannel):
            raise DestinationRefusedError(50024, REFUSALS[50024])
        await self._require_history(forum)
        await self._pace.turn()
        posts = [t for t in await forum.guild.active_threads() if t.parent_id == forum.id]
        await self._pace.turn()
        archived = await _archived_since(forum, since)
        mine = self._client.user.id if self._client.user is not None else 0
        earliest = discord.utils.time_snowflake(since, high=False)
        for post in (*posts, *archived):
            if post.owner_id == mine and post.id >= earliest:
                await self._pace.turn()
                if self._is_ours(await post.fetch_message(post.id), parcel.posting.mark):
                    return Sent(post.id, post.id, in_thread=True)
        if len(archived) >= MOST_POSTS:
            raise CannotLookError
        return None

    async def _find_thread(self, page: ThreadPage) -> Sent | None:
        try:
            await self._places.place(page.message_id)
        except discord.NotFound as missing:
            if missing.code == CHANNEL_GONE:
                return None
            raise
        return Sent(page.message_id, page.message_id)


async def _archived_since(forum: discord.ForumChannel, since: datetime) -> list[discord.Thread]:
    """The forum's posts that were archived since then, MOST_POSTS at most, the last one first."""
    found: list[discord.Thread] = []
    async for post in forum.archived_threads(limit=MOST_POSTS):
        # What was opened since then cannot have been archived before.
        if post.archive_timestamp < since:
            break
        found.append(post)
    return found


def carries(message: discord.Message, mark: str) -> bool:
    """Whether a message bears the mark, as its nonce or in the ids of its buttons."""
    return str(message.nonce) == mark or any(mark in read_id(i).arguments for i in ids_on(message))
