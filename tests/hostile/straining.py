"""Files that are broken on purpose, each read in a process of its own within limits."""

import os
import random
import signal
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from tests.text.importers.printing import Inked, pdf_of

from readbot.text.article import UnreadableError
from readbot.text.importers import read_file
from readbot.text.importers.__main__ import limit

SAMPLES = Path(__file__).parents[1] / "text" / "samples"
SECONDS, MEMORY = 10, 1 << 30
_LONGEST = 3 * SECONDS
_LINE = "The keeper lights the lamp each evening, and nobody asks him why he does it."
_SIGNS = (
    b"<", b">", b"\x00", b"\xff\xfe", b"](", b"\n\n", b"%PDF-", b"PK\x03\x04", b"&#xD800;",
    b"<div>" * 50, b"\xf0\x9f", b"endstream", b"/Length 9999999999", b"<!ENTITY a 'b'>",
)  # fmt: skip
_READ, _REFUSED, _BROKE, _NO_MEMORY = 0, 10, 11, 12
_SAID = {_READ: "read", _REFUSED: "refused", _NO_MEMORY: "ended by its limits"}


def book(chapters: int = 3) -> bytes:
    """A small EPUB."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="a.opf" media-type="application/oebps-package+xml"/>'
            "</rootfiles></container>",
        )
        items = "".join(
            f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>'
            for n in range(chapters)
        )
        spine = "".join(f'<itemref idref="c{n}"/>' for n in range(chapters))
        archive.writestr(
            "a.opf",
            '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Lamp</dc:title></metadata>'
            f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
        )
        for n in range(chapters):
            page = f"<h1>Chapter {n}</h1>" + f"<p>{_LINE}</p>" * 5
            archive.writestr(
                f"c{n}.xhtml",
                f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{page}</body></html>',
            )
    return made.getvalue()


FORMATS: dict[str, Callable[[], bytes]] = {
    "a.txt": lambda: (SAMPLES / "night-train.txt").read_bytes(),
    "a.md": lambda: (SAMPLES / "wind-over-the-dunes.md").read_bytes(),
    "a.html": lambda: (SAMPLES / "on-rain.html").read_bytes(),
    "a.epub": book,
    "a.pdf": lambda: pdf_of([[Inked(72, 700 - 20 * n, _LINE) for n in range(5)]]),
}


def broken(content: bytes, chance: random.Random) -> bytes:
    """The file with a few harms: bytes changed, cut out, doubled, put in; its end cut off."""
    made = bytearray(content)
    for _ in range(chance.choice((1, 2, 5, 20))):
        at = chance.randrange(len(made) + 1)
        length = chance.choice((1, 4, 50, 500))
        match chance.randrange(6):
            case 0:
                made[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del made[at : at + length]
            case 2:
                made[at:at] = made[at : at + length] * chance.choice((1, 2, 30))
            case 3:
                made[at:at] = chance.choice(_SIGNS)
            case 4:
                made[at : at + length] = chance.randbytes(length)
            case _:
                del made[max(at, len(made) // 2) :]
    return bytes(made)


@dataclass
class Strained:
    """What came of files: how many were read, refused, or ended by their limits; what broke."""

    outcomes: Counter[str] = field(default_factory=Counter)
    broke: Counter[str] = field(default_factory=Counter)


def strain(name: str, count: int, seed: int) -> Strained:
    """Break a file of this name so often, and read what came of it."""
    whole, strained = FORMATS[name](), Strained()
    read_file(name, whole)  # what it takes to read one is loaded once, before the processes part
    for number in range(count):
        outcome = outcome_of(name, broken(whole, random.Random(seed + number)))  # noqa: S311
        known = outcome in _SAID.values()
        strained.outcomes[outcome if known else "broke its process"] += 1
        if not known:
            strained.broke[outcome] += 1
    return strained


def outcome_of(name: str, content: bytes) -> str:
    """What comes of one file; the name of an exception where a library broke."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os._exit(_read(name, content, writing))
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) != signal.SIGALRM, f"{name} stood still"
        return "ended by its limits"
    return _SAID.get(os.WEXITSTATUS(status), said)


