"""Commands in a real browser: found, filled in, refused, sent, and answered by a form."""

from playwright.async_api import expect
from tests.journeys.browser import box_of, last, needs_chromium, suggestion
from tests.journeys.house import House

pytestmark = needs_chromium


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


async def test_a_file_that_is_dropped_goes_to_the_option_that_takes_one(house: House) -> None:
    page = await house.window()
    await box_of(page).fill("/basket add")
    await page.keyboard.press("Enter")
    await page.evaluate(
        """() => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File(["12345"], "note.txt", { type: "text/plain" }));
            const dropped = new DragEvent("drop", { dataTransfer, bubbles: true });
            document.querySelector(".talk-body").dispatchEvent(dropped);
        }"""
    )
    await expect(page.get_by_role("button", name="note: note.txt")).to_be_visible()
    await page.get_by_role("textbox", name="fruit, required").fill("anything")
    await page.get_by_role("textbox", name="colour, required").fill("Red")
    await page.get_by_role("button", name="Send").click()
    await expect(last(page)).to_contain_text("note.txt (5 bytes)")


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
    await expect(page.locator(".messages").get_by_text("Thought about it.")).to_be_visible()
    await expect(page.get_by_text("The application did not respond")).to_be_visible()
