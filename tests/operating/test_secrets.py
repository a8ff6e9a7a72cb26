"""The token and the database's password stand nowhere but where the operator put them."""

import os
import signal
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from tests.operating.process import BOT, done, readbot, towards

from readbot.rehearsal import Rehearsal
from readbot.rehearsal.town import founded_town

PASSWORD = "tide-table-91"


def listed() -> list[str]:
    """What a list of processes shows of ours: the bot, and what reads files for it."""
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            try:
                line = Path(entry.path, "cmdline").read_bytes()
            except OSError:  # it has ended meanwhile
                continue
            if BOT.name.encode() in line or b"readbot" in line:
                found.append(line.decode(errors="replace"))
    return found


def contents(folder: Path) -> list[bytes]:
    """What stands in the files there."""
    return [file.read_bytes() for file in folder.rglob("*") if file.is_file()]


async def test_neither_token_nor_password_is_told_by_anything_that_readbot_says(
    tmp_path: Path, on_postgresql: str
) -> None:
    address = on_postgresql.replace("readbot@", f"readbot:{PASSWORD}@", 1)
    assert urlsplit(address).password == PASSWORD
    async with Rehearsal() as discord:
        town = founded_town(discord)
        env = towards(
            discord,
            READBOT_DATABASE__URL=address,
            READBOT_LOGS__LEVEL="debug",
            READBOT_HEALTH__ADDRESS="127.0.0.1:0",
        )
        said = []
        async with readbot("run", folder=tmp_path, env=env) as bot:
            opened = await bot.until("health.open")
            await bot.until("bot.ready")
            await town.moderator.slash("club setup", town.reading, channel=town.reading)
            # What Discord refuses is told with its answer.
            discord.faults.error("POST", "/channels/*/messages", status=400)
            said += listed()
            async with aiohttp.ClientSession() as session:
                for page in ("/healthz", "/metrics", "/", "/token"):
                    async with session.get(f"http://{opened['address']}{page}") as answer:
                        said.append(await answer.text())
            bot.tell(signal.SIGTERM)
            assert await bot.ended() == 0
            said += [*bot.errors, bot.output]
        for words in (("check",), ("verify",), ("backup", "copy.db"), ("export", "all.zip")):
            _, told = await done(*words, folder=tmp_path, env=env)
            said += [*told.errors, told.output]
        wrong = env | {"READBOT_DATABASE__URL": address.replace("127.0.0.1", "127.0.0.2")}
        _, told = await done("run", folder=tmp_path, env=wrong)
        said += [*told.errors, told.output]
    files = contents(tmp_path)
    assert said
    for secret in (discord.token, PASSWORD):
        assert [line for line in said if secret in line] == []
        assert not any(secret.encode() in content for content in files)
