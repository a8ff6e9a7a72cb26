"""Whatever a member writes stays text in every format."""

import re

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from readbot.export.escaping import calm, cell, file_name, markdown, one_line

# CommonMark, with the tables and the strikethrough that GitHub and Obsidian add.
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TEXT = st.text(st.one_of(st.sampled_from("*_`#>-+=|~[]()!<&;:1.\\\n\t $%^"), st.characters()))
PLAIN = {"text", "text_special", "softbreak", "hardbreak"}


def _shown(tokens: list[Token]) -> str:
    return "".join("\n" if t.type.endswith("break") else t.content for t in tokens)


def _squeezed(text: str) -> str:
    return "".join(text.split())


@given(TEXT)
@example("a\n===")
@example("> quoted\n1. one\n   - two\n\n    code")
@example("<script>alert(1)</script> &amp; [a](b) ![c](d) **e** `f` ~~g~~ $h$ [[i]] #j %%k%%")
@example("| a | b |\n|---|---|\n| c | d |")
@example("[a]: https://example.org\n[a]")
@example("a\\\nb\\")
def test_text_in_markdown_is_shown_as_it_is_and_means_nothing_else(text: str) -> None:
    tokens = READER.parse(markdown(text))
    assert {token.type for token in tokens} <= {"paragraph_open", "paragraph_close", "inline"}
    inner = [child for token in tokens for child in token.children or []]
    assert {child.type for child in inner} <= PLAIN
    assert _squeezed(_shown(inner)) == _squeezed(calm(text))


@given(TEXT.filter(str.strip))
def test_text_in_a_quotation_or_list_item_never_leaves_it(text: str) -> None:
    for source, block in (
        ("> " + markdown(text, "> "), "blockquote"),
        ("- who\n\n  " + markdown(text, "  "), "bullet_list"),
    ):
        tokens = READER.parse(source)
        assert tokens[0].type == f"{block}_open"
        assert tokens[-1].type == f"{block}_close"
        assert sum(token.type == f"{block}_open" for token in tokens) == 1


@given(TEXT)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    shown = cell(text)
    assert not shown.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert shown.removeprefix("'") in {calm(text), calm(text).removeprefix("'")}


@given(st.text())
def test_calm_text_cannot_turn_what_follows_around(text: str) -> None:
    shown = calm(text + "\u202e\u2066\x00\x1b")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", shown)
    shown.encode()
    assert calm(shown) == shown


@given(st.text())
def test_a_file_name_is_safe_and_never_empty(title: str) -> None:
    name = file_name(title)
    assert re.fullmatch(r"[\w-]+", name)
    assert 1 <= len(name.encode()) <= 60


def test_a_file_name_still_says_what_is_in_it() -> None:
    assert file_name("On Lamps: “A Promise”, and/or ../../etc") == "on-lamps-a-promise-and-or-etc"
    assert file_name("山月記") == "山月記"
    assert file_name("…") == "reading"


def test_one_line_is_one_line() -> None:
    assert one_line(" a\u2028b\r\n\tc ") == "a b c"
