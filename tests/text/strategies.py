"""Texts for property tests: every script's traps, and readings with blocks and emphasis."""

from hypothesis import strategies as st

from readbot.text.article import Block, BlockKind, Emphasis, EmphasisKind

TRAPS = (
    "\u200f\u200eשלום עולם. ",
    "مرحبا، كيف الحال؟ ",
    "e\u0301\u0302\u0323",
    "👩‍👩‍👧‍👦",
    "👍🏽",
    "🇫🇷🇩🇪",
    "☀️ ",
    "กำลังอ่านหนังสือ ",
    "これは本です。",
    "「はい。」",
    "नमस्ते। क्षत्रिय ",
    "각각",
    "한국어 문장이다. ",
    "Dr. Lane said (and meant) it. ",
    "“Is it?” she asked. ",
    "1. One 2. Two ",
    "x" * 300,
    "word " * 60,
    "\n",
    "\n\n",
    " ",
    "\u00a0",
    "…",
    ". . . ",
    "!?",
    "U.S. ",
    "https://example.org/a_b(c)*d ",
)
MARKS = (
    "*", "**", "_", "__", "~~", "~", "`", "```", "|", "||", "\\", "#", "## ", "### x#", "-# ", "> ",
    ">>> ", "- ", "* ", "+ ", "1. ", "12. ", "[a](b)", "[a](https://example.org)", "<@1>", "<@&1>",
    "<#12>", "<:a:1>", "<a:b:2>", "</cmd:3>", "<t:1:R>", "<id:browse>", "@everyone", "@here",
    ":smile:", "::", "https://example.org/a_b", "http://x.org/*a*", "https://discord.gg/abc",
    "discord.gg/abc", "https://discord.com/channels/1/2/3", "<https://x.org>", "¯\\_(ツ)_/¯",
    "a", "B c", "\n", "\n\n", " ", "  ", "\t", "é", "中文", "😀", "<", ">", "(", ")", "://",
)  # fmt: skip


def any_text(max_parts: int = 30) -> st.SearchStrategy[str]:
    """Any characters at all, and the traps in any order."""
    printable = st.text(
        st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), max_size=80
    )
    mixed = st.lists(st.one_of(st.sampled_from(TRAPS), printable), max_size=max_parts)
    return mixed.map("".join)


def marked_text(max_parts: int = 12) -> st.SearchStrategy[str]:
    """Text made of what Discord's markdown acts upon."""
    return st.lists(st.sampled_from(MARKS), max_size=max_parts).map("".join)


@st.composite
def readings(
    draw: st.DrawFn, words: st.SearchStrategy[str] | None = None, max_blocks: int = 8
) -> tuple[str, tuple[Block, ...], tuple[Emphasis, ...]]:
    """A text with blocks as the importers promise them, and emphasis within the blocks."""
    source = words if words is not None else any_text()
    blocks: list[Block] = []
    emphasis: list[Emphasis] = []
    text = ""
    for written in draw(st.lists(source, min_size=1, max_size=max_blocks)):
        piece = written.replace("\n\n", "\n").strip()
        while "\n\n" in piece:
            piece = piece.replace("\n\n", "\n")
        if not piece:
            continue
        kind = draw(st.sampled_from(BlockKind))
        start = len(text) + 2 if text else 0
        text = f"{text}\n\n{piece}" if text else piece
        level = draw(st.integers(1, 6)) if kind is BlockKind.HEADING else 0
        label = draw(st.sampled_from(["•", "1.", "a)"])) if kind is BlockKind.LIST_ITEM else ""
        blocks.append(Block(kind, start, len(text), level, label))
        if draw(st.booleans()):
            first = draw(st.integers(start, len(text) - 1))
            last = draw(st.integers(first + 1, len(text)))
            emphasis.append(Emphasis(draw(st.sampled_from(EmphasisKind)), first, last))
    return text, tuple(blocks), tuple(emphasis)
