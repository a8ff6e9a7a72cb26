"""Which of many short texts say what most of them say: chosen, never rewritten.

Texts are TF-IDF vectors, kept as sparse as they are. Of the brief ones those are chosen that
together stand for most texts: greedy coverage (facility location; Lin & Bilmes, "A Class of
Submodular Functions for Document Summarization", ACL 2011), where what a text adds is how much
closer it brings each text to the nearest that is chosen. A text that says again what was chosen
adds nothing, so coverage does what maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998)
is for. A voice that was heard before weighs less.

What a text adds only falls as others are chosen, so an estimate that was made earlier is made anew
only for the texts that lead (Minoux, "Accelerated greedy algorithms for maximizing submodular set
functions", 1978), and coverage is measured on an even sample where there are very many texts: time
grows with the number of words. Everything is deterministic: ties go to the earlier text.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import exp, log, sqrt

from readbot.digest.words import size, spoken, stem, stop_words, tokens

Vector = dict[int, float]

# What each earlier word of the same voice leaves of a text's weight.
_SAME_VOICE = 0.6
# Words that a text may have before its length counts against it, how fast it does so then, and
# how many telling words it should have at least.
_BRIEF = 10
_FADING = 15
_TELLING = 2
# What is left of the weight of a text that asks: a question does not say what anybody thinks.
_ASKING = 0.5
_QUESTION_MARKS = ("?", "\uff1f", "\u061f", "\u037e", "\u055e", "\u1367")
# What is left of the weight of a term that one text alone has: it likens that text to no other. A
# text with many of them stands for fewer, but a name that nobody else wrote should not drop it.
_ALONE = 0.5
# So many texts are weighed against each other for each choice.
_CANDIDATES = 25
# Coverage is measured on no more texts than these, taken evenly from all.
_MEASURED = 2000


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts as unit vectors over terms.

    ``worth`` says from 0 to 1 how fit each text is to be shown by itself: brief, telling and no
    question; ``terms`` are the words by their number, as most often written, and ``spread`` says
    how many texts hold each.
    """

    vectors: tuple[Vector, ...]
    worth: tuple[float, ...]
    terms: tuple[str, ...]
    spread: tuple[int, ...]

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self.vectors)


def corpus(texts: Sequence[str], languages: Sequence[str] = ()) -> Corpus:
    """Make texts comparable; ``languages`` (ISO 639-1) are spoken beside those found in them."""
    words = [tokens(text) for text in texts]
    silent = frozenset[str]().union(*(stop_words(x) for x in {*languages, *spoken(words)}))
    written = Counter(word for text in words for word in text if word not in silent)
    spelt = _spelt(written)
    numbers = {term: number for number, term in enumerate(spelt)}
    number_of = {word: numbers[stem(word)] for word in written}
    counted = [Counter(number_of[word] for word in text if word in number_of) for text in words]
    spread = Counter(term for text in counted for term in text)
    rarity = {
        term: log(1 + len(texts) / count) * (_ALONE if count == 1 else 1.0)
        for term, count in spread.items()
    }
    sizes = {word: size(word) for text in words for word in text}
    return Corpus(
        vectors=tuple(_unit(text, rarity) for text in counted),
        worth=tuple(
            _worth(sum(map(sizes.__getitem__, all_words)), len(telling), text)
            for all_words, telling, text in zip(words, counted, texts, strict=True)
        ),
        terms=tuple(spelt.values()),
        spread=tuple(spread[number] for number in range(len(spelt))),
    )


def _unit(counts: Mapping[int, int], rarity: Mapping[int, float]) -> Vector:
    raw = {term: (1 + log(count)) * rarity[term] for term, count in counts.items()}
    norm = sqrt(sum(weight * weight for weight in raw.values())) or 1.0
    return {term: weight / norm for term, weight in raw.items()}


def _spelt(counts: Mapping[str, int]) -> dict[str, str]:
    """For each term the word that most often stands for it."""
    found: dict[str, str] = {}
    for word in sorted(counts, key=lambda w: (-counts[w], w)):
        found.setdefault(stem(word), word)
    return found


