"""Changing a reading before it starts, and its pace afterwards, as moderators do it."""

from datetime import UTC, datetime

from tests.chat.conftest import ARTICLE, Stage

from readbot.rehearsal.replies import Reply


async def added(stage: Stage) -> Reply:
    """The answer to a reading that was just added."""
    await stage.mod.slash("club setup", stage.books, channel=stage.books)
    form = await stage.mod.slash("reading add", stage.books, title="The Harbour")
    return await (await stage.mod.submit(form, {"text1": ARTICLE})).settled()


async def test_details_are_corrected_before_the_start(stage: Stage) -> None:
    form = await stage.mod.press(await added(stage), "Edit details")
    assert form.form.part("Title")["value"] == "The Harbour"
    changed = await stage.mod.submit(
        form, {"Title": "Harbours", "Author": "A. Writer", "Address of the source": "https://a.org"}
    )
    assert changed.text.startswith("**Harbours** · waits to be started\n-# A. Writer")


async def test_a_reading_is_cut_differently_and_its_preview_is_paged(stage: Stage) -> None:
    before = await added(stage)
    cut = await stage.mod.submit(await stage.mod.press(before, "Cut differently"), {"count": "12"})
    assert "12 excerpts of " in cut.text
    second = await stage.mod.press(cut, "More")
    assert "**12**. " in second.text
    wrong = await stage.mod.submit(
        await stage.mod.press(cut, "Cut differently"), {"minutes": "long"}
    )
    assert "“long” is not a number." in wrong.text


async def test_a_reading_that_never_began_is_discarded_after_a_second_look(stage: Stage) -> None:
    sure = await stage.mod.press(await added(stage), "Discard")
    done = await stage.mod.press(sure, "Discard it")
    assert done.text == "“The Harbour” is discarded."
    listed = await stage.ann.slash("readings", stage.books)
    assert "There is no reading yet." in listed.text


async def test_the_pace_is_seen_and_changed(stage: Stage) -> None:
    await stage.first_excerpt()
    second = int(datetime(2026, 3, 3, 9, 0, tzinfo=UTC).timestamp())
    third = int(datetime(2026, 3, 4, 9, 0, tzinfo=UTC).timestamp())
    said = {}
    for command in ("queue", "skip", "pause", "resume", "next", "finish"):
        said[command] = (await stage.mod.slash(f"reading {command}", stage.books)).text
    assert f"2. <t:{second}:f>" in said["queue"]
    assert f"comes <t:{third}:f>" in said["skip"]
    assert said["pause"].startswith("“The Harbour” is paused.")
    assert said["resume"].startswith("“The Harbour” goes on.")
    assert "is on its way" in said["next"]
    assert said["finish"].startswith("“The Harbour” is finished.")


async def test_everyone_sees_what_is_read_and_what_comes_next(stage: Stage) -> None:
    excerpt = await stage.first_excerpt()
    now = await stage.ann.slash("now", stage.books)
    assert "1 of 2 excerpts so far" in now.text
    assert f"/{stage.books.id}/{excerpt.id})" in now.text
    listed = await stage.ann.slash("readings", stage.books)
    assert listed.text == "- **The Harbour** · being read · 2 excerpts"


async def test_when_all_has_been_posted_now_and_progress_say_what_was_read(stage: Stage) -> None:
    await added(stage)
    nothing = await stage.ann.slash("now", stage.books)
    assert nothing.text.startswith("Nothing has been read here yet.")
    await stage.mod.slash(
        "reading start", stage.books, reading="harb", days="mon,tue", time="09:00"
    )
    for _ in range(2):
        await stage.mod.slash("reading next", stage.books)
        await stage.delivery.step()
    now = await stage.ann.slash("now", stage.books)
    assert "2 of 2 excerpts so far" in now.text
    assert "All of it has been posted." in now.text
    assert "Nothing else is being read at the moment" in now.text
    progress = await stage.ann.slash("progress", stage.books)
    assert "You have marked 0 of the 2 excerpts" in progress.text
    assert "All of it has been posted." in progress.text


async def test_an_address_is_refused_where_fetching_is_off(stage: Stage) -> None:
    await stage.mod.slash("club setup", stage.books, channel=stage.books)
    reply = await stage.mod.slash("reading add", stage.books, url="https://example.org/article")
    assert "does not fetch pages from the web" in reply.text


async def test_a_readings_title_completes(stage: Stage) -> None:
    await added(stage)
    (choice,) = await stage.mod.complete(
        "reading start", stage.books, focused="reading", typed="harb"
    )
    assert choice.name == "The Harbour"
    days = await stage.mod.complete("reading start", stage.books, focused="days", typed="mo")
    assert {"mon,wed,fri", "monday"} <= {day.value for day in days}


async def test_two_readings_of_one_title_are_told_apart_where_one_is_chosen(stage: Stage) -> None:
    for hour in (8, 9):
        stage.r.clock.jump(datetime(2026, 3, 2, hour, 0, tzinfo=UTC))
        await added(stage)
    newer, older = await stage.mod.complete(
        "reading start", stage.books, focused="reading", typed="harb"
    )
    assert older.name == "The Harbour · added Mon 2 Mar 2026, 08:00 (UTC)"
    assert newer.name == "The Harbour · added Mon 2 Mar 2026, 09:00 (UTC)"


