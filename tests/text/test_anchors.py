"""A quoted passage is found, asked about, or refused; never guessed."""

import time

import pytest
from benchmarks.made_text import article
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.text.strategies import any_text

from readbot.text.anchors import CONTEXT, Ambiguous, Anchor, Found, Missing, at, find

TEXT = (
    "The mill stood by the river, and nobody had seen the miller since spring.\n\n"
    "“Where is he?” asked the smith. He asked it twice — once of the priest, once of the wall.\n\n"
    "The priest said nothing… The wall said less. In the ﬁrst week of May the wheel began to turn "
    "by itself, slowly, as if someone had breathed on it.\n\n"
    "The smith went home. The priest went home. Nobody went to the mill."
)


def found(quote: str, text: str = TEXT, **hints: object) -> str:
    result = find(text, quote, **hints)  # type: ignore[arg-type]
    assert isinstance(result, Found), result
    anchor = result.anchor
    assert text[anchor.start : anchor.end] == anchor.exact
    return anchor.exact


@pytest.mark.parametrize(
    ("quote", "meant"),
    [
        ("nobody had seen the miller", "nobody had seen the miller"),
        ("  nobody had seen the miller\n", "nobody had seen the miller"),
        ("NOBODY HAD SEEN the Miller", "nobody had seen the miller"),
        ('"Where is he?" asked the smith.', "“Where is he?” asked the smith."),
        ("«Where is he?» asked the smith.", "“Where is he?” asked the smith."),
        ("He asked it twice - once of the priest", "He asked it twice — once of the priest"),
        ("He asked it twice -- once of the priest", "He asked it twice — once of the priest"),
        ("said nothing... The wall", "said nothing… The wall"),
        ("In the first week", "In the ﬁrst week"),
        ("nobody\nhad  seen\tthe miller", "nobody had seen the miller"),
        ("no\u00adbody had\u200b seen the miller", "nobody had seen the miller"),
        ("since spring. “Where is he?”", "since spring.\n\n“Where is he?”"),
        ('"the wheel began to turn by itself"', "the wheel began to turn by itself"),
        ("> the wheel began to **turn** by itself", "the wheel began to turn by itself"),
    ],
)
def test_other_marks_spaces_case_and_breaks_are_the_same_passage(quote: str, meant: str) -> None:
    assert found(quote) == meant


@pytest.mark.parametrize(
    ("quote", "meant"),
    [
        ("nobdy had seen the miler since", "nobody had seen the miller since"),
        ("the wheel begun to turn of itself, slowly", "the wheel began to turn by itself, slowly"),
        ("as if some one had breathed on it", "as if someone had breathed on it"),
        ("he wheel began to turn by itsel", "the wheel began to turn by itself"),
    ],
)
def test_a_mistyped_passage_is_found_in_whole_words(quote: str, meant: str) -> None:
    assert found(quote) == meant


@pytest.mark.parametrize(
    "quote",
    [
        "The mill stood by the river ... since spring",
        "The mill stood by the river … since spring",
        "The mill stood by the river [...] since spring",
        "The mill stood by the river, [ … ] since spring",
        "the mil stood by the river ... nobody ... since spring",
    ],
)
def test_a_shortened_passage_is_found_whole(quote: str) -> None:
    assert found(quote).startswith("The mill stood by the river, and nobody")
    assert found(quote).endswith("since spring")


def test_dots_of_the_author_s_own_may_be_quoted_with_mistakes() -> None:
    quote = "of the prist, once of teh wall. The priest sad nothing... The wal said less"
    assert found(quote) == (
        "of the priest, once of the wall.\n\nThe priest said nothing… The wall said less"
    )


def test_dots_at_the_ends_shorten_nothing() -> None:
    assert found("... the wheel began to turn ...") == "the wheel began to turn"


def test_two_equal_places_are_both_offered_and_none_is_guessed() -> None:
    result = find(TEXT, "went home")
    assert isinstance(result, Ambiguous)
    assert [anchor.exact for anchor in result.candidates] == ["went home", "went home"]
    assert result.candidates[0].start < result.candidates[1].start


def test_a_mistyped_passage_that_fits_two_places_is_asked_about() -> None:
    text = "The first gate was closed at dusk. Later: the third gate was closed at dusk."
    result = find(text, "the fird gate was closed at dusk")
    assert isinstance(result, Ambiguous)
    assert len(result.candidates) == 2


def test_what_stands_around_a_passage_decides_between_places() -> None:
    first = find(TEXT, "went home", prefix="The smith ")
    second = find(TEXT, "went home", suffix=". Nobody went")
    assert isinstance(first, Found)
    assert isinstance(second, Found)
    assert first.anchor.start < second.anchor.start


