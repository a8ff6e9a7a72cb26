"""What was kept before it was made plain on its way in is made plain on every way out."""

import re
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import update
from tests.chat.conftest import Stage
from tests.chat.test_members_side import noted
from tests.hostile.test_corpus import check, every_page

from readbot.store.tables import mutes, notes, pseudonyms, readings, word_rules

TURNED = "\u202eeltit\u202c \u2066ferry\u2069 \u0085\x1b[31m\x07 end\ufeff"
UNSAYABLE = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]")
COMPLETED = (
    ("reading preview", "reading"),
    ("annotate", "passage"),
    ("answer", "question"),
    ("notes", "reading"),
)


def said(value: object) -> Iterator[str]:
    """Every text in the body of a request."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from said(part)
    elif isinstance(value, list):
        for part in value:
            yield from said(part)


def all_said(stage: Stage) -> list[str]:
    """Every text that readbot sent so far, wherever in a request it stood."""
    return [text for exchange in stage.r.wire.all() for text in said(exchange.body)]


async def spoil(stage: Stage, title: str) -> None:
    """Rows as an earlier readbot, or another program, may have left them."""
    async with stage.store.writing() as tx:
        details = {"title": title, "author": TURNED, "source_url": None, "published": TURNED}
        await tx.execute(update(readings).values(title=title, details=details, licence=TURNED))
        await tx.execute(update(notes).values(author_name=TURNED, body=f"{TURNED} body"))
        for table, column in ((mutes, "reason"), (mutes, "name"), (word_rules, "typed")):
            await tx.execute(update(table).values(**{column: TURNED}))
        await tx.execute(update(pseudonyms).values(name=TURNED))


async def test_rows_that_turn_a_line_around_do_so_nowhere(stage: Stage) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    await noted(stage, excerpt, "First words")
    asking = await stage.ann.press(excerpt, "Ask")
    await stage.ann.submit(asking, {"Your question": "Why?", "show_to": ["pseudonym"]})
    for person in (stage.mod, stage.ben):
        await person.press(excerpt, "Mark as read")
    await stage.mod.slash("moderate words", stage.books, add="gribble")
    await stage.mod.slash("moderate mute", stage.books, member=stage.ben.user, reason="Enough.")
    await spoil(stage, TURNED)
    stage.r.clock.advance(timedelta(days=7))
    await stage.delivery.step()
    await every_page(stage)
    for typed in ("reading queue", "reading preview", "moderate queue", "moderate log", "readings"):
        assert (await (await stage.mod.slash(typed, stage.books)).settled(20)).kind == "message"
    for command, focused in COMPLETED:
        assert await stage.mod.complete(command, stage.books, focused=focused), command
    for button in ("Notes", "Annotate", "Ask"):
        await stage.ann.press(excerpt, button)
    for form in ("markdown", "html", "csv", "json", "calendar"):
        reply = await (await stage.mod.slash("digest export", stage.books, format=form)).settled(20)
        for file in reply.files:
            check(file.filename.rpartition(".")[2], file.content.decode())
    assert any("eltit" in text for text in all_said(stage))
    assert [text for text in all_said(stage) if UNSAYABLE.search(text)] == []


async def test_a_title_of_which_nobody_sees_anything_can_still_be_chosen(stage: Stage) -> None:
    await stage.first_excerpt()
    await spoil(stage, "\u200b\u3164\u2060")
    (offered,) = await stage.mod.complete("reading preview", stage.books, focused="reading")
    assert offered.name == "–"
    shown = await stage.mod.slash("reading preview", stage.books, reading=offered.value)
    assert (await shown.settled(20)).kind == "message"
