"""Annotating, asking and answering, through every way in."""

from datetime import timedelta

from tests.chat.conftest import Stage

from readbot.club.notes import MOST_COUNTED
from readbot.rehearsal.model.nouns import Message
from readbot.rehearsal.options import Upload
from readbot.rehearsal.replies import text_of
from readbot.store import notes as kept


def thread(stage: Stage, excerpt: Message) -> list[str]:
    """What stands in an excerpt's thread."""
    return [m.content for m in stage.ben.read(stage.r.world.channels[excerpt.id])]


async def test_the_button_keeps_a_note_on_the_sentence_chosen(stage: Stage) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    form = await stage.ann.press(excerpt, "Annotate")
    second = form.form.part("Passage")["options"][1]["label"]
    kept = await stage.ann.submit(
        form, {"note": "I hear *them* @everyone", "Passage": second, "Kind": "Agreement"}
    )
    assert kept.ephemeral
    assert kept.text.startswith("Your note is kept. The group sees it.\n> The boats go out")
    await stage.delivery.step()
    (shown,) = thread(stage, excerpt)
    assert shown.startswith("**Ann** · agreement\n> The boats go out one by one")
    assert shown.endswith("I hear \\*them\\* \\@everyone")


async def test_exact_words_are_found_within_the_sentence_chosen(stage: Stage) -> None:
    excerpt = await stage.first_excerpt()
    form = await stage.ann.press(excerpt, "Annotate")
    fourth = form.form.part("Passage")["options"][3]["value"]
    kept = await stage.ann.submit(
        form, {"note": "Early", "Passage": fourth, "Only these words of it": "wakes"}
    )
    assert "> wakes\n" in kept.text


async def test_words_that_stand_in_several_places_are_asked_about(stage: Stage) -> None:
    await stage.first_excerpt()
    doubt = await stage.ann.slash("annotate", stage.books, passage="go out one by one", note="Why?")
    assert "Which one do you mean?" in doubt.text
    kept = await stage.ann.press(doubt, "2")
    assert kept.kind == "updated"
    assert "> go out one by one\nWhy?" in kept.text


async def test_completion_offers_sentences_that_were_posted(stage: Stage) -> None:
    await stage.first_excerpt()
    choice, *_ = await stage.ann.complete(
        "annotate", stage.books, focused="passage", typed="harbour wakes at six"
    )
    kept = await stage.ann.slash(
        "annotate", stage.books, passage=choice.value, note="Good morning", show_to="pseudonym"
    )
    assert "The group sees it under the name Reader " in kept.text
    assert "> The harbour wakes at six." in kept.text


async def test_annotate_without_a_note_opens_a_form_for_a_long_one(stage: Stage) -> None:
    await stage.first_excerpt()
    form = await stage.ann.slash("annotate", stage.books, passage="harbour wakes at six")
    assert form.form.part("words")["value"] == "harbour wakes at six"
    kept = await stage.ann.submit(form, {"note": "x" * 4000})
    assert kept.text.startswith("Your note is kept.")


async def test_the_menu_leads_from_the_sentence_to_its_words(stage: Stage) -> None:
    excerpt = await stage.first_excerpt()
    asked = await stage.ann.message_menu("Annotate a passage", excerpt)
    form = await stage.ann.choose(asked, "Choose a sentence", ["The harbour wakes at five."])
    assert form.form.part("words")["value"] == "The harbour wakes at five."
    kept = await stage.ann.submit(form, {"words": "at five", "note": "So early"})
    assert "> at five\nSo early" in kept.text


async def test_the_menu_says_so_where_there_is_no_excerpt(stage: Stage) -> None:
    await stage.first_excerpt()
    said = await stage.ben.say(stage.books, "Hello")
    reply = await stage.ann.message_menu("Annotate a passage", said)
    assert reply.text == "That message is not an excerpt of a reading here."


async def test_a_command_that_fails_gives_the_words_back(stage: Stage) -> None:
    reply = await stage.ann.slash("annotate", stage.books, passage="any", note="My long thought")
    assert "There is no reading group here yet" in reply.text
    assert "```\nMy long thought\n```" in reply.text
    form = await stage.ann.press(reply, "Open the form again")
    assert form.form.part("note")["value"] == "My long thought"
    assert form.form.part("words")["value"] == "any"


