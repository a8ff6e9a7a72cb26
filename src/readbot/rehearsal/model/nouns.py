"""The things of the world, as plain records; ids are integers here and strings on the wire."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, Literal

Json = dict[str, Any]


class ChannelKind(IntEnum):
    """Discord's channel types that this world knows."""

    TEXT = 0
    DM = 1
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


THREAD_KINDS = frozenset(
    {
        ChannelKind.ANNOUNCEMENT_THREAD,
        ChannelKind.PUBLIC_THREAD,
        ChannelKind.PRIVATE_THREAD,
    }
)


class InteractionKind(IntEnum):
    """Discord's interaction types that a person can cause."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    FORM = 5


class MessageFlag(IntEnum):
    """The bits of a message's flags that this world acts upon."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


@dataclass(slots=True)
class User:
    """Someone with an account: a person, or the bot."""

    id: int
    username: str
    global_name: str | None = None
    bot: bool = False
    locale: str = "en-US"

    @property
    def display_name(self) -> str:
        """The name that others see outside of any guild."""
        return self.global_name or self.username


@dataclass(slots=True)
class Role:
    """A guild's role; the one whose id is the guild's own is @everyone."""

    id: int
    name: str
    permissions: int = 0
    position: int = 0
    color: int = 0
    hoist: bool = False
    mentionable: bool = False
    managed: bool = False
    bot_id: int | None = None


@dataclass(slots=True)
class Overwrite:
    """What a channel allows and denies to one role (kind 0) or one member (kind 1)."""

    id: int
    kind: Literal[0, 1]
    allow: int = 0
    deny: int = 0


@dataclass(slots=True)
class Member:
    """A user as a member of one guild."""

    user: User
    joined_at: datetime
    nick: str | None = None
    roles: list[int] = field(default_factory=list)
    silent_until: datetime | None = None

    @property
    def display_name(self) -> str:
        """The name that others see in this guild."""
        return self.nick or self.user.display_name


@dataclass(slots=True)
class Tag:
    """A tag that a forum's posts may carry."""

    id: int
    name: str
    moderated: bool = False
    emoji_name: str | None = None


@dataclass(slots=True)
class ThreadState:
    """What a channel has on top when it is a thread or a forum post."""

    owner_id: int
    created_at: datetime
    archived_at: datetime
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    auto_archive_minutes: int = 1440
    members: dict[int, datetime] = field(default_factory=dict)
    message_count: int = 0
    total_sent: int = 0
    applied_tags: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Channel:
    """A place to talk in: a guild's channel, a thread, a forum or a direct conversation."""

    id: int
    kind: ChannelKind
    name: str = ""
    guild_id: int | None = None
    parent_id: int | None = None
    topic: str | None = None
    position: int = 0
    nsfw: bool = False
    slowmode_seconds: int = 0
    flags: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    last_message_id: int | None = None
    tags: list[Tag] = field(default_factory=list)
    default_auto_archive_minutes: int | None = None
    recipients: list[User] = field(default_factory=list)
    thread: ThreadState | None = None

    @property
    def is_thread(self) -> bool:
        """Whether this is a thread or a forum post."""
        return self.kind in THREAD_KINDS


@dataclass(slots=True)
class Guild:
    """A server, with its roles and members; its channels are the world's."""

    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    bans: dict[int, str | None] = field(default_factory=dict)

    @property
    def everyone(self) -> Role:
        """The role that all members have."""
        return self.roles[self.id]

    def role(self, name: str) -> Role:
        """The role of that name; raises KeyError when there is none."""
        for role in self.roles.values():
            if role.name == name:
                return role
        raise KeyError(name)


@dataclass(slots=True)
class Attachment:
    """A file that came with a message or a command, with its bytes."""

    id: int
    filename: str
    content: bytes
    content_type: str | None = None
    description: str | None = None
    ephemeral: bool = False
    spoiler: bool = False
    width: int | None = None
    height: int | None = None

    @property
    def size(self) -> int:
        """The file's length in bytes."""
        return len(self.content)


@dataclass(slots=True)
class Reaction:
    """One emoji under a message and who chose it."""

    emoji: str
    users: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Message:
    """Something said; `seen_by` is the one person who sees an ephemeral message."""

    id: int
    channel_id: int
    author: User
    content: str
    created_at: datetime
    kind: int = 0
    guild_id: int | None = None
    edited_at: datetime | None = None
    flags: int = 0
    tts: bool = False
    pinned_at: datetime | None = None
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    mentions: list[int] = field(default_factory=list)
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    nonce: str | None = None
    reference: Json | None = None
    reactions: list[Reaction] = field(default_factory=list)
    webhook_id: int | None = None
    interaction_id: int | None = None
    position: int | None = None
    seen_by: int | None = None

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return bool(self.flags & MessageFlag.EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether the bot is still "thinking" here."""
        return bool(self.flags & MessageFlag.LOADING)

    @property
    def components_v2(self) -> bool:
        """Whether its whole body is made of components."""
        return bool(self.flags & MessageFlag.COMPONENTS_V2)


@dataclass(frozen=True, slots=True)
class ReactionDeed:
    """That someone put an emoji under a message, or took it back."""

    message: Message
    user: User
    emoji: str


@dataclass(slots=True)
class Webhook:
    """A way to write into a channel under a name of its own."""

    id: int
    channel_id: int
    guild_id: int
    name: str
    token: str
    maker: User


@dataclass(frozen=True, slots=True)
class Invite:
    """A code that lets people join a server; `seconds` 0 is for ever, `uses` 0 without end."""

    code: str
    channel_id: int
    guild_id: int
    maker: User
    made_at: datetime
    seconds: int = 86400
    uses: int = 0
    temporary: bool = False


@dataclass(frozen=True, slots=True)
class Ban:
    """Somebody is kept out of a server, or let in again."""

    user: User


@dataclass(slots=True)
class Command:
    """An application command as the bot registered it; `body` is the document's response shape."""

    id: int
    kind: Literal[1, 2, 3]
    name: str
    body: Json
    guild_id: int | None = None

    @property
    def default_member_permissions(self) -> int | None:
        """The permission bits that a member needs to see it; None: everyone does."""
        bits = self.body["default_member_permissions"]
        return None if bits is None else int(bits)


@dataclass(slots=True)
class Interaction:
    """One deed of a person that the bot has to answer within 3 seconds of real time."""

    id: int
    kind: InteractionKind
    token: str
    user: User
    channel_id: int
    guild_id: int | None
    data: Json
    began: float
    message_id: int | None = None
    name: str = ""
    parent: "Interaction | None" = None
    callback_kind: int | None = None
    failed: bool = False
    response_id: int | None = None
    followup_ids: list[int] = field(default_factory=list)
    form: Json | None = None
    choices: list[Json] | None = None

    @property
    def answered(self) -> bool:
        """Whether the bot's callback has come (in time)."""
        return self.callback_kind is not None
