"""The commands about what the database holds: exports, archives, backups, checks, moves."""

from datetime import datetime
from pathlib import Path

import click

from readbot import logs
from readbot.cli.plainly import (
    DATABASE,
    EXISTING_FILE,
    FILE,
    FOLDER,
    do,
    fail,
    in_plain_words,
    say,
    settings_of,
    with_config,
    writing_to,
)
from readbot.clock import system_clock
from readbot.settings import DATABASE_ADDRESS, LogSettings, Settings, database_address

DATE = click.DateTime(["%Y-%m-%d"])


@click.command(short_help="Write a club's discussion to files, also while readbot is running.")
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
@with_config
@in_plain_words
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
    settings = settings_of(config)
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
        with writing_to(out):
            say(do(offline.export(settings, wanted, channel, out, now)))
    except Mistake as mistake:
        raise click.UsageError(str(mistake)) from None


def _archive(settings: Settings, file: Path, channel: int | None) -> None:
    from readbot import offline
    from readbot.club.mistakes import Mistake

    try:
        with writing_to(file):
            do(offline.archive(settings, file, channel))
    except Mistake as mistake:
        raise click.UsageError(str(mistake)) from None
    say(file)


@click.command(
    "import", short_help="Put an archive that `export --archive` made into an empty database."
)
@click.argument("file", type=EXISTING_FILE)
@with_config
@in_plain_words
def import_(file: Path, config: Path | None) -> None:
    """Put FILE, an archive that `export --archive` made, into an empty database.

    The database is made where there is none. Nothing is changed where it is not empty.
    """
    settings = settings_of(config)
    logs.set_up(LogSettings(level="error"), settings.secrets())
    from readbot import offline

    rows = do(offline.restore(settings, file))
    say(f"The database holds what was in {file}: {rows} rows.")


@click.command(short_help="Copy the database to a file, also while readbot is running.")
@click.argument("file", type=FILE)
@with_config
@in_plain_words
def backup(file: Path, config: Path | None) -> None:
    """Copy the database to FILE; also while readbot is running.

    For SQLite. With PostgreSQL use its own pg_dump.
    """
    settings = settings_of(config)
    from readbot import offline
    from readbot.store.database import DatabaseError

    try:
        with writing_to(file):
            offline.back_up(settings, file)
    except DatabaseError as error:
        fail(DATABASE, str(error))
    say(f"The database is copied to {file}.")


@click.command(short_help="Put a backup in the place of the database.")
@click.argument("backup", type=EXISTING_FILE)
@with_config
@in_plain_words
def restore(backup: Path, config: Path | None) -> None:
    """Put BACKUP, a file that `backup` made, in the place of the database.

    Stop readbot first. The database that was there is kept beside it. What was posted since the
    backup was made is found in its channels and not posted again. For SQLite.
    """
    settings = settings_of(config)
    logs.set_up(LogSettings(level="error"), settings.secrets())
    from readbot import offline

    kept = do(offline.put_back(settings, backup, system_clock()))
    say(f"The database is now what {backup} holds.")
    if kept is not None:
        say(f"The one before is kept as {kept}; delete it when you no longer want it.")


@click.command(short_help="Say whether the database is whole, also while readbot is running.")
@click.argument("file", type=EXISTING_FILE, required=False)
@with_config
@in_plain_words
def verify(file: Path | None, config: Path | None) -> None:
    """Say whether the database, or the backup FILE, is whole and agrees with itself.

    Also while readbot is running. Changes nothing.
    """
    settings = settings_of(config)
    logs.set_up(LogSettings(level="error"), settings.secrets())
    from readbot import offline

    verdicts = do(offline.verify(settings, file))
    for verdict in verdicts:
        mark = "ok    " if verdict.is_right else "not ok"
        # On one line, whatever the file holds: a line of its own could say that all is right.
        say(f"{mark}  {verdict.about}: {' '.join(verdict.words.splitlines())}")
    if not all(verdict.is_right for verdict in verdicts):
        fail(DATABASE, "The database is not whole. Go back to a backup (docs/operating.md).")


def _database(_: click.Context, __: click.Parameter, value: str) -> str:
    """The address of a database, typed; it is not repeated, for it may hold a password."""
    try:
        return database_address(value)
    except ValueError:
        raise click.BadParameter(f"expected {DATABASE_ADDRESS}.") from None


@click.command(short_help="Move everything into another database, as from SQLite to PostgreSQL.")
@click.argument("source", metavar="FROM", callback=_database)
@click.argument("target", metavar="TO", callback=_database)
@in_plain_words
def copy_database(source: str, target: str) -> None:
    """Put everything that the database FROM holds into the empty database TO, and compare them.

    Both are addresses like database.url: sqlite:///data/readbot.db, or
    postgresql://USER@HOST/NAME. A password may stand in the address, or in the environment
    variable PGPASSWORD, or in the file ~/.pgpass. Stop readbot first; FROM is left as it is.
    """
    logs.set_up(LogSettings(level="error"))
    from readbot import offline

    copied = do(offline.copy(source, target))
    for one in copied:
        say(f"{one.table:<16}{one.rows:>10} rows   SHA-256 {one.checksum[:16]}")
    rows = sum(one.rows for one in copied)
    say(f"The same {rows} rows stand in both. Now let database.url name the new one.")


COMMANDS = (export, import_, backup, restore, verify, copy_database)
