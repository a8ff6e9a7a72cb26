"""Joins the counting and the telling into a running bot; where nobody asks, it costs nothing."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from readbot.chat.connection import Connections
from readbot.chat.tally import NO_TALLY, Tally
from readbot.services.courier import Courier
from readbot.services.delivery import Delivery
from readbot.store.database import Store

if TYPE_CHECKING:
    from readbot.health.metrics import CountingCourier, Metrics


class Watch:
    """Counts what happens and tells it at ``place``, a host and a port; None: nothing is done."""

    def __init__(self, place: tuple[str, int] | None, version: str) -> None:
        self._place = place
        self._version = version
        self._metrics: Metrics | None = None
        self._courier: CountingCourier | None = None
        if place is not None:
            # Imported when wanted: most clubs have nobody who asks.
            from readbot.health import metrics

            self._metrics = metrics.Metrics(version)

    @property
    def tally(self) -> Tally:
        """Who is to be told what happens in chat."""
        return NO_TALLY if self._metrics is None else self._metrics

    def counting(self, courier: Courier) -> Courier:
        """The courier, with its ways counted."""
        if self._metrics is None:
            return courier
        from readbot.health import metrics

        self._courier = metrics.CountingCourier(courier, self._metrics)
        return self._courier

    @asynccontextmanager
    async def telling(
        self,
        store: Store,
        clock: Callable[[], datetime],
        connections: Callable[[], Connections],
        delivery: Delivery,
    ) -> AsyncIterator[None]:
        """Answer whoever asks for as long as the block lasts; ConfigurationError if that fails."""
        if self._place is None or self._metrics is None or self._courier is None:
            yield
            return
        from readbot.health.door import Ward, open_door

        ward = Ward(
            store, clock, self._metrics, self._version, connections, delivery, self._courier
        )
        async with open_door(ward, *self._place):
            yield
