"""Discord's markdown in a real browser."""

import re
from typing import Any

from playwright.async_api import Page, expect
from tests.journeys.browser import last, needs_chromium
from tests.journeys.house import START, House

pytestmark = needs_chromium


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
