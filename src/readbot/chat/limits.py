"""How long an answer of 429 says to wait, and whether that is for everything.

Discord states it in the body and in headers; proxies and the edge in front of it leave one or the
other out. https://discord.com/developers/docs/topics/rate-limits
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Any

SHORTEST = 0.25  # seconds; what is less, or negative, would be a hurry
UNSTATED = 60.0  # seconds
BAN = 600.0  # seconds; how long the edge shuts an address out is not documented
LONGEST = 86_400.0  # seconds; asked again after this, whatever was said


@dataclass(frozen=True, slots=True)
class Limit:
    """To wait for ``seconds``; ``everywhere`` if that is not for one route alone."""

    seconds: float
    everywhere: bool


def limit(headers: Mapping[str, str], body: object) -> Limit:
    """What an answer of 429 says; ``body`` is its JSON, or a text where it is none.

    Of several statements the longest counts. A page instead of JSON is the edge's, which shuts out
    whoever keeps knocking: then everything waits.
    """
    told: dict[str, Any] = body if isinstance(body, dict) else {}
    stated = [
        seconds
        for seconds in (
            _seconds(told.get("retry_after")),
            _until(headers.get("Retry-After")),
            _seconds(headers.get("X-RateLimit-Reset-After")),
        )
        if seconds is not None
    ]
    is_ban = not isinstance(body, dict)
    seconds = max(stated) if stated else (BAN if is_ban else UNSTATED)
    everywhere = (
        is_ban
        or told.get("global") is True
        or headers.get("X-RateLimit-Global", "").lower() == "true"
        or headers.get("X-RateLimit-Scope") == "global"
    )
    return Limit(min(LONGEST, max(SHORTEST, seconds)), everywhere)


def read(raw: bytes | None) -> object:
    """The body of an answer: JSON where it is an object, or where it is not known; else a text."""
    try:
        told = json.loads(b"{}" if raw is None else raw)
    except (ValueError, RecursionError):
        told = None
    return told if isinstance(told, dict) else ""


def _seconds(stated: object) -> float | None:
    if isinstance(stated, bool) or not isinstance(stated, int | float | str):
        return None
    try:
        seconds = float(stated)
    except (ValueError, OverflowError):
        return None
    return seconds if isfinite(seconds) else None


def _until(header: str | None) -> float | None:
    """Seconds out of Retry-After, which may name a moment instead (RFC 9110, 10.2.3)."""
    seconds = _seconds(header)
    if seconds is not None or header is None:
        return seconds
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, OverflowError):  # a year or an offset may be of any size
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - datetime.now(UTC)).total_seconds()
