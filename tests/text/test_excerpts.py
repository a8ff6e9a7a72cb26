"""Excerpts: all of the text, in sizes that suit, cut where a reader would pause."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.text.strategies import any_text, marked_text, readings

from readbot.text.article import Block, BlockKind, Emphasis
from readbot.text.discord_markup import length, render_slice
from readbot.text.excerpts import (
    LONG_ROOM,
    PLAIN_ROOM,
    Cut,
    Pace,
    TargetTooLargeError,
    TooManyExcerptsError,
    cut,
    cut_into,
    pace_for,
)
from readbot.text.graphemes import is_border
from readbot.text.reading_time import minutes
from readbot.text.sentences import split

SENTENCE = "The bell of the old tower rang at noon and the whole market stood still. "


def article(*parts: tuple[BlockKind, str]) -> tuple[str, tuple[Block, ...]]:
    blocks: list[Block] = []
    text = ""
    for kind, words in parts:
        start = len(text) + 2 if text else 0
        text = f"{text}\n\n{words}" if text else words
        blocks.append(Block(kind, start, len(text), level=1 if kind is BlockKind.HEADING else 0))
    return text, tuple(blocks)


def paragraph(sentences: int) -> tuple[BlockKind, str]:
    return BlockKind.PARAGRAPH, (SENTENCE * sentences).strip()


HEADING = (BlockKind.HEADING, "The mill")


def cuts(text: str, blocks: tuple[Block, ...], target: float = 0.5) -> list[str]:
    return [
        text[one.start : one.end] for one in cut(text, blocks, "en", pace_for(text, "en", target))
    ]


def small_pace(target: float, room: int) -> Pace:
    return Pace(target, target / 2, target * 1.5, room)


@settings(max_examples=200, deadline=None)
@given(
    reading=readings(st.one_of(any_text(), marked_text())),
    target=st.floats(0.001, 0.02),
    room=st.integers(120, 400),
)
def test_the_excerpts_joined_are_the_text_and_each_fits_its_message(
    reading: tuple[str, tuple[Block, ...], tuple[Emphasis, ...]], target: float, room: int
) -> None:
    text, blocks, emphasis = reading
    try:
        found = cut(text, blocks, None, small_pace(target, room), emphasis=emphasis)
    except TargetTooLargeError:
        return
    assert "".join(text[one.start : one.end] for one in found) == text
    for one in found:
        assert length(render_slice(text, blocks, emphasis, one.start, one.end)) <= room
        assert is_border(text, one.start)


@settings(max_examples=200, deadline=None)
@given(text=any_text(60), room=st.integers(60, 200))
def test_arbitrary_text_without_blocks_is_cut_faithfully(text: str, room: int) -> None:
    found = cut(text, (), None, small_pace(0.001, room))
    assert "".join(text[one.start : one.end] for one in found) == text
    assert all(one.start < one.end for one in found)
    assert all(length(render_slice(text, (), (), one.start, one.end)) <= room for one in found)


def test_a_cut_never_falls_inside_a_sentence_that_fits() -> None:
    text, blocks = article(*[paragraph(1 + n % 7) for n in range(60)])
    starts = {one.start for one in split(text, "en")}
    found = cut(text, blocks, "en", pace_for(text, "en", 0.6))
    assert len(found) > 5
    assert {one.start for one in found} <= starts


def test_a_sentence_longer_than_a_message_is_parted_at_a_clause() -> None:
    text = "he walked along the river, " * 200
    found = cut(text, (), "en", pace_for(text, "en", 1.0))
    assert len(found) > 1
    assert all(text[one.start : one.end].endswith("river, ") for one in found)


def test_a_word_longer_than_a_message_is_parted_between_characters() -> None:
    text = "👩‍👩‍👧‍👦" * 900
    found = cut(text, (), "en", pace_for(text, "en", 0.1))
    assert all(len(text[one.start : one.end]) % 7 == 0 for one in found)


def test_a_heading_opens_an_excerpt_and_never_ends_one() -> None:
    text, blocks = article(paragraph(7), HEADING, paragraph(7), HEADING, paragraph(7))
    found = cuts(text, blocks)
    assert [piece.startswith("The mill") for piece in found] == [False, True, True]
    assert not any(piece.rstrip().endswith("The mill") for piece in found)


def test_a_section_s_end_is_preferred_to_a_paragraph_s_and_that_to_a_sentence_s() -> None:
    text, blocks = article(paragraph(7), HEADING, paragraph(2), paragraph(7))
    assert cuts(text, blocks)[1].startswith("The mill")
    text, blocks = article(paragraph(8), paragraph(7), paragraph(9))
    assert all(piece.endswith("\n\n") for piece in cuts(text, blocks)[:-1])


def test_a_lead_in_stays_with_its_quotation() -> None:
    for kind in (BlockKind.QUOTATION, BlockKind.LIST_ITEM, BlockKind.CODE):
        lead_in = (BlockKind.PARAGRAPH, "This is what she wrote that evening:")
        text, blocks = article(paragraph(8), lead_in, (kind, SENTENCE * 3), paragraph(6))
        found = cuts(text, blocks)
        assert not any(piece.rstrip().endswith(":") for piece in found)


@pytest.mark.parametrize("end", [":", ":—", ",", "—"])
def test_a_lead_in_with_any_mark_stays_with_its_quotation(end: str) -> None:
    lead_in = (BlockKind.PARAGRAPH, f"This is what she wrote that evening{end}")
    quotation = (BlockKind.QUOTATION, SENTENCE * 3)
    text, blocks = article(paragraph(8), lead_in, quotation, paragraph(6))
    assert not any(piece.rstrip().endswith(end) for piece in cuts(text, blocks))


def test_who_is_quoted_is_never_parted_from_the_quotation() -> None:
    for before in range(1, 12):
        name = (BlockKind.QUOTATION, "— Ruth Hale")
        quotation = (BlockKind.QUOTATION, (SENTENCE * 2).strip())
        text, blocks = article(paragraph(before), quotation, name, paragraph(9), paragraph(9))
        assert not any(piece.startswith("—") for piece in cuts(text, blocks))


def test_a_long_text_in_one_excerpt_is_refused_in_a_whole_sentence() -> None:
    text, blocks = article(*[paragraph(4) for _ in range(60)])
    with pytest.raises(TargetTooLargeError, match="The whole text would be too long"):
        cut_into(text, blocks, "en", 1)


def test_no_stub_is_left_at_the_end() -> None:
    for sentences in range(8, 60):
        text, blocks = article(*[paragraph(1) for _ in range(sentences)])
        pace = pace_for(text, "en", 0.5)
        last = cut(text, blocks, "en", pace)[-1]
        assert minutes(text[last.start : last.end], "en") >= pace.smallest_minutes


def test_white_space_between_two_excerpts_belongs_to_the_first() -> None:
    text, blocks = article(*[paragraph(5) for _ in range(8)])
    assert not any(piece[0].isspace() for piece in cuts(text, blocks))


def test_a_short_text_is_one_excerpt_and_an_empty_one_none() -> None:
    assert cut("One word.", (), "en", pace_for("One word.", "en")) == [Cut(0, 9)]
    assert cut("", (), "en", pace_for("", "en")) == []
    assert cut(" \n ", (), "en", pace_for(" \n ", "en")) == [Cut(0, 3)]


def test_a_target_that_fits_no_message_is_refused_with_the_reason() -> None:
    text = SENTENCE * 500
    with pytest.raises(TargetTooLargeError) as refusal:
        pace_for(text, "en", 10)
    assert "a Discord message holds 3650" in str(refusal.value)
    largest = refusal.value.values["largest"]
    assert isinstance(largest, float)
    assert pace_for(text, "en", largest).room == LONG_ROOM


def test_a_target_that_fits_a_plain_message_keeps_every_excerpt_in_one() -> None:
    text = SENTENCE * 500
    assert pace_for(text, "en", 1.0).room == PLAIN_ROOM
    assert pace_for(text, "en", 2.0).room == LONG_ROOM


@pytest.mark.parametrize("count", [1, 2, 3, 7, 20, 41])
def test_as_many_excerpts_are_made_as_asked_for(count: int) -> None:
    text, blocks = article(*[paragraph(1 + n % 3) for n in range(21)])
    text, blocks = (text, blocks) if count > 1 else article(paragraph(20))
    found = cut_into(text, blocks, "en", count)
    assert len(found) == count
    assert "".join(text[one.start : one.end] for one in found) == text


def test_excerpts_asked_for_by_number_are_of_about_equal_size() -> None:
    text, blocks = article(*[paragraph(1 + n % 4) for n in range(80)])
    sizes = [minutes(text[one.start : one.end]) for one in cut_into(text, blocks, "en", 10)]
    assert max(sizes) < 1.5 * min(sizes)


def test_too_few_excerpts_are_refused_with_the_number_that_works() -> None:
    text, blocks = article(*[paragraph(4) for _ in range(60)])
    with pytest.raises(TargetTooLargeError) as refusal:
        cut_into(text, blocks, "en", 2)
    fewest = refusal.value.values["fewest"]
    assert isinstance(fewest, int)
    assert len(cut_into(text, blocks, "en", fewest)) == fewest


def test_more_excerpts_than_sentences_are_refused() -> None:
    with pytest.raises(TooManyExcerptsError, match="only 2 sentences"):
        cut_into("One. Two.", (), "en", 3)


def test_without_a_target_no_text_is_refused() -> None:
    for text in ("x" * 50_000, "👍🏽" * 9_000, "字" * 50_000, "* " * 20_000, "ก" * 50_000):
        pace = pace_for(text, None)
        found = cut(text, (), None, pace)
        assert "".join(text[one.start : one.end] for one in found) == text


def test_a_long_text_of_tiny_pieces_is_cut_in_a_moment() -> None:
    text, blocks = article(*[(BlockKind.PARAGRAPH, "No.")] * 6_000)
    begun = time.perf_counter()
    found = cut(text, blocks, "en", pace_for(text, "en"))
    assert time.perf_counter() - begun < 10
    assert "".join(text[one.start : one.end] for one in found) == text