def even_sample(members: Sequence[int], most: int = _MEASURED) -> Sequence[int]:
    """Up to ``most`` of the members, evenly from first to last."""
    if len(members) <= most:
        return members
    return [members[place * len(members) // most] for place in range(most)]


def summed(vectors: Iterable[tuple[Vector, float]]) -> Vector:
    """The sum of vectors, each as many times as its number says."""
    total: Vector = {}
    for vector, times in vectors:
        for term, weight in vector.items():
            total[term] = total.get(term, 0.0) + times * weight
    return total


def _worth(length: float, telling: int, text: str) -> float:
    """From 0 to 1: near 1 for a statement of few words of which some tell something."""
    fading = exp(min(0.0, (_BRIEF - length) / _FADING))
    asking = _ASKING if text.rstrip(" \n\"'”’»)").endswith(_QUESTION_MARKS) else 1.0
    return fading * asking * min(1.0, telling / _TELLING)


def choose(
    texts: Corpus,
    count: int,
    voices: Sequence[Hashable] | None = None,
    among: Sequence[int] | None = None,
    heard: Counter[Hashable] | None = None,
) -> list[int]:
    """The indices of up to ``count`` texts that together stand for ``among``, in choosing order.

    ``voices`` says whose each text is, ``heard`` how often each was chosen before; None for
    ``among`` means all.
    """
    choosing = _Choosing(texts, range(len(texts)) if among is None else among, voices, heard)
    return [choosing.next() for _ in range(min(count, len(choosing.members)))]


class _Choosing:
    """Chooses one text after the other; ``_left`` says how much of each is not stood for yet."""

    def __init__(
        self,
        texts: Corpus,
        members: Sequence[int],
        voices: Sequence[Hashable] | None,
        heard: Counter[Hashable] | None,
    ) -> None:
        self.members = members
        self._vectors = texts.vectors
        self._voices = voices
        self._worth_alone = texts.worth
        self._left = dict.fromkeys(even_sample(members), 1.0)
        self._holders: dict[int, list[tuple[int, float]]] = {}
        for index in self._left:
            for term, weight in texts.vectors[index].items():
                self._holders.setdefault(term, []).append((index, weight))
        self._near: dict[int, list[tuple[int, float]]] = {}
        self._heard = Counter(heard)
        self._rest = summed((texts.vectors[index], 1.0) for index in self._left)
        self._queue = [(-self._estimate(index), index) for index in members]
        heapify(self._queue)

    def next(self) -> int:
        """The text that adds most to those before it."""
        leading = self._leading()
        best = max(leading, key=lambda i: (self._gain(i), self._worth(i), -i))
        for index in leading:
            if index != best:
                heappush(self._queue, (-self._estimate(index), index))
        if self._voices is not None:
            self._heard[self._voices[best]] += 1
        for index, alike in [*self._alike(best), (best, 1.0)]:
            self._cover(index, alike)
        return best

    def _cover(self, index: int, alike: float) -> None:
        before = self._left.get(index, 0.0)
        gone = before - max(0.0, min(before, 1 - alike))
        if gone > 0:
            self._left[index] = before - gone
            for term, weight in self._vectors[index].items():
                self._rest[term] -= gone * weight

    def _worth(self, index: int) -> float:
        """What a text weighs by itself; less where its voice was heard already."""
        heard = self._heard[self._voices[index]] if self._voices is not None else 0
        return self._worth_alone[index] * _SAME_VOICE**heard

    def _estimate(self, index: int) -> float:
        """Quickly how much a text may add: its likeness to all that is not stood for yet."""
        rest = self._rest
        alike = sum(weight * rest.get(term, 0.0) for term, weight in self._vectors[index].items())
        return self._worth(index) * alike

    def _leading(self) -> list[int]:
        """The few texts that may add most, taken out of the queue."""
        leading: list[int] = []
        while self._queue and len(leading) < _CANDIDATES:
            before, index = heappop(self._queue)
            now = -self._estimate(index)
            if now > before and self._queue and now > self._queue[0][0]:
                heappush(self._queue, (now, index))
            else:
                leading.append(index)
        return leading

    def _gain(self, index: int) -> float:
        """How much more of the other texts would be stood for."""
        new = sum(
            max(0.0, self._left[other] + alike - 1)
            for other, alike in self._alike(index)
            if other != index
        )
        return new * self._worth(index)

    def _alike(self, index: int) -> list[tuple[int, float]]:
        """The texts that share a term with this one, and how like it they are (cosine)."""
        if index not in self._near:
            found: dict[int, float] = {}
            for term, weight in self._vectors[index].items():
                for other, held in self._holders.get(term, ()):
                    found[other] = found.get(other, 0.0) + weight * held
            self._near[index] = list(found.items())
        return self._near[index]
