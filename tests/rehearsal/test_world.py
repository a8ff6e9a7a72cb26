"""The model on its own: permissions, ids, the clock and the log of changes."""

from datetime import UTC, datetime, timedelta

import pytest

from readbot.rehearsal.clock import MovableClock
from readbot.rehearsal.model.changes import Change
from readbot.rehearsal.model.permissions import EVERY_BIT, Permission
from readbot.rehearsal.model.snowflakes import first_at, snowflake, time_of
from readbot.rehearsal.model.world import World

SPRING = datetime(2027, 3, 28, 0, 59, tzinfo=UTC)


def test_the_clock_runs_from_where_it_is_set() -> None:
    clock = MovableClock(SPRING)
    assert timedelta(0) <= clock.now() - SPRING < timedelta(seconds=1)
    clock.advance(timedelta(days=7))
    assert clock.now() - SPRING >= timedelta(days=7)
    clock.jump(SPRING - timedelta(days=1))
    assert clock.now() < SPRING
    with pytest.raises(ValueError, match="forwards"):
        clock.advance(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="aware"):
        clock.jump(datetime(2027, 1, 1))  # noqa: DTZ001 - a naive time is the point


def test_ids_carry_their_time_and_never_repeat() -> None:
    ids = [snowflake(SPRING) for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert ids == sorted(ids)
    assert time_of(ids[0]) == SPRING
    assert first_at(SPRING) <= ids[0] < first_at(SPRING + timedelta(milliseconds=1))


def test_overwrites_count_in_discords_order() -> None:
    world = World(MovableClock())
    owner, ann = world.add_user("owner"), world.add_user("ann")
    guild = world.add_guild("G", owner)
    role = world.add_role(guild, "Readers")
    member = world.add_member(guild, ann, [role])
    channel = world.add_channel(guild, "c")
    send = Permission.SEND_MESSAGES
    assert world.permissions_in(channel, ann) & send
    world.set_overwrite(channel, guild.everyone, deny=int(send))
    assert not world.permissions_in(channel, ann) & send
    world.set_overwrite(channel, role, allow=int(send))
    assert world.permissions_in(channel, ann) & send
    world.set_overwrite(channel, member, deny=int(send))
    assert not world.permissions_in(channel, ann) & send
    world.remove_overwrite(channel, member)
    world.set_overwrite(channel, ann, deny=int(Permission.VIEW_CHANNEL))
    assert world.permissions_in(channel, ann) == 0
    assert world.permissions_in(channel, owner) == EVERY_BIT
    world.set_role_permissions(guild, role, int(Permission.ADMINISTRATOR))
    assert world.permissions_in(channel, ann) == EVERY_BIT
    world.delete_role(guild, role)
    assert world.permissions_in(channel, ann) == 0


def test_a_private_thread_is_seen_by_those_in_it() -> None:
    world = World(MovableClock())
    owner, ann = world.add_user("owner"), world.add_user("ann")
    guild = world.add_guild("G", owner)
    world.add_member(guild, ann)
    channel = world.add_channel(guild, "c")
    thread = world.open_thread(channel, "t", owner, kind=type(channel.kind)(12))
    assert world.permissions_in(thread, ann) == 0
    assert thread.thread is not None
    thread.thread.members[ann.id] = world.now()
    assert world.permissions_in(thread, ann)


async def test_changes_are_told_in_order_and_can_be_followed() -> None:
    world = World(MovableClock())
    start = world.changes.last_number
    guild = world.add_guild("G", world.add_user("owner"))
    world.add_channel(guild, "c")
    names = [change.name for change in world.changes.since(start)]
    assert names == ["GUILD_MEMBER_ADD", "CHANNEL_CREATE"]
    seen: list[Change] = []
    async for change in world.changes.follow(after=start):
        seen.append(change)
        if len(seen) == 2:
            world.advance(timedelta(hours=1))
        if len(seen) == 3:
            break
    assert seen[-1].name == "CLOCK_MOVE"
    assert not await world.changes.until(lambda: False, 0.01)
