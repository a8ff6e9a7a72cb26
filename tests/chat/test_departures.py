"""Servers that sent readbot away while it was not connected."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from tests.chat.conftest import connected

from readbot.chat.departures import note_departures
from readbot.rehearsal.model.nouns import Guild
from readbot.rehearsal.server import Rehearsal
from readbot.services import clubs
from readbot.store.database import Store


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
