"""How much of a person's summary is in a made one (Lin, "ROUGE", ACL 2004), without stemming."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import mean

# Words that may stand between the two of a skipping pair.
_SKIPPED = 4

Grams = Counter[tuple[str, ...]]


def beside(made: str, summaries: Sequence[str]) -> list[float]:
    """Recall and F for each of ``MEASURES``, the mean over several persons' summaries."""
    found = []
    for grams in MEASURES.values():
        shares = [rouge(grams(_words(made)), grams(_words(one))) for one in summaries]
        found += [mean(recall for recall, _ in shares), mean(f for _, f in shares)]
    return found


def rouge(made: Grams, wanted: Grams) -> tuple[float, float]:
    """Recall and F, both from 0 to 1, of what both hold."""
    shared = (made & wanted).total()
    recall, precision = shared / max(1, wanted.total()), shared / max(1, made.total())
    return recall, 2 * recall * precision / (recall + precision) if shared else 0.0


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _single(words: Sequence[str]) -> Grams:
    return Counter((word,) for word in words)


def _pairs(words: Sequence[str]) -> Grams:
    return Counter(pairwise(words))


def _skipping(words: Sequence[str]) -> Grams:
    """Single words, and pairs with up to four words between them."""
    found = _single(words)
    for start, word in enumerate(words):
        found.update((word, other) for other in words[start + 1 : start + _SKIPPED + 2])
    return found


MEASURES: dict[str, Callable[[Sequence[str]], Grams]] = {
    "ROUGE-1": _single,
    "ROUGE-2": _pairs,
    "ROUGE-SU4": _skipping,
}
