"""Whatever arrives becomes a sound article, or is refused with a sentence."""

import contextlib
import unicodedata
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.text.importers.printing import Inked, pdf_of

from readbot.text.article import Article, BlockKind, UnreadableError
from readbot.text.importers import chapters_of, read_file, read_page, read_pasted
from readbot.text.normalise import normalise

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

TAGS = "p div h1 h2 ul ol li blockquote pre br hr img figure figcaption table tr td em b a q sup"
markup = st.lists(
    st.one_of(
        st.sampled_from([f"<{tag}>" for tag in TAGS.split()]),
        st.sampled_from([f"</{tag}>" for tag in TAGS.split()]),
        st.sampled_from(["<!--", "-->", "&amp;", "&#0;", "&#xD800;", "<script>", "]]>", "<?x"]),
        st.text(max_size=30),
    ),
    max_size=40,
).map("".join)
marks = st.lists(
    st.one_of(
        st.sampled_from(
            ["# ", "## ", "> ", "- ", "1. ", "* ", "**", "_", "`", "```\n", "\n", "\n\n", "    ",
             "[^1]", "[^1]: ", "[a](b)", "![a](b)", "|a|b|\n|-|-|\n", "---\n", "<b>", "</i>", "\\"]
        ),
        st.text(max_size=12),
    ),
    max_size=40,
).map("".join)  # fmt: skip
newspaper = st.lists(
    st.one_of(
        st.sampled_from(
            ["By Ann Other", "3 May 2024", "A | B | 6 min read", "Share", "Advertisement", "===",
             "* * *", "- item", "2. item", "“Quoted.”", "A heading", "    set in", "\t", "Related:",
             "It is a sentence of some length, and it ends with a stop.", "Title: x", "第一章"]
        ),
        st.text(max_size=40),
    ),
    max_size=25,
).map("\n".join)  # fmt: skip


def assert_sound(article: Article) -> None:
    text = article.text
    assert text.strip()
    assert text == unicodedata.normalize("NFC", text)
    assert text == normalise(text)
    at = 0
    for block in article.blocks:
        assert at <= block.start < block.end <= len(text)
        assert not text[at : block.start].strip()
        assert text[block.start : block.end].strip()
        if block.kind is BlockKind.HEADING:
            assert 1 <= block.level <= 6
        elif block.kind in {BlockKind.QUOTATION, BlockKind.LIST_ITEM}:
            assert block.level >= 1
        else:
            assert block.level == 0
        at = block.end
    assert at == len(text)
    for span in article.emphasis:
        assert any(b.start <= span.start < span.end <= b.end for b in article.blocks)
    for left in article.left_out:
        assert 0 <= left.position <= len(article.blocks)
        assert left.text.strip()
        assert left.reason
    text.encode("utf-8")


def assert_sound_or_refused(read: Callable[[], Article]) -> None:
    said = "."
    try:
        assert_sound(read())
    except UnreadableError as refusal:
        said = str(refusal)
    assert said.endswith(".")


def read_soundly(name: str, content: bytes) -> None:
    assert_sound_or_refused(lambda: read_file(name, content))


@unhurried
@given(st.binary(max_size=400), st.sampled_from(["", "a.txt", "a.md", "a.html", "a.epub", "a.pdf"]))
def test_any_bytes_become_an_article_or_a_refusal(content: bytes, name: str) -> None:
    read_soundly(name, content)


@unhurried
@given(st.text(max_size=300), st.sampled_from(["utf-8", "utf-16", "utf-32", "utf-16-le"]))
def test_any_text_becomes_an_article_or_a_refusal(text: str, encoding: str) -> None:
    read_soundly("a.txt", text.encode(encoding, "replace"))


@unhurried
@given(st.text(alphabet=st.characters(), max_size=200))
def test_pasted_halves_of_characters_do_no_harm(text: str) -> None:
    assert_sound_or_refused(lambda: read_pasted(text + "\ud800"))


@unhurried
@given(newspaper)
def test_any_pasted_page_becomes_an_article_or_a_refusal(text: str) -> None:
    read_soundly("a.txt", text.encode("utf-8", "replace"))


@unhurried
@given(marks)
def test_any_markdown_becomes_an_article_or_a_refusal(text: str) -> None:
    read_soundly("a.md", text.encode("utf-8", "replace"))


@unhurried
@given(markup)
def test_any_markup_becomes_an_article_or_a_refusal(text: str) -> None:
    read_soundly("a.html", text.encode("utf-8", "replace"))
    content = text.encode("utf-8", "replace")
    assert_sound_or_refused(lambda: read_page(content, "https://example.org/"))


@unhurried
@given(st.dictionaries(
    st.sampled_from(["META-INF/container.xml", "a.opf", "META-INF/encryption.xml", "b.xhtml"]),
    st.one_of(
        st.binary(max_size=80),
        markup.map(str.encode),
        st.just(b'<c><rootfile full-path="a.opf"/></c>'),
        st.just(
            b'<package><manifest><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/>'
            b'</manifest><spine><itemref idref="b"/></spine></package>'
        ),
    ),
))  # fmt: skip
def test_any_archive_becomes_an_article_or_a_refusal(members: dict[str, bytes]) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    read_soundly("a.epub", packed.getvalue())
    with contextlib.suppress(UnreadableError):
        assert all(chapter.number >= 1 for chapter in chapters_of(packed.getvalue()))


PRINTED = pdf_of([[Inked(60, 700, "A line of words, set in one size.")] for _ in range(2)])


@unhurried
@given(st.integers(0, len(PRINTED) - 1), st.binary(min_size=1, max_size=6))
def test_any_damage_to_a_pdf_ends_in_an_article_or_a_refusal(at: int, damage: bytes) -> None:
    read_soundly("a.pdf", PRINTED[:at] + damage + PRINTED[at + len(damage) :])


@unhurried
@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


sentences = st.lists(
    st.sampled_from(["The tide went out.", "Nobody saw it, so they say.", "Then it came."]),
    min_size=3,
    max_size=6,
).map(" ".join)


@unhurried
@given(st.lists(sentences, min_size=1, max_size=5))
def test_plain_paragraphs_come_back_as_they_went_in(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    article = read_pasted(text)
    assert article.text == text
    assert read_pasted(article.text) == article


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
@pytest.mark.parametrize(
    "odd",
    ["“", "*", "_", "[", "](", "<", "<b>", "&", "- ", "> ", "#", "1. ", "|", "`", "~", "\\", "|a",
     "\t", "a-\n", "(", "é", "字", "\n", ". ", "[^1]", "![", "<!--", "By A", "| ", "Ad\n", "́"],
)  # fmt: skip
def test_sixty_thousand_odd_characters_are_read_without_ado(name: str, odd: str) -> None:
    text = "Word. " + odd * (60_000 // len(odd))
    read_soundly(name, text.encode())
