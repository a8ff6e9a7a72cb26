"""Sending once and telling honestly what became of it, with what goes wrong on the wire."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import discord
import pytest
from tests import records
from tests.chat.conftest import Stage, connected

from readbot.chat import looking
from readbot.chat.courier import DiscordCourier
from readbot.club.clubs import Place
from readbot.club.postings import PostingKind
from readbot.club.readings import Reading, ReadingState, Rights
from readbot.rehearsal.model.nouns import ChannelKind
from readbot.rehearsal.model.permissions import Permission
from readbot.services import clubs
from readbot.services.courier import (
    CannotLookError,
    DestinationRefusedError,
    MustWaitError,
    NeedsPostError,
    NoticePage,
    OutcomeUnknownError,
    Parcel,
    PostPage,
    SendFailedError,
)
from readbot.services.delivery import Delivery
from readbot.text.article import Details

POSTS = "/messages"


async def parcel(stage: Stage, words: str = "Hello") -> Parcel:
    """A notice to the club's channel."""
    await stage.mod.slash("club setup", stage.books, channel=stage.books)
    club = await clubs.here(stage.store, Place(stage.guild.id, stage.books.id))
    now = stage.r.clock.now()
    posting = replace(
        records.POSTING,
        club_id=club.id,
        kind=PostingKind.NOTICE,
        occurrence="0",
        destination_id=stage.books.id,
        due_at=now,
        not_before=now,
        claimed_at=now,
        words=words,
    )
    return Parcel(posting, NoticePage(club, words, None, None))


async def test_a_second_send_of_the_same_mark_gives_back_the_first_message(stage: Stage) -> None:
    owed = await parcel(stage)
    first = await stage.courier.send(owed)
    assert await stage.courier.send(owed) == first
    assert len(stage.ann.read(stage.books)) == 1


async def test_a_message_is_found_by_its_mark(stage: Stage) -> None:
    owed = await parcel(stage)
    since = stage.r.clock.now() - timedelta(minutes=10)
    assert await stage.courier.find(owed, since) is None
    await stage.ben.say(stage.books, "0123456789abcdef")
    sent = await stage.courier.send(owed)
    assert await stage.courier.find(owed, since) == sent
    assert await stage.courier.find(owed, stage.r.clock.now() + timedelta(hours=1)) is None


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_server_error_is_unknown_and_not_repeated(stage: Stage, status: int) -> None:
    owed = await parcel(stage)
    stage.r.faults.error("POST", "*/messages", status=status, times=5)
    with pytest.raises(OutcomeUnknownError) as raised:
        await stage.courier.send(owed)
    assert raised.value.answered
    assert len(stage.r.wire.all("POST", POSTS)) == 1


async def test_a_lost_answer_is_unknown_and_the_message_is_found(stage: Stage) -> None:
    owed = await parcel(stage)
    stage.r.faults.drop_answer("POST", "*/messages")
    since = stage.r.clock.now() - timedelta(minutes=1)
    with pytest.raises(OutcomeUnknownError) as raised:
        await stage.courier.send(owed)
    assert not raised.value.answered
    assert await stage.courier.find(owed, since) is not None


@pytest.mark.parametrize("status", [403, 404])
async def test_a_bare_refusal_from_the_edge_decides_nothing(stage: Stage, status: int) -> None:
    owed = await parcel(stage)
    stage.r.faults.error("POST", "*/messages", status=status, html=True)
    with pytest.raises(OutcomeUnknownError):
        await stage.courier.send(owed)


async def test_a_long_rate_limit_is_handed_on(stage: Stage) -> None:
    owed = await parcel(stage)
    stage.r.faults.rate_limit(90, "POST", "*/messages")
    with pytest.raises(MustWaitError) as raised:
        await stage.courier.send(owed)
    assert raised.value.seconds == pytest.approx(90, abs=1)


