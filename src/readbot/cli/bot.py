"""The commands about the bot itself: see it at work, run it, check it, see how it cuts."""

import asyncio
import signal
from pathlib import Path
from typing import NoReturn

import click

from readbot import logs
from readbot.cli.plainly import (
    EXISTING_FILE,
    FOLDER,
    config_file,
    do,
    in_plain_words,
    say,
    settings_of,
    with_config,
    writing_to,
)
from readbot.settings import LogSettings


def _leave(_number: int, _frame: object) -> NoReturn:
    """SIGTERM before anything has begun: there is nothing to end."""
    raise SystemExit(0)


@click.command(short_help="See readbot at work, without a token, in your browser.")
@click.argument("article", type=EXISTING_FILE, required=False)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default="a free one",
    help="The port of the page, on this machine only.",
)
@click.option("--no-open", is_flag=True, help="Do not open the page in the browser.")
@click.option(
    "--story",
    is_flag=True,
    help="Play a club's weeks by itself, tell them here, write the digest and its exports to a "
    "folder, and end.",
)
@click.option(
    "--out",
    type=FOLDER,
    default=Path("rehearsal-out"),
    show_default=True,
    help="The folder for what --story writes.",
)
@in_plain_words
def rehearse(article: Path | None, port: int, no_open: bool, story: bool, out: Path) -> None:
    """See readbot at work in a small Discord of your own, in the browser.

    Needs no token and no account, and nothing leaves this machine. ARTICLE is a text that the
    club will read; without one there is a sample.
    """
    from readbot.stage import rehearse as serve
    from readbot.story import SCENES, tell

    if not story:
        do(serve(article, SCENES, port=port, opens=not no_open))
        return
    with writing_to(out):
        out.mkdir(parents=True, exist_ok=True)  # lest weeks are played for nothing
        do(tell(article, out))


@click.command(short_help="Run on Discord until stopped.")
@with_config
@in_plain_words
def run(config: Path | None) -> None:
    """Run on Discord until stopped.

    The token comes from the environment variable READBOT_TOKEN, or from the file that the setting
    discord.token_file names. A database of an older readbot is copied aside and then brought up
    to date.
    """
    signal.signal(signal.SIGTERM, _leave)
    settings = settings_of(config)
    settings.bot_token()  # without one, say so at once
    logs.set_up(settings.logs, settings.secrets())
    from readbot import app

    do(app.run(settings))


@click.command(short_help="Say whether everything is right, and what to do where it is not.")
@with_config
@in_plain_words
def check(config: Path | None) -> None:
    """Say whether everything is right, and what to do where it is not.

    Looks at the settings, the token, the connection, the database, and what readbot may do in
    each club's channels; prints the link by which a server invites readbot. Changes nothing.
    """
    logs.set_up(LogSettings(level="error"))
    from readbot import checkup

    raise SystemExit(asyncio.run(checkup.check(config_file(config))))


@click.command(short_help="Show how readbot would cut an article or a book.")
@click.argument("file", type=EXISTING_FILE)
@click.option(
    "--minutes",
    type=click.FloatRange(0.1, 60),
    metavar="MINUTES",
    help="How long an excerpt should take to read, 0.1 to 60.",
)
@click.option("--whole", is_flag=True, help="Print the excerpts whole, not only their beginnings.")
@click.option(
    "--chapters", metavar="NUMBERS", help="Read only these of a book, such as 3-5 or 1,4."
)
@click.option(
    "--as",
    "form",
    type=click.Choice(["plain", "markdown"]),
    help="Read a text as this, whatever it looks like.",
)
@in_plain_words
def preview(
    file: Path, minutes: float | None, whole: bool, chapters: str | None, form: str | None
) -> None:
    """Show what readbot makes of an article: what it found, what it left out, how it would cut it.

    Works on whole books too, and needs no settings.
    """
    from readbot import preview as previews
    from readbot.club.mistakes import Mistake
    from readbot.club.readings import read_chapters
    from readbot.text.article import UnreadableError
    from readbot.text.excerpts import CuttingError
    from readbot.text.importers import Form

    forms = {"plain": Form.PLAIN, "markdown": Form.MARKDOWN}
    try:
        chosen = None if chapters is None else read_chapters(chapters)
        lines = previews.preview(
            file, minutes=minutes, whole=whole, chapters=chosen, form=forms.get(form or "")
        )
        for line in lines:
            say(line)
    except Mistake as mistake:
        raise click.BadParameter(str(mistake), param_hint="--chapters") from None
    except (UnreadableError, CuttingError) as error:
        raise click.BadParameter(str(error), param_hint=str(file)) from None


COMMANDS = (rehearse, run, check, preview)
