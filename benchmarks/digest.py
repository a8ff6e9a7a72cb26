"""Representative notes beside sumy's summarisers and beside the first lines.

sumy is measured where it is installed; readbot does not need it. To have it for one run only:

    python -m pip install --target sumy-here sumy numpy
    PYTHONPATH=sumy-here python -m benchmarks digest

sumy is given a tokenizer of our own, because its default wants a download. A summariser that has
not finished in ``--patience`` seconds is stopped, and then a ratio is at least what is printed.
With sumy all of it takes half an hour and longer; without it, a minute.
"""

import argparse
import multiprocessing
import re
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module, util
from statistics import mean
from typing import Any

from benchmarks.made_talk import KINDS, Said, covered, talk
from benchmarks.opinions import SETS, TRIED_ON
from benchmarks.opinions.said import Opinions
from benchmarks.rouge import MEASURES, beside
from benchmarks.text import table
from readbot.club.notes import Note, NoteKind, ShowTo
from readbot.digest.themes import representatives, themes
from readbot.text.anchors import Anchor

NOTES = 300
SIZES = (100, 1000, 2000, 4000, 10_000, 100_000)
Chooser = Callable[[Sequence[Said], int], list[int]]


def main(arguments: Sequence[str] = ()) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks digest")
    parser.add_argument("--seeds", type=int, default=5, help="made discussions of each kind")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="notes in the largest timing")
    parser.add_argument("--patience", type=float, default=300.0, help="seconds for a timing")
    asked = parser.parse_args(arguments)
    print(f"Python {sys.version.split()[0]}, {asked.seeds} seeds\n")
    choosers = {"readbot": ours, "first lines": first_lines, **_sumy()}
    if len(choosers) == 2:
        print("sumy is not installed, so it is left out.\n")
    quality(choosers, range(asked.seeds))
    beside_people(choosers)
    speed(choosers, [size for size in SIZES if size <= asked.most], asked.patience)


def ours(said: Sequence[Said], count: int) -> list[int]:
    """What readbot chooses."""
    return representatives([one.text for one in said], count, [one.voice for one in said])


def first_lines(said: Sequence[Said], count: int) -> list[int]:
    """What was said first."""
    return list(range(min(count, len(said))))


class _Tokenizer:
    """Words and pairs of ideographs, for sumy."""

    _word = re.compile(r"[^\W\d_]+")
    _unspaced = re.compile(r"[\u4e00-\u9fff]+")

    def to_sentences(self, text: str) -> tuple[str, ...]:
        """Each note is one sentence."""
        return (text,)

    def to_words(self, text: str) -> tuple[str, ...]:
        """Its words."""
        found: list[str] = []
        for word in self._word.findall(text.lower()):
            pairs = [word[i : i + 2] for i in range(len(word) - 1)]
            found += pairs if self._unspaced.fullmatch(word) else [word]
        return tuple(found)


def _sumy() -> dict[str, Chooser]:
    if util.find_spec("sumy") is None:
        return {}
    names = {
        "sumy LexRank": ("lex_rank", "LexRankSummarizer"),
        "sumy TextRank": ("text_rank", "TextRankSummarizer"),
        "sumy SumBasic": ("sum_basic", "SumBasicSummarizer"),
        "sumy KL": ("kl", "KLSummarizer"),
    }
    return {name: _SumyChooser(*where) for name, where in names.items()}


class _SumyChooser:
    """One of sumy's summarisers, over one document whose sentences are the notes."""

    def __init__(self, module: str, name: str) -> None:
        self._where = (module, name)

    def __call__(self, said: Sequence[Said], count: int) -> list[int]:
        module, name = self._where
        summarizer = getattr(import_module(f"sumy.summarizers.{module}"), name)()
        models: Any = import_module("sumy.models.dom")
        tokenizer = _Tokenizer()
        sentences = [models.Sentence(one.text, tokenizer) for one in said]
        document = models.ObjectDocumentModel([models.Paragraph(sentences)])
        chosen = summarizer(document, count)
        places = {id(sentence): index for index, sentence in enumerate(sentences)}
        return [places[id(sentence)] for sentence in chosen]


def quality(choosers: dict[str, Chooser], seeds: Sequence[int]) -> None:
    """Coverage of themes and voices, repetition and length, for each kind of discussion."""
    totals: dict[str, list[float]] = {name: [] for name in choosers}
    for kind in KINDS:
        rows = []
        for name, choose in choosers.items():
            measured = [_measure(talk(kind, NOTES, s), choose, len(kind.shares)) for s in seeds]
            columns = [mean(column) for column in zip(*measured, strict=True)]
            totals[name].append(columns[0])
            rows.append([name, *(f"{value:.2f}" for value in columns[:-1]), f"{columns[-1]:.0f}"])
        head = ["", "themes", "voices", "repetition", "words"]
        table(f"{kind.name}: {NOTES} notes, as many chosen as there are themes", head, rows)
    ours_mean = mean(totals["readbot"])
    rows = [
        [name, f"{mean(values):.2f}", f"{ours_mean / mean(values):.2f}"]
        for name, values in totals.items()
    ]
    table("coverage of themes, all kinds", ["", "themes", "readbot's ratio"], rows)


