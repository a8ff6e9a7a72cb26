"""The command line. Heavy rooms are imported by the commands that use them."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

from readbot import __version__, logs
from readbot.clock import system_clock
from readbot.settings import (
    DATABASE_ADDRESS,
    DEFAULT_FILE,
    FILE_VARIABLE,
    ConfigurationError,
    LogSettings,
    Settings,
    database_address,
    load,
)
from readbot.text.terminal import visible

P = ParamSpec("P")
T = TypeVar("T")

# 1 is Python's own code for a fault, 2 is click's for a command that was typed wrongly.
CONFIGURATION = 3
REFUSED = 4
DATABASE = 5

FILE = click.Path(dir_okay=False, path_type=Path)
EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DATE = click.DateTime(["%Y-%m-%d"])
FOLDER = click.Path(file_okay=False, path_type=Path)


class _InOrder(click.Group):
    """Lists its commands in the order in which one needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands as they were declared."""
        return list(self.commands)


@click.group(
    cls=_InOrder,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
    epilog="""\b
Exit codes:
  0  done, or stopped by Ctrl-C or SIGTERM
  1  a fault of readbot's own; the log says which
  2  the command was typed wrongly
  3  the settings are wrong
  4  Discord refuses the token
  5  the database cannot be used
  6  `check` found something in Discord to put right""",
)
@click.version_option(__version__, message="readbot %(version)s")
def main() -> None:
    """readbot runs a reading group in a Discord server: it posts an article in excerpts at the
    group's own pace, keeps notes and questions, and sends a digest every week.

    `rehearse` shows it at work without a token or an account. `run` is the real thing;
    `check` says what it still needs.
    """


def _config(command: Callable[P, None]) -> Callable[P, None]:
    return click.option(
        "--config",
        type=FILE,
        envvar=FILE_VARIABLE,
        help=f"The file of settings. Default: {DEFAULT_FILE} if there is one here, else "
        "readbot's defaults and the environment.",
    )(command)


def _in_plain_words(command: Callable[P, None]) -> Callable[P, None]:
    """What the operator can put right is said in plain words, with an exit code of its own."""

    @wraps(command)
    def plain(*args: P.args, **values: P.kwargs) -> None:
        try:
            command(*args, **values)
        except ConfigurationError as error:
            _fail(CONFIGURATION, *error.problems)
        except click.UsageError as error:
            raise click.UsageError(visible(error.format_message()), error.ctx) from None
        except KeyboardInterrupt:
            # Ctrl-C before the command began to listen for it.
            raise SystemExit(0) from None

    return plain


def _leave(_number: int, _frame: object) -> NoReturn:
    """SIGTERM before anything has begun: there is nothing to end."""
    raise SystemExit(0)


def _fail(code: int, *lines: str) -> NoReturn:
    for line in lines:
        click.echo(f"readbot: {visible(line)}", err=True)
    raise SystemExit(code)


def _say(text: object) -> None:
    """Print what may hold strangers' words, or names of files: they command no terminal."""
    click.echo(visible(str(text)))


def _chosen(config: Path | None) -> Path | None:
    return DEFAULT_FILE if config is None and DEFAULT_FILE.exists() else config


def _settings(config: Path | None) -> Settings:
    return load(_chosen(config))


def _do(work: Coroutine[Any, Any, T]) -> T:
    """Run ``work`` to its end, or say in plain words why Discord or the database hinders it."""
    from readbot.chat.connection import Refused
    from readbot.store.database import DatabaseError

    try:
        return asyncio.run(work)
    except Refused as error:
        _fail(REFUSED, str(error))
    except DatabaseError as error:
        _fail(DATABASE, str(error))


@main.command(short_help="See readbot at work, without a token, in your browser.")
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
@_in_plain_words
def rehearse(article: Path | None, port: int, no_open: bool, story: bool, out: Path) -> None:
    """See readbot at work in a small Discord of your own, in the browser.

    Needs no token and no account, and nothing leaves this machine. ARTICLE is a text that the
    club will read; without one there is a sample.
    """
    from readbot.stage import rehearse as serve
    from readbot.story import SCENES, tell

    _do(tell(article, out) if story else serve(article, SCENES, port=port, opens=not no_open))


