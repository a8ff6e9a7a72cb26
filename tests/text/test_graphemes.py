"""What a reader takes for one character is never parted."""

import pytest

from readbot.text.graphemes import border_after, border_before, is_border

WHOLE = (
    "e\u0301", "👩‍👩‍👧‍👦", "👍🏽", "☀️", "🇫🇷", "กำ", "ที่", "க்", "क्ष", "हिं", "1️⃣",
    "\u1100\u1161\u11a8", "가\u11a8", "\r\n", "🏴\U000e0067\U000e0062\U000e007f", "ｶﾞ",
)  # fmt: skip


@pytest.mark.parametrize("cluster", WHOLE)
def test_no_border_lies_inside_a_cluster(cluster: str) -> None:
    text = f"a{cluster}b"
    borders = [at for at in range(len(text) + 1) if is_border(text, at)]
    assert borders == [0, 1, len(text) - 1, len(text)]


def test_flags_are_parted_in_pairs() -> None:
    text = "🇫🇷🇩🇪🇯🇵"
    assert [at for at in range(7) if is_border(text, at)] == [0, 2, 4, 6]


def test_plain_letters_are_parted_anywhere() -> None:
    assert all(is_border("plain 文字", at) for at in range(9))


def test_the_border_before_and_after_go_round_a_cluster() -> None:
    assert border_before("ae\u0301b", 2) == 1
    assert border_after("ae\u0301b", 2) == 3
    assert border_before("e\u0301" * 2, 3, lowest=3) == 3
