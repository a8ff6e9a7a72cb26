"""Messages in a real browser: what they carry, their menus, and how they are found again."""

import asyncio
import re

from playwright.async_api import expect
from tests.journeys.browser import box_of, last, needs_chromium
from tests.journeys.house import House

pytestmark = needs_chromium


async def test_buttons_selects_and_a_failure_look_as_in_discord(house: House) -> None:
    page = await house.window()
    await box_of(page).fill("/buttons")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Count").click()
    await expect(page.get_by_text("Counted to 1")).to_be_visible()
    await expect(page.get_by_text("(edited)")).to_be_visible()
    await expect(page.get_by_role("button", name="Greyed out")).to_be_disabled()
    await page.get_by_role("button", name="Which fruits?").click()
    await page.get_by_role("option", name="banana").click()
    await page.get_by_role("option", name="cherry").click()
    await page.get_by_role("button", name="Done").click()
    await expect(last(page)).to_contain_text("Chosen: banana, cherry")
    await page.get_by_role("button", name="Which channel?").click()
    await page.get_by_role("option", name="reading").click()
    await expect(last(page)).to_contain_text("Chosen: #reading")
    await page.get_by_role("button", name="Dismiss message").last.click()
    await expect(page.locator(".messages").get_by_text("Chosen: #reading")).to_have_count(0)
    await page.get_by_role("button", name="Silent").click()
    await expect(page.get_by_text("This interaction failed")).to_be_visible()


async def test_message_and_member_menus_open_by_mouse_and_by_keyboard(house: House) -> None:
    page = await house.window("ines")
    await house.town.moderator.say(house.town.general, "Three words here")
    message = page.locator(".message", has_text="Three words here")
    await message.click(button="right")
    await page.get_by_role("menuitem", name="Count words").click()
    await expect(last(page)).to_contain_text("3 words")
    await message.get_by_role("button", name="More for the message of Maren").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="Reply")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Replying to Maren")).to_be_visible()
    await page.keyboard.type("I count three")
    await page.keyboard.press("Enter")
    await expect(last(page).locator(".context")).to_contain_text("Three words here")
    await page.locator("#members").get_by_role("button", name="Tomas").click(button="right")
    await page.get_by_role("menuitem", name="Greet").click()
    await expect(last(page)).to_contain_text("Hello, @Tomas!")


async def test_members_react_and_open_a_thread_from_the_menu(house: House) -> None:
    hers, his = await house.window("ines"), await house.window("tomas")
    await house.town.moderator.say(house.town.general, "Who lights the lamp?")
    message = hers.locator(".message", has_text="Who lights")
    await message.click(button="right")
    await hers.get_by_role("menuitem", name="Add reaction").click()
    await hers.get_by_role("menuitem", name="Thinking").click()
    await his.get_by_role("button", name="🤔, 1: Ines").click()
    await expect(message.get_by_role("button", name="🤔, 2: Ines, Tomas")).to_have_attribute(
        "aria-pressed", "true"
    )
    await message.click(button="right")
    await hers.get_by_role("menuitem", name="Create thread").click()
    await hers.get_by_label("Thread name").fill("The lamp")
    await hers.keyboard.press("Enter")
    await expect(hers.get_by_role("heading", name="The lamp").first).to_be_visible()
    await expect(hers.locator(".starter")).to_contain_text("Who lights the lamp?")
    await expect(his.locator("a.channel", has_text="The lamp")).to_be_visible()


async def test_two_windows_are_two_people_and_see_each_other_live(house: House) -> None:
    hers, his = await house.window("ines"), await house.window("tomas")
    await box_of(hers).fill("Good morning, **all**")
    await hers.keyboard.press("Enter")
    await expect(his.locator(".message strong")).to_have_text("all")
    await box_of(his).fill("/echo")
    await his.keyboard.press("Enter")
    await his.keyboard.type("secret")
    await his.keyboard.press("Enter")
    await expect(last(his)).to_contain_text("secret")
    await expect(hers.get_by_text("secret")).to_have_count(0)
    await hers.get_by_role("button", name="You are Ines").click()
    await hers.get_by_role("menuitem", name="Maren").click()
    await expect(hers.get_by_role("link", name="moderators")).to_be_visible()
    await expect(hers).to_have_url(re.compile("as=maren"))


async def test_files_are_dropped_in_shown_and_given_back(house: House) -> None:
    page = await house.window()
    text = "\n".join(f"line {number}" for number in range(30)).encode()
    await page.locator(".composer input[type=file]").set_input_files(
        {"name": "long.txt", "mimeType": "text/plain", "buffer": text}
    )
    await page.get_by_role("button", name="Send").click()
    await expect(last(page).get_by_text("line 7")).to_be_visible()
    await last(page).get_by_role("button", name="Show all 30 lines").click()
    await expect(last(page).locator("pre")).to_contain_text("line 29")
    async with page.expect_download() as started:
        await last(page).get_by_role("link", name="Download long.txt").click()
    kept = await (await started.value).path()
    assert await asyncio.to_thread(kept.read_bytes) == text


async def test_forum_posts_and_threads_are_opened_and_followed(house: House) -> None:
    page = await house.window(place="general")
    await page.get_by_role("link", name="talk").click()
    await page.get_by_role("button", name="New post").click()
    await page.get_by_label("Title").fill("A lamp")
    await page.get_by_label("Your message").fill("Who lights it?")
    await page.get_by_label("chapter").check()
    await page.get_by_role("button", name="Post", exact=True).click()
    await expect(last(page)).to_contain_text("Who lights it?")
    await expect(page.get_by_role("heading", name="A lamp").first).to_be_visible()
    channel = house.bot.get_channel(house.town.reading.id)
    sent = await channel.send("To talk about")  # type: ignore[union-attr]
    thread = await sent.create_thread(name="Excerpt 1")
    await thread.send("Here")
    await page.get_by_role("link", name="Excerpt 1").click()
    await expect(page.locator(".starter")).to_contain_text("To talk about")
    await expect(last(page)).to_contain_text("Here")


async def test_earlier_messages_are_loaded_and_a_link_leads_to_one(house: House) -> None:
    general, maren = house.town.general, house.town.moderator
    sent = [await maren.say(general, f"number {number}.") for number in range(150)]
    page = await house.window()
    await expect(page.locator(".message")).to_have_count(60)
    await expect(last(page)).to_be_in_viewport()
    await page.get_by_role("button", name="Show earlier messages").click()
    await expect(page.locator(".message")).to_have_count(120)
    await expect(page.get_by_text("number 90.")).to_be_in_viewport()
    jump = f"https://discord.com/channels/{house.town.guild.id}/{general.id}/{sent[3].id}"
    await maren.say(house.town.reading, f"[back]({jump})")
    await page.locator("a.channel", has_text="reading").click()
    await page.get_by_role("link", name="back").click()
    await expect(page.get_by_text("number 3.", exact=True)).to_be_in_viewport()
    await expect(page.locator(".message")).to_have_count(150)
