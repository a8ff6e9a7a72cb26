"""Who wrote under a pseudonym stands in nothing that others are shown, sent or given as a file."""

from dataclasses import dataclass, field
from datetime import timedelta

from tests.chat.conftest import Stage
from tests.hostile.test_old_rows import said

from readbot.rehearsal.model.nouns import Message
from readbot.rehearsal.replies import Reply

WORDS = "Zinnober by night"


@dataclass
class Seen:
    """All that others came to see."""

    stage: Stage
    texts: list[str] = field(default_factory=list)

    async def take(self, reply: Reply) -> Reply:
        """Remember an answer, with all that it can do, and its files."""
        reply = await reply.settled(20)
        self.texts += said([reply.text, list(reply.components)])
        self.texts += [file.content.decode("utf-8", "replace") for file in reply.files]
        return reply

    def channels(self) -> None:
        """Remember whatever stands in channels and threads, but for messages to her alone."""
        world, hers = self.stage.r.world, self.stage.ann.dm().id
        for channel in list(world.channels.values()):
            if channel.id == hers:
                continue
            for message in world.history(channel):
                self.texts += said([message.content, message.components])
                self.texts += [
                    file.content.decode("utf-8", "replace") for file in message.attachments
                ]


async def masked(stage: Stage, excerpt: Message) -> None:
    """Ann writes under her pseudonym, in every way."""
    form = await stage.ann.press(excerpt, "Annotate")
    await stage.ann.submit(form, {"note": WORDS, "show_to": ["pseudonym"]})
    form = await stage.ann.press(excerpt, "Ask")
    await stage.ann.submit(form, {"Your question": f"{WORDS}?", "show_to": ["pseudonym"]})
    await stage.delivery.step()


async def test_nothing_that_others_see_names_who_is_behind_a_pseudonym(stage: Stage) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    for person in (stage.ben, stage.mod):
        await person.press(excerpt, "Mark as read")
    await masked(stage, excerpt)
    seen = Seen(stage)
    note, question = (
        m for m in stage.mod.read(stage.r.world.channels[excerpt.id]) if WORDS in str(said_of(m))
    )
    for person in (stage.ben, stage.mod):
        for command in ("notes", "questions", "catchup", "progress", "readings"):
            await seen.take(await person.slash(command, stage.books))
        await seen.take(await person.slash("search", stage.books, words="Zinnober"))
        for message in (note, question):
            more = await seen.take(await person.press(message, "More"))
            assert WORDS in more.text
    for person in (stage.ben, stage.mod):
        hers = await person.slash("notes", stage.books, member=stage.ann.user)
        assert "Zinnober" not in hers.text
    flag = await seen.take(await stage.ben.press(note, "More"))
    await seen.take(await stage.ben.press(flag, "Flag"))
    await seen.take(await stage.mod.slash("moderate queue", stage.books))
    look = await seen.take(await stage.mod.press(question, "Flag"))
    look = await seen.take(await stage.mod.press(look, "Look at it"))
    form = await stage.mod.press(look, "Mute its author")
    await seen.take(await stage.mod.submit(form, {"reason": "Enough."}))
    stage.r.clock.advance(timedelta(minutes=5))
    await stage.delivery.step()
    for show in ("waiting", "hidden", "muted"):
        await seen.take(await stage.mod.slash("moderate queue", stage.books, show=show))
    for file in (None, "csv", "json"):
        log = stage.mod.slash("moderate log", stage.books, options={"file": file} if file else {})
        await seen.take(await log)
    await seen.take(await stage.mod.slash("digest preview", stage.books))
    await seen.take(await stage.mod.slash("digest send", stage.books))
    for kind in ("markdown", "html", "json", "csv"):
        for names in ("chosen", "pseudonyms"):
            files = stage.mod.slash("digest export", stage.books, format=kind, names=names)
            await seen.take(await files)
    await stage.delivery.step()
    seen.channels()
    everything = "\n".join(seen.texts)
    assert everything.count("Zinnober") > 20
    ann = stage.ann.user
    for name in (str(ann.id), ann.username, str(ann.global_name)):
        found = [text[:300] for text in seen.texts if name.casefold() in words_of(text)]
        assert found == [], name


def said_of(message: Message) -> list[str]:
    return list(said([message.content, message.components]))


def words_of(text: str) -> set[str]:
    """The words and numbers in a text."""
    return set("".join(c if c.isalnum() else " " for c in text.casefold()).split())
