"""Forgetting in time what nobody will ask for again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from readbot.club.members import KEEP_ANOTHERS, KEEP_DRAFTS
from readbot.services import retention
from readbot.store import clubs, consents, members, order
from readbot.store.database import Store

# A server that removed readbot may have done so by mistake.
KEEP_LEFT_SERVERS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was forgotten."""

    drafts: int
    servers: int
    mutes: int
    conversations: int


async def forget(store: Store, now: datetime) -> Forgotten:
    """Delete old drafts, mutes that are over, and data of servers that removed readbot long ago.

    And what is older than its club keeps. From disk too.
    """
    conversations = await retention.forget_old(store, now)
    async with store.writing() as tx:
        forgotten = Forgotten(
            drafts=await consents.release_old(tx, now - KEEP_ANOTHERS)
            + await members.forget_old_drafts(tx, now - KEEP_DRAFTS)
            + await consents.forget_old(tx, now - KEEP_DRAFTS),
            servers=await clubs.forget_left(tx, now - KEEP_LEFT_SERVERS),
            mutes=await order.forget_mutes(tx, now),
            conversations=conversations,
        )
    # What members erased, too, is then in no file any more.
    await store.empty_log()
    return forgotten
