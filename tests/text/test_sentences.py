"""Where sentences begin and end."""

import time
from itertools import pairwise

import pytest
from benchmarks.sentence_cases import CASES
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.text.strategies import any_text

from readbot.text.sentences import CALL_ROOM, Sentence, split


def pieces(text: str, language: str | None) -> list[str]:
    return [text[one.start : one.end] for one in split(text, language)]


@pytest.mark.parametrize(
    ("language", "case"),
    [(language, case) for language, cases in CASES.items() for case in cases],
)
def test_a_sentence_ends_where_a_reader_of_the_language_says(language: str, case: str) -> None:
    expected = [piece.strip() for piece in case.split("‖")]
    assert pieces(case.replace("‖", ""), language) == expected


@pytest.mark.parametrize("language", CASES)
def test_without_a_language_the_script_still_gives_plain_borders(language: str) -> None:
    case = CASES[language][0]
    assert pieces(case.replace("‖", ""), None) == [piece.strip() for piece in case.split("‖")]


def test_a_language_may_come_with_its_region() -> None:
    assert pieces("O Sr. Lima veio. Ficou.", "pt-BR") == ["O Sr. Lima veio.", "Ficou."]


def test_a_language_nobody_knows_is_no_error() -> None:
    assert pieces("One. Two.", "tlh") == ["One.", "Two."]


def test_items_counted_in_one_line_are_sentences() -> None:
    text = "1) Take the tea 2) Boil the water 3) Wait"
    assert pieces(text, "en") == ["1) Take the tea", "2) Boil the water", "3) Wait"]


def test_a_number_in_the_middle_of_a_sentence_begins_no_item() -> None:
    text = "She owns 2. Nobody knows why."
    assert pieces(text, "en") == ["She owns 2.", "Nobody knows why."]


def test_a_blank_line_ends_a_sentence_without_a_mark() -> None:
    assert pieces("A headline\n\nThe first words", "en") == ["A headline", "The first words"]


def test_only_the_wanted_slice_is_split() -> None:
    text = "One. Two. Three."
    assert split(text, "en", 5, 9) == [Sentence(5, 9)]


def test_a_paragraph_longer_than_one_call_is_split_as_if_it_were_not() -> None:
    sentence = "The bell of the old tower rang at noon, as Dr. Lane had said. "
    text = sentence * (3 * CALL_ROOM // len(sentence))
    assert set(pieces(text, "en")) == {sentence.strip()}


def test_a_sentence_longer_than_one_call_stays_whole() -> None:
    text = "and so on " * CALL_ROOM + "to the end. Then silence."
    assert len(pieces(text, "en")) == 2


@settings(max_examples=300)
@given(text=any_text(), language=st.sampled_from([None, *CASES]))
def test_every_sign_that_is_not_blank_is_in_one_sentence(text: str, language: str | None) -> None:
    found = split(text, language)
    inside = "".join(text[one.start : one.end] for one in found)
    assert "".join(inside.split()) == "".join(text.split())
    assert all(one.start < one.end for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(text[one.start : one.end].strip() == text[one.start : one.end] for one in found)


@pytest.mark.parametrize(
    "unit", [". ", "1. ", "e.g. ", "A. B. ", "!?", "“", "(", "。", "… ", "a) "]
)
def test_hostile_text_takes_no_longer_than_a_moment(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begun = time.perf_counter()
    split(text, "en")
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["On Sept. 14 he paid approx. 3.5 million.", "Nobody asked."]),
        ("it", ["Era l'11 sett. 1901.", "Pioveva."]),
        ("nl", ["Op 3 okt. 1921 kwam hij.", "Het was koud."]),
    ],
)
def test_a_shortened_month_before_a_number_ends_nothing(
    language: str, sentences: list[str]
) -> None:
    text = " ".join(sentences)
    assert [text[one.start : one.end] for one in split(text, language)] == sentences


def test_a_sentence_never_begins_with_a_sign_that_joins_what_stands_before_it() -> None:
    assert pieces("שלום עולם. \u200c", None) == ["שלום עולם. \u200c"]
