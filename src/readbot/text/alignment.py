"""Where one string comes closest to a part of another, counted in single-character errors."""

from dataclasses import dataclass

from rapidfuzz import fuzz

SHORT_SEED, LONG_SEED = 6, 8
"""How many characters a seed has: long enough to be rare, short enough to survive damage."""

_LONG = 60  # a needle from which long seeds are taken
_COMMON = 40  # a seed that occurs oftener says too little of where
_WINDOWS = 40  # so many places are looked at, best supported first
_REFINED = 8  # and so many of these weighed exactly
_CLOSE = 12.0  # points of likeness (of 100) behind the best that still deserve weighing
_SEARCHES = 3  # so often the whole is searched at most
_FAIR = 0.34  # and with so few, one second opinion is enough
_SURE = 0.08  # with so few errors the seeds' best place needs no second opinion


@dataclass(frozen=True, slots=True)
class Place:
    """A slice ``[start, end)`` of the haystack that has ``errors`` edits from the needle."""

    start: int
    end: int
    errors: int


def occurrences(haystack: str, needle: str, start: int, end: int, limit: int) -> list[Place]:
    """Where the needle stands exactly in ``haystack[start:end]``, at most ``limit`` places."""
    found: list[Place] = []
    at = haystack.find(needle, start, end) if needle else -1
    while at >= 0 and len(found) < limit:
        found.append(Place(at, at + len(needle), 0))
        at = haystack.find(needle, at + 1, end)
    return found


def closest(haystack: str, needle: str, start: int, end: int, limit: int) -> list[Place]:
    """The places of fewest errors in ``haystack[start:end]``, best first, none overlapping.

    Places that share seeds with the needle are weighed by rapidfuzz and the best of them exactly;
    unless one is nearly perfect, rapidfuzz also looks for the most similar window of the whole.
    """
    windows = _seeded(haystack, needle, start, end)
    found = _refined(haystack, needle, windows, min(limit, _REFINED))
    best = min((place.errors for place in found), default=len(needle))
    if best > _SURE * len(needle):
        searches = 1 if best <= _FAIR * len(needle) else min(limit, _SEARCHES)
        found += _searched(haystack, needle, start, end, searches)
    return _distinct(found, limit)


def refine(haystack: str, needle: str, start: int, end: int) -> Place:
    """The part of ``haystack[start:end]`` with the fewest errors; of equals the shortest, first.

    Myers' bit-parallel approximate matching (Journal of the ACM 46, 1999), forwards for the end
    and backwards for the beginning.
    """
    errors, over = _least(needle, haystack[start:end])
    _, length = _least(needle[::-1], haystack[start : start + over][::-1])
    return Place(start + over - length, start + over, errors)


def _least(pattern: str, text: str) -> tuple[int, int]:
    """The fewest errors with which the pattern ends anywhere in the text, and where first."""
    size = len(pattern)
    last = 1 << (size - 1)
    full = (1 << size) - 1
    matches: dict[str, int] = {}
    for at, character in enumerate(pattern):
        matches[character] = matches.get(character, 0) | 1 << at
    above, below = full, 0
    errors = best = size
    where = 0
    for at, character in enumerate(text, 1):
        same = matches.get(character, 0)
        across = (((same & above) + above) ^ above) | same | below
        rises, falls = below | (full & ~(across | above)), above & across
        if rises & last:
            errors += 1
        elif falls & last:
            errors -= 1
            if errors < best:
                best, where = errors, at
        rises, falls = (rises << 1) & full, (falls << 1) & full
        same |= below
        above, below = falls | (full & ~(same | rises)), rises & same
    return best, where


def _seeded(haystack: str, needle: str, start: int, end: int) -> list[tuple[int, int]]:
    """Windows of the haystack for which the needle's seeds speak, most seeds first."""
    beginnings: list[int] = []
    size = LONG_SEED if len(needle) >= _LONG else SHORT_SEED
    for at in range(0, len(needle) - size + 1, size):
        places = occurrences(haystack, needle[at : at + size], start, end, _COMMON)
        if len(places) < _COMMON:
            beginnings += [place.start - at for place in places]
    reach = _reach(needle)
    groups: list[list[int]] = []
    for beginning in sorted(beginnings):
        if groups and beginning - groups[-1][0] <= reach:
            groups[-1].append(beginning)
        else:
            groups.append([beginning])
    groups.sort(key=len, reverse=True)
    return [
        (max(start, group[0] - reach), min(end, group[-1] + len(needle) + reach))
        for group in groups[:_WINDOWS]
    ]


def _reach(needle: str) -> int:
    """How far damage may have moved a place's ends."""
    return max(4, len(needle) // 3)


def _refined(haystack: str, needle: str, windows: list[tuple[int, int]], limit: int) -> list[Place]:
    scored = sorted(
        ((fuzz.partial_ratio(needle, haystack[low:high]), low, high) for low, high in windows),
        reverse=True,
    )
    return [
        refine(haystack, needle, low, high)
        for score, low, high in scored[:limit]
        if score >= scored[0][0] - _CLOSE
    ]


def _searched(haystack: str, needle: str, start: int, end: int, limit: int) -> list[Place]:
    """The most similar window of the whole, then those of what is left on either side of it."""
    found: list[Place] = []
    gaps = [(start, end)]
    while gaps and len(found) < limit:
        low, high = gaps.pop(0)
        alignment = fuzz.partial_ratio_alignment(needle, haystack[low:high])
        if alignment is None or high - low < SHORT_SEED:
            continue
        first = max(low, low + alignment.dest_start - _reach(needle))
        last = min(high, low + alignment.dest_end + _reach(needle))
        place = refine(haystack, needle, first, last)
        found.append(place)
        gaps += [(low, place.start), (place.end, high)]
    return found


def _distinct(places: list[Place], limit: int) -> list[Place]:
    kept: list[Place] = []
    for place in sorted(places, key=lambda one: (one.errors, one.start)):
        if all(place.end <= other.start or place.start >= other.end for other in kept):
            kept.append(place)
        if len(kept) == limit:
            break
    return kept