def beside_people(choosers: dict[str, Chooser]) -> None:
    """How much of people's own summaries of short opinions is in the chosen ones.

    On some of the sets ways of choosing were tried; the others were held back.
    """
    halves = {
        "tried on": [one for one in SETS if one.subject in TRIED_ON],
        "held back": [one for one in SETS if one.subject not in TRIED_ON],
    }
    for half, sets in halves.items():
        for count in (2, 3):
            rows = []
            for name, choose in choosers.items():
                scores = [_beside(opinions, choose, count) for opinions in sets]
                *columns, words = (mean(column) for column in zip(*scores, strict=True))
                rows.append([name, *(f"{value:.3f}" for value in columns), f"{words:.0f}"])
            head = ["", *(f"{m} {kind}" for m in MEASURES for kind in ("recall", "F")), "words"]
            table(f"{len(sets)} sets of short opinions, {half}: {count} chosen", head, rows)


def _beside(opinions: Opinions, choose: Chooser, count: int) -> list[float]:
    said = [Said(text, str(number), None) for number, text in enumerate(opinions.said)]
    made = " ".join(said[index].text for index in choose(said, count))
    return [*beside(made, opinions.summaries), float(len(made.split()))]


def _measure(said: list[Said], choose: Chooser, count: int) -> tuple[float, float, float, float]:
    chosen = choose(said, count)
    words = [set(_Tokenizer().to_words(said[index].text)) for index in chosen]
    voices = len({said[index].voice for index in chosen}) / len(chosen)
    repeated = [len(a & b) / len(a | b) for a in words for b in words if a is not b]
    return covered(said, chosen), voices, mean(repeated or [0.0]), mean(map(len, words))


def speed(choosers: dict[str, Chooser], sizes: Sequence[int], patience: float) -> None:
    """Seconds for five representative notes, and for all themes of a digest."""
    known: dict[str, list[float | None]] = {n: [] for n in choosers if n != "first lines"}
    gathering: list[float | None] = []
    for size in sizes:
        said = talk(KINDS[1], size, 0)
        for name, seconds in known.items():
            gave_up = bool(seconds) and seconds[-1] is None
            seconds.append(None if gave_up else _timed(choosers[name], said, patience))
        notes = _as_notes(said)
        began = time.perf_counter()
        themes(notes)
        gathering.append(time.perf_counter() - began)
    heads = ["", *(f"{size:,} notes" for size in sizes)]

    def shown(seconds: Sequence[float | None]) -> list[str]:
        return [f"> {patience:.0f}" if s is None else f"{s:.3f}" for s in seconds]

    rows = [[name, *shown(seconds)] for name, seconds in known.items()]
    table("seconds, five notes chosen", heads, [*rows, ["readbot, all themes", *shown(gathering)]])
    mine = [patience if seconds is None else seconds for seconds in known["readbot"]]
    ratios = [
        [
            name,
            *(
                f"≥ {patience / a:.1f}" if b is None else f"{b / a:.1f}"
                for a, b in zip(mine, seconds, strict=True)
            ),
        ]
        for name, seconds in known.items()
        if name != "readbot"
    ]
    if ratios:
        table("times as long as readbot", heads, ratios)
    took = dict(zip(sizes, mine, strict=True))
    growth = [f"{took[10 * size] / took[size]:.1f}" for size in sizes if 10 * size in took]
    print(f"readbot's time for ten times as many notes: {', '.join(growth)} times as long")


def _timed(choose: Chooser, said: list[Said], patience: float) -> float | None:
    """Seconds in a process of its own; None where it was stopped, having taken too many."""
    process = multiprocessing.get_context("fork")
    answer = process.SimpleQueue()

    def work() -> None:
        choose(said[:20], 5)
        began = time.perf_counter()
        choose(said, 5)
        answer.put(time.perf_counter() - began)

    worker = process.Process(target=work)
    worker.start()
    worker.join(patience)
    if worker.is_alive():
        worker.kill()
        worker.join()
        return None
    return float(answer.get()) if worker.exitcode == 0 else None


def _as_notes(said: Sequence[Said]) -> list[Note]:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return [
        Note(
            id=number,
            club_id=1,
            reading_id=1,
            kind=NoteKind.THOUGHT,
            author_id=None,
            author_name=one.voice,
            body=one.text,
            anchor=Anchor("words", "", "", number, number + 5),
            excerpt=1,
            show_to=ShowTo.CLUB,
            state=None,
            parent_id=None,
            accepted_id=None,
            link_channel_id=None,
            link_message_id=None,
            created_at=at + timedelta(seconds=number),
        )
        for number, one in enumerate(said)
    ]
