"""Hostile titles, rules and messages where readbot tells of them: notices, mistakes, what is kept,
what a digest says was talked about.
"""

import re

from tests.chat.conftest import ARTICLE, Stage
from tests.hostile.corpus import CORPUS, SOMEBODY
from tests.hostile.test_corpus import check, deliverable, harmless, on_the_wire

from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.replies import text_of

TITLES = [
    f"<@{SOMEBODY}> [gift](https://evil.example/a) **x**",
    "# The Harbour ||a|| `b` @everyone",
    "\u202eabc\u2066 ~~c~~ __d__ <t:0:R> :smile:",
]


async def look_at_all(stage: Stage) -> list[str]:
    """Every message that stands anywhere, and all that was sent; AssertionError if one harms."""
    channels = [stage.books, stage.general, *stage.r.world.channels.values(), stage.mod.dm()]
    texts = [text_of(m) for channel in channels for m in stage.r.world.history(channel)]
    for text in texts:
        harmless(text)
    for body in on_the_wire(stage):
        pinged = body.get("allowed_mentions") or {}
        assert not pinged.get("parse"), body
        assert not pinged.get("roles"), body
        assert str(SOMEBODY) not in map(str, pinged.get("users", ())), body
    return texts


async def test_what_moderators_are_told_of_a_reading_is_no_markup(stage: Stage) -> None:
    await stage.first_excerpt(moderator_channel=stage.general)
    for number, title in enumerate(TITLES):
        form = await stage.mod.slash("reading add", stage.books, title=title[:200])
        await (await stage.mod.submit(form, {"text1": f"{number}. {ARTICLE}"})).settled()
        reading = str(number + 2)
        await stage.mod.slash(
            "reading start", stage.books, reading=reading, days="daily", time="09:00"
        )
        again = await stage.mod.slash("reading resume", stage.books, reading=reading)
        assert "so that does not apply to it" in again.text
        harmless(again.text)
        stage.r.faults.take_permission(stage.books, Permission.SEND_MESSAGES)
        await stage.mod.slash("reading next", stage.books, reading=reading)
        await stage.delivery.step()
        await stage.delivery.step()
        told = stage.mod.read(stage.general)[-1]
        assert "I could not post excerpt 1" in told.content
        harmless((await stage.mod.slash("about", stage.books)).text)
        stage.r.faults.give_permission(stage.books, Permission.SEND_MESSAGES)
        harmless((await stage.mod.slash("reading resume", stage.books, reading=reading)).text)
        await stage.delivery.step()
    texts = await look_at_all(stage)
    assert sum("I could not post" in text for text in texts) >= len(TITLES)


async def test_what_is_kept_of_messages_and_said_in_mistakes_is_no_markup(stage: Stage) -> None:
    await stage.first_excerpt()
    for number, harm in enumerate(CORPUS):
        said = await stage.ben.say(stage.books, deliverable(harm)[:1900])
        person = stage.ben if number % 2 else stage.ann
        kept = await person.message_menu("Keep as note", said)
        if person is stage.ann:
            harmless(kept.text)
            kept = await stage.ben.press(kept, "Keep it")
        assert "kept" in kept.text, kept.text
        harmless(kept.text)
        typed = "".join(c for c in deliverable(harm) if c != "\x00")[:90]
        mistaken = await stage.mod.slash(
            "club setup", stage.books, channel=stage.books, timezone=typed
        )
        assert "There is no time zone called" in mistaken.text
        harmless(mistaken.text)
    own = [message for message in stage.r.world.history(stage.books) if message.author.bot]
    for message in own:
        harmless(text_of(message))


async def test_what_a_digest_says_was_talked_about_is_no_markup(stage: Stage) -> None:
    excerpt = await stage.first_excerpt()
    harms = [harm for harm in CORPUS if len(harm.text) < 300]
    people = [stage.mod, *(stage.r.add_person(f"p{n}", stage.guild) for n in range(len(harms)))]
    for person, harm in zip(people, harms, strict=False):
        form = await person.press(excerpt, "Annotate")
        # All speak of the same, so that they make a theme, whose name is made of their words.
        words = f"gu\u202ells* har_bour|| `lamp @everyone {deliverable(harm)}"
        await person.submit(form, {"note": words})
    preview = await (await stage.mod.slash("digest preview", stage.books)).settled(20)
    themes = [line for line in preview.text.split("\n") if re.match(r"\*.*\* · \d+ notes", line)]
    assert themes, preview.text
    assert "evil" not in "".join(themes)
    harmless(preview.text)
    for kind in ("markdown", "html"):
        reply = await stage.mod.slash("digest export", stage.books, format=kind)
        for file in (await reply.settled(20)).files:
            check(file.filename.rpartition(".")[2], file.content.decode("utf-8"), in_headings=True)
