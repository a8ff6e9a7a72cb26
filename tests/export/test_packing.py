"""What is handed over fits, and can be had back whole."""

import random
import zipfile
from io import BytesIO
from pathlib import Path

from readbot.export.packing import Part, pack


def _file(folder: Path, content: bytes) -> Path:
    file = folder / "a.md"
    file.write_bytes(content)
    return file


def test_what_fits_is_left_as_it_is(tmp_path: Path) -> None:
    packed = pack(_file(tmp_path, b"1234"), room=4, most=2)
    assert packed is not None
    assert packed.parts == (Part("a.md", b"1234"),)
    assert not packed.compressed


def test_what_is_too_large_is_compressed_and_then_split_and_can_be_joined_again(
    tmp_path: Path,
) -> None:
    packed = pack(_file(tmp_path, b"words " * 5000), room=1000, most=10)
    assert packed is not None
    assert [part.name for part in packed.parts] == ["a.zip"]
    noise = random.Random(1).randbytes(5000)  # noqa: S311  the same bytes in every run
    packed = pack(_file(tmp_path, noise), room=2000, most=10)
    assert packed is not None
    assert packed.split
    assert [part.name for part in packed.parts] == ["a.zip.001", "a.zip.002", "a.zip.003"]
    assert all(len(part.content) <= 2000 for part in packed.parts)
    whole = zipfile.ZipFile(BytesIO(b"".join(part.content for part in packed.parts)))
    assert {name: whole.read(name) for name in whole.namelist()} == {"a.md": noise}


def test_the_same_file_always_gives_the_same_bytes(tmp_path: Path) -> None:
    file = _file(tmp_path, b"words " * 5000)
    assert pack(file, room=1000, most=10) == pack(file, room=1000, most=10)


def test_what_cannot_be_made_to_fit_is_not_packed(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(5000)  # noqa: S311
    assert pack(_file(tmp_path, noise), room=100, most=10) is None
