"""Three clubs in two servers with one of everything in each, and people to try all deeds on it."""

import asyncio
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import text, update
from tests.chat.conftest import Stage
from tests.services.club_at_work import NOW, ClubAtWork, begin_reading, found_club

from readbot.club.clubs import Person as Asker
from readbot.club.links import Link
from readbot.club.notes import NewNote, Note, NoteKind
from readbot.club.postings import NewPosting, PostingKind, PostingState
from readbot.club.readings import ReadingState
from readbot.rehearsal import Person
from readbot.rehearsal.model.nouns import Channel, Guild, InteractionKind, Json, Message
from readbot.rehearsal.replies import Reply
from readbot.services import (
    digests,
    keeping,
    members,
    mutes,
    notes,
    order,
    passages,
    questions,
    replies,
)
from readbot.store import clubs as kept_clubs
from readbot.store import members as kept_members
from readbot.store import postings
from readbot.store.tables import metadata
from readbot.store.tables import notes as note_table

SECRET = "zinnober"
"""Stands in every member's words, so that an answer that shows some is known."""
# What a refusal may leave: the words given back, and what the database knows about itself.
_OURS = ("drafts", "house", "badges")


@dataclass
class Club:
    """One club with one of everything; each thing by its name, as a button's id has it."""

    work: ClubAtWork
    channel: Channel
    message: Message
    things: dict[str, Any] = field(default_factory=dict)


@dataclass
class Scene:
    """The people, by what they are to the first club, and the clubs."""

    stage: Stage
    people: Mapping[str, Person]
    here: Club
    beside: Club
    away: Club
    file: sqlite3.Connection
    version: int = 0

    def was_written(self) -> bool:
        """Whether anything at all was written since this was asked before."""
        before = self.version
        (self.version,) = self.file.execute("PRAGMA data_version").fetchone()
        return self.version != before

    async def press(
        self, who: Person, club: Club, data: Json, kind: InteractionKind = InteractionKind.COMPONENT
    ) -> Reply:
        """Somebody presses what they made up, on a message in this club's channel."""
        desk = self.stage.r.desk
        interaction = desk.begin(kind, who.user, club.channel, data, message=club.message)
        await desk.answered(interaction)
        return await Reply(self.stage.r.world, interaction).settled(20)


Rows = dict[str, list[tuple[Any, ...]]]


