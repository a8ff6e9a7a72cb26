"""What Discord refuses, the rehearsal refuses, with the same codes; each limit just met passes."""

from typing import Any

import aiohttp
import discord
import pytest
from tests.rehearsal.stage import Stage

from readbot.rehearsal import limits
from readbot.rehearsal.model.permissions import Permission

Json = dict[str, Any]


async def call(stage: Stage, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    headers = {"Authorization": f"Bot {stage.r.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, stage.r.api_url + path, json=body) as answer,
    ):
        return answer.status, await answer.json() if answer.status != 204 else None


async def send(stage: Stage, body: Json) -> tuple[int, Any]:
    return await call(stage, "POST", f"/channels/{stage.general.id}/messages", body)


def row(*children: Json) -> Json:
    return {"type": 1, "components": list(children)}


def button(**changes: Any) -> Json:
    return {"type": 2, "style": 1, "label": "Press", "custom_id": "id", **changes}


def select(**changes: Any) -> Json:
    options = [{"label": "One", "value": "1"}]
    return {"type": 3, "custom_id": "s", "options": options, **changes}


def v2(*components: Json) -> Json:
    return {"flags": 1 << 15, "components": list(components)}


def text(content: str) -> Json:
    return {"type": 10, "content": content}


def buttons(count: int) -> list[Json]:
    return [button(custom_id=str(number)) for number in range(count)]


FITTING: dict[str, Json] = {
    "content": {"content": "x" * limits.CONTENT},
    "ten embeds": {"embeds": [{"title": "t"}] * limits.EMBEDS},
    "embeds of 6000 in all": {"embeds": [{"description": "x" * 3000}] * 2},
    "five rows of five": {
        "components": [
            row(*[button(custom_id=f"{r}{c}") for c in range(limits.BUTTONS_IN_ROW)])
            for r in range(limits.ROWS)
        ]
    },
    "a long label and id": {"components": [row(button(label="x" * 80, custom_id="y" * 100))]},
    "a full select": {
        "components": [
            row(
                select(
                    options=[
                        {"label": "x" * 100, "value": f"{n}".rjust(100)}
                        for n in range(limits.SELECT_OPTIONS)
                    ],
                    placeholder="x" * 150,
                    max_values=25,
                )
            )
        ]
    },
    "4000 characters of text": v2(text("x" * 2000), text("y" * 2000)),
    "40 components": v2(*[text("x")] * 40),
    "a nonce of 25": {"content": "x", "nonce": "n" * 25},
    "an emoji is a label": {"components": [row(button(label=None, emoji={"name": "📖"}))]},
}

REFUSED: dict[str, Json] = {
    "content": {"content": "x" * (limits.CONTENT + 1)},
    "eleven embeds": {"embeds": [{"title": "t"}] * (limits.EMBEDS + 1)},
    "an embed title": {"embeds": [{"title": "x" * 257}]},
    "an embed description": {"embeds": [{"description": "x" * 4097}]},
    "embeds above 6000 in all": {"embeds": [{"description": "x" * 3001}] * 2},
    "26 fields": {"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]},
    "a field's name": {"embeds": [{"fields": [{"name": "n" * 257, "value": "v"}]}]},
    "a field's value": {"embeds": [{"fields": [{"name": "n", "value": "v" * 1025}]}]},
    "a footer": {"embeds": [{"title": "t", "footer": {"text": "x" * 2049}}]},
    "an author": {"embeds": [{"title": "t", "author": {"name": "x" * 257}}]},
    "six rows": {"components": [row(button(custom_id=str(n))) for n in range(6)]},
    "six buttons": {"components": [row(*buttons(6))]},
    "an empty row": {"components": [row()]},
    "a button outside of a row": {"components": [button()]},
    "a select beside a button": {"components": [row(select(), button())]},
    "a label": {"components": [row(button(label="x" * 81))]},
    "a custom id": {"components": [row(button(custom_id="x" * 101))]},
    "an empty custom id": {"components": [row(button(custom_id=""))]},
    "the same custom id twice": {"components": [row(button(), button())]},
    "a button without words": {"components": [row(button(label=None))]},
    "a link with a custom id": {
        "components": [row(button(style=5, url="https://example.org"))],
    },
    "a link without address": {"components": [row(button(style=5, custom_id=None))]},
    "an unknown style": {"components": [row(button(style=9))]},
    "26 options": {
        "components": [row(select(options=[{"label": "x", "value": f"{n}"} for n in range(26)]))]
    },
    "no options": {"components": [row(select(options=[]))]},
    "an option's label": {
        "components": [row(select(options=[{"label": "x" * 101, "value": "1"}]))]
    },
    "an option's value": {
        "components": [row(select(options=[{"label": "x", "value": "1" * 101}]))]
    },
    "an option's value twice": {
        "components": [row(select(options=[{"label": "x", "value": "1"}] * 2))]
    },
    "a placeholder": {"components": [row(select(placeholder="x" * 151))]},
    "more values than options": {"components": [row(select(max_values=2))]},
    "v2 without its flag": {"components": [text("x")]},
    "v2 with content": {**v2(text("x")), "content": "x"},
    "v2 with embeds": {**v2(text("x")), "embeds": [{"title": "t"}]},
    "4001 characters of text": v2(text("x" * 2000), text("y" * 2001)),
    "41 components": v2(*[text("x")] * 41),
    "empty text": v2(text("")),
    "a file that is not there": v2({"type": 13, "file": {"url": "attachment://no.txt"}}),
    "a container in a container": v2(
        {"type": 17, "components": [{"type": 17, "components": [text("x")]}]}
    ),
    "a section of four texts": v2(
        {"type": 9, "components": [text("x")] * 4, "accessory": button()}
    ),
    "a section without accessory": v2({"type": 9, "components": [text("x")]}),
    "an empty gallery": v2({"type": 12, "items": []}),
    "a nonce of 26": {"content": "x", "nonce": "n" * 26},
    "parse and list of users": {
        "content": "x",
        "allowed_mentions": {"parse": ["users"], "users": ["1"]},
    },
    "content that is a number": {"content": 5},
    "embeds that are words": {"embeds": ["t"]},
    "flags that are words": {"content": "x", "flags": "1"},
    "a reply to nothing": {"content": "x", "message_reference": {"message_id": "1"}},
}


@pytest.mark.parametrize("name", FITTING)
async def test_what_just_fits_is_taken(stage: Stage, name: str) -> None:
    status, body = await send(stage, FITTING[name])
    assert status == 200, body


@pytest.mark.parametrize("name", REFUSED)
async def test_what_does_not_fit_is_an_invalid_form_body(stage: Stage, name: str) -> None:
    status, body = await send(stage, REFUSED[name])
    assert (status, body["code"]) == (400, 50035), body
    assert body["errors"]


@pytest.mark.parametrize("body", [{}, {"content": ""}, {"content": " \n"}, {"embeds": []}])
async def test_an_empty_message_is_50006(stage: Stage, body: Json) -> None:
    status, answer = await send(stage, body)
    assert (status, answer["code"]) == (400, 50006)


def command(**changes: Any) -> Json:
    return {"name": "note", "description": "Notes", **changes}


def option(**changes: Any) -> Json:
    return {"type": 3, "name": "o", "description": "d", **changes}


WRONG_COMMANDS: dict[str, list[Json]] = {
    "capitals": [command(name="Note")],
    "a space": [command(name="a note")],
    "a long name": [command(name="n" * 33)],
    "no description": [command(description="")],
    "a long description": [command(description="d" * 101)],
    "26 options": [command(options=[option(name=f"o{n}") for n in range(26)])],
    "required after optional": [
        command(options=[option(), option(name="p", required=True)]),
    ],
    "the same option twice": [command(options=[option(), option()])],
    "26 choices": [
        command(options=[option(choices=[{"name": f"{n}", "value": f"{n}"} for n in range(26)])])
    ],
    "a long choice": [command(options=[option(choices=[{"name": "n" * 101, "value": "v"}])])],
    "choices and completion": [
        command(options=[option(autocomplete=True, choices=[{"name": "n", "value": "v"}])])
    ],
    "completion of a person": [command(options=[option(type=6, autocomplete=True)])],
    "subcommands beside options": [
        command(options=[option(type=1, name="sub"), option(name="p")]),
    ],
    "a group in a group": [
        command(options=[option(type=2, options=[option(type=2, options=[option(type=1)])])])
    ],
    "six message menus": [{"type": 3, "name": f"Menu {n}"} for n in range(6)],
    "six member menus": [{"type": 2, "name": f"Menu {n}"} for n in range(6)],
    "101 commands": [command(name=f"n{n}") for n in range(101)],
    "the same name twice": [command(), command()],
    "a menu with a description": [{"type": 3, "name": "Menu", "description": "d"}],
    "an unknown locale": [command(name_localizations={"xx": "note"})],
    "a wrong translated name": [command(name_localizations={"de": "Not gut"})],
    "an empty list of contexts": [command(contexts=[])],
    "too much text in all": [
        command(
            options=[
                option(
                    name=f"o{n}",
                    choices=[{"name": f"{m}" * 25, "value": f"{m}" * 25} for m in range(10)],
                )
                for n in range(25)
            ]
        )
    ],
}


@pytest.mark.parametrize("name", WRONG_COMMANDS)
async def test_wrong_commands_are_refused(stage: Stage, name: str) -> None:
    path = f"/applications/{stage.r.world.application_id}/commands"
    status, body = await call(stage, "PUT", path, WRONG_COMMANDS[name])
    assert (status, body["code"]) == (400, 50035), body
    assert stage.r.world.commands == {}


async def test_commands_are_kept_one_by_one_too(stage: Stage) -> None:
    path = f"/applications/{stage.r.world.application_id}/guilds/{stage.guild.id}/commands"
    status, made = await call(stage, "POST", path, command())
    assert status == 201
    status, again = await call(stage, "POST", path, command(description="Other"))
    assert (status, again["id"]) == (200, made["id"])
    one = f"{path}/{made['id']}"
    assert (await call(stage, "PATCH", one, {"description": "Third"}))[1]["description"] == "Third"
    assert (await call(stage, "GET", one))[0] == 200
    assert (await call(stage, "DELETE", one))[0] == 204
    assert (await call(stage, "GET", one))[1]["code"] == 10063


async def test_a_request_without_or_with_a_wrong_token_is_401(stage: Stage) -> None:
    async with aiohttp.ClientSession() as session:
        for headers in ({}, {"Authorization": "Bot wrong"}, {"Authorization": stage.r.token}):
            async with session.get(f"{stage.r.api_url}/users/@me", headers=headers) as answer:
                assert answer.status == 401


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/channels/1/messages", 10003),
        ("/guilds/1", 10004),
        ("/users/1", 10013),
        ("/channels/abc", 50035),
        ("/nothing/here", 0),
    ],
)
async def test_what_is_unknown_has_its_code(stage: Stage, path: str, code: int) -> None:
    assert (await call(stage, "GET", path))[1]["code"] == code


def test_every_limit_says_what_it_means() -> None:
    for name, limit in limits.all_limits().items():
        assert limit.says.endswith("."), name


def test_the_models_bits_are_discords() -> None:
    for one in Permission:
        assert one.name is not None
        assert discord.Permissions(**{one.name.lower(): True}).value == one.value
