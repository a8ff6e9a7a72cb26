"""What is due and cannot go on, as moderators and members see it."""

from datetime import timedelta

from tests.chat.conftest import Stage

from readbot.rehearsal.model.nouns import Message
from readbot.rehearsal.model.permissions import Permission


def asked(stage: Stage) -> list[Message]:
    return [m for m in stage.mod.read(stage.mod.dm()) if "is it there?" in m.content]


async def lose_sight(stage: Stage) -> None:
    """Excerpt 2 is sent, nobody knows whether it arrived, and the history cannot be read."""
    await stage.first_excerpt()
    stage.r.faults.take_permission(stage.books, Permission.READ_MESSAGE_HISTORY)
    stage.r.faults.drop_answer("POST", f"/channels/{stage.books.id}/messages")
    await stage.mod.slash("reading next", stage.books)
    await stage.delivery.step()
    stage.r.clock.advance(timedelta(minutes=2))
    await stage.delivery.step()
    assert len(asked(stage)) == 1


def threads(stage: Stage) -> int:
    return sum(channel.is_thread for channel in stage.r.world.channels.values())


async def heard(stage: Stage) -> None:
    """Whatever changed reaches readbot before a command that is given after it."""
    await stage.mod.slash("now", stage.books)


async def test_moderators_see_what_is_doubtful_in_the_queue_and_decide_there(stage: Stage) -> None:
    await lose_sight(stage)
    shown = await stage.mod.slash("reading queue", stage.books)
    assert "Nobody knows whether excerpt 2" in shown.text
    now = await stage.ann.slash("now", stage.books)
    assert "until a moderator has put something right" in now.text
    about = await stage.ann.slash("about", stage.books)
    assert "Nobody knows" not in about.text
    decided = await stage.mod.press(shown, "It is there")
    assert decided.text.startswith("Noted")
    again = await stage.mod.slash("reading queue", stage.books)
    assert "Nobody knows" not in again.text


async def test_about_tells_moderators_what_waits_with_its_buttons(stage: Stage) -> None:
    await lose_sight(stage)
    about = await stage.mod.slash("about", stage.books)
    assert "Nobody knows whether excerpt 2" in about.text
    decided = await stage.mod.press(about, "It is there")
    assert decided.text.startswith("Noted")


async def test_readbot_looks_for_itself_when_it_may_read_the_history_again(stage: Stage) -> None:
    await lose_sight(stage)
    await stage.delivery.resume_stopped()
    await stage.delivery.step()
    assert len(asked(stage)) == 1
    stage.r.faults.give_permission(stage.books, Permission.READ_MESSAGE_HISTORY)
    await heard(stage)
    await stage.delivery.resume_stopped()
    await stage.delivery.step()
    # It stood there, and was adopted.
    queue = await stage.mod.slash("reading queue", stage.books)
    assert "Nobody knows" not in queue.text
    assert len(stage.ann.read(stage.books)) == 2
    assert len(asked(stage)) == 1


async def test_a_thread_is_opened_when_readbot_may_open_threads_again(stage: Stage) -> None:
    await stage.first_excerpt(threads="each_excerpt", moderator_channel=stage.general)
    stage.r.faults.take_permission(stage.books, Permission.CREATE_PUBLIC_THREADS)
    await stage.mod.slash("reading next", stage.books)
    await stage.delivery.step()
    await stage.delivery.step()
    told = stage.mod.read(stage.general)[-1]
    assert f"the thread of excerpt 2 of “The Harbour” in <#{stage.books.id}>" in told.content
    assert threads(stage) == 1
    stage.r.faults.give_permission(stage.books, Permission.CREATE_PUBLIC_THREADS)
    await heard(stage)
    await stage.delivery.resume_stopped()
    await stage.delivery.step()
    assert threads(stage) == 2
