"""A text has so many characters at most, whatever it comes in, and is refused in a sentence."""

import zlib
from collections.abc import Callable

import pytest
from tests.hostile.straining import FORMATS

from readbot.club.mistakes import Mistake
from readbot.services import parsing
from readbot.text.article import UnreadableError
from readbot.text.importers import read_file, read_page, read_pasted
from readbot.text.importers.crossing import Order

SAID = "This text is longer than {} characters, the most that this readbot takes at once."


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_is_read_up_to_the_limit_and_refused_above_it(name: str) -> None:
    content = FORMATS[name]()
    length = len(read_file(name, content).text)
    assert len(read_file(name, content, longest=length).text) == length
    with pytest.raises(UnreadableError, match=SAID.format(length - 1)):
        read_file(name, content, longest=length - 1)


def test_so_are_pasted_words_and_pages() -> None:
    words = "The keeper lights the lamp each evening. " * 30
    page = f"<html><body><article><h1>Lamps</h1><p>{words}</p></article></body></html>"
    assert len(read_pasted(words, longest=1300).text) > 1200
    readers: tuple[Callable[[], object], ...] = (
        lambda: read_pasted(words, longest=1200),
        lambda: read_page(page.encode(), "https://example.com/", longest=1200),
        lambda: read_page(words.encode(), "https://example.com/", longest=1200),
        lambda: read_page(FORMATS["a.pdf"](), "https://example.com/", longest=100),
    )
    for read in readers:
        with pytest.raises(UnreadableError, match=r"This text is longer than"):
            read()


def test_marks_that_are_no_words_do_not_count() -> None:
    hidden = f"<!-- {'x' * 5000} -->"
    page = f"<html><body>{hidden}<article><p>{'A lamp. ' * 30}</p></article></body></html>"
    assert len(read_file("a.html", page.encode(), longest=300).text) < 300


def many_pages(count: int) -> bytes:
    """A small PDF of so many pages, all of which show the same sixty thousand characters."""
    line = b"(" + b"a" * 60 + b") Tj 0 -12 Td "
    stream = zlib.compress(b"BT /F1 12 Tf 10 700 Td " + line * 1000 + b"ET")
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(count))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 3 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>"
    )
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *[page] * count,
    )
    objects = [b"%d 0 obj\n%b\nendobj\n" % pair for pair in enumerate(parts, 1)]
    return b"%PDF-1.4\n" + b"".join(objects) + b"trailer << /Root 1 0 R >>\n%%EOF"


async def test_a_small_pdf_of_very_many_characters_is_refused_before_they_are_taken_out() -> None:
    content = many_pages(1000)
    assert len(content) < 300_000
    # All sixty million would take longer than the process has.
    with pytest.raises(Mistake, match=SAID.format(100_000)):
        await parsing.outcome_of(Order("file", content, "a.pdf", longest=100_000))
