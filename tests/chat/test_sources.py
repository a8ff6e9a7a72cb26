"""Another's words wait for their yes: deleted meanwhile, or without one, they leave no trace."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from tests.chat.conftest import Stage
from tests.chat.test_members_side import rows
from tests.waiting import until

from readbot.chat import errands, sources
from readbot.chat.wire import Wire
from readbot.club.clubs import Person, Place
from readbot.club.links import Link
from readbot.club.members import no_such_draft
from readbot.club.notes import NoteKind
from readbot.rehearsal.model.nouns import Message
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.replies import Reply, text_of
from readbot.services import housekeeping, keeping

GULLS = "Gulls never sleep."
ONE_MESSAGE = "/channels/*/messages/*"


async def look(stage: Stage, rounds: sources.Rounds | None = None) -> None:
    await sources.look(stage.client, stage.client.house, rounds or sources.Rounds())


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
    await look(stage)
    assert quoted_in(stage)
    stage.r.world.delete_message(said)
    await look(stage)
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
    await look(stage)
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
    await look(stage)
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
    await look(stage)
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
    await look(stage)
    assert quoted_in(stage) == []
    assert "never sleep" not in await rows(stage)


async def test_a_quote_that_cannot_be_deleted_yet_goes_later(stage: Stage) -> None:
    said, _ = await asked_about(stage)
    stage.r.world.delete_message(said)
    stage.r.faults.refuse(50013, "DELETE", ONE_MESSAGE, times=1)
    await look(stage)
    assert "never sleep" not in await rows(stage)
    await look(stage)
    assert quoted_in(stage) == []


@pytest.mark.parametrize("again", ["the same", "somebody else"])
async def test_asking_twice_leaves_one_question_standing(stage: Stage, again: str) -> None:
    said, asked = await asked_about(stage)
    person = stage.ann if again == "the same" else stage.mod
    told = await person.message_menu("Keep as question", said)
    assert told.text.startswith("Its author has been asked already")
    assert told.ephemeral
    await look(stage)
    assert len(quoted_in(stage)) == 1
    assert (await stage.ben.press(asked, "Keep it")).text == "ben's message is kept."


async def left_there(stage: Stage) -> None:
    """A quote that is to go, and that Discord did not let us delete at first."""
    said, _ = await asked_about(stage)
    stage.r.world.delete_message(said)
    stage.r.faults.refuse(50013, "DELETE", ONE_MESSAGE)
    await look(stage)
    assert quoted_in(stage)


async def test_a_quote_that_may_not_be_deleted_is_tried_more_and_more_seldom(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_PAUSE", 0)
    await left_there(stage)
    refused = stage.r.faults.refuse(50013, "DELETE", ONE_MESSAGE, times=1000)
    now = 0.0
    rounds = sources.Rounds(lambda: now)
    while now < 3600:
        await look(stage, rounds)
        now += sources.TICK
    assert 4 < refused.struck < 10


@pytest.mark.parametrize("what", ["quotes", "messages"])
async def test_many_refusals_end_a_look_and_the_others_come_next(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(sources, "_PAUSE", 0)
    await stage.first_excerpt()
    house = stage.client.house
    place = Place(stage.guild.id, stage.books.id)
    ann, ben = (Person(one.user.id, one.user.username) for one in (stage.ann, stage.ben))
    kind = NoteKind.THOUGHT
    for number in range(2 * sources.MOST_REFUSED):
        said = Link(place.server_id, place.channel_id, 1000 + number)
        _, draft = await keeping.ask_author(
            stage.store, place, ann, ben, kind, GULLS, said, house.clock()
        )
        await keeping.asked(stage.store, draft, place.channel_id, 2000 + number)
    if what == "quotes":
        stage.r.clock.advance(timedelta(days=1, seconds=1))
        await keeping.release(stage.store, [], house.clock())
    method = "DELETE" if what == "quotes" else "GET"
    stage.r.faults.refuse(50001, method, ONE_MESSAGE, times=1000)
    rounds = sources.Rounds(lambda: 0.0)
    asked: set[str] = set()
    for looks in (1, 2, 2):
        await look(stage, rounds)
        asked = {e.path for e in stage.r.wire.all(method) if "/messages/" in e.path}
        assert len(asked) == looks * sources.MOST_REFUSED


async def test_nothing_is_asked_of_a_channel_that_readbot_cannot_see(stage: Stage) -> None:
    await left_there(stage)
    other = await stage.ben.say(stage.books, GULLS)
    await stage.ann.message_menu("Keep as note", other)
    await hidden(stage)
    refused = stage.r.faults.refuse(50001, "*", ONE_MESSAGE, times=1000)
    await look(stage)
    assert refused.struck == 0
    stage.r.faults.clear()
    stage.r.faults.give_permission(stage.books, Permission.VIEW_CHANNEL)
    await until(lambda: sees(stage))
    await look(stage)
    assert len(quoted_in(stage)) == 1


def sees(stage: Stage) -> bool:
    return errands.can_see(stage.client, Link(stage.guild.id, stage.books.id, 0))


async def hidden(stage: Stage) -> None:
    """Readbot can no longer see the channel, and knows it."""
    stage.r.faults.take_permission(stage.books, Permission.VIEW_CHANNEL)
    await until(lambda: not sees(stage))


async def test_where_readbot_could_not_delete_it_nothing_is_quoted(stage: Stage) -> None:
    await stage.first_excerpt()
    said = await stage.ben.say(stage.books, GULLS)
    await hidden(stage)
    asked = await stage.ann.message_menu("Keep as note", said)
    assert "Gulls" not in asked.text
    assert f"/{stage.books.id}/{said.id}" in asked.text
    assert (await stage.ben.press(asked, "Keep it")).text == "ben's message is kept."


async def test_a_quote_in_an_archived_thread_is_deleted_too(stage: Stage) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    await stage.delivery.step()
    thread = stage.r.world.channels[excerpt.id]
    said = await stage.ben.say(thread, GULLS)
    await stage.ann.message_menu("Keep as note", said)
    stage.r.world.delete_message(said)
    stage.r.faults.archive(thread)
    archived = stage.r.faults.refuse(50083, "DELETE", ONE_MESSAGE)
    await look(stage)
    assert archived.struck == 1
    assert not any("Gulls" in text_of(message) for message in stage.ann.read(thread))


async def test_an_erasure_also_finds_a_quote_that_could_not_be_deleted(stage: Stage) -> None:
    await left_there(stage)
    assert "Unfinished" not in (await stage.ben.slash("my-data show", stage.books)).text
    sure = await stage.ben.slash("my-data erase", stage.books)
    await stage.ben.press(sure, "Erase everything")
    assert quoted_in(stage) == []


async def test_a_quote_is_not_forgotten_before_it_is_deleted(stage: Stage) -> None:
    await left_there(stage)
    stage.r.clock.advance(timedelta(days=30))
    await housekeeping.forget(stage.store, stage.r.clock.now())
    await look(stage)
    assert quoted_in(stage) == []


async def test_who_decides_too_late_is_told_so(stage: Stage) -> None:
    _, asked = await asked_about(stage)
    stage.r.clock.advance(timedelta(days=1, seconds=1))
    await housekeeping.forget(stage.store, stage.r.clock.now())
    late = await stage.ben.press(asked, "Keep it")
    assert late.text == no_such_draft().msgid


async def test_what_had_to_wait_for_a_limit_is_looked_at_as_soon_as_it_is_over(
    stage: Stage,
) -> None:
    said, _ = await asked_about(stage)
    stage.r.world.delete_message(said)
    rounds = sources.Rounds(lambda: 0.0)
    wire = stage.client.http.http_trace
    assert isinstance(wire, Wire)
    wire.keep_quiet(3600)
    await look(stage, rounds)
    assert quoted_in(stage)
    wire._quiet_until = 0.0
    await look(stage, rounds)
    assert quoted_in(stage) == []


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
            looks.looked(7)
            seen.append(now)
        now += sources.TICK
    assert seen[:4] == [0, 20, 60, 140]
    assert max(after - before for before, after in pairwise(seen)) <= sources.LONGEST_PAUSE
    assert len(seen) < 16
