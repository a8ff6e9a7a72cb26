"""A copy that is put back knows less than Discord: what it must not trust, and not give again."""

from datetime import datetime

from readbot.store import archive, house
from readbot.store.database import Transaction

# More than any group writes between two backups.
SKIPPED = 10_000


async def distrust(tx: Transaction, now: datetime) -> None:
    """Look before each late send, and give no number that may have been given since the copy.

    A note's number stands in the ids of its message's buttons, and in the mark by which a message
    is known again: a second note of the same number would be taken for the first.
    """
    since = await house.moment(tx, house.ALIVE) or now
    await house.remember(tx, house.RESTORED, since)
    await house.remember(tx, house.RESTORED_AT, now)
    await archive.skip_numbers(tx, SKIPPED)
