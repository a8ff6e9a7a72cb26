"""Messages as plain values, their buttons and menus, and how they become discord.py's.

Every button's and form's id says which deed it is and upon what: ``rb1:<deed>:<argument>:...``.
Nothing about a message is kept in memory, so that a button works for as long as its message stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Any, TypedDict

import discord
from discord import MediaGalleryItem, ui

from readbot.text.discord_markup import length
from readbot.text.normalise import is_seen, one_line

PLAIN_LIMIT = 2000
"""Discord's limit for a message's content, in UTF-16 units."""
LONG_LIMIT = 4000
"""Discord's limit for all text of a components message, in UTF-16 units."""
ID_VERSION = "rb1"
LONGEST_ID = 100
_LONGEST_LABEL = 80
_LONGEST_OPTION = 100
_LONGEST_PLACEHOLDER = 150


class Look(StrEnum):
    """How a button is dressed; its meaning always stands in its words."""

    QUIET = "quiet"
    CHIEF = "chief"
    GRAVE = "grave"


_STYLES = {
    Look.QUIET: discord.ButtonStyle.secondary,
    Look.CHIEF: discord.ButtonStyle.primary,
    Look.GRAVE: discord.ButtonStyle.danger,
}


@dataclass(frozen=True, slots=True)
class Button:
    """A button; with ``url`` it leads there, and ``id`` is not used."""

    label: str
    id: str = ""
    look: Look = Look.QUIET
    url: str | None = None
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a menu."""

    label: str
    value: str
    description: str | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """A menu of up to 25 choices, of which one is chosen; it fills a row."""

    id: str
    placeholder: str
    options: tuple[Option, ...]


Row = tuple[Button, ...] | tuple[Select]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that goes with a message. ``description`` is read out by screen readers."""

    name: str
    content: bytes
    description: str | None = None

    @property
    def is_picture(self) -> bool:
        """Whether it is shown, not offered for downloading."""
        return self.name.endswith(".png")


@dataclass(frozen=True, slots=True)
class Message:
    """A message to be shown; its text is Discord's markdown, already escaped where needed."""

    text: str
    rows: tuple[Row, ...] = ()
    files: tuple[Upload, ...] = ()
    ping_role: int | None = None
    ping_user: int | None = None

    @property
    def is_long(self) -> bool:
        """Whether it must be a components message, for its text does not fit plain content."""
        return length(self.text) > PLAIN_LIMIT


def deed_id(deed: str, *arguments: object) -> str:
    """The id of a button, menu or form for a deed; ValueError if Discord would refuse it."""
    made = ":".join((ID_VERSION, deed, *map(str, arguments)))
    if len(made) > LONGEST_ID:
        raise ValueError(f"longer than Discord takes: {made}")
    return made


@dataclass(frozen=True, slots=True)
class DeedId:
    """What an id says: the version that made it, the deed, and upon what."""

    version: str
    deed: str
    arguments: tuple[str, ...]


def read_id(custom_id: str) -> DeedId:
    """The parts of an id; of a strange one the first part counts as its version."""
    version, _, rest = custom_id.partition(":")
    deed, *arguments = rest.split(":")
    return DeedId(version, deed, tuple(arguments))


def shorten(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` UTF-16 units, cut at a line or a word, with an ellipsis."""
    if length(text) <= limit:
        return text
    room = limit - 1
    units = 0
    cut = 0
    for cut, character in enumerate(text):  # noqa: B007  the place where the room ends is wanted
        units += 2 if ord(character) > 0xFFFF else 1
        if units > room:
            break
    head = text[:cut]
    for border in ("\n", " "):
        at = head.rfind(border)
        if at > len(head) * 2 // 3:
            head = head[:at]
            break
    return head.rstrip() + "…"


def bare(text: str, limit: int) -> str:
    """``text`` for a place that knows no markup: one line of at most ``limit`` UTF-16 units.

    Nothing in it turns a line around, and there is something to see, or else a dash.
    """
    line = one_line(text)
    return shorten(line, limit) if is_seen(line) else "–"


class Dress(TypedDict, total=False):
    """What discord.py's sending functions take."""

    content: str
    view: Any
    files: list[discord.File]
    allowed_mentions: discord.AllowedMentions
    suppress_embeds: bool


def dressed(message: Message, *, as_long: bool = False) -> Dress:
    """The message for discord.py: plain content where it fits, else a components message.

    ``as_long`` asks for a components message in any case: one that is such already stays one.
    Its view is stopped, so that discord.py keeps nothing of it.
    """
    long = as_long or message.is_long
    made: Dress = {"allowed_mentions": _mentions(message)}
    if long:
        made["view"] = _long_view(message)
    else:
        made["content"] = message.text
        made["suppress_embeds"] = True
        if message.rows:
            made["view"] = _plain_view(message.rows)
    if message.files:
        made["files"] = [
            discord.File(BytesIO(file.content), file.name, description=file.description)
            for file in message.files
        ]
    return made


def _mentions(message: Message) -> discord.AllowedMentions:
    return discord.AllowedMentions(
        everyone=False,
        users=[] if message.ping_user is None else [discord.Object(message.ping_user)],
        replied_user=False,
        roles=[] if message.ping_role is None else [discord.Object(message.ping_role)],
    )


def _plain_view(rows: Sequence[Row]) -> ui.View:
    view = ui.View(timeout=None)
    for number, row in enumerate(rows):
        for part in row:
            item = _item(part)
            item.row = number
            view.add_item(item)
    view.stop()
    return view


def _long_view(message: Message) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.TextDisplay(shorten(message.text, LONG_LIMIT - _labels(message))))
    for row in message.rows:
        view.add_item(ui.ActionRow(*(_item(part) for part in row)))
    for file in message.files:
        address = f"attachment://{file.name}"
        if file.is_picture:
            view.add_item(ui.MediaGallery(MediaGalleryItem(address, description=file.description)))
        else:
            view.add_item(ui.File(address))
    view.stop()
    return view


def _labels(message: Message) -> int:
    # Whether labels count towards the 4,000 is not documented; so leave their room free.
    return sum(
        length(part.label) for row in message.rows for part in row if isinstance(part, Button)
    )


def _item(part: Button | Select) -> ui.Button[Any] | ui.Select[Any]:
    if isinstance(part, Button):
        label = bare(part.label, _LONGEST_LABEL)
        if part.url is not None:
            return ui.Button(label=label, url=part.url)
        return ui.Button(
            label=label, custom_id=part.id, style=_STYLES[part.look], disabled=part.disabled
        )
    return ui.Select(
        custom_id=part.id,
        placeholder=bare(part.placeholder, _LONGEST_PLACEHOLDER),
        options=select_options(part.options),
    )


def select_options(options: Sequence[Option]) -> list[discord.SelectOption]:
    """The choices of a menu for discord.py, within Discord's limits."""
    return [
        discord.SelectOption(
            label=bare(option.label, _LONGEST_OPTION),
            value=option.value,
            description=option.description and bare(option.description, _LONGEST_OPTION),
            default=option.chosen,
        )
        for option in options
    ]


def ids_on(message: discord.Message) -> Iterator[str]:
    """The id of each button and menu on a message, old style or new."""
    yield from _ids(message.components)


def _ids(parts: Sequence[object]) -> Iterator[str]:
    for part in parts:
        custom_id = getattr(part, "custom_id", None)
        if isinstance(custom_id, str):
            yield custom_id
        yield from _ids(getattr(part, "children", ()))