async def test_what_is_being_read_is_meant_though_others_wait_to_be_started(stage: Stage) -> None:
    await stage.first_excerpt()
    form = await stage.mod.slash("reading add", stage.books, title="The Lighthouse")
    await (await stage.mod.submit(form, {"text1": ARTICLE})).settled()
    assert "The Harbour" in (await stage.mod.slash("reading queue", stage.books)).text
    jumped = await stage.mod.slash("reading jump", stage.books, excerpt=2)
    assert "Excerpt 2 of “The Harbour” is the next one to come." in jumped.text
    again = await stage.mod.slash("reading repost", stage.books, excerpt=1)
    assert "Excerpt 1 of “The Harbour”" in again.text
    # Neither can be taken back, so they are asked about.
    for deed in ("reading start", "reading finish"):
        asked = await stage.mod.slash(deed, stage.books)
        assert "There are several readings" in asked.text


async def test_a_reading_goes_on_elsewhere_and_an_excerpt_comes_once_more(stage: Stage) -> None:
    await stage.first_excerpt()
    jumped = await stage.mod.slash("reading jump", stage.books, excerpt=2)
    assert "Excerpt 2 of “The Harbour” is the next one to come." in jumped.text
    again = await stage.mod.slash("reading repost", stage.books, excerpt=1)
    assert "once more" in again.text
    await stage.delivery.step()
    shown = [m.content for m in stage.ann.read(stage.books) if " · 1 of " in m.content]
    assert len(shown) == 2
    never = await stage.mod.slash("reading repost", stage.books, excerpt=2)
    assert "has not been posted yet" in never.text
    assert "/reading jump and then /reading next" in never.text


async def test_dates_can_be_left_out_and_several_excerpts_come_at_once(stage: Stage) -> None:
    await stage.first_excerpt()
    started = await stage.mod.slash(
        "reading start",
        stage.books,
        days="daily",
        time="08:00, 20:00",
        excerpts=2,
        leave_out="2026-03-03..2026-03-04",
    )
    assert "8:00" in started.text
    skipped = await stage.mod.slash("reading skip", stage.books, dates="2026-03-06")
    assert "Friday, March 6, 2026 is left out." in skipped.text
    queue = await stage.mod.slash("reading queue", stage.books)
    assert queue.kind == "message"


async def test_excerpts_that_a_paces_end_leaves_without_a_date_are_counted_wherever_it_is_told(
    stage: Stage,
) -> None:
    stage.r.clock.jump(datetime(2026, 3, 2, 7, 0, tzinfo=UTC))
    await stage.mod.slash("club setup", stage.books, channel=stage.books)
    form = await stage.mod.slash("reading add", stage.books, title="The Harbour", minutes=0.2)
    await (await stage.mod.submit(form, {"text1": ARTICLE})).settled()
    started = await stage.mod.slash(
        "reading start", stage.books, days="mon-fri", until="2026-03-04"
    )
    total = int(started.text.split("Excerpt 1 of ")[1].split()[0])
    assert (
        f"{total - 3} excerpts have no date: the pace ends on Wednesday, March 4, 2026."
        in started.text
    )
    assert "The last one with a date, 3, comes <t:1772614800:D>." in started.text
    queue = await stage.mod.slash("reading queue", stage.books)
    assert f"{total - 3} excerpts have no date" in queue.text
    left = await stage.mod.choose(queue, id_of(queue, "coming-skip"), ["2026-03-03"])
    assert f"{total - 2} excerpts have no date" in left.text
    skipped = await stage.mod.slash("reading skip", stage.books)
    assert f"{total - 1} excerpts have no date" in skipped.text
    paced = await stage.mod.slash("reading start", stage.books, days="mon-fri")
    assert "no date" not in paced.text
    none = await stage.mod.slash("reading start", stage.books, until="2026-03-02")
    assert "Choose a later end, or leave out fewer dates." in none.text
    ended = await stage.mod.slash(
        "reading start", stage.books, until="2026-03-02", leave_out="2026-03-03"
    )
    stage.r.clock.jump(datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC))
    await stage.delivery.step()
    queue = await stage.mod.slash("reading queue", stage.books)
    assert f"{total - 1} excerpts have no date" in ended.text
    assert f"{total - 1} excerpts have no date" in queue.text


async def test_a_date_on_which_nothing_would_have_come_is_said_to_be_none(stage: Stage) -> None:
    await stage.first_excerpt()
    await stage.mod.slash("reading start", stage.books, days="mon-fri", time="09:00")
    free = await stage.mod.slash("reading skip", stage.books, dates="2026-03-07")
    assert "Nothing more comes on Saturday, March 7, 2026 in any case" in free.text
    assert "left out" not in free.text
    two = await stage.mod.slash("reading skip", stage.books, dates="2026-03-09..2026-03-10")
    assert "Monday, March 9, 2026 and Tuesday, March 10, 2026 are left out." in two.text


