"""Hostile texts through every way in and out: nothing pings, nothing is markup, nothing hides."""

import csv
import io
import json
import re
from typing import Any

from icalendar import Calendar
from lxml import html
from markdown_it import MarkdownIt
from tests.chat.conftest import Stage
from tests.hostile.corpus import CORPUS, SOMEBODY, Harm
from tests.text.discord_reader import REPLACED, shown

from readbot.rehearsal.model.nouns import Message
from readbot.rehearsal.replies import Reply, text_of
from readbot.text.normalise import normalise

# What readbot itself puts there: times, channels, and whom it asks or answers.
_OWN = re.compile(r"(?<!\\)(?:<t:\d+:\w>|<#\d+>|</[a-z -]+:\d+>|<@\d+>)")
_OWN_LINKS = re.compile(r"https://discord\.com/channels/\d{15,}/")
_TURNERS = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def deliverable(harm: Harm) -> str:
    """The text as it can travel: half a surrogate pair cannot."""
    return harm.text.encode("utf-8", "replace").decode()


def harmless(text: str) -> None:
    """No live mention, link, card or emoji of a stranger's; nothing that turns the line around."""
    assert str(SOMEBODY) not in "".join(_OWN.findall(text)), text
    own = _OWN_LINKS.sub("https://own.example/", _OWN.sub("·", text))
    assert REPLACED not in shown(own), text
    assert not re.search(r"(?<!\\)@(?:everyone|here)", text), text
    assert not _TURNERS.search(text), text


def on_the_wire(stage: Stage) -> list[dict[str, Any]]:
    """The bodies of all messages that readbot sent, edited or answered with."""
    bodies = [exchange.body for exchange in stage.r.wire.all() if isinstance(exchange.body, dict)]
    inner = [body["data"] for body in bodies if isinstance(body.get("data"), dict)]
    return [b for b in (*bodies, *inner) if "content" in b or "components" in b]


async def talk(stage: Stage, harm: Harm, excerpt: Message, *, asks: bool) -> None:
    """The text as a note and its reply, or as a question and its answer."""
    words = deliverable(harm)
    first, field, back, told = ("Ask", "Your question", "Answer", "Your answer")
    if not asks:
        first, field, back, told = ("Annotate", "note", "Reply", "Your reply")
    form = await stage.ann.press(excerpt, first)
    kept = await (await stage.ann.submit(form, {field: words})).settled()
    assert " is kept." in kept.text, (harm, kept.text)
    await stage.delivery.step()
    posted = stage.ben.read(stage.r.world.channels[excerpt.id])[-1]
    form = await stage.ben.press(posted, back)
    await (await stage.ben.submit(form, {told: words})).settled()
    seen = "".join(shown(text_of(posted)).split())
    assert "".join(normalise(words).split())[:200] in seen, (harm, posted)


async def every_page(stage: Stage) -> list[Reply]:
    """What people can look at."""
    asked = [
        await stage.ben.slash(command, stage.books)
        for command in ("notes", "questions", "catchup", "now", "readings", "my-data show")
    ]
    asked += [await stage.ben.slash("search", stage.books, words=harm.word) for harm in CORPUS[:4]]
    asked += [await stage.mod.slash("digest preview", stage.books)]
    return [await reply.settled() for reply in asked]


async def test_nothing_that_anyone_writes_pings_or_is_markup_or_hides(stage: Stage) -> None:
    stage.ann.user.global_name = f"<@{SOMEBODY}>**x**\n# [a](h)"[:32]
    stage.ben.user.global_name = "\u202e@everyone|| `=1+1"
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    for number, harm in enumerate(CORPUS):
        await talk(stage, harm, excerpt, asks=number % 2 == 1)
    await stage.delivery.step()
    await look_in_discord(stage)
    await look_into_files(stage)


async def look_in_discord(spoken: Stage) -> None:
    for reply in await every_page(spoken):
        assert reply.kind == "message"
        assert "on our side" not in reply.text
        harmless(reply.text)
    sent = on_the_wire(spoken)
    assert len(sent) > 3 * len(CORPUS)
    for body in sent:
        pinged = body.get("allowed_mentions")
        is_form = "custom_id" in body
        named = [pinged and pinged.get(who) for who in ("parse", "users", "roles")]
        assert is_form or not any(named), body
    for channel in (spoken.books, *spoken.r.world.channels.values()):
        for message in spoken.r.world.history(channel):
            harmless(text_of(message))
            assert not message.mentions


async def look_into_files(spoken: Stage) -> None:
    contents: dict[str, bytes] = {}
    for kind in ("markdown", "html", "csv", "json", "calendar"):
        reply = await (await spoken.mod.slash("digest export", spoken.books, format=kind)).settled(
            20
        )
        for file in reply.files:
            contents[file.filename] = file.content
    texts = {name: content.decode("utf-8") for name, content in contents.items()}
    endings = {name.rpartition(".")[2] for name in texts}
    assert endings >= {"md", "html", "csv", "ics"}
    for name, text in texts.items():
        check(name.rpartition(".")[2], text)


def check(ending: str, text: str, *, in_headings: bool = False) -> None:
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)
    match ending:
        case "html":
            page: Any = html.fromstring(text)
            assert not page.xpath("//iframe|//object|//@*[starts-with(name(), 'on')]")
            assert not [own for own in page.xpath("//script") if "Quill" in own.text_content()]
            assert "<script>alert" not in text
            assert all(not str(link).startswith("javascript") for link in page.xpath("//@href"))
            assert not [x for x in page.xpath("//@href|//@src") if "evil" in str(x)]
        case "md":
            body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
            rendered = MarkdownIt("commonmark", {"html": True}).render(body)
            assert "<script" not in rendered
            assert "<img" not in rendered
            assert 'href="https://evil' not in rendered
            assert (
                in_headings
                or "QUILL" not in "".join(re.findall(r"<h\d>(.*?)</h\d>", rendered)).upper()
            )
        case "csv":
            for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))):
                assert not [cell for cell in row if cell.startswith(("=", "+", "@", "\t", "＝"))]
        case "json" | "jsonld":
            json.loads(text)
        case "ics":
            calendar = Calendar.from_ical(text)
            assert not [part for part in calendar.walk() if part.name == "VALARM"]
