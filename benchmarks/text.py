"""The text room beside other libraries: sentence borders, cutting, anchoring.

Everything is measured in one run, so that the ratios hold on any machine. A library that is not
installed is named and left out; none of them is needed by readbot. The public golden rules are
read from pysbd's own package where that is installed.
"""

import gc
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from importlib import import_module, metadata, util
from itertools import pairwise
from statistics import mean, median, quantiles
from typing import Any

from rapidfuzz import fuzz

from benchmarks.figures import record_table
from benchmarks.made_text import article, damaged
from benchmarks.sentence_cases import CASES, UNSEEN
from readbot.text.alignment import refine
from readbot.text.anchors import Ambiguous, Found, Missing, find
from readbot.text.article import Block
from readbot.text.excerpts import cut, pace_for
from readbot.text.reading_time import minutes
from readbot.text.sentences import split

Splitter = Callable[[str, str], list[str]]
SEED = 20


def main() -> None:
    """Print the three tables."""
    print(f"Python {sys.version.split()[0]}, seed {SEED}\n")
    sentences()
    cutting()
    anchoring()


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under a head, in columns as wide as they need."""
    record_table(title, head, rows)
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    print(f"{title}\n")
    for row in cells:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    print()


def module(name: str) -> Any:
    """A peer's module, or None where it is not installed."""
    return import_module(name) if util.find_spec(name) else None


# Sentence borders


def ours(text: str, language: str) -> list[str]:
    """readbot's own borders, as strings."""
    return [text[one.start : one.end] for one in split(text, language)]


def splitters() -> dict[str, Splitter | None]:
    """The splitters to compare; None where the library is not installed."""
    sentencex, pysbd, sentencesplit = map(module, ("sentencex", "pysbd", "sentencesplit"))
    return {
        "readbot": ours,
        "sentencex alone": lambda text, language: list(sentencex.segment(language, text)),
        "pysbd": pysbd and _by_segmenter(pysbd),
        "sentencesplit": sentencesplit and _by_segmenter(sentencesplit),
    }


def _by_segmenter(library: Any) -> Splitter:
    known: dict[str, Any] = {}

    def run(text: str, language: str) -> list[str]:
        if language not in known:
            try:
                known[language] = library.Segmenter(language=language, clean=False)
            except ValueError:
                known[language] = library.Segmenter(language="en", clean=False)
        return list(known[language].segment(text))

    return run


def golden_rules() -> list[tuple[str, list[str]]]:
    """The public English golden rules, from pysbd's package; none where it is not installed."""
    try:
        files = metadata.files("pysbd") or []
    except metadata.PackageNotFoundError:
        return []
    for file in files:
        if file.name == "english_golden_rules.py":
            spec = util.spec_from_file_location("english_golden_rules", str(file.locate()))
            assert spec is not None
            assert spec.loader is not None
            rules = util.module_from_spec(spec)
            spec.loader.exec_module(rules)
            return list(rules.GOLDEN_EN_RULES)
    return []


def passed(splitter: Splitter, text: str, language: str, expected: list[str]) -> bool:
    """Whether a splitter finds just the expected sentences, white space around them aside."""
    found = [piece.strip() for piece in splitter(text, language)]
    return [piece for piece in found if piece] == [piece.strip() for piece in expected]


def sentences() -> None:
    """Quality as passed of total, and speed paragraph by paragraph, in megabytes of UTF-8."""
    rules = golden_rules()
    own, unseen = _pairs(CASES), _pairs(UNSEEN)
    text, _ = article(200_000, SEED)
    rows = []
    base = 0.0
    for name, splitter in splitters().items():
        if splitter is None:
            rows.append((name, "not installed", "", "", "", ""))
            continue
        golden = sum(passed(splitter, text, "en", list(expected)) for text, expected in rules)
        sample = text if name in ("readbot", "sentencex alone") else text[:40_000]
        speed = len(sample.encode()) / 1e6 / _seconds(splitter, sample)
        base = base or speed
        of_golden = f"{golden}/{len(rules)}" if rules else "pysbd not installed"
        rows.append(
            (
                name,
                of_golden,
                _of(splitter, own),
                _of(splitter, unseen),
                f"{speed:.1f}",
                f"{speed / base:.2f}",
            )
        )
    head = ("sentences", "golden rules", "own cases, 18 languages", "own, unseen", "MB/s", "ratio")
    table("Sentence borders", head, rows)


