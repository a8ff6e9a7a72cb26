"""Anything at all, sent over the wire by everybody: moderators, members, strangers, the muted.

Every attempt is to be answered in time, none with a fault of ours, and nothing may change that the
one who sent it has no right to.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from structlog.testing import capture_logs
from structlog.types import EventDict
from tests.chat.conftest import Stage, connected
from tests.chat.rights import Scene, build, put_back
from tests.chat.rights import rows as all_rows
from tests.hostile.attempts import Attempt, Attempts
from tests.services.club_at_work import NOW

from readbot.chat.courier import DiscordCourier
from readbot.club.clubs import Person as Asker
from readbot.rehearsal import Rehearsal
from readbot.rehearsal.model.nouns import Channel, InteractionKind, Message
from readbot.rehearsal.model.permissions import MODERATOR_BITS
from readbot.rehearsal.replies import Reply
from readbot.services import mutes
from readbot.services.delivery import Delivery
from readbot.store.database import open_store
from readbot.store.tables import metadata

MUTED = "muted member"
_PUT_BACK_AFTER = 100
_ANSWERED_WITHIN = 15.0
"""Seconds after which one counts as never answered. How long each took is measured beside that."""
IN_TIME = 3.0
"""Seconds that Discord gives for the first word; a loaded machine alone may need more."""


@dataclass(slots=True)
class Tried:
    """What came of attempts: how many there were, and how soon each had its first word."""

    number: int = 0
    late: int = 0
    slowest: float = 0.0  # seconds
    slowest_attempt: str = ""

    def had_first_word(self, attempt: Attempt, seconds: float) -> None:
        """One was acknowledged or answered."""
        self.late += seconds > IN_TIME
        if seconds > self.slowest:
            self.slowest, self.slowest_attempt = seconds, repr(attempt)

    def add(self, more: "Tried") -> None:
        """Count others too."""
        self.number += more.number
        self.late += more.late
        if more.slowest > self.slowest:
            self.slowest, self.slowest_attempt = more.slowest, more.slowest_attempt


Row = dict[str, Any]
Rows = dict[str, list[Row]]


def rows(file: sqlite3.Connection) -> Rows:
    """The whole database."""
    found: Rows = {}
    for table in metadata.sorted_tables:
        cursor = file.execute(f"SELECT * FROM {table.name}")  # noqa: S608
        names = [column[0] for column in cursor.description]
        found[table.name] = [dict(zip(names, row, strict=True)) for row in cursor]
    return found


@dataclass(frozen=True, slots=True)
class Guard:
    """What this person has no right to change: ``theirs`` are the clubs that they moderate."""

    me: int
    theirs: Collection[int]
    clubs: Collection[int]
    is_muted: bool

    def trespasses(self, before: Rows, after: Rows) -> list[object]:
        """Rows that are not as they were, or that should not be there."""
        notes = {note["id"]: note for note in before["notes"]}
        homes = {reading["id"]: reading["club_id"] for reading in before["readings"]}

        def of_others(row: Row) -> bool:
            note = notes.get(row.get("note_id", 0))
            mine = row["member_id"] == self.me or row.get("about_id") == self.me
            return not mine and (note is None or note["author_id"] != self.me)

        def untouchable(row: Row) -> bool:
            home = row.get("club_id", homes.get(row.get("reading_id", 0)))
            return home in self.clubs and home not in self.theirs

        def names_me(row: Row) -> bool:
            return self.me in (row.get("actor_id"), row.get("subject_id"), row.get("member_id"))

        def another(row: Row) -> bool:
            return bool(row["author_id"] != self.me)

        wrong: list[object] = []

        def stays(table: str, which: Callable[[Row], bool], *names: str) -> None:
            """Rows of these must not change, in these columns or in any."""
            there = {_picked(row, names) for row in after[table]}
            lost = [row for row in before[table] if which(row) and _picked(row, names) not in there]
            wrong.extend((table, "is not as it was", row) for row in lost)

        def closed(table: str, *names: str) -> None:
            """Nothing may change in clubs that are not theirs, and nothing be added."""
            stays(table, lambda row: untouchable(row) and not names_me(row), *names)
            known = {_identity(row) for row in before[table]}
            new = [row for row in after[table] if untouchable(row) and not names_me(row)]
            wrong.extend((table, "is new", row) for row in new if _identity(row) not in known)

        stays("notes", another, "id", "author_id", "author_name", "body", "show_to", "withdrawn_at")
        stays("notes", lambda row: another(row) and row["show_to"] == "me")
        for table in ("drafts", "choices", "read_marks", "nods"):
            stays(table, of_others)
        stays("flags", of_others, "note_id", "member_id", "at")
        stays("note_versions", lambda row: another(notes[row["note_id"]]))
        stays("audit", lambda row: not names_me(row))
        stays("clubs", lambda row: row["id"] in self.clubs and row["id"] not in self.theirs)
        for table in ("readings", "excerpts", "cadences", "word_rules", "mutes", "audit"):
            closed(table)
        closed("digests", "id", "club_id", "start", "end")
        kept_back = ("id", "hidden_at", "hidden_reason", "held_at")
        stays("notes", lambda row: another(row) and untouchable(row), *kept_back)
        stays(
            "postings",
            lambda row: untouchable(row) and row["kind"] in ("excerpt", "digest", "thread"),
            "id", "kind", "due_at", "state", "words",
        )  # fmt: skip
        old = {note["id"] for note in before["notes"]}
        new = [note for note in after["notes"] if note["id"] not in old]
        wrong += [("notes", "in another's name", n) for n in new if n["author_id"] != self.me]
        if self.is_muted:
            wrong += [("notes", "although muted", n) for n in new if n["show_to"] != "me"]
        return wrong


def _picked(row: Row, names: Collection[str]) -> tuple[str, ...]:
    return tuple(repr(row[name]) for name in names or row)


def _identity(row: Row) -> object:
    # Erasing takes a person out of a row and leaves it.
    return row["id"] if "id" in row else _picked(row, ())


class Fuzzer:
    """Everybody of a scene, and what they sent."""

    def __init__(self, scene: Scene, messages: dict[int, Message], errors: list[EventDict]) -> None:
        self._scene, self._messages, self._errors = scene, messages, errors
        self.places = places_of(scene)
        self.attempts = Attempts(scene, self.places, messages)
        self.tried = Tried()
        self._first = all_rows(scene.file)
        self._before = rows(scene.file)
        scene.was_written()

    async def once(self, attempt: Attempt) -> None:
        """Send it; AssertionError that tells it if it went wrong."""
        self.tried.number += 1
        reply = await self._sent(attempt)
        told = (self.tried.number, attempt)
        assert reply.kind not in ("failed", "waiting", "deferred"), told
        assert "on our side" not in reply.text, (*told, reply.text)
        errors = [e for e in self._errors if e["log_level"] in ("error", "critical")]
        self._errors.clear()
        assert not errors, (*told, errors)
        if self._scene.was_written():
            after = rows(self._scene.file)
            wrong = self._guard(attempt.who).trespasses(self._before, after)
            assert not wrong, (*told, wrong)
            self._before = after
        if self.tried.number % _PUT_BACK_AFTER == 0:
            await put_back(self._scene.file, self._first)
            self._before = rows(self._scene.file)
            self._scene.was_written()

    async def _sent(self, attempt: Attempt) -> Reply:
        who = self._scene.people[attempt.who]
        channel = self.places[attempt.who][attempt.where]
        message = None
        if attempt.kind in (InteractionKind.COMPONENT, InteractionKind.FORM):
            message = self._messages[channel.id]
        desk = self._scene.stage.r.desk
        name = str(attempt.data.get("name", ""))
        interaction = desk.begin(
            attempt.kind, who.user, channel, attempt.data, name=name, message=message
        )
        await desk.answered(interaction)
        self.tried.had_first_word(attempt, time.monotonic() - interaction.began)
        return await Reply(self._scene.stage.r.world, interaction).settled(60)

    def _guard(self, who: str) -> Guard:
        here, beside, away = [
            club.work.club.id for club in (self._scene.here, self._scene.beside, self._scene.away)
        ]
        theirs = {
            "moderator": {here}, "other club's moderator": {beside}, "admin": {here, beside}
        }.get(who, set())  # fmt: skip
        me = self._scene.people[who].user.id
        return Guard(me, theirs, {here, beside, away}, is_muted=who == MUTED)


def places_of(scene: Scene) -> dict[str, dict[str, Channel]]:
    """Where each of the people can be."""
    guild = {
        "here": scene.here.channel, "beside": scene.beside.channel, "general": scene.stage.general
    }  # fmt: skip
    far = {"far": scene.away.channel}
    found: dict[str, dict[str, Channel]] = {}
    for name, person in scene.people.items():
        stranger = name.startswith("stranger")
        in_both = name in ("member", "author")
        found[name] = (far if stranger else guild | far if in_both else guild) | {
            "direct": person.dm()
        }
    return found


async def messages_in(scene: Scene) -> dict[int, Message]:
    """A message of the bot's in each place, by its channel's id."""
    stage = scene.stage
    found = {}
    for channel in {c.id: c for known in places_of(scene).values() for c in known.values()}:
        sent = await stage.client.get_partial_messageable(channel).send("Here.")
        message = stage.r.world.message(sent.id)
        assert message is not None
        found[channel] = message
    return found


async def scene_of(stage: Stage) -> Scene:
    """The scene of the rights, with one more who is muted in the first club."""
    scene = await build(stage)
    quiet = stage.r.add_person("quiet", stage.guild)
    boss = Asker(1, "boss", manages_messages=True)
    place = scene.here.work.place
    await mutes.mute(stage.store, place, boss, quiet.user.id, "Enough.", None, NOW)
    await mutes.mute(
        stage.store, scene.beside.work.place, boss, quiet.user.id, "Enough.", None, NOW
    )
    people = {**scene.people, MUTED: quiet}
    return Scene(stage, people, scene.here, scene.beside, scene.away, scene.file)


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    """The chat's tests' server and people, without pytest."""
    store = await open_store(f"sqlite:///{folder / 'readbot.db'}")
    async with Rehearsal() as r:
        guild = r.add_guild("Harbour")
        r.world.add_role(guild, "Moderators", MODERATOR_BITS)
        general, books = (r.world.add_channel(guild, name) for name in ("general", "books"))
        mod = r.add_person("mod", guild, roles=["Moderators"])
        ann, ben = (r.add_person(name, guild) for name in ("ann", "ben"))
        async with connected(r, store) as client:
            courier = DiscordCourier(client)
            delivery = Delivery(store, courier, r.clock.now)
            yield Stage(r, store, client, courier, delivery, guild, general, books, mod, ann, ben)
    await store.close()


async def try_everything(stage: Stage, count: int, seed: int) -> Tried:
    """So many attempts; what came of them. AssertionError if one goes wrong."""
    with capture_logs() as errors:
        stage.r.desk.answer_seconds = _ANSWERED_WITHIN
        scene = await scene_of(stage)
        fuzzer = Fuzzer(scene, await messages_in(scene), errors)
        errors.clear()
        loop = asyncio.get_running_loop()

        @hypothesis.seed(seed)
        @settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(fuzzer.attempts.any())
        def tried(attempt: Attempt) -> None:
            asyncio.run_coroutine_threadsafe(fuzzer.once(attempt), loop).result()

        # Hypothesis waits for each attempt, so it has a thread of its own.
        await asyncio.to_thread(tried)
    return fuzzer.tried
