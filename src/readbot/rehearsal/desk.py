"""Where people's deeds become interactions, and wait for the bot: 3 seconds, then 15 minutes."""

import asyncio
import re
import secrets
import time
from datetime import UTC, datetime

from readbot.rehearsal import limits
from readbot.rehearsal.model.nouns import (
    Channel,
    ChannelKind,
    Command,
    Interaction,
    InteractionKind,
    Json,
    Message,
    MessageFlag,
    User,
)
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.model.snowflakes import snowflake
from readbot.rehearsal.options import ClientRefusal, Upload, kept_upload
from readbot.rehearsal.refusals import Refusal
from readbot.rehearsal.shapes import Shapes

# Joined emoji (families, flags with skin tones) are one, yet many code points.
_LONGEST_EMOJI = 32
_MENTIONED_USER = re.compile(r"<@!?(\d+)>")


class Desk:
    """Begins interactions and keeps their times, which are real ones, not the world's."""

    def __init__(self, shapes: Shapes, answer_seconds: float, token_seconds: float) -> None:
        self._shapes = shapes
        self._world = shapes.world
        self.answer_seconds = answer_seconds
        self.token_seconds = token_seconds
        self._by_token: dict[str, Interaction] = {}

    def shown_commands(self, user: User, channel: Channel) -> list[Command]:
        """The commands that the client shows to someone in a channel."""
        world = self._world
        bits = world.permissions_in(channel, user)
        if channel.guild_id is None:
            return [c for c in world.visible_commands(None) if _fits_context(c, 1)]
        if not world.bot_in(channel.guild_id) or not bits & Permission.USE_APPLICATION_COMMANDS:
            return []
        return [
            command
            for command in world.visible_commands(channel.guild_id)
            if _fits_context(command, 0) and _allowed(command, bits)
        ]

    def begin(
        self,
        kind: InteractionKind,
        user: User,
        channel: Channel,
        data: Json,
        *,
        name: str = "",
        message: Message | None = None,
        parent: Interaction | None = None,
    ) -> Interaction:
        """Sends a deed to the bot; raises ClientRefusal where the person could not do it."""
        world = self._world
        if not world.permissions_in(channel, user) & Permission.VIEW_CHANNEL:
            raise ClientRefusal(f"{user.username} does not see this channel.")
        if message is not None:
            self._sees(user, message)
        interaction = Interaction(
            snowflake(datetime.now(UTC)),
            kind,
            secrets.token_urlsafe(32),
            user,
            channel.id,
            channel.guild_id,
            data,
            time.monotonic(),
            message_id=None if message is None else message.id,
            name=name,
            parent=parent,
        )
        world.interactions[interaction.id] = interaction
        self._by_token[interaction.token] = interaction
        loop = asyncio.get_running_loop()
        loop.call_later(self.answer_seconds, self._give_up, interaction)
        world.changes.tell(
            "INTERACTION_CREATE",
            interaction,
            guild_id=channel.guild_id,
            channel_id=channel.id,
            only_for=user.id,
        )
        return interaction

    async def answered(self, interaction: Interaction) -> None:
        """Waits until the bot answered or its time is over."""
        await self._world.changes.until(
            lambda: interaction.answered or interaction.failed, self.answer_seconds + 1.0
        )

    def open_interaction(self, identifier: int, token: str) -> Interaction:
        """The interaction that a callback is for; raises Refusal 10062 or 40060."""
        interaction = self._world.interactions.get(identifier)
        if interaction is None or interaction.token != token or interaction.failed:
            raise Refusal(10062)
        if interaction.answered:
            raise Refusal(40060)
        if time.monotonic() - interaction.began > self.answer_seconds:
            raise Refusal(10062)
        return interaction

    def acknowledged_interaction(self, application_id: int, token: str) -> Interaction:
        """The interaction that a follow-up is for; raises Refusal 10015 or 50027."""
        interaction = self._by_token.get(token)
        if interaction is None or application_id != self._world.application_id:
            raise Refusal(50027)
        if time.monotonic() - interaction.began > self.token_seconds:
            raise Refusal(50027)
        if not interaction.answered:
            raise Refusal(10015)
        return interaction

    def tell_changed(self, interaction: Interaction) -> None:
        """Tells those who follow that an interaction is no longer as it was."""
        self._world.changes.tell(
            "INTERACTION_UPDATE",
            interaction,
            guild_id=interaction.guild_id,
            channel_id=interaction.channel_id,
            only_for=interaction.user.id,
        )

    def say(
        self,
        user: User,
        channel: Channel,
        text: str,
        files: tuple[Upload, ...] = (),
        reply_to: Message | None = None,
    ) -> Message:
        """A person's own message; raises ClientRefusal where they may not write."""
        world = self._world
        bits = world.permissions_in(channel, user)
        needed = (
            Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
        )
        if not bits & needed:
            raise ClientRefusal(f"{user.username} may not write here.")
        if len(text) > limits.CONTENT or not (text.strip() or files):
            raise ClientRefusal("A message needs 1 to 2000 characters, or a file.")
        state = channel.thread
        if state is not None:
            if state.locked and not bits & Permission.MANAGE_THREADS:
                raise ClientRefusal("This thread is locked.")
            if state.archived:
                world.change_thread(channel, archived=False)
            state.members.setdefault(user.id, world.now())
        message = Message(
            world.new_id(),
            channel.id,
            user,
            text.strip(),
            world.now(),
            guild_id=channel.guild_id,
            attachments=[kept_upload(self._shapes, file) for file in files],
            mentions=[int(one) for one in _MENTIONED_USER.findall(text)],
        )
        if reply_to is not None:
            message.kind = 19
            message.reference = reference_to(reply_to)
        world.add_message(message)
        return message

    def react(self, user: User, message: Message, emoji: str) -> None:
        """Puts a person's emoji under a message; raises ClientRefusal where they may not."""
        self._sees(user, message)
        channel = self._world.channels[message.channel_id]
        known = emoji in {one.emoji for one in message.reactions}
        bits = self._world.permissions_in(channel, user)
        if message.ephemeral or not (known or bits & Permission.ADD_REACTIONS):
            raise ClientRefusal(f"{user.username} may not add reactions here.")
        if not emoji or len(emoji) > _LONGEST_EMOJI:
            raise ClientRefusal("A reaction is a single emoji.")
        if not known and len(message.reactions) >= limits.REACTIONS:
            raise ClientRefusal(f"A message has at most {limits.REACTIONS} different reactions.")
        self._world.react(message, user, emoji)

    def open_thread(self, user: User, message: Message, name: str) -> Channel:
        """Opens a person's thread on a message; raises ClientRefusal where they may not."""
        self._sees(user, message)
        channel = self._world.channels[message.channel_id]
        if channel.kind not in (ChannelKind.TEXT, ChannelKind.ANNOUNCEMENT) or message.ephemeral:
            raise ClientRefusal("There can be no thread on this message.")
        if not self._world.permissions_in(channel, user) & Permission.CREATE_PUBLIC_THREADS:
            raise ClientRefusal(f"{user.username} may not open threads here.")
        if message.id in self._world.channels:
            raise ClientRefusal("This message has a thread already.")
        if not 1 <= len(name.strip()) <= limits.THREAD_NAME:
            raise ClientRefusal("A thread needs a name of 1 to 100 characters.")
        thread = self._world.open_thread(channel, name.strip(), user, identifier=message.id)
        message.flags |= MessageFlag.HAS_THREAD
        self._world.tell_message_changed(message)
        return thread

    def _sees(self, user: User, message: Message) -> None:
        channel = self._world.channels[message.channel_id]
        theirs = not message.ephemeral or message.seen_by == user.id
        bits = self._world.permissions_in(channel, user)
        if not theirs or not bits & Permission.VIEW_CHANNEL:
            raise ClientRefusal(f"{user.username} does not see this message.")

    def _give_up(self, interaction: Interaction) -> None:
        if not interaction.answered:
            interaction.failed = True
            self.tell_changed(interaction)


def reference_to(message: Message) -> Json:
    """The reference that a reply to this message carries."""
    reference: Json = {
        "type": 0,
        "channel_id": str(message.channel_id),
        "message_id": str(message.id),
    }
    if message.guild_id is not None:
        reference["guild_id"] = str(message.guild_id)
    return reference


def _fits_context(command: Command, context: int) -> bool:
    contexts = command.body.get("contexts")
    return contexts is None or context in contexts


def _allowed(command: Command, bits: int) -> bool:
    needed = command.default_member_permissions
    if needed is None or bits & Permission.ADMINISTRATOR:
        return True
    return needed != 0 and bits & needed == needed
