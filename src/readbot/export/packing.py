"""Making a file fit where it is handed over: compressed if it must be, then split.

What is too large is compressed from one file into another: only what fits is ever in memory.
"""

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Part:
    """A file to hand over, or a piece of one; its name is safe on every system."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Packed:
    """Parts that fit. ``compressed`` says that they are one ZIP archive, ``split`` that it is cut
    into the parts, to be joined again in the order of their names.
    """

    parts: tuple[Part, ...]
    compressed: bool = False
    split: bool = False


def pack(file: Path, room: int, most: int) -> Packed | None:
    """The file in at most ``most`` parts of at most ``room`` bytes; None where that cannot be.

    An archive is made beside the file. The same file always gives the same bytes.
    """
    if file.stat().st_size <= room:
        return Packed((Part(file.name, file.read_bytes()),))
    archive = _archived(file)
    if archive.stat().st_size > room * most:
        return None
    with archive.open("rb") as pieces:
        found = list(iter(lambda: pieces.read(room), b""))
    if len(found) == 1:
        return Packed((Part(archive.name, found[0]),), compressed=True)
    # Numbered endings as archive programs write and read them themselves.
    parts = (Part(f"{archive.name}.{n:03}", piece) for n, piece in enumerate(found, 1))
    return Packed(tuple(parts), compressed=True, split=True)


def _archived(file: Path) -> Path:
    found = file.with_name(f"{file.stem}.zip")
    # Without the time of writing, so that what is the same is the same in bytes.
    info = zipfile.ZipInfo(file.name)
    info.compress_type = zipfile.ZIP_DEFLATED
    with (
        zipfile.ZipFile(found, "w") as archive,
        file.open("rb") as content,
        archive.open(info, "w", force_zip64=True) as out,
    ):
        shutil.copyfileobj(content, out)
    return found
