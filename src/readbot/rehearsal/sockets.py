"""The bot's sessions at the gateway, and the websockets on which they come and go."""

import asyncio
import contextlib
import json
import secrets
import zlib
from collections import deque
from typing import Any, Protocol

from aiohttp import web

from readbot.rehearsal import limits
from readbot.rehearsal.model.nouns import Json

_PATIENCE_SECONDS = 1.0
DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE = range(5)
RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = range(6, 12)


class _Packer(Protocol):
    def pack(self, text: str) -> bytes:
        """One message as the next piece of the compressed stream."""
        ...


class _ZlibPacker:
    def __init__(self) -> None:
        self._stream = zlib.compressobj()

    def pack(self, text: str) -> bytes:
        return self._stream.compress(text.encode()) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class _ZstdPacker:
    def __init__(self) -> None:
        import zstandard

        self._block = zstandard.COMPRESSOBJ_FLUSH_BLOCK
        self._stream = zstandard.ZstdCompressor().compressobj()

    def pack(self, text: str) -> bytes:
        return self._stream.compress(text.encode()) + self._stream.flush(self._block)


def packer_for(asked: str | None) -> _Packer | None:
    """The stream that a bot asked for in the address; None for plain text."""
    if asked == "zlib-stream":
        return _ZlibPacker()
    if asked == "zstd-stream":
        return _ZstdPacker()
    return None


class Session:
    """One identified bot; it outlives its socket for a while, to be resumed."""

    def __init__(self, intents: int, shard: tuple[int, int]) -> None:
        self.id = secrets.token_hex(16)
        self.intents = intents
        self.shard = shard
        self.sequence = 0
        self.sent: deque[tuple[int, str]] = deque(maxlen=limits.RESUME_EVENTS)
        self.socket: Socket | None = None

    def dispatch(self, name: str, payload: Json) -> None:
        """Numbers an event, keeps it for a resume, and sends it when a socket is there."""
        self.sequence += 1
        text = json.dumps({"op": DISPATCH, "s": self.sequence, "t": name, "d": payload})
        self.sent.append((self.sequence, text))
        if self.socket is not None:
            self.socket.send_text(text)

    def missed(self, after: int) -> list[str] | None:
        """The events after a number; None when some are no longer kept."""
        kept = [text for number, text in self.sent if number > after]
        return kept if len(kept) == self.sequence - after else None

    def covers(self, guild_id: int | None) -> bool:
        """Whether a guild (None: direct messages) belongs to this shard."""
        number, count = self.shard
        return number == ((guild_id or 0) >> 22) % count


class Socket:
    """A websocket whose messages go out one after the other, compressed as the bot asked."""

    def __init__(self, response: web.WebSocketResponse, packer: _Packer | None) -> None:
        self.response = response
        self._packer = packer
        self._outgoing: asyncio.Queue[str | None] = asyncio.Queue()
        self._drained = asyncio.Event()

    def send(self, op: int, payload: Any) -> None:
        """Queues a message that is no event."""
        self.send_text(json.dumps({"op": op, "d": payload, "s": None, "t": None}))

    def send_text(self, text: str) -> None:
        """Queues a message."""
        self._outgoing.put_nowait(text)

    async def drain(self) -> None:
        """Sends what is queued, until the socket closes."""
        try:
            await self._send_all()
        finally:
            self._drained.set()

    async def _send_all(self) -> None:
        while (text := await self._outgoing.get()) is not None:
            if self.response.closed:
                return
            try:
                if self._packer is None:
                    await self.response.send_str(text)
                else:
                    await self.response.send_bytes(self._packer.pack(text))
            except (ConnectionError, RuntimeError):
                return

    async def close(self, code: int) -> None:
        """Sends what is queued (to one who reads), then closes."""
        self._outgoing.put_nowait(None)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._drained.wait()
        await self.response.close(code=code)
