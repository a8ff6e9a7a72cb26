"""A club's first week: the scenes that the page steps through, and their telling in the terminal.

Invented members play them over the wire, so what they write is marked as an example.
"""

import asyncio
import re
import shutil
import textwrap
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from readbot import logs
from readbot.rehearsal.model.nouns import Attachment, Channel, Message
from readbot.rehearsal.people import Person
from readbot.rehearsal.replies import Reply, text_of
from readbot.settings import LogSettings
from readbot.stage import (
    Scene,
    Stage,
    StoryError,
    answered,
    begin_reading,
    chosen,
    on_stage,
)

# A Monday morning, so that a week of Monday, Wednesday and Friday lies ahead.
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
FORMATS = ("markdown", "html", "json", "csv", "calendar")
# A digest comes every week; more steps of the clock than this without one would be a fault.
MOST_STEPS = 60

# Who says what of the first excerpt: which of the passages offered, the kind, and the note.
NOTES = (
    ("tomas", 1, "thought", "(Example) This is the sentence that I would underline."),
    ("ines", 2, "connection", "(Example) It reminds me of how our town counts its market days."),
    ("joon", 1, "agreement", "(Example) I read this passage twice, and it held up both times."),
    ("ines", 1, "disagreement", "(Example) I am less sure: this proves less than it seems to."),
)
QUESTION = ("joon", "(Example) Does anybody know of this from another place?")
ANSWER = ("ines", "(Example) Yes: where my grandmother grew up there were two clocks.")

# A terminal shows the words of a link; where it leads would fill the screen.
_LINK = re.compile(r"\[([^\]]+)\]\(<?https?://[^)\s]+\)")


class Quiet:
    """Says nothing: on the page one sees for oneself."""

    def chapter(self, title: str) -> None:
        """A heading, with the day on which it happens."""

    def deed(self, person: Person, what: str) -> None:
        """Somebody does something."""

    def words(self, who: str, text: str, lines: int = 12) -> None:
        """What somebody wrote."""

    async def answered(self, deed: Awaitable[Reply], lines: int = 12) -> Reply:
        """readbot's answer, waited for; raises StoryError when there is none."""
        reply = await answered(deed)
        seen = "readbot, only to them" if reply.ephemeral else "readbot"
        self.words(seen, reply.text, lines)
        return reply


class Aloud(Quiet):
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


# -- the scenes


async def notes(stage: Stage, teller: Quiet) -> Channel:
    """The members write notes on the newest excerpt."""
    town, newest = stage.town, _newest(stage)
    teller.chapter("three members write notes")
    teller.words("readbot, in #reading", text_of(newest))
    for name, choice, kind, note in NOTES:
        person = stage.rehearsal.person(name)
        offered = await person.complete("annotate", town.reading, focused="passage", typed="")
        if not offered:
            raise StoryError("no passage is offered to annotate.")
        passage = offered[min(choice, len(offered) - 1)]
        teller.deed(person, f"/annotate ({kind}) “{passage.name}”")
        teller.words(name.capitalize(), note)
        options = {"passage": str(passage.value), "note": note, "kind": kind}
        await teller.answered(person.slash("annotate", town.reading, options=options), 4)
    await stage.settle()
    return _talk(stage, newest)


async def question(stage: Stage, teller: Quiet) -> Channel:
    """A member asks the others about a passage."""
    town, asker = stage.town, stage.rehearsal.person(QUESTION[0])
    teller.chapter("a question")
    offered = await asker.complete("ask", town.reading, focused="passage", typed="")
    if not offered:
        raise StoryError("no passage is offered to ask about.")
    teller.deed(asker, f"/ask {QUESTION[1]}")
    options = {"question": QUESTION[1], "passage": str(offered[0].value)}
    await teller.answered(asker.slash("ask", town.reading, options=options), 4)
    await stage.settle()
    return _talk(stage, _newest(stage))


async def two_days(stage: Stage, teller: Quiet) -> Channel:
    """The next excerpt comes by itself."""
    await stage.advance(timedelta(days=2))
    teller.chapter("two days later, the next excerpt has come")
    return stage.town.reading


async def answer(stage: Stage, teller: Quiet) -> Channel:
    """A member answers the question that is open."""
    town, helper = stage.town, stage.rehearsal.person(ANSWER[0])
    open_ones = await helper.complete("answer", town.reading, focused="question", typed="")
    if not open_ones:
        raise StoryError("no question is open.")
    teller.deed(helper, f"/answer {ANSWER[1]}")
    options = {"question": str(open_ones[0].value), "answer": ANSWER[1]}
    await teller.answered(helper.slash("answer", town.reading, options=options), 4)
    reader, newest = stage.rehearsal.person("tomas"), _newest(stage)
    teller.deed(reader, "presses “Mark as read”")
    await teller.answered(reader.press(newest, "Mark as read"), 3)
    await stage.settle()
    return _talk(stage, excerpts(stage)[0])


async def digest(stage: Stage, teller: Quiet) -> Channel:
    """The week passes until its digest has come."""
    before = len(digests(stage))
    for _ in range(MOST_STEPS):
        if len(digests(stage)) > before or not await stage.owed():
            break
        await stage.advance(None)
    if len(digests(stage)) == before:
        raise StoryError("no digest has come.")
    teller.chapter("the week's digest")
    teller.words("readbot, in #reading", text_of(digests(stage)[-1]), 60)
    return stage.town.reading


