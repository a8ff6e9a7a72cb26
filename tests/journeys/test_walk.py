"""The main job, end to end over the wire: from an article to a digest, restarted at every step."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from tests.journeys.process import SAMPLE, excerpts_in
from tests.rehearsal.openapi import complaints

from readbot import app
from readbot.rehearsal.clock import MovableClock
from readbot.rehearsal.model.nouns import Message
from readbot.rehearsal.people import Upload
from readbot.rehearsal.replies import Reply, text_of
from readbot.rehearsal.server import Rehearsal
from readbot.rehearsal.town import Town, founded_town
from readbot.settings import DatabaseSettings, DiscordSettings, Settings
from readbot.stage import Stage
from readbot.story import MONDAY


@dataclass
class Walk:
    """A rehearsal whose bot is started anew for each step."""

    rehearsal: Rehearsal
    town: Town
    settings: Settings
    complaints: list[str] = field(default_factory=list)

    async def step(self, deed: Callable[[Stage], Awaitable[None]]) -> None:
        """Start the bot, let the deed be done, and stop it."""
        async with app.running(self.settings, self.rehearsal.clock.now) as bot:
            await deed(Stage(self.rehearsal, self.town, bot))
        for exchange in self.rehearsal.wire.all():
            self.complaints += complaints(exchange)
        self.rehearsal.wire.clear()

    @property
    def excerpts(self) -> list[Message]:
        """The excerpts that stand in the reading channel."""
        return excerpts_in(self.rehearsal, self.town.reading)

    @property
    def others(self) -> list[Message]:
        """What else readbot said in the reading channel for everyone."""
        bot = self.rehearsal.world.bot
        history = self.rehearsal.world.history(self.town.reading)
        found = [m for m in history if m.author is bot and not m.ephemeral]
        return [m for m in found if m not in self.excerpts]


@pytest.fixture
async def walk(tmp_path: Path) -> AsyncIterator[Walk]:
    async with Rehearsal(clock=MovableClock(MONDAY), bot_name="readbot") as rehearsal:
        settings = Settings(
            token=SecretStr(rehearsal.token),
            discord=DiscordSettings(api_url=rehearsal.api_url),
            database=DatabaseSettings(url=f"sqlite:///{tmp_path / 'walk.db'}"),
        )
        yield Walk(rehearsal, founded_town(rehearsal), settings)


async def said(reply: Reply) -> str:
    """The words of an answer that only its asker sees."""
    await reply.settled()
    assert reply.kind in {"message", "updated"}, reply
    assert reply.ephemeral
    return reply.text


async def test_the_walk_from_an_article_to_a_digest(walk: Walk) -> None:
    town, maren = walk.town, walk.town.moderator
    tomas, ines, joon = town.members

    async def greeted(stage: Stage) -> None:
        await stage.bot.delivery.step()
        (greeting,) = walk.rehearsal.world.history(town.general)
        assert "/club setup" in text_of(greeting)

    async def set_up(_: Stage) -> None:
        reply = await maren.slash(
            "club setup",
            town.general,
            channel=town.reading,
            timezone="Europe/Berlin",
            digest_day="sunday",
            digest_time="18:00",
            moderator_channel=town.moderators,
            options={"threads": "each_excerpt"},
        )
        assert "Europe/Berlin" in await said(reply)

    async def added(_: Stage) -> None:
        file = Upload(SAMPLE.name, SAMPLE.read_bytes())
        words = await said(await maren.slash("reading add", town.reading, file=file))
        assert "The Borrowed Hour" in words
        assert "3 excerpts" in words
        assert "For most of history" in words

    async def started(_: Stage) -> None:
        words = await said(
            await maren.slash("reading start", town.reading, days="mon,wed,fri", time="18:00")
        )
        assert "Monday, Wednesday, and Friday" in words

    async def first(stage: Stage) -> None:
        await stage.advance(None)
        (excerpt,) = walk.excerpts
        assert "1 of 3" in excerpt.content
        assert "For most of history, noon belonged" in excerpt.content
        assert [t.name for t in walk.rehearsal.world.threads_of(town.reading)] != []

    async def annotated_by_command(_: Stage) -> None:
        (choice, *_rest) = await tomas.complete(
            "annotate", town.reading, focused="passage", typed="Nobody was wrong"
        )
        words = await said(
            await tomas.slash(
                "annotate",
                town.reading,
                passage=choice.value,
                note="Both were right.",
                kind="agreement",
            )
        )
        assert "> Nobody was wrong." in words

    async def annotated_by_button(stage: Stage) -> None:
        form = await ines.press(walk.excerpts[0], "Annotate")
        second = form.form.part("Passage")["options"][1]["value"]
        await said(await ines.submit(form, {"note": "Both clocks, again.", "Passage": second}))
        await stage.bot.delivery.step()

    async def annotated_by_menu(_: Stage) -> None:
        reply = await joon.message_menu("Annotate a passage", walk.excerpts[0])
        select = next(c for row in reply.components for c in row["components"] if c["type"] == 3)
        form = await joon.choose(reply, select["custom_id"], [select["options"][2]["value"]])
        await said(await joon.submit(form, {"note": "A local fact, nicely put."}))

    async def asked(_: Stage) -> None:
        reply = await joon.slash("ask", town.reading, question="Who carried watches then?")
        assert "Who carried watches then?" in await said(reply)

    async def answered(_: Stage) -> None:
        (choice, *_rest) = await ines.complete(
            "answer", town.reading, focused="question", typed="watches"
        )
        reply = await ines.slash(
            "answer", town.reading, question=choice.value, answer="Guards and engineers."
        )
        assert "Guards and engineers." in await said(reply)

    async def listed(_: Stage) -> None:
        words = await said(await tomas.slash("notes", town.reading))
        for note in ("Both were right.", "Both clocks, again.", "A local fact"):
            assert note in words
        assert "Who carried watches then?" in await said(
            await tomas.slash("questions", town.reading)
        )
        assert "marked as read" in await said(await tomas.press(walk.excerpts[0], "Mark as read"))

    async def a_week_passes(stage: Stage) -> None:
        await stage.advance(timedelta(days=6, hours=1))
        assert len(walk.excerpts) == 3
        question, answer, digest = walk.others
        assert "Who carried watches then?" in text_of(question)
        assert "Guards and engineers." in text_of(answer)
        words = text_of(digest)
        for expected in (
            "The Borrowed Hour",
            "Both were right.",
            "Both clocks, again.",
            "Tomas",
            "Who carried watches then?",
            "Guards and engineers.",
            "discord.com/channels/",
        ):
            assert expected in words

    async def exported(_: Stage) -> None:
        for form in ("markdown", "json", "csv", "html"):
            reply = await maren.slash("digest export", town.reading, format=form)
            await said(reply)
            (file,) = reply.files
            content = file.content.decode("utf-8-sig")
            assert "Both were right." in content
            assert "Guards and engineers." in content
            if form == "json":
                json.loads(content)

    for deed in (
        greeted, set_up, added, started, first, annotated_by_command, annotated_by_button,
        annotated_by_menu, asked, answered, listed, a_week_passes, exported,
    ):  # fmt: skip
        await walk.step(deed)

    async def nothing_more(stage: Stage) -> None:
        await stage.advance(timedelta(hours=1))

    await walk.step(nothing_more)
    assert len(walk.excerpts) == 3
    assert len(walk.others) == 3
    assert len(walk.rehearsal.world.history(town.general)) == 1  # the greeting
    assert walk.complaints == []
