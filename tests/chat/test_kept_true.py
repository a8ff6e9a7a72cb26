"""A note's message says what is true of the note, whoever changed it last and whatever got lost."""

import asyncio
from datetime import timedelta

import pytest
from tests.chat.conftest import Stage
from tests.chat.test_members_side import noted, said_in_thread
from tests.chat.test_order import RUDE, hidden, rude_note
from tests.waiting import until

from readbot.chat import badges
from readbot.rehearsal.model.nouns import Message, MessageFlag
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.replies import Reply, text_of
from readbot.services import housekeeping

HIDDEN = "-# A note stood here. A moderator has hidden it."
EDIT = "/channels/*/messages/*"


async def changed(stage: Stage, posted: Message, words: str) -> Reply:
    """Ann's new words for her note."""
    more = await stage.ann.press(posted, "More")
    form = await stage.ann.press(more, "Edit")
    return await stage.ann.submit(form, {"note": words})


async def looked(stage: Stage) -> None:
    """What is kept true beside all else, as often as it takes for what is due."""
    assert stage.client._badges is not None
    stage.client._badges.cancel()
    await badges.show(stage.client, stage.client.house)


async def test_an_edit_under_way_does_not_bring_back_words_that_are_hidden_meanwhile(
    stage: Stage,
) -> None:
    posted = await rude_note(stage)
    slow = stage.r.faults.delay(0.5, "PATCH", EDIT)
    changing = asyncio.create_task(changed(stage, posted, f"{RUDE} Again."))
    await until(lambda: slow.struck > 0)
    await hidden(stage, posted)
    await (await changing).settled()
    assert text_of(posted) == HIDDEN


async def test_an_edited_note_still_shows_no_previews_of_links(stage: Stage) -> None:
    posted = await rude_note(stage)
    assert posted.flags & MessageFlag.SUPPRESS_EMBEDS
    await (await changed(stage, posted, "See https://example.com instead")).settled()
    assert "example.com" in text_of(posted)
    assert posted.flags & MessageFlag.SUPPRESS_EMBEDS


@pytest.mark.parametrize("trouble", ["an error", "no permission"])
async def test_what_discord_did_not_let_us_hide_is_hidden_later(stage: Stage, trouble: str) -> None:
    posted = await rude_note(stage)
    if trouble == "an error":
        stage.r.faults.error("PATCH", EDIT, status=503)
    else:
        stage.r.faults.refuse(50001, "PATCH", EDIT)
    done = await (await hidden(stage, posted)).settled(30)
    assert "could not be changed; I go on trying." in done.text
    assert RUDE in text_of(posted)
    stage.r.faults.clear()
    stage.r.clock.advance(timedelta(minutes=31))
    await looked(stage)
    assert text_of(posted) == HIDDEN


async def test_what_was_changed_while_it_was_being_sent_is_shown_as_it_is_by_then(
    stage: Stage,
) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    await noted(stage, excerpt, "First words")
    slow = stage.r.faults.delay(0.5, "POST", "/channels/*/messages")
    sending = asyncio.create_task(stage.delivery.step())
    await until(lambda: slow.struck > 0)
    listed = await stage.ann.slash("notes", stage.books)
    await changed_from(stage, listed, "Second words")
    await sending
    await looked(stage)
    (posted,) = said_in_thread(stage, excerpt)
    assert "Second words" in text_of(posted)


async def changed_from(stage: Stage, listed: Reply, words: str) -> None:
    """Ann's new words for the only note of a list."""
    assert listed.message is not None
    menu = next(p for row in listed.message.components for p in row.get("components", []))
    more = await stage.ann.choose(listed, menu["placeholder"], [menu["options"][0]["value"]])
    form = await stage.ann.press(more, "Edit")
    await stage.ann.submit(form, {"note": words})


async def test_a_message_that_could_not_be_deleted_goes_later(stage: Stage) -> None:
    posted = await rude_note(stage)
    thread = stage.r.world.channels[posted.channel_id]
    stage.r.faults.error("DELETE", EDIT, status=503)
    more = await stage.ann.press(posted, "More")
    sure = await stage.ann.press(more, "Withdraw")
    done = await (await stage.ann.press(sure, "Withdraw it")).settled(30)
    assert "could not be deleted; I go on trying." in done.text
    stage.r.faults.clear()
    stage.r.clock.advance(timedelta(minutes=2))
    await looked(stage)
    assert posted.id not in {message.id for message in stage.ben.read(thread)}


async def test_what_a_group_keeps_no_longer_goes_from_discord_too(stage: Stage) -> None:
    posted = await rude_note(stage)
    thread = stage.r.world.channels[posted.channel_id]
    setting = await stage.mod.slash("club setup", stage.books, channel=stage.books, keep_notes=30)
    assert "**Notes are kept**: 30 days from the last word of their conversation" in setting.text
    told = (await stage.ann.slash("about", stage.books)).text
    assert "This group erases what was written 30 days after the last word" in told
    stage.r.clock.advance(timedelta(days=29))
    assert (await housekeeping.forget(stage.store, stage.r.clock.now())).conversations == 0
    stage.r.clock.advance(timedelta(days=2))
    assert (await housekeeping.forget(stage.store, stage.r.clock.now())).conversations == 1
    await looked(stage)
    assert posted.id not in {message.id for message in stage.mod.read(thread)}
    assert "There are no such notes" in (await stage.ann.slash("notes", stage.books)).text


async def test_a_number_is_shown_in_time_after_a_clock_that_was_ahead(stage: Stage) -> None:
    excerpt = await stage.first_excerpt()
    stage.r.clock.advance(timedelta(days=3))
    await noted(stage, excerpt, "One")
    await looked(stage)
    await noted(stage, excerpt, "Two")
    stage.r.clock.jump(stage.r.clock.now() - timedelta(days=3))
    await looked(stage)
    assert "Notes (2)" in str(stage.ben.read(stage.books)[-1].components)


@pytest.mark.parametrize("words", [RUDE, "Rude words. " * 180], ids=["short", "long"])
async def test_words_are_hidden_also_where_readbot_may_not_read_the_history(
    stage: Stage, words: str
) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    await noted(stage, excerpt, words)
    await stage.delivery.step()
    (posted,) = said_in_thread(stage, excerpt)
    flags = posted.flags
    await stage.mod.press(excerpt, "Mark as read")
    stage.r.faults.take_permission(stage.books, Permission.READ_MESSAGE_HISTORY)
    await (await hidden(stage, posted)).settled(30)
    assert text_of(posted) == HIDDEN
    assert posted.flags & flags == flags


async def test_words_that_can_be_neither_read_nor_replaced_are_deleted(stage: Stage) -> None:
    posted = await rude_note(stage)
    thread = stage.r.world.channels[posted.channel_id]
    stage.r.faults.take_permission(stage.books, Permission.READ_MESSAGE_HISTORY)
    stage.r.faults.refuse(50035, "PATCH", EDIT, times=2)
    await (await hidden(stage, posted)).settled(30)
    assert posted.id not in {message.id for message in stage.mod.read(thread)}
