"""Hostile texts in an article's details, a file's name, a moderator's reasons and the word list."""

import csv
import io
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from tests.chat.conftest import Stage
from tests.hostile.corpus import CORPUS, Harm
from tests.hostile.test_corpus import check, deliverable, harmless, on_the_wire

from readbot.club.clubs import Person, Place
from readbot.club.mistakes import Mistake
from readbot.club.order import LONGEST_REASON, LONGEST_RULE
from readbot.rehearsal.people import Upload
from readbot.rehearsal.replies import Reply, text_of
from readbot.services import cadence, mutes, order, parsing, readings
from readbot.text.normalise import one_line

KEEPER = Person(1, "boss", manages_messages=True)
TEXT = "The tide turns. Nobody has to ask it. The boats know it as well.\n\n" * 6


def words_of(harm: Harm, room: int = 100) -> str:
    return deliverable(harm)[:room]


async def add_readings(stage: Stage, place: Place) -> list[int]:
    """Readings whose every detail is somebody's harm; their ids."""
    plain = await parsing.read_pasted(TEXT)
    added = []
    for number, harm in enumerate(CORPUS):
        # What an importer finds is normalised, what a moderator types is not.
        others = [one_line(words_of(CORPUS[(number + n) % len(CORPUS)])) for n in (1, 2, 3, 4)]
        details = replace(
            plain.details,
            author=others[0],
            subtitle=others[1],
            publisher=others[2],
            published=others[3],
        )
        article = replace(plain, details=details)
        now, title = stage.r.clock.now(), words_of(harm)
        made = await readings.add(stage.store, place, KEEPER, article, now, title=title)
        added.append(made.script.reading.id)
    return added


async def moderate(stage: Stage, place: Place) -> None:
    """Mutes for hostile reasons, and hostile words on the list."""
    now = stage.r.clock.now()
    for number, harm in enumerate(CORPUS):
        reason = words_of(harm, LONGEST_REASON - 50)
        member = stage.ann.user.id if number == 0 else 1000 + number
        await mutes.mute(stage.store, place, KEEPER, member, reason, None, now)
        with suppress(Mistake):  # what has no letters is no entry
            await order.words(stage.store, place, KEEPER, now, add=words_of(harm, LONGEST_RULE))


async def pages(stage: Stage, commands: Sequence[str]) -> list[Reply]:
    """What these commands answer, with every further page of it."""
    found = []
    for command in commands:
        name, _, chosen = command.partition("?")
        options = dict([chosen.split("=")]) if chosen else {}
        reply = await stage.mod.slash(name, stage.books, options=options)
        found.append(await reply.settled(30))
    return found


async def test_details_reasons_and_lists_are_words_and_nothing_else(stage: Stage) -> None:
    await stage.first_excerpt()
    place = Place(stage.guild.id, stage.books.id)
    ids = await add_readings(stage, place)
    await moderate(stage, place)
    for number in ids[:6]:
        await cadence.start(
            stage.store,
            place,
            KEEPER,
            str(number),
            days="daily",
            time="09:00",
            first=None,
            now=stage.r.clock.now(),
        )
        await stage.mod.slash("reading next", stage.books, reading=str(number))
    await stage.delivery.step()
    looked = await pages(
        stage,
        (
            "readings", "now", "catchup", "about", "reading queue",
            f"reading preview?reading={ids[2]}", "moderate queue?show=muted", "moderate log",
            "moderate words", "digest preview",
            "notes", "questions", "my-data show",
        ),
    )  # fmt: skip
    for reply in looked:
        assert reply.kind == "message", reply
        assert "on our side" not in reply.text
        harmless(reply.text)
    for channel in list(stage.r.world.channels.values()):
        for message in stage.r.world.history(channel):
            harmless(text_of(message))
            assert not message.mentions
    for body in on_the_wire(stage):
        named = [(body.get("allowed_mentions") or {}).get(k) for k in ("parse", "users", "roles")]
        assert "custom_id" in body or not any(named), body
    await look_into_files(stage)


async def look_into_files(stage: Stage) -> None:
    for kind in ("csv", "json"):
        told = await (await stage.mod.slash("moderate log", stage.books, file=kind)).settled(30)
        content = told.files[0].content.decode("utf-8-sig")
        if kind == "json":
            json.loads(content)
        else:
            cells = [cell for row in csv.reader(io.StringIO(content)) for cell in row]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "＝"))]
    for kind in ("markdown", "html", "csv", "json", "calendar"):
        reply = await stage.mod.slash("digest export", stage.books, format=kind)
        for file in (await reply.settled(30)).files:
            ending = file.filename.rpartition(".")[2]
            # A reading's title is a heading of its own.
            check(ending, file.content.decode("utf-8"), in_headings=True)
    reply = await (await stage.ann.slash("my-data download", stage.books)).settled(30)
    for file in reply.files:
        json.loads(file.content)


async def test_a_file_of_any_name_is_read_or_refused_in_words(stage: Stage) -> None:
    await stage.first_excerpt()
    for number, harm in enumerate(CORPUS):
        name = words_of(harm, 80).replace("/", "_") + ".txt"
        file = Upload(name, f"{number} {TEXT}".encode())
        reply = await stage.mod.slash("reading add", stage.books, file=file)
        told = await reply.settled(30)
        assert told.kind == "message", (harm, told)
        assert "on our side" not in told.text, (harm, told.text)
        harmless(told.text)
