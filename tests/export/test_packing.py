"""What is handed over fits, and can be had back whole."""

import random
import zipfile
from io import BytesIO

from readbot.export.documents import ExportFile
from readbot.export.packing import pack


def _file(name: str, content: bytes) -> ExportFile:
    return ExportFile(name, content, "text/plain")


def test_what_fits_is_left_as_it_is() -> None:
    files = [_file("a.md", b"1234"), _file("b.md", b"12")]
    packed = pack(files, room=4, most=2)
    assert packed is not None
    assert packed.files == tuple(files)
    assert not packed.compressed


def test_what_is_too_large_is_compressed_and_then_split_and_can_be_joined_again() -> None:
    noise = random.Random(1).randbytes(5000)  # noqa: S311  the same bytes in every run
    files = [_file("a.md", noise), _file("b.md", b"words " * 5000)]
    alone = pack([files[1]], room=1000, most=10)
    assert alone is not None
    assert [file.name for file in alone.files] == ["b.zip"]
    packed = pack(files, room=2000, most=10)
    assert packed is not None
    assert packed.split
    assert [file.name for file in packed.files] == ["a.zip.001", "a.zip.002", "a.zip.003"]
    assert all(len(file.content) <= 2000 for file in packed.files)
    whole = zipfile.ZipFile(BytesIO(b"".join(file.content for file in packed.files)))
    assert {name: whole.read(name) for name in whole.namelist()} == {
        file.name: file.content for file in files
    }


def test_what_cannot_be_made_to_fit_is_not_packed() -> None:
    noise = random.Random(1).randbytes(5000)  # noqa: S311
    assert pack([_file("a.md", noise)], room=100, most=10) is None
