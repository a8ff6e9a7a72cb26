"""Scripted faults: what goes wrong on the wire and in the world, when someone says so."""

import fnmatch
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from readbot.rehearsal.model.nouns import Channel, Guild
from readbot.rehearsal.model.permissions import Permission

if TYPE_CHECKING:
    from readbot.rehearsal.server import Rehearsal

FaultKind = Literal[
    "drop answer", "drop request", "error before", "error after", "delay", "429", "refuse"
]


@dataclass(slots=True)
class Fault:
    """One fault for the next `times` requests that match; `struck` counts those it met.

    `path` is a pattern with `*` over the path below /api/v10, as `/channels/*/messages`.
    """

    kind: FaultKind
    method: str = "*"
    path: str = "*"
    times: int = 1
    status: int = 502
    html: bool = False
    seconds: float = 0.0
    everywhere: bool = False
    code: int = 0
    struck: int = 0

    def matches(self, method: str, path: str) -> bool:
        """Whether it meets this request."""
        return (
            self.struck < self.times
            and self.method in ("*", method)
            and fnmatch.fnmatchcase(path, self.path)
        )


@dataclass(slots=True)
class Faults:
    """The faults that wait for their request, and deeds that break something at once."""

    rehearsal: "Rehearsal"
    waiting: list[Fault] = field(default_factory=list)

    # -- on the wire

    def drop_answer(self, method: str = "*", path: str = "*", times: int = 1) -> Fault:
        """The request is done, and the connection dies before the answer."""
        return self._add(Fault("drop answer", method, path, times))

    def drop_request(self, method: str = "*", path: str = "*", times: int = 1) -> Fault:
        """The connection dies before anything is done."""
        return self._add(Fault("drop request", method, path, times))

    def error(
        self,
        method: str = "*",
        path: str = "*",
        times: int = 1,
        *,
        status: int = 502,
        html: bool = False,
        after: bool = False,
    ) -> Fault:
        """The answer is an error, as JSON or as the edge's HTML page; `after` the deed was done."""
        kind: FaultKind = "error after" if after else "error before"
        return self._add(Fault(kind, method, path, times, status, html))

    def delay(self, seconds: float, method: str = "*", path: str = "*", times: int = 1) -> Fault:
        """The request waits that many real seconds before it is done."""
        return self._add(Fault("delay", method, path, times, seconds=seconds))

    def rate_limit(
        self,
        retry_after: float,
        method: str = "*",
        path: str = "*",
        times: int = 1,
        *,
        everywhere: bool = False,
    ) -> Fault:
        """The answer is 429 with that many seconds to wait; `everywhere` makes it global."""
        return self._add(
            Fault("429", method, path, times, seconds=retry_after, everywhere=everywhere)
        )

    def refuse(self, code: int, method: str = "*", path: str = "*", times: int = 1) -> Fault:
        """The answer is one of Discord's refusals, by its code, as 50013; nothing is done."""
        return self._add(Fault("refuse", method, path, times, code=code))

    def clear(self) -> None:
        """Takes back all faults that still wait."""
        self.waiting.clear()

    def next_for(self, method: str, path: str) -> Fault | None:
        """The fault that meets this request, counted; None when there is none."""
        for fault in self.waiting:
            if fault.matches(method, path):
                fault.struck += 1
                if fault.struck >= fault.times:
                    self.waiting.remove(fault)
                return fault
        return None

    # -- at the gateway

    async def close_gateway(self, code: int = 4000, *, resumable: bool = True) -> None:
        """Closes the bot's sockets; not resumable means that its sessions are forgotten."""
        await self.rehearsal.gateway.close_sockets(code, resumable=resumable)

    async def ask_reconnect(self) -> None:
        """Asks the bot to reconnect and resume (opcode 7)."""
        await self.rehearsal.gateway.ask_reconnect()

    async def invalidate_session(self, *, resumable: bool = False) -> None:
        """Tells the bot that its session is invalid (opcode 9)."""
        await self.rehearsal.gateway.invalidate(resumable=resumable)

    # -- in the world

    def take_permission(self, channel: Channel, permission: Permission) -> None:
        """Denies the bot a permission in a channel."""
        bot = self.rehearsal.world.bot
        own = channel.overwrites.get(bot.id)
        allow, deny = (0, 0) if own is None else (own.allow, own.deny)
        self.rehearsal.world.set_overwrite(
            channel, bot, allow=allow & ~permission, deny=deny | permission
        )

    def give_permission(self, channel: Channel, permission: Permission) -> None:
        """Gives the bot a permission in a channel back."""
        bot = self.rehearsal.world.bot
        own = channel.overwrites.get(bot.id)
        allow, deny = (0, 0) if own is None else (own.allow, own.deny)
        self.rehearsal.world.set_overwrite(
            channel, bot, allow=allow | permission, deny=deny & ~permission
        )

    def delete_channel(self, channel: Channel) -> None:
        """Deletes a channel or thread."""
        self.rehearsal.world.delete_channel(channel)

    def archive(self, thread: Channel, *, locked: bool = False) -> None:
        """Archives a thread, and locks it when asked."""
        self.rehearsal.world.change_thread(thread, archived=True, locked=locked)

    def remove_bot(self, guild: Guild) -> None:
        """Removes the bot from a server."""
        self.rehearsal.world.remove_bot(guild)

    def _add(self, fault: Fault) -> Fault:
        self.waiting.append(fault)
        return fault
