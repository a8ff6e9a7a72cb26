"""PDF: lines become paragraphs, what runs along the edges goes, and bad files get a sentence."""

import pytest
from tests.text.importers.printing import Inked, pdf_of

from readbot.text.article import Article, BlockKind, LeftOutReason, UnreadableError
from readbot.text.importers import read_file

BODY = (
    (
        "The keeper of the inner harbour was paid by the hour, which is why he was the first",
        "to notice that the nights had begun to grow longer. He wrote to the board in au-",
        "tumn, and the board replied in the spring.",
    ),
    (
        "Nobody had thought of measuring it before. The clocks were set by the sun, and the",
        "sun was taken at its word. In autumn a second letter was sent, and the lamp was lit",
        "for the gulls alone, who did not mind",
    ),
    ("the bill. That is all there is in the file, but for one drawing of a lamp with a wick",),
)


def booklet() -> list[list[Inked]]:
    pages = []
    for at, body in enumerate(BODY):
        page = [Inked(60, 810, "THE EXAMPLE QUARTERLY", 9), Inked(290, 30, str(at + 11), 9)]
        page += [Inked(60, 640 - 14 * row, words) for row, words in enumerate(body)]
        pages.append(page)
    pages[0] += [
        Inked(60, 770, "The Keeper of the", 24),
        Inked(60, 742, "Longer Nights", 24),
        Inked(60, 710, "By Otto Placeholder"),
        Inked(60, 670, "A first letter", 11, bold=True),
        Inked(90, 580, "What is measured by what it measures can", 10.5),
        Inked(90, 567, "never be found wanting.", 10.5),
        Inked(70, 540, "• a lamp with a spare wick,"),
        Inked(70, 526, "• a bell."),
    ]
    pages[0].sort(key=lambda line: -line.y)
    return pages


def shown(article: Article) -> list[tuple[BlockKind, str]]:
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


def test_lines_become_paragraphs_across_hyphens_and_pages() -> None:
    blocks = shown(read_file("keeper.pdf", pdf_of(booklet())))
    assert blocks == [
        (BlockKind.HEADING, "A first letter"),
        (
            BlockKind.PARAGRAPH,
            "The keeper of the inner harbour was paid by the hour, which is why he was the first"
            " to notice that the nights had begun to grow longer. He wrote to the board in autumn,"
            " and the board replied in the spring.",
        ),
        (
            BlockKind.QUOTATION,
            "What is measured by what it measures can never be found wanting.",
        ),
        (BlockKind.LIST_ITEM, "a lamp with a spare wick,"),
        (BlockKind.LIST_ITEM, "a bell."),
        (
            BlockKind.PARAGRAPH,
            "Nobody had thought of measuring it before. The clocks were set by the sun, and the"
            " sun was taken at its word. In autumn a second letter was sent, and the lamp was lit"
            " for the gulls alone, who did not mind the bill. That is all there is in the file,"
            " but for one drawing of a lamp with a wick",
        ),
    ]


def test_title_and_author_come_from_the_first_page_and_not_from_a_file_name() -> None:
    content = pdf_of(booklet(), title="Microsoft Word - final2.doc")
    details = read_file("keeper.pdf", content).details
    assert details.title == "The Keeper of the Longer Nights"
    assert details.author == "Otto Placeholder"
    assert details.published is None
    assert details.language == "en"


def test_running_heads_and_page_numbers_are_left_out_and_said() -> None:
    article = read_file("keeper.pdf", pdf_of(booklet()))
    running = [left.text for left in article.left_out if left.reason == LeftOutReason.RUNNING]
    assert sorted(running) == ["11", "THE EXAMPLE QUARTERLY"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pdf_of([[], []]), "pictures of pages and no words"),
        (pdf_of(booklet(), locked=True), "locked with a password"),
        (pdf_of(booklet())[:300], "damaged"),
        (b"%PDF-1.7\n\x00\xff", "damaged"),
    ],
)
def test_a_scanned_locked_or_damaged_file_gets_its_own_sentence(
    content: bytes, sentence: str
) -> None:
    with pytest.raises(UnreadableError, match=sentence):
        read_file("bad.pdf", content)
