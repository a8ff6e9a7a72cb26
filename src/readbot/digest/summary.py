"""Which of many short texts say what most of them say: chosen, never rewritten.

Texts are TF-IDF vectors, kept as sparse as they are. Of the brief ones those are chosen that
together stand for most texts: greedy coverage (facility location; Lin & Bilmes, "A Class of
Submodular Functions for Document Summarization", ACL 2011), where what a text adds is how much
closer it brings each text to the nearest that is chosen. A text that says again what was chosen
adds nothing, so coverage does what maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998)
is for. A voice that was heard before weighs less.

Texts that share no word may still speak of the same thing: what is chosen also stands for those
that are like the texts that are like it (feedback from what was found; Rocchio, "Relevance
Feedback in Information Retrieval", 1971). And what most say, most say in the same plain words: so
everyday words count too when texts are chosen, though less; for what a text is about they do not.

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
_BRIEF = 7
_FADING = 12
_TELLING = 2
# What is left of the weight of a text that asks: a question does not say what anybody thinks.
_ASKING = 0.5
_QUESTION_MARKS = ("?", "\uff1f", "\u061f", "\u037e", "\u055e", "\u1367")
# What is left of the weight of a term that one text alone has: it likens that text to no other. A
# text with many of them stands for fewer, but a name that nobody else wrote should not drop it.
_ALONE = 0.5
# What is left of the weight of an everyday word: it says little, but how it is said is telling.
_EVERYDAY = 0.7
# How far a chosen text stands for those that are only like the texts that are like it.
_BY_WAY_OF_OTHERS = 0.7
# So many texts are weighed against each other for each choice.
_CANDIDATES = 60
# Sums of floats differ by less than this.
_TINY = 1e-9
# Coverage is measured on no more texts than these, taken evenly from all.
_MEASURED = 1000


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts as unit vectors over terms.

    ``vectors`` are over the words that tell what a text is about, ``spoken`` over all its words.
    ``worth`` says from 0 to 1 how fit each text is to be shown by itself: brief, telling and no
    question; ``terms`` are the words by their number, as most often written, and ``spread`` says
    how many texts hold each.
    """

    vectors: tuple[Vector, ...]
    spoken: tuple[Vector, ...]
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
    written = Counter(word for text in words for word in text)
    spelt = _spelt({word: count for word, count in written.items() if word not in silent})
    numbers = {term: number for number, term in enumerate(spelt)}
    telling = len(numbers)
    everyday = {word: telling + n for n, word in enumerate(sorted(silent & written.keys()))}
    number_of = {w: everyday[w] if w in everyday else numbers[stem(w)] for w in written}
    counted = [Counter(map(number_of.__getitem__, text)) for text in words]
    spread = Counter(term for text in counted for term in text)
    rarity = {
        term: log(1 + len(texts) / count)
        * (_ALONE if count == 1 else 1.0)
        * (1.0 if term < telling else _EVERYDAY)
        for term, count in spread.items()
    }
    about = [{term: n for term, n in text.items() if term < telling} for text in counted]
    sizes = {word: size(word) for word in written}
    return Corpus(
        vectors=tuple(_unit(text, rarity) for text in about),
        spoken=tuple(_unit(text, rarity) for text in counted),
        worth=tuple(
            _worth(sum(map(sizes.__getitem__, all_words)), len(terms), text)
            for all_words, terms, text in zip(words, about, texts, strict=True)
        ),
        terms=tuple(spelt.values()),
        spread=tuple(spread[number] for number in range(telling)),
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
        self._vectors = texts.spoken
        self._voices = voices
        self._worth_alone = texts.worth
        self._left = dict.fromkeys(even_sample(members), 1.0)
        self._holders: dict[int, list[tuple[int, float]]] = {}
        for index in self._left:
            for term, weight in self._vectors[index].items():
                self._holders.setdefault(term, []).append((index, weight))
        self._near: dict[int, list[tuple[int, float]]] = {}
        self._added: dict[int, float] = {}
        self._heard = Counter(heard)
        self._rest = summed((self._vectors[index], 1.0) for index in self._left)
        self._queue = [(-self._estimate(index), index) for index in members]
        heapify(self._queue)

    def next(self) -> int:
        """The text that adds most to those before it."""
        leading: dict[int, float] = {}
        most = -1.0
        while self._queue and len(leading) < _CANDIDATES:
            before, index = heappop(self._queue)
            now = -self._estimate(index)
            if now > before and self._queue and now > self._queue[0][0]:
                heappush(self._queue, (now, index))
                continue
            if leading and -now < most - _TINY:
                heappush(self._queue, (now, index))
                break
            leading[index] = self._gain(index)
            most = max(most, leading[index])
        best = max(leading, key=lambda i: (leading[i], self._worth(i), -i))
        for index in leading:
            if index != best:
                heappush(self._queue, (-self._estimate(index), index))
        if self._voices is not None:
            self._heard[self._voices[best]] += 1
        for index, alike in self._stood_for(best):
            self._cover(index, alike)
        return best

    def _stood_for(self, best: int) -> Iterable[tuple[int, float]]:
        """How far each text is stood for by the best: for what it says or what those like it do."""
        near = {**dict(self._alike(best)), best: 1.0}
        among = summed((self._vectors[index], alike * alike) for index, alike in near.items())
        found: dict[int, float] = {}
        for term, weight in among.items():
            for other, held in self._holders.get(term, ()):
                found[other] = found.get(other, 0.0) + weight * held
        norm = sqrt(sum(weight * weight for weight in among.values())) or 1.0
        for index, by_others in found.items():
            near[index] = max(near.get(index, 0.0), _BY_WAY_OF_OTHERS * by_others / norm)
        return near.items()

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
        """Quickly how much a text adds at most: what it added before, or its likeness to the rest.

        The likeness to all that is not stood for yet counts also what is stood for well enough.
        """
        rest = self._rest
        alike = sum(weight * rest.get(term, 0.0) for term, weight in self._vectors[index].items())
        return self._worth(index) * min(alike, self._added.get(index, alike))

    def _gain(self, index: int) -> float:
        """How much more of the other texts would be stood for."""
        left = self._left
        new = sum(
            max(0.0, left[other] + alike - 1)
            for other, alike in self._alike(index)
            if other != index
        )
        self._added[index] = new
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