async def test_discords_own_codes_refuse_the_destination(stage: Stage) -> None:
    owed = await parcel(stage)
    assert await stage.courier.may_send(stage.books.id)
    stage.r.faults.take_permission(stage.books, Permission.SEND_MESSAGES)
    with pytest.raises(DestinationRefusedError) as raised:
        await stage.courier.send(owed)
    assert raised.value.code == 50013
    stage.r.faults.delete_channel(stage.books)
    with pytest.raises(DestinationRefusedError) as raised:
        await stage.courier.send(owed)
    assert raised.value.code == 10003
    assert not await stage.courier.may_send(stage.books.id)


async def test_a_message_that_discord_refuses_as_it_is_fails(stage: Stage) -> None:
    owed = await parcel(stage)
    stage.r.faults.refuse(50035, "POST", "*/messages")
    with pytest.raises(SendFailedError):
        await stage.courier.send(owed)


async def test_nothing_found_means_nothing_where_the_history_may_not_be_read(
    stage: Stage,
) -> None:
    owed = await parcel(stage)
    stage.r.faults.take_permission(stage.books, Permission.READ_MESSAGE_HISTORY)
    await stage.client.wait_for("guild_channel_update", timeout=5)
    with pytest.raises(CannotLookError):
        await stage.courier.find(owed, stage.r.clock.now() - timedelta(minutes=1))


async def test_a_notice_reaches_a_person(stage: Stage) -> None:
    owed = await parcel(stage)
    page = NoticePage(owed.page.club, "Look", stage.mod.user.id, None)  # type: ignore[union-attr]
    to_person = Parcel(replace(owed.posting, destination_id=stage.mod.user.id), page)
    sent = await stage.courier.send(to_person)
    (message,) = stage.mod.read(stage.mod.dm())
    assert (message.id, message.content) == (sent.message_id, "Look")
    since = stage.r.clock.now() - timedelta(minutes=1)
    assert await stage.courier.find(to_person, since) == sent


async def test_a_note_wakes_its_archived_thread(stage: Stage) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    thread = stage.r.world.channels[excerpt.id]
    stage.r.faults.archive(thread)
    await stage.ann.submit(await stage.ann.press(excerpt, "Annotate"), {"note": "Wake up"})
    await stage.delivery.step()
    assert [m.content for m in stage.ann.read(thread)] == ["**Ann** · thought\nWake up"]


async def test_a_thread_that_exists_already_is_adopted(stage: Stage) -> None:
    stage.r.faults.drop_answer("POST", "*/threads")
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    stage.r.clock.advance(timedelta(minutes=5))
    await stage.delivery.step()
    await stage.ann.submit(await stage.ann.press(excerpt, "Annotate"), {"note": "In here"})
    await stage.delivery.step()
    thread = stage.r.world.channels[excerpt.id]
    assert len(stage.ann.read(thread)) == 1


async def test_after_a_kill_the_excerpt_is_adopted_and_not_posted_again(stage: Stage) -> None:
    stage.r.faults.drop_answer("POST", "*/messages")
    await stage.mod.slash("club setup", stage.general, channel=stage.general)
    stage.r.faults.clear()
    stage.r.faults.drop_answer("POST", f"/channels/{stage.books.id}/messages")
    await stage.first_excerpt()
    assert len(stage.ann.read(stage.books)) == 1
    await stage.client.close()
    stage.r.clock.advance(timedelta(minutes=3))
    async with connected(stage.r, stage.store) as client:
        delivery = Delivery(stage.store, DiscordCourier(client), stage.r.clock.now)
        await delivery.begin()
        await delivery.step()
        assert len(stage.ann.read(stage.books)) == 1
        reply = await stage.ann.press(stage.ann.read(stage.books)[0], "Mark as read")
        assert "Excerpt 1 is marked as read." in reply.text


def harbour() -> Reading:
    return Reading(
        id=1,
        club_id=1,
        channel_id=3,
        details=Details(author="Ann Author"),
        title="The Harbour",
        rights=Rights.NOT_STATED,
        state=ReadingState.RUNNING,
        excerpts=3,
        next_excerpt=1,
        target_minutes=1.3,
        added_by=4,
        added_at=datetime(2026, 3, 2, tzinfo=UTC),
        started_at=None,
        finished_at=None,
    )


