"""One at a time: whoever changes a message of ours waits until the one before them is done."""

import asyncio
from weakref import WeakValueDictionary


class Turns:
    """A lock for each message, for as long as somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def of(self, message_id: int) -> asyncio.Lock:
        """The lock of this message."""
        return self._locks.setdefault(message_id, asyncio.Lock())
