"""Discord is told the commands when they changed or are missing there, and not otherwise."""

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from tests.chat.conftest import connected

from readbot.chat import registering
from readbot.rehearsal import Rehearsal
from readbot.store.database import Store


@pytest.fixture
async def r() -> AsyncIterator[Rehearsal]:
    async with Rehearsal() as r:
        r.world.add_channel(r.add_guild("Harbour"), "general")
        yield r


async def told_at_a_start(r: Rehearsal, store: Store) -> bool:
    r.wire.clear()
    async with connected(r, store):
        pass
    return bool(r.wire.all("PUT", "/commands"))


async def test_a_first_start_tells_them_and_a_second_does_not(r: Rehearsal, store: Store) -> None:
    assert await told_at_a_start(r, store)
    known = dict(r.world.commands)
    assert not await told_at_a_start(r, store)
    assert r.world.commands == known


async def test_other_commands_are_told(
    r: Rehearsal, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await told_at_a_start(r, store)
    payload = registering._payload

    async def without_the_last(tree: object) -> list[object]:
        return (await payload(tree))[:-1]  # type: ignore[arg-type]

    monkeypatch.setattr(registering, "_payload", without_the_last)
    assert await told_at_a_start(r, store)
    assert not await told_at_a_start(r, store)


async def test_a_discord_that_lost_one_gets_it_again(r: Rehearsal, store: Store) -> None:
    assert await told_at_a_start(r, store)
    count = len(r.world.commands)
    r.world.commands.popitem()
    assert await told_at_a_start(r, store)
    assert len(r.world.commands) == count


async def test_what_another_program_told_with_our_token_is_put_right(
    r: Rehearsal, store: Store
) -> None:
    assert await told_at_a_start(r, store)
    command = next(iter(r.world.commands.values()))
    command.body["version"] = str(r.world.new_id())
    assert await told_at_a_start(r, store)


async def test_another_application_is_told_its_own(r: Rehearsal, store: Store) -> None:
    assert await told_at_a_start(r, store)
    async with Rehearsal() as other:
        other.world.add_channel(other.add_guild("Harbour"), "general")
        assert await told_at_a_start(other, store)
    assert not await told_at_a_start(r, store)


async def test_where_discord_does_not_say_what_it_has_they_are_told(
    r: Rehearsal, store: Store
) -> None:
    assert await told_at_a_start(r, store)
    r.faults.refuse(50001, "GET", "/applications/*/commands")
    assert await told_at_a_start(r, store)


def shows(monkeypatch: pytest.MonkeyPatch, *, only: tuple[str, ...] | None) -> None:
    """Let commands that are asked for have these fields only; None: no commands, but null."""
    asked = discord.http.HTTPClient.get_global_commands

    async def spare(http: Any, application: int) -> Any:
        shown: list[Any] = await asked(http, application)
        return only and [{name: command[name] for name in only} for command in shown]

    monkeypatch.setattr(discord.http.HTTPClient, "get_global_commands", spare)


async def test_a_server_that_shows_no_versions_is_not_told_the_same_again(
    r: Rehearsal, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    shows(monkeypatch, only=("name", "id"))
    assert await told_at_a_start(r, store)
    assert not await told_at_a_start(r, store)
    r.world.commands.popitem()
    assert await told_at_a_start(r, store)


async def test_a_server_that_shows_null_for_its_commands_is_told_them(
    r: Rehearsal, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    shows(monkeypatch, only=None)
    assert await told_at_a_start(r, store)
    assert await told_at_a_start(r, store)


def test_the_command_that_opens_an_activity_is_told_again_beside_ours() -> None:
    launch = {"id": "7", "type": 4, "name": "launch", "handler": 2}
    kept_by_discord = {**launch, "version": "8", "application_id": "9", "description": None}
    assert registering.entry_points([{"id": "1", "type": 1}, kept_by_discord, "odd"]) == [launch]
