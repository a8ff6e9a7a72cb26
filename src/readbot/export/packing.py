"""Making files fit where they are handed over: compressed if they must be, then split."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from readbot.export.documents import ExportFile


@dataclass(frozen=True, slots=True)
class Packed:
    """Files that fit. ``compressed`` says that they are one ZIP archive, ``split`` that this is cut
    into the files, to be joined again in the order of their names.
    """

    files: tuple[ExportFile, ...]
    compressed: bool = False
    split: bool = False


def pack(files: Sequence[ExportFile], room: int, most: int) -> Packed | None:
    """The files in at most ``most`` of at most ``room`` bytes each; None where that cannot be.

    The same files always give the same bytes.
    """
    if len(files) <= most and all(len(file.content) <= room for file in files):
        return Packed(tuple(files))
    archive = _archive(files)
    name = f"{files[0].name.rpartition('.')[0]}.zip"
    parts = [archive[start : start + room] for start in range(0, len(archive), room)]
    if len(parts) > most:
        return None
    if len(parts) == 1:
        return Packed((ExportFile(name, archive, "application/zip"),), compressed=True)
    # Numbered endings as archive programs write and read them themselves.
    split = tuple(
        ExportFile(f"{name}.{number:03}", part, "application/octet-stream")
        for number, part in enumerate(parts, 1)
    )
    return Packed(split, compressed=True, split=True)


def _archive(files: Sequence[ExportFile]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.name), file.content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