async def test_a_question_is_answered_and_its_asker_accepts(stage: Stage) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    form = await stage.ann.press(excerpt, "Ask")
    await stage.ann.submit(form, {"Your question": "Do they sleep?"})
    await stage.delivery.step()
    posted = stage.ben.read(stage.r.world.channels[excerpt.id])[-1]
    answered = await stage.ben.submit(
        await stage.ben.press(posted, "Answer"), {"Your answer": "In the afternoon."}
    )
    assert answered.text.startswith("Your answer is kept.")

    seen = await stage.ann.press(posted, "More")
    assert "**ben**\n> In the afternoon." in seen.text
    settled = await stage.ann.choose(seen, "Accept an answer", ["In the afternoon."])
    assert "**ben** · accepted answer" in settled.text
    listed = await stage.ben.slash("questions", stage.books, state="answered")
    assert "Do they sleep?" in listed.text
    assert (
        "There are no such questions"
        in (await stage.ben.slash("questions", stage.books, state="open")).text
    )


async def test_answer_completes_over_open_questions(stage: Stage) -> None:
    await stage.first_excerpt()
    await stage.ann.slash("ask", stage.books, question="Do they sleep?")
    (choice,) = await stage.ben.complete("answer", stage.books, focused="question", typed="sleep")
    answered = await stage.ben.slash(
        "answer", stage.books, question=choice.value, answer="In the afternoon."
    )
    assert answered.text.startswith("Your answer is kept.")


async def test_long_lists_are_paged_and_a_note_opens_from_them(stage: Stage) -> None:
    excerpt = await stage.first_excerpt()
    for number in range(7):
        await stage.ann.slash(
            "annotate", stage.books, passage="harbour wakes at six", note=f"Note {number}"
        )
    hidden = await stage.ben.press(excerpt, "Notes")
    assert hidden.text == "7 notes are about passages that you have not marked as read yet."
    first = await stage.ben.press(hidden, "I have read up to excerpt 1")
    assert first.kind == "updated"
    assert "Note 0" in first.text
    assert "Note 6" not in first.text
    second = await stage.ben.press(first, "More")
    assert second.kind == "updated"
    assert "Note 6" in second.text
    opened = await stage.ben.choose(second, "Read one in full", ["7. Note 6"])
    assert opened.text.startswith("**Ann** · thought · <t:")


async def test_a_list_that_cannot_be_turned_to_its_end_says_so_and_what_to_do(stage: Stage) -> None:
    await stage.first_excerpt()
    await stage.ann.slash("annotate", stage.books, passage="wakes at six", note="Once")
    assert "turned to" not in (await stage.ann.slash("notes", stage.books)).text
    async with stage.store.writing() as tx:
        note = await kept.get(tx, 1)
        assert note is not None
        for _ in range(MOST_COUNTED):
            await kept.add(tx, note)
    listed = await stage.ann.slash("notes", stage.books)
    assert "more than the 1000 that can be turned to here" in listed.text


async def test_an_edited_note_changes_in_its_thread_and_a_withdrawn_one_leaves_it(
    stage: Stage,
) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    kept = await stage.ann.submit(await stage.ann.press(excerpt, "Annotate"), {"note": "Frist"})
    await stage.delivery.step()
    form = await stage.ann.press(kept, "Edit")
    assert form.form.part("note")["value"] == "Frist"
    edited = await stage.ann.submit(form, {"note": "First"})
    assert thread(stage, excerpt) == ["**Ann** · thought\nFirst"]
    await stage.ann.press(await stage.ann.press(edited, "Withdraw"), "Withdraw it")
    assert thread(stage, excerpt) == []


async def test_marking_as_read_counts_and_shows_in_progress(stage: Stage) -> None:
    excerpt = await stage.first_excerpt()
    reply = await stage.ann.press(excerpt, "Mark as read")
    assert reply.text == "Excerpt 1 is marked as read. You are the first."
    reply = await stage.ben.press(excerpt, "Mark as read")
    assert reply.text == "Excerpt 1 is marked as read. So has 1 other member."
    own = await stage.ann.slash("progress", stage.books)
    assert "You have marked 1 of the 1 excerpts posted so far as read." in own.text


