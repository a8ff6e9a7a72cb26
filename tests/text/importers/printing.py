"""A small press: writes PDF files for tests, line by line, with two fonts."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Inked:
    """One line of a page: where its baseline starts, in points, and how it is set."""

    x: float
    y: float
    words: str
    size: float = 11
    bold: bool = False


def pdf_of(
    pages: Sequence[Sequence[Inked]], *, title: str = "", locked: bool = False, author: str = ""
) -> bytes:
    """Print the pages on A4."""
    kids = " ".join(f"{6 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({title}) /Author ({author}) >>",
    ]
    for at, page in enumerate(pages):
        ink = "\n".join(
            f"BT /F{2 if line.bold else 1} {line.size} Tf {line.x} {line.y} Td"
            f" ({_escaped(line.words)}) Tj ET"
            for line in page
        )
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            f" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {7 + 2 * at} 0 R >>"
        )
        objects.append(f"<< /Length {len(ink.encode('cp1252'))} >>\nstream\n{ink}\nendstream")
    return _bound(objects, locked=locked)


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _bound(objects: Sequence[str], *, locked: bool) -> bytes:
    content = b"%PDF-1.4\n"
    offsets: list[int] = []
    for number, words in enumerate(objects, 1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{words}\nendobj\n".encode("cp1252")
    table = len(content)
    content += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    content += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    lock = ""
    if locked:
        owner = "00" * 32
        lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{owner}> /U <{owner}> /P -4 >>"
        lock += " /ID [<00> <00>]"
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R {lock} >>"
    return content + f"{trailer}\nstartxref\n{table}\n%%EOF\n".encode()
