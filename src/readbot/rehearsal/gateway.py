"""The gateway: sessions that hear of the world, over websockets that come and go."""

import asyncio
import json

import aiohttp
from aiohttp import web

from readbot.rehearsal import limits
from readbot.rehearsal.events import Events
from readbot.rehearsal.intents import INTENT_GUILDS, INTENT_MEMBERS, PRIVILEGED
from readbot.rehearsal.model.changes import Change
from readbot.rehearsal.model.nouns import Json
from readbot.rehearsal.plain_shapes import member_shape, self_shape
from readbot.rehearsal.shapes import Shapes
from readbot.rehearsal.sockets import (
    ACK,
    HEARTBEAT,
    HELLO,
    IDENTIFY,
    INVALID,
    MEMBERS,
    PRESENCE,
    RECONNECT,
    RESUME,
    VOICE,
    Session,
    Socket,
    packer_for,
)

# Discord is never nearer than this. discord.py notes in a thread of its own when a heartbeat went
# out; an answer that came before the note would be reckoned from the heartbeat before, and the bot
# would believe itself 41 seconds behind.
_ROUND_TRIP_SECONDS = 0.05


class Gateway:
    """Accepts the bot's sockets and tells its sessions what happens, as their intents allow."""

    def __init__(self, shapes: Shapes, token: str, privileged: int, gateway_url: str) -> None:
        self._events = Events(shapes)
        self._world = shapes.world
        self._token = token
        self._privileged = privileged
        self._url = gateway_url
        self._sessions: dict[str, Session] = {}
        self._sockets: set[Socket] = set()
        self.identifies = 0
        self.resumes = 0
        self._arrived = asyncio.Event()

    @property
    def connected(self) -> bool:
        """Whether a bot is connected and identified now."""
        return any(session.socket is not None for session in self._sessions.values())

    async def until_connected(self, seconds: float) -> bool:
        """Waits until a bot is connected and identified; False after that many seconds."""
        try:
            async with asyncio.timeout(seconds):
                while not self.connected:
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            return False
        return True

    # -- sockets

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One socket's whole life."""
        response = web.WebSocketResponse(max_msg_size=0, compress=False, timeout=1.0)
        await response.prepare(request)
        socket = Socket(response, packer_for(request.query.get("compress")))
        self._sockets.add(socket)
        sender = asyncio.create_task(socket.drain())
        socket.send(HELLO, {"heartbeat_interval": int(limits.HEARTBEAT_MILLISECONDS), "_trace": []})
        try:
            async for incoming in response:
                if incoming.type is not aiohttp.WSMsgType.TEXT:
                    await socket.close(4002)
                    break
                await self._receive(socket, incoming.data)
        finally:
            self._forget_socket(socket)
            sender.cancel()
        return response

    def _forget_socket(self, socket: Socket) -> None:
        self._sockets.discard(socket)
        for session in self._sessions.values():
            if session.socket is socket:
                session.socket = None

    async def _receive(self, socket: Socket, text: str) -> None:
        try:
            message = json.loads(text)
            op, data = message["op"], message.get("d")
        except (ValueError, KeyError, TypeError):
            await socket.close(4002)
            return
        session = self._session_on(socket)
        if op == HEARTBEAT:
            asyncio.get_running_loop().call_later(_ROUND_TRIP_SECONDS, socket.send, ACK, None)
        elif op == IDENTIFY:
            await self._identify(socket, session, data)
        elif op == RESUME:
            await self._resume(socket, data)
        elif session is None:
            await socket.close(4003)
        elif op == MEMBERS:
            await self._request_members(session, data)
        elif op not in (PRESENCE, VOICE):
            await socket.close(4001)

    def _session_on(self, socket: Socket) -> Session | None:
        for session in self._sessions.values():
            if session.socket is socket:
                return session
        return None

    async def _identify(self, socket: Socket, session: Session | None, data: Json) -> None:
        intents = data.get("intents", 0)
        shard = tuple(data.get("shard") or (0, 1))
        refused = None
        if session is not None:
            refused = 4005
        elif data.get("token", "").removeprefix("Bot ") != self._token:
            refused = 4004
        elif len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            refused = 4010
        elif not isinstance(intents, int) or intents < 0:
            refused = 4013
        elif intents & PRIVILEGED & ~self._privileged:
            refused = 4014
        if refused is not None:
            await socket.close(refused)
            return
        self.identifies += 1
        session = Session(intents, (shard[0], shard[1]))
        session.socket = socket
        self._sessions[session.id] = session
        self._arrived.set()
        self._greet(session)

    def _greet(self, session: Session) -> None:
        bot = self._world.bot
        guilds = [
            guild
            for guild in self._world.guilds.values()
            if bot.id in guild.members and session.covers(guild.id)
        ]
        session.dispatch(
            "READY",
            {
                "v": 10,
                "user": self_shape(bot),
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "resume_gateway_url": self._url,
                "session_type": "normal",
                "private_channels": [],
                "relationships": [],
                "presences": [],
                "shard": list(session.shard),
                "application": {"id": str(self._world.application_id), "flags": 0},
                "_trace": [],
            },
        )
        if session.intents & INTENT_GUILDS:
            for guild in guilds:
                session.dispatch("GUILD_CREATE", self._events.whole_guild(session, guild))

    async def _resume(self, socket: Socket, data: Json) -> None:
        if data.get("token", "").removeprefix("Bot ") != self._token:
            await socket.close(4004)
            return
        session = self._sessions.get(str(data.get("session_id")))
        after = data.get("seq")
        missed = None
        if session is not None and isinstance(after, int) and after <= session.sequence:
            missed = session.missed(after)
        if session is None or missed is None:
            socket.send(INVALID, False)
            return
        self.resumes += 1
        if session.socket is not None and session.socket is not socket:
            await session.socket.close(4000)
        session.socket = socket
        self._arrived.set()
        for text in missed:
            socket.send_text(text)
        session.dispatch("RESUMED", {"_trace": []})

    async def _request_members(self, session: Session, data: Json) -> None:
        guild = self._world.guilds.get(int(data["guild_id"]))
        if guild is None or self._world.bot.id not in guild.members:
            return
        wanted = data.get("user_ids")
        if wanted is None:
            if not session.intents & INTENT_MEMBERS and not data.get("query"):
                return
            prefix = str(data.get("query") or "").lower()
            found = [m for m in guild.members.values() if m.user.username.startswith(prefix)]
        else:
            ids = {int(one) for one in (wanted if isinstance(wanted, list) else [wanted])}
            found = [guild.members[one] for one in ids if one in guild.members]
        found = found[: data.get("limit") or None]
        payload: Json = {
            "guild_id": str(guild.id),
            "members": [member_shape(member) for member in found],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
        }
        if data.get("nonce"):
            payload["nonce"] = data["nonce"]
        session.dispatch("GUILD_MEMBERS_CHUNK", payload)

    # -- faults

    async def close_sockets(self, code: int, *, resumable: bool) -> None:
        """Closes every socket; forgets the sessions when they shall not be resumed."""
        if not resumable:
            self._sessions.clear()
        for socket in tuple(self._sockets):
            await socket.close(code)

    async def ask_reconnect(self) -> None:
        """Asks every bot to reconnect and resume."""
        for socket in tuple(self._sockets):
            socket.send(RECONNECT, None)
        await asyncio.sleep(0)

    async def invalidate(self, *, resumable: bool) -> None:
        """Tells every bot that its session is invalid."""
        if not resumable:
            self._sessions.clear()
        for socket in tuple(self._sockets):
            socket.send(INVALID, resumable)
        await asyncio.sleep(0)

    # -- events

    def hear(self, change: Change) -> None:
        """Tells every session of a change, as its intents and the bot's sight allow."""
        for session in tuple(self._sessions.values()):
            if not session.covers(change.guild_id):
                continue
            payload = self._events.payload(session, change)
            if payload is not None:
                session.dispatch(change.name, payload)
