"""Waiting for the thing itself: a loaded machine is slow, and no test sleeps and hopes."""

import asyncio
from collections.abc import Callable


async def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait until something has become true, on the real clock; TimeoutError after ``seconds``."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  it may be in another process, which tells nobody
            await asyncio.sleep(0.02)
