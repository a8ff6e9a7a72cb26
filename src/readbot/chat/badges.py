"""Keeping the numbers on the Notes buttons, and the posted digests, true beside all else."""

import asyncio

import aiohttp
import discord
import structlog

from readbot.chat import errands, render
from readbot.chat.asked import House
from readbot.chat.views import dressed
from readbot.chat.wire import quiet
from readbot.club.mistakes import Hindrance
from readbot.club.postings import Posting, PostingKind
from readbot.services import badges
from readbot.services.badges import Badge
from readbot.services.courier import DigestPage, ExcerptPage

TICK = 3.0
"""Seconds of real time between two looks."""

log = structlog.get_logger(__name__)


async def keep_true(client: discord.Client, house: House) -> None:
    """Show numbers anew until cancelled."""
    await client.wait_until_ready()
    while True:
        try:
            await show(client, house)
        except Hindrance as hindered:  # a locked database or a full disk: the store has said why
            log.warning("badges.hindered", reason=hindered.msgid)
        except Exception:  # the loop outlives what nobody foresaw
            log.exception("badges.fault")
        await asyncio.sleep(TICK)


async def show(client: discord.Client, house: House) -> None:
    """Show the messages that are due; none while all but members' commands has to wait."""
    if quiet(client) > 0:
        return
    for badge in await badges.take(house.store, house.clock()):
        if quiet(client) > 0:
            return  # what is left stays taken, and comes a minute later
        try:
            await _show(client, house, badge)
        except (discord.DiscordServerError, discord.RateLimited, aiohttp.ClientError, OSError):
            # It stays taken, and comes again a minute later.
            log.warning("badge.later", posting=badge.posting.id)
        except discord.HTTPException as refusal:
            log.warning("badge.refused", posting=badge.posting.id, code=refusal.code)
            if refusal.status != 429:  # that one means later, too
                await badges.given_up(house.store, badge)
        except Exception:
            # One that cannot be shown must not keep those back that come after it.
            log.exception("badge.fault", posting=badge.posting.id)


async def _show(client: discord.Client, house: House, badge: Badge) -> None:
    posting = badge.posting
    if posting.kind is PostingKind.NOTE:
        await errands.show_note(client, house, posting.subject_id, posting.message_id or 0)
        return
    await _edit(client, posting, badge.page)
    await badges.shown(house.store, badge)


async def _edit(
    client: discord.Client, posting: Posting, page: ExcerptPage | DigestPage | None
) -> None:
    if isinstance(page, DigestPage):
        await errands.put_digest(client, posting, page)
    if not isinstance(page, ExcerptPage):
        return
    place = client.get_partial_messageable(posting.destination_id)
    message = place.get_partial_message(posting.message_id or 0)
    dress = dressed(render.excerpt(posting, page))
    await message.edit(view=dress.get("view"), allowed_mentions=dress["allowed_mentions"])
