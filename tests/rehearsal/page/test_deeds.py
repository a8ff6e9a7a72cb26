"""What people do on the page, asked of its own routes."""

import aiohttp
from tests.rehearsal.page.visitor import Visitor
from tests.rehearsal.stage import Bot

from readbot.rehearsal.town import Town


async def test_a_message_is_sent_answered_changed_and_deleted(
    maren: Visitor, ines: Visitor, town: Town
) -> None:
    channel = str(town.general.id)
    first = (await ines.deed("say", channel=channel, text="Hello"))["message"]
    answer = await maren.deed("say", channel=channel, text="Welcome", reply_to=first["id"])
    assert answer["message"]["referenced_message"]["content"] == "Hello"
    changed = await ines.deed("edit", message=first["id"], text="Hello all")
    assert changed["message"]["edited_timestamp"] is not None
    refused = await ines.deed("delete", message=answer["message"]["id"])
    assert (refused["status"], "may not delete" in refused["error"]) == (422, True)
    assert (await maren.deed("delete", message=first["id"]))["status"] == 200
    page = await ines.ask(f"/channels/{channel}/messages")
    assert [one["content"] for one in page["messages"]] == ["Welcome"]


async def test_files_come_with_a_message_and_can_be_downloaded(
    ines: Visitor, town: Town, session: aiohttp.ClientSession
) -> None:
    sent = await ines.deed_with_file(
        "say", ("a note.txt", b"kept"), channel=str(town.general.id), text="", files=["note"]
    )
    file = sent["message"]["attachments"][0]
    async with session.get(file["url"]) as answer:
        assert (file["filename"], await answer.read()) == ("a_note.txt", b"kept")
        assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_a_command_with_ids_and_a_file_reaches_the_bot(
    ines: Visitor, town: Town, bot: Bot
) -> None:
    options = {
        "fruit": "apple",
        "colour": "red",
        "to": str(town.moderator.user.id),
        "where": str(town.reading.id),
        "role": str(town.guild.role("Moderators").id),
        "note": "note",
    }
    done = await ines.deed_with_file(
        "slash",
        ("note.txt", b"12345"),
        channel=str(town.general.id),
        command="basket add",
        options=options,
    )
    assert done["reply"]["kind"] == "message"
    assert done["reply"]["content"].endswith("note.txt (5 bytes)")
    assert f"<@{town.moderator.user.id}>, <#{town.reading.id}>" in done["reply"]["content"]


async def test_completion_offers_what_the_bot_offers(ines: Visitor, town: Town, bot: Bot) -> None:
    found = await ines.deed(
        "complete",
        channel=str(town.general.id),
        command="basket add",
        focused="fruit",
        typed="ap",
        options={"colour": "red"},
    )
    assert [one["name"] for one in found["choices"]] == ["Apple", "Apricot"]


async def test_what_the_client_refuses_is_a_plain_sentence(
    ines: Visitor, town: Town, bot: Bot
) -> None:
    channel = str(town.general.id)
    for command, options, words in (
        ("basket add", {"fruit": "apple"}, "colour: this option is required."),
        ("basket add", {"fruit": "apple", "colour": "red", "to": "12"}, "no such person"),
        ("tidy", {}, "There is no such command here"),
        ("", {}, "There is no such command here"),
    ):
        refused = await ines.deed("slash", channel=channel, command=command, options=options)
        assert refused["status"] == 422
        assert words in refused["error"]


async def test_buttons_selects_and_menus_reach_the_bot(ines: Visitor, town: Town, bot: Bot) -> None:
    channel = str(town.general.id)
    shown = await ines.deed("slash", channel=channel, command="buttons")
    message = shown["reply"]["message_id"]
    rows = shown["reply"]["components"]
    count, survey, silent = (part["custom_id"] for part in rows[0]["components"][:3])
    fruits, where = (row["components"][0]["custom_id"] for row in rows[1:])
    pressed = await ines.deed("press", message=message, custom_id=count)
    assert (pressed["reply"]["kind"], pressed["reply"]["content"]) == (
        "updated",
        "Counted to **1**",
    )
    chosen = await ines.deed(
        "choose", message=message, custom_id=fruits, values=["apple", "cherry"]
    )
    assert chosen["reply"]["content"] == "Chosen: apple, cherry"
    chosen = await ines.deed("choose", message=message, custom_id=where, values=[channel])
    assert chosen["reply"]["content"] == f"Chosen: <#{channel}>"
    failed = await ines.deed("press", message=message, custom_id=silent)
    assert failed["reply"]["kind"] == "failed"
    form = await ines.deed("press", message=message, custom_id=survey)
    assert form["reply"]["form"]["title"] == "A short survey"
    counted = await ines.deed("message-menu", message=message, command="Count words")
    assert counted["reply"]["content"] == "3 words"
    member = str(town.moderator.user.id)
    greeted = await ines.deed("member-menu", channel=channel, member=member, command="Greet")
    assert greeted["reply"]["content"] == f"Hello, <@{member}>!"


async def test_a_form_is_open_until_it_is_sent(
    ines: Visitor, maren: Visitor, town: Town, bot: Bot
) -> None:
    opened = await ines.deed("slash", channel=str(town.general.id), command="survey")
    opener = opened["reply"]["interaction_id"]
    assert [one["interaction_id"] for one in (await ines.ask("/state"))["forms"]] == [opener]
    stolen = await maren.deed("submit", interaction=opener, values={})
    assert stolen["status"] == 404
    missing = await ines.deed("submit", interaction=opener, values={"fruit": ["apple"]})
    assert missing["error"] == "Your opinion: this field is required."
    values = {
        "opinion": "Good",
        "fruit": ["apple"],
        "member": [str(town.moderator.user.id)],
        "file": ["note"],
    }
    sent = await ines.deed_with_file("submit", ("n.txt", b"123"), interaction=opener, values=values)
    assert sent["reply"]["content"] == "Thank you: Good, Untitled, apple, Maren, n.txt (3 bytes)"
    assert (await ines.ask("/state"))["forms"] == []


async def test_an_ephemeral_answer_is_shown_to_one_person(
    ines: Visitor, maren: Visitor, town: Town, bot: Bot
) -> None:
    channel = str(town.general.id)
    await ines.deed("slash", channel=channel, command="echo", options={"word": "psst"})
    path = f"/channels/{channel}/messages"
    assert [one["content"] for one in (await ines.ask(path))["messages"]] == ["psst"]
    assert (await maren.ask(path))["messages"] == []


async def test_a_forum_post_is_opened(ines: Visitor, town: Town) -> None:
    tag = str(town.forum.tags[0].id)
    made = await ines.deed(
        "post", channel=str(town.forum.id), title="A thought", text="First", tags=[tag]
    )
    assert (made["channel"]["name"], made["channel"]["applied_tags"]) == ("A thought", [tag])
    refused = await ines.deed("post", channel=str(town.general.id), title="A", text="B")
    assert refused["status"] == 422
