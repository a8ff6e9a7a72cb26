"""Folding makes alike what people do not tell apart, with the way back and, quicker, without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.text.strategies import any_text

from readbot.text.folding import fold, fold_text
from readbot.text.passages import LONGEST_INEXACT, matches

SIGNS = " .-'’“”…‥—\u00a0\u200b\u00adﬁßÆİſς０ｚ．،ёأ\u064baΣ\n"
UNEVEN = st.text(st.sampled_from(SIGNS), max_size=25)


@given(any_text() | UNEVEN)
def test_folding_without_the_way_back_gives_the_same_text(text: str) -> None:
    assert fold_text(text) == fold(text).text


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("\u201cWait\u2026\u201d", '"Wait..."'),
        ("it's", "it\u2019s"),
        ("one -- two", "one \u2014 two"),
        ("tide \u2013 ebb", "tide - ebb"),
        (". . .", "\u2026"),
        ("first\nsecond", "first second"),
        ("ﬁnd", "find"),
        ("ＡＢＣ", "abc"),
    ],
)
def test_what_keyboards_put_in_place_of_it_is_alike(typed: str, stands: str) -> None:
    assert fold_text(typed) == fold_text(stands)


def test_a_long_passage_with_a_slip_is_found_by_its_beginning() -> None:
    long = "The boats go out one by one, and the gulls of the harbour go along with them at dawn."
    assert len(long) > LONGEST_INEXACT
    assert matches([(1, "A quiet house."), (2, long)], long.replace("boats", "bots")) == [2]
