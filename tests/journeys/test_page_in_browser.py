"""The rehearsal's page in a real browser, with a bot that shows one of everything."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect
from tests.journeys.browser import (
    Windows,
    box_of,
    last,
    needs_chromium,
    suggestion,
    windows,
)
from tests.rehearsal.conftest import point_discord_at
from tests.rehearsal.showcase import card, card_files, hang_commands
from tests.rehearsal.stage import Bot

from readbot.rehearsal import MovableClock, Rehearsal
from readbot.rehearsal.openapi import judge
from readbot.rehearsal.page import Owed, Welcome, add_page
from readbot.rehearsal.town import Town, founded_town

START = datetime(2026, 3, 2, 8, 50, tzinfo=UTC)

pytestmark = needs_chromium


@dataclass
class House:
    """The rehearsal, its town, the bot in it and a browser to look at it."""

    r: Rehearsal
    town: Town
    bot: Bot
    windows: Windows
    due: list[datetime]

    async def window(
        self, name: str = "maren", place: str = "general", *, phone: bool = False, **more: Any
    ) -> Page:
        """A window of its own, as that person in that channel."""
        channel = self.r.world.channel(place)
        return await self.windows.open(f"?as={name}&in={channel.id}", phone=phone, **more)


@pytest.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    clock = MovableClock(START)
    r = Rehearsal(clock=clock, answer_seconds=1.0, bot_name="lantern")
    due = [START + timedelta(minutes=10), START + timedelta(days=2)]
    bot = Bot()

    async def owed() -> list[Owed]:
        return [Owed(at, "An excerpt") for at in due if at > clock.now()]

    async def advance(by: timedelta | None) -> None:
        waiting = [at for at in due if at > clock.now()]
        end = waiting[0] if by is None else clock.now() + by
        for at in (at for at in waiting if at <= end):
            clock.jump(at)
            await bot.get_channel(town.reading.id).send("An excerpt, when it was due")  # type: ignore[union-attr]
        clock.jump(max(end, clock.now()))

    add_page(r, owed=owed, advance=advance, welcome=Welcome("Good evening", ("Type `/` below.",)))
    async with r, windows(r.base_url) as opened:
        town = founded_town(r)
        point_discord_at(r, monkeypatch)
        hang_commands(bot)
        async with bot:
            await bot.login(r.token)
            running = bot.loop.create_task(bot.connect())
            await bot.wait_until_ready()
            await bot.tree.sync()
            yield House(r, town, bot, opened, due)
            await bot.close()
            await running
    assert opened.troubles == []


async def test_a_command_is_found_filled_in_and_sent_with_the_keyboard_alone(house: House) -> None:
    page = await house.window()
    await box_of(page).press_sequentially("/bask")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")
    await page.keyboard.type("apr")
    await expect(page.get_by_role("option", name="Apricot")).to_have_attribute(
        "aria-selected", "true"
    )
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox", name="Optional values")).to_be_focused()
    await page.keyboard.type("to")
    await page.keyboard.press("Enter")
    await page.keyboard.type("ines")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(last(page)).to_contain_text("In the basket: apricot, green, @Ines")
    await expect(last(page)).to_contain_text("Maren used /basket add")
    await expect(box_of(page)).to_be_focused()


async def test_optional_values_of_each_kind_are_added(house: House) -> None:
    page = await house.window()
    await box_of(page).fill("/basket add")
    await page.keyboard.press("Enter")
    await page.keyboard.type("anything")
    await expect(page.get_by_text("No options match")).to_be_visible()
    await page.get_by_role("textbox", name="colour, required").fill("Red")
    for name, value in (("to", "Ines"), ("where", "reading"), ("role", "Moderators")):
        await page.get_by_role("combobox", name="Optional values").click()
        await suggestion(page, name).click()
        await page.keyboard.type(value)
        await page.keyboard.press("Enter")
    await page.get_by_role("combobox", name="Optional values").click()
    await suggestion(page, "note").click()
    await page.locator("input[data-option=note]").set_input_files(
        {"name": "note.txt", "mimeType": "text/plain", "buffer": b"12345"}
    )
    await page.get_by_role("button", name="Send").click()
    await expect(last(page)).to_contain_text(
        "In the basket: anything, red, @Ines, #reading, @Moderators, note.txt (5 bytes)"
    )


async def test_what_is_missing_or_wrong_is_said_before_it_is_sent(house: House) -> None:
    page = await house.window()
    await box_of(page).fill("/echo")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    hint = page.locator(".composer-hint")
    await expect(hint).to_have_text("word: this option is required.")
    await page.keyboard.type("hi")
    await page.get_by_role("combobox", name="Optional values").click()
    await suggestion(page, "times").click()
    await page.keyboard.type("x")
    await page.keyboard.press("Enter")
    await expect(hint).to_have_text("times: a whole number is needed.")
    await page.get_by_role("textbox", name="times").fill("9")
    await page.keyboard.press("Enter")
    await expect(hint).to_contain_text("between 1 and 3")
    await page.get_by_role("textbox", name="times").fill("2")
    await page.keyboard.press("Enter")
    await expect(last(page)).to_contain_text("hi hi")
    await expect(last(page)).to_contain_text("Only you can see this")


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
    await expect(page.get_by_text("Chosen: #reading")).to_have_count(0)
    await page.get_by_role("button", name="Silent").click()
    await expect(page.get_by_text("This interaction failed")).to_be_visible()


async def test_a_form_is_filled_in_checked_and_sent(house: House) -> None:
    page = await house.window()
    await box_of(page).fill("/survey")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="A short survey")
    opinion = form.get_by_label("Your opinion")
    await expect(opinion).to_be_focused()
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_text("This field is required.")).to_be_visible()
    await opinion.fill("Good")
    await expect(form.get_by_text("4 / 200")).to_be_visible()
    await form.get_by_role("button", name="Make a selection").click()
    await form.get_by_role("option", name="cherry").click()
    await form.get_by_role("button", name="Choose a member").click()
    await form.get_by_role("option", name="Joon").click()
    await form.locator("input[type=file]").set_input_files(
        {"name": "n.txt", "mimeType": "text/plain", "buffer": b"123"}
    )
    await form.get_by_role("button", name="Submit").click()
    await expect(last(page)).to_contain_text("Thank you: Good, Untitled, cherry, Joon, n.txt")
    await expect(form).to_have_count(0)


async def test_a_bot_that_thinks_and_one_that_never_answers(house: House) -> None:
    page = await house.window()
    for command in ("/think", "/silence"):
        await box_of(page).fill(command)
        await page.keyboard.press("Enter")
        await page.keyboard.press("Enter")
    await expect(page.get_by_text("lantern is thinking…")).to_be_visible()
    await expect(page.get_by_text("Thought about it.")).to_be_visible()
    await expect(page.get_by_text("The application did not respond")).to_be_visible()


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


async def test_words_are_marked_up_as_in_discord(house: House) -> None:
    page = await house.window()
    for text, html in (
        ("**b** *i* __u__ _i_", "<strong>b</strong> <em>i</em> <u>u</u> <em>i</em>"),
        ("~~s~~", "<s>s</s>"),
        ("***both***", "<em><strong>both</strong></em>"),
        ("**two\nlines**", "<strong>two<br>lines</strong>"),
        ("a_b_c and 2 * 3 * 4", "a_b_c and 2 * 3 * 4"),
        (r"\*not\* \_it\_ \|\|seen\|\|", "*not* _it_ ||seen||"),
        ("<b onclick=x>&amp;", "&lt;b onclick=x&gt;&amp;amp;"),
        ("`<i>**x**`", "<code>&lt;i&gt;**x**</code>"),
        ("**open and `code", "**open and `code"),
    ):
        assert await drawn(page, text) == f'<div class="md-words">{html}</div>'


async def drawn(page: Page, text: str) -> Any:
    return await page.evaluate(
        """async (text) => {
            const { markdown } = await import("/page/static/markdown.js");
            const { names } = await import("/page/static/names.js");
            const holder = document.createElement("div");
            holder.append(markdown(text, names));
            return holder.innerHTML;
        }""",
        text,
    )


async def test_blocks_links_mentions_and_times_are_marked_up(house: House) -> None:
    page = await house.window()
    ines, reading = house.town.members[1].user.id, house.town.reading.id
    assert await drawn(page, "# One\n### Three\n-# small") == (
        '<h3 class="md-h1">One</h3><h3 class="md-h3">Three</h3>'
        '<small class="md-subtext">small</small>'
    )
    assert await drawn(page, "> a\n> b\nc") == (
        '<blockquote><div class="md-words">a<br>b</div></blockquote><div class="md-words">c</div>'
    )
    fence = await drawn(page, "x ```py\n<b>\n``` y")
    assert '<code data-language="py">&lt;b&gt;</code>' in fence
    lists = re.sub(r"</?div[^>]*>", "", await drawn(page, "- a\n  - b\n- c\n3. d\n4. e"))
    assert (
        lists
        == '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><ol start="3"><li>d</li><li>e</li></ol>'
    )
    assert ">@Ines</button>" in await drawn(page, f"<@{ines}>")
    assert ">#reading</button>" in await drawn(page, f"<#{reading}>")
    assert "unknown-user" in await drawn(page, "<@12>")
    moment = int(START.timestamp())
    assert ">2 March 2026 at 09:50<" in await drawn(page, f"<t:{moment}:f>")
    assert ">in 2 days<" in await drawn(page, f"<t:{moment + 2 * 86400 + 600}:R>")
    masked = await drawn(page, "[here](https://example.org/a_(b)) https://example.org/x.")
    assert 'href="https://example.org/a_(b)"' in masked
    assert 'href="https://example.org/x"' in masked
    assert "javascript:" not in re.findall('href="[^"]*"', await drawn(page, "[a](javascript:x)"))
    jump = f"https://discord.com/channels/{house.town.guild.id}/{reading}/123"
    assert ">#reading › message</a>" in await drawn(page, jump)
    wide = await drawn(page, "||one\n\n> two||")
    assert wide.startswith('<div class="spoiler spoiler-wide"')
    assert "<blockquote>" in wide


async def test_what_members_write_is_never_html(house: House) -> None:
    page = await house.window()
    evil = '<img src=x onerror="document.title=1"><script>document.title=1</script>'
    await house.town.moderator.say(house.town.general, evil)
    await expect(last(page).locator(".words")).to_have_text(evil)
    await expect(page.locator(".words img, .words script")).to_have_count(0)


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
