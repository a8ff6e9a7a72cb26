"""What is counted, in a registry of its own. No label holds words, ids or names."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from readbot.services.counts import Standing
from readbot.services.courier import (
    CannotLookError,
    Courier,
    CourierError,
    DestinationRefusedError,
    MustWaitError,
    NeedsPostError,
    OutcomeUnknownError,
    Parcel,
    SendFailedError,
    Sent,
)

# Discord wants the first word within three seconds.
_ANSWERING = (0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 5.0, 10.0)
_SENDING = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 45.0)
_OUTCOMES: tuple[tuple[type[CourierError], str], ...] = (
    (DestinationRefusedError, "refused"),
    (NeedsPostError, "needs_post"),
    (SendFailedError, "failed"),
    (OutcomeUnknownError, "unknown"),
    (MustWaitError, "told_to_wait"),
    (CannotLookError, "cannot_look"),
)


class Metrics:
    """Every number that is shown. Counts since this process began; levels when they are asked."""

    def __init__(self, version: str, registry: CollectorRegistry | None = None) -> None:
        self.registry = CollectorRegistry() if registry is None else registry
        ProcessCollector(registry=self.registry)

        def gauge(name: str, words: str, *labels: str) -> Gauge:
            return Gauge(f"readbot_{name}", words, labels, registry=self.registry)

        gauge("info", "Which readbot this is; always 1.", "version").labels(version).set(1)
        self.due = gauge("postings_due", "Postings whose time has come and that are not sent yet.")
        self.late = gauge("postings_late", "Those of them that are more than a minute late.")
        self.latest = gauge("postings_latest_seconds", "How late the latest of them is.")
        self.stopped = gauge(
            "postings_stopped", "Postings that wait in channels where Discord refuses readbot."
        )
        self.failed = gauge("postings_failed", "Postings that Discord refused for good, ever.")
        self.doubtful = gauge("postings_doubtful", "Postings of which a moderator is being asked.")
        self.under_way = gauge("postings_under_way", "Postings that are being sent just now.")
        self.turned = gauge(
            "delivery_turn_age_seconds", "How long ago delivery last looked at what is due."
        )
        self.database = gauge("database_up", "Whether the database answers: 1 or 0.")
        self.database_seconds = gauge(
            "database_query_seconds", "How long it took to count the postings."
        )
        self.connections = gauge("gateway_connections", "Connections (shards) of this process.")
        self.open = gauge("gateway_connections_open", "Those of them that are open.")
        self.latency = gauge(
            "gateway_latency_seconds", "The slowest connection's last heartbeat, there and back."
        )
        self.servers = gauge("servers", "Servers that this process hears.")
        self.events = Counter(
            "readbot_gateway_events",
            "Connections made, resumed and lost.",
            ["event"],
            registry=self.registry,
        )
        self.sends = Histogram(
            "readbot_posting_seconds",
            "How long sending a posting took, by what became of it.",
            ["outcome"],
            buckets=_SENDING,
            registry=self.registry,
        )
        self.first_words = Histogram(
            "readbot_interaction_first_word_seconds",
            "From an interaction's coming in to the first word of the answer, taken by Discord.",
            ["kind"],
            buckets=_ANSWERING,
            registry=self.registry,
        )
        self.deeds = Counter(
            "readbot_deeds",
            "What became of what people asked for.",
            ["outcome"],
            registry=self.registry,
        )
        # What never happened stands there as 0, so that an alert on its growth has a beginning.
        for outcome in ("done", "mistake", "hindered", "fault", "lost"):
            self.deeds.labels(outcome)
        for outcome in ("sent", "found", *(word for _, word in _OUTCOMES)):
            self.sends.labels(outcome)
        for event in ("made", "resumed", "lost"):
            self.events.labels(event)

    # -- what chat tells

    def first_word(self, kind: str, seconds: float) -> None:
        """Someone had the first word of an answer."""
        self.first_words.labels(kind).observe(seconds)

    def deed(self, outcome: str) -> None:
        """A deed ended."""
        self.deeds.labels(outcome).inc()

    def connection(self, event: str) -> None:
        """The gateway's connection was made, resumed or lost."""
        self.events.labels(event).inc()

    # -- what is asked

    def show_standing(self, standing: Standing | None, now: datetime) -> None:
        """Show how the postings stand; None where the database does not answer."""
        self.database.set(standing is not None)
        if standing is None:
            return
        counts = standing.counts
        self.database_seconds.set(standing.seconds)
        self.due.set(counts.due)
        self.late.set(counts.late)
        self.latest.set((now - counts.oldest).total_seconds() if counts.oldest else 0)
        self.stopped.set(counts.stopped)
        self.failed.set(counts.failed)
        self.doubtful.set(counts.doubtful)


class CountingCourier:
    """A courier whose every way is counted and timed."""

    def __init__(self, courier: Courier, metrics: Metrics) -> None:
        self._courier = courier
        self._metrics = metrics
        self.sent_at: float | None = None  # on the clock of time.monotonic

    @property
    def at_once(self) -> int:
        """As the courier says."""
        return self._courier.at_once

    @at_once.setter
    def at_once(self, value: int) -> None:
        self._courier.at_once = value

    async def send(self, parcel: Parcel) -> Sent:
        """Send, and count it."""
        with self._counting("sent"):
            sent = await self._courier.send(parcel)
        self.sent_at = time.monotonic()
        return sent

    async def find(self, parcel: Parcel, since: datetime) -> Sent | None:
        """Look, and count what is found or cannot be looked for."""
        begun = time.monotonic()
        try:
            found = await self._courier.find(parcel, since)
        except CourierError as error:
            self._observe(_word(error), begun)
            raise
        if found is not None:
            self._observe("found", begun)
        return found

    async def delete(self, sent: Sent) -> None:
        """Delete."""
        await self._courier.delete(sent)

    async def may_send(self, destination_id: int) -> bool:
        """As the courier says."""
        return await self._courier.may_send(destination_id)

    async def is_gone(self, destination_id: int) -> bool:
        """As the courier says."""
        return await self._courier.is_gone(destination_id)

    async def may_open_thread(self, channel_id: int) -> bool:
        """As the courier says."""
        return await self._courier.may_open_thread(channel_id)

    async def may_look(self, destination_id: int) -> bool:
        """As the courier says."""
        return await self._courier.may_look(destination_id)

    def ahead(self) -> timedelta:
        """As the courier says."""
        return self._courier.ahead()

    @contextmanager
    def _counting(self, outcome: str) -> Iterator[None]:
        begun = time.monotonic()
        try:
            yield
        except CourierError as error:
            self._observe(_word(error), begun)
            raise
        self._observe(outcome, begun)

    def _observe(self, outcome: str, begun: float) -> None:
        self._metrics.sends.labels(outcome).observe(time.monotonic() - begun)


def _word(error: CourierError) -> str:
    return next((word for kind, word in _OUTCOMES if isinstance(error, kind)), "other")