def rows(file: sqlite3.Connection) -> Rows:
    """Everything that a person without the right must not change."""
    names = [table.name for table in metadata.sorted_tables]
    return {name: file.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608


def differs(before: Rows, after: Rows) -> bool:
    """Whether anything was changed that counts."""
    for name, kept in before.items():
        if name == "drafts":
            # Words that were given back are new drafts; older ones are somebody's.
            left = [row for row in after[name] if row[0] in {row[0] for row in kept}]
            if left != kept:
                return True
        elif name not in _OURS and kept != after[name]:
            return True
    return False


async def put_back(file: sqlite3.Connection, before: Rows) -> None:
    """Everything as it was, at once and on one connection: hundreds of times it adds up."""
    while True:
        try:
            file.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            # Readbot's own writer has it, on this very loop: let it finish.
            await asyncio.sleep(0.02)
            continue
        break
    # Clubs before what is theirs, for the log of a club that is there cannot be deleted.
    for name in before:
        file.execute(f"DELETE FROM {name}")  # noqa: S608
    for name, kept in before.items():
        if kept:
            places = ", ".join("?" * len(kept[0]))
            file.executemany(f"INSERT INTO {name} VALUES ({places})", kept)  # noqa: S608
    file.execute("COMMIT")


def asker(person: Person, *, moderates: bool = False) -> Asker:
    """The person as services know them."""
    return Asker(person.user.id, person.user.username, manages_messages=moderates)


async def _write(
    work: ClubAtWork, who: Asker, kind: NoteKind = NoteKind.THOUGHT, about: str = ""
) -> Note:
    new = NewNote(work.reading.id, kind, f"{SECRET} {kind}{about}", excerpt=1)
    return (await notes.add(work.store, work.place, who, new, NOW)).note


async def club_with_everything(
    stage: Stage,
    guild: Guild,
    channel: Channel,
    role: int | None,
    ann: Asker,
    ben: Asker,
    member: Asker,
) -> Club:
    """A club in this channel with one of everything: Ann's, where it is a member's.

    The member has nodded to an answer and flagged a note.
    """
    store, boss = stage.store, Asker(1, "boss", manages_messages=True)
    made = await found_club(store, guild.id, channel.id)
    made = replace(made, moderator_role_id=role)
    async with store.writing() as tx:
        await kept_clubs.change(tx, made)
    work = ClubAtWork(store, made, await begin_reading(store, made))
    marks = [(await work.post(number)).mark for number in (1, 2)]
    waiting = await begin_reading(store, made, ReadingState.WAITING)
    place = work.place
    note, question = await _write(work, ann), await _write(work, ann, NoteKind.QUESTION)
    answer = (
        await questions.answer(store, place, ben, str(question.id), f"{SECRET} answer", NOW)
    ).note
    hidden, held, flagged = [await _write(work, ann, about=f" {n}") for n in range(3)]
    await order.hide(store, place, boss, hidden.id, 0, f"{SECRET} reason", NOW)
    async with store.writing() as tx:
        await tx.execute(update(note_table).where(note_table.c.id == held.id).values(held_at=NOW))
    await order.flag(store, place, member, flagged.id, NOW)
    await replies.nod(store, place, member, answer.id, NOW)
    await members.mark_all_read(store, place, ben, NOW)
    await mutes.mute(store, place, boss, 2, "So.", None, NOW)
    (mute,), _ = await mutes.listed(store, place, boss, NOW, 0, 5)
    digest = await digests.send(store, place, boss, NOW + timedelta(hours=1))
    # In a channel that was left: where the others live it would hold them up.
    doubtful = NewPosting(made.id, PostingKind.EXCERPT, waiting.id, "3", channel.id + 1, NOW)
    said = Link(guild.id, channel.id, 77)
    sentence = (await passages.of_mark(store, place, marks[0])).choices[0].value
    drafts = {}
    words = {"kind": "thought", "body": SECRET, "show_to": "club", "quote": None, "excerpt": 1}
    begun: dict[str, dict[str, Any]] = {
        "form": {"form": "rb1:typed", "fields": {"note": SECRET}},
        "note": {**words, "reading_id": work.reading.id, "spans": [[0, 10]]},
        "pasted": {"text": SECRET, "last": SECRET, "wanted": {}},
        "book": {"file": "", "name": "", "chapters": [[1, SECRET, 3]], "wanted": {}},
        "original": {"text": SECRET, "reading": 0, "form": "Markdown", "found": {}},
    }
    async with store.writing() as tx:
        await postings.plan(tx, store.name, doubtful)
        doubt = next(
            p for p in await postings.waiting(tx) if p.occurrence == "3" and p.club_id == made.id
        )
        await postings.end(tx, doubt.id, PostingState.DOUBTFUL, "?")
        for purpose, content in begun.items():
            drafts[purpose] = await kept_members.keep_draft(
                tx, made.id, ann.id, purpose, content, NOW
            )
    _, asked = await keeping.ask_author(
        store, place, ben, ann, NoteKind.THOUGHT, f"{SECRET} said", said, NOW
    )
    sent = await stage.client.get_partial_messageable(channel.id).send("Here.")
    message = stage.r.world.message(sent.id)
    assert message is not None
    things = {
        "mark": marks[0],
        "reading": work.reading.id,
        "waiting": waiting.id,
        "note": note.id,
        "question": question.id,
        "answer": answer.id,
        "hidden": hidden.id,
        "held": held.id,
        "flagged": flagged.id,
        "mute": mute.id,
        "digest": digest.id,
        "doubt": doubt.id,
        "form": drafts["form"],
        "draft": drafts["note"],
        "pasted": drafts["pasted"],
        "book": drafts["book"],
        "original": drafts["original"],
        "sentence": sentence,
        "asked": asked,
        "author": ann.id,
        "club": made.id,
    }
    return Club(work, channel, message, things)


async def build(stage: Stage) -> Scene:
    """Two clubs in one server, one in another, and people of every kind."""
    world, guild = stage.r.world, stage.guild
    role = world.add_role(guild, "Keepers", 0)
    other_role = world.add_role(guild, "Other keepers", 0)
    away = stage.r.add_guild("Away")
    await stage.r.world.changes.until(lambda: True, 1)
    people = {
        "member": stage.r.add_person("passer", guild, away),
        "author": stage.r.add_person("annika", guild, away),
        "moderator": stage.r.add_person("keeper", guild, roles=["Keepers"]),
        "other club's moderator": stage.r.add_person("other", guild, roles=["Other keepers"]),
        "admin": stage.mod,
        "stranger in another server": stage.r.add_person("stranger", away),
    }
    ann, ben = asker(people["author"]), asker(stage.ben)
    beside = world.add_channel(guild, "beside")
    far = world.add_channel(away, "far")
    member = asker(people["member"])
    here, there, gone = [
        await club_with_everything(stage, server, channel, keepers, ann, ben, member)
        for server, channel, keepers in (
            (guild, stage.books, role.id),
            (guild, beside, other_role.id),
            (away, far, None),
        )
    ]
    async with stage.store.reading() as tx:
        (_, _, file) = (await tx.execute(text("PRAGMA database_list"))).one()
    return Scene(
        stage, people, here, there, gone, sqlite3.connect(file, timeout=0, isolation_level=None)
    )
