"""Rate limits: Discord's 50 requests a second in all, and buckets for each route."""

import hashlib
import time
from collections import deque
from dataclasses import dataclass

from readbot.rehearsal import limits


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a bot may go; None for `per_second` lifts the limit over all routes.

    Discord's limits for single routes are not documented; by default they are generous here.
    """

    per_second: int | None = limits.GLOBAL_PER_SECOND
    route_limit: int = 1000
    route_seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request may pass (`retry_after` None), and the headers to tell."""

    headers: dict[str, str]
    retry_after: float | None = None
    everywhere: bool = False


class PaceKeeper:
    """Counts requests against a Pace, in real time."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._recent: deque[float] = deque()
        self._buckets: dict[str, tuple[float, int]] = {}

    def judge(self, route: str, major: str, *, counts_globally: bool) -> Verdict:
        """Counts a request to a route template with its major ids."""
        now = time.monotonic()
        if counts_globally and self.pace.per_second is not None:
            while self._recent and now - self._recent[0] >= 1.0:
                self._recent.popleft()
            if len(self._recent) >= self.pace.per_second:
                wait = 1.0 - (now - self._recent[0])
                headers = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
                return Verdict(_waiting(headers, wait), wait, everywhere=True)
            self._recent.append(now)
        key = f"{route}:{major}"
        began, used = self._buckets.get(key, (now, 0))
        if now - began >= self.pace.route_seconds:
            began, used = now, 0
        left = self.pace.route_seconds - (now - began)
        headers = self._headers(route, left, self.pace.route_limit - used - 1)
        if used >= self.pace.route_limit:
            return Verdict(_waiting({**headers, "X-RateLimit-Scope": "user"}, left), left)
        self._buckets[key] = (began, used + 1)
        return Verdict(headers)

    def _headers(self, route: str, left: float, remaining: int) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.pace.route_limit),
            "X-RateLimit-Remaining": str(max(0, remaining)),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(route.encode()).hexdigest()[:32],
        }


def _waiting(headers: dict[str, str], wait: float) -> dict[str, str]:
    return {**headers, "Retry-After": str(int(wait) + 1)}
