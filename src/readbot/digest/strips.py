"""Where a reading was read, and where its notes sit: numbers to be drawn."""

from collections import Counter
from collections.abc import Sequence

from readbot.digest.gather import Course, Posted
from readbot.digest.views import Strip

STEPS = 60


def strip(course: Course, fresh: Sequence[Posted]) -> Strip | None:
    """A reading from beginning to end; ``fresh`` are the excerpts of the digest's own window.

    None where nothing of it stands in a channel yet.
    """
    if not course.posted or not course.spans:
        return None
    length = course.spans[-1][1]
    weights = [0.0] * STEPS
    counts: Counter[int] = Counter()
    for place in course.places:
        start, end = place.span or course.spans[place.excerpt - 1]
        counts[place.excerpt] += place.notes
        first, last = start * STEPS // length, min(STEPS, -(-end * STEPS // length))
        for step in range(first, max(last, first + 1)):
            weights[min(step, STEPS - 1)] += place.notes / max(1, last - first)
    most = max(weights)
    densest = min(counts, key=lambda number: (-counts[number], number)) if counts else None
    return Strip(
        density=tuple(weight / most if most else 0.0 for weight in weights),
        read=tuple(_joined([course.spans[post.number - 1] for post in fresh], length)),
        reached=max(course.spans[post.number - 1][1] for post in course.posted) / length,
        densest=densest,
        notes=counts[densest] if densest is not None else 0,
    )


def _joined(spans: Sequence[tuple[int, int]], length: int) -> list[tuple[float, float]]:
    """Spans as shares of the whole, neighbours in one."""
    found: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if found and start / length <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end / length))
        else:
            found.append((start / length, end / length))
    return found
