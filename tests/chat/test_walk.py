"""The first steps of a club, as its people see them in Discord."""

from datetime import UTC, datetime, timedelta

from tests.chat.conftest import ARTICLE, Stage

from readbot.rehearsal.people import Upload


async def test_a_server_that_invites_readbot_is_greeted_once(stage: Stage) -> None:
    await stage.delivery.step()
    await stage.delivery.step()
    (greeting,) = stage.ann.read(stage.general)
    assert "/club setup" in greeting.content
    reply = await stage.ann.press(greeting, "What can I do?")
    assert "/annotate" in reply.text
    assert reply.ephemeral


async def test_a_reading_goes_from_pasted_text_to_a_posted_excerpt(stage: Stage) -> None:
    s = stage
    s.r.clock.jump(datetime(2026, 3, 2, 7, 0, tzinfo=UTC))
    made = await s.mod.slash("club setup", s.books, channel=s.books, timezone="Europe/Berlin")
    assert "is now the home of a reading group" in made.text
    form = await s.mod.slash("reading add", s.books, title="The Harbour")
    found = await (await s.mod.submit(form, {"text1": ARTICLE})).settled()
    assert "**The Harbour** · waits to be started" in found.text
    assert "**1**. The harbour wakes at four." in found.text

    started = await s.mod.submit(
        await s.mod.press(found, "Start…"), {"days": "mon,wed", "time": "18:30"}
    )
    assert "Monday and Wednesday" in started.text
    due = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)
    assert f"<t:{int(due.timestamp())}:f>" in started.text

    s.r.clock.jump(due + timedelta(seconds=1))
    await s.delivery.step()
    (posted,) = s.ann.read(s.books)
    assert posted.content.startswith("**The Harbour** · 1 of ")
    assert ARTICLE[:300] in posted.content
    assert "Late" not in posted.content


async def test_a_reading_can_come_from_a_file(stage: Stage) -> None:
    await stage.mod.slash("club setup", stage.books, channel=stage.books)
    file = Upload("harbour.txt", ARTICLE.encode())
    reply = await stage.mod.slash("reading add", stage.books, file=file, title="The Harbour")
    assert "**The Harbour**" in (await reply.settled()).text


async def test_a_mistake_is_one_plain_private_sentence(stage: Stage) -> None:
    reply = await stage.mod.slash("reading pause", stage.books)
    assert reply.ephemeral
    assert reply.text == (
        "There is no reading group here yet. A moderator can set one up with /club setup."
    )


async def test_a_failed_form_gives_the_words_back_and_opens_again_with_them(stage: Stage) -> None:
    early = await stage.mod.slash("reading add", stage.books)
    assert "There is no reading group here yet." in early.text
    await stage.mod.slash("club setup", stage.books, channel=stage.books)
    form = await stage.mod.slash("reading add", stage.books)
    # Meanwhile they are no moderator any more.
    stage.guild.members[stage.mod.user.id].roles.clear()
    failed = await (await stage.mod.submit(form, {"text1": ARTICLE, "title": "Lost?"})).settled()
    assert failed.text.startswith("Only moderators of this club can do that")
    assert ARTICLE in failed.text
    again = await stage.mod.press(failed, "Open the form again")
    assert again.form.part("Text")["value"] == ARTICLE
    assert again.form.part("title")["value"] == "Lost?"
