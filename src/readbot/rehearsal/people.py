"""The driver: people who use the server as they would use Discord, over the real gateway."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readbot.rehearsal import options as slash_options
from readbot.rehearsal.forms import filled_form
from readbot.rehearsal.model.nouns import (
    Channel,
    Command,
    InteractionKind,
    Json,
    Member,
    Message,
    User,
)
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.options import ClientRefusal, Scene, Upload
from readbot.rehearsal.replies import Choice, Form, Reply, parts_of

if TYPE_CHECKING:
    from readbot.rehearsal.server import Rehearsal

__all__ = ["ClientRefusal", "Person", "Unanswered", "Upload"]

_SELECTS = {3, 5, 6, 7, 8}


class Unanswered(Exception):  # noqa: N818 - it is the bot's silence, no error of ours
    """The bot did not answer in time where nothing else would tell so."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person at the server: every deed goes to the bot as Discord would send it.

    A deed returns as soon as the bot answered, or after Discord's 3 seconds as a failed reply.
    What the Discord client itself refuses raises ClientRefusal.
    """

    rehearsal: "Rehearsal"
    user: User

    async def slash(
        self,
        command: str,
        channel: Channel,
        /,
        *,
        options: Mapping[str, Any] | None = None,
        force: bool = False,
        **named: Any,
    ) -> Reply:
        """Uses a slash command, as in `slash("reading add", channel, title="Emma")`.

        Values are str, int, float, bool, Upload, Person or the model's User, Member, Role, Channel.
        `options` holds those whose names are no Python names; `force` skips the check whether
        this person sees the command.
        """
        found, path = self._command(command, channel, force=force)
        given = {**(options or {}), **named}
        data = slash_options.command_data(self._scene(channel), found, path, given)
        return await self._deed(InteractionKind.COMMAND, channel, data, name=command)

    async def complete(
        self,
        command: str,
        channel: Channel,
        /,
        *,
        focused: str,
        typed: str = "",
        options: Mapping[str, Any] | None = None,
        force: bool = False,
        **named: Any,
    ) -> list[Choice]:
        """The completions for one option while it is being typed; empty when the bot gave none.

        Raises Unanswered when the bot did not answer within Discord's 3 seconds.
        """
        found, path = self._command(command, channel, force=force)
        given = {**(options or {}), **named}
        data = slash_options.completion_data(
            self._scene(channel), found, path, given, focused, typed
        )
        reply = await self._deed(InteractionKind.AUTOCOMPLETE, channel, data, name=command)
        if reply.kind == "failed":
            raise Unanswered("The bot did not answer: its completions cannot be loaded.")
        return reply.choices

    async def press(self, message: Message | Reply, button: str) -> Reply:
        """Presses a button, named by its custom id or its label."""
        where = _message_of(message)
        part = _part(where, button, lambda part: part["type"] == 2 and "custom_id" in part)
        data = {"component_type": 2, "custom_id": part["custom_id"], "id": part["id"]}
        return await self._component_deed(where, data)

    async def choose(self, message: Message | Reply, select: str, values: Iterable[Any]) -> Reply:
        """Chooses in a select menu, named by its custom id or placeholder.

        Values are an options' values or labels, or people, roles and channels.
        """
        where = _message_of(message)
        part = _part(where, select, lambda part: part["type"] in _SELECTS)
        data = slash_options.select_data(
            self._scene(self.rehearsal.world.channels[where.channel_id]), part, list(values)
        )
        return await self._component_deed(where, data)

    async def submit(self, form: Form | Reply, values: Mapping[str, Any] | None = None) -> Reply:
        """Sends a form, its inputs named by custom id or label; others keep their defaults."""
        if isinstance(form, Reply):
            form = form.form
        opener = form.interaction
        channel = self.rehearsal.world.channels[opener.channel_id]
        data = filled_form(self._scene(channel), form, dict(values or {}))
        source = (
            None if opener.message_id is None else self.rehearsal.world.message(opener.message_id)
        )
        return await self._deed(InteractionKind.FORM, channel, data, message=source, form_of=form)

    async def message_menu(
        self, name: str, message: Message | Reply, *, force: bool = False
    ) -> Reply:
        """Uses a command from a message's menu."""
        where = _message_of(message)
        channel = self.rehearsal.world.channels[where.channel_id]
        command = self._menu_command(name, 3, channel, force=force)
        data = slash_options.message_menu_data(self._scene(channel), command, where)
        return await self._deed(InteractionKind.COMMAND, channel, data, name=name)

    async def user_menu(
        self,
        name: str,
        target: "Person | Member | User",
        channel: Channel,
        *,
        force: bool = False,
    ) -> Reply:
        """Uses a command from a person's menu, opened in a channel."""
        command = self._menu_command(name, 2, channel, force=force)
        user = target if isinstance(target, User) else target.user
        data = slash_options.user_menu_data(self._scene(channel), command, user)
        return await self._deed(InteractionKind.COMMAND, channel, data, name=name)

    async def say(
        self,
        channel: Channel,
        text: str,
        *,
        files: Iterable[Upload] = (),
        reply_to: Message | None = None,
    ) -> Message:
        """Writes into a channel; raises ClientRefusal where this person may not."""
        return self.rehearsal.desk.say(self.user, channel, text, tuple(files), reply_to)

    def react(self, message: Message | Reply, emoji: str) -> None:
        """Puts an emoji under a message; raises ClientRefusal where this person may not."""
        self.rehearsal.desk.react(self.user, _message_of(message), emoji)

    def unreact(self, message: Message | Reply, emoji: str) -> None:
        """Takes an emoji back; none there is fine."""
        self.rehearsal.world.unreact(_message_of(message), self.user, emoji)

    def open_thread(self, message: Message | Reply, name: str) -> Channel:
        """Opens a thread on a message; raises ClientRefusal where this person may not."""
        return self.rehearsal.desk.open_thread(self.user, _message_of(message), name)

    def dm(self) -> Channel:
        """The direct conversation with the bot."""
        return self.rehearsal.world.open_dm(self.user)

    def read(self, channel: Channel) -> list[Message]:
        """What this person sees in a channel, oldest first, ephemeral answers included."""
        world = self.rehearsal.world
        if not world.permissions_in(channel, self.user) & Permission.VIEW_CHANNEL:
            return []
        return world.history(channel, seen_by=self.user)

    def commands(self, channel: Channel) -> list[Command]:
        """The commands and menus that this person is shown in a channel."""
        return self.rehearsal.desk.shown_commands(self.user, channel)

    def _scene(self, channel: Channel) -> Scene:
        return Scene(self.rehearsal.shapes, self.user, channel)

    def _command(
        self, words: str, channel: Channel, *, force: bool
    ) -> tuple[Command, tuple[str, ...]]:
        name, *path = words.removeprefix("/").split() or [""]
        if not name:
            raise ClientRefusal("There is no such command here: it has no name.")
        return self._menu_command(name, 1, channel, force=force), tuple(path)

    def _menu_command(self, name: str, kind: int, channel: Channel, *, force: bool) -> Command:
        shown = (
            self.rehearsal.world.visible_commands(channel.guild_id)
            if force
            else self.commands(channel)
        )
        for command in shown:
            if command.kind == kind and command.name == name:
                return command
        raise ClientRefusal(f"There is no such command here: {name}.")

    async def _component_deed(self, message: Message, data: Json) -> Reply:
        channel = self.rehearsal.world.channels[message.channel_id]
        return await self._deed(InteractionKind.COMPONENT, channel, data, message=message)

    async def _deed(
        self,
        kind: InteractionKind,
        channel: Channel,
        data: Json,
        *,
        name: str = "",
        message: Message | None = None,
        form_of: Form | None = None,
    ) -> Reply:
        parent = None if form_of is None else form_of.interaction
        desk = self.rehearsal.desk
        interaction = desk.begin(
            kind, self.user, channel, data, name=name, message=message, parent=parent
        )
        await desk.answered(interaction)
        return Reply(self.rehearsal.world, interaction)


def _message_of(message: Message | Reply) -> Message:
    if isinstance(message, Message):
        return message
    if message.message is None:
        raise ClientRefusal("There is no message to act upon.")
    return message.message


def _part(message: Message, name: str, fits: Any) -> Json:
    parts = [part for part in parts_of(message.components) if fits(part)]
    for key in ("custom_id", "label", "placeholder"):
        for part in parts:
            if part.get(key) == name:
                if part.get("disabled"):
                    raise ClientRefusal(f"{name} is greyed out.")
                return part
    names = [part.get("label") or part.get("custom_id") for part in parts]
    raise ClientRefusal(f"There is no {name!r} on this message; there are: {names}.")
