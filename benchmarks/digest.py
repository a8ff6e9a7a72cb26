"""Representative notes beside sumy's summarisers and beside the first lines.

sumy is measured where it is installed; readbot does not need it. To have it for one run only:

    python -m pip install --target sumy-here sumy numpy
    PYTHONPATH=sumy-here python -m benchmarks digest

sumy is given a tokenizer of our own, because its default wants a download. A summariser that has
not finished in ``PATIENCE`` seconds is stopped, and then a ratio is at least what is printed.
With sumy all of it takes half an hour and longer; without it, a minute.
"""

import multiprocessing
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module, util
from statistics import mean
from typing import Any

from benchmarks.made_talk import KINDS, Said, covered, talk
from benchmarks.opinions import SETS, Opinions
from benchmarks.text import table
from readbot.club.notes import Note, NoteKind, ShowTo
from readbot.digest.themes import representatives, themes
from readbot.text.anchors import Anchor

SEEDS = range(5)
NOTES = 300
SIZES = (100, 1000, 2000, 4000, 10_000, 100_000)
PATIENCE = 300.0
Chooser = Callable[[Sequence[Said], int], list[int]]


def main() -> None:
    """Print the tables."""
    print(f"Python {sys.version.split()[0]}, {len(SEEDS)} seeds\n")
    choosers = {"readbot": ours, "first lines": first_lines, **_sumy()}
    if len(choosers) == 2:
        print("sumy is not installed, so it is left out.\n")
    quality(choosers)
    beside_people(choosers)
    speed(choosers)


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


def quality(choosers: dict[str, Chooser]) -> None:
    """Coverage of themes and voices, repetition and length, for each kind of discussion."""
    totals: dict[str, list[float]] = {name: [] for name in choosers}
    for kind in KINDS:
        rows = []
        for name, choose in choosers.items():
            measured = [_measure(talk(kind, NOTES, s), choose, len(kind.shares)) for s in SEEDS]
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
    """How much of people's own summaries of short opinions is in the chosen ones, word by word."""
    for count in (2, 3):
        rows = []
        for name, choose in choosers.items():
            scores = [_beside(opinions, choose, count) for opinions in SETS]
            columns = [mean(column) for column in zip(*scores, strict=True)]
            rows.append([name, *(f"{value:.3f}" for value in columns[:-1]), f"{columns[-1]:.0f}"])
        head = ["", "ROUGE-1 recall", "ROUGE-1 F", "ROUGE-2 recall", "ROUGE-2 F", "words"]
        table(f"{len(SETS)} sets of short opinions, {count} chosen", head, rows)


def _beside(opinions: Opinions, choose: Chooser, count: int) -> list[float]:
    said = [Said(text, str(number), None) for number, text in enumerate(opinions.said)]
    made = " ".join(said[index].text for index in choose(said, count))
    scores = []
    for size in (1, 2):
        shares = [_rouge(_grams(made, size), _grams(s, size)) for s in opinions.summaries]
        scores += [mean(recall for recall, _ in shares), mean(f for _, f in shares)]
    return [*scores, float(len(made.split()))]


def _grams(text: str, size: int) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(zip(*(words[start:] for start in range(size)), strict=False))


def _rouge(made: Counter[tuple[str, ...]], wanted: Counter[tuple[str, ...]]) -> tuple[float, float]:
    """Recall and F of what both hold (Lin, "ROUGE", ACL 2004), without stemming."""
    shared = (made & wanted).total()
    recall, precision = shared / wanted.total(), shared / max(1, made.total())
    return recall, 2 * recall * precision / (recall + precision) if shared else 0.0


def _measure(said: list[Said], choose: Chooser, count: int) -> tuple[float, float, float, float]:
    chosen = choose(said, count)
    words = [set(_Tokenizer().to_words(said[index].text)) for index in chosen]
    voices = len({said[index].voice for index in chosen}) / len(chosen)
    repeated = [len(a & b) / len(a | b) for a in words for b in words if a is not b]
    return covered(said, chosen), voices, mean(repeated or [0.0]), mean(map(len, words))


def speed(choosers: dict[str, Chooser]) -> None:
    """Seconds for five representative notes, and for all themes of a digest."""
    known: dict[str, list[float]] = {name: [] for name in choosers if name != "first lines"}
    gathering: list[float] = []
    for size in SIZES:
        said = talk(KINDS[1], size, 0)
        for name, seconds in known.items():
            gave_up = bool(seconds) and seconds[-1] >= PATIENCE
            seconds.append(PATIENCE if gave_up else _timed(choosers[name], said))
        notes = _as_notes(said)
        began = time.perf_counter()
        themes(notes)
        gathering.append(time.perf_counter() - began)
    rows = [[name, *map(_shown, seconds)] for name, seconds in known.items()]
    rows.append(["readbot, all themes", *map(_shown, gathering)])
    table("seconds, five notes chosen", ["", *(f"{size:,} notes" for size in SIZES)], rows)
    mine = known["readbot"]
    ratios = [
        [
            name,
            *(f"{'≥ ' if b >= PATIENCE else ''}{b / a:.1f}" for a, b in zip(mine, s, strict=True)),
        ]
        for name, s in known.items()
        if name != "readbot"
    ]
    if ratios:
        table("times as long as readbot", ["", *(f"{size:,} notes" for size in SIZES)], ratios)
    took = dict(zip(SIZES, mine, strict=True))
    growth = [f"{took[10 * size] / took[size]:.1f}" for size in SIZES if 10 * size in took]
    print(f"readbot's time for ten times as many notes: {', '.join(growth)} times as long")


def _shown(seconds: float) -> str:
    return f"> {PATIENCE:.0f}" if seconds >= PATIENCE else f"{seconds:.3f}"


def _timed(choose: Chooser, said: list[Said]) -> float:
    """Seconds in a process of its own, which is stopped when they are too many."""
    process = multiprocessing.get_context("fork")
    answer = process.SimpleQueue()

    def work() -> None:
        choose(said[:20], 5)
        began = time.perf_counter()
        choose(said, 5)
        answer.put(time.perf_counter() - began)

    worker = process.Process(target=work)
    worker.start()
    worker.join(PATIENCE)
    if worker.is_alive():
        worker.kill()
        worker.join()
        return PATIENCE
    return float(answer.get()) if worker.exitcode == 0 else PATIENCE


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
