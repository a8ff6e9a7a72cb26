"""The wire log: every request that came in and what was answered, the newest thousand."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from readbot.rehearsal.model.nouns import Json

_REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer; `route` is the document's path template.

    `status` 0 means that the connection was dropped without an answer; `fault` names the
    scripted fault that struck, if one did. `took` is in seconds of real time.
    """

    number: int
    at: datetime
    method: str
    path: str
    route: str
    query: dict[str, str]
    body: Any
    files: tuple[tuple[str, int], ...]
    status: int
    response: Any
    took: float
    fault: str | None = None

    def to_json(self) -> Json:
        """The exchange as JSON values."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "method": self.method,
            "path": self.path,
            "route": self.route,
            "query": self.query,
            "body": self.body,
            "files": [{"name": name, "size": size} for name, size in self.files],
            "status": self.status,
            "response": self.response,
            "took": self.took,
            "fault": self.fault,
        }


class WireLog:
    """A bounded ring of exchanges."""

    def __init__(self) -> None:
        self._exchanges: deque[Exchange] = deque(maxlen=_REMEMBERED)
        self._number = 0

    def next_number(self) -> int:
        """The number for the next exchange."""
        self._number += 1
        return self._number

    def add(self, exchange: Exchange) -> None:
        """Notes an exchange."""
        self._exchanges.append(exchange)

    def all(self, method: str | None = None, route_part: str = "") -> list[Exchange]:
        """The remembered exchanges, oldest first; of a method, and with that text in the path."""
        return [
            exchange
            for exchange in self._exchanges
            if method in (None, exchange.method) and route_part in exchange.path
        ]

    def clear(self) -> None:
        """Forgets all exchanges."""
        self._exchanges.clear()
