"""What somebody may send over the wire who has written a client of their own: made by hypothesis.

Made from what the bot has registered: its commands with their options, the deeds of its buttons and
forms. Most of it has the right shape and some value, some of it is what no client of Discord's own
would send: values beyond an option's range, of another type, missing, doubled, ids of another club.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from tests.chat.rights import Scene
from tests.hostile.corpus import CORPUS, SOMEBODY

from readbot.rehearsal.model.nouns import Channel, Command, InteractionKind, Json, Message
from readbot.rehearsal.options import Resolved
from readbot.rehearsal.people import Person, Upload

GROUPS = {1, 2}
MENUS = {2, 3}
_SELECTS = (3, 5, 6, 7, 8)
_WORDS = (
    "", " ", "0", "-1", "1", "2", "r1:0-10", "r1:5-4", "r9:0-1", "r1:-1-99999999999999999999", "q1",
    "q999999999999999999999", "1" * 100, "mon,tue", "25:99", "09:00", "2026-02-30", "2026-03-09",
    "9999-12-31", "0001-01-01", "Europe/Berlin", "../UTC", "Europe", "json", "club", "me",
    "http://[::1", "https://example.org/a", "javascript:a", "harbour wakes at six", "x" * 4000,
    "%", "_", "'; DROP TABLE notes; --", "NaN", "inf", "null", "on", "off", "daily", "3 hours",
    "²", "٣", "1e9", "+1", "00", "0x10", "1_0",
)  # fmt: skip
_NUMBERS = (0, 1, -1, 2, 7, 25, 60, 1000, 2**31, 2**53, -(2**53), 2**63 - 1, 2**63, 2**64, 10**30)
_FIELDS = (
    "note", "text1", "text2", "text3", "text4", "text5", "reason", "until", "words", "passage",
    "title", "answer", "kind", "show_to", "chapters", "question", "author", "licence", "date",
)  # fmt: skip
_FILES = ("a.txt", "a.md", "a.html", "a.pdf", "a.epub", "../../a", "CON", "x" * 200 + ".txt")

texts = st.one_of(
    st.sampled_from(_WORDS),
    st.sampled_from([harm.text.encode("utf-8", "replace").decode() for harm in CORPUS]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)
numbers = st.one_of(
    st.sampled_from(_NUMBERS), st.integers(), st.floats(allow_nan=False, allow_infinity=False)
)
anything: SearchStrategy[Any] = st.one_of(
    texts, numbers, st.booleans(), st.none(), st.lists(texts, max_size=2), st.just({})
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who sends what, from where."""

    who: str
    where: str
    kind: InteractionKind
    data: Json


def leaves(command: Command) -> Iterator[tuple[tuple[str, ...], list[Json]]]:
    """Each command that can be used, by its path below the top, with its options."""

    def walk(
        path: tuple[str, ...], options: list[Json]
    ) -> Iterator[tuple[tuple[str, ...], list[Json]]]:
        inner = [option for option in options if option["type"] in GROUPS]
        if not inner:
            yield path, options
        for option in inner:
            yield from walk((*path, option["name"]), option.get("options", []))

    yield from walk((), command.body.get("options", []))


