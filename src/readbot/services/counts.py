"""How readbot's own work stands, for whoever watches over it."""

import time
from dataclasses import dataclass
from datetime import datetime

from readbot.store import counts
from readbot.store.counts import Counts
from readbot.store.database import Store


@dataclass(frozen=True, slots=True)
class Standing:
    """The counts, and the ``seconds`` that the database took to give them."""

    counts: Counts
    seconds: float


async def standing(store: Store, now: datetime) -> Standing:
    """Ask the database how many postings stand where."""
    begun = time.perf_counter()
    async with store.reading() as tx:
        found = await counts.count(tx, now)
    return Standing(found, time.perf_counter() - begun)
