"""Commands, completions and buttons with arbitrary values, sent by people of no rights.

Discord's own apps check options before they send them; this does not. Every one is to be
answered, none with a fault of ours, and nothing may change that the asker has no right to.
"""

import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select
from tests.chat.conftest import Stage, connected
from tests.hostile.corpus import CORPUS

from readbot.chat.courier import DiscordCourier
from readbot.rehearsal import Rehearsal
from readbot.rehearsal.model.nouns import Command, InteractionKind, Message
from readbot.rehearsal.model.permissions import MODERATOR_BITS
from readbot.rehearsal.people import Person
from readbot.rehearsal.replies import Reply
from readbot.services.delivery import Delivery
from readbot.store.database import open_store
from readbot.store.tables import cadences, clubs, digests, excerpts, notes, readings

GROUPS = {1, 2}
_WORDS = (
    "", " ", "0", "-1", "1", "2", "r1:0-10", "r1:5-4", "r9:0-1", "r1:-1-99999999999999999999", "q1",
    "q999999999999999999999", "1" * 100, "mon,tue", "25:99", "09:00", "2026-02-30", "2026-03-09",
    "9999-12-31", "0001-01-01", "Europe/Berlin", "../UTC", "Europe", "json", "club", "me",
    "http://[::1", "https://example.org/a", "javascript:a", "harbour wakes at six", "x" * 4000,
    "%", "_", "'; DROP TABLE notes; --", "NaN", "inf", "null", "on", "off", "daily",
)  # fmt: skip
_NUMBERS = (0, 1, -1, 2, 7, 25, 60, 1000, 2**31, 2**53, -(2**53), 0.5)


def snapshot_of(author_id: int) -> list[Any]:
    """What a member without rights cannot change: settings, readings, others' words."""
    others = notes.c.author_id.is_distinct_from(author_id)
    own = [notes.c.id, notes.c.author_id, notes.c.body, notes.c.withdrawn_at, notes.c.hidden_at]
    return [
        select(clubs),
        select(readings),
        select(excerpts),
        select(cadences),
        select(digests.c.id, digests.c.club_id),
        select(*own).where(others),
    ]


async def held(stage: Stage, person: Person) -> list[Any]:
    """Those rows as they are now."""
    async with stage.store.reading() as tx:
        rows = [(await tx.execute(q)).all() for q in snapshot_of(person.user.id)]
    return [sorted(map(repr, found)) for found in rows]


def leaves(command: Command) -> Iterator[tuple[tuple[str, ...], list[dict[str, Any]]]]:
    """Each command that can be used, by its path below the top, with its options."""

    def walk(
        path: tuple[str, ...], options: list[dict[str, Any]]
    ) -> Iterator[tuple[tuple[str, ...], list[dict[str, Any]]]]:
        inner = [option for option in options if option["type"] in GROUPS]
        if not inner:
            yield path, options
        for option in inner:
            yield from walk((*path, option["name"]), option.get("options", []))

    yield from walk((), command.body.get("options", []))


class Fuzzer:
    """Somebody who tries everything. ``chance`` decides what."""

    def __init__(self, stage: Stage, person: Person, message: Message, seed: int) -> None:
        self._stage, self._person, self._message = stage, person, message
        self._chance = random.Random(seed)  # noqa: S311  not a secret
        known = [c for c in stage.r.world.commands.values() if c.kind == 1]
        self._leaves = [(c, path, options) for c in known for path, options in leaves(c)]
        self._deeds = sorted(stage.client.deeds.known)

    async def once(self) -> Reply:
        """Try one thing; what came back."""
        if self._chance.random() < 0.2:
            words = [
                self._string()[:20].replace("\n", " ") for _ in range(self._chance.randrange(4))
            ]
            custom_id = ":".join(("rb1", self._chance.choice(self._deeds), *words))[:100]
            data = {"component_type": 2, "custom_id": custom_id, "id": 1}
            return await (await self._person._component_deed(self._message, data)).settled(20)
        command, path, options = self._chance.choice(self._leaves)
        completes = [option for option in options if option.get("autocomplete")]
        focused = self._chance.choice(completes) if completes else None
        asks = focused is not None and self._chance.random() < 0.3
        given = [o for o in options if o.get("required") or self._chance.random() < 0.5]
        values = [self._value(option) for option in given if option["type"] in (3, 4, 5, 10)]
        if asks and focused is not None:
            values = [v for v in values if v["name"] != focused["name"]]
            values.append(
                {"name": focused["name"], "type": 3, "value": self._string(), "focused": True}
            )
        data = {"id": str(command.id), "name": command.name, "type": 1, "options": values}
        for depth, name in reversed(list(enumerate(path))):
            kind = 2 if depth == 0 and len(path) == 2 else 1
            data["options"] = [{"name": name, "type": kind, "options": data["options"]}]
        kind = InteractionKind.AUTOCOMPLETE if asks else InteractionKind.COMMAND
        deed = self._person._deed(kind, self._stage.books, data, name=command.name)
        return await (await deed).settled(20)

    def _value(self, option: dict[str, Any]) -> dict[str, Any]:
        values: dict[int, Callable[[], Any]] = {
            3: self._string,
            4: lambda: int(self._chance.choice(_NUMBERS)),
            5: lambda: self._chance.random() < 0.5,
            10: lambda: self._chance.choice(_NUMBERS),
        }
        made = values[option["type"]]()
        choices = [choice["value"] for choice in option.get("choices", [])]
        if choices and self._chance.random() < 0.7:
            made = self._chance.choice(choices)
        return {"name": option["name"], "type": option["type"], "value": made}

    def _string(self) -> str:
        if self._chance.random() < 0.3:
            harm = self._chance.choice(CORPUS).text
            return harm.encode("utf-8", "replace").decode()
        if self._chance.random() < 0.2:
            return "".join(
                chr(self._chance.choice((9, 65, 233, 0x4E2D, 0x1F600))) for _ in range(9)
            )
        return self._chance.choice(_WORDS)


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


async def try_everything(stage: Stage, count: int, seed: int) -> None:
    """A member without rights tries so many things; AssertionError if one goes wrong."""
    excerpt = await stage.first_excerpt()
    await stage.ben.slash(
        "annotate", stage.books, passage="harbour wakes at six", note="Ben was here"
    )
    before = await held(stage, stage.ann)
    assert any("Ben was here" in row for row in before[-1])
    fuzzer = Fuzzer(stage, stage.ann, excerpt, seed)
    for number in range(count):
        reply = await fuzzer.once()
        assert reply.kind != "failed", (number, reply)
        assert "on our side" not in reply.text, (number, reply.text)
    assert await held(stage, stage.ann) == before
