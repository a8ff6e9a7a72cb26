"""Deeds on the database beside the bot, which may be running or not."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from readbot.club.clubs import Club, Person, Place
from readbot.club.mistakes import Mistake
from readbot.export.documents import ExportFile
from readbot.services import exports
from readbot.services.exports import Wanted
from readbot.settings import Settings
from readbot.store import archive as archives
from readbot.store import checkup, copying, database
from readbot.store.copying import Copied
from readbot.store.database import DatabaseError, Store

# Whoever holds the database may read all of it.
OPERATOR = Person(0, "operator", manages_messages=True)


async def export(
    settings: Settings, wanted: Wanted, channel: int | None, now: datetime
) -> list[ExportFile]:
    """A club's discussion as files; Mistake or DatabaseError where that cannot be had.

    ``channel`` is the club's home, by its id; it may be None where there is one club.
    """
    url = settings.database.url
    await _require_current(url)
    club = _chosen(await checkup.clubs_at_work(url), channel)
    store = await _opened(url)
    try:
        place = Place(club.server_id, club.channel_id)
        return await exports.export(store, place, OPERATOR, wanted, now)
    finally:
        await store.close()


async def archive(settings: Settings, file: Path, channel: int | None) -> int:
    """Write everything, or all of one club, to a new file that ``restore`` reads; how many rows.

    The file appears under its name only when it is whole.
    """
    url = settings.database.url
    schema = await _require_current(url)
    club_id = None
    if channel is not None:
        club_id = _chosen(await checkup.clubs_at_work(url), channel).id
    unfinished = _unfinished(file)
    store = await _opened(url)
    try:
        with unfinished.open("wb") as out:
            rows = await archives.write(store, out, schema, club_id)
    finally:
        await store.close()
    unfinished.replace(file)
    return rows


async def restore(settings: Settings, file: Path) -> int:
    """Put an archive into the database, which is made if there is none; how many rows.

    DatabaseError where it is not empty, or where the file does not fit.
    """
    url = settings.database.url
    condition = await checkup.examine(url)
    store = await _opened(url)
    try:
        return await archives.restore(store, file, condition.newest)
    finally:
        await store.close()


async def copy(source_url: str, target_url: str) -> list[Copied]:
    """Put a whole database into another, empty one; what was copied, table by table.

    DatabaseError where one of them cannot be used, the target is not empty, or a readbot runs on an
    SQLite file that is to be copied.
    """
    # Imported when used: it brings all of Discord with it.
    from readbot.app import alone

    with alone(source_url), TemporaryDirectory(prefix="readbot-") as folder:
        schema = await _require_current(source_url)
        source = await _opened(source_url)
        try:
            target = await _opened(target_url)
            try:
                with checkup.plainly(target_url):
                    return await copying.copy(source, target, schema, Path(folder))
            finally:
                await target.close()
        finally:
            await source.close()


def _unfinished(file: Path) -> Path:
    """Where a new file is written until it is whole; DatabaseError if it exists already."""
    if file.exists():
        raise DatabaseError(f"{file} exists already. Name a file that does not.")
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    return unfinished


async def _require_current(url: str) -> str:
    """The version of the schema; DatabaseError unless it is this readbot's own."""
    condition = await checkup.examine(url)
    if not condition.is_current:
        raise DatabaseError(
            f"{condition.place} is not yet a database of this version of readbot. Start readbot on "
            "it once."
        )
    return condition.newest


async def _opened(url: str) -> Store:
    with checkup.plainly(url):
        return await database.open_store(url)


def _chosen(clubs: Sequence[Club], channel: int | None) -> Club:
    fitting = [club for club in clubs if channel in {None, club.channel_id}]
    if len(fitting) == 1:
        return fitting[0]
    if not clubs:
        raise Mistake("There is no club in this database yet.")
    homes = ", ".join(f"{club.channel_id} (server {club.server_id})" for club in clubs)
    raise Mistake("Choose a club by its home channel with --channel: {homes}.", homes=homes)


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
        unfinished = _unfinished(copy)
        database.back_up(file, unfinished)
        unfinished.replace(copy)
