"""What moderators are told, and what they decide."""

from datetime import timedelta

import discord
from tests.chat.conftest import Stage
from tests.waiting import until

from readbot.rehearsal.model.permissions import Permission


async def test_a_doubtful_posting_is_decided_with_two_buttons(stage: Stage) -> None:
    await stage.first_excerpt(moderator_channel=stage.general)
    stage.r.faults.take_permission(stage.books, Permission.READ_MESSAGE_HISTORY)
    stage.r.faults.drop_request("POST", f"/channels/{stage.books.id}/messages")
    await stage.mod.slash("reading next", stage.books)
    await stage.delivery.step()
    stage.r.clock.advance(timedelta(minutes=2))
    await stage.delivery.step()
    (asked,) = [m for m in stage.mod.read(stage.general) if "is it there?" in m.content]
    refused = await stage.ann.press(asked, "It is there")
    assert refused.text.startswith("Only moderators")
    decided = await stage.mod.press(asked, "It is not: send it")
    assert decided.kind == "updated"
    await stage.delivery.step()
    assert len(stage.ann.read(stage.books)) == 2


async def test_a_refused_channel_is_told_and_comes_back(stage: Stage) -> None:
    await stage.first_excerpt(moderator_channel=stage.general)
    stage.r.faults.take_permission(stage.books, Permission.SEND_MESSAGES)
    await stage.mod.slash("reading next", stage.books)
    await stage.delivery.step()
    await stage.delivery.step()
    told = stage.mod.read(stage.general)[-1]
    assert "I could not post excerpt 2" in told.content
    stage.r.faults.give_permission(stage.books, Permission.SEND_MESSAGES)
    await stage.mod.slash("reading resume", stage.books)
    await stage.delivery.step()
    assert len(stage.ann.read(stage.books)) == 2


async def test_who_set_the_club_up_decides_in_a_direct_message(stage: Stage) -> None:
    await stage.first_excerpt()
    stage.r.faults.take_permission(stage.books, Permission.READ_MESSAGE_HISTORY)
    stage.r.faults.drop_request("POST", f"/channels/{stage.books.id}/messages")
    await stage.mod.slash("reading next", stage.books)
    await stage.delivery.step()
    stage.r.clock.advance(timedelta(minutes=2))
    await stage.delivery.step()
    (asked,) = [m for m in stage.mod.read(stage.mod.dm()) if "is it there?" in m.content]
    assert (await stage.mod.press(asked, "It is not: send it")).kind == "updated"
    await stage.delivery.step()
    assert len(stage.ann.read(stage.books)) == 2


async def test_what_cannot_go_on_in_a_private_channel_is_told_to_its_own_moderators_alone(
    stage: Stage,
) -> None:
    await stage.first_excerpt()
    world, unseen = stage.r.world, int(Permission.VIEW_CHANNEL)
    world.set_overwrite(stage.books, stage.guild.everyone, deny=unseen)
    for member in (stage.mod.user, stage.r.world.bot):
        world.set_overwrite(stage.books, stage.guild.members[member.id], allow=unseen)
    sweeps = int(Permission.MANAGE_MESSAGES)
    world.set_overwrite(stage.general, stage.guild.members[stage.ann.user.id], allow=sweeps)
    stage.r.faults.take_permission(stage.books, Permission.SEND_MESSAGES)
    await stage.mod.slash("reading next", stage.books)
    await stage.delivery.step()

    def is_hidden() -> bool:
        books = stage.client.get_channel(stage.books.id)
        assert isinstance(books, discord.TextChannel)
        return not books.permissions_for(books.guild.default_role).view_channel

    await until(is_hidden)
    assert "cannot go on" not in (await stage.ann.slash("about", stage.general)).text
    assert "cannot go on" in (await stage.mod.slash("about", stage.general)).text
