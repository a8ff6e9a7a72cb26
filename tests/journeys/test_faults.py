"""What may go wrong between readbot and Discord, and what then becomes of an excerpt."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.journeys.process import excerpts_in

from readbot.rehearsal.model.nouns import Message
from readbot.rehearsal.model.permissions import BOT_BITS, Permission
from readbot.rehearsal.people import Person
from readbot.rehearsal.replies import text_of
from readbot.stage import Stage

SEND = ("POST", "/channels/*/messages")


def excerpts(stage: Stage) -> list[Message]:
    return excerpts_in(stage.rehearsal, stage.town.reading)


def told(stage: Stage) -> list[str]:
    """What the moderators were told in their channel."""
    bot = stage.rehearsal.world.bot
    history = stage.rehearsal.world.history(stage.town.moderators)
    return [text_of(message) for message in history if message.author is bot]


async def pass_by(stage: Stage, **span: float) -> None:
    await stage.advance(timedelta(**span))


WEATHER: dict[str, Callable[[Stage], object]] = {
    "the answer is dropped": lambda s: s.rehearsal.faults.drop_answer(*SEND),
    "the request is dropped": lambda s: s.rehearsal.faults.drop_request(*SEND),
    "502 from the edge, nothing done": lambda s: s.rehearsal.faults.error(*SEND, html=True),
    "500 although it was done": lambda s: s.rehearsal.faults.error(*SEND, status=500, after=True),
    "503 three times": lambda s: s.rehearsal.faults.error(*SEND, times=3, status=503),
    "a bare 403 from the edge": lambda s: s.rehearsal.faults.error(*SEND, status=403, html=True),
    "a bare 404 from the edge": lambda s: s.rehearsal.faults.error(*SEND, status=404, html=True),
    "a rate limit": lambda s: s.rehearsal.faults.rate_limit(0.3, *SEND),
    "a global rate limit": lambda s: s.rehearsal.faults.rate_limit(0.3, *SEND, everywhere=True),
    "a long rate limit": lambda s: s.rehearsal.faults.rate_limit(120, *SEND),
}


@pytest.mark.parametrize("weather", list(WEATHER))
async def test_in_bad_weather_the_excerpt_comes_once_and_nobody_is_troubled(
    club: Stage, weather: str
) -> None:
    WEATHER[weather](club)
    await club.advance(None)
    for _ in range(8):
        await pass_by(club, seconds=30)
    assert len(excerpts(club)) == 1
    assert told(club) == []


async def test_the_gateway_may_close_and_the_excerpt_still_comes(club: Stage) -> None:
    await club.rehearsal.faults.close_gateway(resumable=False)
    await club.advance(None)
    assert await club.rehearsal.bot_ready(20)
    await pass_by(club, seconds=30)
    assert len(excerpts(club)) == 1


async def test_a_lost_permission_stops_the_channel_and_the_moderators_are_told_which(
    club: Stage,
) -> None:
    faults = club.rehearsal.faults
    faults.take_permission(club.town.reading, Permission.SEND_MESSAGES)
    await club.advance(None)
    await pass_by(club, minutes=5)
    assert excerpts(club) == []
    (words,) = told(club)
    assert "Send Messages" in words
    assert f"<#{club.town.reading.id}>" in words
    # Given back, a command lets it go on at once.
    faults.give_permission(club.town.reading, Permission.SEND_MESSAGES)
    await club.town.moderator.slash("reading resume", club.town.general)
    await pass_by(club, seconds=5)
    assert len(excerpts(club)) == 1


async def test_a_deleted_channel_is_said_and_loses_nothing(club: Stage) -> None:
    club.rehearsal.faults.delete_channel(club.town.reading)
    await club.advance(None)
    await pass_by(club, minutes=5)
    (words,) = told(club)
    assert "no longer exists" in words
    reply = await club.town.moderator.slash("readings", club.town.moderators)
    assert "The Borrowed Hour" in (await reply.settled()).text


async def test_without_the_right_to_look_a_moderator_decides_with_a_button(club: Stage) -> None:
    faults = club.rehearsal.faults
    faults.take_permission(club.town.reading, Permission.READ_MESSAGE_HISTORY)
    faults.drop_answer(*SEND)
    await club.advance(None)
    await pass_by(club, minutes=2)
    (words,) = told(club)
    assert "Read Message History" in words
    notice = club.rehearsal.world.history(club.town.moderators)[-1]
    reply = await club.town.moderator.press(notice, "It is there")
    assert (await reply.settled()).kind in {"message", "updated"}
    await pass_by(club, days=2)
    assert [m.content.split("\n")[0] for m in excerpts(club)] == [
        "**The Borrowed Hour** · 1 of 3",
        "**The Borrowed Hour** · 2 of 3",
    ]


async def test_a_server_that_removes_readbot_is_left_alone(club: Stage) -> None:
    club.rehearsal.faults.remove_bot(club.town.guild)
    await club.advance(None)
    await pass_by(club, days=3)
    refused = [e for e in club.rehearsal.wire.all() if e.status == 403]
    assert len(refused) <= 3


async def test_an_interaction_is_answered_though_discord_is_slow(club: Stage) -> None:
    club.rehearsal.faults.delay(1.0, "POST", "/interactions/*")
    member: Person = club.town.members[0]
    reply = await member.slash("now", club.town.reading)
    assert (await reply.settled(10)).kind == "message"


@pytest.mark.parametrize("code", [50001, 50013, 160005, 160006])
async def test_what_discord_refuses_for_now_comes_by_itself_when_it_is_put_right(
    club: Stage, code: int
) -> None:
    club.rehearsal.faults.refuse(code, *SEND)
    await club.advance(None)
    assert excerpts(club) == []
    assert len(told(club)) == 1
    await club.bot.delivery.resume_stopped()
    await pass_by(club, seconds=1)
    assert len(excerpts(club)) == 1
    assert len(told(club)) == 1


async def test_a_channel_goes_on_by_itself_only_when_the_permission_is_back(club: Stage) -> None:
    faults = club.rehearsal.faults
    faults.take_permission(club.town.reading, Permission.SEND_MESSAGES)
    await club.advance(None)
    await club.bot.delivery.resume_stopped()
    await pass_by(club, minutes=1)
    assert excerpts(club) == []
    faults.give_permission(club.town.reading, Permission.SEND_MESSAGES)
    # The news travels over the gateway.
    for _ in range(50):
        await club.bot.delivery.resume_stopped()
        await pass_by(club, seconds=1)
        if excerpts(club):
            break
    assert len(excerpts(club)) == 1


async def test_a_new_home_takes_over_from_a_deleted_channel(club: Stage) -> None:
    club.rehearsal.faults.delete_channel(club.town.reading)
    await club.advance(None)
    moderator, general = club.town.moderator, club.town.general
    reply = await moderator.slash("club setup", club.town.moderators, channel=general)
    assert (await reply.settled()).kind == "message"
    await pass_by(club, seconds=5)
    await pass_by(club, days=2)
    standing = excerpts_in(club.rehearsal, general)
    assert [m.content.split(" · ")[1].split("\n")[0] for m in standing] == ["1 of 3", "2 of 3"]


async def test_a_removed_server_that_invites_readbot_again_goes_on(club: Stage) -> None:
    club.rehearsal.faults.remove_bot(club.town.guild)
    await pass_by(club, seconds=1)
    await pass_by(club, days=4)
    assert excerpts(club) == []
    world = club.rehearsal.world
    member = world.invite_bot(club.town.guild, BOT_BITS)
    world.set_overwrite(club.town.moderators, member, allow=BOT_BITS)
    for _ in range(50):
        await club.bot.delivery.resume_stopped()
        await pass_by(club, seconds=1)
        if excerpts(club):
            break
    assert len(excerpts(club)) == 1


async def test_a_person_who_takes_no_messages_leaves_the_notice_to_the_next_moderator(
    club: Stage,
) -> None:
    faults = club.rehearsal.faults
    faults.take_permission(club.town.reading, Permission.SEND_MESSAGES)
    faults.take_permission(club.town.moderators, Permission.SEND_MESSAGES)
    faults.refuse(50007, "POST", "/users/@me/channels")
    await club.advance(None)
    await pass_by(club, seconds=5)
    assert told(club) == []
    reply = await club.town.moderator.slash("about", club.town.general)
    assert "Send Messages" in (await reply.settled()).text
