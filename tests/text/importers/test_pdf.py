"""PDF: lines become paragraphs, what runs along the edges goes, and bad files get a sentence."""

import textwrap
from itertools import zip_longest

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


LEFT = (
    "The keeper of the harbour was paid by the hour, and he was the first to notice that the "
    "nights had begun to grow longer. He wrote to the board in autumn, "
    "and it replied in the spring. "
)
RIGHT = (
    "In the second year a commission came with instruments of brass and measured the dark. They "
    "found that it had grown by a quarter of an hour, and they went home to say so. "
)


def column(x: float, y: float, words: str, width: int = 46, size: float = 10) -> list[Inked]:
    lines = textwrap.wrap(words, width)
    return [Inked(x, y - 1.25 * size * row, line, size) for row, line in enumerate(lines)]


@pytest.mark.parametrize("printed", ["column by column", "row by row"])
def test_a_column_is_read_to_its_end_before_the_next_begins(printed: str) -> None:
    sides = [column(50, 680, LEFT * 2), column(310, 680, RIGHT * 2)]
    body = sides[0] + sides[1]
    if printed == "row by row":
        body = [line for row in zip_longest(*sides) for line in row if line is not None]
    foot = Inked(50, 80, "A line at the foot crosses both of the columns and goes on for a while.")
    page = [Inked(50, 760, "The Longer Nights", 22), *body, foot, Inked(290, 30, "12", 9)]
    article = read_file("nights.pdf", pdf_of([page]))
    assert article.details.title == "The Longer Nights"
    expected = [(LEFT * 2).strip(), (RIGHT * 2).strip(), foot.words]
    assert [words for _, words in shown(article)] == expected
    assert [part.text for part in article.left_out] == ["12"]


def test_a_heading_in_a_column_stays_above_its_paragraph() -> None:
    at = RIGHT.index("brass")
    page = [Inked(50, 760, "Columns", 22), *column(50, 720, LEFT * 2)]
    page += [Inked(50, 560, "The commission", 10, bold=True), *column(50, 545, RIGHT[:at])]
    page += column(310, 720, RIGHT[at:] + LEFT)
    blocks = shown(read_file("columns.pdf", pdf_of([page])))
    assert [kind for kind, _ in blocks] == [
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
    ]
    assert blocks[2][1] == (RIGHT + LEFT).strip()


def test_a_note_at_the_foot_stands_below_the_paragraph_that_it_interrupts() -> None:
    first = column(60, 720, LEFT + "The dark was then measured again by a second commis-", 80, 11)
    note = Inked(60, 90, "1 See the minutes of the harbour board, volume four.", 8)
    second = column(60, 780, "sion, which found less of it than the first had found.", 80, 11)
    blocks = shown(read_file("notes.pdf", pdf_of([[*first, note], second])))
    assert blocks == [
        (
            BlockKind.PARAGRAPH,
            LEFT + "The dark was then measured again by a second commission, which found less of "
            "it than the first had found.",
        ),
        (BlockKind.PARAGRAPH, note.words),
    ]


def test_what_stands_level_and_far_apart_is_one_line_where_there_are_no_columns() -> None:
    rows = [
        line
        for row in range(9)
        for line in (
            Inked(60, 700 - 15 * row, f"Chapter {row + 1}: on the measuring of the dark."),
            Inked(520, 700 - 15 * row, f"p. {10 * row + 1}"),
        )
    ]
    page = [Inked(60, 760, "Contents", 22), *rows, *column(60, 500, LEFT, 80, 11)]
    text = read_file("contents.pdf", pdf_of([page])).text
    assert "Chapter 9: on the measuring of the dark. p. 81" in text