def test_a_place_clearly_nearer_is_meant() -> None:
    where = TEXT.index("The priest went home")
    result = find(TEXT, "went home", near=where + 12)
    assert isinstance(result, Found)
    assert result.anchor.start > where
    assert isinstance(find(TEXT, "went home", near=0), Ambiguous)


def test_only_the_part_already_posted_is_searched() -> None:
    end = TEXT.index("The priest went home")
    result = find(TEXT, "went home", within=(0, end))
    assert isinstance(result, Found)
    assert result.anchor.end <= end
    assert isinstance(find(TEXT, "Nobody went to the mill", within=(0, end)), Missing)


def test_a_whole_word_is_meant_before_a_part_of_one() -> None:
    assert found("art", "A party of art.") == "art"
    assert found("arty", "A party of art.") == "party"


def test_words_that_stand_nowhere_are_refused_with_the_nearest_three() -> None:
    result = find(TEXT, "The tailor sold seven yards of cloth to a stranger")
    assert isinstance(result, Missing)
    assert len(result.nearest) == 3
    assert len({anchor.start for anchor in result.nearest}) == 3


def test_a_short_quotation_must_be_right() -> None:
    assert isinstance(find(TEXT, "the mull"), Missing)


@pytest.mark.parametrize("quote", ["", "  ", "\n"])
def test_nothing_quoted_finds_nothing(quote: str) -> None:
    assert find(TEXT, quote) == Missing(())


def test_nothing_to_search_finds_nothing() -> None:
    assert find("", "a word") == Missing(())


def test_an_anchor_keeps_what_stands_around_it() -> None:
    start = TEXT.index("the wheel")
    anchor = at(TEXT, start, start + 9)
    assert anchor == Anchor(
        "the wheel", TEXT[start - CONTEXT : start], TEXT[start + 9 :][:CONTEXT], start, start + 9
    )
    assert at(TEXT, 0, 3).prefix == ""


def test_a_cluster_is_not_parted() -> None:
    assert found("family 👩", "The family 👩‍👩‍👧‍👦 came.") == "family 👩‍👩‍👧‍👦"


def test_scripts_without_spaces_keep_their_exact_ends() -> None:
    text = "房子很旧，它在河边。没有人知道是谁的。"
    assert found("它在河边", text) == "它在河边"


@settings(max_examples=200, deadline=None)
@given(text=any_text(10), data=st.data())
def test_whatever_stands_in_the_text_is_found_or_asked_about(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = text[start:end].strip()
    result = find(text, quote)
    anchors = _all(result)
    if quote:
        assert not isinstance(result, Missing)
        assert any(anchor.start <= start + 1 and anchor.end >= end - 1 for anchor in anchors) or (
            len(anchors) > 1 or quote.casefold() in anchors[0].exact.casefold()
        )
    for anchor in anchors:
        assert anchor == at(text, anchor.start, anchor.end)


@settings(max_examples=200, deadline=None)
@given(text=any_text(10), quote=any_text(4))
def test_any_quotation_of_any_text_is_answered(text: str, quote: str) -> None:
    anchors = _all(find(text, quote))
    assert all(0 <= anchor.start <= anchor.end <= len(text) for anchor in anchors)


def _all(result: Found | Ambiguous | Missing) -> tuple[Anchor, ...]:
    match result:
        case Found(anchor):
            return (anchor,)
        case Ambiguous(candidates):
            return candidates
        case Missing(nearest):
            return nearest


def test_a_long_quotation_with_mistakes_is_found_by_its_ends() -> None:
    text, _ = article(30_000, seed=4)
    start = text.index("\n\n", 9_000) + 2
    passage = text[start : start + 2_500].rsplit(" ", 1)[0]
    quote = passage.replace("the old", "teh old").replace("river", "rivr")
    assert quote != passage
    result = find(text, quote)
    assert isinstance(result, Found)
    assert (result.anchor.start, result.anchor.end) == (start, start + len(passage))


def test_a_long_quotation_of_another_text_is_refused() -> None:
    quote = "A tailor sold seven yards of cloth to strangers at noon. " * 40
    result = find(TEXT * 10, quote)
    assert isinstance(result, Missing)
    assert len(result.nearest) == 3


def test_a_quotation_of_dots_and_crumbs_is_answered_in_a_moment() -> None:
    begun = time.perf_counter()
    find(TEXT * 200, " ... ".join(["the"] * 500))
    find(TEXT * 200, "zq " * 1_300)
    assert time.perf_counter() - begun < 10
