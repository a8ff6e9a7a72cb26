"""Everything that the database holds, or one club's part of it, as a file that goes in again.

An archive is a ZIP file with ``manifest.json`` and, for each table, ``<table>.ndjson``: a row a
line, as JSON, moments in ISO 8601 and UTC. Rows are read and written one by one, so that memory
does not grow with the database. The same rows always give the same bytes.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import ColumnElement, Table, delete, func, insert, literal_column, or_, select, text

from readbot.store.database import DatabaseError, Store, Transaction
from readbot.store.tables import Instant, metadata
from readbot.store.tables import clubs as club_table

FORMAT = "readbot archive 1"
_MANIFEST = "manifest.json"
_BATCH = 500


async def write(store: Store, file: IO[bytes], revision: str, club_id: int | None = None) -> int:
    """Write an archive of everything, or of one club; how many rows.

    ``revision`` is the version of the schema, by which an archive is known to fit when it is read.
    """
    rows = 0
    async with store.reading() as tx:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = {
                "format": FORMAT,
                "schema": revision,
                "whole": club_id is None,
                "last_ids": await _last_ids(tx),
            }
            with _member(archive, _MANIFEST) as out:
                out.write(json.dumps(manifest, indent=2).encode() + b"\n")
            for table in metadata.sorted_tables:
                condition = _belongs(table, club_id)
                if condition is not None:
                    with _member(archive, f"{table.name}.ndjson") as out:
                        rows += await _write_rows(tx, table, condition, out)
    return rows


def _member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    # Without the time of writing, so that what is the same is the same in bytes.
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return archive.open(info, "w", force_zip64=True)


def _belongs(table: Table, club_id: int | None) -> ColumnElement[bool] | None:
    """Which rows of a table belong to the club, all for None; None where none can."""
    if club_id is None:
        return literal_column("1") == 1
    if table is club_table:
        return table.c.id == club_id
    if table.name == "servers":
        return table.c.id.in_(select(club_table.c.server_id).where(club_table.c.id == club_id))
    if "club_id" in table.c:
        return table.c.club_id == club_id
    owners = [
        column.in_(select(key.column).where(owned))
        for column in table.c
        for key in column.foreign_keys
        if (owned := _belongs(key.column.table, club_id)) is not None
    ]
    return or_(*owners) if owners else None


async def _write_rows(
    tx: Transaction, table: Table, condition: ColumnElement[bool], out: IO[bytes]
) -> int:
    query = select(table).where(condition).order_by(*table.primary_key.columns)
    count = 0
    async with tx.stream(query) as rows:
        async for row in rows:
            values = {name: _plain(value) for name, value in row._mapping.items()}  # noqa: SLF001
            out.write(json.dumps(values, ensure_ascii=False, sort_keys=True).encode() + b"\n")
            count += 1
    return count


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _numbered() -> Iterator[Table]:
    """The tables whose rows get a number that is never given twice."""
    for table in metadata.sorted_tables:
        if table.dialect_options["sqlite"]["autoincrement"]:
            yield table


async def _last_ids(tx: Transaction) -> dict[str, int]:
    """The highest number that each table has given, also to a row that is gone."""
    if tx.dialect.name == "sqlite":
        given = {
            row.name: row.seq for row in await tx.execute(text("SELECT * FROM sqlite_sequence"))
        }
        return {table.name: given.get(table.name, 0) for table in _numbered()}
    found = {}
    for table in _numbered():
        name = func.pg_get_serial_sequence(table.name, "id")
        last = select(func.pg_sequence_last_value(name))
        found[table.name] = (await tx.execute(last)).scalar_one() or 0
    return found


async def _set_last_ids(tx: Transaction, last_ids: Mapping[str, int]) -> None:
    for table in _numbered():
        last = last_ids.get(table.name, 0)
        if not last:
            continue
        if tx.dialect.name == "sqlite":
            given = {"name": table.name, "last": last}
            await tx.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), given)
            row = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)")
            await tx.execute(row, given)
        else:
            await _go_on_after(tx, table, last)
    if tx.dialect.name == "postgresql":
        # SQLite finds these tables' next numbers in their rows; PostgreSQL has to be told.
        for table in metadata.sorted_tables:
            if table.autoincrement_column is not None and table.name not in last_ids:
                highest = (await tx.execute(select(func.max(table.c.id)))).scalar_one()
                if highest is not None:
                    await _go_on_after(tx, table, highest)


async def skip_numbers(tx: Transaction, count: int) -> None:
    """Let each table leave out this many numbers before it gives the next one."""
    given = await _last_ids(tx)
    await _set_last_ids(tx, {name: last + count for name, last in given.items()})


async def _go_on_after(tx: Transaction, table: Table, last: int) -> None:
    name = func.pg_get_serial_sequence(table.name, "id")
    await tx.execute(select(func.setval(name, last)))


async def restore(store: Store, file: Path, revision: str) -> int:
    """Put an archive into an empty database, all or nothing; how many rows.

    DatabaseError where the file is no archive, does not fit, or the database is not empty.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive)
            if manifest["schema"] != revision:
                raise DatabaseError(
                    f"{file} was made by another version of readbot (schema {manifest['schema']}, "
                    f"here {revision}). Import it with that version, then start this one on the "
                    "database."
                )
            async with store.writing() as tx:
                return await _restore(tx, archive, manifest)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise DatabaseError(f"{file} is not an archive of readbot, or it is damaged.") from error


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """What an archive says of itself; ValueError if it is not one of ours."""
    manifest = json.loads(archive.read(_MANIFEST))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ValueError(_MANIFEST)
    return manifest


async def _restore(tx: Transaction, archive: zipfile.ZipFile, manifest: Mapping[str, Any]) -> int:
    for table in metadata.sorted_tables:
        if table.name != "house" and (await tx.execute(select(table).limit(1))).first():
            raise DatabaseError("An archive goes into an empty database only, and this one is not.")
    if manifest["whole"]:
        await tx.execute(delete(metadata.tables["house"]))
    names = set(archive.namelist())
    rows = 0
    for table in metadata.sorted_tables:
        if f"{table.name}.ndjson" in names:
            with archive.open(f"{table.name}.ndjson") as lines:
                rows += await _read_rows(tx, table, lines)
    await _set_last_ids(tx, manifest["last_ids"])
    return rows


async def _read_rows(tx: Transaction, table: Table, lines: Iterable[bytes]) -> int:
    moments = {column.name for column in table.c if isinstance(column.type, Instant)}
    count = 0
    batch: list[dict[str, Any]] = []
    for line in lines:
        row = json.loads(line)
        for name in moments & row.keys():
            row[name] = row[name] and datetime.fromisoformat(row[name])
        batch.append({column.name: row[column.name] for column in table.c})
        count += 1
        if len(batch) == _BATCH:
            await tx.execute(insert(table), batch)
            batch = []
    if batch:
        await tx.execute(insert(table), batch)
    return count