class Attempts:
    """What can be tried in a scene; ``places`` says where each of the people can be.

    In each channel stands one of the bot's messages, by the channel's id.
    """

    def __init__(
        self,
        scene: Scene,
        places: dict[str, dict[str, Channel]],
        messages: dict[int, Message],
    ) -> None:
        self._scene, self._places, self._messages = scene, places, messages
        commands = list(scene.stage.r.world.commands.values())
        self._leaves = [(c, *leaf) for c in commands if c.kind == 1 for leaf in leaves(c)]
        self._menus = [command for command in commands if command.kind in MENUS]
        self._deeds = sorted(scene.stage.client.deeds.known)
        clubs = (scene.here, scene.beside, scene.away)
        self._things = sorted({str(thing) for club in clubs for thing in club.things.values()})

    def any(self) -> SearchStrategy[Attempt]:
        """Anything at all."""
        places = [(who, where) for who, known in self._places.items() for where in known]
        return st.sampled_from(places).flatmap(lambda place: self._of(*place))

    def _of(self, who: str, where: str) -> SearchStrategy[Attempt]:
        person, channel = self._scene.people[who], self._places[who][where]
        kinds = InteractionKind
        data = {
            kinds.COMMAND: self._command(person, channel, completes=False) | self._menu(channel),
            kinds.AUTOCOMPLETE: self._command(person, channel, completes=True),
            kinds.COMPONENT: self._component(person, channel),
            kinds.FORM: self._form(),
        }
        # Discord's own order of the weights: half of what comes in are commands.
        wanted = st.sampled_from(
            [kinds.COMMAND] * 3 + [kinds.COMPONENT] * 4 + [kinds.FORM] * 2 + [kinds.AUTOCOMPLETE]
        )
        return wanted.flatmap(lambda kind: data[kind].map(lambda d: Attempt(who, where, kind, d)))

    # Commands.

    def _command(
        self, person: Person, channel: Channel, *, completes: bool
    ) -> SearchStrategy[Json]:
        return st.sampled_from(self._leaves).flatmap(
            lambda leaf: self._filled(*leaf, person, channel, completes=completes)
        )

    def _filled(
        self,
        command: Command,
        path: tuple[str, ...],
        options: list[Json],
        person: Person,
        channel: Channel,
        *,
        completes: bool,
    ) -> SearchStrategy[Json]:
        resolved = Resolved(person._scene(channel))

        @st.composite
        def made(draw: st.DrawFn) -> Json:
            values: list[Json] = []
            for option in options:
                likely = 9 if option.get("required") else 4
                if draw(st.integers(0, 9)) < likely:
                    values.append(self._value(draw, option, resolved))
            if values and draw(st.integers(0, 19)) == 0:
                values.append(dict(draw(st.sampled_from(values))))
            if draw(st.integers(0, 19)) == 0:
                values.append({"name": draw(texts)[:32], "type": 3, "value": draw(texts)})
            if completes and values:
                last = draw(st.sampled_from(values))
                last.update(focused=True, value=draw(texts))
            data = {"id": str(command.id), "name": command.name, "type": 1, "options": values}
            if draw(st.integers(0, 9)):
                data["resolved"] = resolved.shape()
            for depth, name in reversed(list(enumerate(path))):
                kind = 2 if depth == 0 and len(path) == 2 else 1
                data["options"] = [{"name": name, "type": kind, "options": data["options"]}]
            return data

        return made()

    def _value(self, draw: st.DrawFn, option: Json, resolved: Resolved) -> Json:
        kind = option["type"]
        is_odd = draw(st.integers(0, 3)) == 0
        value: Any
        choices = [choice["value"] for choice in option.get("choices", [])]
        if draw(st.integers(0, 14)) == 0:
            value = draw(anything)
        elif choices and not is_odd:
            value = draw(st.sampled_from(choices))
        elif kind in (4, 10):
            least, most = option.get("min_value"), option.get("max_value")
            inside = st.integers(int(least or -5), int(most if most is not None else 50))
            drawn: float = draw(st.one_of(inside, numbers))
            value = int(min(max(drawn, -1e30), 1e30)) if kind == 4 else drawn
        elif kind == 5:
            value = draw(st.booleans())
        elif kind in (6, 7, 8, 9, 11):
            value = self._thing(draw, kind, resolved)
        else:
            value = draw(st.one_of(texts, st.sampled_from(self._things)))
        return {"name": option["name"], "type": kind, "value": value}

    def _thing(self, draw: st.DrawFn, kind: int, resolved: Resolved) -> str:
        """Somebody, a channel, a role or a file; sometimes one that nobody knows."""
        scene, world = self._scene, self._scene.stage.r.world
        in_server = resolved._guild is not None
        if draw(st.integers(0, 9)) == 0 or (kind == 8 and not in_server):
            return str(draw(st.sampled_from([SOMEBODY, 0, -1, 2**63])))
        if kind == 7:
            clubs = (scene.here, scene.beside, scene.away)
            general = scene.stage.general
            return resolved.channel(draw(st.sampled_from([general, *(c.channel for c in clubs)])))
        if kind == 8:
            roles = [role for guild in world.guilds.values() for role in guild.roles.values()]
            return resolved.role(draw(st.sampled_from(roles)))
        if kind == 11:
            content = draw(
                st.sampled_from([b"", b"The sea.\n", b"%PDF-1.4\n", b"PK\x03\x04", b"\0"])
            )
            return resolved.upload(Upload(draw(st.sampled_from(_FILES)), content))
        return resolved.user(draw(st.sampled_from(sorted(scene.people.items())))[1])

    def _menu(self, channel: Channel) -> SearchStrategy[Json]:
        message = self._messages[channel.id]
        shown = self._scene.stage.r.shapes.message(message)
        user = shown["author"]

        @st.composite
        def made(draw: st.DrawFn) -> Json:
            command = draw(st.sampled_from(self._menus))
            content = draw(texts)
            shape = shown | {"content": content[:4000]}
            found = {"messages": {str(message.id): shape}, "users": {user["id"]: user}}
            target = message.id if command.kind == 3 else user["id"]
            head = {"id": str(command.id), "name": command.name, "type": command.kind}
            return head | {"target_id": str(target), "resolved": found}

        return made()

    # Buttons, menus and forms.

    def _custom_id(self) -> SearchStrategy[str]:
        version = st.sampled_from(["rb1"] * 12 + ["rb0", "rb2", "", "x"])
        deed = st.one_of(st.sampled_from(self._deeds), st.sampled_from(self._deeds), texts)
        argument = st.one_of(st.sampled_from(self._things), st.sampled_from("0123"), texts)
        return st.tuples(version, deed, st.lists(argument, max_size=4)).map(
            lambda parts: ":".join((parts[0], parts[1], *parts[2]))[:100]
        )

    def _component(self, person: Person, channel: Channel) -> SearchStrategy[Json]:
        resolved = Resolved(person._scene(channel))
        value = st.one_of(st.sampled_from(self._things), texts)

        @st.composite
        def made(draw: st.DrawFn) -> Json:
            data: Json = {"custom_id": draw(self._custom_id()), "id": 1, "component_type": 2}
            if draw(st.booleans()):
                data["component_type"] = draw(st.sampled_from(_SELECTS))
                data["values"] = draw(st.lists(value, max_size=26))
                data["resolved"] = resolved.shape()
            return data

        return made()

    def _form(self) -> SearchStrategy[Json]:
        name = st.one_of(st.sampled_from(_FIELDS), st.sampled_from(_FIELDS), texts)
        value = st.one_of(texts, texts, st.sampled_from(self._things), anything)
        field = st.one_of(
            st.builds(lambda n, v: {"type": 4, "id": 3, "custom_id": n, "value": v}, name, value),
            st.builds(
                lambda n, v: {"type": 3, "id": 3, "custom_id": n, "values": v},
                name,
                st.lists(value, max_size=2),
            ),
            st.builds(lambda n: {"type": 4, "id": 3, "custom_id": n}, name),
            st.sampled_from([{"type": 4, "id": 3}, {"type": 99, "id": 3}, {}]),
        )
        part = st.one_of(
            st.builds(lambda f: {"type": 18, "id": 2, "component": f}, field),
            st.builds(lambda f: {"type": 1, "id": 2, "components": f}, st.lists(field, max_size=2)),
            st.sampled_from([{"type": 10, "id": 2}, {"type": 18, "id": 2, "component": None}]),
        )
        parts = st.lists(part, max_size=6)
        return st.builds(_form_of, self._custom_id(), parts, st.integers(0, 9))


def _form_of(custom_id: str, parts: Sequence[Json], chance: int) -> Json:
    doubled = [*parts, *parts[:1]] if chance == 0 else list(parts)
    return {"custom_id": custom_id, "components": doubled}
