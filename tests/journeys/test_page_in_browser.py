"""The page as a whole in a real browser: its panels, sizes and themes, and what a reload keeps."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect
from tests.journeys.browser import box_of, last, needs_chromium
from tests.journeys.house import House
from tests.rehearsal.showcase import card, card_files

from readbot.rehearsal.openapi import judge

pytestmark = needs_chromium


async def test_behind_the_scenes_threads_are_locked_and_the_wire_is_judged(house: House) -> None:
    channel = house.bot.get_channel(house.town.reading.id)
    await (await channel.send("To talk about")).create_thread(name="Excerpt 1")  # type: ignore[union-attr]
    page = await house.window("ines", "reading")
    await page.locator("a.channel", has_text="Excerpt 1").click()
    await page.get_by_role("button", name="Behind the scenes").click()
    scenes = page.locator("#scenes")
    await scenes.get_by_role("button", name="Lock thread").click()
    await expect(page.locator(".talk-head .tag")).to_have_text("locked")
    await expect(page.get_by_text("Ines may not write here.")).to_be_visible()
    await scenes.get_by_role("button", name="Reopen thread").click()
    await expect(box_of(page)).to_be_visible()
    await scenes.get_by_role("tab", name="The wire").click()
    await expect(scenes.locator(".exchange").first).to_contain_text("POST")
    judged = "Each is held against" if judge() is not None else "Not checked against"
    await expect(scenes.locator(".wire-judge")).to_contain_text(judged)
    await expect(scenes.locator(".unfit")).to_have_count(0)
    await scenes.locator(".exchange").first.click()
    await expect(scenes.locator(".exchange").first).to_contain_text("Excerpt 1")


async def test_a_reload_loses_nothing(house: House) -> None:
    page = await house.window("ines")
    await page.get_by_role("button", name="Put this away").click()
    await box_of(page).fill("/echo")
    await page.keyboard.press("Enter")
    await page.keyboard.type("kept")
    await page.keyboard.press("Enter")
    await expect(last(page)).to_contain_text("kept")
    await box_of(page).fill("/survey")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog").wait_for()
    await page.keyboard.press("Escape")
    await box_of(page).fill("Half a thou")
    await page.wait_for_timeout(400)
    await page.reload()
    await expect(last(page)).to_contain_text("kept")
    await expect(box_of(page)).to_have_value("Half a thou")
    await expect(page.get_by_text("Good evening")).to_have_count(0)
    await page.get_by_role("button", name="Open it").click()
    await expect(page.get_by_role("dialog", name="A short survey")).to_be_visible()


async def test_the_clock_goes_to_the_next_posting_and_on(house: House) -> None:
    page = await house.window(place="reading")
    await page.locator(".clock-button").click()
    panel = page.get_by_role("dialog", name="The clock of this world")
    await expect(panel.get_by_text("An excerpt")).to_have_count(2)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Next posting").click()
    await expect(page.locator(".message")).to_have_count(1)
    await expect(page.locator(".clock-button")).to_contain_text("Mon 2 Mar, 10:00")
    await page.get_by_role("button", name="+1 week").click()
    await expect(page.locator(".message")).to_have_count(2)
    await expect(page.get_by_role("button", name="Next posting")).to_be_disabled()
    await expect(page.locator(".message time").first).to_contain_text("02/03/2026")


async def test_nothing_is_wider_than_the_window(house: House) -> None:
    channel = house.bot.get_channel(house.town.general.id)
    await channel.send(view=card(), files=card_files())  # type: ignore[union-attr]
    await channel.send("w" * 300 + "\n```\n" + "x" * 300 + "\n```")  # type: ignore[union-attr]
    for phone, scheme in ((False, "light"), (False, "dark"), (True, "light"), (True, "dark")):
        page = await house.window(phone=phone, color_scheme=scheme, locale="en-US")
        await page.locator(".container img").wait_for()
        for selector in ("html", ".talk-body", ".stage", ".channels", ".who-name b"):
            wide, shown = await page.locator(selector).evaluate(
                "(node) => [node.scrollWidth, node.clientWidth]"
            )
            assert wide <= shown, selector


async def test_on_a_phone_the_channels_are_a_drawer_and_menus_are_sheets(house: House) -> None:
    page = await house.window(phone=True)
    await expect(page.get_by_role("link", name="reading")).not_to_be_visible()
    await page.get_by_role("button", name="Servers and channels").click()
    await expect(page.get_by_role("link", name="general")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("link", name="reading")).not_to_be_visible()
    await page.get_by_role("button", name="Servers and channels").click()
    await page.get_by_role("link", name="reading").click()
    await expect(page.get_by_role("heading", name="reading").first).to_be_visible()
    await expect(page.get_by_role("link", name="reading")).not_to_be_visible()
    await page.locator(".clock-button").click()
    await page.get_by_role("dialog").get_by_role("button", name="Next posting").click()
    message = page.locator(".message", has_text="when it was due")
    await message.locator(".words").dispatch_event("pointerdown", {"pointerType": "touch"})
    await page.get_by_role("menuitem", name="Count words").click()
    await expect(last(page)).to_contain_text("6 words")


async def test_a_lost_connection_is_taken_up_again(house: House) -> None:
    page = await house.window()
    await page.context.set_offline(offline=True)
    await house.town.moderator.say(house.town.general, "While you were away")
    await page.context.set_offline(offline=False)
    await expect(page.get_by_text("While you were away")).to_be_visible(timeout=20_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_to_complain_of(house: House, scheme: str) -> None:
    for phone in (False, True):
        page = await house.window(phone=phone, color_scheme=scheme)
        found = await Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
