"""Forms as plain values: opened with their state in their id, read from the interaction itself.

discord.py keeps open forms in memory and drops unknown ones silently, which would lose what was
typed across a restart; so nothing is kept there, and what comes in is read here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import discord
from discord import ui

from readbot.chat.views import Option, bare, select_options
from readbot.text.normalise import normalise

FIELD_LIMIT = 4000
"""The most characters that Discord takes in one text field."""
_LONGEST_TITLE = 45
_LONGEST_LABEL = 45
_LONGEST_DESCRIPTION = 100
_LONGEST_PLACEHOLDER = 100


@dataclass(frozen=True, slots=True)
class Field:
    """One part of a form: a text, or a choice where there are ``options``."""

    name: str
    label: str
    value: str = ""
    hint: str | None = None
    placeholder: str | None = None
    long: bool = False
    required: bool = True
    limit: int = FIELD_LIMIT
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form of one to five fields; ``id`` is that of the deed which it is sent to."""

    id: str
    title: str
    fields: tuple[Field, ...]

    def prefilled(self, values: Mapping[str, str]) -> "Form":
        """The same form with what someone typed before."""
        return replace(
            self,
            fields=tuple(
                replace(field, value=values.get(field.name, field.value)) for field in self.fields
            ),
        )


def modal(form: Form) -> ui.Modal:
    """The form for discord.py, stopped, so that discord.py does not keep it."""
    made = ui.Modal(title=bare(form.title, _LONGEST_TITLE), custom_id=form.id, timeout=None)
    for field in form.fields:
        made.add_item(
            ui.Label(
                text=bare(field.label, _LONGEST_LABEL),
                description=field.hint and bare(field.hint, _LONGEST_DESCRIPTION),
                component=_choice(field) if field.options else _text(field),
            )
        )
    made.stop()
    return made


def _text(field: Field) -> ui.TextInput[Any]:
    return ui.TextInput(
        custom_id=field.name,
        style=discord.TextStyle.paragraph if field.long else discord.TextStyle.short,
        default=normalise(field.value)[: field.limit] or None,
        placeholder=field.placeholder and bare(field.placeholder, _LONGEST_PLACEHOLDER),
        required=field.required,
        max_length=field.limit,
    )


def _choice(field: Field) -> ui.Select[Any]:
    options = tuple(
        replace(option, chosen=option.value == field.value) if field.value else option
        for option in field.options
    )
    return ui.Select(
        custom_id=field.name,
        options=select_options(options),
        required=field.required,
        min_values=1 if field.required else 0,
    )


@dataclass(frozen=True, slots=True)
class Filled:
    """What was sent: every field by its name, and which of them were written, not chosen."""

    fields: Mapping[str, str]
    written: tuple[str, ...]


def submitted(data: Mapping[str, Any]) -> Filled:
    """What was filled in, out of an interaction's data; of a menu the value that was chosen."""
    parts = list(_inputs(data.get("components")))
    texts = {part["custom_id"]: _as_text(part["value"]) for part in parts if "value" in part}
    menus = [(part["custom_id"], part.get("values")) for part in parts]
    chosen = {name: _as_text(v[0]) for name, v in menus if isinstance(v, list) and v}
    return Filled({**texts, **chosen}, tuple(texts.values()))


def _inputs(parts: Any) -> Iterator[Mapping[str, Any]]:
    """Every input, however deep; what has not the shape of one is passed over."""
    for part in parts if isinstance(parts, list) else ():
        if isinstance(part, dict):
            yield from _inputs(part.get("components"))
            yield from _inputs([part.get("component")])
            if isinstance(part.get("custom_id"), str):
                yield part


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else ""
