"""What happened in the world, in order: a log that the gateway, the page and the driver follow."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

Listener = Callable[["Change"], None]
_REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened; `name` is the gateway's event name, `noun` the thing itself.

    Names beyond the gateway's: CLOCK_MOVE, INTERACTION_UPDATE, COMMANDS_UPDATE, GUIDE_MOVE.
    `only_for` is the one person whom an ephemeral thing concerns.
    """

    number: int
    name: str
    at: datetime
    noun: object
    guild_id: int | None = None
    channel_id: int | None = None
    only_for: int | None = None


class ChangeLog:
    """Keeps the last thousand changes and tells every listener about each new one."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._number = 0
        self._recent: deque[Change] = deque(maxlen=_REMEMBERED)
        self._listeners: list[Listener] = []

    @property
    def last_number(self) -> int:
        """The newest change's number; 0 before the first."""
        return self._number

    def tell(
        self,
        name: str,
        noun: object,
        *,
        guild_id: int | None = None,
        channel_id: int | None = None,
        only_for: int | None = None,
    ) -> None:
        """Notes a change and tells all listeners, at once and in order."""
        self._number += 1
        change = Change(self._number, name, self._now(), noun, guild_id, channel_id, only_for)
        self._recent.append(change)
        for listener in tuple(self._listeners):
            listener(change)

    def since(self, number: int) -> list[Change]:
        """The remembered changes after that number, oldest first."""
        return [change for change in self._recent if change.number > number]

    @contextmanager
    def listening(self, listener: Listener) -> Iterator[None]:
        """Calls `listener` with each change while the block lasts."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    async def follow(self, after: int | None = None) -> AsyncIterator[Change]:
        """Yields the remembered changes after that number (default: none), then each new one."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        if after is not None:
            for change in self.since(after):
                queue.put_nowait(change)
        with self.listening(queue.put_nowait):
            while True:
                yield await queue.get()

    async def until(self, true: Callable[[], bool], seconds: float) -> bool:
        """Waits until `true()` holds, asked after each change; False after real `seconds`."""
        if true():
            return True
        changed = asyncio.Event()
        try:
            with self.listening(lambda _: changed.set()):
                async with asyncio.timeout(seconds):
                    while not true():
                        changed.clear()
                        await changed.wait()
        except TimeoutError:
            return true()
        return True
