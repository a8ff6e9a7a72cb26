"""Another's words wait for their yes: deleted meanwhile, or without one, they leave no trace."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from tests.chat.conftest import Stage
from tests.chat.test_members_side import rows
from tests.waiting import until

from readbot.chat import sources
from readbot.rehearsal.model.nouns import Message
from readbot.rehearsal.replies import Reply, text_of
from readbot.services import housekeeping

GULLS = "Gulls never sleep."
ONE_MESSAGE = "/channels/*/messages/*"


async def asked_about(stage: Stage) -> tuple[Message, Reply]:
    """Ben's message, and Ann's asking whether it may be kept."""
    await stage.first_excerpt()
    said = await stage.ben.say(stage.books, GULLS)
    return said, await stage.ann.message_menu("Keep as note", said)


def quoted_in(stage: Stage) -> list[str]:
    """What the channel says of gulls, but for the message itself."""
    return [text_of(m) for m in stage.ann.read(stage.books) if "> Gulls" in text_of(m)]


async def test_words_whose_message_is_deleted_are_forgotten_with_our_quoting_them(
    stage: Stage,
) -> None:
    said, _ = await asked_about(stage)
    await sources.look(stage.client, stage.client.house, sources.Looks())
    assert quoted_in(stage)
    stage.r.world.delete_message(said)
    await sources.look(stage.client, stage.client.house, sources.Looks())
    assert quoted_in(stage) == []
    assert "never sleep" not in await rows(stage)
    assert "Unfinished" not in (await stage.ann.slash("my-data show", stage.books)).text


async def test_words_of_a_thread_that_was_deleted_while_readbot_was_away_are_forgotten(
    stage: Stage,
) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    await stage.delivery.step()
    thread = stage.r.world.channels[excerpt.id]
    await stage.ann.message_menu("Keep as note", await stage.ben.say(thread, GULLS))
    stage.r.faults.delete_channel(thread)
    await sources.look(stage.client, stage.client.house, sources.Looks())
    # Our own message went with the thread.
    assert "Gulls" not in await rows(stage)


@pytest.mark.parametrize("trouble", ["an error", "no access", "a limit"])
async def test_what_only_cannot_be_looked_at_is_not_taken_for_deleted(
    stage: Stage, trouble: str
) -> None:
    _, asked = await asked_about(stage)
    if trouble == "an error":
        stage.r.faults.error("GET", ONE_MESSAGE, status=404)
    elif trouble == "no access":
        stage.r.faults.refuse(50001, "GET", ONE_MESSAGE)
    else:
        stage.r.faults.rate_limit(60.0, "GET", ONE_MESSAGE)
    await sources.look(stage.client, stage.client.house, sources.Looks())
    assert quoted_in(stage)
    assert (await stage.ben.press(asked, "Keep it")).text == "ben's message is kept."


async def test_it_is_looked_again_and_again_also_after_trouble(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, _ = await asked_about(stage)
    monkeypatch.setattr(sources, "TICK", 0.05)
    broken = stage.r.faults.error("GET", ONE_MESSAGE, status=500)
    watching = asyncio.create_task(sources.watch(stage.client, stage.client.house))
    await until(lambda: broken.struck > 0)
    stage.r.faults.clear()
    stage.r.world.delete_message(said)
    await until(lambda: not quoted_in(stage), 30)
    watching.cancel()


async def test_what_its_author_agreed_to_stays_when_the_message_is_deleted(stage: Stage) -> None:
    said, asked = await asked_about(stage)
    await stage.ben.press(asked, "Keep it")
    stage.r.world.delete_message(said)
    await sources.look(stage.client, stage.client.house, sources.Looks())
    assert GULLS in (await stage.ann.slash("notes", stage.books)).text


@pytest.mark.parametrize("first", ["tidying", "looking"])
async def test_what_nobody_agreed_to_within_a_day_is_not_quoted_any_more(
    stage: Stage, first: str
) -> None:
    await asked_about(stage)
    stage.r.clock.advance(timedelta(days=1, seconds=1))
    if first == "tidying":
        await housekeeping.forget(stage.store, stage.r.clock.now())
        assert "never sleep" not in await rows(stage)
    await sources.look(stage.client, stage.client.house, sources.Looks())
    assert quoted_in(stage) == []
    assert "never sleep" not in await rows(stage)


async def test_a_quote_that_cannot_be_deleted_yet_goes_later(stage: Stage) -> None:
    said, _ = await asked_about(stage)
    stage.r.world.delete_message(said)
    stage.r.faults.refuse(50013, "DELETE", ONE_MESSAGE, times=1)
    await sources.look(stage.client, stage.client.house, sources.Looks())
    assert "never sleep" not in await rows(stage)
    await sources.look(stage.client, stage.client.house, sources.Looks())
    assert quoted_in(stage) == []


async def test_asking_twice_leaves_one_question_standing(stage: Stage) -> None:
    said, _ = await asked_about(stage)
    await stage.ann.message_menu("Keep as question", said)
    await sources.look(stage.client, stage.client.house, sources.Looks())
    assert len(quoted_in(stage)) == 1


@pytest.mark.parametrize("who", ["whose words they are", "who asked"])
async def test_erasing_takes_the_question_away_too(stage: Stage, who: str) -> None:
    await asked_about(stage)
    person = stage.ben if who == "whose words they are" else stage.ann
    sure = await stage.ann.slash("my-data erase", stage.books) if person is stage.ann else None
    sure = sure or await stage.ben.slash("my-data erase", stage.books)
    await person.press(sure, "Erase everything")
    assert quoted_in(stage) == []


def test_a_message_is_looked_at_soon_and_then_more_and_more_seldom() -> None:
    now = 0.0
    looks, seen = sources.Looks(lambda: now), []
    while now < 2 * 3600:
        if looks.are_due([7]):
            seen.append(now)
        now += sources.TICK
    assert seen[:4] == [0, 20, 60, 140]
    assert max(after - before for before, after in pairwise(seen)) <= sources.LONGEST_PAUSE
    assert len(seen) < 16
