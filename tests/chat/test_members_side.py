"""A member's side beyond notes: replies and nods, being told, catching up, searching, keeping."""

from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import aiohttp
import discord
import pytest
from sqlalchemy import select
from tests.chat.conftest import Stage, connected

from readbot.chat import badges
from readbot.club.postings import Posting
from readbot.rehearsal.model.nouns import Message
from readbot.rehearsal.replies import text_of
from readbot.store.tables import metadata

SIX = "harbour wakes at six"


async def noted(stage: Stage, excerpt: Message, note: str = "Early", **fields: str) -> None:
    """Ann writes about the excerpt."""
    form = await stage.ann.press(excerpt, "Annotate")
    kept = await stage.ann.submit(form, {"note": note, **fields})
    assert kept.text.startswith("Your note is kept.")


def said_in_thread(stage: Stage, excerpt: Message) -> list[Message]:
    return stage.ben.read(stage.r.world.channels[excerpt.id])


async def test_a_chosen_passage_stands_in_the_form_with_its_words_and_can_be_shortened(
    stage: Stage,
) -> None:
    await stage.first_excerpt()
    choice, *_ = await stage.ann.complete(
        "annotate", stage.books, focused="passage", typed="boats gulls of six"
    )
    form = await stage.ann.slash("annotate", stage.books, passage=choice.value)
    words = form.form.part("words")["value"]
    assert words.endswith("and the gulls of six go with them.")
    kept = await stage.ann.submit(form, {"words": "The boats go out one by one", "note": "Calm"})
    assert "> The boats go out one by one\nCalm" in kept.text
    listed = await stage.ann.slash("notes", stage.books, passage=choice.value)
    assert "Calm" in listed.text


async def test_a_reference_to_what_is_still_to_come_shows_none_of_its_words(stage: Stage) -> None:
    await stage.first_excerpt()
    refused = await stage.ann.slash("annotate", stage.books, passage="r1:1500-1600")
    assert refused.text.startswith("That has not been posted yet.")


async def test_a_note_is_replied_to_and_found_helpful(stage: Stage) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    await noted(stage, excerpt)
    await stage.delivery.step()
    (posted,) = said_in_thread(stage, excerpt)
    form = await stage.ben.press(posted, "Reply")
    kept = await stage.ben.submit(form, {"Your reply": "Earlier than me."})
    assert kept.text.startswith("Your reply is kept.")
    thanks = await stage.ben.press(posted, "Helpful")
    assert thanks.text == "Noted: it helps you. Helpful to 1."
    own = await stage.ann.press(posted, "Helpful")
    assert own.text.startswith("That is your own")
    seen = await stage.ann.press(posted, "More")
    assert "helpful to 1" in seen.text
    assert "**ben**\n> Earlier than me." in seen.text
    listed = await stage.ann.slash("notes", stage.books)
    assert "1 reply · helpful to 1" in listed.text
    back = await stage.ben.press(thanks, "Take it back")
    assert back.kind == "updated"
    assert back.text == "You took it back."
    await stage.delivery.step()
    assert "reply" in said_in_thread(stage, excerpt)[-1].content


async def test_asker_and_those_who_wonder_too_are_told_of_an_answer_until_they_say_no_more(
    stage: Stage,
) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    form = await stage.ann.press(excerpt, "Ask")
    await stage.ann.submit(form, {"Your question": "Do they sleep?"})
    await stage.delivery.step()
    (posted,) = said_in_thread(stage, excerpt)
    wonders = await stage.mod.press(posted, "I wonder too")
    assert wonders.text.startswith("Noted: you wonder too.")
    await stage.mod.press(excerpt, "Mark as read")
    await stage.ben.slash("answer", stage.books, question="do they sleep", answer="Never.")
    await stage.ben.submit(await stage.ben.press(posted, "Answer"), {"Your answer": "Never."})
    await stage.delivery.step()
    (told,) = stage.ann.read(stage.ann.dm())
    assert told.content.startswith("There is an answer to your question:\n> Do they sleep?")
    assert "Never" not in told.content
    (too,) = stage.mod.read(stage.mod.dm())
    assert too.content.startswith("There is an answer to a question that you wonder about too.")
    assert "sleep" not in too.content
    quiet = await stage.ann.press(told, "Tell me no more")
    assert quiet.text.startswith("I tell you no more of answers.")
    for answer in ("At noon.", "In winter."):
        await stage.ben.submit(await stage.ben.press(posted, "Answer"), {"Your answer": answer})
    await stage.delivery.step()
    assert len(stage.mod.read(stage.mod.dm())) == 1
    stage.r.clock.advance(timedelta(hours=1))
    await stage.delivery.step()
    assert len(stage.ann.read(stage.ann.dm())) == 1
    _, gathered = stage.mod.read(stage.mod.dm())
    assert gathered.content.startswith("There are 2 new answers to a question that you wonder")


