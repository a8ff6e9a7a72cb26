"""Deeds on the database beside the bot, which may be running or not."""

from pathlib import Path

from readbot.settings import Settings
from readbot.store import checkup, database
from readbot.store.database import DatabaseError


def back_up(settings: Settings, copy: Path) -> None:
    """Copy the SQLite database to a new file ``copy``; DatabaseError where that cannot be done.

    The copy appears under its name only when it is whole.
    """
    url = settings.database.url
    with checkup.plainly(url):
        file = database.sqlite_file(database.read_url(url))
        if file is None:
            raise DatabaseError("This database is not an SQLite file. Copy it with pg_dump.")
        if not file.exists():
            raise DatabaseError(f"There is no database {file} yet, so there is nothing to copy.")
        if copy.exists():
            raise DatabaseError(f"{copy} exists already. Name a file that does not.")
        copy.parent.mkdir(parents=True, exist_ok=True)
        unfinished = copy.with_name(f"{copy.name}.unfinished")
        unfinished.unlink(missing_ok=True)
        database.back_up(file, unfinished)
        unfinished.replace(copy)
