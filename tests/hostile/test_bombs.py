"""Small files that become large, over the wire: each is answered, and nobody waits for it."""

import asyncio
import struct
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.chat.conftest import Stage
from tests.hostile.straining import FORMATS, book, book_with, pdf_with

from readbot.rehearsal.people import Upload
from readbot.services import parsing

PATIENCE = 90.0
TOO_LONG = "This text is longer than 300 characters"


def crowded(entries: int) -> bytes:
    """The small book with so many empty files more, which all are one place in it."""
    whole = book(1)
    at = whole.rfind(b"PK\x05\x06")
    count, size, start = struct.unpack_from("<HLL", whole, at + 10)
    fields = struct.pack("<6H3L5H2L", 20, 20, 0, 0, 0, 33, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0)
    listed = b"".join(b"PK\x01\x02%b%05d" % (fields, number) for number in range(entries))
    count = (count + entries) % 65_536
    end = struct.pack("<4H2LH", 0, 0, count, count, size + len(listed), start, 0)
    return whole[:at] + listed + b"PK\x05\x06" + end


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "packed.pdf": (
        lambda: pdf_with(b"q " * 1_000_000 + b"Q " * 1_000_000),
        "This PDF holds pictures of pages and no words.",
    ),
    "zeros.epub": (
        lambda: book_with(b"<p>" + b"a" * 40_000_000),
        "This EPUB unpacks to more than a book holds",
    ),
    "crowded.epub": (lambda: crowded(100_000), "This EPUB unpacks to more than a book holds"),
    "line.txt": (lambda: b"a" * 5_000_000, "**aaaa"),
    "deep.html": (lambda: b"<div>" * 100_000 + b"deep", "There is no article in this page."),
}


async def test_each_is_answered_plainly_and_others_are_answered_meanwhile(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.first_excerpt()
    stage.client.house = replace(stage.client.house, largest_file=8_000_000)
    files = [Upload(name, made()) for name, (made, _) in BOMBS.items()]
    assert all(len(file.content) < 8_000_000 for file in files)
    begun, may_end = asyncio.Event(), asyncio.Event()
    reading = parsing.outcome_of

    async def held(*order: object, **limits: object) -> object:
        begun.set()
        await may_end.wait()
        return await reading(*order, **limits)  # type: ignore[arg-type]

    monkeypatch.setattr(parsing, "outcome_of", held)
    sent = asyncio.gather(
        *(stage.mod.slash("reading add", stage.books, file=file) for file in files)
    )
    await begun.wait()
    meanwhile = await (await stage.ann.slash("notes", stage.books)).settled()
    assert meanwhile.kind == "message"
    replies = await sent
    # However long they take, all of them have been acknowledged before any is read.
    assert [reply.kind for reply in replies] == ["deferred"] * len(files)
    may_end.set()
    ends = asyncio.gather(*(reply.settled(PATIENCE) for reply in replies))
    other = await (await stage.ann.slash("questions", stage.books)).settled()
    assert other.kind == "message"
    for file, answer in zip(files, await ends, strict=True):
        assert answer.kind == "message", file.name
        assert answer.text.startswith(BOMBS[file.name][1]), (file.name, answer.text[:300])


async def test_a_text_beyond_the_limit_is_refused_in_a_sentence_whichever_way_it_comes(
    stage: Stage,
) -> None:
    await stage.first_excerpt()
    stage.client.house = replace(stage.client.house, longest_text=300)
    for name in ("a.txt", "a.pdf"):  # tests/text/importers/test_lengths.py has the others
        file = Upload(name, FORMATS[name]())
        sent = await stage.mod.slash("reading add", stage.books, file=file)
        assert (await sent.settled(PATIENCE)).text.startswith(TOO_LONG), name
    form = await stage.mod.slash("reading add", stage.books, title="Long")
    pasted = await (await stage.mod.submit(form, {"text1": "A lamp. " * 50})).settled(PATIENCE)
    assert pasted.text.startswith(TOO_LONG)
    assert "A lamp. A lamp." in pasted.text or pasted.files