@main.command(short_help="Run on Discord until stopped.")
@_config
@_in_plain_words
def run(config: Path | None) -> None:
    """Run on Discord until stopped.

    The token comes from the environment variable READBOT_TOKEN, or from the file that the setting
    discord.token_file names. A database of an older readbot is copied aside and then brought up
    to date.
    """
    signal.signal(signal.SIGTERM, _leave)
    settings = _settings(config)
    settings.bot_token()  # without one, say so at once
    logs.set_up(settings.logs, settings.secrets())
    from readbot import app

    _do(app.run(settings))


@main.command(short_help="Say whether everything is right, and what to do where it is not.")
@_config
@_in_plain_words
def check(config: Path | None) -> None:
    """Say whether everything is right, and what to do where it is not.

    Looks at the settings, the token, the connection, the database, and what readbot may do in
    each club's channels; prints the link by which a server invites readbot. Changes nothing.
    """
    logs.set_up(LogSettings(level="error"))
    from readbot import checkup

    raise SystemExit(asyncio.run(checkup.check(_chosen(config))))


@main.command(short_help="Show how readbot would cut an article or a book.")
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
@_in_plain_words
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
            _say(line)
    except Mistake as mistake:
        raise click.BadParameter(str(mistake), param_hint="--chapters") from None
    except (UnreadableError, CuttingError) as error:
        raise click.BadParameter(str(error), param_hint=str(file)) from None


@main.command(short_help="Write a club's discussion to files, also while readbot is running.")
@click.option(
    "--format",
    "form",
    default="markdown",
    show_default=True,
    help="markdown, html, json, csv or calendar.",
)
@click.option(
    "--channel", type=int, help="The id of the club's home channel, if there are several."
)
@click.option("--reading", help="Only this reading: its title, or part of it.")
@click.option("--since", type=DATE, metavar="YYYY-MM-DD", help="Only from this day on.")
@click.option("--until", type=DATE, metavar="YYYY-MM-DD", help="Only up to this day.")
@click.option("--new", is_flag=True, help="Only what is new since the last whole export.")
@click.option(
    "--names",
    type=click.Choice(["chosen", "pseudonyms", "none"]),
    default="chosen",
    show_default=True,
    help="Name members as they chose, all by made-up names, or not at all.",
)
@click.option(
    "--archive",
    is_flag=True,
    help="Instead, everything that the database holds, private notes too, for `import`; with "
    "--channel, one club's part of it.",
)
@click.option(
    "--out", type=FOLDER, default=Path("export"), show_default=True, help="The folder to write to."
)
@_config
@_in_plain_words
def export(
    form: str,
    channel: int | None,
    reading: str | None,
    since: datetime | None,
    until: datetime | None,
    new: bool,
    names: str,
    archive: bool,
    out: Path,
    config: Path | None,
) -> None:
    """Write a club's discussion to files, as /digest export does, also while readbot is running.

    Files of the same name in the folder are written anew.
    """
    settings = _settings(config)
    logs.set_up(LogSettings(level="error"), settings.secrets())
    from readbot import offline
    from readbot.club.mistakes import Mistake
    from readbot.export.documents import Naming
    from readbot.services.exports import Wanted

    now = system_clock()
    if archive:
        _archive(settings, out / f"readbot-archive-{now:%Y-%m-%dT%H%M%SZ}.zip", channel)
        return
    first, last = since and since.date(), until and until.date()
    wanted = Wanted(form, reading, first, last, new, naming=Naming(names))
    try:
        out.mkdir(parents=True, exist_ok=True)
        _say(_do(offline.export(settings, wanted, channel, out, now)))
    except Mistake as mistake:
        raise click.UsageError(str(mistake)) from None


def _archive(settings: Settings, file: Path, channel: int | None) -> None:
    from readbot import offline
    from readbot.club.mistakes import Mistake

    try:
        _do(offline.archive(settings, file, channel))
    except Mistake as mistake:
        raise click.UsageError(str(mistake)) from None
    _say(file)


