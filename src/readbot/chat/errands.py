"""Changing messages of ours that stand in Discord already, after their note was changed."""

import asyncio
from collections.abc import Iterable

import discord
import structlog

from readbot.chat import digest_message, render
from readbot.chat.views import dressed, ids_on, read_id
from readbot.club.links import Link
from readbot.club.postings import Posting
from readbot.digest.views import DigestView
from readbot.services.courier import DigestPage, NotePage

_GONE = (10003, 10008)
"""Unknown channel, unknown message: what was to be deleted is deleted."""

log = structlog.get_logger(__name__)


async def rewrite(client: discord.Client, page: NotePage, posted: Link) -> bool:
    """Put a note's new words into its message; False if Discord did not let us."""
    place = client.get_partial_messageable(posted.channel_id)
    try:
        message = await place.fetch_message(posted.message_id)
        dress = dressed(render.note(_mark(message), page), as_long=message.flags.components_v2)
        await message.edit(
            content=dress.get("content"),
            view=dress.get("view"),
            attachments=dress.get("files", []),
            allowed_mentions=dress["allowed_mentions"],
        )
    except discord.HTTPException as refusal:
        log.warning("note.not_rewritten", message=posted.message_id, code=refusal.code)
        return False
    return True


async def rewrite_digest(client: discord.Client, posting: Posting, view: DigestView) -> bool:
    """Put a digest's words of today into its message; False if Discord did not let us."""
    try:
        await put_digest(client, posting, DigestPage(view.club, view))
    except discord.HTTPException as refusal:
        log.warning("digest.not_rewritten", message=posting.message_id, code=refusal.code)
        return refusal.code in _GONE
    return True


async def put_digest(client: discord.Client, posting: Posting, page: DigestPage) -> None:
    """Put a digest as it now is into its message; discord.HTTPException where it cannot be."""
    if posting.message_id is None:
        return
    place = client.get_partial_messageable(posting.destination_id)
    message = await place.fetch_message(posting.message_id)
    # Choosing words and drawing the picture take a while: they stay off the event loop.
    made = await asyncio.to_thread(digest_message.digest, posting, page)
    dress = dressed(made, as_long=message.flags.components_v2)
    await message.edit(
        content=dress.get("content"),
        view=dress.get("view"),
        attachments=dress.get("files", []),
        allowed_mentions=dress["allowed_mentions"],
    )


def _mark(message: discord.Message) -> str:
    """The mark that a message's buttons carry as their last argument."""
    arguments = next((read_id(i).arguments for i in ids_on(message)), ())
    return arguments[-1] if arguments else ""


async def delete(client: discord.Client, links: Iterable[Link]) -> list[Link]:
    """Delete messages of ours; those that are gone now."""
    gone = []
    for link in links:
        message = client.get_partial_messageable(link.channel_id).get_partial_message(
            link.message_id
        )
        try:
            await message.delete()
        except discord.HTTPException as refusal:
            if refusal.code not in _GONE:
                log.warning("message.not_deleted", message=link.message_id, code=refusal.code)
                continue
        gone.append(link)
    return gone