async def test_a_forum_takes_a_post_which_is_found_again(stage: Stage) -> None:
    owed = await parcel(stage)
    forum = stage.r.world.add_channel(stage.guild, "shelf", ChannelKind.FORUM)
    posting = replace(owed.posting, destination_id=forum.id)
    with pytest.raises(NeedsPostError):
        await stage.courier.send(Parcel(posting, owed.page))

    post = Parcel(posting, PostPage(owed.page.club, harbour()))  # type: ignore[union-attr]
    since = stage.r.clock.now() - timedelta(minutes=1)
    assert await stage.courier.find(post, since) is None
    stage.r.faults.drop_answer("POST", "*/threads")
    with pytest.raises(OutcomeUnknownError):
        await stage.courier.send(post)
    found = await stage.courier.find(post, since)
    assert found is not None
    assert found.in_thread
    thread = stage.r.world.channels[found.channel_id]
    assert "**The Harbour** · 3 excerpts" in stage.ann.read(thread)[0].content
    stage.r.faults.archive(thread)
    assert await stage.courier.find(post, since) == found
    inside = await stage.courier.send(
        Parcel(replace(posting, destination_id=thread.id, mark="f" * 16), owed.page)
    )
    assert inside.in_thread


async def test_a_post_is_found_behind_more_than_a_hundred_that_were_archived_after_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed = await parcel(stage)
    world, clock = stage.r.world, stage.r.clock
    forum = world.add_channel(stage.guild, "shelf", ChannelKind.FORUM)
    posting = replace(owed.posting, destination_id=forum.id)
    post = Parcel(posting, PostPage(owed.page.club, harbour()))  # type: ignore[union-attr]
    since = clock.now() - timedelta(minutes=1)
    sent = await stage.courier.send(post)
    for number in range(130):
        clock.advance(timedelta(seconds=1))
        world.change_thread(
            world.open_thread(forum, f"Talk {number}", stage.ann.user), archived=True
        )
        if number == 0:
            stage.r.faults.archive(world.channels[sent.channel_id])
    assert await stage.courier.find(post, since) == sent
    # So many that nobody can say: then it is a moderator's to decide.
    monkeypatch.setattr(looking, "MOST_POSTS", 120)
    with pytest.raises(CannotLookError):
        await stage.courier.find(Parcel(replace(posting, mark="e" * 16), post.page), since)


async def test_a_message_is_deleted_and_one_that_is_gone_counts_as_deleted(stage: Stage) -> None:
    owed = await parcel(stage)
    sent = await stage.courier.send(owed)
    await stage.courier.delete(sent)
    await stage.courier.delete(sent)
    assert stage.ann.read(stage.books) == []


async def test_a_locked_thread_refuses_and_is_asked_again_only_when_it_is_unlocked(
    stage: Stage,
) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    thread = stage.r.world.channels[excerpt.id]
    owed = await parcel(stage)
    there = Parcel(replace(owed.posting, destination_id=thread.id), owed.page)
    stage.r.faults.archive(thread, locked=True)
    with pytest.raises(DestinationRefusedError) as raised:
        await stage.courier.send(there)
    assert raised.value.code == 160005
    assert "locked" in str(raised.value)
    # The news travels over the gateway, and an archived thread is not in the cache.
    async with asyncio.timeout(10):
        while await stage.courier.may_send(thread.id):  # noqa: ASYNC110  it comes from elsewhere
            await asyncio.sleep(0.05)
    stage.r.world.change_thread(thread, archived=False, locked=False)
    async with asyncio.timeout(10):
        while not await stage.courier.may_send(thread.id):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await stage.courier.send(there)


