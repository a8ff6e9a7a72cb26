"""A real browser for the tests: windows on the rehearsal's page, and what is done in them.

Skipped where there is no Chromium: set CHROMIUM to its path when it is not the system's.
"""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, Request, async_playwright, expect

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Nothing is waited for longer than it takes; a machine with much else to do takes long.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)

needs_chromium = pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason="There is no Chromium here; CHROMIUM can name one."
)


@dataclass
class Windows:
    """Windows of one browser on the page at one address; their troubles are kept."""

    browser: Browser
    base_url: str
    troubles: list[str] = field(default_factory=list)

    async def open(self, query: str = "", *, phone: bool = False, **more: Any) -> Page:
        """A window of its own, once the page shows a channel."""
        size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 800}
        options = {"locale": "en-GB", "timezone_id": "Europe/Berlin", **more}
        context = await self.browser.new_context(viewport=size, has_touch=phone, **options)  # type: ignore[arg-type]
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", self._check_address)
        page.on(
            "console",
            lambda line: (
                self.troubles.append(line.text)
                if line.type == "error" and "422" not in line.text
                else None
            ),
        )
        await page.goto(f"{self.base_url}/{query}")
        await page.locator(".start").wait_for()
        return page

    def _check_address(self, request: Request) -> None:
        if not request.url.startswith((self.base_url, "data:", "blob:")):
            self.troubles.append(f"A request went to {request.url}.")


@asynccontextmanager
async def windows(base_url: str) -> AsyncIterator[Windows]:
    """A browser for as long as the block lasts."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield Windows(browser, base_url)
        await browser.close()


def box_of(page: Page) -> Locator:
    """The message box."""
    return page.locator("#message-box")


def suggestion(page: Page, label: str) -> Locator:
    """An entry of the list over the message box."""
    return page.locator(".suggest-label").get_by_text(label, exact=True)


def last(page: Page) -> Locator:
    """The newest message."""
    return page.locator(".message").last