@dataclass
class Export:
    """The moderator takes the discussion home, in some formats."""

    formats: tuple[str, ...]
    files: list[Attachment] = field(default_factory=list)

    async def __call__(self, stage: Stage, teller: Quiet) -> Channel:
        """Export; the files are kept in ``files``."""
        for form in self.formats:
            teller.deed(stage.town.moderator, f"/digest export {form}")
            options = {"format": form}
            reply = await answered(
                stage.town.moderator.slash("digest export", stage.town.reading, options=options)
            )
            if not reply.files:
                raise StoryError(f"there is no export as {form}.")
            self.files += reply.files
        return stage.town.reading


Play = Callable[[Stage, Quiet], Awaitable[Channel]]

# What each scene is called, what the page says of it when it is done, and who plays it.
WEEK: tuple[tuple[str, str, Play], ...] = (
    (
        "Three members write notes",
        "Tomas, Ines and Joon have used `/annotate` on passages of the first excerpt. Their notes "
        "stand in its thread, each with the words that it is about.",
        notes,
    ),
    (
        "Joon asks a question",
        "Joon has used `/ask`. The question is open until somebody answers it.",
        question,
    ),
    (
        "Two days pass",
        "It is Wednesday evening, and the next excerpt has come by itself.",
        two_days,
    ),
    (
        "Ines answers",
        "Ines has used `/answer`; the answer stands in the first excerpt’s thread. Tomas has "
        "marked the second excerpt as read.",
        answer,
    ),
    (
        "The week ends with a digest",
        "It is Sunday. The digest tells what was read, which words drew most notes, what was "
        "said, and which questions are open; each arrow leads back to the note.",
        digest,
    ),
)
LAST = (
    "Maren exports the discussion",
    "Maren has used `/digest export`; only she sees the file. That was the week. Go on by "
    "yourself: the club is yours.",
)


def _scene(title: str, words: str, play: Play) -> Scene:
    async def quietly(stage: Stage) -> Channel:
        return await play(stage, Quiet())

    return Scene(title, words, quietly)


SCENES = (
    *(_scene(title, words, play) for title, words, play in WEEK),
    _scene(*LAST, Export(("markdown",))),
)


# -- in the terminal


async def tell(article: Path | None, out: Path) -> None:
    """Play and tell the story; write the digest and its exports into the folder ``out``.

    Raises click.ClickException for an article that cannot be read.
    """
    logs.set_up(LogSettings(level="warning"))
    try:
        async with on_stage(start=MONDAY) as stage:
            await _tell(Aloud(stage), *chosen(article), out)
    except StoryError as error:
        raise click.ClickException(str(error)) from None


async def _tell(teller: Aloud, name: str, content: bytes, out: Path) -> None:
    stage = teller.stage
    await _beginning(teller, name, content)
    for _, _, play in WEEK:
        await play(stage, teller)
    teller.chapter("the discussion, to take home")
    export = Export(FORMATS)
    await export(stage, teller)
    written = [("digest.md", text_of(digests(stage)[-1]).encode())]
    written += [(file.filename, file.content) for file in export.files]
    await asyncio.to_thread(out.mkdir, parents=True, exist_ok=True)
    for filename, kept in written:
        await asyncio.to_thread((out / filename).write_bytes, kept)
        click.echo(f"  {out / filename}")
    click.echo()


async def _beginning(teller: Aloud, name: str, content: bytes) -> None:
    stage, town = teller.stage, teller.stage.town
    teller.chapter("readbot comes to “Lighthouse Readers”")
    await stage.settle()
    for message in _from_bot(stage, town.general):
        teller.words("readbot", text_of(message))
    teller.deed(town.moderator, f"sets the club up, adds {name} and starts it on Mon, Wed and Fri")
    await begin_reading(stage, name, content)
    await teller.answered(town.moderator.slash("reading preview", town.reading))


# -- what stands in the channels


def excerpts(stage: Stage) -> list[Message]:
    """The excerpts in the reading channel, oldest first."""
    found = _from_bot(stage, stage.town.reading)
    return [m for m in found if "rb1:annotate:" in str(m.components)]


def digests(stage: Stage) -> list[Message]:
    """What else readbot said in the reading channel for everyone, oldest first."""
    found = excerpts(stage)
    return [m for m in _from_bot(stage, stage.town.reading) if m not in found]


def _from_bot(stage: Stage, channel: Channel) -> list[Message]:
    history = stage.rehearsal.world.history(channel)
    bot = stage.rehearsal.world.bot
    return [m for m in history if m.author is bot and not m.ephemeral]


def _newest(stage: Stage) -> Message:
    found = excerpts(stage)
    if not found:
        raise StoryError("no excerpt stands in #reading.")
    return found[-1]


def _talk(stage: Stage, excerpt: Message) -> Channel:
    """Where an excerpt is talked about: its thread, or the channel where it has none."""
    return stage.rehearsal.world.channels.get(excerpt.id, stage.town.reading)
