"""Messages and reactions, and the deeds that change them."""

from readbot.rehearsal.model.guilds import Guilds
from readbot.rehearsal.model.nouns import Channel, Message, Reaction, ReactionDeed, User


class Messages(Guilds):
    """What was said, wherever that was."""

    def add_message(self, message: Message) -> None:
        """Puts a message into its channel; it must have a fresh id."""
        channel = self.channels[message.channel_id]
        if not message.ephemeral:
            self._count_message(channel, message)
        self.messages[channel.id][message.id] = message
        self._place_of_message[message.id] = channel.id
        for attachment in message.attachments:
            self.attachments[attachment.id] = attachment
        self._tell_message("MESSAGE_CREATE", message)

    def tell_message_changed(self, message: Message) -> None:
        """Tells all that a message is no longer as it was."""
        self._tell_message("MESSAGE_UPDATE", message)

    def delete_message(self, message: Message) -> None:
        """Takes a message away."""
        self.messages[message.channel_id].pop(message.id, None)
        self._place_of_message.pop(message.id, None)
        channel = self.channels[message.channel_id]
        if channel.thread is not None and not message.ephemeral:
            channel.thread.message_count = max(0, channel.thread.message_count - 1)
        self._tell_message("MESSAGE_DELETE", message)

    def react(self, message: Message, user: User, emoji: str) -> None:
        """Someone puts an emoji under a message; twice is once."""
        found = next((one for one in message.reactions if one.emoji == emoji), None)
        if found is None:
            found = Reaction(emoji)
            message.reactions.append(found)
        if user.id not in found.users:
            found.users.append(user.id)
            self._tell_reaction("MESSAGE_REACTION_ADD", message, user, emoji)

    def unreact(self, message: Message, user: User, emoji: str) -> None:
        """Someone takes an emoji back; none there is fine."""
        for found in message.reactions:
            if found.emoji == emoji and user.id in found.users:
                found.users.remove(user.id)
                self._tell_reaction("MESSAGE_REACTION_REMOVE", message, user, emoji)
        message.reactions = [one for one in message.reactions if one.users]

    def clear_reactions(self, message: Message, emoji: str | None = None) -> None:
        """Takes away what all put under a message: one emoji, or (None) every one."""
        message.reactions = [one for one in message.reactions if emoji not in (None, one.emoji)]
        name = "MESSAGE_REACTION_REMOVE_ALL" if emoji is None else "MESSAGE_REACTION_REMOVE_EMOJI"
        self._tell_reaction(name, message, message.author, emoji or "")

    def message(self, identifier: int) -> Message | None:
        """The message of that id, wherever it is; None when there is none."""
        place = self._place_of_message.get(identifier)
        return self.messages.get(place or 0, {}).get(identifier)

    def history(self, channel: Channel, seen_by: User | None = None) -> list[Message]:
        """A channel's messages, oldest first; ephemeral ones only those for `seen_by`."""
        person = None if seen_by is None else seen_by.id
        return [
            message
            for _, message in sorted(self.messages[channel.id].items())
            if not message.ephemeral or (person is not None and message.seen_by == person)
        ]

    def _count_message(self, channel: Channel, message: Message) -> None:
        channel.last_message_id = message.id
        if channel.thread is not None:
            message.position = channel.thread.message_count
            channel.thread.message_count += 1
            channel.thread.total_sent += 1

    def _tell_reaction(self, name: str, message: Message, user: User, emoji: str) -> None:
        self.changes.tell(
            name,
            ReactionDeed(message, user, emoji),
            guild_id=message.guild_id,
            channel_id=message.channel_id,
            only_for=message.seen_by,
        )

    def _tell_message(self, name: str, message: Message) -> None:
        self.changes.tell(
            name,
            message,
            guild_id=message.guild_id,
            channel_id=message.channel_id,
            only_for=message.seen_by,
        )
