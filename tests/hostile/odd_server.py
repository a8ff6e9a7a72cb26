"""A server like Discord with habits of its own: the rehearsal, behind a door that changes words.

What a :class:`Habits` names is done to every answer and every event on its way to the bot.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from readbot.rehearsal import Rehearsal

Change = Callable[[Any], Any]
_OWN = {"content-length", "content-type", "transfer-encoding", "date", "server", "connection"}


@dataclass
class Habits:
    """How this server differs. ``change`` takes a decoded answer or event and gives another."""

    content_type: str | None = "application/json"
    change: Change = field(default=lambda value: value)
    more_events: tuple[dict[str, Any], ...] = ()


def everywhere(value: Any, change: Change) -> Any:
    """``change`` on each object within ``value``, the inner ones first."""
    if isinstance(value, dict):
        return change({key: everywhere(inner, change) for key, inner in value.items()})
    if isinstance(value, list):
        return [everywhere(inner, change) for inner in value]
    return value


@dataclass
class OddServer:
    """The door: ``api_url`` is what the bot is told."""

    rehearsal: Rehearsal
    habits: Habits
    api_url: str = ""

    async def _rest(self, request: web.Request) -> web.Response:
        target = self.rehearsal.base_url + request.rel_url.raw_path_qs
        headers = {k: v for k, v in request.headers.items() if k.lower() != "host"}
        async with (
            aiohttp.ClientSession(auto_decompress=True) as session,
            session.request(
                request.method, target, headers=headers, data=await request.read()
            ) as answer,
        ):
            body = await answer.read()
            said = {k: v for k, v in answer.headers.items() if k.lower() not in _OWN}
            if answer.content_type == "application/json":
                body = json.dumps(self._changed(json.loads(body))).encode()
                if self.habits.content_type is not None:
                    said["Content-Type"] = self.habits.content_type
            return web.Response(status=answer.status, body=body, headers=said)

    def _changed(self, value: Any) -> Any:
        changed = everywhere(value, self.habits.change)
        if isinstance(changed, dict) and "session_start_limit" in changed:
            changed["url"] = self.api_url.replace("http:", "ws:").replace("/api/v10", "/gateway")
        return changed

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        bot = web.WebSocketResponse(max_msg_size=0)
        await bot.prepare(request)
        # Uncompressed, so that the events can be changed.
        address = f"{self.rehearsal.gateway_url}?v=10&encoding=json"
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(address, max_msg_size=0) as discord,
        ):
            inward = asyncio.create_task(_copied(bot, discord))
            async for message in discord:
                event = json.loads(message.data)
                if event.get("op") == 0:
                    event["d"] = self._changed(event["d"])
                    _dial_here(event, request)
                await bot.send_json(event)
                if event.get("t") == "READY":
                    for more in self.habits.more_events:
                        await bot.send_json({"op": 0, "s": event["s"], **more})
            inward.cancel()
            await bot.close(code=discord.close_code or 1000)
        return bot


def _dial_here(event: dict[str, Any], request: web.Request) -> None:
    if event.get("t") == "READY":
        event["d"]["resume_gateway_url"] = f"ws://{request.host}/gateway"


async def _copied(bot: web.WebSocketResponse, discord: aiohttp.ClientWebSocketResponse) -> None:
    async for message in bot:
        await discord.send_str(message.data)


@asynccontextmanager
async def odd_server(rehearsal: Rehearsal, habits: Habits) -> AsyncIterator[OddServer]:
    """The rehearsal's other door, open until the block ends."""
    door = OddServer(rehearsal, habits)
    app = web.Application(client_max_size=1 << 26)
    app.router.add_get("/gateway", door._gateway)
    app.router.add_get("/gateway/", door._gateway)
    app.router.add_route("*", "/{tail:.*}", door._rest)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    door.api_url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10"
    try:
        yield door
    finally:
        await runner.cleanup()
