"""The real command line in processes of its own."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from readbot.rehearsal import Rehearsal

BOT = Path(__file__).parents[2] / "bot.py"
PATIENCE = 30.0


def environment(**variables: str) -> dict[str, str]:
    """Ours without any READBOT_ variable, and these."""
    inherited = {k: v for k, v in os.environ.items() if not k.upper().startswith("READBOT_")}
    return inherited | variables


def towards(rehearsal: Rehearsal, **variables: str) -> dict[str, str]:
    """The environment of a bot that talks to this rehearsal."""
    return environment(
        READBOT_TOKEN=rehearsal.token, READBOT_DISCORD__API_URL=rehearsal.api_url, **variables
    )


class Process:
    """``python bot.py ...`` at work; ``errors`` holds what it has written to standard error."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.errors: list[str] = []
        self.output = ""
        self.ended_within = 0.0

    @property
    def events(self) -> list[dict[str, Any]]:
        """Its log, parsed; plain sentences are left out."""
        return [json.loads(line) for line in self.errors if line.startswith("{")]

    @property
    def sentences(self) -> str:
        """What it said to the operator besides its log."""
        return "\n".join(line for line in self.errors if not line.startswith("{"))

    async def until(self, event: str) -> dict[str, Any]:
        """Wait for an event in the log that begins so."""
        assert self._process.stderr is not None
        async with asyncio.timeout(PATIENCE):
            while line := await self._process.stderr.readline():
                self.errors.append(line.decode().rstrip("\n"))
                if self.errors[-1].startswith("{") and self.events[-1]["event"].startswith(event):
                    return self.events[-1]
        raise AssertionError(f"no {event} in:\n" + "\n".join(self.errors))

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    async def ended(self) -> int:
        """Wait for its end; its exit code."""
        begun = time.monotonic()
        async with asyncio.timeout(PATIENCE):
            output, errors = await self._process.communicate()
        self.ended_within = time.monotonic() - begun
        self.output += output.decode()
        self.errors += errors.decode().splitlines()
        assert self._process.returncode is not None
        return self._process.returncode


def _hears_of_a_closed_terminal() -> None:
    """As from a terminal, also where these tests themselves run under nohup."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@asynccontextmanager
async def readbot(*words: str, folder: Path, env: dict[str, str]) -> AsyncIterator[Process]:
    """``python bot.py`` with these words, in this folder; killed at the end if need be."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(BOT), *words),
        cwd=folder,
        env=env,
        stdout=pipe,
        stderr=pipe,
        preexec_fn=_hears_of_a_closed_terminal,
    )
    try:
        yield Process(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def done(*words: str, folder: Path, env: dict[str, str] | None = None) -> tuple[int, Process]:
    """Run it to its end: its exit code, and what it wrote."""
    async with readbot(*words, folder=folder, env=env or environment()) as process:
        return await process.ended(), process
