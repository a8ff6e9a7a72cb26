"""What a screen reader is told: Chromium's own tree of roles and names, and what is spoken."""

from typing import Any

from playwright.async_api import Page, expect
from tests.journeys.browser import box_of, needs_chromium
from tests.journeys.house import House

pytestmark = needs_chromium


async def told(page: Page) -> list[tuple[str, str, dict[str, Any]]]:
    """Role, name and properties of everything that is told, in its order."""
    session = await page.context.new_cdp_session(page)
    nodes = (await session.send("Accessibility.getFullAXTree"))["nodes"]
    await session.detach()
    return [
        (
            node["role"]["value"],
            node.get("name", {}).get("value", ""),
            {one["name"]: one["value"].get("value") for one in node.get("properties", [])},
        )
        for node in nodes
        if not node["ignored"]
    ]


async def roles_and_names(page: Page) -> set[tuple[str, str]]:
    return {(role, name) for role, name, _ in await told(page)}


async def test_places_lists_and_dates_have_names(house: House) -> None:
    await house.town.moderator.say(house.town.general, "**Good** evening, <t:1772441400:R>")
    page = await house.window()
    await expect(page.locator(".message")).to_have_count(1)
    assert {
        ("banner", "The rehearsal"),
        ("navigation", "Servers and channels"),
        ("main", ""),
        ("complementary", "Members"),
        ("log", "Messages"),
        ("heading", "general"),
        ("textbox", "Message #general"),
        ("button", "You are Maren, Moderators. Act as someone else"),
        ("button", "More for the message of Maren"),
    } <= await roles_and_names(page)
    (day,) = [name for role, name, _ in await told(page) if role == "separator"]
    assert day.startswith("Monday")
    (article,) = [name for role, name, _ in await told(page) if role == "article"]
    assert article.startswith("Maren, Today at 09:50, Good evening, ")
    assert await page.locator(".words time").get_attribute("datetime") == "2026-03-02T08:50:00.000Z"


async def test_what_arrives_is_spoken_once_and_politely(house: House) -> None:
    page = await house.window("ines")
    spoken = page.locator("#spoken")
    await expect(spoken).to_have_attribute("aria-live", "polite")
    await house.town.moderator.say(house.town.general, "A word ||to|| <@1>")
    await expect(spoken).to_have_text("Maren: A word (spoiler) @unknown-user")
    await box_of(page).fill("/think")
    await expect(spoken).to_have_text("1 suggestion")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(spoken).to_have_text("lantern is thinking.")
    await expect(spoken).to_have_text("lantern: Thought about it.")
    await box_of(page).fill("/echo")
    await page.keyboard.press("Enter")
    await page.keyboard.type("quietly")
    await page.keyboard.press("Enter")
    await expect(spoken).to_have_text("lantern: quietly Only you can see this.")


async def test_lists_tabs_and_forms_say_what_they_are_and_how_they_stand(house: House) -> None:
    page = await house.window()
    await box_of(page).fill("/")
    option = page.get_by_role("option").nth(1)
    await page.keyboard.press("ArrowDown")
    await expect(option).to_have_attribute("aria-selected", "true")
    active = await box_of(page).get_attribute("aria-activedescendant")
    assert active == await option.get_attribute("id")
    await box_of(page).fill("/survey")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="A short survey")
    await form.get_by_role("button", name="Submit").click()
    fields = {name: how for role, name, how in await told(page) if role == "textbox"}
    opinion = fields["Your opinion required"]
    assert (opinion["required"], opinion["invalid"]) == (True, "true")
    assert ("button", "A fruit: Make a selection") in await roles_and_names(page)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Behind the scenes").click()
    tabs = [(name, how.get("selected")) for role, name, how in await told(page) if role == "tab"]
    assert tabs == [("Break something", True), ("The wire", False)]
    assert ("tabpanel", "Break something") in await roles_and_names(page)
    who = page.get_by_role("button", name="You are Maren")
    await expect(who).to_have_attribute("aria-expanded", "false")
    await who.click()
    await expect(who).to_have_attribute("aria-expanded", "true")
    assert ("menuitem", "Ines member") in await roles_and_names(page)
