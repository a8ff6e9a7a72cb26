"""Changing messages of ours that stand in Discord already, after their note was changed."""

import asyncio
from collections.abc import Iterable

import aiohttp
import discord
import structlog

from readbot.chat import digest_message, render
from readbot.chat.asked import House
from readbot.chat.views import Message, dressed
from readbot.chat.wire import quiet
from readbot.club.links import Link
from readbot.club.notes import Noted
from readbot.club.postings import Posting
from readbot.digest.views import DigestView
from readbot.services import badges
from readbot.services.badges import NoteBadge
from readbot.services.courier import DigestPage

_TRIES = 3
GONE = (10003, 10008)
"""Unknown channel, unknown message: what was to be deleted is deleted."""
_UNREAD = (50001, 50013)
"""No access, no permission: so Discord answers where it lets us read no history."""
_ARCHIVED = 50083

log = structlog.get_logger(__name__)


async def show_note(client: discord.Client, house: House, note_id: int, message_id: int) -> bool:
    """Let a note's own message say what is true of it by now; False if Discord did not let us.

    Then it is tried again later (services/badges.py), as where all but answers has to wait. Two
    changes that come at once are shown one after the other, and each is read only when its turn
    comes, so that the later one stays.
    """
    async with house.turns.of(message_id):
        if quiet(client) > 0:
            return False
        for _ in range(_TRIES):
            badge = await badges.take_note(house.store, note_id, house.clock())
            if badge is None:
                return True
            try:
                await _put_note(client, badge)
            except discord.HTTPException as refusal:
                return await _refused(house, badge, refusal)
            except (discord.RateLimited, aiohttp.ClientError, OSError) as trouble:
                log.warning("note.later", posting=badge.posting.id, why=type(trouble).__name__)
                return False
            if await badges.note_shown(house.store, badge, house.clock()):
                return True
    return True


async def show_noted(client: discord.Client, house: House, noted: Noted) -> bool:
    """The same for a note that has just been changed, where it has a message."""
    if noted.posted is None:
        return True
    return await show_note(client, house, noted.note.id, noted.posted.message_id)


async def _refused(house: House, badge: NoteBadge, refusal: discord.HTTPException) -> bool:
    """False where the message stands there still, and is not as it should be."""
    log.warning("note.not_shown", posting=badge.posting.id, code=refusal.code)
    if refusal.code in GONE:
        await badges.given_up(house.store, badge)
        return True
    if refusal.status < 500 and refusal.status != 429:  # those mean soon: it stays taken
        await badges.put_off(house.store, badge, house.clock())
    return False


async def _put_note(client: discord.Client, badge: NoteBadge) -> None:
    posting = badge.posting
    place = client.get_partial_messageable(posting.destination_id)
    message = place.get_partial_message(posting.message_id or 0)
    if badge.page is None:
        await message.delete()
        return
    await _rewrite(message, render.note(posting.mark, badge.page), or_delete=True)


async def _rewrite(message: discord.PartialMessage, made: Message, *, or_delete: bool) -> None:
    """Put other words into a message of ours, which stays as long or short and without previews.

    What may not be read may be edited all the same. ``or_delete`` says that it goes where it takes
    the words in no form: what it said must not stay.
    """
    try:
        found = await message.fetch()
    except discord.Forbidden as refusal:
        if refusal.code not in _UNREAD:
            raise
        await _rewrite_unread(message, made, or_delete=or_delete)
        return
    dress = dressed(made, as_long=found.flags.components_v2)
    await found.edit(
        content=dress.get("content"),
        view=dress.get("view"),
        attachments=dress.get("files", []),
        allowed_mentions=dress["allowed_mentions"],
        # Flags are replaced as a whole, and discord.py sends them with every edit.
        suppress=dress.get("suppress_embeds", False),
    )


async def _rewrite_unread(
    message: discord.PartialMessage, made: Message, *, or_delete: bool
) -> None:
    """The same where nobody tells us whether it is a long message: then both are tried."""
    for as_long in (False, True):
        dress = dressed(made, as_long=as_long)
        try:
            # Its flags are not named, and stay as they were when it was sent.
            await message.edit(
                content=dress.get("content"),
                view=dress.get("view"),
                attachments=dress.get("files", []),
                allowed_mentions=dress["allowed_mentions"],
            )
        except discord.HTTPException as refusal:
            if refusal.status != 400 or refusal.code == _ARCHIVED or (as_long and not or_delete):
                raise
        else:
            return
    await message.delete()
    log.warning("note.deleted", message=message.id, why="takes no other words")


async def rewrite_digest(client: discord.Client, posting: Posting, view: DigestView) -> bool:
    """Put a digest's words of today into its message; False if Discord did not let us."""
    try:
        await put_digest(client, posting, DigestPage(view.club, view))
    except discord.HTTPException as refusal:
        log.warning("digest.not_rewritten", message=posting.message_id, code=refusal.code)
        return refusal.code in GONE
    except discord.RateLimited:
        return False
    return True


async def put_digest(client: discord.Client, posting: Posting, page: DigestPage) -> None:
    """Put a digest as it now is into its message; discord.HTTPException where it cannot be."""
    if posting.message_id is None:
        return
    place = client.get_partial_messageable(posting.destination_id)
    # Choosing words and drawing the picture take a while: they stay off the event loop.
    made = await asyncio.to_thread(digest_message.digest, posting, page)
    message = place.get_partial_message(posting.message_id)
    await _rewrite(message, made, or_delete=False)


def can_see(client: discord.Client, link: Link) -> bool:
    """Whether asking for this message makes sense, by what Discord told of its channel.

    Not where it is another process's server; a channel that is not known has to be asked for.
    """
    guild = client.get_guild(link.server_id)
    if guild is None:
        return False
    channel = guild.get_channel_or_thread(link.channel_id)
    place = channel.parent if isinstance(channel, discord.Thread) else channel
    me: discord.Member | None = guild.me  # None where a server tells of no members
    # Rights rest on the role of everyone.
    if place is None or me is None or guild.get_role(guild.id) is None:
        return True
    return place.permissions_for(me).view_channel


async def delete(client: discord.Client, links: Iterable[Link]) -> list[Link]:
    """Delete messages of ours; those that are gone now."""
    gone = []
    for link in links:
        if quiet(client) > 0:
            break
        try:
            await _delete(client, link)
        except discord.HTTPException as refusal:
            if refusal.code not in GONE:
                log.warning("message.not_deleted", message=link.message_id, code=refusal.code)
                continue
        except discord.RateLimited:
            continue
        gone.append(link)
    return gone


async def _delete(client: discord.Client, link: Link) -> None:
    message = client.get_partial_messageable(link.channel_id).get_partial_message(link.message_id)
    try:
        await message.delete()
    except discord.HTTPException as refusal:
        if refusal.code != _ARCHIVED:
            raise
    else:
        return
    # Whoever writes in an archived thread may open it again, unless it is locked.
    await client.http.edit_channel(link.channel_id, archived=False)
    await message.delete()
