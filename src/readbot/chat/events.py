"""What Discord tells, made fit for discord.py: completed, lightened, forgiven where it is odd."""

import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

import discord
import structlog

SERVERS_COME_WITHIN = 2.0
"""Seconds of silence after which no more servers are waited for: one may be out of order."""
_ALL_HERE = 0.05

# Parts of a server that discord.py would keep whatever it is told.
_NEVER_ASKED = frozenset(
    {"guild_scheduled_events", "presences", "soundboard_sounds", "stage_instances", "voice_states"}
)

# What anyone may upload, in bytes, where a server does not say.
_SMALLEST_UPLOAD = 10 * 1024 * 1024

_THREADS = (10, 11, 12)
_OF_A_THREAD: Mapping[str, Any] = {
    "owner_id": 0,
    "message_count": 0,
    "member_count": 0,
    "thread_metadata": {
        "archived": False,
        "auto_archive_duration": 1440,
        "archive_timestamp": "2015-01-01T00:00:00+00:00",
    },
}
_UNSAYABLE = re.compile("[\x00\ud800-\udfff]")

log = structlog.get_logger(__name__)


def _completed(event: Any) -> Any:
    """An event with what discord.py insists on and servers may leave out, here and in its parts.

    Its texts are without what no database and no message takes: NUL, and halves of surrogate pairs.
    """
    if isinstance(event, str):
        return _UNSAYABLE.sub("", event)
    if isinstance(event, list):
        return [_completed(part) for part in event]
    if not isinstance(event, dict):
        return event
    event = {key: _completed(part) for key, part in event.items()}
    if "joined_at" in event and "roles" in event:  # a member
        event.setdefault("flags", 0)
    if "token" in event and "type" in event:  # an interaction
        event.setdefault("version", 1)
        event.setdefault("attachment_size_limit", _SMALLEST_UPLOAD)
        _complete_place(event)
    if "id" in event and "name" in event and type(event.get("type")) is int:  # a channel, maybe
        event.setdefault("position", 0)
        if event["type"] in _THREADS:
            for key, value in _OF_A_THREAD.items():
                event.setdefault(key, value)
    return event


def _complete_place(interaction: dict[str, Any]) -> None:
    """Its channel at least by id and kind: one that discord.py knows otherwise, it takes so."""
    channel = interaction.get("channel")
    if not isinstance(channel, dict):
        channel = {"id": interaction.get("channel_id")}
    if channel.get("id") is None:
        return
    channel.setdefault("type", 0 if interaction.get("guild_id") else 1)
    channel.setdefault("name", "")
    channel.setdefault("position", 0)
    interaction["channel"] = channel


def forgiving(name: str, parse: Callable[[Any], None]) -> Callable[[Any], None]:
    """``parse``, but an event that it stumbles over is logged and left out."""

    def forgiving(event: Any) -> None:
        try:
            parse(_completed(event))
        except (KeyError, TypeError, ValueError, AttributeError):
            log.exception("event.unreadable", name=name)

    return forgiving


def without_what_is_never_asked(parse: Callable[[Any], None]) -> Callable[[Any], None]:
    """``parse``, but of a server only what readbot uses comes into memory."""

    def lightened(event: Any) -> None:
        if isinstance(event, dict):
            event = {key: value for key, value in event.items() if key not in _NEVER_ASKED}
            for channel in _dicts(event.get("channels")):
                channel.pop("topic", None)  # up to 4,096 characters each
            # The names of many roles and channels are the same in every server.
            for named in (*_dicts(event.get("channels")), *_dicts(event.get("roles"))):
                if type(named.get("name")) is str:
                    named["name"] = sys.intern(named["name"])
        parse(event)

    return lightened


def _dicts(parts: Any) -> list[dict[str, Any]]:
    return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []


def ready_when_all_are_here(
    client: discord.Client, parsers: Mapping[str, Callable[[Any], None]]
) -> dict[str, Callable[[Any], None]]:
    """Parsers with which the client is ready as soon as no server is missing.

    discord.py waits until no further one came for a while, as one may be out of order.
    """
    state = client._connection  # noqa: SLF001  discord.py reads the time there before each wait
    start, add = parsers["READY"], parsers["GUILD_CREATE"]

    def starting(event: Any) -> None:
        state.guild_ready_timeout = SERVERS_COME_WITHIN
        start(event)

    def adding(event: Any) -> None:
        add(event)
        if not any(guild.unavailable for guild in client.guilds):
            state.guild_ready_timeout = _ALL_HERE

    return {"READY": starting, "GUILD_CREATE": adding}