def _pairs(cases: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(case, language) for language, written in cases.items() for case in written]


def _of(splitter: Splitter, cases: list[tuple[str, str]]) -> str:
    good = sum(
        passed(splitter, case.replace("‖", ""), language, case.split("‖"))
        for case, language in cases
    )
    return f"{good}/{len(cases)}"


def _seconds(splitter: Splitter, text: str) -> float:
    paragraphs = text.split("\n\n")
    splitter(text[:2_000], "en")
    best = float("inf")
    for _ in range(3):
        begun = time.perf_counter()
        for paragraph in paragraphs:
            splitter(paragraph, "en")
        best = min(best, time.perf_counter() - begun)
    return best


# Cutting


def cutting() -> None:
    """Time, growth and quality of cutting books of 0.3 and 3 MB into excerpts."""
    rows: list[tuple[object, ...]] = []
    for size in (300_000, 3_000_000):
        text, blocks = article(size, SEED)
        borders = {one.start for one in split(text, "en")} | {len(text)}
        room = pace_for(text, "en").room
        for name, cutter in cutters(room).items():
            if cutter is None:
                rows.append((name, f"{size / 1e6:g} MB", "not installed", *[""] * 5))
                continue
            gc.collect()
            begun = time.perf_counter()
            offsets = cutter(text, blocks)
            seconds = time.perf_counter() - begun
            rows.append(
                (name, f"{size / 1e6:g} MB", f"{seconds:.2f}", *quality(text, offsets, borders))
            )
        rows.append(
            ("  readbot's peak memory", f"{size / 1e6:g} MB", _peak(text, blocks), *[""] * 5)
        )
    head = ("cutter", "text", "seconds", "excerpts", "inside a sentence", "stubs", "off target", "")
    table("Cutting", head, rows)


def cutters(room: int) -> dict[str, Callable[[str, Sequence[Block]], list[int]] | None]:
    """Each returns the offsets where excerpts begin."""

    def readbot(text: str, blocks: Sequence[Block]) -> list[int]:
        return [one.start for one in cut(text, blocks, "en", pace_for(text, "en"))]

    return {
        "readbot": readbot,
        "semantic-text-splitter": _rust_cutter(room),
        "  the same by minutes": _rust_cutter_by_minutes(),
        "langchain-text-splitters": _langchain_cutter(room),
    }


def _rust_cutter(room: int) -> Callable[[str, Sequence[Block]], list[int]] | None:
    library = module("semantic_text_splitter")
    if library is None:
        return None
    splitter = library.TextSplitter((int(room * 0.7), room), trim=False)
    return lambda text, _: [start for start, _ in splitter.chunk_indices(text)]


def _rust_cutter_by_minutes() -> Callable[[str, Sequence[Block]], list[int]] | None:
    """Told, as readbot is, to measure by minutes: it asks us for each length that it tries."""
    library = module("semantic_text_splitter")
    if library is None:
        return None
    tenths = (7, 20)  # of a minute, about half to one and a half of the target
    splitter = library.TextSplitter.from_callback(
        lambda piece: round(10 * minutes(piece, "en")), tenths, trim=False
    )
    return lambda text, _: [start for start, _ in splitter.chunk_indices(text)]


def _langchain_cutter(room: int) -> Callable[[str, Sequence[Block]], list[int]] | None:
    library = module("langchain_text_splitters")
    if library is None:
        return None
    splitter = library.RecursiveCharacterTextSplitter(
        chunk_size=room, chunk_overlap=0, add_start_index=True, strip_whitespace=False
    )

    def run(text: str, _: Sequence[Block]) -> list[int]:
        return [one.metadata["start_index"] for one in splitter.create_documents([text])]

    return run


def quality(text: str, offsets: Sequence[int], borders: set[int]) -> tuple[object, ...]:
    """How many excerpts; the shares cut inside a sentence and below half the target; the mean
    distance from the target as a share of it. White space after a border belongs to either side.
    """
    offsets = [_past_spaces(text, offset) for offset in offsets]
    target = pace_for(text, "en").target_minutes
    sizes = [minutes(text[start:end], "en") for start, end in pairwise([*offsets, len(text)])]
    inside = sum(offset not in borders for offset in offsets[1:]) / max(1, len(offsets) - 1)
    stubs = sum(size < target / 2 for size in sizes) / len(sizes)
    off = mean(abs(size - target) / target for size in sizes)
    return len(sizes), f"{inside:.1%}", f"{stubs:.1%}", f"{off:.0%}", ""


