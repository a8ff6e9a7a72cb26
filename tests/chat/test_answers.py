"""Every interaction is answered in time, whatever the deed does."""

import asyncio
from collections.abc import Awaitable, Callable

import discord
import pytest
from tests.chat.conftest import Stage
from tests.waiting import until

from readbot.chat.answers import Answer
from readbot.chat.asked import Asked
from readbot.chat.deeds import Deeds, Press
from readbot.chat.forms import Field, Form
from readbot.chat.views import Button, Message, deed_id, dressed
from readbot.rehearsal.model.nouns import ChannelKind, InteractionKind, Json
from readbot.rehearsal.model.nouns import Message as Seen
from readbot.rehearsal.replies import Reply, text_of

SECRET = "what nobody may read in a log"


async def slow(_: Asked, __: Press) -> Answer:
    await asyncio.sleep(3.5)
    return Answer("It took a while.")


async def slow_form(_: Asked, __: Press) -> Form:
    await asyncio.sleep(2)
    return Form(deed_id("late"), "Late", (Field("note", "Note"),))


async def broken(_: Asked, __: Press) -> Answer:
    raise RuntimeError("a fault of ours")


async def late(_: Asked, press: Press) -> Answer:
    if press.fields["note"] == SECRET:
        raise RuntimeError("a fault of ours")
    return Answer(f"You wrote: {press.fields['note']}")


async def open_late(_: Asked, __: Press) -> Form:
    return Form(deed_id("late"), "Late", (Field("note", "Note"),))


async def replacing(_: Asked, __: Press) -> Answer:
    return Answer("Replaced. " * 300, replaces=True)


async def too_long(_: Asked, __: Press) -> Answer:
    return Answer("A sentence that repeats itself. " * 500)


def seen(stage: Stage, message: discord.Message) -> Seen:
    """The message as people see it."""
    found = stage.r.world.message(message.id)
    assert found is not None
    return found


async def impossible(_: Asked, __: Press) -> Answer:
    return Answer("Too many buttons", ((Button("a", "rb1:a"),) * 6,))


async def refused(_: Asked, __: Press) -> Answer:
    return Answer("Two buttons of one id", ((Button("a", "rb1:a"),) * 2,))


async def buttons(stage: Stage, *names: str) -> Seen:
    """A message with buttons for deeds that only these tests have."""
    deeds = Deeds()
    deeds.button("slow")(slow)
    deeds.button("slowform")(slow_form)
    deeds.button("broken")(broken)
    deeds.button("form")(open_late)
    deeds.button("replacing", replaces=True)(replacing)
    deeds.button("toolong")(too_long)
    deeds.button("impossible")(impossible)
    deeds.button("refused")(refused)
    deeds.form("late", open_late)(late)
    stage.client.deeds.take_in(deeds)
    row = tuple(Button(name, f"rb1:{name}" if ":" not in name else name) for name in names)
    channel = stage.client.get_partial_messageable(stage.books.id)
    return seen(stage, await channel.send(**dressed(Message("Press", (row,)))))


async def test_a_slow_deed_is_acknowledged_first_and_answered_later(stage: Stage) -> None:
    posted = await buttons(stage, "slow")
    reply = await stage.ann.press(posted, "slow")
    assert reply.kind == "deferred"
    await reply.settled()
    assert reply.text == "It took a while."
    assert reply.ephemeral


async def test_a_form_that_comes_too_late_is_behind_a_button(stage: Stage) -> None:
    posted = await buttons(stage, "slowform")
    reply = await stage.ann.press(posted, "slowform")
    await reply.settled()
    form = await stage.ann.press(reply, "Open the form")
    sent = await stage.ann.submit(form, {"Note": "Hello"})
    assert sent.text == "You wrote: Hello"


