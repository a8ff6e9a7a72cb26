"""`python -m readbot.rehearsal` serves a process of its own, and ends cleanly."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import aiohttp

SOURCE = Path(__file__).resolve().parents[2] / "src"


async def test_a_process_of_its_own_serves_until_ctrl_c() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "readbot.rehearsal", "--port", "0", "--token", "t"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    assert process.stdout is not None
    lines = [(await process.stdout.readline()).decode().split() for _ in range(3)]
    (_, api), (_, token), (_, page) = lines
    assert (token, page.startswith("http://127.0.0.1:")) == ("t", True)
    async with (
        aiohttp.ClientSession(headers={"Authorization": "Bot t"}) as session,
        session.get(f"{api}/users/@me/guilds") as answer,
    ):
        (guild,) = json.loads(await answer.text())
        assert guild["name"] == "Lighthouse Readers"
    process.send_signal(signal.SIGINT)
    _, errors = await process.communicate()
    assert (process.returncode, errors) == (0, b"")
