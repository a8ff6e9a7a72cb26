"""Behind the stage: the clock, the faults and the wire, for the page.

| fault | takes | does |
|---|---|---|
| drop answer, drop request | method?, path?, times? | the connection dies after, before the deed |
| error | method?, path?, times?, status? | Discord's edge answers with that error |
| delay | seconds, method?, path?, times? | the request waits |
| 429 | seconds, method?, path?, times? | the bot is told to wait |
| clear | | takes waiting faults back |
| disconnect | resumable? | closes the bot's gateway connection |
| take, give | channel, permission ("SEND_MESSAGES") | the bot's right in a channel |
| archive, lock, reopen | channel | archives a thread, archives and locks it, reopens it |
| delete | channel | deletes a channel or thread |
| remove bot | channel | the bot is removed from the channel's server |
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from readbot.rehearsal.model.nouns import Channel, Json
from readbot.rehearsal.model.permissions import BOT_BITS, Permission
from readbot.rehearsal.openapi import DocumentError, judge
from readbot.rehearsal.page_views import NotThere
from readbot.rehearsal.people import ClientRefusal
from readbot.rehearsal.wire import Exchange

if TYPE_CHECKING:
    from readbot.rehearsal.server import Rehearsal

_MOST_SECONDS = 400 * 24 * 3600
_SHOWN_RIGHTS = (
    Permission.VIEW_CHANNEL,
    Permission.SEND_MESSAGES,
    Permission.SEND_MESSAGES_IN_THREADS,
    Permission.CREATE_PUBLIC_THREADS,
    Permission.ATTACH_FILES,
    Permission.READ_MESSAGE_HISTORY,
)


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that the bot will post: when (aware), and what in a few words."""

    at: datetime
    label: str