async def test_whoever_takes_no_messages_is_not_tried_again_and_learns_why(stage: Stage) -> None:
    excerpt = await stage.first_excerpt()
    form = await stage.ann.press(excerpt, "Ask")
    await stage.ann.submit(form, {"Your question": "Do they sleep?"})
    await stage.ben.press(excerpt, "Mark as read")
    stage.r.world.closed_to_bot.add(stage.ann.user.id)
    await stage.ben.slash("answer", stage.books, question="do they sleep", answer="Never.")
    await stage.delivery.step()
    chosen = await stage.ann.slash("my-choices", stage.books)
    assert "Discord did not let me write to you" in chosen.text
    await stage.ben.slash("answer", stage.books, question="do they sleep", answer="At noon.")
    assert stage.ann.read(stage.ann.dm()) == []
    anew = await stage.ann.slash("my-choices", stage.books, answers="message")
    assert anew.text.startswith("You hear of answers by direct message.\n/progress does not")


async def test_catching_up_lists_what_came_and_shows_the_rest_when_it_is_read(
    stage: Stage,
) -> None:
    excerpt = await stage.first_excerpt()
    await noted(stage, excerpt, "So early")
    missed = await stage.ben.slash("catchup", stage.books)
    assert missed.ephemeral
    assert "1 excerpt to read: [1](https://discord.com/channels/" in missed.text
    assert "So early" not in missed.text
    assert "1 note is about a passage that you have not marked as read yet." in missed.text
    read = await stage.ben.press(missed, "I have read it all")
    assert read.kind == "updated"
    assert "So early" in read.text
    stage.r.clock.advance(timedelta(minutes=5))
    nothing = await stage.ben.slash("catchup", stage.books)
    assert nothing.text.startswith("You have missed nothing.")
    await noted(stage, excerpt, "And cold")
    later = await stage.ben.slash("catchup", stage.books)
    assert "And cold" in later.text
    assert "So early" not in later.text


async def test_searching_finds_passages_and_the_notes_that_one_may_see(stage: Stage) -> None:
    excerpt = await stage.first_excerpt()
    await noted(stage, excerpt, "Wie im HAFEN von Πειραιάς 港の朝")
    for words in ("gulls of six", "ULLS OF SI", "of"):
        found = await stage.ben.slash("search", stage.books, words=words)
        assert "> The boats go out one by one" in found.text
    assert "Hafen" not in (await stage.ben.slash("search", stage.books, words="hafen")).text
    await stage.ben.press(excerpt, "Mark as read")
    for words in ("hafen", "πειραιάς", "港の朝", "港"):
        found = await stage.ben.slash("search", stage.books, words=words)
        assert "Wie im HAFEN" in found.text
    nothing = await stage.ben.slash("search", stage.books, words="dusk")
    assert nothing.text.startswith("Nothing that was posted")


async def test_progress_names_only_those_who_chose_it(stage: Stage) -> None:
    excerpt = await stage.first_excerpt()
    await stage.ann.press(excerpt, "Mark as read")
    assert "<@" not in (await stage.ben.slash("progress", stage.books)).text
    chosen = await stage.ann.slash("my-choices", stage.books, progress="shown")
    assert "/progress shows others your name" in chosen.text
    shown = await stage.ben.slash("progress", stage.books)
    assert f"Who lets you see it: <@{stage.ann.user.id}>: 1 of 1" in shown.text
    await stage.ann.slash("my-choices", stage.books, progress="hidden")
    assert "<@" not in (await stage.ben.slash("progress", stage.books)).text


