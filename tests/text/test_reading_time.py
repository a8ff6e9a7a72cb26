"""How long a text takes to read."""

import pytest

from readbot.text.reading_time import minutes, words_a_minute


def test_words_make_minutes() -> None:
    assert minutes("word " * 230) == pytest.approx(1)


def test_scripts_without_spaces_are_measured_by_characters() -> None:
    assert minutes("字" * 500, "zh") == pytest.approx(1)
    assert minutes("ก" * 900, "th") == pytest.approx(1)


def test_a_mixed_text_counts_both() -> None:
    assert minutes("字" * 500 + " word" * 230) == pytest.approx(2)


def test_signs_among_characters_are_no_words() -> None:
    assert minutes("字字。「字」", "zh") == pytest.approx(3 / 500)


def test_a_language_of_long_words_has_fewer_a_minute() -> None:
    assert minutes("Wort " * 100, "de-AT") > minutes("word " * 100, "en")
    assert words_a_minute("xx") == words_a_minute(None)
