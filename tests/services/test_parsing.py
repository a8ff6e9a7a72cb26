"""Files are read in a process of their own, which may break without breaking anything else."""

import asyncio
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from readbot.club.mistakes import Mistake
from readbot.services import parsing
from readbot.text.importers.crossing import Order, packed_outcome, unpacked_outcome

SAMPLES = Path(__file__).parent.parent / "text" / "samples"
PAGE = (SAMPLES / "asking-clock.html").read_bytes()

_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf"/></rootfiles></container>'
)
_BOOK = (
    '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Two Doors</dc:title></metadata>'
    '<manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="b" href="b.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
)
_CHAPTER = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>The {name} door</h1>'
    "<p>Behind the {name} door stood another one, and it was shut.</p></body></html>"
)


def book() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("META-INF/container.xml", _CONTAINER)
        archive.writestr("book.opf", _BOOK)
        archive.writestr("a.xhtml", _CHAPTER.format(name="first"))
        archive.writestr("b.xhtml", _CHAPTER.format(name="second"))
    return packed.getvalue()


async def test_a_page_crosses_from_its_process_whole() -> None:
    article = await parsing.read_page(PAGE, "https://example.org/clock")
    assert article.details.title == "The Clock that Asked Questions"
    assert article.details.source_url == "https://example.org/clock"
    assert unpacked_outcome(packed_outcome(article)) == article


async def test_the_chapters_of_a_book_are_listed_and_one_is_read() -> None:
    assert [c.title for c in await parsing.chapters_of(book())] == [
        "The first door",
        "The second door",
    ]
    article = await parsing.read_file("book.epub", book(), chapters=[2])
    assert article.details.title == "Two Doors"
    assert "first door" not in article.text
    assert await parsing.chapters_of(b"just words") == []


async def test_a_refusal_comes_back_as_a_plain_sentence() -> None:
    with pytest.raises(Mistake, match="has no chapter 9"):
        await parsing.read_file("book.epub", book(), chapters=[9])
    with pytest.raises(Mistake, match="This is a picture"):
        await parsing.read_file("a.txt", b"\x89PNG\r\n" + bytes(60_000))


async def test_what_takes_too_long_is_stopped_and_said_so() -> None:
    begun = time.monotonic()
    order = Order("file", b"A sentence goes here. " * 200_000, "long.txt")
    with pytest.raises(Mistake, match="took longer than"):
        await parsing.outcome_of(order, seconds=0.05)
    assert time.monotonic() - begun < 10


async def test_what_says_too_much_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "LARGEST_OUTCOME", 100_000)
    order = Order("file", b"A sentence goes here. " * 50_000, "long.txt")
    with pytest.raises(Mistake, match="unpacks to more than I can hold"):
        await parsing.outcome_of(order)


async def test_the_end_of_a_process_is_noticed_though_much_of_what_it_said_was_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def deaf(*_: object) -> bytes:
        await asyncio.sleep(60)
        return b""

    monkeypatch.setattr(parsing, "_listen", deaf)
    order = Order("file", b"A sentence goes here. " * 50_000, "long.txt")
    async with asyncio.timeout(30):
        with pytest.raises(Mistake, match="took longer than"):
            await parsing.outcome_of(order, seconds=3)


async def test_what_wants_too_much_memory_ends_alone() -> None:
    order = Order("file", b"A sentence goes here. " * 200_000, "long.txt")
    with pytest.raises(Mistake, match="unpacks to more than I can hold"):
        await parsing.outcome_of(order, memory=30_000_000)


async def test_the_loop_goes_on_while_a_file_is_read() -> None:
    reading = asyncio.create_task(parsing.read_page(PAGE, "https://example.org/clock"))
    longest = 0.0
    while not reading.done():
        begun = time.monotonic()
        await asyncio.sleep(0.01)
        longest = max(longest, time.monotonic() - begun)
    assert longest < 1
    assert (await reading).text


async def test_the_process_learns_nothing_of_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READBOT_DISCORD__TOKEN", "secret")
    assert "secret" not in parsing.environment(1.0, 1).values()


def test_what_is_no_outcome_is_refused() -> None:
    for said in (b"{}", b"[]", b'{"text": 1}', b"not json"):
        with pytest.raises(ValueError, match=r"."):
            unpacked_outcome(said)
