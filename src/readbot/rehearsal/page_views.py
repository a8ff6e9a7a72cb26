"""The world as one person sees it on the page, as JSON values."""

from typing import TYPE_CHECKING

from readbot.rehearsal.model.nouns import (
    Channel,
    ChannelKind,
    Guild,
    Interaction,
    Json,
    Member,
    Message,
    User,
)
from readbot.rehearsal.model.permissions import Permission, base_permissions
from readbot.rehearsal.replies import Reply

if TYPE_CHECKING:
    from readbot.rehearsal.server import Rehearsal

_RIGHTS = {
    "send": Permission.SEND_MESSAGES,
    "send_in_threads": Permission.SEND_MESSAGES_IN_THREADS,
    "attach": Permission.ATTACH_FILES,
    "manage_messages": Permission.MANAGE_MESSAGES,
    "manage_threads": Permission.MANAGE_THREADS,
    "create_threads": Permission.CREATE_PUBLIC_THREADS,
    "react": Permission.ADD_REACTIONS,
    "use_commands": Permission.USE_APPLICATION_COMMANDS,
}


class NotThere(Exception):  # noqa: N818 - it is an answer, no error of ours
    """What was asked for does not exist, or not for this person."""


class Views:
    """Finds things by the ids of a request, and shows them as one person may see them."""

    def __init__(self, rehearsal: "Rehearsal") -> None:
        self._rehearsal = rehearsal
        self._world = rehearsal.world

    # -- finding

    def someone(self, name_or_id: str) -> User:
        """Someone who can act; for an empty name a moderator where there is one.

        Raises NotThere.
        """
        people = [user for user in self._world.users.values() if not user.bot]
        if not name_or_id and people:
            return next((user for user in people if self._moderates(user)), people[0])
        for user in people:
            if name_or_id in (user.username, str(user.id)):
                return user
        raise NotThere(f"There is nobody called {name_or_id!r}.")

    def channel(self, identifier: str, viewer: User) -> Channel:
        """A channel that this person sees; raises NotThere."""
        found = self._world.channels.get(int(identifier)) if identifier.isdecimal() else None
        if found is None or not self.sees(found, viewer):
            raise NotThere("This channel does not exist, or you cannot see it.")
        return found

    def message(self, identifier: str, viewer: User) -> Message:
        """A message that this person sees; raises NotThere."""
        found = self._world.message(int(identifier)) if identifier.isdecimal() else None
        if found is None or not self.sees_message(found, viewer):
            raise NotThere("This message does not exist, or you cannot see it.")
        return found

    def sees(self, channel: Channel, viewer: User) -> bool:
        """Whether this person sees a channel."""
        return bool(self._world.permissions_in(channel, viewer) & Permission.VIEW_CHANNEL)

    def sees_message(self, message: Message, viewer: User) -> bool:
        """Whether this person sees a message: the channel, and when it is ephemeral, theirs."""
        channel = self._world.channels.get(message.channel_id)
        theirs = not message.ephemeral or message.seen_by == viewer.id
        return theirs and channel is not None and self.sees(channel, viewer)

    # -- showing

    def state(self, viewer: User) -> Json:
        """All places and people, as this person sees them."""
        world = self._world
        people = [user for user in world.users.values() if not user.bot]
        return {
            "number": world.changes.last_number,
            "you": str(viewer.id),
            "bot": str(world.bot.id),
            "application": str(world.application_id),
            "users": {str(user.id): _user(user) for user in world.users.values()},
            "people": [self._person(user) for user in people],
            "guilds": [
                self._guild(guild, viewer)
                for guild in world.guilds.values()
                if viewer.id in guild.members
            ],
            "conversation": self._conversation(viewer),
            "forms": self._open_forms(viewer),
            "pending": self._pending(viewer),
        }

    def page_of_messages(
        self, channel: Channel, viewer: User, before: int | None, limit: int
    ) -> Json:
        """The last `limit` messages before an id, oldest first, and whether there are more."""
        history = self._world.history(channel, seen_by=viewer)
        earlier = [one for one in history if before is None or one.id < before]
        shown = earlier[max(0, len(earlier) - limit) :]
        return {
            "messages": [self.message_view(message) for message in shown],
            "more": len(shown) < len(earlier),
            "starter": self._starter(channel, viewer),
            "number": self._world.changes.last_number,
        }

    def _starter(self, channel: Channel, viewer: User) -> Json | None:
        """The message that a thread was opened on, where it stands in another channel."""
        opened_on = self._world.message(channel.id) if channel.is_thread else None
        if opened_on is None or opened_on.channel_id == channel.id:
            return None
        return self.message_view(opened_on) if self.sees_message(opened_on, viewer) else None

    def message_view(self, message: Message) -> Json:
        """A message in Discord's own shape, and who reacted."""
        reactors = {one.emoji: [str(user) for user in one.users] for one in message.reactions}
        return {**self._rehearsal.shapes.message(message), "reactors": reactors}

    def reply_view(self, interaction: Interaction) -> Json:
        """What became of a deed so far."""
        return Reply(self._world, interaction).to_json()

    def _moderates(self, user: User) -> bool:
        return any(
            base_permissions(guild, guild.members[user.id]) & Permission.MANAGE_MESSAGES
            for guild in self._world.guilds.values()
            if user.id in guild.members and user.id != guild.owner_id
        )

    def _person(self, user: User) -> Json:
        guilds = [g for g in self._world.guilds.values() if user.id in g.members]
        owns = any(guild.owner_id == user.id for guild in guilds)
        names = [
            role.name
            for guild in guilds
            for role in guild.roles.values()
            if role.id in guild.members[user.id].roles
        ]
        rank = "server owner" if owns else ", ".join(dict.fromkeys(names)) or "member"
        return {**_user(user), "rank": rank}

    def _guild(self, guild: Guild, viewer: User) -> Json:
        world = self._world
        channels = [one for one in world.channels_of(guild) if self.sees(one, viewer)]
        return {
            "id": str(guild.id),
            "name": guild.name,
            "has_bot": world.bot_in(guild.id),
            "channels": [self._channel(channel, viewer) for channel in channels],
            "roles": [
                {
                    "id": str(role.id),
                    "name": role.name,
                    "color": role.color,
                    "position": role.position,
                    "everyone": role.id == guild.id,
                }
                for role in sorted(guild.roles.values(), key=lambda role: -role.position)
            ],
            "members": [_member(guild, member) for member in guild.members.values()],
        }

    def _channel(self, channel: Channel, viewer: User) -> Json:
        bits = self._world.permissions_in(channel, viewer)
        shape = self._rehearsal.shapes.channel(channel)
        shape.pop("permission_overwrites", None)
        return shape | {"may": {name: bool(bits & bit) for name, bit in _RIGHTS.items()}}

    def _conversation(self, viewer: User) -> Json | None:
        for channel in self._world.channels.values():
            if channel.kind is ChannelKind.DM and channel.recipients[0].id == viewer.id:
                return self._channel(channel, viewer)
        return None

    def _pending(self, viewer: User) -> list[Json]:
        return [
            self.reply_view(one)
            for one in self._world.interactions.values()
            if one.user.id == viewer.id and not one.answered and not one.failed
        ]

    def _open_forms(self, viewer: User) -> list[Json]:
        mine = [one for one in self._world.interactions.values() if one.user.id == viewer.id]
        sent = {
            one.parent.id
            for one in mine
            if one.parent is not None and one.answered and not one.failed
        }
        return [
            {**self.reply_view(one), "channel_id": str(one.channel_id)}
            for one in mine
            if one.form is not None and one.id not in sent
        ][-1:]


def _user(user: User) -> Json:
    return {
        "id": str(user.id),
        "username": user.username,
        "name": user.display_name,
        "bot": user.bot,
    }


def _member(guild: Guild, member: Member) -> Json:
    roles = sorted(
        (guild.roles[role] for role in member.roles if role in guild.roles),
        key=lambda role: -role.position,
    )
    bits = base_permissions(guild, member)
    return {
        **_user(member.user),
        "name": member.display_name,
        "roles": [str(role.id) for role in roles],
        "color": next((role.color for role in roles if role.color), 0),
        "owner": member.user.id == guild.owner_id,
        "moderator": not member.user.bot and bool(bits & Permission.MANAGE_MESSAGES),
    }
