"""EPUB: the spine's order, the table of contents' chapters, and books that must be refused."""

import zipfile
from io import BytesIO

import pytest

from readbot.text.article import BlockKind, UnreadableError
from readbot.text.importers import chapters_of, read_file

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
PACKAGE = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
<metadata><dc:title>Three Ferries</dc:title><dc:creator>Ada Sample</dc:creator>
<dc:creator>Bo Sample</dc:creator><dc:language>en-GB</dc:language><dc:date>2019</dc:date>
<dc:publisher>Example House</dc:publisher></metadata>
<manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="one" href="text/one%20.xhtml" media-type="application/xhtml+xml"/>
<item id="two" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="x" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>
<spine toc="x"><itemref idref="one"/><itemref idref="two"/><itemref idref="n" linear="no"/></spine>
</package>"""
NAV = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>
<nav epub:type="landmarks"><ol><li><a href="text/two.xhtml">Start</a></li></ol></nav>
<nav epub:type="toc"><ol><li><a href="text/one%20.xhtml">The first ferry</a></li>
<li><a href="text/two.xhtml#b">The third ferry</a></li></ol></nav></body></html>"""
NCX = """<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>
<navPoint><navLabel><text>One</text></navLabel><content src="text/one%20.xhtml"/></navPoint>
<navPoint><navLabel><text>Two</text></navLabel><content src="text/two.xhtml"/></navPoint>
</navMap></ncx>"""
ONE = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html [<!ENTITY boom "boom">]>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title/>
</head><body><h1>The first ferry</h1><p>It leaves at&nbsp;six.<a id="p1"/> &boom;<i>Nobody</i>
waits<span epub:type="pagebreak">17</span> for it.</p><hr/>
<p>It waits for nobody.</p></body></html>"""
TWO = """<html xmlns="http://www.w3.org/1999/xhtml"><body><h2>The second ferry</h2>
<p>It was sold.</p><h2 id="b">The third ferry</h2><ol start="3"><li>Rope</li><li>Oil</li></ol>
</body></html>"""


def book(**members: str | bytes) -> bytes:
    files: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": PACKAGE,
        "OPS/nav.xhtml": NAV,
        "OPS/toc.ncx": NCX,
        "OPS/text/one .xhtml": ONE,
        "OPS/text/two.xhtml": TWO,
    }
    files.update({name.replace("__", "/"): content for name, content in members.items()})
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            if content:
                archive.writestr(name, content)
    return packed.getvalue()


def test_a_whole_book_is_read_in_the_order_of_its_spine() -> None:
    article = read_file("ferries.epub", book())
    assert article.text == (
        "The first ferry\n\nIt leaves at\u00a0six. Nobody waits for it.\n\n* * *\n\n"
        "It waits for nobody.\n\nThe second ferry\n\nIt was sold.\n\nThe third ferry\n\nRope\n\nOil"
    )
    assert article.details.title == "Three Ferries"
    assert article.details.author == "Ada Sample, Bo Sample"
    assert article.details.publisher == "Example House"
    assert article.details.published == "2019"
    assert article.details.language == "en"
    assert [block.label for block in article.blocks][-2:] == ["3.", "4."]


def test_chapters_follow_the_table_of_contents_even_within_a_file() -> None:
    chapters = chapters_of(book())
    assert [(chapter.number, chapter.title) for chapter in chapters] == [
        (1, "The first ferry"),
        (2, "The third ferry"),
    ]
    article = read_file("ferries.epub", book(), chapters=[2])
    assert article.text == "The third ferry\n\nRope\n\nOil"
    assert article.details.subtitle == "The third ferry"


def test_an_older_book_has_its_chapters_from_its_ncx() -> None:
    content = book(OPS__nav=b"", **{"OPS__nav.xhtml": b""})
    assert [chapter.title for chapter in chapters_of(content)] == ["One", "Two"]
    article = read_file("ferries.epub", content, chapters=[2])
    assert article.blocks[0].kind is BlockKind.HEADING
    assert article.text.startswith("The second ferry")


def test_a_chapter_that_does_not_exist_is_refused_with_the_numbers_that_do() -> None:
    with pytest.raises(UnreadableError, match="no chapter 9: its chapters are 1 to 2"):
        read_file("ferries.epub", book(), chapters=[9])


def test_a_locked_book_is_refused_but_a_locked_font_is_not() -> None:
    lock = (
        '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        '<enc:EncryptionMethod Algorithm="{}"/></enc:EncryptedData></encryption>'
    )
    aes = lock.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    with pytest.raises(UnreadableError, match="locked by its seller"):
        read_file("ferries.epub", book(**{"META-INF__encryption.xml": aes}))
    font = lock.format("http://www.idpf.org/2008/embedding")
    assert read_file("ferries.epub", book(**{"META-INF__encryption.xml": font})).text


def test_a_book_that_swells_when_unpacked_is_refused() -> None:
    swollen = "<html><body><p>" + "a" * 8_000_000 + "</p></body></html>"
    with pytest.raises(UnreadableError, match="unpacks to more than a book holds"):
        read_file("ferries.epub", book(**{"OPS__text__two.xhtml": swollen}))


def test_a_torn_book_is_refused_with_a_sentence() -> None:
    with pytest.raises(UnreadableError, match="damaged"):
        read_file("ferries.epub", book(**{"OPS__book.opf": b""}))
    content = book()
    with pytest.raises(UnreadableError):
        read_file("ferries.epub", content[: len(content) // 2])


PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
    "<head><title>x</title></head><body>%s</body></html>"
)
AROUND = {
    "cover": '<section epub:type="cover"><img src="c.jpg" alt="Cover"/></section>',
    "title": "<h1>Three Ferries</h1><p>Ada Sample</p><p>Example House</p>",
    "rights": "<p>Copyright © 2019 Ada Sample</p><p>All rights reserved. ISBN 978-0-00-0.</p>",
    "gift": '<section epub:type="dedication"><p>For my sister.</p></section>',
    "one": '<h1>The first ferry</h1><p>It has a wheel<a epub:type="noteref" href="#n1">1</a> of'
    ' oak.</p><h2 id="b">The wheel</h2><p>It turns.</p>'
    '<aside epub:type="footnote" id="n1"><p>1. It burned once.</p></aside>',
    "two": '<section epub:type="cover"><p>A drawing.</p></section><p>It was sold in spring.</p>',
}


def surrounded() -> bytes:
    items = "".join(
        f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>'
        for name in AROUND
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in AROUND)
    head, _, _ = PACKAGE.partition("<manifest>")
    package = (
        f"{head}<manifest>{items}"
        '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        f"</manifest><spine>{spine}</spine></package>"
    )
    nav = PAGE % (
        '<nav epub:type="toc"><ol><li><a href="rights.xhtml">Copyright</a></li>'
        '<li><a href="one.xhtml">The first ferry</a><ol><li><a href="one.xhtml#b">The wheel</a>'
        '</li></ol></li><li><a href="two.xhtml">The second</a></li></ol></nav>'
    )
    files = {f"OPS__{name}.xhtml": PAGE % body for name, body in AROUND.items()}
    return book(OPS__book_opf="", **{"OPS/book.opf": package, "OPS/nav.xhtml": nav}, **files)


def test_what_a_book_has_around_its_text_is_left_out_and_said() -> None:
    article = read_file("ferries.epub", surrounded())
    shown = [article.text[block.start : block.end] for block in article.blocks]
    assert shown == [
        "For my sister.",
        "The first ferry",
        "It has a wheel¹ of oak.",
        "The wheel",
        "It turns.",
        "1. It burned once.",
        "A drawing.",
        "It was sold in spring.",
    ]
    assert [part.text for part in article.left_out][:2] == ["Cover", "Three Ferries"]
    assert "All rights reserved. ISBN 978-0-00-0." in [part.text for part in article.left_out]


def test_a_section_is_named_with_its_chapter_and_a_chosen_notice_is_read() -> None:
    content = surrounded()
    titles = [chapter.title for chapter in chapters_of(content)]
    assert titles[1:] == [
        "Copyright",
        "The first ferry",
        "The first ferry › The wheel",
        "The second",
    ]
    assert "All rights reserved" in read_file("ferries.epub", content, chapters=[2]).text
