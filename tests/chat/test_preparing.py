"""Adding a text and putting it right, as a moderator does it in Discord."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

from tests.chat.conftest import ARTICLE, Stage

from readbot.rehearsal import Upload
from readbot.rehearsal.replies import Reply

PAGE = (
    f"The Harbour\nBy Jane Doe\n3 May 2024\n\n{ARTICLE}\n\nSubscribe to our newsletter\n\n"
    "© 2024 The Example Post. All rights reserved.\n"
)
_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf"/></rootfiles></container>'
)


def book(chapters: int) -> bytes:
    """A book with that many long chapters."""
    numbers = range(1, chapters + 1)
    items = "".join(
        f'<item id="c{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in numbers
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in numbers)
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Many Doors</dc:title></metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", _CONTAINER)
        archive.writestr("book.opf", opf)
        for n in numbers:
            said = f"<p>Behind door {n} there was a room, and in it another door. </p>" * 40
            archive.writestr(
                f"{n}.xhtml",
                '<html xmlns="http://www.w3.org/1999/xhtml"><body>'
                f"<h1>Door {n}</h1>{said}</body></html>",
            )
    return packed.getvalue()


async def added(stage: Stage, **options: str) -> Reply:
    """The preview of a page with a little around it."""
    await stage.mod.slash("club setup", stage.books, channel=stage.books)
    file = Upload("harbour.txt", PAGE.encode())
    reply = await stage.mod.slash("reading add", stage.books, file=file, options=options)
    return await reply.settled()


async def test_the_preview_tells_what_was_left_out_and_puts_it_back(stage: Stage) -> None:
    seen = await added(stage)
    assert "-# Jane Doe · 2024-05-03 · The Example Post · en" in seen.text
    assert "“Subscribe to our newsletter” · It asks readers to subscribe" in seen.text
    menu = "Put something back that was left out"
    back = await stage.mod.choose(seen, menu, ["Subscribe to our newsletter"])
    assert "“Subscribe to our newsletter”" not in back.text
    assert "“3 May 2024”" in back.text


async def test_rights_are_asked_for_stated_and_stand_under_each_excerpt(stage: Stage) -> None:
    stage.r.clock.jump(datetime(2026, 3, 2, 7, 0, tzinfo=UTC))
    seen = await added(stage)
    assert "Nobody has said yet why this text may be posted." in seen.text
    form = await stage.mod.choose(seen, "Why may this text be posted?", ["Under a licence"])
    stated = await stage.mod.submit(form, {"licence": "CC BY 4.0"})
    assert "-# Licence: CC BY 4.0" in stated.text
    own = await stage.mod.choose(stated, "Why may this text be posted?", ["Public domain"])
    assert "-# Public domain" in own.text
    await stage.mod.slash("reading start", stage.books, days="daily", time="09:00")
    stage.r.clock.jump(datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC))
    await stage.delivery.step()
    (message,) = stage.ann.read(stage.books)
    assert message.content.endswith("\n\n-# Jane Doe · The Example Post · Public domain")


async def test_of_a_quotation_only_a_share_is_posted_with_the_link(stage: Stage) -> None:
    stage.r.clock.jump(datetime(2026, 3, 2, 7, 0, tzinfo=UTC))
    source = "https://example.org/harbour"
    seen = await added(stage, rights="quotation", source=source)
    assert "Quotation · 20 % of each excerpt is posted, with the link" in seen.text
    await stage.mod.slash("reading start", stage.books, days="daily", time="09:00")
    stage.r.clock.jump(datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC))
    await stage.delivery.step()
    (message,) = stage.ann.read(stage.books)
    assert f"-# … read on at <{source}> · Jane Doe · The Example Post" in message.content
    assert "The harbour wakes at four." in message.content
    assert len(message.content) < len(ARTICLE) / 4


async def test_subtitle_and_language_are_put_right(stage: Stage) -> None:
    form = await stage.mod.press(await added(stage), "More details")
    changed = await stage.mod.submit(form, {"Subtitle": "A day", "Language of the text": "de"})
    assert "\n*A day*\n" in changed.text
    assert " · de\n" in changed.text


async def test_a_reading_is_cut_to_end_on_a_day(stage: Stage) -> None:
    stage.r.clock.jump(datetime(2026, 3, 2, 7, 0, tzinfo=UTC))
    form = await stage.mod.press(await added(stage), "Cut differently")
    cut = await stage.mod.submit(form, {"until": "2026-03-06", "days": "mon,wed,fri"})
    assert "3 excerpts of " in cut.text


async def test_a_form_filled_to_its_end_asks_for_more_and_takes_it(stage: Stage) -> None:
    await stage.mod.slash("club setup", stage.books, channel=stage.books)
    form = await stage.mod.slash("reading add", stage.books, title="Long", rights="own")
    fields = {f"text{n}": f"Part {n} of it. It goes on for a while." for n in range(1, 5)}
    asked = await (await stage.mod.submit(form, fields)).settled()
    assert "characters so far. Is there more?" in asked.text
    more = await stage.mod.press(asked, "Add more")
    asked = await (await stage.mod.submit(more, {"text1": "And this is the end."})).settled()
    seen = await (await stage.mod.press(asked, "That is all")).settled()
    assert seen.text.startswith("**Long** · waits to be started")
    assert "-# Posted by its author" in seen.text
    assert "Part 1 of it." in seen.text
    old = await stage.mod.press(asked, "That is all")
    assert "waits to be started" not in old.text


async def test_a_long_book_is_read_by_chapters(stage: Stage) -> None:
    await stage.mod.slash("club setup", stage.books, channel=stage.books)
    file = Upload("doors.epub", book(30))
    asked = await (await stage.mod.slash("reading add", stage.books, file=file)).settled()
    assert "This book has 30 chapters" in asked.text
    later = await stage.mod.press(asked, "More")
    one = await (await stage.mod.choose(later, "Choose a chapter", ["26"])).settled()
    assert "**Many Doors**" in one.text
    assert "*Door 26*" in one.text
    form = await stage.mod.press(asked, "Several chapters…")
    two = await (await stage.mod.submit(form, {"chapters": "3-4"})).settled()
    assert "Door 3" in two.text
    wrong = await (await stage.mod.submit(form, {"chapters": "31"})).settled()
    assert "has no chapter 31" in wrong.text


async def test_chapters_and_minutes_may_be_said_at_once(stage: Stage) -> None:
    await stage.mod.slash("club setup", stage.books, channel=stage.books)
    file = Upload("doors.epub", book(30))
    options = {"chapters": "2", "minutes": 0.5}
    reply = await stage.mod.slash("reading add", stage.books, file=file, options=options)
    assert "*Door 2*" in (await reply.settled()).text


async def test_a_licence_named_in_the_command_is_kept(stage: Stage) -> None:
    seen = await added(stage, licence="CC BY 4.0")
    assert "CC BY 4.0" in seen.text
    assert "Nobody has said yet" not in seen.text


MARKED = (
    "The Harbour\nBy Jane Doe\n\nThe *old* harbour wakes at four, and **nobody** minds the cold "
    "of the early hours.\n\nBy noon it sleeps again, and the nets hang drying in the wind.\n"
)


async def test_a_text_with_a_few_signs_is_read_the_other_way_and_back(stage: Stage) -> None:
    await stage.mod.slash("club setup", stage.books, channel=stage.books)
    form = await stage.mod.slash("reading add", stage.books, rights="permission", minutes=0.2)
    seen = await (await stage.mod.submit(form, {"text1": MARKED})).settled()
    assert "Read as plain text: signs that may be Markdown stay as they are." in seen.text
    assert r"The \*old\* harbour" in seen.text
    form = await stage.mod.press(seen, "Edit details")
    corrected = await stage.mod.submit(form, {"Author": "Jane Roe", "Publisher": "The Post"})
    assert "Jane Roe · The Post" in corrected.text
    marked = await (await stage.mod.press(seen, "Read as Markdown")).settled()
    assert "The old harbour" in marked.text
    assert "Read as Markdown: its signs make headings, lists and emphasis." in marked.text
    assert "Jane Roe · The Post" in marked.text
    assert "-# Posted with permission" in marked.text
    plain = await (await stage.mod.press(marked, "Read as plain text")).settled()
    assert r"The \*old\* harbour" in plain.text
    assert "**The Harbour**" in plain.text


async def test_a_file_is_read_the_other_way_but_only_before_it_begins(stage: Stage) -> None:
    await stage.mod.slash("club setup", stage.books, channel=stage.books)
    file = Upload("harbour.md", MARKED.encode())
    seen = await (await stage.mod.slash("reading add", stage.books, file=file)).settled()
    assert "The old harbour" in seen.text
    plain = await (await stage.mod.press(seen, "Read as plain text")).settled()
    assert r"The \*old\* harbour" in plain.text
    await stage.mod.slash("reading start", stage.books, days="daily", time="09:00")
    late = await stage.mod.press(plain, "Read as Markdown")
    assert "has begun" in late.text


async def test_a_text_without_a_sign_is_not_asked_about(stage: Stage) -> None:
    seen = await added(stage)
    assert "Read as" not in seen.text


async def test_a_target_that_no_message_holds_is_refused_and_a_number_is_kept_to(
    stage: Stage,
) -> None:
    await stage.mod.slash("club setup", stage.books, channel=stage.books)
    sentence = "The keeper wrote to the board in autumn, and it answered in the spring. "
    text = "The Letters\n\n" + "\n\n".join([sentence * 6] * 20)
    file = Upload("letters.txt", text.encode())
    seen = await (await stage.mod.slash("reading add", stage.books, file=file)).settled()
    form = await stage.mod.press(seen, "Cut differently")
    refused = await stage.mod.submit(form, {"minutes": "20"})
    assert "a Discord message holds 3650. Ask for " in refused.text
    form = await stage.mod.press(seen, "Cut differently")
    assert "7 excerpts of " in (await stage.mod.submit(form, {"count": "7"})).text
    form = await stage.mod.press(seen, "Cut differently")
    alone = await stage.mod.submit(form, {"count": "1"})
    assert "The whole text would be too long for a Discord message." in alone.text
    form = await stage.mod.press(seen, "Cut differently")
    many = await stage.mod.submit(form, {"count": "1000"})
    assert "This text has only 120 sentences." in many.text


async def test_the_menus_on_a_quotation_offer_nothing_beyond_what_is_posted(stage: Stage) -> None:
    stage.r.clock.jump(datetime(2026, 3, 2, 7, 0, tzinfo=UTC))
    await added(stage, rights="quotation", source="https://example.org/harbour")
    await stage.mod.slash("reading start", stage.books, days="daily", time="09:00")
    stage.r.clock.jump(datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC))
    await stage.delivery.step()
    (excerpt,) = stage.ann.read(stage.books)
    form = await stage.ann.press(excerpt, "Annotate")
    offered = [option["label"] for option in form.form.part("Passage")["options"]]
    asked = await stage.ann.message_menu("Annotate a passage", excerpt)
    said = str(asked.components)
    assert offered[0] == "The harbour wakes at four."
    assert all(label.rstrip("…") in excerpt.content for label in offered)
    unposted = [s for s in ARTICLE.replace("\n\n", " ").split(". ") if s not in excerpt.content]
    assert unposted
    assert not any(sentence in said for sentence in unposted)