def _past_spaces(text: str, offset: int) -> int:
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset


def _peak(text: str, blocks: Sequence[Block]) -> str:
    tracemalloc.start()
    cut(text, blocks, "en", pace_for(text, "en"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return f"{peak / 1e6:.0f} MB"


# Anchoring

Span = tuple[int, int] | None


def anchoring() -> None:
    """1,000 damaged quotations (0 to 20 % of their characters) on texts of three sizes."""
    rows = []
    for size in (5_000, 50_000, 500_000):
        text, _ = article(size, SEED)
        quotes = list(_quotes(text, 1_000))
        rows.append(_row("readbot", size, text, quotes, _readbot_span))
        rows.append(_row("rapidfuzz alone", size, text, quotes, _rapidfuzz_span))
        few = quotes[: max(10, 5_000_000 // (size * 10))][:1_000]
        rows.append(_row("approximate matcher", size, text, few, _approximate_span))
    head = (
        "matcher",
        "text",
        "quotes",
        "right",
        "exact ends",
        "asked",
        "refused",
        "wrong",
        "p50 ms",
        "p99 ms",
    )
    table("Anchoring", head, rows)
    print(
        "right: overlaps the true passage by 80 % or more; exact ends: both offsets as they were;\n"
        "asked: offered to choose among several with the true one; wrong: any other place.\n"
        "The approximate matcher looks for the least errors (at most half the quotation, at most\n"
        "256) and always takes its best place, as web annotation clients do.\n"
    )


def _quotes(text: str, count: int) -> Sequence[tuple[str, int, int]]:
    chance = random.Random(SEED)
    quotes = []
    for _ in range(count):
        start = chance.randrange(len(text) - 220)
        start = text.index(" ", start) + 1
        end = text.rfind(" ", start, start + chance.randint(40, 200))
        words = text[start:end].strip()
        start = text.index(words, start)
        quotes.append((damaged(words, chance.uniform(0, 0.2), chance), start, start + len(words)))
    return quotes


def _readbot_span(text: str, quote: str) -> list[tuple[int, int]]:
    match find(text, quote):
        case Found(anchor):
            return [(anchor.start, anchor.end)]
        case Ambiguous(candidates):
            return [(anchor.start, anchor.end) for anchor in candidates]
        case Missing():
            return []


def _rapidfuzz_span(text: str, quote: str) -> list[tuple[int, int]]:
    found = fuzz.partial_ratio_alignment(quote, text, score_cutoff=70)
    return [(found.dest_start, found.dest_end)] if found else []


def _approximate_span(text: str, quote: str) -> list[tuple[int, int]]:
    exact = text.find(quote)
    if exact >= 0:
        return [(exact, exact + len(quote))]
    place = refine(text, quote, 0, len(text))
    return [(place.start, place.end)] if place.errors <= min(256, len(quote) // 2) else []


def _row(
    name: str,
    size: int,
    text: str,
    quotes: Sequence[tuple[str, int, int]],
    matcher: Callable[[str, str], list[tuple[int, int]]],
) -> tuple[object, ...]:
    counts = dict.fromkeys(("right", "exact", "asked", "refused", "wrong"), 0)
    times = []
    for quote, start, end in quotes:
        begun = time.perf_counter()
        spans = matcher(text, quote)
        times.append(1_000 * (time.perf_counter() - begun))
        fits = [span for span in spans if _overlap(span, (start, end)) >= 0.8]
        if not spans:
            counts["refused"] += 1
        elif not fits:
            counts["wrong"] += 1
        elif len(spans) > 1:
            counts["asked"] += 1
        else:
            counts["right"] += 1
            counts["exact"] += fits[0] == (start, end)
    shares = [f"{count / len(quotes):.1%}" for count in counts.values()]
    slow = quantiles(times, n=100)[98]
    return (name, f"{size // 1000} KB", len(quotes), *shares, f"{median(times):.2f}", f"{slow:.1f}")


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    both = min(one[1], other[1]) - max(one[0], other[0])
    return both / (max(one[1], other[1]) - min(one[0], other[0]))
