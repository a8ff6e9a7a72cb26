"""What a member meets on the way: questions named by words, long talks, searches of many pages."""

from dataclasses import replace

import discord
import pytest
from tests.chat.conftest import Stage
from tests.waiting import until

from readbot.chat import choosing
from readbot.club.clubs import Place
from readbot.rehearsal.model.nouns import ChannelKind, Message
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.replies import Reply, parts_of, text_of
from readbot.services import passages

TELLING: dict[str, dict[str, str]] = {
    "notes": {},
    "questions": {},
    "search": {"words": "gulls"},
    "catchup": {},
    "now": {},
    "progress": {},
    "annotate": {"passage": "of four go", "note": "Mine."},
    "ask": {"question": "Why?"},
}
"""Commands that would tell of what a group reads and says."""


def labels(reply: Reply) -> list[str]:
    """What stands on the buttons and menus of an answer."""
    parts = list(parts_of(reply.components))
    return [str(part.get("label") or part.get("placeholder")) for part in parts if "type" in part]


def said(stage: Stage) -> list[Message]:
    """What everyone sees in the club's channel."""
    return [message for message in stage.ben.read(stage.books) if not message.ephemeral]


async def test_a_question_chosen_from_the_list_opens_its_form_without_an_answer(
    stage: Stage,
) -> None:
    await stage.first_excerpt()
    await stage.ann.slash("ask", stage.books, question="Do 3 gulls sleep?")
    await stage.ann.slash("ask", stage.books, question="Do 12 boats sleep?")
    older = (await stage.ben.complete("answer", stage.books, focused="question", typed="gulls"))[0]
    form = await stage.ben.slash("answer", stage.books, question=older.value)
    kept = await stage.ben.submit(form, {"note": "They do."})
    assert kept.text.startswith("Your answer is kept.")
    talk = await stage.ann.slash("questions", stage.books, kind="answer")
    assert "They do." in talk.text
    by_number = await stage.ben.slash("answer", stage.books, question="12", answer="At noon.")
    assert by_number.text.startswith("Your answer is kept.")


@pytest.mark.parametrize("typed", ["sleep", "whales", "999"])
async def test_which_question_is_meant_is_asked_and_the_answer_waits(
    stage: Stage, typed: str
) -> None:
    await stage.first_excerpt()
    await stage.ann.slash("ask", stage.books, question="Do gulls sleep?")
    await stage.ann.slash("ask", stage.books, question="Do boats sleep?")
    asked = await stage.ben.slash("answer", stage.books, question=typed, answer="At noon.")
    assert "What you wrote is kept until you choose." in asked.text
    form = await stage.ben.choose(asked, "Choose a question", ["Do gulls sleep?"])
    assert form.form.part("note")["value"] == "At noon."
    assert (await stage.ben.submit(form)).text.startswith("Your answer is kept.")
    unsaid = await stage.ben.slash("answer", stage.books, question=typed)
    empty = await stage.ben.choose(unsaid, "Choose a question", ["Do boats sleep?"])
    assert not empty.form.part("note").get("value")


async def test_a_form_whose_question_was_withdrawn_keeps_the_answer_for_another(
    stage: Stage,
) -> None:
    await stage.first_excerpt()
    await stage.ann.slash("ask", stage.books, question="Do boats sleep?")
    kept = await stage.ann.slash("ask", stage.books, question="Do gulls sleep?")
    form = await stage.ben.slash("answer", stage.books, question="gulls")
    await stage.ann.press(await stage.ann.press(kept, "Withdraw"), "Withdraw it")
    late = await stage.ben.submit(form, {"note": "At noon."})
    assert late.text.startswith("There is no such question here.")
    other = await stage.ben.choose(late, "Choose a question", ["Do boats sleep?"])
    assert other.form.part("note")["value"] == "At noon."


async def test_a_reply_outlives_the_note_that_it_was_written_to(stage: Stage) -> None:
    await stage.first_excerpt()
    kept = await stage.ann.slash("annotate", stage.books, passage="of four go", note="Why four?")
    await stage.ben.press(said(stage)[-1], "Mark as read")
    found = await stage.ben.slash("search", stage.books, words="Why four")
    opened = await stage.ben.choose(found, "Read one in full", ["1. Why four?"])
    late = await stage.ben.press(opened, "Reply")
    reply = await stage.ben.submit(
        await stage.ben.press(opened, "Reply"), {"note": "For the tide."}
    )
    await stage.ann.press(await stage.ann.press(kept, "Withdraw"), "Withdraw it")
    form = await stage.ben.press(reply, "Edit")
    assert form.form.part("note")["value"] == "For the tide."
    assert (await stage.ben.submit(form, {"note": "For the moon."})).text.count(
        "For the moon."
    ) == 1
    gone = await stage.ben.submit(late, {"note": "And another thing."})
    assert "And another thing." in gone.text
    again = await stage.ben.press(gone, "Open the form again")
    assert again.form.title == "Annotate"
    assert again.form.part("note")["value"] == "And another thing."
    assert (await stage.ben.submit(again)).text.startswith("Your note is kept.")
    sure = await stage.ben.press(reply, "Withdraw")
    assert (await stage.ben.press(sure, "Withdraw it")).text == "It is withdrawn."


