"""Completion finds the sentence that someone is typing."""

from readbot.text.passages import matches

SENTENCES = [
    (10, "The mill stood by the river."),
    (20, "Nobody had seen the miller since spring."),
    (30, "“Where is he?” asked the smith."),
    (40, "He ran, and the river ran with him."),
    (50, "房子很旧。"),
]


def test_nothing_typed_gives_the_first_sentences() -> None:
    assert matches(SENTENCES, " ", limit=2) == [10, 20]


def test_a_sentence_that_begins_so_comes_before_one_that_holds_it() -> None:
    assert matches(SENTENCES, "the")[0] == 10
    assert matches(SENTENCES, "where is he")[0] == 30


def test_a_word_s_beginning_comes_before_its_middle() -> None:
    assert matches([(1, "A windmill."), (2, "An old mill.")], "mill") == [2, 1]


def test_the_words_may_come_in_any_order() -> None:
    assert matches(SENTENCES, "river mill")[0] == 10


def test_a_mistyped_word_still_finds_its_sentence() -> None:
    assert matches(SENTENCES, "nobdy had sen the miler")[0] == 20


def test_quotation_marks_and_case_are_no_matter() -> None:
    assert matches(SENTENCES, '"WHERE IS HE?"')[0] == 30


def test_any_script_is_searched() -> None:
    assert matches(SENTENCES, "很旧") == [50]


def test_words_that_stand_nowhere_find_nothing() -> None:
    assert matches(SENTENCES, "zzzz qqqq xxxx") == []


def test_no_more_than_the_limit_is_offered() -> None:
    assert len(matches([(n, f"Line {n}.") for n in range(90)], "line")) == 25
