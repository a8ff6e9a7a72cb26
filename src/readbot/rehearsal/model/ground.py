"""What the whole world stands on: its clock, its ids, the log of its changes, and all it holds."""

from datetime import datetime, timedelta

from readbot.rehearsal.clock import MovableClock
from readbot.rehearsal.model.changes import ChangeLog
from readbot.rehearsal.model.nouns import (
    Attachment,
    Channel,
    Command,
    Guild,
    Interaction,
    Invite,
    Message,
    User,
    Webhook,
)
from readbot.rehearsal.model.snowflakes import snowflake


class Ground:
    """All that exists in one rehearsal, and the time of its world."""

    def __init__(self, clock: MovableClock) -> None:
        self.clock = clock
        self.changes = ChangeLog(clock.now)
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.users: dict[int, User] = {}
        self.messages: dict[int, dict[int, Message]] = {}
        self.attachments: dict[int, Attachment] = {}
        self.commands: dict[int, Command] = {}
        self.interactions: dict[int, Interaction] = {}
        self.webhooks: dict[int, Webhook] = {}
        self.invites: dict[str, Invite] = {}
        self.closed_to_bot: set[int] = set()
        self._channels_by_guild: dict[int, dict[int, Channel]] = {}
        self._threads_by_parent: dict[int, dict[int, Channel]] = {}
        self._place_of_message: dict[int, int] = {}

    def now(self) -> datetime:
        """The world's time."""
        return self.clock.now()

    def new_id(self) -> int:
        """A fresh id that carries the world's time."""
        return snowflake(self.clock.now())

    def advance(self, by: timedelta) -> None:
        """Moves the world's clock forward, and tells those who follow."""
        self.clock.advance(by)
        self.changes.tell("CLOCK_MOVE", self.clock.now())