async def test_a_fault_gives_a_number_that_stands_in_the_log(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    posted = await buttons(stage, "broken")
    reply = await stage.ann.press(posted, "broken")
    assert "Something went wrong on our side" in reply.text
    number = reply.text.rpartition("number ")[2].rstrip(".")
    assert f"fault={number}" in capsys.readouterr().out


async def test_a_form_sent_after_a_fault_gives_the_words_back(stage: Stage) -> None:
    posted = await buttons(stage, "form")
    form = await stage.ann.press(posted, "form")
    reply = await stage.ann.submit(form, {"Note": SECRET})
    assert SECRET in reply.text
    again = await stage.ann.press(reply, "Open the form again")
    assert again.form.part("Note")["value"] == SECRET


@pytest.mark.parametrize("name", ["impossible", "refused"])
async def test_an_answer_that_cannot_be_shown_is_a_fault_with_a_number(
    stage: Stage, name: str
) -> None:
    posted = await buttons(stage, name)
    reply = await stage.ann.press(posted, name)
    assert "Something went wrong on our side" in reply.text


async def test_what_a_member_typed_stands_in_no_log(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    await stage.first_excerpt()
    await stage.ann.slash("annotate", stage.books, passage="harbour wakes at six", note=SECRET)
    await stage.ann.slash("annotate", stage.books, passage=SECRET, note=SECRET)
    await stage.delivery.step()
    assert SECRET not in capsys.readouterr().out


async def test_an_answer_may_replace_its_message_even_where_it_is_long(stage: Stage) -> None:
    posted = await buttons(stage, "replacing")
    reply = await stage.ann.press(posted, "replacing")
    assert reply.kind == "updated"
    assert reply.text.startswith("Replaced. Replaced.")


async def test_an_answer_that_is_too_long_is_shortened(stage: Stage) -> None:
    posted = await buttons(stage, "toolong")
    reply = await stage.ann.press(posted, "toolong")
    assert reply.text.endswith("…")
    assert 3000 < len(reply.text) <= 4000


@pytest.mark.parametrize("custom_id", ["rb1:unheardof:7", "rb0:annotate:7", "strange"])
async def test_a_button_of_another_version_is_answered_plainly(
    stage: Stage, custom_id: str
) -> None:
    channel = stage.client.get_partial_messageable(stage.books.id)
    old = Message("Old", ((Button("Old", custom_id),),))
    posted = seen(stage, await channel.send(**dressed(old)))
    reply = await stage.ann.press(posted, "Old")
    assert "another version of readbot" in reply.text


async def test_every_made_up_id_of_a_known_deed_is_answered(stage: Stage) -> None:
    channel = stage.client.get_partial_messageable(stage.books.id)
    await stage.first_excerpt()
    for name, known in stage.client.deeds.known.items():
        if known.opens is not None:
            continue
        largest = str(2**63 - 1)
        for made_up_id in (
            deed_id(name, "x", "y"),
            deed_id(name, "9" * 30, "9" * 30),
            deed_id(name, largest, largest),
        ):
            made_up = Message("Made up", ((Button("Go", made_up_id),),))
            posted = seen(stage, await channel.send(**dressed(made_up)))
            reply = await stage.ann.press(posted, "Go")
            await reply.settled()
            assert reply.kind in ("message", "updated", "form"), name
            assert "on our side" not in reply.text, name


@pytest.mark.parametrize("long", [False, True], ids=["plain", "in components"])
async def test_no_made_up_button_puts_its_answer_in_the_place_of_what_all_read(
    stage: Stage, *, long: bool
) -> None:
    excerpt = await stage.first_excerpt()
    if long:
        buttons_under = ((Button("Notes", deed_id("fine")),),)
        channel = stage.client.get_partial_messageable(stage.books.id)
        excerpt = seen(stage, await channel.send(**dressed(Message("So. " * 900, buttons_under))))
        assert excerpt.components[0]["type"] != 1
    before = text_of(excerpt)
    for deed in ("erase", "readings"):
        data = {"component_type": 2, "custom_id": deed_id(deed, "0"), "id": 1}
        pressed = stage.r.desk.begin(
            InteractionKind.COMPONENT, stage.ann.user, stage.books, data, message=excerpt
        )
        await stage.r.desk.answered(pressed)
        reply = await Reply(stage.r.world, pressed).settled()
        assert reply.kind == "message"
        assert reply.ephemeral
        (still,) = (m for m in stage.ann.read(stage.books) if m.id == excerpt.id)
        assert text_of(still) == before
        assert still.components


async def test_whoever_gets_no_answer_because_it_is_too_large_to_pass_is_told_so(
    stage: Stage,
) -> None:
    stage.r.faults.error("POST", "/interactions/*/callback", status=413, html=True)
    reply = await stage.mod.slash("about", stage.books)
    assert reply.ephemeral
    assert "on our side" in reply.text


async def test_nothing_is_kept_of_views_and_forms(stage: Stage) -> None:
    posted = await buttons(stage, "form", "slow")
    await stage.ann.press(posted, "form")
    store = stage.client._connection._view_store
    assert not store._modals
    assert not store._views
    assert not store._synced_message_views


async def test_the_commands_are_for_servers_only_and_fit_discords_limits(stage: Stage) -> None:
    (sent,) = stage.r.wire.all("PUT", "/commands")
    assert sent.status == 200
    for command in sent.body:
        assert command["contexts"] == [0]
        assert command["integration_types"] == [0]
    names = {c["name"]: c for c in sent.body}
    for name in ("club", "reading", "digest"):
        manage_messages = discord.Permissions(manage_messages=True).value
        assert int(names[name]["default_member_permissions"]) == manage_messages
    everyone = {"about", "help", "readings", "now", "progress", "annotate", "ask", "answer"}
    for name in everyone | {"notes", "questions", "my-data"}:
        assert names[name]["default_member_permissions"] is None


async def test_moderators_commands_are_checked_again(stage: Stage) -> None:
    await stage.first_excerpt()
    for command in ("club show", "reading pause", "digest preview", "digest send"):
        reply = await stage.ann.slash(command, stage.books, force=True)
        assert reply.text.startswith("Only moderators of this club can do that"), command


async def test_completions_never_fail(stage: Stage) -> None:
    assert await stage.ann.complete("annotate", stage.books, focused="passage", typed="x") == []
    assert await stage.ann.complete("answer", stage.books, focused="question", typed="x") == []
    zones = await stage.mod.complete("club setup", stage.books, focused="timezone", typed="ber")
    assert "Europe/Berlin" in [zone.value for zone in zones]


CALLBACK = "/interactions/*/*/callback"


@pytest.mark.parametrize("lost", ["the request", "the answer"])
@pytest.mark.parametrize("slow", [False, True])
async def test_a_connection_that_breaks_at_the_first_word_leaves_nobody_without_an_answer(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, lost: str, *, slow: bool
) -> None:
    await stage.first_excerpt()
    if slow:
        monkeypatch.setattr("readbot.chat.answers.PATIENCE", 0.0)
    drop = stage.r.faults.drop_request if lost == "the request" else stage.r.faults.drop_answer
    broken = drop("POST", CALLBACK)
    answer = await stage.ann.slash("annotate", stage.books, passage="wakes at four", note="Early")
    await answer.settled()
    assert broken.struck == 1
    assert "kept" in answer.text or "Noted" in answer.text


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (too_long, "A sentence"),
        (open_late, "The form is ready now."),
        (replacing, "Replaced."),
    ],
)
async def test_words_come_also_where_no_try_to_acknowledge_seemed_to_arrive(
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
    deed: Callable[[Asked, Press], Awaitable[Answer | Form]],
    words: str,
) -> None:
    monkeypatch.setattr("readbot.chat.answers.PATIENCE", 0.0)

    async def late_deed(ask: Asked, press: Press) -> Answer | Form:
        await asyncio.sleep(0.1)
        return await deed(ask, press)

    deeds = Deeds()
    deeds.button("tardy", replaces=deed is replacing)(late_deed)
    stage.client.deeds.take_in(deeds)
    message = await buttons(stage, "rb1:tardy")
    broken = stage.r.faults.drop_answer("POST", CALLBACK, times=3)
    reply = await stage.ann.press(message, "rb1:tardy")
    await until(lambda: words in reply.text)
    assert broken.struck == 3


async def test_a_channel_of_a_kind_that_takes_no_messages_is_refused_in_a_sentence(
    stage: Stage,
) -> None:
    shelf = stage.r.world.add_channel(stage.guild, "shelf", ChannelKind.CATEGORY)
    known = await stage.client.tree.fetch_commands()
    option = {"name": "channel", "type": 7, "value": str(shelf.id)}
    sent = {"id": str(shelf.id), "name": "shelf", "type": 4, "permissions": "0"}
    # Discord lets nobody choose one; another server may.
    data: Json = {
        "id": next(str(command.id) for command in known if command.name == "club"),
        "name": "club",
        "type": 1,
        "options": [{"name": "setup", "type": 1, "options": [option]}],
        "resolved": {"channels": {str(shelf.id): sent}},
    }
    desk = stage.r.desk
    asked = desk.begin(InteractionKind.COMMAND, stage.mod.user, stage.books, data, name="club")
    await desk.answered(asked)
    told = await Reply(stage.r.world, asked).settled(20)
    assert told.text.startswith("Nothing can be posted in a channel of that kind")
