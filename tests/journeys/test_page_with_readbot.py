"""The main job on the page in a real browser, with readbot: by hand, and by the guide."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect
from tests.journeys.browser import Windows, box_of, last, needs_chromium, suggestion, windows
from tests.journeys.process import ROOT, SAMPLE

from readbot.stage import Stage

pytestmark = needs_chromium


@pytest.fixture
async def browser(stage: Stage) -> AsyncIterator[Windows]:
    async with windows(stage.rehearsal.base_url) as opened:
        yield opened
    assert opened.troubles == []


async def window(browser: Windows, stage: Stage, name: str, place: str = "reading") -> Page:
    channel = stage.rehearsal.world.channel(place)
    return await browser.open(f"?as={name}&in={channel.id}")


async def begin(page: Page, command: str) -> None:
    """Type a command and take it from the list."""
    await box_of(page).fill(f"/{command}")
    await expect(suggestion(page, f"/{command}")).to_be_visible()
    await page.keyboard.press("Enter")


async def add(page: Page, option: str, value: str, *, listed: bool = False) -> None:
    """Fill in one of the command's optional values; ``listed`` takes it from its list."""
    await page.get_by_role("combobox", name="Optional values").click()
    await suggestion(page, option).click()
    await page.keyboard.type(value)
    if listed:
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("combobox", name="Optional values")).to_be_focused()


async def send(page: Page) -> None:
    await page.get_by_role("button", name="Send").click()


async def drawn(page: Page, words: str) -> Locator:
    """The message with those words, once it is there."""
    found = page.locator(".message", has_text=words).last
    await expect(found).to_be_visible()
    return found


async def test_a_reading_is_set_up_discussed_summed_up_and_taken_home_by_hand(
    stage: Stage, browser: Windows
) -> None:
    maren = await window(browser, stage, "maren", "general")
    await set_up_and_start(maren)
    await the_first_excerpt_comes(maren)
    tomas = await window(browser, stage, "tomas")
    ines = await window(browser, stage, "ines")
    joon = await window(browser, stage, "joon")
    await annotate_by_command(tomas)
    await annotate_by_button(ines)
    await annotate_by_menu(joon)
    await ask(joon)
    await answer(ines)
    await mark_as_read(tomas)
    await the_digest_comes(maren)
    await export(maren)
    await maren.reload()
    await drawn(maren, "What we read and said")


async def set_up_and_start(page: Page) -> None:
    await drawn(page, "Hello! I run reading groups")
    await begin(page, "club setup")
    await page.keyboard.type("reading")
    await page.keyboard.press("Enter")
    await add(page, "timezone", "Europe/Berl", listed=True)
    await send(page)
    await drawn(page, "Europe/Berlin")
    await page.get_by_role("link", name="reading").click()
    await begin(page, "reading add")
    await page.get_by_role("combobox", name="Optional values").click()
    await suggestion(page, "file").click()
    await page.locator("input[data-option=file]").set_input_files(SAMPLE)
    await send(page)
    added = await drawn(page, "3 excerpts")
    await expect(added).to_contain_text("For most of history")
    await begin(page, "reading start")
    await add(page, "days", "mon,wed,fri")
    await add(page, "time", "18:00")
    await send(page)
    await drawn(page, "Monday, Wednesday, and Friday")


async def the_first_excerpt_comes(page: Page) -> None:
    await page.get_by_role("button", name="Next posting").click()
    excerpt = await drawn(page, "1 of 3")
    await expect(excerpt).to_contain_text("noon belonged to whoever was standing under the sun")
    await expect(page.locator(".clock-button")).to_contain_text("Mon 2 Mar, 18:00")


async def annotate_by_command(page: Page) -> None:
    await begin(page, "annotate")
    await page.keyboard.type("Nobody was wr")
    await expect(page.get_by_role("option").first).to_contain_text("Nobody was wrong.")
    await page.keyboard.press("Enter")
    await add(page, "note", "Both were right.")
    await send(page)
    kept = await drawn(page, "Your note is kept")
    await expect(kept.locator("blockquote")).to_have_text("Nobody was wrong.")


async def annotate_by_button(page: Page) -> None:
    excerpt = page.locator(".message", has_text="1 of 3").first
    await excerpt.get_by_role("button", name="Annotate").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Your note").fill("Both clocks, again.")
    await form.get_by_role("button", name="Submit").click()
    await drawn(page, "Both clocks, again.")


async def annotate_by_menu(page: Page) -> None:
    excerpt = page.locator(".message", has_text="1 of 3").first
    await excerpt.click(button="right", position={"x": 300, "y": 60})
    await page.get_by_role("menuitem", name="Annotate a passage").click()
    answer = page.locator(".message.ephemeral").last
    await answer.locator(".select").first.click()
    await page.get_by_role("option").nth(2).click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Your note").fill("A local fact, nicely put.")
    await form.get_by_role("button", name="Submit").click()
    await drawn(page, "A local fact, nicely put.")


async def ask(page: Page) -> None:
    await begin(page, "ask")
    await page.keyboard.type("Who carried watches then?")
    await page.keyboard.press("Enter")
    await drawn(page, "Your question is kept")


