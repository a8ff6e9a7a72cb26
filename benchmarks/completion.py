"""What a member waits for while they type: the list of passages of a book, in several scripts.

Cold, nothing of the book is at hand, as for a club of which nobody asked since the bot started and
that was not prepared either; looked at, the list stood open for a moment before anything was
typed, as it does for who chooses the option; warm, somebody typed before. Beside them, in the same
run and against the same rehearsal, a bare discord.py bot offers as many choices without looking
for anything.
"""

import argparse
import asyncio
import logging
import random
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import discord
import structlog
from discord import app_commands
from pydantic import SecretStr

from benchmarks.bare import connected, lean_client
from benchmarks.figures import record
from benchmarks.made_club import post_book
from benchmarks.made_text import article
from readbot import app
from readbot.rehearsal.model.nouns import Channel
from readbot.rehearsal.pace import Pace
from readbot.rehearsal.people import Person
from readbot.rehearsal.server import Rehearsal
from readbot.services import posted
from readbot.settings import DatabaseSettings, DiscordSettings, Settings
from readbot.store.database import open_store
from readbot.text.article import Article, Block, BlockKind, Details

SEED = 5
BYTES = 500_000
GOAL = 0.1
A_MOMENT = 0.5
"""Seconds from opening the list to the first word typed, at the least."""

_RUSSIAN = "море гавань лодка утро чайка ветер остров капитан сеть рыбак маяк берег волна парус"
_ARABIC = "بحر ميناء قارب صباح نورس ريح جزيرة شبكة صياد منارة شاطئ موجة شراع مدينة"


def main(arguments: Sequence[str] = ()) -> None:
    """Print how long the list takes in each script, and the longest of a hundred."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks completion")
    parser.add_argument("--count", type=int, default=100, help="warm ones; a fifth of it are cold")
    chosen = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asyncio.run(_compare(chosen.count))


def books() -> dict[str, tuple[Article, tuple[str, ...]]]:
    """Books of 500 KB, each with what is typed: some words, half a word, and words with a slip."""
    latin, blocks = article(BYTES, SEED)
    english = Article(latin, blocks, Details(title="A book", language="en"))
    han = [chr(code) for code in range(0x4E00, 0x4E00 + 1500)]
    chinese = _made(han, "", "。", "zh")
    some = chinese.text[1000:1009]
    typed = (some[:2], some[2:3], some[:4] + some[5:])
    russian, arabic = (
        _made(_RUSSIAN.split(), " ", ".", "ru"),
        _made(_ARABIC.split(), " ", ".", "ar"),
    )
    return {
        "Latin": (english, ("by the river", "harb", "the old prist waitd for")),
        "Cyrillic": (russian, ("море гавань", "лод", "гаван лодк утр")),
        "Chinese": (chinese, typed),
        "Arabic": (arabic, ("بحر ميناء", "نور", "مينا قارب صبح")),
    }


def _made(words: Sequence[str], between: str, stop: str, language: str) -> Article:
    """A book of made sentences of 8 to 30 of these words, in paragraphs of five."""
    chance = random.Random(SEED)
    blocks: list[Block] = []
    paragraphs: list[str] = []
    at = size = 0
    while size < BYTES:
        sentences = (
            between.join(chance.choices(words, k=chance.randint(8, 30))) + stop for _ in range(5)
        )
        paragraph = (between or "").join(sentences)
        blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(paragraph)))
        paragraphs.append(paragraph)
        at, size = at + len(paragraph) + 2, size + len(paragraph.encode()) + 2
    details = Details(title="A book", language=language)
    return Article("\n\n".join(paragraphs), tuple(blocks), details)


async def _compare(count: int) -> None:
    async with Rehearsal(bot_name="readbot", pace=Pace(None, 1_000_000)) as rehearsal:
        guild = rehearsal.add_guild("Club")
        member = rehearsal.add_person("ann", guild)
        async with _bare(rehearsal):
            some = rehearsal.world.add_channel(guild, "bare")
            beside = await _took(member, some, "noop", ("some words",), count)
        _tell("choices that nobody looked for", beside, None)
        for script, (book, typed) in books().items():
            channel = rehearsal.world.add_channel(guild, script.lower())
            await _in_script(rehearsal, member, channel, script, book, typed, count, median(beside))


async def _in_script(
    rehearsal: Rehearsal,
    member: Person,
    channel: Channel,
    script: str,
    book: Article,
    typed: Sequence[str],
    count: int,
    beside: float,
) -> None:
    with tempfile.TemporaryDirectory(prefix="readbot-completion-") as folder:
        url = f"sqlite:///{Path(folder) / 'book.db'}"
        store = await open_store(url)
        server, person = channel.guild_id, member.user.id
        assert server is not None
        await post_book(store, server, channel.id, person, book, datetime.now(UTC))
        await store.close()
        settings = Settings(
            token=SecretStr(rehearsal.token),
            discord=DiscordSettings(api_url=rehearsal.api_url),
            database=DatabaseSettings(url=url),
        )
        async with app.running(settings):
            ask = _asking(member, channel)
            await ask(typed[0])  # the statements are made, whatever book is asked about
            few = max(5, count // 5)
            cold, looked = [], []
            for number in range(few):
                posted.forget()
                cold.append(await ask(typed[number % len(typed)]))
                posted.forget()
                await ask("")
                await asyncio.sleep(A_MOMENT)
                looked.append(await ask(typed[number % len(typed)]))
            warm = await _took(member, channel, "annotate", typed, count)
    for name, took in (("cold", cold), ("looked at before", looked), ("warm", warm)):
        _tell(f"{script}, {name}", took, beside)


def _asking(member: Person, channel: Channel) -> Callable[[str], Any]:
    async def ask(typed: str) -> float:
        (took,) = await _took(member, channel, "annotate", (typed,), 1)
        return took

    return ask


async def _took(
    member: Person, channel: Channel, command: str, typed: Sequence[str], count: int
) -> list[float]:
    """Seconds from each keystroke to its list, one after the other."""
    took = []
    for number in range(count):
        word = typed[number % len(typed)]
        began = time.perf_counter()
        offered = await member.complete(command, channel, focused="passage", typed=word)
        took.append(time.perf_counter() - began)
        if not offered:
            raise RuntimeError(f"/{command} offered nothing for: {word}")
    return took


def _tell(name: str, took: Sequence[float], beside: float | None) -> None:
    middle, slow = median(took), quantiles(took, n=100, method="inclusive")[98]
    line = f"{name}: p50 {middle * 1000:.1f} ms, p99 {slow * 1000:.1f} ms"
    if beside is not None:
        record(f"{name}: p50", middle * 1000, "ms", beside=beside * 1000)
        record(f"{name}: p99", slow * 1000, "ms")
        line += f", {middle / beside:.1f} times the bare one; goal {_met(middle)}"
    print(line, flush=True)


def _met(seconds: float) -> str:
    return "met" if seconds <= GOAL else "missed"


@asynccontextmanager
async def _bare(rehearsal: Rehearsal) -> AsyncIterator[None]:
    """A bot of discord.py alone that offers 25 choices at once, whatever is typed."""
    client = lean_client()
    tree = app_commands.CommandTree(client)

    @tree.command(name="noop", description="Nothing")
    async def noop(interaction: discord.Interaction[Any], passage: str) -> None:
        await interaction.response.send_message(passage, ephemeral=True)

    @noop.autocomplete("passage")
    async def offer(_: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{n}: {typed}", value=str(n)) for n in range(25)]

    async with connected(client, rehearsal.api_url, rehearsal.token, tree):
        yield


if __name__ == "__main__":
    main()
