"""Putting back what an importer left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readbot.text.article import (
    Article,
    Block,
    BlockKind,
    Emphasis,
    EmphasisKind,
    LeftOut,
    LeftOutReason,
    restored,
)
from readbot.text.importers import read_pasted

_WORDS = st.text("abcdé 漢", min_size=1, max_size=12).map(lambda text: text.strip() or "x")


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Articles with every second block emphasised, and blocks left out anywhere."""
    texts = draw(st.lists(_WORDS, min_size=1, max_size=6))
    blocks, emphasis, at = [], [], 0
    for number, text in enumerate(texts):
        blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(text)))
        if number % 2:
            emphasis.append(Emphasis(EmphasisKind.ITALIC, at, at + len(text)))
        at += len(text) + 2
    left = draw(st.lists(st.tuples(_WORDS, st.integers(0, len(texts))), max_size=5))
    left.sort(key=lambda pair: pair[1])
    return Article(
        "\n\n".join(texts),
        tuple(blocks),
        emphasis=tuple(emphasis),
        left_out=tuple(LeftOut(text, LeftOutReason.MENU, place) for text, place in left),
    )


def words(article: Article) -> list[str]:
    return [article.text[block.start : block.end] for block in article.blocks]


def in_order(article: Article) -> list[str]:
    """Every block's words, of the article or left out, in the order in which they stood."""
    every: list[str] = []
    for place in range(len(article.blocks) + 1):
        every += [left.text for left in article.left_out if left.position == place]
        every += words(article)[place : place + 1]
    return every


@given(articles(), st.data())
def test_a_block_put_back_stands_where_it_stood(article: Article, data: st.DataObject) -> None:
    chosen = (
        data.draw(st.sets(st.sampled_from(range(len(article.left_out)))))
        if (article.left_out)
        else set()
    )
    whole = restored(article, chosen)
    assert in_order(whole) == in_order(article)
    assert len(whole.left_out) == len(article.left_out) - len(chosen)
    assert whole.text == "\n\n".join(words(whole))
    assert [article.text[e.start : e.end] for e in article.emphasis] == [
        whole.text[e.start : e.end] for e in whole.emphasis
    ]


@given(articles())
def test_putting_blocks_back_one_by_one_is_putting_them_back_together(article: Article) -> None:
    step = article
    while step.left_out:
        step = restored(step, {len(step.left_out) - 1})
    assert step == restored(article, range(len(article.left_out)))


def test_a_block_that_was_not_left_out_cannot_be_put_back() -> None:
    with pytest.raises(IndexError):
        restored(read_pasted("A sentence."), {0})
