"""What was talked about: notes that speak of the same thing, and the most telling of each."""

from collections import Counter
from collections.abc import Hashable, Sequence
from heapq import nlargest
from math import log

from readbot.club.notes import Note
from readbot.digest.summary import Corpus, Vector, choose, corpus, even_sample, summed
from readbot.digest.words import is_cut, is_word

# A digest names no more themes than a reader keeps in mind; many notes make more of them.
MOST_THEMES = 6
# Notes that a theme needs, and the voices among them: one member alone is no theme of the club's.
_FEWEST = 3
_VOICES = 2
# Below this similarity to its middle a note does not belong to a theme.
_NEAR = 0.08
_ROUNDS = 6
# The terms of a middle by which notes are drawn to it; the many weak others would only cost time.
_TERMS = 60
SHOWN = 3
"""So many notes of a theme are shown."""
# So many are put in telling order, lest some are hidden since; the rest follow as they came.
_ORDERED = 6


def themes(notes: Sequence[Note], languages: Sequence[str] = ()) -> list[list[Note]]:
    """The notes by theme, the theme with most voices first, the most telling notes of each first.

    Notes that speak of nothing that others speak of come last, together. The grouping is spherical
    k-means (Dhillon & Modha, Machine Learning 42, 2001), begun from texts that are central and
    unlike each other instead of at random, so it is deterministic; of very many notes an even
    sample finds the middles.
    """
    texts = corpus([note.body for note in notes], languages)
    groups, rest = _grouped(texts, MOST_THEMES, [note.author_name for note in notes])
    return [[notes[i] for i in group] for group in ([*groups, rest] if rest else groups)]


def representatives(
    texts: Sequence[str],
    count: int,
    voices: Sequence[Hashable],
    languages: Sequence[str] = (),
) -> list[int]:
    """The indices of up to ``count`` texts that briefly say what most say, in many voices.

    What most say comes first; ``voices`` says whose each text is. Time grows with the number of
    words: 10,000 notes take about a second.
    """
    return choose(corpus(texts, languages), count, voices)


def _grouped(
    texts: Corpus, most: int, whose: Sequence[Hashable]
) -> tuple[list[list[int]], list[int]]:
    """Up to ``most`` groups of indices that make a theme, and the indices that belong to none.

    The group with most voices comes first, and in each the most telling of it.
    """
    groups, rest = _apart(texts, most, whose)
    groups.sort(key=lambda g: (-len({whose[i] for i in g}), -len(g), min(g)))
    heard: Counter[Hashable] = Counter()
    ordered = []
    for group in (*groups, rest):
        ordered.append(_telling_first(texts, group, whose, heard))
        # Who leads one theme gives way to others in the next.
        heard.update(whose[index] for index in ordered[-1][:SHOWN])
    return ordered[:-1], ordered[-1]


def _telling_first(
    texts: Corpus, group: Sequence[int], whose: Sequence[Hashable], heard: Counter[Hashable]
) -> list[int]:
    first = choose(texts, _ORDERED, whose, among=group, heard=heard)
    # Each voice once, before any comes twice.
    once = {whose[index]: index for index in reversed(first)}
    first.sort(key=lambda index: once[whose[index]] != index)
    chosen = set(first)
    return first + [index for index in group if index not in chosen]


def _apart(
    texts: Corpus, most: int, whose: Sequence[Hashable]
) -> tuple[list[list[int]], list[int]]:
    everyone = list(range(len(texts)))
    count = min(most, len(texts) // (2 * _FEWEST))
    if count < 2:
        return [], everyone
    groups: list[list[int]] = [[] for _ in range(count)]
    rest: list[int] = []
    assigned = _assign(texts, everyone, _middles(texts, count))
    for index, number in zip(everyone, assigned, strict=True):
        (rest if number is None else groups[number]).append(index)
    kept = []
    for group in groups:
        if len(group) >= _FEWEST and len({whose[i] for i in group}) >= _VOICES:
            kept.append(group)
        else:
            rest += group
    return kept, sorted(rest)


def _middles(texts: Corpus, count: int) -> list[Vector]:
    """The middles of ``count`` groups into which the texts fall."""
    members = even_sample(range(len(texts)))
    middles = [texts.vectors[index] for index in choose(texts, count)]
    belongs: list[int | None] = []
    for _ in range(_ROUNDS):
        assigned = _assign(texts, members, middles)
        if assigned == belongs:
            break
        belongs = assigned
        groups: list[list[int]] = [[] for _ in middles]
        for index, number in zip(members, belongs, strict=True):
            if number is not None:
                groups[number].append(index)
        middles = [middle(texts, g) or m for g, m in zip(groups, middles, strict=True)]
    return middles


def _assign(texts: Corpus, members: Sequence[int], middles: Sequence[Vector]) -> list[int | None]:
    """To which of the middles each member is nearest; None where it is near none."""
    pull: dict[int, list[tuple[int, float]]] = {}
    for number, vector in enumerate(middles):
        for term, weight in nlargest(_TERMS, vector.items(), key=lambda item: (item[1], -item[0])):
            pull.setdefault(term, []).append((number, weight))
    belongs: list[int | None] = []
    for index in members:
        near = [0.0] * len(middles)
        for term, weight in texts.vectors[index].items():
            for number, strength in pull.get(term, ()):
                near[number] += weight * strength
        most = max(near)
        belongs.append(near.index(most) if most >= _NEAR else None)
    return belongs


def middle(texts: Corpus, group: Sequence[int]) -> Vector:
    """The unit vector in the middle of a group."""
    total = summed((texts.vectors[index], 1.0) for index in group)
    norm = sum(weight * weight for weight in total.values()) ** 0.5 or 1.0
    return {term: weight / norm for term, weight in total.items()}


def keywords(group: Sequence[int], texts: Corpus, count: int = 3) -> tuple[str, ...]:
    """Words that several of the texts in ``group`` share and that tell it from the other texts.

    None where most of the group holds none of them: they would not say truly what it is about.
    """
    fewest = max(2, len(group) / 4)
    inside = Counter(term for index in group for term in texts.vectors[index])
    everywhere = len(texts)
    weighed = {
        term: shared * log(1 + everywhere / texts.spread[term])
        for term, shared in inside.items()
        if shared >= fewest and is_word(texts.terms[term])
    }
    best = sorted(weighed, key=lambda term: (-weighed[term], term))[:count]
    holding = sum(not texts.vectors[index].keys().isdisjoint(best) for index in group)
    return _whole([texts.terms[term] for term in best]) if 2 * holding > len(group) else ()


def _whole(words: Sequence[str]) -> tuple[str, ...]:
    """Pairs cut out of one longer word, in a script without spaces, put together again."""
    found: list[str] = []
    for word in words:
        for place, other in enumerate(found):
            if is_cut(word) and is_cut(other) and word[:1] == other[-1:]:
                found[place] = other + word[1:]
                break
            if is_cut(word) and is_cut(other) and word[-1:] == other[:1]:
                found[place] = word[:-1] + other
                break
        else:
            found.append(word)
    return tuple(found)
