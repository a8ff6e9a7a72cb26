"""Many small writes in few transactions: what waits while one commits goes in the next."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from readbot.store.database import Store, Transaction

_T = TypeVar("_T")
Work = Callable[[Transaction], Awaitable[Any]]


class Batches:
    """Writes that come at the same time share a transaction, and so one wait for the disk."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[tuple[Work, asyncio.Future[Any]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def run(self, work: Callable[[Transaction], Awaitable[_T]]) -> _T:
        """Do ``work`` in a transaction; its result is on disk when this returns.

        If another's work fails, ``work`` is done anew in a transaction of its own.
        """
        done: asyncio.Future[_T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all(), name="batches")
        return await done

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                if not await self._write(batch):
                    for one in batch:
                        await self._write([one])
        finally:
            self._writer = None

    async def _write(self, batch: list[tuple[Work, asyncio.Future[Any]]]) -> bool:
        """Whether it is settled: all are done, or the only one has failed."""
        try:
            async with self._store.writing() as tx:
                results = [await work(tx) for work, _ in batch]
        except Exception as trouble:
            # Whatever went wrong belongs to the one whose work it was; it is raised there.
            if len(batch) > 1:
                return False
            if not batch[0][1].done():
                batch[0][1].set_exception(trouble)
            return True
        for (_, done), result in zip(batch, results, strict=True):
            if not done.done():
                done.set_result(result)
        return True