async def rows(stage: Stage) -> str:
    """The whole database as text."""
    async with stage.store.reading() as tx:
        found = [str((await tx.execute(select(t))).all()) for t in metadata.sorted_tables]
    return "\n".join(found)


async def test_whoever_is_asked_about_their_message_is_notified_and_nobody_else(
    stage: Stage,
) -> None:
    await stage.first_excerpt()
    said = await stage.ben.say(stage.books, f"Gulls never sleep, <@{stage.mod.user.id}>.")
    await stage.ann.message_menu("Keep as note", said)
    asked = stage.ben.read(stage.books)[-1]
    assert "May it be kept?" in asked.content
    assert asked.mentions == [stage.ben.user.id]


async def test_a_message_that_its_author_kept_while_being_asked_is_one_note(stage: Stage) -> None:
    await stage.first_excerpt()
    said = await stage.ben.say(stage.books, "Do gulls sleep?")
    asked = await stage.ann.message_menu("Keep as note", said)
    await stage.ben.message_menu("Keep as question", said)
    agreed = await stage.ben.press(asked, "Keep it")
    assert "ben had kept that message already: it is kept once." in agreed.text
    for person in (stage.ann, stage.ben):
        again = await person.message_menu("Keep as note", said)
        assert again.text.startswith("That message is kept already.")
    listed = await stage.ben.slash("notes", stage.books)
    assert listed.text.count("Do gulls sleep?") == 1


async def test_anothers_message_is_no_note_before_they_agree_and_keeps_its_link(
    stage: Stage,
) -> None:
    await stage.first_excerpt()
    said = await stage.ben.say(stage.books, "Gulls never sleep.")
    asked = await stage.ann.message_menu("Keep as note", said)
    assert "> Gulls never sleep." in asked.text
    shown = await stage.ben.slash("my-data show", stage.books)
    assert "- Unfinished notes: 1" in shown.text
    await stage.ben.press(asked, "Do not keep it")
    assert "never sleep" not in await rows(stage)
    again = await stage.ann.message_menu("Keep as note", said)
    agreed = await stage.ben.press(again, "Keep it")
    seen = await stage.ann.press(agreed, "More")
    assert "**ben** · thought" in seen.text
    link = f"https://discord.com/channels/{stage.guild.id}/{stage.books.id}/{said.id}"
    buttons = [part for row in seen.components for part in row["components"]]
    assert link in [part.get("url") for part in buttons]


async def test_whose_words_wait_for_consent_can_erase_them(stage: Stage) -> None:
    await stage.first_excerpt()
    said = await stage.ben.say(stage.books, "Gulls never sleep.")
    await stage.ann.message_menu("Keep as note", said)
    await stage.ben.press(await stage.ben.slash("my-data erase", stage.books), "Erase everything")
    assert "never sleep" not in await rows(stage)
    assert not any("May it be kept?" in text_of(m) for m in stage.ann.read(stage.books))


async def test_the_form_says_who_sees_through_a_pseudonym_and_moderators_do_only_then(
    stage: Stage,
) -> None:
    excerpt = await stage.first_excerpt()
    closed = await stage.ann.press(excerpt, "Annotate")
    assert "moderators do not" in str(closed.form)
    await stage.ann.submit(closed, {"note": "Shy", "show_to": ["pseudonym"]})
    await stage.mod.slash("club setup", stage.books, channel=stage.books, see_through=True)
    opened = await stage.ann.press(excerpt, "Annotate")
    assert "Moderators, and whoever runs this readbot" in str(opened.form)
    told = await stage.ann.submit(opened, {"note": "Bold", "show_to": ["pseudonym"]})
    assert "Moderators can see who is behind it." in told.text
    for person in (stage.mod, stage.ben):
        await person.press(excerpt, "Mark as read")
        listed = await person.press(excerpt, "Notes")
        for number, body in ((1, "Shy"), (2, "Bold")):
            option = f"{number}. {body}"
            seen = await person.choose(listed, "Read one in full", [option])
            through = f"<@{stage.ann.user.id}>" in seen.text
            assert through is (person is stage.mod and body == "Bold")


