"""Deeds on the database beside the bot, which may be running or not."""

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from readbot.club.clubs import Club, Person, Place
from readbot.club.mistakes import Mistake
from readbot.services import exports
from readbot.services.exports import Wanted
from readbot.settings import Settings
from readbot.store import archive as archives
from readbot.store import checkup, copying, database, restoring, verifying
from readbot.store.copying import Copied
from readbot.store.database import DatabaseError, Store
from readbot.store.verifying import Verdict

# Whoever holds the database may read all of it.
OPERATOR = Person(0, "operator", manages_messages=True)

_NO_BACKUP = (
    "{file} is no backup of readbot's: name a file that `python bot.py backup` made. Nothing was "
    "changed."
)


async def export(
    settings: Settings, wanted: Wanted, channel: int | None, folder: Path, now: datetime
) -> Path:
    """Write a club's discussion to a file in ``folder``, which is made where it is not; its path.

    Mistake or DatabaseError where that cannot be had, OSError where it cannot be written.
    ``channel`` is the club's home, by its id; it may be None where there is one club. Memory does
    not grow with the discussion.
    """
    url = settings.database.url
    await _require_current(url)
    club = _chosen(await checkup.clubs_at_work(url), channel)
    store = await _opened(url)
    try:
        place = Place(club.server_id, club.channel_id)
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        file = await exports.save(store, place, OPERATOR, wanted, folder, now)
        await exports.handed_over(store, place, OPERATOR, wanted, now)
        return file
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
    """Where a new file is written until it is whole; DatabaseError if it exists already.

    OSError where it cannot be written.
    """
    if file.exists():
        raise DatabaseError(f"{file} exists already. Name a file that does not.")
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch()
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
    """Copy the SQLite database to a new file ``copy``, which appears only when it is whole.

    DatabaseError where that cannot be done, OSError where ``copy`` cannot be written.
    """
    url = settings.database.url
    with checkup.plainly(url):
        file = database.sqlite_file(database.read_url(url))
        if file is None:
            raise DatabaseError("This database is not an SQLite file. Copy it with pg_dump.")
        if not file.exists():
            raise DatabaseError(f"There is no database {file} yet, so there is nothing to copy.")
    unfinished = _unfinished(copy)
    with checkup.plainly(url):
        database.back_up(file, unfinished)
    unfinished.replace(copy)


async def verify(settings: Settings, file: Path | None) -> list[Verdict]:
    """Whether the database, or the SQLite file ``file``, is whole and agrees with itself.

    An SQLite file is copied aside first, so that a running readbot does not wait. DatabaseError
    where it cannot be opened at all.
    """
    url = settings.database.url if file is None else f"sqlite:///{file}"
    original = database.sqlite_file(database.read_url(url))
    if original is not None and not original.exists():
        raise DatabaseError(f"There is no database {original} yet.")
    with TemporaryDirectory(prefix="readbot-") as folder:
        verdicts = []
        copy = Path(folder) / "copy.db"
        if original is not None:
            try:
                database.back_up(original, copy)
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
                    return [Verdict("file", False, f"{original} is no SQLite database")]
                return [Verdict("file", False, f"{original} is damaged: {error}")]
            url = f"sqlite:///{copy}"
            verdicts = verifying.look_at_file(copy)
            if not verdicts[0].is_right:
                return verdicts[:1]
        with _called(copy, original):
            condition = await checkup.examine(url)
        verdicts.append(_schema(condition))
        if condition.is_current:
            store = await _opened(url)
            try:
                verdicts += [verdict async for verdict in verifying.look_at_rows(store)]
            finally:
                await store.close()
        return verdicts


@contextmanager
def _called(copy: Path, original: Path | None) -> Iterator[None]:
    """Say of the file that a person named what is said of our copy of it."""
    try:
        yield
    except DatabaseError as error:
        raise DatabaseError(str(error).replace(str(copy), str(original))) from error


def _schema(condition: checkup.Condition) -> Verdict:
    if condition.is_current:
        return Verdict("schema", True, f"is {condition.revision}, the newest")
    if condition.revision is None:
        return Verdict("schema", False, "is none of readbot's")
    older = f"is {condition.revision}; the next start brings it to {condition.newest}"
    return Verdict("schema", True, f"{older}. What it holds can be looked at after that")


async def put_back(settings: Settings, backup: Path, now: datetime) -> Path | None:
    """Put a copy that ``back_up`` made in the place of the database; where the old one is kept.

    Every late posting is then looked for in Discord before it is sent, and no number that may have
    been given since the copy was made is given again. DatabaseError, with nothing changed, where
    readbot is running, the copy is damaged, or the database is no SQLite file.
    """
    # Imported when used: it brings all of Discord with it.
    from readbot.app import alone

    url = settings.database.url
    with checkup.plainly(url):
        file = database.sqlite_file(database.read_url(url))
    if file is None:
        raise DatabaseError("This database is not an SQLite file. Use pg_restore.")
    if file.exists() and file.samefile(backup):
        raise DatabaseError(f"{backup} is the database itself. Name a copy that `backup` made.")
    with alone(url):
        fresh = file.with_name(f"{file.name}.restoring")
        _remove(fresh)
        try:
            _take(backup, fresh)
            await _make_wary(backup, fresh, now)
            with checkup.plainly(url):
                return _exchange(file, fresh, now)
        finally:
            _remove(fresh)


def _take(backup: Path, fresh: Path) -> None:
    """Copy what ``backup`` holds; DatabaseError where that is no database."""
    try:
        with checkup.plainly(f"sqlite:///{backup}"):
            database.back_up(backup, fresh)
    except DatabaseError as error:
        cause = error.__cause__
        if getattr(cause, "sqlite_errorcode", None) != sqlite3.SQLITE_NOTADB:
            raise
        raise DatabaseError(_NO_BACKUP.format(file=backup)) from error


async def _make_wary(backup: Path, fresh: Path, now: datetime) -> None:
    """Check and migrate the copy of a backup, and let it distrust what it knows."""
    url = f"sqlite:///{fresh}"
    with _called(fresh, backup):
        condition = await checkup.examine(url)
    if condition.revision is None:
        raise DatabaseError(_NO_BACKUP.format(file=backup))
    store = await _opened(url)
    try:
        async with store.writing() as tx:
            await restoring.distrust(tx, now)
    finally:
        await store.close()


def _exchange(file: Path, fresh: Path, now: datetime) -> Path | None:
    """Put ``fresh`` at the place of ``file``, which is kept aside with what belongs to it."""
    kept = file.with_name(f"{file.name}.replaced.{now:%Y%m%dT%H%M%SZ}")
    had_one = file.exists()
    # The log of changes goes first: without it the old file is whole only up to its last merge,
    # but beside a new file it would be taken for that one's.
    for end in ("-wal", "-shm", ""):
        part = Path(f"{file}{end}")
        if part.exists():
            part.replace(f"{kept}{end}")
    fresh.replace(file)
    return kept if had_one else None


def _remove(fresh: Path) -> None:
    # A store that was closed has merged its log of changes.
    for end in ("", "-wal", "-shm"):
        Path(f"{fresh}{end}").unlink(missing_ok=True)
