"""Which of many short texts say what most of them say: chosen, never rewritten.

Texts are TF-IDF vectors. How central each is, is the stationary distribution of a random walk
between similar texts: LexRank (Erkan & Radev, "LexRank: Graph-based Lexical Centrality as Salience
in Text Summarization", JAIR 22, 2004), its continuous form. The walk needs the similarities only
as a product of the sparse matrix with its transpose, so the square matrix is never formed and the
time grows with the number of words, not of pairs. What is chosen next is weighed by maximal
marginal relevance (Carbonell & Goldstein, SIGIR 1998), with a second penalty for a voice that was
heard before. Everything is deterministic: ties go to the earlier text.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from readbot.digest.words import spoken, stem, stop_words, tokens

Vector = dict[int, float]

# The share of steps in which the walk goes to any text at all.
_JUMP = 0.15
_ROUNDS = 30
_SETTLED = 1e-4
# How much relevance weighs against being unlike what was chosen before.
_RELEVANCE = 0.7
# What another word from the same voice costs.
_SAME_VOICE = 0.25
# Words that a text may have before its length counts against it, and what it should have at least.
_BRIEF = 16
_TELLING = 3


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts as unit vectors over terms, and for each term the texts that hold it.

    ``lengths`` count all words; ``terms`` are the words by their number, as most often written.
    """

    vectors: tuple[Vector, ...]
    holders: tuple[tuple[tuple[int, float], ...], ...]
    lengths: tuple[int, ...]
    terms: tuple[str, ...]

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self.vectors)

    def alike(self, vector: Vector) -> dict[int, float]:
        """The cosine similarity to ``vector`` of every text that shares a term with it."""
        found: dict[int, float] = {}
        for term, weight in vector.items():
            for text, other in self.holders[term]:
                found[text] = found.get(text, 0.0) + weight * other
        return found


def corpus(texts: Sequence[str], languages: Sequence[str] = ()) -> Corpus:
    """Make texts comparable; ``languages`` (ISO 639-1) are spoken beside those found in them."""
    words = [tokens(text) for text in texts]
    silent = frozenset[str]().union(*(stop_words(x) for x in {*languages, *spoken(words)}))
    telling = [[word for word in text if word not in silent] for text in words]
    counted = [Counter(map(stem, text)) for text in telling]
    spread = Counter(term for text in counted for term in text)
    numbers = {term: number for number, term in enumerate(spread)}
    vectors: list[Vector] = []
    holders: list[list[tuple[int, float]]] = [[] for _ in numbers]
    rarity = {term: log(1 + len(texts) / count) for term, count in spread.items()}
    for index, text in enumerate(counted):
        raw = {term: (1 + log(count)) * rarity[term] for term, count in text.items()}
        norm = sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        vector = {numbers[term]: weight / norm for term, weight in raw.items()}
        vectors.append(vector)
        for term_number, weight in vector.items():
            holders[term_number].append((index, weight))
    lengths = tuple(len(text) for text in words)
    written = _written(word for text in telling for word in text)
    terms = tuple(written[term] for term in numbers)
    return Corpus(tuple(vectors), tuple(map(tuple, holders)), lengths, terms)


def _written(words: Iterable[str]) -> dict[str, str]:
    """For each term the word that most often stands for it."""
    counts = Counter(words)
    found: dict[str, str] = {}
    for word in sorted(counts, key=lambda w: (-counts[w], w)):
        found.setdefault(stem(word), word)
    return found


def centrality(texts: Corpus) -> list[float]:
    """How much each text says what the others say; the values are above 0 and add up to 1."""
    count = len(texts)
    if not count:
        return []
    rows = [tuple(vector.items()) for vector in texts.vectors]

    def step(values: list[float]) -> list[float]:
        """The similarity matrix, less its diagonal, times ``values``."""
        through = [0.0] * len(texts.holders)
        for row, value in zip(rows, values, strict=True):
            for term, weight in row:
                through[term] += weight * value
        return [
            max(0.0, sum(weight * through[term] for term, weight in row) - (value if row else 0.0))
            for row, value in zip(rows, values, strict=True)
        ]

    degrees = step([1.0] * count)
    ranks = [1 / count] * count
    for _ in range(_ROUNDS):
        shared = [r / d if d > 1e-9 else 0.0 for r, d in zip(ranks, degrees, strict=True)]
        walked = [(1 - _JUMP) * value for value in step(shared)]
        # What stands on a text without any like it is spread over all.
        lost = (1 - sum(walked)) / count
        moved = [value + lost for value in walked]
        change = sum(abs(a - b) for a, b in zip(moved, ranks, strict=True))
        ranks = moved
        if change < _SETTLED:
            break
    return ranks


def relevance(texts: Corpus) -> list[float]:
    """Centrality, from 0 to 1, tempered by brevity: what most say, said in few words."""
    ranks = centrality(texts)
    most = max(ranks, default=1.0)
    return [
        rank / most * _brevity(length, len(vector))
        for rank, length, vector in zip(ranks, texts.lengths, texts.vectors, strict=True)
    ]


def _brevity(length: int, telling: int) -> float:
    """From 0 to 1: near 1 for a text of few words of which some tell something."""
    long = 1.0 if length <= _BRIEF else exp((_BRIEF - length) / (2 * _BRIEF))
    return long * min(1.0, telling / _TELLING)


def choose(
    texts: Corpus,
    worth: Sequence[float],
    count: int,
    voices: Sequence[Hashable] | None = None,
    among: Sequence[int] | None = None,
) -> list[int]:
    """The indices of up to ``count`` texts of high worth, unlike each other, in choosing order.

    ``voices`` says whose each text is.
    """
    open_to = list(range(len(texts)) if among is None else among)
    likeness: dict[int, float] = {}
    heard: Counter[Hashable] = Counter()
    chosen: list[int] = []
    while open_to and len(chosen) < count:

        def gain(index: int) -> float:
            again = heard[voices[index]] if voices else 0
            distance = (1 - _RELEVANCE) * likeness.get(index, 0.0)
            return _RELEVANCE * worth[index] - distance - _SAME_VOICE * again

        best = max(open_to, key=lambda index: (gain(index), -index))
        open_to.remove(best)
        chosen.append(best)
        if voices:
            heard[voices[best]] += 1
        for index, value in texts.alike(texts.vectors[best]).items():
            likeness[index] = max(likeness.get(index, 0.0), value)
    return chosen


def representatives(
    texts: Sequence[str],
    count: int,
    voices: Sequence[Hashable] | None = None,
    languages: Sequence[str] = (),
) -> list[int]:
    """The indices of up to ``count`` texts that briefly say what most say, the most telling first.

    Near-linear in the number of texts: 10,000 notes take about a second.
    """
    known = corpus(texts, languages)
    return choose(known, relevance(known), count, voices)
