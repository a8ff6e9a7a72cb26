"""Where a quoted passage stands in a reading: found, asked about, or refused; never guessed.

A quotation is looked for as it stands, then folded (folding.py), then part by part where it has
been shortened with dots, then with a number of errors that depends on its length. Whatever is
found is whole words. The anchor follows W3C's TextQuoteSelector and TextPositionSelector.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from readbot.text.alignment import Place, closest, occurrences
from readbot.text.folding import Folded, fold, fold_words
from readbot.text.graphemes import border_after, border_before

CONTEXT = 32
"""How many code points of prefix and suffix an anchor keeps."""

NEAREST = 3
OFFERED = 25
"""At most this many places are offered to choose from: a Discord menu's options."""

ELISION_REACH = 2_500
"""The most code points that three dots may stand for."""

SHORTEST_INEXACT = 10
_MARGIN = 0.04
_CONTEXT_MARGIN = 0.2
_CLEARLY_NEARER = 4
_PATIENCE = 0.3  # errors, as a share, that a part of a shortened quotation may have beside another
_NEAR_REACH = 300
_CLEARLY_LONGER = 3
_ALWAYS_SKIPPED = 80
_FEW = 10
_PARTS = 8
_LONG_QUOTE = 400  # of a longer one, the ends are looked for, and the middle is compared
_END = 150
_MANY = 100
_TRIED = 2

_ELISION = re.compile(r"\s*(?:[\[(]\s*(?:\.{2,}|…)\s*[\])]|\.(?:\s?\.){2,}|…+)\s*")
_MARKDOWN = re.compile(
    r"\\(?=[^\w\s])|\*{1,3}|__|~~|\|\||[<>](?=http|\s|$)|(?m:^\s*(?:>{1,3}|-?#{1,3}|[-*•])\s)"
)
_OUTER = "\"' -.,:;()[]"
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage: its exact words, what stands around them, and where, in code points."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """The one place that a quotation means."""

    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Equally good places, in the text's order: the member is asked which."""

    candidates: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """No place is near enough; at most three that come nearest, best first."""

    nearest: tuple[Anchor, ...]


def at(text: str, start: int, end: int) -> Anchor:
    """The anchor of a slice, as it stands."""
    prefix, suffix = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Anchor(text[start:end], prefix, suffix, start, end)


def find(
    text: str,
    quote: str,
    *,
    prefix: str = "",
    suffix: str = "",
    near: int | None = None,
    within: tuple[int, int] | None = None,
) -> Found | Ambiguous | Missing:
    """Find the passage that ``quote`` means, in ``text[within]``.

    ``prefix`` and ``suffix``, what stood around the quotation, decide between several places, and
    so does ``near``, an offset, where one place is clearly the nearer; else all are offered.
    """
    low, high = within or (0, len(text))
    search = _Search(text, max(0, low), min(len(text), high))
    words = quote.strip()
    if not words or search.low >= search.high:
        return Missing(())
    for places in search.ways(words):
        if places:
            anchors = search.anchors(places)
            return _decide(text, anchors, prefix, suffix, near)
    return Missing(search.nearest(words))


