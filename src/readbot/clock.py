"""The system's clock. Only app.py owns a clock; everyone else is handed ``now``."""

from collections.abc import Callable
from datetime import UTC, datetime

# Tells the time: aware, in UTC.
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's time, aware, in UTC."""
    return datetime.now(UTC)