async def answer(page: Page) -> None:
    await begin(page, "answer")
    await page.keyboard.type("watches")
    await expect(page.get_by_role("option").first).to_contain_text("Who carried watches")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox", name="Optional values")).to_be_focused()
    await add(page, "answer", "Guards and engineers.")
    await send(page)
    await drawn(page, "Your answer is kept")


async def mark_as_read(page: Page) -> None:
    excerpt = page.locator(".message", has_text="1 of 3").first
    await excerpt.get_by_role("button", name="Mark as read").click()
    await drawn(page, "is marked as read")


async def the_digest_comes(page: Page) -> None:
    await page.get_by_role("button", name="+1 week").click()
    digest = await drawn(page, "What we read and said")
    for words in (
        "Both were right.",
        "Both clocks, again.",
        "A local fact, nicely put.",
        "Who carried watches then?",
        "Guards and engineers.",
        "Tomas",
    ):
        await expect(digest).to_contain_text(words)
    await expect(page.locator(".message", has_text="3 of 3").first).to_be_visible()


async def export(page: Page) -> None:
    await begin(page, "digest export")
    await add(page, "format", "json", listed=True)
    await send(page)
    await drawn(page, "Here is the file")
    async with page.expect_download() as started:
        await last(page).get_by_role("link", name=re.compile("Download .*json")).click()
    kept = await (await started.value).path()
    assert "Both were right." in await asyncio.to_thread(kept.read_text, encoding="utf-8")


# -- `bot.py rehearse` in a process of its own


async def rehearsing(*arguments: str) -> tuple[asyncio.subprocess.Process, str]:
    """The process, and the address that it prints."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(ROOT / "bot.py"), "rehearse", "--no-open", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        async for line in process.stdout:
            if b"http://" in line:
                return process, line.decode().strip()
    _, errors = await process.communicate()
    raise AssertionError(errors.decode())


async def ended(process: asyncio.subprocess.Process) -> None:
    process.send_signal(signal.SIGINT)
    _, errors = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, errors) == (0, b"")


async def test_the_guide_tells_a_week_step_by_step_and_begins_empty() -> None:
    process, address = await rehearsing()
    base, query = address.split("/?")
    async with windows(base) as browser:
        page = await browser.open(f"?{query}")
        guide = page.get_by_role("region", name="Guide")
        await expect(page.get_by_role("button", name="You are Maren")).to_be_visible()
        await expect(guide).to_contain_text("The members are invented")
        for title, seen in (
            ("Three members write notes", "(Example) This is the sentence that I would underline."),
            ("Joon asks a question", "(Example) Does anybody know of this from another place?"),
            ("Two days pass", "2 of 3"),
            ("Ines answers", "(Example) Yes: where my grandmother grew up"),
            ("The week ends with a digest", "What we read and said"),
            ("Maren exports the discussion", "Here is the file"),
        ):
            await guide.get_by_role("button", name=f"Next step: {title}").click()
            await expect(guide.get_by_role("heading", name=title)).to_be_visible()
            await drawn(page, seen)
        await page.reload()
        await expect(guide).to_contain_text("Step 6 of 6")
        await guide.get_by_role("button", name="Put this away").click()
        await expect(guide).to_be_hidden()
        await page.get_by_role("button", name="Guide").click()
        await guide.get_by_role("button", name="Start empty").click()
        await expect(guide).to_contain_text("Nothing is set up yet", timeout=30_000)
        await drawn(page, "Hello! I run reading groups")
        await expect(page.locator(".message")).to_have_count(1)
        await page.get_by_role("link", name="reading").click()
        await expect(page.get_by_role("heading", name="Welcome to #reading")).to_be_visible()
        await expect(page.locator(".message")).to_have_count(0)
    await ended(process)


async def test_the_page_opens_with_the_article_that_was_named(tmp_path: Path) -> None:
    article = tmp_path / "a walk by the sea.md"
    article.write_text("# A Walk by the Sea\n\n" + "The tide was out, and the sand was wide. " * 40)
    process, address = await rehearsing(str(article))
    base, query = address.split("/?")
    async with windows(base) as browser:
        page = await browser.open(f"?{query}")
        excerpt = await drawn(page, "The tide was out")
        await expect(excerpt).to_contain_text("A Walk by the Sea")
        await expect(page.get_by_text("What we read and said")).to_have_count(0)
    await ended(process)
    assert browser.troubles == []


@pytest.mark.parametrize("arguments", [(), ("--story",)])
async def test_a_file_that_is_no_article_is_named_in_a_plain_sentence(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    wrong = tmp_path / "program.exe"
    wrong.write_bytes(b"MZ\x00\x01\x02")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(ROOT / "bot.py"), "rehearse", "--no-open", str(wrong), *arguments),
        *("--out", str(tmp_path / "out")),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, errors = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 1
    assert b"Open this address" not in said
    assert errors.decode().splitlines() == [
        "Error: This is a program and not an article. Please send a text, HTML, EPUB or PDF file."
    ]
