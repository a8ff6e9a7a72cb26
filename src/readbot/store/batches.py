"""Many small writes in few transactions: what comes while one commits goes in the next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from readbot.club.mistakes import Hindrance
from readbot.store.database import Store, Transaction

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)  # seconds
Work = Callable[[Transaction, Sequence[_Item]], Awaitable[Sequence[_Result]]]


class Batches(Generic[_Item, _Result]):
    """Items that are written at the same time share a transaction, and one wait for the disk.

    ``work`` writes some of them and gives a result for each.
    """

    def __init__(self, store: Store, work: Work[_Item, _Result]) -> None:
        self._store = store
        self._work = work
        self._waiting: list[tuple[_Item, asyncio.Future[_Result]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def write(self, item: _Item) -> _Result:
        """Write it; it is on disk when this returns.

        If the work fails with several items, each is written anew in a transaction of its own, and
        for a few seconds again where the database is only hindered: twice must do no harm.
        """
        done: asyncio.Future[_Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
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

    async def _write(self, batch: list[tuple[_Item, asyncio.Future[_Result]]]) -> bool:
        """Whether it is settled: all are written, or the only one has failed."""
        try:
            results = await self._worked([item for item, _ in batch])
        except Exception as trouble:
            # Whatever went wrong belongs to the one whose item it was; it is raised there.
            if len(batch) > 1:
                return False
            if not batch[0][1].done():
                batch[0][1].set_exception(trouble)
            return True
        for (_, done), result in zip(batch, results, strict=True):
            if not done.done():
                done.set_result(result)
        return True

    async def _worked(self, items: Sequence[_Item]) -> Sequence[_Result]:
        # What has happened outside has to be written down: a deadlock or a lost connection passes.
        for pause in _PAUSES if len(items) == 1 else ():
            try:
                return await self._once(items)
            except Hindrance:
                await asyncio.sleep(pause)
        return await self._once(items)

    async def _once(self, items: Sequence[_Item]) -> Sequence[_Result]:
        async with self._store.writing() as tx:
            return await self._work(tx, items)