async def test_a_reading_that_pauses_says_so_and_not_that_nothing_is_planned(stage: Stage) -> None:
    await stage.first_excerpt()
    await stage.mod.slash("reading pause", stage.books)
    for words, options in (("next", {}), ("jump", {"excerpt": 1})):
        said = await stage.mod.slash(f"reading {words}", stage.books, options=options)
        assert "It is paused: nothing comes by itself until /reading resume" in said.text
    skipped = await stage.mod.slash("reading skip", stage.books)
    assert "“The Harbour” is paused, so that does not apply" in skipped.text
    await stage.mod.slash("reading resume", stage.books)
    again = await stage.mod.slash("reading resume", stage.books)
    assert "“The Harbour” is being read already" in again.text
    skipped = await stage.mod.slash("reading skip", stage.books)
    assert "<t:1772528400:f> is left out." in skipped.text


async def test_dates_after_the_end_of_a_pace_are_not_offered_to_be_put_back(stage: Stage) -> None:
    await stage.first_excerpt()
    paced = await stage.mod.slash(
        "reading start", stage.books, until="2026-03-06", leave_out="2026-03-05"
    )
    assert "“The Harbour” has a new pace." in paced.text
    assert "Thursday, March 5, 2026 is left out." in paced.text
    skipped = await stage.mod.slash("reading skip", stage.books, dates="2026-03-09")
    assert "Nothing more comes on Monday, March 9, 2026 in any case" in skipped.text
    queue = await stage.mod.slash("reading queue", stage.books)
    (menu,) = [row["components"][0] for row in queue.components if "coming-back" in str(row)]
    assert [option["value"] for option in menu["options"]] == ["2026-03-05"]


async def test_a_reading_elsewhere_than_at_home_is_said_to_come_there(stage: Stage) -> None:
    await added(stage)
    there = await stage.mod.slash("reading start", stage.books, channel=stage.general)
    assert f"They come in <#{stage.general.id}>." in there.text
    home = await stage.mod.slash("reading start", stage.books, channel=stage.books)
    assert "They come in" not in home.text


async def test_of_several_readings_the_one_is_meant_that_lives_where_it_is_asked_for(
    stage: Stage,
) -> None:
    await added(stage)
    await stage.mod.slash("reading start", stage.books, channel=stage.general)
    form = await stage.mod.slash("reading add", stage.books, title="The Ferry")
    await (await stage.mod.submit(form, {"text1": ARTICLE})).settled()
    await stage.mod.slash("reading start", stage.books, reading="2")
    home = await stage.mod.slash("reading queue", stage.books)
    assert "There are several readings" in home.text
    there = await stage.mod.slash("reading queue", stage.general)
    assert "**The Harbour**" in there.text


async def test_the_form_to_start_a_reading_holds_the_pace_that_it_has(stage: Stage) -> None:
    preview = await added(stage)
    await stage.mod.slash("reading start", stage.books, days="mon,wed", time="18:00, 7:30")
    form = await stage.mod.press(preview, "Start…")
    assert form.form.part("Days")["value"] == "mon,wed"
    assert form.form.part("Time of day")["value"] == "07:30, 18:00"


async def test_the_queue_is_changed_where_it_is_seen(stage: Stage) -> None:
    stage.r.clock.jump(datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC))
    await stage.mod.slash("club setup", stage.books, channel=stage.books)
    form = await stage.mod.slash("reading add", stage.books, title="The Harbour", minutes=0.2)
    await (await stage.mod.submit(form, {"text1": ARTICLE})).settled()
    await stage.mod.slash("reading start", stage.books, days="daily", time="09:00")
    shown = await stage.mod.slash("reading queue", stage.books)

    async def chosen(value: str, menu: str) -> str:
        return (await stage.mod.choose(shown, id_of(shown, menu), [value])).text

    assert "\n1. <t:1772614800:f>" in await chosen("2026-03-03", "coming-skip")
    assert "\n1. <t:1772528400:f>" in await chosen("2026-03-03", "coming-back")
    moved = await chosen("3", "coming-jump")
    assert "\n3. <t:1772528400:f>" in moved
    assert "\n2. " not in moved
    now = id_of(shown, "coming-now")
    await stage.mod.press(shown, now)
    await stage.delivery.step()
    assert "· 3 of" in stage.ann.read(stage.books)[-1].content
    paused = await stage.mod.press(shown, "Pause")
    assert "nothing comes until it goes on" in paused.text
    twice = await stage.mod.slash("reading pause", stage.books, reading="1")
    assert "is paused, so that does not apply to it" in twice.text
    going = await stage.mod.press(shown, "Go on")
    assert "\n4. <t:1772528400:f>" in going.text


def id_of(reply: Reply, deed: str) -> str:
    """The id of a component by its deed."""
    parts = [part for row in reply.components for part in row["components"]]
    (found,) = [i for i in (p["custom_id"] for p in parts) if i.startswith(f"rb1:{deed}:")]
    return str(found)
