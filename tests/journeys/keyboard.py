"""The keyboard and nothing else: walking a page by Tab, and seeing where one is."""

from dataclasses import dataclass

from playwright.async_api import Page, expect

# What has the focus, as somebody hears it, and whether it can be seen that it has it.
_NAME = """(node) => {
    const label = (node.labels?.[0] ?? node.closest("label"))?.textContent;
    const name = node.getAttribute("aria-label") || label || node.textContent || node.title;
    return node === document.body ? "" : name.trim();
}"""
_HERE = f"""() => {{
    const node = document.activeElement;
    const framed = node.closest(".composer, .text-field, .choice-search, .file-field") !== null;
    const seen = framed || getComputedStyle(node).outlineStyle !== "none";
    return {{ name: ({_NAME})(node), seen }};
}}"""


@dataclass
class Keyboard:
    """Somebody who has no mouse."""

    page: Page

    async def press(self, *keys: str) -> None:
        """Press these keys, one after the other."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def write(self, text: str) -> None:
        """Type into whatever has the focus."""
        await self.page.keyboard.type(text)

    async def here(self) -> str:
        """The name of what has the focus; it must be visible that it has it."""
        found = await self.page.evaluate(_HERE)
        assert found["seen"] or found["name"] == "", f"The focus on {found['name']!r} is unseen."
        return str(found["name"])

    async def walk(self, name: str, key: str = "Tab", most: int = 90) -> None:
        """Press Tab until something with that name has the focus."""
        met = []
        for _ in range(most):
            await self.press(key)
            met.append(await self.here())
            if name in met[-1]:
                return
        raise AssertionError(f"{name!r} cannot be reached; met were {met}.")

    async def walk_off(self, most: int = 90) -> list[str]:
        """Press Tab to the end of the page: what was met; nothing may hold the focus fast."""
        met: list[str] = []
        while len(met) < most:
            await self.press("Tab")
            if not (name := await self.here()):
                return met
            met.append(name)
        raise AssertionError(f"The end of the page cannot be reached; met were {met}.")

    async def back_to(self, name: str) -> None:
        """Walk backwards to something with that name."""
        await self.walk(name, "Shift+Tab")

    async def command(self, words: str) -> None:
        """Begin a command from the message box."""
        box = self.page.locator("#message-box")
        await expect(box).to_be_focused()
        await self.write(f"/{words}")
        offered = self.page.get_by_role("option").first
        await expect(offered).to_contain_text(f"/{words}")
        await expect(offered).to_have_attribute("aria-selected", "true")
        await self.press("Enter")

    async def option(self, name: str, value: str, *, listed: bool = False) -> None:
        """Add one of the optional values; ``listed`` takes the first of what is offered."""
        await expect(self.page.get_by_role("combobox", name="Optional values")).to_be_focused()
        await self.write(name)
        await expect(self.page.get_by_role("option").first).to_contain_text(name)
        await self.press("Enter")
        await self.write(value)
        if listed:
            await self.press("Enter")
            await self.is_on("Optional values")

    async def is_on(self, pattern: str) -> None:
        """Wait until what has the focus has a name in which that pattern is found."""
        await self.page.wait_for_function(
            f"(pattern) => new RegExp(pattern).test(({_NAME})(document.activeElement))", arg=pattern
        )
