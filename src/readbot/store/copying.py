"""A whole database into another one, of the same kind or not, proved by counts and checksums."""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

from readbot.store import archive
from readbot.store.database import DatabaseError, Store


@dataclass(frozen=True, slots=True)
class Copied:
    """A table as it now is in both databases; ``checksum`` is SHA-256 over its rows."""

    table: str
    rows: int
    checksum: str


async def copy(source: Store, target: Store, schema: str, folder: Path) -> list[Copied]:
    """Put everything of ``source`` into the empty ``target``; what was copied, table by table.

    ``schema`` is the version of both; ``folder`` is empty and takes two archives on the way.
    DatabaseError where the target is not empty, or does not hold afterwards what it should.
    """
    there, here = folder / "source.zip", folder / "target.zip"
    await _write(source, there, schema)
    await archive.restore(target, there, schema)
    await _write(target, here, schema)
    wanted, found = _tables(there), _tables(here)
    different = [one.table for one, other in zip(wanted, found, strict=True) if one != other]
    if different:
        raise DatabaseError(
            f"The copy is not the same in these tables: {', '.join(different)}. Was something "
            "written meanwhile? Make the new database anew, empty, and copy again."
        )
    return found


async def _write(store: Store, file: Path, schema: str) -> None:
    with file.open("wb") as out:
        await archive.write(store, out, schema)


def _tables(file: Path) -> list[Copied]:
    """What an archive holds: the same rows always stand in it as the same bytes."""
    found = []
    with zipfile.ZipFile(file) as opened:
        for name in sorted(opened.namelist()):
            rows, checksum = 0, hashlib.sha256()
            with opened.open(name) as lines:
                for line in lines:
                    rows += 1
                    checksum.update(line)
            if name.endswith(".ndjson"):
                found.append(Copied(name.removesuffix(".ndjson"), rows, checksum.hexdigest()))
    return found
