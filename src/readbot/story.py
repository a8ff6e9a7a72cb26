"""A club's first week, played over the wire by invented members and told in the terminal."""

import asyncio
import re
import shutil
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from readbot import logs
from readbot.rehearsal.model.nouns import Channel, Message
from readbot.rehearsal.people import Person
from readbot.rehearsal.replies import Reply, text_of
from readbot.settings import LogSettings
from readbot.stage import Stage, begin_reading, chosen, on_stage

# A Monday morning, so that a week of Monday, Wednesday and Friday lies ahead.
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
FORMATS = ("markdown", "html", "json", "csv", "calendar")

# Who says what in each excerpt's week: a word of the passage, the kind, and the note.
NOTES = (
    (
        "tomas",
        1,
        "thought",
        "This is the sentence that I would underline: it holds it all.",
    ),
    ("ines", 2, "connection", "It reminds me of how our own town still counts its market days."),
    ("joon", 1, "agreement", "I read the same passage twice, and it held up both times."),
    ("ines", 1, "disagreement", "I am less sure here: the example proves less than it seems to."),
)
QUESTION = ("joon", "Does anybody know an example of this from another place?")
ANSWER = (
    "ines",
    "Yes: in the villages where my grandmother grew up there were two clocks.",
)


# A terminal shows the words of a link; where it leads would fill the screen.
_LINK = re.compile(r"\[([^\]]+)\]\(<?https?://[^)\s]+\)")


class StoryError(Exception):
    """The story could not be told: readbot did not do its part."""


class Teller:
    """Says in the terminal what happens on the stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.width = max(60, min(100, shutil.get_terminal_size().columns))

    def chapter(self, title: str) -> None:
        """A heading, with the day on which it happens."""
        now = self.stage.rehearsal.clock.now()
        click.echo()
        click.secho(f"{now:%A %H:%M} UTC · {title}", bold=True)

    def deed(self, person: Person, what: str) -> None:
        """Somebody does something."""
        click.echo(f"  {person.user.global_name or person.user.username}: {what}")

    def words(self, who: str, text: str, lines: int = 12) -> None:
        """What somebody wrote, indented, and no longer than ``lines``."""
        wrapped = [
            piece
            for line in _LINK.sub(r"\1", text).splitlines()
            for piece in (textwrap.wrap(line, self.width - 6) or [""])
        ]
        click.secho(f"  {who}:", fg="blue")
        for line in wrapped[:lines]:
            click.echo(f"    │ {line}")
        if len(wrapped) > lines:
            click.echo(f"    │ … ({len(wrapped) - lines} more lines)")

    async def answered(self, reply: Reply, lines: int = 12) -> Reply:
        """Wait for readbot's answer and show it."""
        await reply.settled(30)
        if reply.kind not in {"message", "updated"}:
            raise StoryError(f"readbot's answer is {reply.kind}")
        seen = "readbot, only to them" if reply.ephemeral else "readbot"
        self.words(seen, reply.text, lines)
        return reply


async def tell(article: Path | None, out: Path) -> None:
    """Play and tell the story; write the digest and its exports into the folder ``out``."""
    logs.set_up(LogSettings(level="warning"))
    name, content = chosen(article)
    async with on_stage(start=MONDAY) as stage:
        teller = Teller(stage)
        await _beginning(teller, name, content)
        await _week(teller)
        await _digest(teller, out)


async def _beginning(teller: Teller, name: str, content: bytes) -> None:
    stage, town = teller.stage, teller.stage.town
    teller.chapter("readbot comes to “Lighthouse Readers”")
    await stage.bot.delivery.step()
    for message in _from_bot(stage, town.general):
        teller.words("readbot", text_of(message))
    teller.deed(town.moderator, f"sets the club up, adds {name} and starts it on Mon, Wed and Fri")
    await begin_reading(stage, name, content)
    await teller.answered(await town.moderator.slash("reading preview", town.reading))


async def _week(teller: Teller) -> None:
    stage, town = teller.stage, teller.stage.town
    teller.chapter("the first excerpt is there")
    teller.words("readbot, in #reading", text_of(_excerpts(stage)[-1]))
    for name, choice, kind, note in NOTES:
        person = stage.rehearsal.person(name)
        offered = await person.complete("annotate", town.reading, focused="passage", typed="")
        if not offered:
            raise StoryError("no passage is offered")
        passage = offered[min(choice, len(offered) - 1)]
        teller.deed(person, f"/annotate ({kind}) “{passage.name}”")
        teller.words(name.capitalize(), note)
        reply = await person.slash(
            "annotate", town.reading, passage=str(passage.value), note=note, kind=kind
        )
        await teller.answered(reply, 4)
    asker = stage.rehearsal.person(QUESTION[0])
    teller.deed(asker, f"/ask {QUESTION[1]}")
    await teller.answered(await asker.slash("ask", town.reading, question=QUESTION[1]), 4)
    await stage.advance(timedelta(days=2))
    teller.chapter("an answer, and the next excerpt has come")
    helper = stage.rehearsal.person(ANSWER[0])
    (question, *_) = await helper.complete("answer", town.reading, focused="question", typed="")
    teller.deed(helper, f"/answer {ANSWER[1]}")
    reply = await helper.slash(
        "answer", town.reading, question=str(question.value), answer=ANSWER[1]
    )
    await teller.answered(reply, 4)
    reader = stage.rehearsal.person("tomas")
    teller.deed(reader, "presses “Mark as read”")
    await teller.answered(await reader.press(_excerpts(stage)[-1], "Mark as read"), 3)


async def _digest(teller: Teller, out: Path) -> None:
    stage, town = teller.stage, teller.stage.town
    await stage.advance(timedelta(days=4, minutes=5))
    teller.chapter("the week's digest")
    excerpts = _excerpts(stage)
    digests = [m for m in _from_bot(stage, town.reading) if m not in excerpts]
    if not digests:
        raise StoryError("no digest has come")
    teller.words("readbot, in #reading", text_of(digests[-1]), 60)
    await asyncio.to_thread(out.mkdir, parents=True, exist_ok=True)
    written = [await _write(out / "digest.md", text_of(digests[-1]).encode())]
    for form in FORMATS:
        reply = await town.moderator.slash("digest export", town.reading, format=form)
        await reply.settled(30)
        if not reply.files:
            raise StoryError(f"there is no export as {form}")
        written += [await _write(out / file.filename, file.content) for file in reply.files]
    teller.chapter("the discussion, to take home")
    for path in written:
        click.echo(f"  {path}")
    click.echo()


async def _write(path: Path, content: bytes) -> Path:
    await asyncio.to_thread(path.write_bytes, content)
    return path


def _from_bot(stage: Stage, channel: Channel) -> list[Message]:
    history = stage.rehearsal.world.history(channel)
    bot = stage.rehearsal.world.bot
    return [m for m in history if m.author is bot and not m.ephemeral]


def _excerpts(stage: Stage) -> list[Message]:
    found = _from_bot(stage, stage.town.reading)
    return [m for m in found if "rb1:annotate:" in str(m.components)]
