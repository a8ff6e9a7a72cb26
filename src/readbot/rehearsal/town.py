"""The server that a visitor finds: a moderator, three members and four channels."""

from dataclasses import dataclass

from readbot.rehearsal.model.nouns import Channel, ChannelKind, Guild, Overwrite
from readbot.rehearsal.model.permissions import BOT_BITS, MODERATOR_BITS, Permission
from readbot.rehearsal.people import Person
from readbot.rehearsal.server import Rehearsal


@dataclass(frozen=True, slots=True)
class Town:
    """The server and what is in it."""

    guild: Guild
    general: Channel
    reading: Channel
    moderators: Channel
    forum: Channel
    moderator: Person
    members: tuple[Person, Person, Person]


def founded_town(
    rehearsal: Rehearsal, *, with_bot: bool = True, permissions: int = BOT_BITS
) -> Town:
    """Founds the server; the bot is invited, with these permissions, unless `with_bot` is off."""
    world = rehearsal.world
    guild = rehearsal.add_guild("Lighthouse Readers", with_bot=False)
    role = world.add_role(guild, "Moderators", MODERATOR_BITS, color=0x3BA55D)
    general = world.add_channel(guild, "general", topic="Everything else")
    reading = world.add_channel(guild, "reading", topic="What we read together")
    private = world.add_channel(
        guild,
        "moderators",
        overwrites=[
            Overwrite(guild.id, 0, deny=int(Permission.VIEW_CHANNEL)),
            Overwrite(role.id, 0, allow=int(Permission.VIEW_CHANNEL)),
        ],
    )
    forum = world.add_channel(guild, "talk", ChannelKind.FORUM, tags=["chapter", "aside"])
    town = Town(
        guild,
        general,
        reading,
        private,
        forum,
        rehearsal.add_person("maren", guild, global_name="Maren", roles=["Moderators"]),
        (
            rehearsal.add_person("tomas", guild, global_name="Tomas"),
            rehearsal.add_person("ines", guild, global_name="Ines"),
            rehearsal.add_person("joon", guild, global_name="Joon"),
        ),
    )
    if with_bot:
        member = world.invite_bot(guild, permissions)
        world.set_overwrite(private, member, allow=BOT_BITS)
    return town