@pytest.mark.parametrize("threads", ["off", "each_excerpt"])
async def test_a_question_on_the_whole_reading_stands_where_the_reading_is_posted(
    stage: Stage, threads: str
) -> None:
    await stage.first_excerpt(threads=threads)
    await stage.ann.slash("ask", stage.books, question="What is a harbour?", show_to="pseudonym")
    await stage.ann.slash("ask", stage.books, question="My secret", show_to="me")
    await stage.delivery.step()
    posted = said(stage)[-1]
    assert "What is a harbour?" in text_of(posted)
    assert "Ann" not in text_of(posted)
    assert len(said(stage)) == 2
    await stage.ben.submit(await stage.ben.press(posted, "Answer"), {"note": "A home."})
    await stage.delivery.step()
    assert len(said(stage)) == (3 if threads == "each_excerpt" else 2)
    listed = await stage.ben.slash("questions", stage.books)
    address = f"https://discord.com/channels/{stage.guild.id}/{stage.books.id}/{posted.id}"
    assert f"[the whole reading]({address})" in listed.text


async def test_a_long_talk_is_shown_in_pages_and_each_answer_opens_in_full(stage: Stage) -> None:
    await stage.first_excerpt()
    await stage.ann.slash("ask", stage.books, question="Do gulls sleep?")
    for number in range(7):
        body = f"Answer {number}. " + "w*_ " * 300
        await stage.ben.slash("answer", stage.books, question="gulls", answer=body)
    listed = await stage.ann.slash("questions", stage.books)
    talk = await stage.ann.choose(listed, "Read one in full", ["1. Do gulls sleep?"])
    assert "Answer 4." in talk.text
    assert "Answer 5." not in talk.text
    more = await stage.ann.press(talk, "More")
    assert "Answer 5." in more.text
    (menu,) = [p for p in parts_of(more.components) if p.get("placeholder") == "Accept an answer"]
    settled = await stage.ann.choose(more, "Accept an answer", [menu["options"][1]["label"]])
    assert "accepted answer" in settled.text
    assert settled.text.index("Answer 6.") < settled.text.index("Answer 0.")
    (menu,) = [
        p for p in parts_of(settled.components) if p.get("placeholder", "")[:8] == "Read one"
    ]
    whole = await stage.ann.choose(settled, "Read one in full", [menu["options"][0]["label"]])
    assert whole.text.count("w") > 299
    assert "Helpful" in labels(whole)


async def test_who_is_offered_only_some_parts_of_an_excerpt_is_told_the_way_to_the_rest(
    stage: Stage,
) -> None:
    message = await stage.first_excerpt()
    place = Place(stage.guild.id, stage.books.id)
    excerpt = await passages.of_excerpt(stage.store, place, message.id)
    most = 25 * 25
    few, many = (replace(excerpt, choices=excerpt.choices[:1] * n) for n in (most, most + 1))
    assert "/annotate" not in choosing.ask_section(few, choosing.MENU, "m1").text
    assert "use /annotate" in choosing.ask_section(many, choosing.MENU, "m1").text


async def test_a_list_takes_the_words_of_a_passage_that_nobody_chose_from_the_list(
    stage: Stage,
) -> None:
    await stage.first_excerpt()
    await stage.ann.slash("annotate", stage.books, passage="gulls of four go", note="On four.")
    await stage.ann.slash("annotate", stage.books, passage="gulls of five go", note="On five.")
    found = await stage.ann.slash("notes", stage.books, passage="“the gulls of five”")
    assert "On five." in found.text
    assert "On four." not in found.text
    several = await stage.ann.slash("notes", stage.books, passage="gulls of")
    assert several.text.startswith("These words stand in several places. Type more of them")
    none = await stage.ann.slash("questions", stage.books, passage="zebra")
    assert none.text.startswith("I did not find these words")


