"""docs/rehearsal.md says what is so."""

import asyncio
import os
import re
import sys
from pathlib import Path

from readbot.rehearsal import Rehearsal, limits
from readbot.rehearsal.town import founded_town

ROOT = Path(__file__).resolve().parents[2]
WORDS = (ROOT / "docs" / "rehearsal.md").read_text(encoding="utf-8")


def test_every_limit_is_in_the_document() -> None:
    for name, limit in limits.all_limits().items():
        assert f"- {limit.says}" in WORDS, name


async def test_the_ten_line_bot_runs() -> None:
    found = re.search(r"```python\n(.*?)```", WORDS, re.DOTALL)
    assert found is not None
    async with Rehearsal() as r:
        town = founded_town(r)
        code = found[1].replace("127.0.0.1:8765", f"127.0.0.1:{r.port}").replace("TOKEN", r.token)
        assert len(code.replace("\n\n", "\n").splitlines()) <= 10
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-W", "ignore", "-c", code, env=dict(os.environ)
        )
        said = await r.world.changes.until(
            lambda: [one.content for one in r.world.history(town.general)] == ["I am here."], 15
        )
        process.terminate()
        await process.wait()
    assert said
