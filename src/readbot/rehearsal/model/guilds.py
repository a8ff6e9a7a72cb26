"""People, servers, their members and roles, and the deeds that change them."""

from collections.abc import Iterable
from datetime import datetime

from readbot.rehearsal.clock import MovableClock
from readbot.rehearsal.model.channels import Channels
from readbot.rehearsal.model.nouns import Ban, Guild, Member, Role, User
from readbot.rehearsal.model.permissions import BOT_BITS, EVERYONE_BITS


class Guilds(Channels):
    """Everybody there is, the servers they are members of, and the one bot."""

    def __init__(self, clock: MovableClock, bot_name: str) -> None:
        super().__init__(clock)
        self.bot = self.add_user(bot_name, bot=True)
        self.application_id = self.bot.id

    def add_user(self, username: str, global_name: str | None = None, bot: bool = False) -> User:
        """Makes an account."""
        user = User(self.new_id(), username, global_name, bot)
        self.users[user.id] = user
        return user

    def user(self, name: str) -> User:
        """The account of that user name; raises KeyError when there is none."""
        for user in self.users.values():
            if user.username == name:
                return user
        raise KeyError(name)

    def add_guild(self, name: str, owner: User, *, locale: str = "en-US") -> Guild:
        """Founds a server; its owner joins, the bot does not yet."""
        guild = Guild(self.new_id(), name, owner.id, locale)
        guild.roles[guild.id] = Role(guild.id, "@everyone", EVERYONE_BITS)
        self.guilds[guild.id] = guild
        self.add_member(guild, owner)
        return guild

    def guild(self, name: str) -> Guild:
        """The server of that name; raises KeyError when there is none."""
        for guild in self.guilds.values():
            if guild.name == name:
                return guild
        raise KeyError(name)

    def change_guild(self, guild: Guild, *, name: str) -> None:
        """Renames a server."""
        guild.name = name
        self.changes.tell("GUILD_UPDATE", guild, guild_id=guild.id)

    def add_role(
        self,
        guild: Guild,
        name: str,
        permissions: int = 0,
        *,
        color: int = 0,
        mentionable: bool = False,
        bot_id: int | None = None,
    ) -> Role:
        """Makes a role above those that exist."""
        role = Role(
            self.new_id(),
            name,
            permissions,
            position=len(guild.roles),
            color=color,
            mentionable=mentionable,
            managed=bot_id is not None,
            bot_id=bot_id,
        )
        guild.roles[role.id] = role
        self.changes.tell("GUILD_ROLE_CREATE", role, guild_id=guild.id)
        return role

    def set_role_permissions(self, guild: Guild, role: Role, permissions: int) -> None:
        """Gives a role exactly these permission bits."""
        role.permissions = permissions
        self.change_role(guild, role)

    def delete_role(self, guild: Guild, role: Role) -> None:
        """Takes a role away from the guild and from all who have it."""
        del guild.roles[role.id]
        for member in guild.members.values():
            if role.id in member.roles:
                member.roles.remove(role.id)
        self.changes.tell("GUILD_ROLE_DELETE", role, guild_id=guild.id)

    def add_member(self, guild: Guild, user: User, roles: Iterable[Role] = ()) -> Member:
        """Lets someone join."""
        member = Member(user, self.now(), roles=[role.id for role in roles])
        guild.members[user.id] = member
        self.changes.tell("GUILD_MEMBER_ADD", member, guild_id=guild.id)
        return member

    def change_role(self, guild: Guild, role: Role) -> None:
        """Tells all that a role is no longer as it was."""
        self.changes.tell("GUILD_ROLE_UPDATE", role, guild_id=guild.id)

    def change_member(
        self, guild: Guild, member: Member, *, roles: Iterable[Role] | None = None, nick: str | None
    ) -> None:
        """Sets a member's nickname (None: none), and roles when given."""
        member.nick = nick
        if roles is not None:
            member.roles = [role.id for role in roles]
        self.tell_member_changed(guild, member)

    def silence(self, guild: Guild, member: Member, until: datetime | None) -> None:
        """A member may only read until then; None ends it."""
        member.silent_until = until
        self.tell_member_changed(guild, member)

    def tell_member_changed(self, guild: Guild, member: Member) -> None:
        """Tells all that a member is no longer as they were."""
        self.changes.tell("GUILD_MEMBER_UPDATE", member, guild_id=guild.id)

    def ban(self, guild: Guild, user: User, reason: str | None = None) -> None:
        """Keeps someone out of a server; a member is removed first."""
        if user.id in guild.members:
            self.remove_member(guild, user)
        guild.bans[user.id] = reason
        self.changes.tell("GUILD_BAN_ADD", Ban(user), guild_id=guild.id)

    def unban(self, guild: Guild, user: User) -> None:
        """Lets someone in again; raises KeyError when they were not banned."""
        del guild.bans[user.id]
        self.changes.tell("GUILD_BAN_REMOVE", Ban(user), guild_id=guild.id)

    def remove_member(self, guild: Guild, user: User) -> None:
        """Someone leaves or is removed; raises KeyError when they are not there."""
        member = guild.members.pop(user.id)
        self.changes.tell("GUILD_MEMBER_REMOVE", member, guild_id=guild.id)

    def invite_bot(self, guild: Guild, permissions: int = BOT_BITS) -> Member:
        """The bot joins, with a role of its own that has these permissions."""
        role = self.add_role(guild, self.bot.username, permissions, bot_id=self.bot.id)
        member = Member(self.bot, self.now(), roles=[role.id])
        guild.members[self.bot.id] = member
        self.changes.tell("GUILD_CREATE", guild, guild_id=guild.id)
        return member

    def remove_bot(self, guild: Guild) -> None:
        """The bot is removed from a server; its role and its commands there go with it."""
        guild.members.pop(self.bot.id)
        for role in [role for role in guild.roles.values() if role.bot_id == self.bot.id]:
            del guild.roles[role.id]
        self.changes.tell("GUILD_DELETE", guild, guild_id=guild.id)

    def bot_in(self, guild_id: int) -> bool:
        """Whether the bot is a member of that server."""
        guild = self.guilds.get(guild_id)
        return guild is not None and self.bot.id in guild.members