async def test_an_empty_list_leads_to_writing_about_the_newest_excerpt(stage: Stage) -> None:
    early = await stage.ann.slash("notes", stage.books)
    assert early.text.startswith("There is no reading group here yet.")
    await stage.first_excerpt()
    empty = await stage.ann.slash("notes", stage.books)
    form = await stage.ann.press(empty, "Annotate the newest excerpt")
    assert form.form.title == "Annotate excerpt 1"
    unasked = await stage.ann.slash("questions", stage.books)
    form = await stage.ann.press(unasked, "Ask about the newest excerpt")
    assert form.form.title == "Ask about excerpt 1"


async def test_what_a_private_channel_holds_is_told_to_nobody_who_cannot_look_there(
    stage: Stage,
) -> None:
    message = await stage.first_excerpt()
    kept = await stage.ann.slash("annotate", stage.books, passage="of four go", note="A secret.")
    assert kept.text.startswith("Your note is kept.")
    await stage.ben.press(message, "Mark as read")
    open_to_all = await stage.ben.slash("notes", stage.general)
    assert "A secret." in open_to_all.text
    unseen = int(Permission.VIEW_CHANNEL)
    stage.r.world.set_overwrite(stage.books, stage.guild.everyone, deny=unseen)
    stage.r.world.set_overwrite(stage.books, stage.guild.members[stage.ann.user.id], allow=unseen)

    def is_hidden() -> bool:
        cached = stage.client.get_channel(stage.books.id)
        assert isinstance(cached, discord.TextChannel)
        return not cached.permissions_for(cached.guild.default_role).view_channel

    await until(is_hidden)
    for command, given in TELLING.items():
        told = await stage.ben.slash(command, stage.general, options=given)
        assert told.text.startswith("There is no reading group in this channel."), command
    for focused in ("annotate", "ask"):
        given = {} if focused == "annotate" else {"question": "Why?"}
        assert not await stage.ben.complete(
            focused, stage.general, focused="passage", typed="gulls", options=given
        )
    # Who can look there is told as before, wherever they ask.
    assert "A secret." in (await stage.ann.slash("notes", stage.general)).text


async def test_a_server_that_tells_of_no_roles_hides_nothing_from_anybody(stage: Stage) -> None:
    await stage.first_excerpt()
    guild = stage.client.get_guild(stage.guild.id)
    assert guild is not None
    guild._roles.clear()  # as of another Discord-compatible server than ours
    told = await stage.ben.slash("now", stage.general)
    assert "1 of 2 excerpts so far" in told.text


async def test_a_search_that_finds_much_is_turned_by_buttons(stage: Stage) -> None:
    await stage.first_excerpt()
    for number in range(9):
        note = f"Number: {number}"
        await stage.ann.slash("annotate", stage.books, passage="wakes at four", note=note)
    found = await stage.ann.slash("search", stage.books, words="number: ")
    assert "Number: 8" in found.text
    assert "Number: 4" not in found.text
    second = await stage.ann.press(found, "More")
    assert "**5**." in second.text
    assert "Number: 4" in second.text
    assert "Page 2 of 3" in labels(second)
    last = await stage.ann.press(second, "More")
    assert "Number: 0" in last.text
    long = "Ä" * 95
    for number in range(5):
        note = f"{long} {number}"
        await stage.ann.slash("annotate", stage.books, passage="wakes at four", note=note)
    assert "fewer of these words" in (await stage.ann.slash("search", stage.books, words=long)).text


async def test_a_list_that_fits_nothing_leads_to_all_of_it(stage: Stage) -> None:
    await stage.first_excerpt()
    await stage.ann.slash("annotate", stage.books, passage="wakes at four", note="Early")
    nothing = await stage.ann.slash("notes", stage.books, kind="source")
    every = await stage.ann.press(nothing, "All notes")
    assert "Early" in every.text
    none_at_all = await stage.ben.slash("questions", stage.books)
    assert "Ask about the newest excerpt" in labels(none_at_all)
    assert "All questions" not in labels(none_at_all)


async def test_nobody_writes_a_long_note_in_vain_where_the_club_is_not_clear(stage: Stage) -> None:
    await stage.first_excerpt()
    await stage.mod.slash("club setup", stage.general, channel=stage.general)
    lobby = stage.r.world.add_channel(stage.guild, "lobby")
    refused = await stage.ann.slash("annotate", lobby, passage="wakes at four")
    assert refused.text.startswith("This server has several reading groups.")
    assert f"<#{stage.books.id}>, <#{stage.general.id}>" in refused.text


async def test_a_club_in_a_forum_is_told_where_its_next_command_can_be_typed(stage: Stage) -> None:
    forum = stage.r.world.add_channel(stage.guild, "shelf", ChannelKind.FORUM)
    await until(lambda: stage.client.get_channel(forum.id) is not None)
    made = await stage.mod.slash("club setup", stage.books, channel=forum)
    assert f"open any post in <#{forum.id}> and use it there" in made.text
