"""Markdown: every kind of block, and what its front matter says."""

from pathlib import Path

from readbot.text.article import Article, BlockKind, EmphasisKind
from readbot.text.importers import read_file, read_pasted

SAMPLES = Path(__file__).parent.parent / "samples"


def sample(name: str) -> Article:
    return read_file(name, (SAMPLES / name).read_bytes())


def shown(article: Article) -> list[tuple[BlockKind, int, str, str]]:
    return [(b.kind, b.level, b.label, article.text[b.start : b.end]) for b in article.blocks]


def test_the_front_matter_gives_the_details_and_the_same_title_is_not_repeated() -> None:
    article = sample("wind-over-the-dunes.md")
    assert article.details.title == "Wind over the Dunes"
    assert article.details.author == "C. Placeholder, D. Standin"
    assert article.details.published == "2021-09-14"
    assert article.details.language == "en"
    assert "Wind over the Dunes" not in article.text


def test_every_kind_of_block_is_kept() -> None:
    blocks = shown(sample("wind-over-the-dunes.md"))
    assert (BlockKind.HEADING, 2, "", "The first mile") in blocks
    assert (BlockKind.QUOTATION, 1, "", "A dune is a wave that has forgotten the sea.") in blocks
    assert any(kind is BlockKind.QUOTATION and level == 2 for kind, level, _, _ in blocks)
    assert (BlockKind.CAPTION, 0, "", "A row of fence posts, half buried") in blocks
    assert (BlockKind.LIST_ITEM, 1, "2.", "a hat, and") in blocks
    assert (BlockKind.LIST_ITEM, 2, "•", "a string for it") in blocks
    assert (BlockKind.LIST_ITEM, 1, "3.", "patience.") in blocks
    assert (BlockKind.CODE, 0, "", "def walk(step):\n    return step + 1") in blocks
    assert (BlockKind.PARAGRAPH, 0, "", "high | 12:25") in blocks


def test_emphasis_covers_exactly_its_words() -> None:
    article = sample("wind-over-the-dunes.md")
    marked = [(span.kind, article.text[span.start : span.end]) for span in article.emphasis]
    assert marked == [
        (EmphasisKind.ITALIC, "A walk in four parts"),
        (EmphasisKind.BOLD, "people who never arrive"),
        (EmphasisKind.ITALIC, "surveyor's handbook"),
        (EmphasisKind.ITALIC, "daily"),
    ]


def test_links_keep_their_words_and_footnotes_come_last() -> None:
    article = sample("wind-over-the-dunes.md")
    assert "See the tide tables before you go.\nThey change daily." in article.text
    assert "has it[1]:" in article.text
    assert shown(article)[-1] == (
        BlockKind.LIST_ITEM,
        1,
        "[1]",
        "The handbook was printed in 1903 and never again.",
    )


def test_a_single_first_heading_is_the_title_and_a_line_below_it_the_author() -> None:
    article = read_pasted(
        "# On Slowness\n\nBy Ina Example\n\nNobody hurries here.\n\n## Later\n\nEnd."
    )
    assert article.details.title == "On Slowness"
    assert article.details.author == "Ina Example"
    assert article.text == "Nobody hurries here.\n\nLater\n\nEnd."


def test_crossing_tags_and_marks_never_break_the_walk() -> None:
    article = read_pasted("# A\n\n*a</em> b*</i> <i>c **d</b> e** f\n\n## B\n\nword")
    assert "a b c d e f" in article.text
