"""Looks at everything that readbot needs, and says in plain lines what is right and what is not."""

import shutil
import textwrap
from collections.abc import AsyncIterator
from enum import IntEnum
from pathlib import Path

import click

from readbot.chat import checkup as discord_checkup
from readbot.chat.checkup import Finding
from readbot.club.clubs import Club
from readbot.settings import ConfigurationError, Settings, load
from readbot.store import checkup as store_checkup
from readbot.store.database import DatabaseError
from readbot.text.terminal import visible


class Outcome(IntEnum):
    """The exit code of a check: the first of these that applies."""

    RIGHT = 0
    CONFIGURATION = 3
    REFUSED = 4
    DATABASE = 5
    DISCORD = 6


async def check(config: Path | None) -> Outcome:
    """Print what was found, each thing as it is known, and return the exit code for it."""
    outcomes = []
    async for outcome, finding in _look(config):
        click.echo(_lines(finding))
        if not finding.is_right:
            outcomes.append(outcome)
    count = len(outcomes)
    summary = "All is right." if not count else f"{count} thing{'s' * (count > 1)} to put right."
    click.echo(f"\n{summary}")
    return min(outcomes, default=Outcome.RIGHT)


async def _look(config: Path | None) -> AsyncIterator[tuple[Outcome, Finding]]:
    try:
        settings = load(config)
    except ConfigurationError as error:
        for problem in error.problems:
            yield Outcome.CONFIGURATION, Finding("settings", False, problem)
        return
    source = f"from {config} and the environment" if config else "from the environment alone"
    yield Outcome.CONFIGURATION, Finding("settings", True, source)
    yield Outcome.CONFIGURATION, _of_health(settings)
    clubs: list[Club] = []
    try:
        condition = await store_checkup.examine(settings.database.url)
        yield Outcome.DATABASE, Finding("database", True, _words(condition))
        if condition.is_current:
            clubs = await store_checkup.clubs_at_work(settings.database.url)
    except DatabaseError as error:
        yield Outcome.DATABASE, Finding("database", False, str(error))
    async for outcome, finding in _of_discord(settings, clubs):
        yield outcome, finding


def _of_health(settings: Settings) -> Finding:
    try:
        place = settings.health.host_and_port()
    except ConfigurationError as error:
        return Finding("health", False, str(error))
    if place is None:
        return Finding(
            "health", True, "nobody is told how readbot does; health.address would let them ask"
        )
    address = settings.health.address
    return Finding("health", True, f"http://{address}/healthz and /metrics tell it while it runs")


async def _of_discord(
    settings: Settings, clubs: list[Club]
) -> AsyncIterator[tuple[Outcome, Finding]]:
    try:
        token = settings.bot_token().get_secret_value()
    except ConfigurationError as error:
        yield Outcome.CONFIGURATION, Finding("token", False, str(error))
        return
    address = settings.discord
    async for finding in discord_checkup.look(address.api_url, address.gateway_url, token, clubs):
        is_refusal = finding.about == "token"
        yield (Outcome.REFUSED if is_refusal else Outcome.DISCORD), finding


def _words(condition: store_checkup.Condition) -> str:
    if condition.revision is None:
        return f"{condition.place} will be made at the first start"
    if condition.is_current:
        return f"{condition.place} can be used; its schema is {condition.revision}, the newest"
    return (
        f"{condition.place} can be used; the next start brings its schema from "
        f"{condition.revision} to {condition.newest}, after a backup copy if it is a file"
    )


def _lines(finding: Finding) -> str:
    word = (
        click.style("ok    ", fg="green") if finding.is_right else click.style("not ok", fg="red")
    )
    first = f"{finding.about}: {finding.words}"
    text = [*_wrapped(visible(first)), *_wrapped(visible(finding.advice))]
    return f"{word}  " + "\n        ".join(text)


def _wrapped(text: str) -> list[str]:
    width = min(shutil.get_terminal_size((96, 24)).columns, 96) - 8
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
