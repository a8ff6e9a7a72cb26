"""A readbot in a process of its own, on the system's clock, pointed at a rehearsal."""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

from readbot.rehearsal.model.nouns import Channel, Message
from readbot.rehearsal.people import Upload
from readbot.rehearsal.server import Rehearsal
from readbot.rehearsal.town import Town

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "src" / "readbot" / "samples" / "the-borrowed-hour.md"


@dataclass
class Runner:
    """``python bot.py run`` with a configuration of its own in ``folder``."""

    rehearsal: Rehearsal
    folder: Path
    process: asyncio.subprocess.Process | None = None
    said: list[str] = field(default_factory=list)

    @property
    def config(self) -> Path:
        """The file of settings, as an operator would write it."""
        file = self.folder / "config.toml"
        file.write_text(
            f'[discord]\napi_url = "{self.rehearsal.api_url}"\n\n'
            f'[database]\nurl = "sqlite:///{self.folder / "club.db"}"\n',
            encoding="utf-8",
        )
        return file

    async def start(self) -> None:
        """Start it and wait until it is connected and has named its commands."""
        self.rehearsal.wire.clear()
        env = {k: v for k, v in os.environ.items() if not k.startswith("READBOT_")}
        with (self.folder / "log.txt").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                str(ROOT / "bot.py"),
                "run",
                "--config",
                str(self.config),
                env=env | {"READBOT_TOKEN": self.rehearsal.token},
                stdout=asyncio.subprocess.DEVNULL,
                stderr=log,
            )
        assert await self.rehearsal.bot_ready(30), self.log()

    async def stop(self, number: int = signal.SIGTERM) -> int:
        """Send the signal and wait for the end; the exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), 20)

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self.stop(signal.SIGKILL)

    def log(self) -> str:
        """What it has written for its operator."""
        return (self.folder / "log.txt").read_text(encoding="utf-8")


def excerpts_in(rehearsal: Rehearsal, channel: Channel) -> list[Message]:
    """The bot's public excerpts in a channel, oldest first: those with its mark on a button."""
    return [
        message
        for message in rehearsal.world.history(channel)
        if not message.ephemeral and "rb1:annotate:" in str(message.components)
    ]


async def set_up(town: Town) -> None:
    """Let the moderator make a club and add the sample."""
    for step in (
        town.moderator.slash(
            "club setup",
            town.general,
            channel=town.reading,
            timezone="UTC",
            moderator_channel=town.moderators,
        ),
        town.moderator.slash(
            "reading add", town.reading, file=Upload(SAMPLE.name, SAMPLE.read_bytes())
        ),
    ):
        reply = await (await step).settled(30)
        assert reply.kind == "message", reply
