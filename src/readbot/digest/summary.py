"""Which of many short texts say what most of them say: chosen, never rewritten.

Texts are TF-IDF vectors. How central each is, is the stationary distribution of a random walk
between similar texts: LexRank (Erkan & Radev, "LexRank: Graph-based Lexical Centrality as Salience
in Text Summarization", JAIR 22, 2004), its continuous form. The walk needs the similarities only
as a product of the sparse matrix with its transpose, so the square matrix is never formed and the
time grows with the number of words, not of pairs.

Of the brief ones those are chosen that together stand for most texts, the central before others
where that is a tie: greedy coverage (facility location; Lin & Bilmes, "A Class of Submodular
Functions for Document Summarization", ACL 2011). A text that says again what was chosen adds
nothing, so coverage does what maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998) is
for; on discussions with planted themes it found more of them. A voice that was heard before
weighs less. Everything is deterministic: ties go to the earlier text.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from readbot.digest.words import size, spoken, stem, stop_words, tokens

Vector = dict[int, float]

# The share of steps in which the walk goes to any text at all.
_JUMP = 0.15
_ROUNDS = 30
_SETTLED = 1e-4
# What each earlier word of the same voice leaves of a text's weight.
_SAME_VOICE = 0.6
# Words that a text may have before its length counts against it, how fast it does so then, and
# how many telling words it should have at least.
_BRIEF = 10
_FADING = 15
_TELLING = 2
# So many texts are weighed against each other for each choice.
_CANDIDATES = 25


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts as unit vectors over terms, and for each term the texts that hold it.

    ``lengths`` count all words; ``terms`` are the words by their number, as most often written.
    """

    vectors: tuple[Vector, ...]
    holders: tuple[tuple[tuple[int, float], ...], ...]
    lengths: tuple[float, ...]
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
    written = Counter(word for text in words for word in text if word not in silent)
    stems = {word: stem(word) for word in written}
    counted = [Counter(stems[word] for word in text if word in stems) for text in words]
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
    sizes = {word: size(word) for text in words for word in text}
    lengths = tuple(sum(map(sizes.__getitem__, text)) for text in words)
    spelt = _spelt(written)
    terms = tuple(spelt[term] for term in numbers)
    return Corpus(tuple(vectors), tuple(map(tuple, holders)), lengths, terms)


def _spelt(counts: Mapping[str, int]) -> dict[str, str]:
    """For each term the word that most often stands for it."""
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


def _brevity(length: float, telling: int) -> float:
    """From 0 to 1: near 1 for a text of few words of which some tell something."""
    fading = exp(min(0.0, (_BRIEF - length) / _FADING))
    return fading * min(1.0, telling / _TELLING)


def choose(
    texts: Corpus,
    worth: Sequence[float],
    count: int,
    voices: Sequence[Hashable] | None = None,
    among: Sequence[int] | None = None,
) -> list[int]:
    """The indices of up to ``count`` texts that together stand for ``among``, in choosing order.

    ``worth`` says how relevant each text is, ``voices`` whose it is; None for ``among`` means all.
    """
    members = list(range(len(texts)) if among is None else among)
    left = dict.fromkeys(members, 1.0)
    heard: Counter[Hashable] = Counter()
    near: dict[int, list[tuple[int, float]]] = {}
    chosen: list[int] = []
    while len(chosen) < min(count, len(members)):
        weight = {
            index: _brevity(texts.lengths[index], len(texts.vectors[index]))
            * (_SAME_VOICE ** heard[voices[index]] if voices else 1.0)
            for index in members
            if index not in chosen
        }
        best, best_gain = -1, (-1.0, -1.0)
        for index in _candidates(texts, weight, left):
            if index not in near:
                alike = texts.alike(texts.vectors[index])
                near[index] = [(i, value) for i, value in alike.items() if i in left]
            # What a text adds: how much more of each other text is stood for.
            new = sum(max(0.0, left[i] + v - 1) for i, v in near[index] if i != index)
            # Where nothing is like anything, what is most relevant by itself comes first.
            if (gain := (new * weight[index], worth[index] * weight[index])) > best_gain:
                best, best_gain = index, gain
        chosen.append(best)
        if voices:
            heard[voices[best]] += 1
        for index, value in near[best]:
            left[index] = min(left[index], 1 - value)
        left[best] = 0.0
    return chosen


def _candidates(texts: Corpus, weight: Mapping[int, float], left: Mapping[int, float]) -> list[int]:
    """Of the texts in ``weight`` the few that may add most, by an estimate that is quick.

    The estimate is the likeness to the sum of all texts, each as far as it is not stood for yet.
    """
    if len(weight) <= _CANDIDATES:
        return list(weight)
    rest = [0.0] * len(texts.holders)
    for index, share in left.items():
        for term, value in texts.vectors[index].items():
            rest[term] += share * value
    estimate = {
        index: worth * sum(value * rest[term] for term, value in texts.vectors[index].items())
        for index, worth in weight.items()
    }
    return sorted(estimate, key=lambda index: (-estimate[index], index))[:_CANDIDATES]


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
