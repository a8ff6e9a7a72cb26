"""What readbot makes of an article, printed: what it found, what it left out, how it would cut."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from readbot.text.article import Article, BlockKind, LeftOut
from readbot.text.excerpts import DEFAULT_TARGET_MINUTES, Cut, cut, pace_for
from readbot.text.importers import read_file
from readbot.text.reading_time import minutes as minutes_of

WIDTH = 96
_LABEL = 12


def preview(file: Path, *, minutes: float | None, whole: bool) -> Iterator[str]:
    """The lines of a preview of ``file``, with excerpts of about ``minutes`` each.

    Raises UnreadableError or CuttingError, whose sentences say what to do instead.
    """
    article = read_file(file.name, file.read_bytes())
    language = article.details.language
    target = DEFAULT_TARGET_MINUTES if minutes is None else minutes
    cuts = cut(
        article.text,
        article.blocks,
        language,
        pace_for(article.text, language, target),
        emphasis=article.emphasis,
    )
    yield from _found(article)
    yield from _left_out(article.left_out)
    yield from _excerpts(article, cuts, whole=whole)


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
            yield text.rstrip()
        else:
            yield f"{head}  {_shortened(text, WIDTH - len(head) - 2)}"


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
