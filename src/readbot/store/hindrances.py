"""What keeps the database from working for a while, told from what is a fault of ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from readbot.club.mistakes import AWAY, BUSY, FULL, UNUSABLE, Hindrance

# https://www.sqlite.org/rescode.html: the primary code is the lowest byte.
_SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: UNUSABLE,
    sqlite3.SQLITE_IOERR: UNUSABLE,
    sqlite3.SQLITE_CORRUPT: UNUSABLE,
    sqlite3.SQLITE_NOTADB: UNUSABLE,
    sqlite3.SQLITE_CANTOPEN: UNUSABLE,
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html, whole codes before their classes.
_POSTGRESQL = {
    "53100": FULL,
    "25006": UNUSABLE,
    "25P03": AWAY,
    "25P04": BUSY,
    "55P03": BUSY,
    "57014": BUSY,
    "40": BUSY,
    "53": BUSY,
    "08": AWAY,
    "57": AWAY,
    "58": UNUSABLE,
    "XX": UNUSABLE,
}
_EVENTS = {BUSY: "database.busy", AWAY: "database.away", FULL: "database.full"}

log = structlog.get_logger("readbot.database")


@contextmanager
def told(*, over_network: bool) -> Iterator[None]:
    """Turn what hinders a transaction into a Hindrance, and log it in a line.

    ``over_network`` says that the database is a server, to which the way may be cut.
    """
    try:
        yield
    except (DBAPIError, PoolTimeoutError, OSError, sqlite3.Error) as error:
        sentence = _sentence(error, over_network=over_network)
        if sentence is None:
            raise
        event = _EVENTS.get(sentence, "database.unusable")
        reason = str(getattr(error, "orig", None) or type(error).__name__)
        log.log(30 if sentence in {BUSY, AWAY} else 40, event, reason=reason)
        raise Hindrance(sentence) from error


def _sentence(error: Exception, *, over_network: bool) -> str | None:
    if isinstance(error, PoolTimeoutError):
        return BUSY
    if isinstance(error, OSError):
        return AWAY if over_network else None
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return AWAY
    # A statement that was prepared is done without SQLAlchemy, and so is what hinders it.
    origin = error.orig if isinstance(error, DBAPIError) else error
    code: Any = getattr(origin, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF)
    state = str(getattr(origin, "sqlstate", None) or "")
    return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
