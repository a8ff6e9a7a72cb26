"""The main job by keyboard alone: nothing in this file touches a mouse."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, expect
from tests.journeys.browser import Windows, needs_chromium, windows
from tests.journeys.keyboard import Keyboard
from tests.journeys.process import SAMPLE

from readbot.stage import Stage

pytestmark = needs_chromium


@pytest.fixture
async def browser(stage: Stage) -> AsyncIterator[Windows]:
    async with windows(stage.rehearsal.base_url) as opened:
        yield opened
    assert opened.troubles == []


async def test_a_club_is_led_and_joined_by_keyboard_alone(stage: Stage, browser: Windows) -> None:
    channel = stage.rehearsal.world.channel("general")
    page = await browser.open(f"?as=maren&in={channel.id}")
    keys = Keyboard(page)
    # From now on no dialog of the system's opens; the question itself is waited for further below.
    page.on("filechooser", lambda _: None)
    await the_order_of_the_focus(keys)
    await set_up(keys)
    await a_reading_is_pasted_into_a_form(keys)
    await a_reading_is_sent_as_a_file_and_started_from_its_preview(keys)
    await the_clock_is_moved(keys)
    await somebody_else_takes_over(keys, "Ines")
    await annotate_by_menu(keys)
    await annotate_by_button(keys)
    await ask_and_answer(keys)
    await mark_as_read(keys)
    await somebody_else_takes_over(keys, "Maren")
    await the_digest_is_sent_and_taken_home(keys)
    await behind_the_scenes(keys)


def words(keys: Keyboard, text: str) -> Locator:
    """The newest message with those words."""
    return keys.page.locator(".message", has_text=text).last


async def the_order_of_the_focus(keys: Keyboard) -> None:
    await keys.is_on("Message #general")
    await keys.walk_off()
    met = await keys.walk_off()
    order = (
        "Skip",
        "Mon 2 Mar",
        "Next posting",
        "You are Maren",
        "general",
        "reading",
        "Message #",
    )
    at = [next(n for n, name in enumerate(met) if name.startswith(one)) for one in order]
    assert at == sorted(at)
    assert met[0] == "Skip to the message box"
    await keys.walk("Skip to the message box")
    await keys.press("Enter")
    await keys.is_on("Message #general")


async def set_up(keys: Keyboard) -> None:
    await keys.command("club setup")
    await keys.write("reading")
    await keys.press("Enter")
    await keys.option("timezone", "Europe/Berl", listed=True)
    await keys.press("Enter")
    await expect(words(keys, "Europe/Berlin")).to_be_visible()
    await keys.is_on("Message #general")
    await keys.back_to("reading")
    await keys.press("Enter")
    await keys.is_on("Message #reading")


async def a_reading_is_pasted_into_a_form(keys: Keyboard) -> None:
    await keys.command("reading add")
    await keys.is_on("Optional values")
    await keys.press("Enter")
    await keys.is_on("Title")
    await keys.press("Escape")
    await expect(keys.page.get_by_role("dialog")).to_have_count(0)
    await keys.command("reading add")
    await keys.is_on("Optional values")
    await keys.press("Enter")
    await keys.is_on("Title")
    await keys.write("A Walk by the Sea")
    await keys.walk("Text")
    await keys.write("The tide was out, and the sand was wide. The gulls had gone inland.")
    await keys.press("Control+Enter")
    await expect(words(keys, "The tide was out")).to_contain_text("A Walk by the Sea")
    await keys.is_on("Message #reading")
    await keys.back_to("Discard")
    await keys.press("Enter")
    await expect(words(keys, "It has not begun")).to_be_visible()
    await keys.is_on("^Discard$")
    await keys.walk("Discard it")
    await keys.press("Enter")
    await expect(words(keys, "is discarded")).to_be_visible()
    assert await keys.here()


async def a_reading_is_sent_as_a_file_and_started_from_its_preview(keys: Keyboard) -> None:
    await keys.walk("Message #reading")
    await keys.command("reading add")
    await keys.option("file", "")
    await keys.is_on("file: choose a file")
    async with keys.page.expect_file_chooser() as asked:
        await keys.press("Enter")
    await (await asked.value).set_files(SAMPLE)
    await keys.is_on("Optional values")
    await keys.press("Enter")
    await expect(words(keys, "3 excerpts")).to_contain_text("For most of history")
    await keys.back_to("Start…")
    await keys.press("Enter")
    await keys.is_on("Days")
    await keys.press("Control+a")
    await keys.write("mon,wed,fri")
    await keys.walk("Time")
    await keys.press("Control+a")
    await keys.write("18:00")
    await keys.press("Enter")
    await expect(words(keys, "Monday, Wednesday, and Friday")).to_be_visible()
    assert await keys.here()


async def the_clock_is_moved(keys: Keyboard) -> None:
    await keys.walk("Mon 2 Mar")
    await keys.press("Enter")
    await expect(keys.page.get_by_role("dialog")).to_contain_text("What comes next")
    await keys.press("Escape")
    await keys.is_on("Mon 2 Mar")
    await keys.walk("Next posting")
    await keys.press("Enter")
    await expect(words(keys, "1 of 3")).to_contain_text("noon belonged to whoever")
    await keys.is_on("Next posting")


async def somebody_else_takes_over(keys: Keyboard, name: str) -> None:
    await keys.walk("You are")
    await keys.press("Enter")
    await keys.walk(name, "ArrowDown")
    await keys.press("Enter")
    await expect(keys.page.get_by_role("button", name=f"You are {name}")).to_be_visible()
    await keys.is_on("Message #reading")


async def annotate_by_menu(keys: Keyboard) -> None:
    await keys.back_to("readbot, Today")
    await keys.press("Shift+F10")
    await keys.walk("Copy text", "ArrowDown")
    await keys.press("Escape")
    await keys.is_on("^readbot, Today.*1 of 3")
    await keys.press("Enter")
    await keys.walk("Annotate a passage", "ArrowDown")
    await keys.press("Enter")
    await keys.page.locator(".message.ephemeral .select").last.wait_for()
    await keys.is_on("^readbot, Today.*1 of 3")
    await keys.press("ArrowDown")
    await keys.walk("Choose a sentence")
    await keys.press("Enter", "ArrowDown", "ArrowDown", "Enter")
    await keys.page.get_by_role("dialog").wait_for()
    await keys.walk("Your note")
    await keys.write("A local fact, nicely put.")
    await keys.press("Control+Enter")
    await expect(words(keys, "A local fact, nicely put.")).to_be_visible()
    assert await keys.here()


async def annotate_by_button(keys: Keyboard) -> None:
    await keys.back_to("Annotate")
    await keys.press("Enter")
    await keys.page.get_by_role("dialog").wait_for()
    await keys.walk("Your note")
    await keys.write("Both clocks, again.")
    await keys.walk("Submit")
    await keys.press("Enter")
    await expect(words(keys, "Both clocks, again.")).to_be_visible()
    await keys.is_on("^Annotate$")


async def ask_and_answer(keys: Keyboard) -> None:
    await keys.walk("Message #reading")
    await keys.command("ask")
    await keys.write("Who carried watches then?")
    await keys.press("Enter")
    await expect(words(keys, "Your question is kept")).to_be_visible()
    await keys.command("answer")
    await keys.write("watches")
    await keys.press("Enter")
    await keys.option("answer", "Guards and engineers.")
    await keys.press("Enter")
    await expect(words(keys, "Your answer is kept")).to_be_visible()


async def mark_as_read(keys: Keyboard) -> None:
    await keys.back_to("Mark as read")
    await keys.press("Enter")
    await expect(words(keys, "is marked as read")).to_be_visible()
    await keys.is_on("^Mark as read$")


async def the_digest_is_sent_and_taken_home(keys: Keyboard) -> None:
    await keys.command("notes")
    await keys.is_on("Optional values")
    await keys.press("Enter")
    await expect(words(keys, "Who carried watches then?")).to_contain_text("Only you")
    await keys.command("digest send")
    await keys.press("Enter")
    await expect(words(keys, "What we read and said")).to_contain_text("Both clocks, again.")
    await keys.command("digest export")
    await keys.option("format", "json", listed=True)
    await keys.press("Enter")
    await expect(words(keys, "Here is the file")).to_be_visible()
    await keys.back_to("Download")
    async with keys.page.expect_download() as started:
        await keys.press("Enter")
    assert (await started.value).suggested_filename.endswith("json")


async def behind_the_scenes(keys: Keyboard) -> None:
    await keys.walk("Behind the scenes")
    await keys.press("Enter")
    await keys.is_on("Break something")
    await keys.walk("Slow by 2 seconds")
    await keys.press("Enter")
    await keys.walk("Take them back")
    await keys.press("Enter")
    await expect(keys.page.get_by_text("Waiting: delay")).to_have_count(0)
    assert await keys.here()
    await keys.back_to("Break something")
    await keys.press("ArrowRight")
    await keys.is_on("The wire")
    await keys.walk("POST")
    await keys.press("Enter")
    await expect(keys.page.locator(".exchange[open]")).to_contain_text("Answer")
    await keys.press("Escape")
    await keys.is_on("Behind the scenes")
    await expect(keys.page.locator("#scenes")).to_be_hidden()
