"""A readbot that dies by SIGKILL at a named point of the postings' protocol: a program for tests.

``python -m tests.journeys.mortal CONFIG CLOCK`` imports readbot once and then, for each line on
its standard input, forks a readbot that lives until it meets the point that the line names (``-``
for none). It tells on standard output who was born and who died. CLOCK is a file with the seconds
by which the readbots' clock is ahead of the system's.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from readbot import app, logs
from readbot.chat.client import ReadbotClient
from readbot.chat.courier import DiscordCourier
from readbot.services import planning
from readbot.services.delivery import Delivery
from readbot.services.sending import Sending
from readbot.settings import load
from readbot.store import claims, postings

Place = ModuleType | type
# Each point: whose function it is at, and whether it is met before or after that has done its work.
# What ends in "on disk" is met inside the transaction (not yet) or behind it (already).
POINTS: dict[str, tuple[Place, str, str]] = {
    "before the leases are ended on disk": (claims, "release_all", "after"),
    "after the leases are ended on disk": (Delivery, "begin", "after"),
    "before a plan is on disk": (postings, "plan", "after"),
    "after a plan is on disk": (planning, "plan_due", "after"),
    "before a claim is on disk": (claims, "claim", "after"),
    "after a claim is on disk": (Sending, "_deliver", "before"),
    "before the send's beginning is on disk": (claims, "sending", "after"),
    "before the request": (DiscordCourier, "send", "before"),
    "while the request is under way": (DiscordCourier, "send", "meanwhile"),
    "after the answer": (DiscordCourier, "send", "after"),
    "before the outcome is on disk": (postings, "finish_all", "after"),
    "after the outcome is on disk": (Sending, "_finish", "after"),
    "before a release is on disk": (claims, "release", "after"),
    "after a release is on disk": (Sending, "_unknown", "after"),
    "before the look": (DiscordCourier, "find", "before"),
    "after the look": (DiscordCourier, "find", "after"),
}
# Those where "nothing was there to do" is no meeting.
_NOTHING = ("plan_due", "claim")
UNDER_WAY = 0.05  # seconds into a request


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _arm(point: str) -> None:
    """Let this process die where it meets the point."""
    place, name, when = POINTS[point]
    deed: Callable[..., Awaitable[Any]] = getattr(place, name)

    async def mortal(*args: Any, **kwargs: Any) -> Any:
        if when == "before":
            _die()
        if when == "meanwhile":
            asyncio.get_running_loop().call_later(UNDER_WAY, _die)
        result = await deed(*args, **kwargs)
        if when == "after" and (result or name not in _NOTHING):
            _die()
        return result

    setattr(place, name, mortal)


def _in_no_hurry_for_servers() -> None:
    """Spare each life the two seconds in which discord.py waits for more servers."""
    made = ReadbotClient.__init__

    def prompt(self: ReadbotClient, *args: Any, **kwargs: Any) -> None:
        made(self, *args, **kwargs)
        self._connection.guild_ready_timeout = 0.05

    ReadbotClient.__init__ = prompt  # type: ignore[method-assign]


def _live(config: Path, clock: Path, point: str) -> None:
    if point != "-":
        _arm(point)
    settings = load(config)
    logs.set_up(settings.logs, settings.secrets())

    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(clock.read_text()))

    asyncio.run(app.run(settings, now))


def main(config: Path, clock: Path) -> None:
    """Fork a readbot for each line, and tell how it ended."""
    _in_no_hurry_for_servers()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            sys.stdin.close()
            try:
                _live(config, clock, line.strip())
            finally:
                os._exit(1)
        print("born", child, flush=True)
        os.waitpid(child, 0)
        print("died", child, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