async def test_where_one_writes_first_others_notes_wait_and_stand_behind_bars_in_public(
    stage: Stage,
) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt", write_first=True)
    await noted(stage, excerpt, "First!\n\nAnd more.")
    await stage.delivery.step()
    (posted,) = said_in_thread(stage, excerpt)
    assert "||First!||\n\n||And more.||" in posted.content
    await stage.ben.press(excerpt, "Mark as read")
    hidden = await stage.ben.press(excerpt, "Notes")
    assert hidden.text.startswith("1 note waits until you have written about the same excerpt")
    form = await stage.ben.press(hidden, "Write about it")
    await stage.ben.submit(form, {"note": "Mine"})
    assert "First!" in (await stage.ben.press(excerpt, "Notes")).text


async def test_what_is_about_the_newest_excerpt_stands_behind_bars_where_the_club_wants_it(
    stage: Stage,
) -> None:
    first = await stage.first_excerpt(threads="each_excerpt", spoilers="newest")
    await noted(stage, first, "Fresh")
    await stage.delivery.step()
    assert "||Fresh||" in said_in_thread(stage, first)[-1].content
    await stage.mod.slash("reading next", stage.books)
    await stage.delivery.step()
    await noted(stage, first, "Old by now")
    await stage.delivery.step()
    assert "||" not in said_in_thread(stage, first)[-1].content


def notes_button(message: Message) -> str:
    """What stands on the button that shows an excerpt's notes."""
    labels = [part["label"] for row in message.components for part in row["components"]]
    (label,) = [label for label in labels if label.startswith("Notes")]
    return str(label)


async def test_the_number_on_the_notes_button_follows_once_a_minute(stage: Stage) -> None:
    excerpt = await stage.first_excerpt()
    assert stage.client._badges is not None
    stage.client._badges.cancel()  # the test looks itself, and when it likes

    async def shown() -> str:
        await badges.show(stage.client, stage.client.house)
        return notes_button(stage.ben.read(stage.books)[-1])

    before = text_of(excerpt)
    await noted(stage, excerpt, "One")
    assert await shown() == "Notes (1)"
    await noted(stage, excerpt, "Two")
    await noted(stage, excerpt, "Alone", show_to="me")
    assert await shown() == "Notes (1)"
    stage.r.clock.advance(timedelta(seconds=61))
    assert await shown() == "Notes (2)"
    assert text_of(stage.ben.read(stage.books)[-1]) == before
    stage.r.clock.advance(timedelta(seconds=61))
    assert await shown() == "Notes (2)"


@pytest.mark.parametrize("trouble", ["fault", "patience"])
async def test_a_number_that_cannot_be_shown_keeps_no_other_back_and_comes_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    first = await stage.first_excerpt()
    assert stage.client._badges is not None
    stage.client._badges.cancel()  # the test looks itself, and when it likes
    await stage.mod.slash("reading next", stage.books)
    await stage.delivery.step()
    second = stage.ben.read(stage.books)[-1]
    await noted(stage, first)
    await noted(stage, second)
    tried: list[int | None] = []

    async def edit(_: discord.Client, posting: Posting, __: object) -> None:
        tried.append(posting.message_id)
        if posting.message_id == first.id:
            if trouble == "fault":
                raise KeyError("id")
            answer = cast("aiohttp.ClientResponse", SimpleNamespace(status=429, reason="slowly"))
            raise discord.HTTPException(answer, "too many")

    monkeypatch.setattr(badges, "_edit", edit)
    await badges.show(stage.client, stage.client.house)
    assert tried == [first.id, second.id]
    stage.r.clock.advance(timedelta(seconds=61))
    await badges.show(stage.client, stage.client.house)
    assert tried == [first.id, second.id, first.id]


async def test_a_form_that_was_open_while_the_bot_restarted_is_taken_all_the_same(
    stage: Stage,
) -> None:
    excerpt = await stage.first_excerpt()
    form = await stage.ann.press(excerpt, "Annotate")
    await stage.client.close()
    lost = await stage.ann.submit(form, {"note": "Patience"})
    assert lost.kind == "failed"
    async with connected(stage.r, stage.store):
        kept = await stage.ann.submit(form, {"note": "Patience"})
        assert kept.text.startswith("Your note is kept.")
