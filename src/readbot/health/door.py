"""The two addresses that a supervisor asks: /healthz and /metrics, and nothing else."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from errno import EACCES, EADDRINUSE, EADDRNOTAVAIL
from typing import Any, Protocol

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from readbot.chat.connection import Connections
from readbot.health.metrics import CountingCourier, Metrics
from readbot.services.counts import Standing, standing
from readbot.settings import ConfigurationError
from readbot.store.database import Store

log = structlog.get_logger(__name__)

PATIENCE = 5.0
"""Seconds that the database has to answer."""
_REASONS = {
    EADDRINUSE: "another program, perhaps another readbot, listens there",
    EADDRNOTAVAIL: "this machine has no such address",
    EACCES: "this account may not listen there",
}
STANDS_STILL = 90.0
"""Seconds after which delivery, which turns twice a second and rests 30 s at most, stands still."""


class Working(Protocol):
    """What is asked of delivery."""

    @property
    def turned_at(self) -> float | None:
        """When it last looked at what is due without a fault, on the clock of time.monotonic."""
        ...

    @property
    def under_way(self) -> int:
        """How many postings are being sent."""
        ...


@dataclass
class Ward:
    """What is watched over."""

    store: Store
    clock: Callable[[], datetime]
    metrics: Metrics
    version: str
    connections: Callable[[], Connections]
    delivery: Working
    courier: CountingCourier
    begun: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True)
class Report:
    """How everything is; ``troubles`` are sentences for whoever runs readbot."""

    troubles: tuple[str, ...]
    facts: dict[str, Any]


async def report(ward: Ward) -> Report:
    """Look at everything once, and show it in the metrics."""
    troubles = []
    found = await _standing(ward)
    if found is None:
        troubles.append(f"The database does not answer within {PATIENCE:.0f} seconds.")
    gateway = ward.connections()
    if not gateway.all or gateway.open < gateway.all:
        troubles.append(
            f"Of {gateway.all or 1} connections to Discord's gateway {gateway.open} are open. "
            "readbot connects again by itself."
        )
    delivery = _delivery(ward)
    turned = delivery["turned_seconds_ago"]
    if turned is None:
        troubles.append("Delivery has not begun: readbot is still starting.")
    elif turned > STANDS_STILL:
        troubles.append(f"Delivery has not looked at what is due for {turned:.0f} seconds.")
    _show(ward, found, gateway, delivery)
    facts = {
        "status": "trouble" if troubles else "ok",
        "troubles": troubles,
        "version": ward.version,
        "running_seconds": round(time.monotonic() - ward.begun, 1),
        "gateway": {
            "connections": gateway.all,
            "open": gateway.open,
            "latency_seconds": gateway.latency,
            "servers": gateway.servers,
        },
        "database": {"answers": found is not None, "seconds": found and round(found.seconds, 4)},
        "delivery": delivery,
        "postings": found
        and {
            "due": found.counts.due,
            "late": found.counts.late,
            "stopped": found.counts.stopped,
            "failed": found.counts.failed,
            "doubtful": found.counts.doubtful,
        },
    }
    return Report(tuple(troubles), facts)


async def _standing(ward: Ward) -> Standing | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return await standing(ward.store, ward.clock())
    except Exception:  # whatever the database's driver raises: that it does not answer is the news
        log.warning("health.database", exc_info=True)
        return None


def _delivery(ward: Ward) -> dict[str, Any]:
    turned, sent = ward.delivery.turned_at, ward.courier.sent_at
    now = time.monotonic()
    return {
        "turned_seconds_ago": None if turned is None else round(now - turned, 1),
        "sent_seconds_ago": None if sent is None else round(now - sent, 1),
        "under_way": ward.delivery.under_way,
    }


def _show(
    ward: Ward, found: Standing | None, gateway: Connections, delivery: dict[str, Any]
) -> None:
    metrics = ward.metrics
    metrics.show_standing(found, ward.clock())
    metrics.connections.set(gateway.all)
    metrics.open.set(gateway.open)
    metrics.latency.set(gateway.latency if gateway.latency is not None else float("nan"))
    metrics.servers.set(gateway.servers)
    metrics.under_way.set(delivery["under_way"])
    turned = delivery["turned_seconds_ago"]
    metrics.turned.set(float("nan") if turned is None else turned)


def _application(ward: Ward) -> web.Application:
    async def healthz(_: web.Request) -> web.Response:
        found = await report(ward)
        return web.json_response(found.facts, status=503 if found.troubles else 200)

    async def metrics(_: web.Request) -> web.Response:
        await report(ward)
        body = generate_latest(ward.metrics.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", metrics)
    return app


@asynccontextmanager
async def open_door(ward: Ward, host: str, port: int) -> AsyncIterator[int]:
    """Serve both addresses for as long as the block lasts; the port, also where 0 chose a free one.

    Raises ConfigurationError where the address is taken or is none of this machine's.
    """
    runner = web.AppRunner(_application(ward), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            reason = _REASONS.get(error.errno or 0, (error.strerror or str(error)).lower())
            raise ConfigurationError(
                f"health.address: {host}:{port} cannot be served: {reason}. Choose another "
                "address, or leave it out."
            ) from None
        own = runner.addresses[0][1]
        log.info("health.open", address=f"{host}:{own}")
        yield own
    finally:
        await runner.cleanup()