@main.command(
    "import", short_help="Put an archive that `export --archive` made into an empty database."
)
@click.argument("file", type=EXISTING_FILE)
@_config
@_in_plain_words
def import_(file: Path, config: Path | None) -> None:
    """Put FILE, an archive that `export --archive` made, into an empty database.

    The database is made where there is none. Nothing is changed where it is not empty.
    """
    settings = _settings(config)
    logs.set_up(LogSettings(level="error"), settings.secrets())
    from readbot import offline

    rows = _do(offline.restore(settings, file))
    _say(f"The database holds what was in {file}: {rows} rows.")


@main.command(short_help="Copy the database to a file, also while readbot is running.")
@click.argument("file", type=FILE)
@_config
@_in_plain_words
def backup(file: Path, config: Path | None) -> None:
    """Copy the database to FILE; also while readbot is running.

    For SQLite. With PostgreSQL use its own pg_dump.
    """
    settings = _settings(config)
    from readbot import offline
    from readbot.store.database import DatabaseError

    try:
        offline.back_up(settings, file)
    except DatabaseError as error:
        _fail(DATABASE, str(error))
    _say(f"The database is copied to {file}.")


@main.command(short_help="Put a backup in the place of the database.")
@click.argument("backup", type=EXISTING_FILE)
@_config
@_in_plain_words
def restore(backup: Path, config: Path | None) -> None:
    """Put BACKUP, a file that `backup` made, in the place of the database.

    Stop readbot first. The database that was there is kept beside it. What was posted since the
    backup was made is found in its channels and not posted again. For SQLite.
    """
    settings = _settings(config)
    logs.set_up(LogSettings(level="error"), settings.secrets())
    from readbot import offline

    kept = _do(offline.put_back(settings, backup, system_clock()))
    _say(f"The database is now what {backup} holds.")
    if kept is not None:
        _say(f"The one before is kept as {kept}; delete it when you no longer want it.")


@main.command(short_help="Say whether the database is whole, also while readbot is running.")
@click.argument("file", type=EXISTING_FILE, required=False)
@_config
@_in_plain_words
def verify(file: Path | None, config: Path | None) -> None:
    """Say whether the database, or the backup FILE, is whole and agrees with itself.

    Also while readbot is running. Changes nothing.
    """
    settings = _settings(config)
    logs.set_up(LogSettings(level="error"), settings.secrets())
    from readbot import offline

    verdicts = _do(offline.verify(settings, file))
    for verdict in verdicts:
        mark = "ok    " if verdict.is_right else "not ok"
        # On one line, whatever the file holds: a line of its own could say that all is right.
        _say(f"{mark}  {verdict.about}: {' '.join(verdict.words.splitlines())}")
    if not all(verdict.is_right for verdict in verdicts):
        _fail(DATABASE, "The database is not whole. Go back to a backup (docs/operating.md).")


def _database(_: click.Context, __: click.Parameter, value: str) -> str:
    """The address of a database, typed; it is not repeated, for it may hold a password."""
    try:
        return database_address(value)
    except ValueError:
        raise click.BadParameter(f"expected {DATABASE_ADDRESS}.") from None


@main.command(short_help="Move everything into another database, as from SQLite to PostgreSQL.")
@click.argument("source", metavar="FROM", callback=_database)
@click.argument("target", metavar="TO", callback=_database)
@_in_plain_words
def copy_database(source: str, target: str) -> None:
    """Put everything that the database FROM holds into the empty database TO, and compare them.

    Both are addresses like database.url: sqlite:///data/readbot.db, or
    postgresql://USER@HOST/NAME. A password may stand in the address, or in the environment
    variable PGPASSWORD, or in the file ~/.pgpass. Stop readbot first; FROM is left as it is.
    """
    logs.set_up(LogSettings(level="error"))
    from readbot import offline

    copied = _do(offline.copy(source, target))
    for one in copied:
        _say(f"{one.table:<16}{one.rows:>10} rows   SHA-256 {one.checksum[:16]}")
    rows = sum(one.rows for one in copied)
    _say(f"The same {rows} rows stand in both. Now let database.url name the new one.")
