"""What is chosen stands for what most say, briefly, in many voices, in any script."""

import random
import string
from collections.abc import Sequence
from statistics import mean

from benchmarks.opinions import SETS
from benchmarks.rouge import beside
from hypothesis import given
from hypothesis import strategies as st

from readbot.digest import themes
from readbot.digest.words import tokens


def representatives(
    texts: Sequence[str], count: int, voices: Sequence[str] | None = None
) -> list[int]:
    """Everybody says one thing where nothing else is said about voices."""
    return themes.representatives(texts, count, voices or [str(i) for i in range(len(texts))])


def _planted(seed: int, count: int, themes: int) -> tuple[list[str], list[int]]:
    """Texts of made-up words, each about one theme."""
    rng = random.Random(seed)  # noqa: S311  the same discussion in every run
    words = ["".join(rng.choices(string.ascii_lowercase, k=7)) for _ in range(themes * 15 + 60)]
    common, own = words[:60], words[60:]
    about = [rng.randrange(themes) for _ in range(count)]
    texts = []
    for theme in about:
        subject = rng.choices(own[theme * 15 : theme * 15 + 15], k=rng.randint(3, 8))
        texts.append(" ".join([*subject, *rng.choices(common, k=rng.randint(2, 8))]))
    return texts, about


def test_the_chosen_texts_cover_the_themes_that_were_planted() -> None:
    for seed in range(5):
        texts, about = _planted(seed, 120, 5)
        chosen = representatives(texts, 5)
        assert len({about[index] for index in chosen}) >= 4


def test_what_most_say_briefly_comes_before_what_one_says_at_length() -> None:
    long = (
        "The narrator, as I kept thinking on the long train home to my sister's house, cannot be "
        "trusted, although the weather and the food and the other guests were all described well."
    )
    texts = ["It rained on Monday.", long, "I do not trust the narrator.", "The pace is slow."]
    texts += ["The narrator cannot be trusted.", "Trust this narrator? Never.", "Slow pace."]
    assert "narrator" in texts[representatives(texts, 1)[0]]
    assert len(texts[representatives(texts, 1)[0]]) < 40


def test_a_second_voice_is_heard_before_the_first_speaks_again() -> None:
    texts = ["The lamp is a promise."] * 6
    chosen = representatives(texts, 2, ["a", "a", "a", "a", "b", "a"])
    assert {["a", "a", "a", "a", "b", "a"][index] for index in chosen} == {"a", "b"}


@given(st.lists(st.text(max_size=60), max_size=30), st.integers(0, 8))
def test_any_texts_give_distinct_choices_always_the_same(texts: list[str], count: int) -> None:
    chosen = representatives(texts, count)
    assert len(set(chosen)) == len(chosen) == min(count, len(texts))
    assert chosen == representatives(texts, count)


def test_a_question_does_not_stand_for_what_is_thought() -> None:
    texts = ["Is the narrator honest?", "The narrator is honest.", "An honest narrator, I say."]
    assert not texts[representatives(texts, 1)[0]].endswith("?")


def test_a_theme_is_found_among_very_many_notes() -> None:
    texts, about = _planted(9, 6000, 5)
    chosen = representatives(texts, 5)
    assert len({about[index] for index in chosen}) >= 4


def test_scripts_without_spaces_are_compared_by_pairs_of_characters() -> None:
    assert tokens("房子很旧。") == ["房子", "子很", "很旧"]
    assert tokens("किताबें पढ़ो") == ["किताबें", "पढ़ो"]
    assert tokens("Ein_Haus’s Tür 3") == ["ein", "haus", "s", "tür", "3"]
    texts = ["我喜欢这盏灯。", "这盏灯很漂亮。", "昨天下雨了。", "这盏灯是承诺。"]
    assert "这盏灯" in texts[representatives(texts, 1)[0]]


def test_everyday_words_help_to_choose_what_is_said_as_most_say_it() -> None:
    texts = ["The bus is late.", "Lateness, lateness!", "The bus is late today.", "It is late."]
    texts += ["The bus is never late.", "A stop, a roof, a bench.", "The bus is always late."]
    assert texts[representatives(texts, 1)[0]].startswith("The bus is")


def test_a_large_theme_is_told_once_before_smaller_ones_are_left_out() -> None:
    texts, about = _planted(3, 60, 1)
    for theme in range(1, 4):
        more, _ = _planted(30 + theme, 12, 1)
        texts, about = [*texts, *more], [*about, *[theme] * len(more)]
    assert {about[index] for index in representatives(texts, 5)} == {0, 1, 2, 3}


def test_people_s_own_summaries_hold_much_of_what_is_chosen() -> None:
    found = []
    for opinions in SETS:
        made = " ".join(opinions.said[i] for i in representatives(opinions.said, 2))
        found.append(beside(made, opinions.summaries)[1])
    assert mean(found) > 0.48