class Controls:
    """The routes for what no member of a Discord server could do."""

    def __init__(
        self,
        rehearsal: "Rehearsal",
        owed: Callable[[], Awaitable[list[Owed]]] | None,
        advance: Callable[[timedelta | None], Awaitable[None]] | None,
    ) -> None:
        self._rehearsal = rehearsal
        self._world = rehearsal.world
        self._owed = owed
        self._advance = advance
        self._moving = asyncio.Lock()
        self._judge = judge()
        self._judging = asyncio.Lock()

    # -- the clock

    async def clock(self) -> Json:
        """The world's time and what is owed next."""
        owed = [] if self._owed is None else await self._owed()
        return {
            "now": self._world.now().isoformat(),
            "offset": self._rehearsal.clock.offset.total_seconds(),
            "owed": [{"at": one.at.isoformat(), "label": one.label} for one in owed],
            "steps": self._owed is not None,
            "moving": self._moving.locked(),
        }

    async def get_clock(self, _: web.Request) -> web.Response:
        """GET /clock."""
        return web.json_response(await self.clock())

    async def move_clock(self, request: web.Request) -> web.Response:
        """POST /clock; raises ClientRefusal for a step that cannot be made."""
        body = await _object(request)
        by = _step(body)
        if self._moving.locked():
            raise ClientRefusal("The clock is moving already.")
        async with self._moving:
            await self._move(by)
        return web.json_response(await self.clock())

    async def _move(self, by: timedelta | None) -> None:
        if by is None:
            owed = [] if self._owed is None else await self._owed()
            if not owed:
                raise ClientRefusal("Nothing is owed, so there is no next posting to go to.")
            if self._advance is None:
                by = max(timedelta(0), owed[0].at - self._world.now())
        if self._advance is None:
            self._world.advance(by or timedelta(0))
        else:
            await self._advance(by)
            self._world.changes.tell("CLOCK_MOVE", self._world.now())

    # -- the wire

    async def get_wire(self, request: web.Request) -> web.Response:
        """GET /wire."""
        after = request.query.get("after", "")
        number = int(after) if after.isdecimal() else 0
        newer = [one for one in self._rehearsal.wire.all() if one.number > number][-200:]
        trouble = None
        async with self._judging:
            try:
                complaints = await asyncio.to_thread(self._judged, newer)
            except DocumentError as error:
                trouble, complaints = str(error), [None] * len(newer)
        exchanges = [
            {**one.to_json(), "complaints": found}
            for one, found in zip(newer, complaints, strict=True)
        ]
        judged = self._judge is not None and trouble is None
        return web.json_response({"exchanges": exchanges, "judged": judged, "trouble": trouble})

    def _judged(self, exchanges: list[Exchange]) -> list[list[str] | None]:
        """What Discord's document finds wrong with each; None for what is not held against it."""
        judge = self._judge
        if judge is None:
            return [None] * len(exchanges)
        return [None if one.fault else judge.complaints(one) for one in exchanges]

    # -- faults

    async def get_faults(self, request: web.Request) -> web.Response:
        """GET /faults."""
        return web.json_response(self._faults(request.query.get("channel", "")))

    async def set_fault(self, request: web.Request) -> web.Response:
        """POST /faults; raises ClientRefusal for an unknown one."""
        body = await _object(request)
        name, faults = str(body.get("fault")), self._rehearsal.faults
        where = (str(body.get("method") or "*"), str(body.get("path") or "*"))
        times, seconds = int(_number(body, "times")), _number(body, "seconds")
        if name == "drop answer":
            faults.drop_answer(*where, times)
        elif name == "drop request":
            faults.drop_request(*where, times)
        elif name == "error":
            faults.error(*where, times, status=int(_number(body, "status", 502)), html=True)
        elif name == "delay":
            faults.delay(seconds, *where, times)
        elif name == "429":
            faults.rate_limit(seconds, *where, times)
        elif name == "clear":
            faults.clear()
        elif name == "disconnect":
            await faults.close_gateway(resumable=body.get("resumable") is not False)
        else:
            self._break_place(name, body)
        return web.json_response(self._faults(str(body.get("channel", ""))))

    def _break_place(self, name: str, body: Json) -> None:
        faults, channel = self._rehearsal.faults, self._channel(str(body.get("channel", "")))
        if name in ("take", "give"):
            try:
                permission = Permission[str(body.get("permission"))]
            except KeyError:
                raise ClientRefusal(f"There is no permission {body.get('permission')!r}.") from None
            parent = self._world.channels.get(channel.parent_id or 0)
            place = parent if channel.is_thread and parent is not None else channel
            change = faults.take_permission if name == "take" else faults.give_permission
            change(place, permission)
        elif name in ("archive", "lock", "reopen"):
            if not channel.is_thread:
                raise ClientRefusal(f"#{channel.name} is no thread.")
            self._world.change_thread(channel, archived=name != "reopen", locked=name == "lock")
        elif name == "delete":
            faults.delete_channel(channel)
        elif name == "remove bot" and self._world.bot_in(channel.guild_id or 0):
            faults.remove_bot(self._world.guilds[channel.guild_id or 0])
        elif name == "invite bot" and not self._world.bot_in(channel.guild_id or 0):
            self._world.invite_bot(self._world.guilds[channel.guild_id or 0], BOT_BITS)
        else:
            raise ClientRefusal(f"There is no fault {name!r} here.")

    def _channel(self, identifier: str) -> Channel:
        found = self._world.channels.get(int(identifier)) if identifier.isdecimal() else None
        if found is None or found.guild_id is None:
            raise NotThere("There is no such channel.")
        return found

    def _faults(self, identifier: str) -> Json:
        found = self._world.channels.get(int(identifier)) if identifier.isdecimal() else None
        bits = 0 if found is None else self._world.permissions_in(found, self._world.bot)
        return {
            "waiting": [
                {
                    "kind": fault.kind,
                    "method": fault.method,
                    "path": fault.path,
                    "left": fault.times - fault.struck,
                }
                for fault in self._rehearsal.faults.waiting
            ],
            "rights": None
            if found is None or found.guild_id is None
            else {right.name: bool(bits & right) for right in _SHOWN_RIGHTS},
            "bot_here": found is not None and self._world.bot_in(found.guild_id or 0),
            "thread": found is not None and found.is_thread,
            "archived": found is not None and found.thread is not None and found.thread.archived,
            "locked": found is not None and found.thread is not None and found.thread.locked,
        }


def _step(body: Json) -> timedelta | None:
    if body.get("to") == "next":
        return None
    by = body.get("by")
    if not isinstance(by, int | float) or not 0 < by <= _MOST_SECONDS:
        raise ClientRefusal('A step is "to": "next", or "by" seconds, more than 0.')
    return timedelta(seconds=by)


def _number(body: Json, key: str, fallback: float = 1) -> float:
    value = body.get(key, fallback)
    if not isinstance(value, int | float) or value <= 0:
        raise ClientRefusal(f"{key!r} must be a number above 0.")
    return value


async def _object(request: web.Request) -> Json:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ClientRefusal("The request needs a JSON object.")
    return body
