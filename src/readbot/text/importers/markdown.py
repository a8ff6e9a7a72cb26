"""Markdown: CommonMark with tables, footnotes and a front matter."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from readbot.text.article import Article, BlockKind, Details, EmphasisKind
from readbot.text.importers.dates import date_in
from readbot.text.importers.draft import (
    Piece,
    Run,
    assemble,
    code_piece,
    headings_of_bold,
    piece_of,
    rule,
    tidy_rules,
)
from readbot.text.importers.headlines import details_of_line
from readbot.text.importers.languages import language_of
from readbot.text.importers.plain import read_plain
from readbot.text.importers.verdicts import set_aside
from readbot.text.importers.wrapping import touches
from readbot.text.normalise import normalise, one_line

_FRONT_MATTER = re.compile(r"\s*(---|\+\+\+)[ \t]*\n(.{0,20000}?)\n\1[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"([A-Za-z_-]+)[ \t]*[:=][ \t]*(.*)")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_NOTE = re.compile(r" {0,3}\[\^([^\]\s]{1,40})\]:[ \t]*(.*)")
_NOTE_SIGN = re.compile(r"\[\^([^\]\s]{1,40})\]")
_SET_BY_TOKEN = {
    "em_open": EmphasisKind.ITALIC,
    "em_close": EmphasisKind.ITALIC,
    "strong_open": EmphasisKind.BOLD,
    "strong_close": EmphasisKind.BOLD,
}
_SET_BY_TAG = {
    "i": EmphasisKind.ITALIC,
    "em": EmphasisKind.ITALIC,
    "cite": EmphasisKind.ITALIC,
    "b": EmphasisKind.BOLD,
    "strong": EmphasisKind.BOLD,
}
_INLINE_TAG = re.compile(r"<(/?)([A-Za-z]+)[^>]*>")
_HEADING = re.compile(r"^#{1,6} +[^\W\d_].*\n(?:[ \t]*\n|\Z)", re.MULTILINE)
_SIGNS = (
    (re.compile(r"\A\s*# +\S[^\n]*\n[ \t]*\n"), 2),
    (re.compile(r"!?\[[^\]\n]{1,200}\]\(https?://"), 2),
    (re.compile(r"^ {0,3}\|?[ \t]*:?-{3,}:?[ \t]*\|[-|: \t]*$", re.MULTILINE), 2),
    (re.compile(r"^ {0,3}\[\^[^\]\s]{1,40}\]: ", re.MULTILINE), 2),
    (re.compile(r"(?<!\w)\*\*[^\s*][^*\n]{0,200}\*\*(?!\w)"), 1),
    (re.compile(r"^> \S", re.MULTILINE), 1),
    (_NOTE_SIGN, 1),
)
_ENOUGH_SIGNS = 2
# What leaves a doubt whether a text that is read as plain was meant as Markdown.
_DOUBTFUL_SIGNS = re.compile(
    r"^(?:#{1,6} +\S|> ?\S|[-*+] +\S|(?:```|~~~))"
    r"|(?<![\w*])\*{1,2}[^\s*][^*\n]{0,200}\*{1,2}(?![\w*])"
    r"|(?<![\w_])_{1,2}[^\s_][^_\n]{0,200}_{1,2}(?![\w_])"
    r"|`[^`\n]{1,200}`|\]\([^\s()]{1,500}\)",
    re.MULTILINE,
)
_TIMES = re.compile(r"(?<=\d)\*(?=\d)")
_MOST_BRACKETS = 2000
_FIELDS = {
    "title": "title",
    "subtitle": "subtitle",
    "author": "author",
    "authors": "author",
    "date": "published",
    "published": "published",
    "publisher": "publisher",
    "site": "publisher",
    "lang": "language",
    "language": "language",
    "url": "source_url",
    "source": "source_url",
    "canonical_url": "source_url",
}


def looks_like_markdown(text: str) -> bool:
    """Tell whether a text clearly is Markdown, and not plain text with a few of its marks.

    What is read as Markdown loses those marks, so whatever leaves a doubt is plain: a fence that
    nobody closes, an asterisk between numbers.
    """
    sample = text[:100_000]
    if _front_matter(sample)[0] != Details():
        return True
    fences = sum(_FENCE.match(line) is not None for line in sample.split("\n"))
    headings = len(_HEADING.findall(sample))
    signs = sum(weight for sign, weight in _SIGNS if sign.search(sample))
    signs += min(headings, 2) + (2 if fences and fences % 2 == 0 else 0)
    doubts = fences % 2 + (_TIMES.search(sample) is not None)
    return signs - doubts >= _ENOUGH_SIGNS


def may_be_markdown(text: str) -> bool:
    """Tell whether a text has any mark at all that its author may have meant as Markdown."""
    return _DOUBTFUL_SIGNS.search(text[:100_000]) is not None


def read_markdown(text: str) -> Article:
    """Make an article of Markdown. Raises UnreadableError when there is not a word in it."""
    details, body = _front_matter(normalise(text))
    if any(part.count("[") > _MOST_BRACKETS for part in body.split("\n\n")):
        # No author writes so; the parser's time would grow with the square of their number.
        return read_plain(text)
    body, notes = _without_notes(body)
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    walk = _Walk(parser.parse(_with_signs_of_arithmetic(body)))
    pieces = tidy_rules([*walk.pieces(), *_note_pieces(parser, notes)])
    details, pieces = _details_at_top(details, pieces)
    kept, left_out = set_aside(pieces, details.author)
    sample = "\n".join(piece.text for piece in kept[:40])
    details = replace(details, language=language_of(sample, details.language))
    return assemble(headings_of_bold(kept), details, left_out)


def _with_signs_of_arithmetic(text: str) -> str:
    """Keep an asterisk between two digits from being taken for emphasis ("5*3*2")."""
    if not _TIMES.search(text):
        return text
    fenced = False
    lines: list[str] = []
    for line in text.split("\n"):
        fenced ^= _FENCE.match(line) is not None
        code = fenced or "`" in line or line.startswith(("    ", "\t"))
        lines.append(line if code else _TIMES.sub(r"\*", line))
    return "\n".join(lines)


def _front_matter(text: str) -> tuple[Details, str]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        return Details(), text
    fields: dict[str, str] = {}
    name = ""
    for line in match[2].split("\n"):
        entry = _FIELD.fullmatch(line.strip())
        if entry and not line.startswith((" ", "\t")):
            name = _FIELDS.get(entry[1].casefold(), "")
            value = _unquoted(entry[2])
            if name and value:
                fields.setdefault(name, value)
        elif name and line.strip().startswith("- ") and name not in fields:
            fields[name] = _unquoted(line.strip()[2:])
        elif name and line.strip().startswith("- "):
            fields[name] += ", " + _unquoted(line.strip()[2:])
    if not fields:
        return Details(), text
    if not fields.get("source_url", "").startswith(("http://", "https://")):
        fields.pop("source_url", None)
    if "published" in fields:
        fields["published"] = date_in(fields["published"]) or fields["published"]
    return Details(**fields), text[match.end() :]


def _unquoted(value: str) -> str:
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        return ", ".join(_unquoted(part) for part in value[1:-1].split(","))
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return one_line(value)


def _without_notes(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Take the footnotes out of the text, for the parser would hide them as link targets."""
    if "[^" not in text:
        return text, []
    kept: list[str] = []
    notes: list[tuple[str, list[str]]] = []
    fence, inside = "", False
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1] == fence):
            fence = "" if fence else mark[1]
        match = None if fence else _NOTE.match(line)
        if match:
            notes.append((match[1], [match[2]]))
            inside = True
        elif inside and line.startswith(("    ", "\t")):
            notes[-1][1].append(line.strip())
        else:
            inside = inside and not line.strip()
            kept.append(line)
    return "\n".join(kept), [(name, "\n".join(lines)) for name, lines in notes]


