"""Servers that sent readbot away while it was not connected."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import discord
import pytest
from sqlalchemy import delete
from structlog.testing import capture_logs
from tests.chat.conftest import connected

from readbot.chat import departures
from readbot.chat.departures import note_departures
from readbot.club.postings import PostingKind
from readbot.rehearsal.model.nouns import Guild
from readbot.rehearsal.server import Rehearsal
from readbot.services import clubs, registered
from readbot.store import postings
from readbot.store.database import Store
from readbot.store.tables import house


async def at_home_are(store: Store, guilds: Sequence[Guild]) -> None:
    """Wait until just these servers are known to have readbot."""
    wanted = sorted(guild.id for guild in guilds)
    async with asyncio.timeout(60):
        while await clubs.at_home(store) != wanted:  # noqa: ASYNC110  a database tells nobody
            await asyncio.sleep(0.01)


@pytest.fixture
async def two(store: Store) -> AsyncIterator[tuple[Rehearsal, Guild, Guild]]:
    """Two servers that readbot has been in; it is not connected now."""
    async with Rehearsal() as r:
        guilds = (r.add_guild("Harbour"), r.add_guild("Lighthouse"))
        async with connected(r, store):
            await at_home_are(store, guilds)
        yield r, *guilds


async def test_a_server_that_removed_readbot_while_it_was_down_is_noted_at_the_start(
    store: Store, two: tuple[Rehearsal, Guild, Guild]
) -> None:
    r, stays, leaves = two
    r.world.remove_bot(leaves)
    async with connected(r, store):
        await at_home_are(store, [stays])
    r.world.invite_bot(leaves)
    async with connected(r, store):
        await at_home_are(store, [stays, leaves])


async def test_a_server_of_which_the_edge_says_that_it_is_not_there_is_not_taken_for_gone(
    store: Store, two: tuple[Rehearsal, Guild, Guild]
) -> None:
    r, stays, leaves = two
    r.world.remove_bot(leaves)
    r.faults.error("GET", f"/guilds/{leaves.id}", times=9, status=404, html=True)
    async with connected(r, store) as client:
        assert await note_departures(client, client.house) == 0
        assert await clubs.at_home(store) == sorted((stays.id, leaves.id))


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
async def test_under_another_applications_token_no_server_is_taken_for_gone(
    store: Store, two: tuple[Rehearsal, Guild, Guild], *, known: bool
) -> None:
    _, *guilds = two
    if known:
        await registered.own(store, 1)
    else:
        async with store.writing() as tx:
            await tx.execute(delete(house).where(house.c.name == "application"))
    async with Rehearsal() as other:
        elsewhere = other.add_guild("Test")
        with capture_logs() as logs:
            async with connected(other, store) as client:
                await at_home_are(store, [*guilds, elsewhere])
                assert await note_departures(client, client.house) == 0
                assert await registered.owner(store) != client.application_id
    assert "application.other" in {entry["event"] for entry in logs}
    assert set(await clubs.at_home(store)) >= {guild.id for guild in guilds}


async def test_a_database_is_anothers_once_that_is_in_all_its_servers(
    store: Store, two: tuple[Rehearsal, Guild, Guild]
) -> None:
    r, *_ = two
    await registered.own(store, 1)
    async with connected(r, store) as client:
        await note_departures(client, client.house)
        assert await registered.owner(store) == client.application_id


async def test_a_server_that_invites_readbot_again_while_it_is_asked_about_is_not_taken_for_gone(
    store: Store, two: tuple[Rehearsal, Guild, Guild], monkeypatch: pytest.MonkeyPatch
) -> None:
    r, stays, leaves = two
    r.world.remove_bot(leaves)
    async with connected(r, store) as client:
        await at_home_are(store, [stays])
        await clubs.joined(store, leaves.id, r.clock.now())

        async def gone_before(_: discord.Client, server_id: int) -> bool:
            r.world.invite_bot(leaves)
            async with asyncio.timeout(60):
                while client.get_guild(server_id) is None:  # noqa: ASYNC110  beside the test
                    await asyncio.sleep(0.01)
            return True

        monkeypatch.setattr(departures, "_is_gone", gone_before)
        assert await note_departures(client, client.house) == 0


async def test_a_server_that_invites_readbot_while_the_known_ones_are_read_is_no_strangers(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Rehearsal() as r, connected(r, store) as client:
        asked = clubs.at_home

        async def joins_before_the_answer(its: Store) -> list[int]:
            guild = r.add_guild("Harbour")
            async with asyncio.timeout(60):
                while guild.id not in await asked(its):  # noqa: ASYNC110  a database tells nobody
                    await asyncio.sleep(0.01)
            return await asked(its)

        monkeypatch.setattr(clubs, "at_home", joins_before_the_answer)
        async with store.writing() as tx:
            await tx.execute(delete(house).where(house.c.name == "application"))
        with capture_logs() as logs:
            assert await note_departures(client, client.house) == 0
        assert "application.other" not in {line["event"] for line in logs}


async def greetings(store: Store) -> int:
    """How many are owed."""
    async with store.reading() as tx:
        owed = await postings.waiting(tx)
    return sum(posting.kind is PostingKind.GREETING for posting in owed)


async def test_only_a_server_that_really_invites_readbot_again_is_greeted_again(
    store: Store, two: tuple[Rehearsal, Guild, Guild]
) -> None:
    r, stays, leaves = two
    for guild in (stays, leaves):
        r.world.add_channel(guild, "hall")
    before = await greetings(store)
    await clubs.left(store, stays.id, r.clock.now())  # though it did not
    r.clock.advance(timedelta(days=2))
    async with connected(r, store) as client:
        await at_home_are(store, [stays, leaves])
        known = client.get_guild(stays.id)
        assert known is not None
        await client.on_guild_available(known)
        assert await greetings(store) == before
        r.world.remove_bot(leaves)
        await at_home_are(store, [stays])
        r.world.invite_bot(leaves)
        await at_home_are(store, [stays, leaves])
        assert await greetings(store) == before + 1
