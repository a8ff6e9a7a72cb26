"""A reading that lives in a thread, or in a post of a forum that somebody opened."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.chat.conftest import ARTICLE, Stage
from tests.chat.test_members_side import noted

from readbot.rehearsal.model.nouns import Channel, ChannelKind
from readbot.rehearsal.replies import text_of


async def thread_of(stage: Stage, kind: str) -> Channel:
    """A thread of a channel, or a post of a forum, that the moderator has opened."""
    parent = stage.books
    if kind == "post":
        parent = stage.r.world.add_channel(stage.guild, "shelf", kind=ChannelKind.FORUM)
    return stage.r.world.open_thread(parent, "Slow readers", stage.mod.user)


async def reading_in(stage: Stage, thread: Channel) -> None:
    """A reading that is to come in this thread, the first excerpt at nine."""
    stage.r.clock.jump(datetime(2026, 3, 2, 7, 0, tzinfo=UTC))
    settings = {"threads": "each_excerpt", "moderator_channel": stage.general}
    await stage.mod.slash("club setup", stage.books, channel=stage.books, options=settings)
    form = await stage.mod.slash("reading add", stage.books, title="The Harbour")
    await (await stage.mod.submit(form, {"text1": ARTICLE})).settled()
    started = await stage.mod.slash(
        "reading start", stage.books, channel=thread, days="daily", time="09:00"
    )
    assert f"They come in <#{thread.id}>" in started.text
    stage.r.clock.jump(datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC))


@pytest.mark.parametrize("kind", ["thread", "post"])
async def test_excerpts_and_the_talk_about_them_come_in_the_thread_that_was_chosen(
    stage: Stage, kind: str
) -> None:
    thread = await thread_of(stage, kind)
    await reading_in(stage, thread)
    await stage.delivery.step()
    (excerpt,) = stage.ann.read(thread)
    assert "The harbour wakes" in text_of(excerpt)
    # Discord opens no thread in a thread: notes come in it, too.
    await noted(stage, excerpt, "How early they rise")
    await stage.delivery.step()
    assert "How early they rise" in text_of(stage.ben.read(thread)[-1])
    listed = await stage.ann.slash("notes", thread)
    assert "How early they rise" in listed.text
    assert stage.ann.read(stage.general) == []


async def test_an_archived_thread_wakes_and_a_locked_one_waits_and_is_told(stage: Stage) -> None:
    thread = await thread_of(stage, "thread")
    await reading_in(stage, thread)
    stage.r.faults.archive(thread)
    await stage.delivery.step()
    assert len(stage.ann.read(thread)) == 1
    stage.r.faults.archive(thread, locked=True)
    stage.r.clock.advance(timedelta(days=1))
    await stage.delivery.step()
    await stage.delivery.step()
    (told,) = stage.mod.read(stage.general)
    assert "The thread is locked" in text_of(told)
    stage.r.world.change_thread(thread, archived=False, locked=False)
    await stage.delivery.resume_stopped()
    await stage.delivery.step()
    assert len(stage.ann.read(thread)) == 2
