"""The examples of docs/rehearsal.md, run as they stand there."""

import asyncio
import os
import re
import sys
from pathlib import Path

from readbot.rehearsal import Rehearsal
from readbot.rehearsal.town import founded_town

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = re.findall(
    r"```python\n(.*?)```", (ROOT / "docs" / "rehearsal.md").read_text(encoding="utf-8"), re.DOTALL
)
MY_BOT = """
import discord
from discord import app_commands

class MyBot(discord.Client):
    def __init__(self):
        super().__init__(intents=discord.Intents.default(), guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)

        @self.tree.command(description="Greets")
        async def hello(interaction, name: str):
            await interaction.response.send_message(f"Hello {name}")

    async def setup_hook(self):
        await self.tree.sync()

"""


async def started(*words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, *words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )


async def test_ten_lines_are_a_bot(tmp_path: Path) -> None:
    (lines,) = [one for one in EXAMPLES if "I am here" in one]
    assert len(lines.splitlines()) <= 10
    async with Rehearsal() as r:
        town = founded_town(r)
        program = lines.replace("8765", str(r.port)).replace("TOKEN", r.token)
        (tmp_path / "ten.py").write_text(program, encoding="utf-8")
        process = await started(str(tmp_path / "ten.py"))
        said = await r.world.changes.until(lambda: r.world.history(town.general) != [], 30)
        process.terminate()
        output, _ = await process.communicate()
        assert said, output.decode()
        assert r.world.history(town.general)[0].content == "I am here."


async def test_the_fixture_and_its_test_pass(tmp_path: Path) -> None:
    (lines,) = [one for one in EXAMPLES if "pytest.fixture" in one]
    (tmp_path / "test_mine.py").write_text(MY_BOT + lines, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nasyncio_mode = auto\n", encoding="utf-8")
    process = await started(
        *("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "pytest_asyncio.plugin"),
        *("-c", str(tmp_path / "pytest.ini"), "--rootdir", str(tmp_path), str(tmp_path)),
    )
    output, _ = await process.communicate()
    assert b"1 passed" in output, output.decode()
