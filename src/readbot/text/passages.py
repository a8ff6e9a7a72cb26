"""Which of a reading's sentences someone means while typing: for completion."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from readbot.text.folding import fold_text, fold_words

SHORTEST_INEXACT = 4
LONGEST_INEXACT = 48
"""Of something long that stands nowhere, so many characters say which sentences come near."""
LEAST_LIKENESS = 60.0
"""The least likeness (of 100) of a sentence that does not hold what was typed."""

_BETWEEN = "\x00"
_BEFORE_WORDS = " \"'-([.,:;"


def matches(sentences: Sequence[tuple[int, str]], typed: str, limit: int = 25) -> list[int]:
    """The keys of the sentences that fit what was typed, best first, at most ``limit``.

    First those that hold the typed words as they stand, quotation marks, case and the like aside
    (at the beginning, then at a word's beginning, then anywhere), then those that hold all the
    words in any order, then those that come near. Nothing typed gives the first ones.
    """
    places = best(folded([sentence for _, sentence in sentences]), typed, limit)
    return [sentences[place][0] for place in places]


def best(folded: Sequence[str], typed: str, limit: int = 25) -> list[int]:
    """The places of the folded sentences that fit what was typed, as :func:`matches` orders."""
    wanted = fold_words(typed)
    if not wanted:
        return list(range(min(limit, len(folded))))
    ranked = _holding(folded, wanted)
    if len(ranked) < limit and len(wanted) >= SHORTEST_INEXACT:
        ranked += _near(folded, wanted, set(ranked), limit - len(ranked))
    return ranked[:limit]


def folded(sentences: Sequence[str]) -> list[str]:
    """The sentences as :func:`best` compares them, in order."""
    if not sentences:
        return []
    # Folding all in one go is many times quicker than each by itself.
    return fold_text(_BETWEEN.join(sentences)).split(_BETWEEN)


def _holding(folded: Sequence[str], wanted: str) -> list[int]:
    """The places of the sentences that hold all that is wanted, best first."""
    at_word = re.compile(rf"(?<!\w){re.escape(wanted)}")
    words = wanted.split()
    ranks: tuple[list[int], list[int], list[int], list[int]] = ([], [], [], [])
    for place, sentence in enumerate(folded):
        found = sentence.find(wanted)
        if found >= 0:
            begins = sentence[:found].strip(_BEFORE_WORDS) == ""
            ranks[0 if begins else 1 if at_word.search(sentence) else 2].append(place)
        elif all(word in sentence for word in words):
            ranks[3].append(place)
    return [place for rank in ranks for place in rank]


def _near(folded: Sequence[str], wanted: str, known: set[int], limit: int) -> list[int]:
    found = process.extract(
        wanted[:LONGEST_INEXACT],
        folded,
        scorer=fuzz.partial_ratio,
        score_cutoff=LEAST_LIKENESS,
        limit=limit + len(known),
    )
    return [place for _, _, place in found if place not in known][:limit]