def _read(name: str, content: bytes, pipe: int) -> int:
    signal.alarm(_LONGEST)
    limit(seconds=SECONDS, memory=MEMORY)
    try:
        read_file(name, content)
    except UnreadableError:
        return _REFUSED
    except MemoryError:
        return _NO_MEMORY
    except Exception as error:  # what a library may raise at all
        os.write(pipe, f"{type(error).__name__}: {error}"[:200].encode(errors="replace"))
        return _BROKE
    return _READ


def bombs() -> Iterator[tuple[str, bytes]]:
    """Small files that become large, or deep, or that ask for what is not theirs."""
    yield "deep.html", b"<div>" * 200_000 + b"deep"
    yield "deep.md", b"> " * 50_000 + b"deep"
    yield "brackets.md", b"[" * 100_000
    yield "line.txt", b"endless" * 1_000_000
    yield "stars.md", b"*_" * 200_000
    yield "marks.txt", ("z" + "\u0301" * 1_000_000).encode()
    yield "nul.txt", b"\x00" * 1_000_000
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
    doctype = b'<!DOCTYPE html [<!ENTITY l0 "lol">' + laughs + b"]>"
    yield "laughs.html", doctype + b"<html><body><p>&l11;</p></body></html>"
    yield "laughs.epub", book_with(doctype + b"<html><body><p>&l11;</p></body></html>")
    yield "zeros.epub", book_with(b"<p>" + b"a" * 300_000_000)
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for n in range(20_000):
            archive.writestr(f"{n}.xhtml", "")
    yield "many.epub", stream.getvalue()
    yield "chapters.epub", book(5_000)
    yield "lying.epub", with_lying_sizes(book_with(b"<p>" + b"a" * 300_000_000))
    yield "nested.epub", book_with(zipped("a.xhtml", zipped("a.xhtml", bytes(100_000_000))))
    yield "laughs.opf.epub", book_with(doctype + b"<package>&l11;</package>", of="a.opf")
    yield "stream.pdf", pdf_with(b"BT /F1 12 Tf (" + b"a" * 2_000_000_000 + b") Tj ET")
    yield "deeper.pdf", pdf_with(b"q " * 5_000_000 + b"Q " * 5_000_000)
    yield "attributes.html", b"<p " + b"a='b' " * 500_000 + b">x</p>"
    yield "unclosed.html", b"<b><i><p>" * 60_000 + b"deep"
    yield "tables.html", b"<table><tr><td>" * 20_000 + b"deep"
    yield "links.md", b"[a](" * 100_000
    yield "ticks.md", b"".join(b"`" * n + b" " for n in range(1, 1_500))
    yield "spaces.txt", b" " * 5_000_000 + b"end"
    yield "stops.txt", b"Mr. " * 500_000
    yield "endless.txt", b"a" * 100_000_000


def zipped(name: str, content: bytes) -> bytes:
    """An archive of one file."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return made.getvalue()


def with_lying_sizes(archive: bytes) -> bytes:
    """The archive, whose list of contents says that each file has ten bytes."""
    made, at = bytearray(archive), 0
    while (at := made.find(b"PK\x01\x02", at)) >= 0:
        made[at + 24 : at + 28] = (10).to_bytes(4, "little")
        at += 4
    return bytes(made)


def pdf_with(stream: bytes) -> bytes:
    """A PDF of one page with this content, packed."""
    packed = b"".join(_packed(stream))
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    start = len(made)
    made += b"xref\n0 6\n0000000000 65535 f \n"
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(made)


def _packed(stream: bytes) -> Iterator[bytes]:
    packer = zlib.compressobj(9)
    for at in range(0, len(stream), 1 << 20):
        yield packer.compress(stream[at : at + (1 << 20)])
    yield packer.flush()


def book_with(page: bytes, of: str = ".xhtml") -> bytes:
    """The small book with another page, or with another file that is called so."""
    made = BytesIO()
    with ZipFile(BytesIO(book(1))) as whole, ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for entry in whole.namelist():
            archive.writestr(entry, page if entry.endswith(of) else whole.read(entry))
    return made.getvalue()