async def test_a_channel_that_is_gone_is_not_asked_for_again_and_again(stage: Stage) -> None:
    owed = await parcel(stage)
    stage.r.faults.delete_channel(stage.books)
    await stage.client.wait_for("guild_channel_delete", timeout=5)
    asked = len(stage.r.wire.all("GET", f"/channels/{stage.books.id}"))
    for _ in range(3):
        assert not await stage.courier.may_send(owed.posting.destination_id)
    assert len(stage.r.wire.all("GET", f"/channels/{stage.books.id}")) <= asked + 1


async def test_when_a_lease_ends_during_a_slow_send_there_is_still_one_message(
    stage: Stage,
) -> None:
    await stage.first_excerpt()
    here = ("POST", f"/channels/{stage.books.id}/messages")
    slow = stage.r.faults.delay(1.0, *here)
    await stage.mod.slash("reading next", stage.books)
    first = asyncio.create_task(stage.delivery.step())
    async with asyncio.timeout(20):
        while not slow.struck:  # noqa: ASYNC110  the rehearsal tells nobody
            await asyncio.sleep(0.01)
    # For the other process more than the lease has gone by.
    stage.r.clock.advance(timedelta(minutes=2))
    other = Delivery(stage.store, DiscordCourier(stage.client), stage.r.clock.now)
    await other.step()
    assert len(stage.ann.read(stage.books)) == 2
    await first
    assert len(stage.ann.read(stage.books)) == 2


async def test_a_forum_whose_only_tags_are_moderators_waits_for_another(stage: Stage) -> None:
    forum = stage.r.world.add_channel(stage.guild, "shelf", ChannelKind.FORUM)
    async with asyncio.timeout(20):
        while stage.client.get_channel(forum.id) is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    cached = stage.client.get_channel(forum.id)
    assert isinstance(cached, discord.ForumChannel)
    assert await stage.courier.may_send(forum.id)
    cached._flags |= discord.ChannelFlags(require_tag=True).value
    assert not await stage.courier.may_send(forum.id)


async def test_a_channel_that_is_not_in_the_cache_is_asked_for_and_not_taken_for_gone(
    stage: Stage,
) -> None:
    owed = await parcel(stage)
    guild = stage.client.get_guild(stage.guild.id)
    assert guild is not None
    guild._channels.clear()
    assert await stage.courier.may_send(stage.books.id)
    sent = await stage.courier.send(owed)
    assert await stage.courier.find(owed, stage.r.clock.now() - timedelta(minutes=1)) == sent
    # As in a process that has another shard: it has never heard of the server.
    stage.client._connection._guilds.clear()
    assert await stage.courier.find(owed, stage.r.clock.now() - timedelta(minutes=1)) == sent
    assert await stage.courier.may_send(stage.books.id)
    stage.r.faults.take_permission(stage.books, Permission.READ_MESSAGE_HISTORY)
    with pytest.raises(CannotLookError):
        await stage.courier.find(owed, stage.r.clock.now() - timedelta(minutes=1))


async def test_only_what_discord_does_not_find_is_gone_and_not_what_it_does_not_say(
    stage: Stage,
) -> None:
    guild = stage.client.get_guild(stage.guild.id)
    assert guild is not None
    guild._channels.clear()
    here = ("GET", f"/channels/{stage.books.id}")
    stage.r.faults.rate_limit(40, *here)
    assert not await stage.courier.is_gone(stage.books.id)
    stage.r.faults.error(*here, status=503)
    assert not await stage.courier.is_gone(stage.books.id)
    stage.r.faults.drop_answer(*here)
    assert not await stage.courier.is_gone(stage.books.id)
    stage.r.faults.refuse(50001, *here)
    assert not await stage.courier.is_gone(stage.books.id)
    assert not await stage.courier.is_gone(stage.books.id)
    stage.r.faults.error(*here, status=404)
    assert await stage.courier.is_gone(stage.books.id)
    stage.r.faults.refuse(10003, *here)
    assert await stage.courier.is_gone(stage.books.id)
    assert await stage.courier.is_gone(stage.books.id)
