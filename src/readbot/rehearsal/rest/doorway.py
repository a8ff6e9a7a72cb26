"""The door to the API: token, faults, pace and the wire log stand before every route."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from readbot.rehearsal.composing import Body, SentFile
from readbot.rehearsal.faults import Fault
from readbot.rehearsal.refusals import Refusal
from readbot.rehearsal.rest import (
    absent,
    applications,
    commands,
    guilds,
    interactions,
    invites,
    members,
    messages,
    reactions,
    roles,
    threads,
    webhooks,
)
from readbot.rehearsal.rest.call import Answer, Call, Route
from readbot.rehearsal.wire import Exchange

if TYPE_CHECKING:
    from readbot.rehearsal.server import Rehearsal

ROUTES: tuple[Route, ...] = (
    *applications.ROUTES,
    *commands.ROUTES,
    *messages.ROUTES,
    *threads.ROUTES,
    *reactions.ROUTES,
    *guilds.ROUTES,
    *roles.ROUTES,
    *members.ROUTES,
    *invites.ROUTES,
    *interactions.ROUTES,
    *webhooks.ROUTES,
    *absent.ROUTES,
)
PREFIX = "/api/v10"
_FILE_KEY = re.compile(r"files\[(\d+)\]")
_MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id")
_EDGE_PAGE = (
    "<!DOCTYPE html><html><head><title>{status}</title></head>"
    "<body><center><h1>{status}</h1></center><hr><center>edge</center></body></html>"
)


class _Dropped(Exception):  # noqa: N818 - it ends a connection, on purpose
    """The connection shall end without an answer."""


class Doorway:
    """Turns the routes into aiohttp's, each behind the same door."""

    def __init__(self, rehearsal: "Rehearsal") -> None:
        self._rehearsal = rehearsal

    def add_to(self, app: web.Application) -> None:
        """Adds every route of the API, and Discord's 404 for all others."""
        for route in ROUTES:
            app.router.add_route(route.method, PREFIX + route.path, self._handler(route))
        app.router.add_route("*", "/api/{rest:.*}", self._unknown)

    async def _unknown(self, request: web.Request) -> web.Response:
        body = {"message": "404: Not Found", "code": 0}
        number = self._rehearsal.wire.next_number()
        sent = _Noted(request, "", number, self._rehearsal.world.now())
        self._rehearsal.wire.add(sent.exchange(404, body, None))
        return _json_response(404, body, {})

    def _handler(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            number = self._rehearsal.wire.next_number()
            noted = _Noted(request, route.path, number, self._rehearsal.world.now())
            fault = self._rehearsal.faults.next_for(
                request.method, request.path.removeprefix(PREFIX)
            )
            try:
                answer, headers = await self._answer(route, request, noted, fault)
            except _Dropped:
                self._rehearsal.wire.add(noted.exchange(0, None, fault))
                if request.transport is not None:
                    request.transport.abort()
                return web.Response(status=502)
            self._rehearsal.wire.add(noted.exchange(answer.status, answer.body, fault))
            if isinstance(answer.body, str):
                return web.Response(
                    status=answer.status, text=answer.body, content_type="text/html"
                )
            said_at = format_datetime(self._rehearsal.world.now(), usegmt=True)
            return _json_response(answer.status, answer.body, {"Date": said_at, **headers})

        return handle

    async def _answer(
        self, route: Route, request: web.Request, noted: "_Noted", fault: Fault | None
    ) -> tuple[Answer, dict[str, str]]:
        body = await _read(request)
        noted.body = body
        early = await self._fault_before(fault)
        if early is not None:
            return early
        verdict = self._rehearsal.pacer.judge(
            f"{route.method} {route.path}",
            "+".join(request.match_info.get(name, "") for name in _MAJOR),
            counts_globally=not route.tokened,
        )
        if verdict.retry_after is not None:
            limited = _too_fast(verdict.retry_after, everywhere=verdict.everywhere)
            return limited, verdict.headers
        answer = await self._done(route, request, body)
        return self._fault_after(fault, answer), verdict.headers

    async def _done(self, route: Route, request: web.Request, body: Body | None) -> Answer:
        try:
            call = self._admitted(route, request, body)
            return await route.handler(call)
        except Refusal as refusal:
            return Answer(refusal.body(), refusal.status)

    def _admitted(self, route: Route, request: web.Request, body: Body | None) -> Call:
        authorization = request.headers.get("Authorization")
        if not route.tokened and authorization != f"Bot {self._rehearsal.token}":
            raise Refusal(0)
        if body is None:
            raise Refusal(50109)
        return Call(self._rehearsal, request.match_info, request.query, body)

    async def _fault_before(self, fault: Fault | None) -> tuple[Answer, dict[str, str]] | None:
        if fault is None:
            return None
        if fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        elif fault.kind == "drop request":
            raise _Dropped
        elif fault.kind == "error before":
            return _broken(fault), {}
        elif fault.kind == "refuse":
            refusal = Refusal(fault.code)
            return Answer(refusal.body(), refusal.status), {}
        elif fault.kind == "429":
            headers = {
                "Retry-After": str(int(fault.seconds) + 1),
                "X-RateLimit-Scope": "global" if fault.everywhere else "user",
            }
            if fault.everywhere:
                headers["X-RateLimit-Global"] = "true"
            return _too_fast(fault.seconds, everywhere=fault.everywhere), headers
        return None

    def _fault_after(self, fault: Fault | None, answer: Answer) -> Answer:
        if fault is not None and fault.kind == "drop answer":
            raise _Dropped
        if fault is not None and fault.kind == "error after":
            return _broken(fault)
        return answer


class _Noted:
    """What the wire log keeps of a request until its answer is known."""

    def __init__(self, request: web.Request, route: str, number: int, at: Any) -> None:
        self._request = request
        self._route = route
        self._number = number
        self._at = at
        self._began = time.perf_counter()
        self.body: Body | None = None

    def exchange(self, status: int, response: Any, fault: Fault | None) -> Exchange:
        """The finished exchange."""
        body = None if self.body is None else self.body.json
        files = () if self.body is None else self.body.files
        return Exchange(
            self._number,
            self._at,
            self._request.method,
            self._request.path.removeprefix(PREFIX),
            self._route,
            dict(self._request.query),
            body.get("_list", body) if body else body,
            tuple((file.filename, len(file.content)) for file in files),
            status,
            response,
            time.perf_counter() - self._began,
            None if fault is None else fault.kind,
        )


def _broken(fault: Fault) -> Answer:
    if fault.html:
        return Answer(_EDGE_PAGE.format(status=fault.status), fault.status)
    return Answer({"message": f"{fault.status}: the server is unwell", "code": 0}, fault.status)


def _too_fast(retry_after: float, *, everywhere: bool) -> Answer:
    message = "You are being rate limited."
    body = {"message": message, "retry_after": retry_after, "global": everywhere, "code": 0}
    return Answer(body, 429)


def _json_response(status: int, body: Any, headers: dict[str, str]) -> web.Response:
    shown = {"Via": "1.1 rehearsal", **headers}
    if body is None:
        return web.Response(status=status, headers=shown)
    text = json.dumps(body)
    return web.Response(
        status=status, body=text.encode(), headers=shown, content_type="application/json"
    )


async def _read(request: web.Request) -> Body | None:
    """The body's JSON (a list stands under `_list`) and files; None for JSON that is broken."""
    try:
        if request.content_type == "multipart/form-data":
            return await _read_multipart(request)
        raw = await request.read()
        return Body(_as_object(json.loads(raw))) if raw else Body({})
    except ValueError:
        return None


async def _read_multipart(request: web.Request) -> Body:
    content: Any = {}
    files: list[SentFile] = []
    async for part in await request.multipart():
        name = getattr(part, "name", None) or ""
        data = bytes(await part.read())  # type: ignore[union-attr]
        match = _FILE_KEY.fullmatch(name)
        if name == "payload_json":
            content = json.loads(data)
        elif match:
            filename = getattr(part, "filename", None) or "file"
            files.append(SentFile(int(match[1]), filename, data))
    return Body(_as_object(content), tuple(files))


def _as_object(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return {"_list": value}
    raise ValueError("Neither an object nor a list.")
