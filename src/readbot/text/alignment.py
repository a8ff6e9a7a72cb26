"""Where one string comes closest to a part of another, counted in single-character errors."""

from dataclasses import dataclass

from rapidfuzz import fuzz

GRAM = 6
"""How many characters a seed has: long enough to be rare, short enough to survive damage."""

_COMMON = 60  # a seed that occurs oftener says nothing of where
_NEARBY = 0.35  # of the needle: seeds this close together speak for one place


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

    Places that share a seed with the needle are weighed exactly; where none does, rapidfuzz finds
    the most similar window of the whole, and then of what is left on either side.
    """
    windows = _seeded(haystack, needle, start, end)
    found = _distinct([refine(haystack, needle, *window) for window in windows], limit)
    if found and found[0].errors <= len(needle) // 3:
        return found
    return _distinct([*found, *_searched(haystack, needle, start, end, limit)], limit)


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
    for at in range(0, len(needle) - GRAM + 1, GRAM):
        places = occurrences(haystack, needle[at : at + GRAM], start, end, _COMMON)
        if len(places) < _COMMON:
            beginnings += [place.start - at for place in places]
    reach = max(4, int(_NEARBY * len(needle)))
    groups: list[list[int]] = []
    for beginning in sorted(beginnings):
        if groups and beginning - groups[-1][0] <= reach:
            groups[-1].append(beginning)
        else:
            groups.append([beginning])
    groups.sort(key=len, reverse=True)
    return [
        (max(start, group[0] - reach), min(end, group[-1] + len(needle) + reach))
        for group in groups[:_TRIED]
    ]


_TRIED = 12


def _searched(haystack: str, needle: str, start: int, end: int, limit: int) -> list[Place]:
    found: list[Place] = []
    gaps = [(start, end)]
    while gaps and len(found) < limit:
        first, last = gaps.pop(0)
        alignment = fuzz.partial_ratio_alignment(needle, haystack[first:last])
        if alignment is None or last - first < GRAM:
            continue
        reach = max(4, len(needle) // 4)
        low = max(first, first + alignment.dest_start - reach)
        high = min(last, first + alignment.dest_end + reach)
        place = refine(haystack, needle, low, high)
        found.append(place)
        gaps += [(first, place.start), (place.end, last)]
    return found


def _distinct(places: list[Place], limit: int) -> list[Place]:
    kept: list[Place] = []
    for place in sorted(places, key=lambda one: (one.errors, one.start)):
        if all(place.end <= other.start or place.start >= other.end for other in kept):
            kept.append(place)
        if len(kept) == limit:
            break
    return kept
