"""Discord's ids: a time in milliseconds since 2015, and a counter."""

from datetime import UTC, datetime, timedelta
from itertools import count

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_COUNTER_BITS = 22
_counter = count(1)


def snowflake(at: datetime) -> int:
    """A fresh id that carries an aware time; unique in this process, also when clocks go back."""
    milliseconds = (at - EPOCH) // timedelta(milliseconds=1)
    return milliseconds << _COUNTER_BITS | next(_counter) % (1 << _COUNTER_BITS)


def time_of(identifier: int) -> datetime:
    """The time that an id carries, aware, in UTC, to the millisecond."""
    return EPOCH + timedelta(milliseconds=identifier >> _COUNTER_BITS)


def first_at(at: datetime) -> int:
    """The smallest id of that millisecond, to compare others with."""
    return (at - EPOCH) // timedelta(milliseconds=1) << _COUNTER_BITS
