"""A channel that refused readbot goes on by itself as soon as Discord tells of the change.

Delivery looks once a minute as well; these tests are over long before that.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from tests.chat.conftest import Stage

from readbot.rehearsal.model.permissions import Permission
from readbot.store import destinations

PATIENCE = 40.0  # seconds; less than the minute after which delivery looks anyway


@asynccontextmanager
async def delivering(stage: Stage) -> AsyncIterator[None]:
    """Delivery in its own loop, told of changes as the running bot tells it."""
    stopping = asyncio.Event()
    stage.client.rights_changed = stage.delivery.rights_changed
    loop = asyncio.create_task(stage.delivery.run(stopping))
    yield
    stopping.set()
    await loop


def by_the_channel(stage: Stage) -> Callable[[], object]:
    stage.r.faults.take_permission(stage.books, Permission.SEND_MESSAGES)
    return lambda: stage.r.faults.give_permission(stage.books, Permission.SEND_MESSAGES)


def by_what_a_role_may_do(stage: Stage) -> Callable[[], object]:
    before = [(role, role.permissions) for role in stage.guild.roles.values()]

    def give_back() -> None:
        for role, permissions in before:
            stage.r.world.set_role_permissions(stage.guild, role, permissions)

    for role, permissions in before:
        kept = permissions & ~(Permission.SEND_MESSAGES | Permission.ADMINISTRATOR)
        stage.r.world.set_role_permissions(stage.guild, role, kept)
    return give_back


def by_its_own_roles(stage: Stage) -> Callable[[], object]:
    bot = stage.guild.members[stage.r.world.bot.id]
    muted = stage.r.world.add_role(stage.guild, "Muted")
    stage.r.world.set_overwrite(stage.books, muted, deny=Permission.SEND_MESSAGES)
    roles = [stage.guild.roles[role_id] for role_id in bot.roles]
    stage.r.world.change_member(stage.guild, bot, roles=[*roles, muted], nick=None)
    return lambda: stage.r.world.change_member(stage.guild, bot, roles=roles, nick=None)


def by_the_end_of_a_role(stage: Stage) -> Callable[[], object]:
    by_its_own_roles(stage)
    (muted,) = [role for role in stage.guild.roles.values() if role.name == "Muted"]
    return lambda: stage.r.world.delete_role(stage.guild, muted)


@pytest.mark.parametrize(
    "take", [by_the_channel, by_what_a_role_may_do, by_its_own_roles, by_the_end_of_a_role]
)
async def test_it_goes_on_at_once_when_the_right_to_write_is_given_back(
    stage: Stage, take: Callable[[Stage], Callable[[], object]]
) -> None:
    await stage.first_excerpt()
    give_back = take(stage)
    await stage.mod.slash("reading next", stage.books)
    async with delivering(stage):
        await wait_until_stopped(stage, stage.books.id)
        give_back()
        await wait_for(stage, lambda: len(stage.ann.read(stage.books)) == 2)


async def test_it_goes_on_at_once_when_its_thread_is_unlocked(stage: Stage) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    await stage.delivery.step()
    thread = stage.r.world.channels[excerpt.id]
    stage.r.faults.archive(thread, locked=True)
    await stage.ann.submit(await stage.ann.press(excerpt, "Annotate"), {"note": "Later"})
    async with delivering(stage):
        await wait_until_stopped(stage, thread.id)
        stage.r.world.change_thread(thread, archived=True, locked=False)
        await wait_for(stage, lambda: len(stage.ann.read(thread)) == 1)


async def wait_until_stopped(stage: Stage, destination: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            async with stage.store.reading() as tx:
                if await destinations.stopped_destination(tx, destination) is not None:
                    return
            await asyncio.sleep(0.05)


async def wait_for(stage: Stage, holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  a channel tells nobody of its messages
            await asyncio.sleep(0.05)