def _note_pieces(parser: MarkdownIt, notes: Sequence[tuple[str, str]]) -> Iterator[Piece]:
    for name, words in notes:
        label = f"[{name}]"
        for piece in _Walk(parser.parse(words)).pieces():
            yield replace(piece, kind=BlockKind.LIST_ITEM, level=1, label=label)
            label = ""


def _details_at_top(details: Details, pieces: Sequence[Piece]) -> tuple[Details, list[Piece]]:
    """Take the title from a first heading that is the only one of its rank, then a by-line."""
    rest = list(pieces)
    tops = [piece for piece in pieces if piece.kind is BlockKind.HEADING and piece.level == 1]
    if len(rest) > 1 and len(tops) == 1 and rest[0] is tops[0]:
        if details.title is None:
            details = replace(details, title=rest[0].text)
            rest = rest[1:]
        elif rest[0].text.casefold() == details.title.casefold():
            rest = rest[1:]
    while len(rest) > 1 and details.title and rest[0].kind is BlockKind.PARAGRAPH:
        found = details_of_line(rest[0].text)
        if found is None:
            break
        details = replace(
            details,
            author=details.author or found.author,
            published=details.published or found.published,
            source_url=details.source_url or found.source_url,
        )
        rest = rest[1:]
    return details, rest


@dataclass(slots=True)
class _List:
    """A list that is open, and the label that its next words get."""

    ordered: bool
    number: int
    label: str = ""


