"""Telling Discord readbot's commands: only when they changed, or when it no longer has them."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import discord
import structlog

from readbot.chat.asked import House
from readbot.services import registered

_ENTRY_POINT = 4
_TOLD = (
    "id", "type", "name", "name_localizations", "description", "description_localizations",
    "handler", "contexts", "integration_types", "default_member_permissions", "nsfw",
)  # fmt: skip

log = structlog.get_logger(__name__)


async def register(
    client: discord.Client, tree: discord.app_commands.CommandTree[Any], house: House
) -> None:
    """Let Discord have just the commands of ``tree``.

    What was told last, and the versions that Discord shows of it, are in the database. They are
    told anew where ours changed, or where Discord shows others: another program may have told its
    own with the same token. Raises discord.HTTPException where Discord refuses them.
    """
    application = client.application_id
    if application is None:
        raise RuntimeError("the commands are told after the login")
    payload = await _payload(tree)
    ours = _hash(payload)
    kept = await registered.last(house.store, application)
    shown = await _shown(client, application)
    if kept is not None and kept == _trace(ours, shown):
        log.debug("commands.known")
        return
    await client.http.bulk_upsert_global_commands(application, [*payload, *entry_points(shown)])
    # Asked again, not taken from that answer: a server may say more, or less, when it is asked.
    trace = _trace(ours, await _shown(client, application))
    if trace is not None:
        await registered.remember(house.store, application, trace)
    log.info("commands.told", count=len(payload))


async def _payload(tree: discord.app_commands.CommandTree[Any]) -> list[Any]:
    translator = tree.translator
    commands = tree.get_commands()
    if translator is None:
        return [command.to_dict(tree) for command in commands]
    return [await command.get_translated_payload(tree, translator) for command in commands]


async def _shown(client: discord.Client, application: int) -> Sequence[object]:
    """What Discord has; nothing where it does not say."""
    try:
        shown: object = await client.http.get_global_commands(application)
    except discord.HTTPException as refusal:
        log.info("commands.unseen", status=refusal.status)
        return ()
    return shown if isinstance(shown, list) else ()


def entry_points(shown: Iterable[object]) -> list[Any]:
    """The command that opens an application's activity, to be told again beside ours.

    Discord makes it by itself for an application with activities, and refuses (50240) to be told
    commands without it.
    """
    found = [c for c in shown if isinstance(c, Mapping) and c.get("type") == _ENTRY_POINT]
    return [{k: c[k] for k in _TOLD if c.get(k) is not None} for c in found]


def _trace(ours: str, theirs: Iterable[object]) -> str | None:
    """A short text that is another one whenever ours or theirs changed; None if theirs is unclear.

    Discord gives each command a new version when it is changed; what a server without versions
    says of a command stands for one.
    """
    versions = set()
    for command in theirs:
        if not isinstance(command, Mapping) or command.get("id") is None:
            return None
        version = command.get("version")
        versions.add((str(command["id"]), _hash(command) if version is None else str(version)))
    return f"{ours} {_hash(sorted(versions))}" if versions else None


def _hash(value: object) -> str:
    written = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:32]
