"""Web pages: the article and its form, and nothing of the page around it."""

from pathlib import Path

import pytest

from readbot.text.article import Article, BlockKind, EmphasisKind, LeftOutReason, UnreadableError
from readbot.text.importers import read_file, read_page

SAMPLES = Path(__file__).parent.parent / "samples"
PROSE = "Every evening the square is swept, and every morning it is as if nobody had. " * 3


def page() -> Article:
    return read_file("clock.html", (SAMPLES / "asking-clock.html").read_bytes())


def shown(article: Article) -> list[tuple[BlockKind, str]]:
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


def test_a_page_says_its_details() -> None:
    details = page().details
    assert details.title == "The Clock that Asked Questions"
    assert details.subtitle == "In a small town, the hours come with a question mark."
    assert details.author == "Mara Invented"
    assert details.published == "2024-02-29"
    assert details.publisher == "The Example Gazette"
    assert details.language == "en"
    assert details.source_url == "https://gazette.example/clock"


def test_a_page_keeps_its_structure() -> None:
    article = page()
    blocks = shown(article)
    assert blocks[0] == (BlockKind.CAPTION, "The clock tower at dusk. Photo: P. Made-Up")
    assert (BlockKind.HEADING, "How it works") in blocks
    quotations = [words for kind, words in blocks if kind is BlockKind.QUOTATION]
    assert quotations == [
        "Let it not tell them the hour, for they know the hour. Let it ask them what they did"
        " with it."
    ]
    items = [block for block in article.blocks if block.kind is BlockKind.LIST_ITEM]
    assert [(block.level, block.label) for block in items] == [
        (1, "1."),
        (1, "2."),
        (2, "•"),
        (2, "•"),
        (1, "3."),
    ]
    assert (BlockKind.CODE, "bell(hour):\n    ask(hour)") in blocks
    assert (BlockKind.PARAGRAPH, "1900 | 3") in blocks
    marked = [(span.kind, article.text[span.start : span.end]) for span in article.emphasis]
    assert marked == [(EmphasisKind.ITALIC, "asks"), (EmphasisKind.BOLD, "answer it")]


def test_menus_and_appeals_of_a_page_are_not_in_its_text() -> None:
    article = page()
    for words in ("Home", "cookies", "Advertisement", "newsletter", "Facebook", "rights reserved"):
        assert words not in article.text
    assert "subscribed to a simpler view" in article.text
    assert [left.reason for left in article.left_out] == [
        LeftOutReason.ADVERTISEMENT,
        LeftOutReason.APPEAL,
        LeftOutReason.APPEAL,
    ]


def test_nothing_is_invented_where_a_page_says_nothing() -> None:
    article = read_file("bare.html", f"<html><body><p>{PROSE}</p><p>{PROSE}</p>".encode())
    details = article.details
    assert (details.title, details.author, details.published) == (None, None, None)
    assert (details.publisher, details.source_url, details.subtitle) == (None, None, None)


def test_a_page_in_an_old_encoding_is_read_as_browsers_read_it() -> None:
    source = (
        '<html><head><meta charset="iso-8859-1"><title>x</title></head>'
        f"<body><p>Caf\u00e9 \u201cnoir\u201d \u2013 {PROSE}</p></body></html>"
    )
    article = read_page(source.encode("cp1252"), "https://example.org/a")
    assert article.text.startswith("Café “noir” – Every evening")
    assert article.details.source_url == "https://example.org/a"


def test_lists_keep_their_first_number_and_breaks_their_lines() -> None:
    source = (
        f"<html><body><article><p>{PROSE}</p><ol start='4'><li>{PROSE}</li><li>{PROSE}</li></ol>"
        f"<p>{PROSE}<br>{PROSE}<br><br>{PROSE}</p><p>E = mc<sup>2</sup>. {PROSE}</p></article>"
    )
    article = read_file("list.html", source.encode())
    assert [block.label for block in article.blocks if block.label] == ["4.", "5."]
    assert [words.count("\n") for kind, words in shown(article)][-3:] == [1, 0, 0]
    assert "E = mc². Every" in article.text


@pytest.mark.parametrize(
    "source", ["<html></html>", "<html><body><script>alert(1)</script></body></html>"]
)
def test_a_page_without_words_is_refused_with_what_to_do(source: str) -> None:
    with pytest.raises(UnreadableError, match="copy its text and paste that"):
        read_file("app.html", source.encode())


def test_neither_scripts_nor_hidden_words_are_read() -> None:
    source = (
        f"<html><body><p>{PROSE}</p><p style='display: none'>secret one</p>"
        f"<p hidden>secret two</p><script>secret()</script><p>{PROSE}</p></body></html>"
    )
    assert "secret" not in read_file("a.html", source.encode()).text


def test_a_rule_left_alone_goes_and_what_was_left_out_keeps_its_place() -> None:
    source = (
        f"<html><body><article><p>{PROSE}</p><hr><p>Advertisement</p><hr><h2>Then</h2>"
        f"<p>{PROSE}1</p><hr></article></body></html>"
    )
    article = read_file("a.html", source.encode())
    assert [kind for kind, _ in shown(article)] == [
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
    ]
    assert [left.position for left in article.left_out] == [1]
