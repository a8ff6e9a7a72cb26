"""What readbot makes of an article, printed: what it found, what it left out, how it would cut."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from readbot.text.article import Article, Block, BlockKind, LeftOut
from readbot.text.excerpts import DEFAULT_TARGET_MINUTES, Cut, cut, pace_for
from readbot.text.importers import Form, chapters_of, form_of, read_file
from readbot.text.reading_time import minutes as minutes_of

WIDTH = 96
_LABEL = 12
_READ_AS = {
    Form.PLAIN: "plain text; --as markdown reads its marks",
    Form.MARKDOWN: "Markdown; --as plain keeps its marks as they stand",
}


def preview(
    file: Path,
    *,
    minutes: float | None,
    whole: bool,
    chapters: Sequence[int] | None = None,
    form: Form | None = None,
) -> Iterator[str]:
    """The lines of a preview of ``file``, with excerpts of about ``minutes`` each.

    ``chapters`` of a book are read alone, by number; ``form`` says what a text is to be read as.
    Raises UnreadableError or CuttingError, whose sentences say what to do instead.
    """
    content = file.read_bytes()
    article = read_file(file.name, content, chapters=chapters, form=form)
    language = article.details.language
    target = DEFAULT_TARGET_MINUTES if minutes is None else minutes
    cuts = cut(
        article.text,
        article.blocks,
        language,
        pace_for(article.text, language, target),
        emphasis=article.emphasis,
    )
    read_as = form or form_of(file.name, content)
    yield _labelled("read as", _READ_AS.get(read_as, read_as))
    yield from _found(article)
    if read_as is Form.BOOK and chapters is None:
        yield from _chapters(content)
    yield from _left_out(article.left_out)
    yield from _excerpts(article, cuts, whole=whole)


def _chapters(content: bytes) -> Iterator[str]:
    found = chapters_of(content)
    if len(found) < 2:
        return
    yield ""
    yield f"Chapters ({len(found)}); --chapters 2-4 reads only these:"
    for chapter in found:
        title = " ".join((chapter.title or "without a title").split())
        size = f"{chapter.characters:>9,} characters"
        yield f"{chapter.number:>4}  {size}  {_shortened(title, WIDTH - 27)}"


def _found(article: Article) -> Iterator[str]:
    details = article.details
    for label, value in {
        "title": details.title,
        "subtitle": details.subtitle,
        "author": details.author,
        "published": details.published,
        "publisher": details.publisher,
        "source": details.source_url,
        "language": details.language,
    }.items():
        yield _labelled(label, value or "not found")
    minutes = minutes_of(article.text, details.language)
    yield _labelled("length", f"{len(article.text.split()):,} words, {_time(minutes)}")
    headings = [b for b in article.blocks if b.kind is BlockKind.HEADING]
    if headings:
        yield _labelled("headings", str(len(headings)))


def _labelled(label: str, value: str) -> str:
    indent = " " * _LABEL
    return textwrap.fill(
        " ".join(value.split()),
        WIDTH,
        initial_indent=f"{label:<{_LABEL}}",
        subsequent_indent=indent,
    )


def _left_out(left_out: Sequence[LeftOut]) -> Iterator[str]:
    yield ""
    if not left_out:
        yield "Nothing was left out."
        return
    yield f"Left out ({len(left_out)}); a moderator may put any of it back:"
    for reason, items in groupby(sorted(left_out, key=lambda i: i.reason), lambda i: i.reason):
        yield f"  {reason}"
        for item in items:
            yield f"    {_shortened(item.text, WIDTH - 4)}"


def _excerpts(article: Article, cuts: Sequence[Cut], *, whole: bool) -> Iterator[str]:
    yield ""
    yield f"{len(cuts)} excerpts:" if len(cuts) != 1 else "1 excerpt:"
    for number, slice_ in enumerate(cuts, 1):
        text = article.text[slice_.start : slice_.end]
        head = f"{number:>4}  {_time(minutes_of(text, article.details.language)):>8}"
        if whole:
            yield f"\n{head}\n"
            yield from _blocks(article, slice_)
        else:
            yield f"{head}  {_shortened(text, WIDTH - len(head) - 2)}"


def _blocks(article: Article, slice_: Cut) -> Iterator[str]:
    """The blocks of an excerpt as a reader will see them: with their labels, set apart."""
    previous: Block | None = None
    for block in article.blocks:
        start, end = max(block.start, slice_.start), min(block.end, slice_.end)
        words = article.text[start:end].strip()
        if not words:
            continue
        if previous is not None and not previous.kind is block.kind is BlockKind.LIST_ITEM:
            yield ""
        yield from _dressed(block, words, begins=start == block.start)
        previous = block


def _dressed(block: Block, words: str, *, begins: bool) -> Iterator[str]:
    lines = words.split("\n")
    match block.kind:
        case BlockKind.HEADING:
            yield f"{'#' * block.level} {words}"
        case BlockKind.QUOTATION:
            yield from (f"{'> ' * block.level}{line}" for line in lines)
        case BlockKind.LIST_ITEM:
            indent = "  " * (block.level - 1)
            label = f"{block.label} " if begins and block.label else ""
            yield f"{indent}{label}{words}"
        case BlockKind.CAPTION:
            yield f"[{words}]"
        case BlockKind.CODE:
            yield from (f"    {line}" for line in lines)
        case _:
            yield words


def _time(minutes: float) -> str:
    if minutes < 1:
        return f"{max(5, round(minutes * 12) * 5)} s"
    if minutes < 10:
        return f"{minutes:.1f} min"
    if minutes < 120:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.1f} h"


def _shortened(text: str, width: int) -> str:
    """The beginning on one line; the cut says that it is one."""
    line = " ".join(text[: 4 * width].split())
    return line if len(line) <= width else line[: width - 2].rpartition(" ")[0] + " …"