async def test_erasing_deletes_the_messages_with_ones_words(stage: Stage) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    await stage.ann.submit(await stage.ann.press(excerpt, "Annotate"), {"note": "Mine"})
    await stage.delivery.step()
    shown = await stage.ann.slash("my-data show", stage.books)
    assert "- Notes: 1" in shown.text
    file = (await stage.ann.slash("my-data download", stage.books)).files[0]
    assert b"Mine" in file.content
    sure = await stage.ann.slash("my-data erase", stage.books)
    done = await stage.ann.press(sure, "Erase everything")
    assert "Erased: 1 notes" in done.text
    assert thread(stage, excerpt) == []


async def test_erasing_takes_ones_words_out_of_digests_that_were_posted(stage: Stage) -> None:
    excerpt = await stage.first_excerpt()
    await stage.ann.submit(await stage.ann.press(excerpt, "Annotate"), {"note": "Mine alone"})
    await stage.ben.submit(await stage.ben.press(excerpt, "Annotate"), {"note": "Ben was here"})
    await (await stage.mod.slash("digest send", stage.books)).settled()
    await stage.delivery.step()
    digest = stage.ann.read(stage.books)[-1]
    assert "Mine alone" in text_of(digest)
    sure = await stage.ann.slash("my-data erase", stage.books)
    await (await stage.ann.press(sure, "Erase everything")).settled()
    assert "Mine alone" not in text_of(digest)
    assert "**Ann**" not in text_of(digest)
    assert "Ben was here" in text_of(digest)


async def test_ones_own_message_is_kept_at_once(stage: Stage) -> None:
    await stage.first_excerpt()
    said = await stage.ann.say(stage.books, "Gulls never sleep.")
    kept = await stage.ann.message_menu("Keep as note", said)
    assert "Gulls never sleep." in kept.text
    assert "Gulls never sleep." in (await stage.ben.slash("notes", stage.books)).text


async def test_a_message_without_words_of_its_authors_is_refused_plainly(stage: Stage) -> None:
    await stage.first_excerpt()
    picture = await stage.ben.say(stage.books, "", files=[Upload("gull.png", b"png", "image/png")])
    for person in (stage.ben, stage.ann):
        refused = await person.message_menu("Keep as note", picture)
        assert refused.ephemeral
        assert "a picture, a poll or a forwarded message cannot be kept" in refused.text


async def test_anothers_message_is_kept_only_after_its_author_agrees(stage: Stage) -> None:
    await stage.first_excerpt()
    said = await stage.ben.say(stage.books, "Do gulls sleep?")
    asked = await stage.ann.message_menu("Keep as question", said)
    assert not asked.ephemeral
    refused = await stage.ann.press(asked, "Keep it")
    assert refused.text == "Only the member who wrote that message can decide."
    assert "no such questions" in (await stage.ann.slash("questions", stage.books)).text
    agreed = await stage.ben.press(asked, "Keep it")
    assert agreed.text == "ben's message is kept."
    assert "Do gulls sleep?" in (await stage.ann.slash("questions", stage.books)).text


async def test_in_a_long_excerpt_the_part_is_chosen_first(stage: Stage) -> None:
    excerpt = await stage.first_excerpt()
    preview = await stage.mod.slash("reading add", stage.books, title="Long")
    text = "\n\n".join(f"Go on. Step {n} comes. Stay here. Turn round." for n in range(1, 11))
    added = await (await stage.mod.submit(preview, {"text1": text})).settled()
    await stage.mod.submit(await stage.mod.press(added, "Cut differently"), {"count": "1"})
    await stage.mod.slash("reading start", stage.books, reading="Long", days="daily", time="10:00")
    stage.r.clock.advance(timedelta(hours=1))
    await stage.delivery.step()
    long = stage.ann.read(stage.books)[-1]
    assert long.id != excerpt.id
    for button in ("Annotate", "Ask"):
        parts = await stage.ann.press(long, button)
        form = await stage.ann.choose(parts, "Choose a part", ["1"])
        kept = await stage.ann.submit(form, {"note": "Here", "passage": ["Step 8 comes."]})
        assert "> Step 8 comes.\nHere" in kept.text
    parts = await stage.ann.message_menu("Annotate a passage", long)
    sentences = await stage.ann.choose(parts, "Choose a part", ["0"])
    form = await stage.ann.choose(sentences, "Choose a sentence", ["Step 2 comes."])
    assert form.form.part("words")["value"] == "Step 2 comes."