class _Search:
    """One text, folded, and the slice of it that may be searched."""

    def __init__(self, text: str, low: int, high: int) -> None:
        self.text = text
        self.low, self.high = low, high
        self.folded: Folded = fold(text)
        self._bounds = (self.folded.offset(low), self.folded.offset(high))

    def ways(self, words: str) -> Iterable[list[Place]]:
        """The places by each way of looking, the strictest first; offsets are the text's own."""
        exact = occurrences(self.text, words, self.low, self.high, _MANY)
        yield _whole_words(self.text, exact)
        needles = _needles(words)
        for needle in needles:
            yield self._all_unfolded(self._at_words(needle))
        parts = [part for part in map(fold_words, _ELISION.split(words)) if part.strip(_OUTER)]
        if len(parts) > 1:
            # The dots may be the author's own: then there are as many in the text.
            dots = needles[0].count("...")
            whole = self._near_enough(needles[0])
            yield self._all_unfolded([place for place in whole if self._dots(place) == dots])
            if len(parts) > _PARTS:
                parts = parts[: _PARTS // 2] + parts[-_PARTS // 2 :]
            yield self._joined(parts)
            return
        if parts and parts[0] not in needles:
            needles = [parts[0], *needles]
            yield self._all_unfolded(self._at_words(parts[0]))
        for needle in needles[:_TRIED]:
            yield self._all_unfolded(self._near_enough(needle))

    def _dots(self, place: Place) -> int:
        return self.folded.text.count("...", place.start, place.end)

    def _all_unfolded(self, places: list[Place]) -> list[Place]:
        return [self._unfolded(place) for place in places]

    def nearest(self, words: str) -> tuple[Anchor, ...]:
        """The places that come nearest although none is near enough, best first."""
        needle = _needles(words)[-1][:_LONG_QUOTE]
        places = closest(self.folded.text, needle, *self._bounds, NEAREST)
        return tuple(self._anchor(self._unfolded(place)) for place in places)

    def anchors(self, places: Iterable[Place]) -> list[Anchor]:
        """The places as anchors of whole words, in the text's order, each once."""
        spans = {(anchor.start, anchor.end): anchor for anchor in map(self._anchor, places)}
        return [spans[span] for span in sorted(spans)]

    def _anchor(self, place: Place) -> Anchor:
        start, end = _snapped(self.text, place, self.low, self.high)
        return at(self.text, start, end)

    def _unfolded(self, place: Place) -> Place:
        start, end = self.folded.origin(place.start), self.folded.origin(place.end)
        return Place(max(start, self.low), min(end, self.high), place.errors)

    def _near_enough(self, needle: str) -> list[Place]:
        allowed = errors_allowed(len(needle))
        if not allowed:
            return []
        if len(needle) > _LONG_QUOTE:
            return self._near_ends(needle, allowed)
        found = closest(self.folded.text, needle, *self._bounds, OFFERED)
        return _best(found, allowed, len(needle))

    def _near_ends(self, needle: str, allowed: int) -> list[Place]:
        """Where a long quotation begins and ends, and what is between has few enough errors."""
        heads = self._near_enough(needle[:_END])
        places = []
        for head in heads[:_FEW]:
            middle = head.start + len(needle)
            low, high = max(head.end, middle - allowed - _END), middle + allowed
            for tail in self._close_by(needle[-_END:], low, high, low):
                words = self.folded.text[head.start : tail.end]
                errors = Levenshtein.distance(needle, words, score_cutoff=allowed)
                if errors <= allowed:
                    places.append(Place(head.start, tail.end, errors))
        return places

    def _joined(self, parts: list[str]) -> list[Place]:
        """Where all the parts of a shortened quotation follow each other in reach.

        The most telling part says where; the others are looked for from there, with more
        patience, because there is so little text in which they may stand.
        """
        telling, chains = self._telling(parts)
        for part in parts[telling + 1 :]:
            chains = [
                Place(chain.start, place.end, chain.errors + place.errors)
                for chain in chains
                for place in self._close_by(part, chain.end, chain.end + ELISION_REACH, chain.end)
            ][:_MANY]
        for part in reversed(parts[:telling]):
            chains = [
                Place(place.start, chain.end, chain.errors + place.errors)
                for chain in chains
                for place in self._close_by(
                    part, chain.start - ELISION_REACH, chain.start, chain.start
                )
            ][:_MANY]
        return self._all_unfolded(_shortest(chains, sum(map(len, parts))))

    def _telling(self, parts: list[str]) -> tuple[int, list[Place]]:
        """The part that stands in the fewest places as it is, else the longest; and its places."""
        exact = [self._at_words(part) for part in parts]
        known = [number for number, places in enumerate(exact) if places]
        if known:
            best = min(known, key=lambda number: (len(exact[number]), -len(parts[number])))
            if len(exact[best]) < _FEW:
                return best, exact[best]
        longest = max(range(len(parts)), key=lambda number: len(parts[number]))
        return longest, exact[longest] or self._near_enough(parts[longest])

    def _at_words(self, part: str) -> list[Place]:
        low, high = self._bounds
        return _whole_words(self.folded.text, occurrences(self.folded.text, part, low, high, _MANY))

    def _close_by(self, part: str, start: int, end: int, edge: int) -> list[Place]:
        """Where the part stands in a stretch of the folded text that begins or ends at ``edge``:
        exactly, else nearly, and then rather near the edge.
        """
        low, high = max(start, self._bounds[0]), min(end, self._bounds[1])
        exact = occurrences(self.folded.text, part, low, high, _MANY)
        if exact:
            return _whole_words(self.folded.text, exact)
        for reach in (_NEAR_REACH + len(part), ELISION_REACH):
            first, last = max(low, edge - reach), min(high, edge + reach)
            found = closest(self.folded.text, part, first, last, 2)
            best = _best(found, int(_PATIENCE * len(part)), len(part))
            if best:
                return best
        return []


def _shortest(chains: list[Place], size: int) -> list[Place]:
    """The chains that leave out little; one that leaves out far more is not as good."""
    if not chains:
        return []
    least = min(chain.end - chain.start for chain in chains) - size
    most = size + _CLEARLY_LONGER * max(least, 0) + _ALWAYS_SKIPPED
    return [chain for chain in chains if chain.end - chain.start <= most]


def _whole_words(text: str, places: list[Place]) -> list[Place]:
    """Only the places that part no word, if there are any."""
    whole = [
        place
        for place in places
        if not _inside_word(text, place.start) and not _inside_word(text, place.end)
    ]
    return whole or places


def _best(places: list[Place], allowed: int, size: int) -> list[Place]:
    """The places with no more errors than allowed that are about as good as the best."""
    near = [place for place in places if place.errors <= allowed]
    if not near:
        return []
    worst = near[0].errors + max(1, int(_MARGIN * size))
    return [place for place in near if place.errors <= worst]


def errors_allowed(size: int) -> int:
    """How many single-character errors a folded quotation of ``size`` characters may have.

    Unrelated sentences come as near as a third of a short quotation and half of a long one, so a
    short one is granted less.
    """
    if size < SHORTEST_INEXACT:
        return 0
    if size < 20:
        return size // 8
    if size < 40:
        return int(0.2 * size)
    return int((0.26 if size < 80 else 0.32) * size)


def _needles(words: str) -> list[str]:
    """The folded quotation: as typed, without markdown, without marks around it; each once."""
    bare = _MARKDOWN.sub("", words)
    forms = [fold_words(words), fold_words(bare), fold_words(bare).strip(_OUTER)]
    return [form for form in dict.fromkeys(forms) if form] or [words]


def _decide(
    text: str, anchors: list[Anchor], prefix: str, suffix: str, near: int | None
) -> Found | Ambiguous:
    if len(anchors) > 1 and (prefix.strip() or suffix.strip()):
        anchors = _best_context(text, anchors, fold_words(prefix), fold_words(suffix))
    if len(anchors) > 1 and near is not None:
        anchors = _clearly_nearest(anchors, near)
    if len(anchors) == 1:
        return Found(anchors[0])
    return Ambiguous(tuple(anchors[:OFFERED]))


def _best_context(text: str, anchors: list[Anchor], prefix: str, suffix: str) -> list[Anchor]:
    """The anchors whose surroundings are as good as the best one's."""

    def likeness(anchor: Anchor) -> float:
        before = fold_words(text[max(0, anchor.start - 2 * len(prefix) - 2) : anchor.start])
        after = fold_words(text[anchor.end : anchor.end + 2 * len(suffix) + 2])
        alike = []
        if prefix:
            alike.append(Levenshtein.normalized_similarity(prefix, before[-len(prefix) :]))
        if suffix:
            alike.append(Levenshtein.normalized_similarity(suffix, after[: len(suffix)]))
        return sum(alike) / max(1, len(alike))

    return _as_good_as_best(anchors, likeness)


def _as_good_as_best(anchors: list[Anchor], likeness: Callable[[Anchor], float]) -> list[Anchor]:
    scores = [likeness(anchor) for anchor in anchors]
    enough = max(scores) - _CONTEXT_MARGIN
    return [anchor for anchor, score in zip(anchors, scores, strict=True) if score >= enough]


def _clearly_nearest(anchors: list[Anchor], near: int) -> list[Anchor]:
    def distance(anchor: Anchor) -> int:
        return max(anchor.start - near, near - anchor.end, 0)

    first, second = sorted(anchors, key=distance)[:2]
    clear = _CLEARLY_NEARER * max(1, distance(first)) <= distance(second)
    return [first] if clear else anchors


def _is_word(character: str) -> bool:
    return (character.isalnum() or character == "_") and not _UNSPACED.match(character)


def _inside_word(text: str, offset: int) -> bool:
    if not 0 < offset < len(text):
        return False
    return _is_word(text[offset - 1]) and _is_word(text[offset])


def _snapped(text: str, place: Place, low: int, high: int) -> tuple[int, int]:
    """The place in whole words and characters.

    What was quoted without an error takes in every word that it touches; of what was misquoted, a
    word at the end belongs to it if at least half of the word does.
    """
    start, end = place.start, place.end
    exact = place.errors == 0
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if _inside_word(text, start):
        first, last = _word(text, start, low, high)
        start = first if exact or 2 * (last - start) >= last - first or last >= end else last
        while start < end and text[start].isspace():
            start += 1
    if _inside_word(text, end):
        first, last = _word(text, end, low, high)
        end = last if exact or 2 * (end - first) >= last - first or first <= start else first
        while end > start and text[end - 1].isspace():
            end -= 1
    return border_before(text, start, low), min(high, border_after(text, end))


def _word(text: str, offset: int, low: int, high: int) -> tuple[int, int]:
    first = last = offset
    while first > low and _is_word(text[first - 1]):
        first -= 1
    while last < high and _is_word(text[last]):
        last += 1
    return first, last
