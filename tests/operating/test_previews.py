"""The preview in a terminal: as what a file is read, its chapters, its blocks."""

import zipfile
from pathlib import Path

from click.testing import CliRunner

from readbot.cli import main

TYPED = """Notes on a recipe

5*3*2 is thirty, and a_b_c is a name. I typed this on a train.

3. The third thing I learned: salt.

7. The seventh: patience.

> this line quotes my mother

``` text that opens something
and never closes it
"""
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf"/></rootfiles></container>'
)
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest>'
    '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="b" href="b.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
)


def said(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["preview", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_preview_says_as_what_a_text_is_read_and_reads_it_as_the_other(tmp_path: Path) -> None:
    file = tmp_path / "recipe.txt"
    file.write_text(TYPED, encoding="utf-8")
    plain = said(str(file), "--whole")
    assert "read as     plain text" in plain
    for line in ("5*3*2 is thirty", "7. The seventh: patience.", "``` text that opens something"):
        assert line in plain
    assert "> this line quotes my mother" in plain
    marked = said(str(file), "--whole", "--as", "markdown")
    assert "read as     Markdown" in marked
    assert "5*3*2 is thirty" in marked
    assert "text that opens something" in marked


def test_a_preview_lists_a_books_chapters_and_reads_some(tmp_path: Path) -> None:
    file = tmp_path / "book.epub"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("book.opf", PACKAGE)
        for name in ("a", "b"):
            page = f"<html><body><h1>Part {name}</h1><p>Words of {name}.</p></body></html>"
            archive.writestr(f"{name}.xhtml", page)
    assert "Chapters (2)" in said(str(file))
    second = said(str(file), "--whole", "--chapters", "2")
    assert "Words of b." in second
    assert "Words of a." not in second
    refused = CliRunner().invoke(main, ["preview", str(file), "--chapters", "x"])
    assert refused.exit_code == 2
    assert "names no chapters" in refused.output
