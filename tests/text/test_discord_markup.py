"""What Discord shows of an article is what its author wrote."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.text.discord_reader import BULLET, shown
from tests.text.strategies import MARKS, any_text, marked_text, readings

from readbot.text.article import Block, BlockKind, Emphasis, EmphasisKind
from readbot.text.discord_markup import escape, length, render_block, render_slice


@pytest.mark.parametrize("mark", MARKS)
def test_each_mark_shows_as_it_stands(mark: str) -> None:
    for text in (mark, f"{mark} word", f"word {mark}", f"a{mark}b{mark}c", f"x\n{mark}\ny"):
        assert shown(escape(text)) == text


def test_the_model_would_show_the_same_marks_otherwise() -> None:
    for text in ("*a*", "__a__", "# a", "> a", "1.  a", "`a`", "<@1>", "||a||", "[a](https://b.c)"):
        assert shown(text) != text


@settings(max_examples=1_000)
@given(text=st.one_of(marked_text(), any_text(8), st.text(max_size=40)))
@example(text="see https://example.org/a_b_(c).")
@example(text="https://example.org/*a*")
@example(text="¯\\_(ツ)_/¯")
def test_any_text_shows_as_it_stands(text: str) -> None:
    text = text.replace("\r", "\n")
    assert shown(escape(text)) == text


def test_an_address_stays_one_that_can_be_followed() -> None:
    assert (
        escape("See https://example.org/a_b, please.") == "See <https://example.org/a_b>, please."
    )


def test_an_invitation_is_only_words() -> None:
    assert "discord.gg" not in escape("Join discord.gg/abc or https://discord.gg/abc")


def test_plain_words_stay_untouched() -> None:
    assert escape("Ann read 3.5 pages - slowly; then, at 10 o'clock, slept.") == (
        "Ann read 3.5 pages - slowly; then, at 10 o'clock, slept."
    )


@settings(max_examples=500)
@given(reading=readings(st.one_of(marked_text(), any_text(6))), data=st.data())
def test_any_slice_of_a_reading_shows_the_author_s_words(
    reading: tuple[str, tuple[Block, ...], tuple[Emphasis, ...]], data: st.DataObject
) -> None:
    text, blocks, emphasis = reading
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    rendered = render_slice(text, blocks, emphasis, start, end)
    assert _lines(shown(rendered)) == _lines(_expected(text, blocks, start, end))


def _expected(text: str, blocks: tuple[Block, ...], start: int, end: int) -> str:
    if not blocks:
        return text[start:end]
    parts: list[str] = []
    for block in blocks:
        words = text[max(start, block.start) : min(end, block.end)]
        if not words.strip():
            continue
        if block.label and start <= block.start:
            words = f"{BULLET if block.label == '•' else block.label} {words}"
        parts.append(words)
    return "\n\n".join(parts)


def _lines(text: str) -> list[str]:
    """The lines that have words; how many stand apart is a matter of typography."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def test_blocks_are_dressed_by_their_kind() -> None:
    parts = [
        Block(BlockKind.HEADING, 0, 4, 1),
        Block(BlockKind.HEADING, 0, 4, 5),
        Block(BlockKind.QUOTATION, 0, 4, 1),
        Block(BlockKind.LIST_ITEM, 0, 4, 1, "•"),
        Block(BlockKind.LIST_ITEM, 0, 4, 2, "3."),
        Block(BlockKind.CAPTION, 0, 4),
        Block(BlockKind.CODE, 0, 4),
    ]
    rendered = [render_block("word", block) for block in parts]
    assert rendered == [
        "## word",
        "**word**",
        "> word",
        "- word",
        "  3. word".replace("3.", "3\\."),
        "-# word",
        "```\nword\n```",
    ]


def test_emphasis_keeps_spaces_outside_its_signs() -> None:
    text = "a very old house"
    emphasis = (Emphasis(EmphasisKind.ITALIC, 1, 7), Emphasis(EmphasisKind.BOLD, 7, 10))
    block = Block(BlockKind.PARAGRAPH, 0, len(text))
    assert render_block(text, block, emphasis) == "a *very* **old** house"


def test_words_both_bold_and_italic_are_both() -> None:
    text = "a very old house"
    emphasis = (Emphasis(EmphasisKind.BOLD, 2, 10), Emphasis(EmphasisKind.ITALIC, 7, 10))
    block = Block(BlockKind.PARAGRAPH, 0, len(text))
    assert render_block(text, block, emphasis) == "a **very** ***old*** house"


def test_a_quotation_of_two_lines_is_quoted_on_both() -> None:
    assert render_block("one\ntwo", Block(BlockKind.QUOTATION, 0, 7, 1)) == "> one\n> two"


def test_items_of_a_list_stand_close_and_paragraphs_apart() -> None:
    text = "tea\n\nbread\n\nEnd."
    blocks = (
        Block(BlockKind.LIST_ITEM, 0, 3, 1, "•"),
        Block(BlockKind.LIST_ITEM, 5, 10, 1, "•"),
        Block(BlockKind.PARAGRAPH, 12, 16),
    )
    assert render_slice(text, blocks, (), 0, len(text)) == "- tea\n- bread\n\nEnd."


def test_an_item_entered_midway_has_no_label() -> None:
    text = "One. Two."
    blocks = (Block(BlockKind.LIST_ITEM, 0, 9, 1, "•"),)
    assert render_slice(text, blocks, (), 5, 9) == "Two."


@given(text=st.text(max_size=50))
def test_length_is_never_shorter_than_any_way_to_count(text: str) -> None:
    assert length(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2
    assert length(text) >= len(text)
