"""The exported page in a real browser, at the size of a phone and of a desk.

Skipped where there is no Chromium: set CHROMIUM to its path when it is not the system's.
"""

import os
import shutil
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright, expect
from tests.services.discussion import DAY, MODERATOR, MONDAY, PLACE, begin
from tests.services.test_digests import SUNDAY

from readbot.club.notes import NoteKind
from readbot.services import digests, exports
from readbot.services.exports import Wanted
from readbot.store.database import Store

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
SIZES = {"phone": (390, 844), "desk": (1280, 900)}
QUOTE = "A lamp is a promise."

pytestmark = pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason="There is no Chromium here; CHROMIUM can name one."
)


@pytest.fixture
async def exported(store: Store, tmp_path: Path) -> Path:
    """A week's discussion and its digest as one HTML file."""
    story = await begin(store)
    await story.post(1, MONDAY)
    await story.post(2, MONDAY + DAY)
    await story.note("It promises warmth.", MONDAY, quote=QUOTE, kind=NoteKind.AGREEMENT)
    await story.note(
        "It promises nothing.",
        MONDAY,
        quote=QUOTE,
        kind=NoteKind.DISAGREEMENT,
        author=(3, "Cleo with a very long name that has hardly room on a phone"),
    )
    await story.note("Wordswithoutanyspace" * 12, MONDAY, quote="a man to light them")
    asked = await story.note("Who paid him?", MONDAY + DAY, kind=NoteKind.QUESTION)
    answer = await story.note(
        "The town did.", MONDAY + DAY, kind=NoteKind.ANSWER, author=(3, "Cleo"), parent=asked
    )
    await story.settle(asked, answer)
    await digests.plan_due(store, SUNDAY)
    await story.arrive(SUNDAY)
    return await exports.save(store, PLACE, MODERATOR, Wanted("html"), tmp_path, SUNDAY)


@pytest.fixture(params=SIZES)
async def page(exported: Path, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """The file, opened; any request that leaves it fails the test."""
    width, height = SIZES[request.param]
    left: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        opened = await browser.new_page(viewport={"width": width, "height": height})
        opened.on("request", lambda made: left.append(made.url))
        await opened.goto(exported.as_uri())
        yield opened
        await browser.close()
    assert left == [exported.as_uri()]


async def test_a_click_leads_from_the_passage_to_its_note_and_back(page: Page) -> None:
    await page.get_by_role("link", name=QUOTE).first.click()
    note = page.locator("article.note:target")
    await expect(note).to_be_in_viewport()
    await expect(note).to_contain_text("It promises warmth.")
    await note.get_by_role("link", name=QUOTE).click()
    spot = page.locator(".spot:target")
    assert await spot.count() == 1
    await expect(page.locator(".spot:target ~ .noted").first).to_be_in_viewport()


async def test_the_keyboard_suffices(page: Page) -> None:
    await page.keyboard.press("Tab")
    await expect(page.locator(":focus")).to_have_text("Skip to the text")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert await page.locator("main :focus").count() == 1


async def test_nothing_is_wider_than_the_screen(page: Page) -> None:
    wide = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


async def test_notes_are_filtered_by_kind(page: Page) -> None:
    await page.get_by_label("Kind").select_option("disagreement")
    assert await page.locator("article.note:visible").count() == 1
    await page.get_by_label("Kind").select_option("")
    assert await page.locator("article.note:visible").count() == 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_to_complain_of(
    page: Page, scheme: Literal["light", "dark"]
) -> None:
    await page.emulate_media(color_scheme=scheme)
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


async def test_landmarks_headings_and_controls_have_names(page: Page) -> None:
    for role in ("main", "banner", "navigation"):
        assert await page.get_by_role(role).count() == 1
    levels = await page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))"
    )
    assert levels[0] == 1
    steps = [after - before for before, after in pairwise(levels)]
    assert max(steps) <= 1, levels
    for control in await page.locator("a, select, button").all():
        name = await control.evaluate(
            "e => (e.textContent || '').trim() || e.labels?.[0]?.textContent || ''"
        )
        assert name.strip(), await control.evaluate("e => e.outerHTML")
    told = await page.get_by_role("img").get_attribute("aria-label")
    assert told is not None
    assert "2 of 4 excerpts read" in told