@dataclass(slots=True)
class _Walk:
    """One pass over a parser's tokens."""

    tokens: Sequence[Token]
    quotes: int = 0
    lists: list[_List] = field(default_factory=list)
    heading: int = 0
    row: list[str] | None = None

    def pieces(self) -> Iterator[Piece]:
        """Give the pieces in order."""
        for token in self.tokens:
            self._enter_or_leave(token)
            if token.type == "inline":
                if self.row is not None:
                    self.row.append("".join(run.text for run in _runs(token.children or [])))
                else:
                    yield from self._words(token.children or [])
            elif token.type in {"fence", "code_block"}:
                # After a fence a word names a language; several are words of the text.
                told = token.info.strip() if " " in token.info.strip() else ""
                yield from code_piece(f"{told}\n{token.content}" if told else token.content)
            elif token.type == "hr":
                yield rule()
            elif token.type == "html_block":
                yield from self._html(token.content)
            elif token.type == "tr_close" and self.row is not None:
                row = " | ".join(cell for cell in self.row if cell.strip())
                self.row = None
                yield from _some(piece_of(BlockKind.PARAGRAPH, [Run(row)]))

    def _enter_or_leave(self, token: Token) -> None:
        if token.type in {"blockquote_open", "blockquote_close"}:
            self.quotes += token.nesting
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            start = token.attrGet("start")
            self.lists.append(_List(token.type[0] == "o", 1 if start is None else int(start)))
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self.lists.pop()
        elif token.type == "list_item_open":
            innermost = self.lists[-1]
            typed = int(token.info) if token.info.isdecimal() else 0
            # Many number every item "1."; a number that was typed higher is the author's.
            innermost.number = max(innermost.number, typed)
            innermost.label = f"{innermost.number}{token.markup}" if innermost.ordered else "•"
            innermost.number += 1
        elif token.type == "heading_open":
            self.heading = int(token.tag[1])
        elif token.type == "heading_close":
            self.heading = 0
        elif token.type == "tr_open":
            self.row = []

    def _words(self, children: Sequence[Token]) -> Iterator[Piece]:
        kind, level, label = self._dress()
        yield from _some(piece_of(kind, _runs(children), level=level, label=label, keep_lines=True))
        for child in children:
            if child.type == "image":
                words = child.attrGet("title") or child.content
                yield from _some(piece_of(BlockKind.CAPTION, [Run(str(words))]))

    def _dress(self) -> tuple[BlockKind, int, str]:
        if self.heading:
            return BlockKind.HEADING, self.heading, ""
        if self.lists:
            label, self.lists[-1].label = self.lists[-1].label, ""
            return BlockKind.LIST_ITEM, len(self.lists), label
        if self.quotes:
            return BlockKind.QUOTATION, self.quotes, ""
        return BlockKind.PARAGRAPH, 0, ""

    def _html(self, content: str) -> Iterator[Piece]:
        from readbot.text.importers.elements import pieces_of_fragment

        yield from pieces_of_fragment(content)


def _runs(children: Sequence[Token]) -> list[Run]:
    runs: list[Run] = []
    # Counted, not stacked: tags and Markdown's own marks may close each other out of turn.
    depths: Counter[EmphasisKind] = Counter()
    for at, token in enumerate(children):
        kinds = frozenset(kind for kind in EmphasisKind if depths[kind] > 0)
        if token.type in _SET_BY_TOKEN:
            depths[_SET_BY_TOKEN[token.type]] += token.nesting
        elif token.type == "softbreak":
            runs.append(Run(_soft_break(runs, children[at + 1 : at + 2]), kinds))
        elif token.type == "hardbreak":
            runs.append(Run("\n", kinds))
        elif token.type == "html_inline":
            _follow_tag(token.content, depths, runs, kinds)
        elif token.type in {"text", "code_inline"}:
            words = token.content
            if token.type == "text":
                words = _NOTE_SIGN.sub(r"[\1]", words)
            runs.append(Run(words, kinds))
    return runs


def _soft_break(runs: Sequence[Run], following: Sequence[Token]) -> str:
    before = runs[-1].text[-1:] if runs else ""
    after = following[0].content[:1] if following else ""
    return "" if before and after and touches(before, after) else " "


def _follow_tag(
    tag: str, depths: Counter[EmphasisKind], runs: list[Run], kinds: frozenset[EmphasisKind]
) -> None:
    match = _INLINE_TAG.match(tag)
    if match is None:
        return
    name = match[2].casefold()
    if name == "br":
        runs.append(Run("\n", kinds))
    elif name in _SET_BY_TAG:
        depths[_SET_BY_TAG[name]] += -1 if match[1] else 1


def _some(piece: Piece | None) -> Iterator[Piece]:
    if piece is not None:
        yield piece
