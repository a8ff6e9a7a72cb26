"""The guide for a first visitor: words of welcome, a story to step through, ways to begin anew.

What is told and done is the host's; here it is only shown and counted. Without steps and
beginnings there are just the words.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from readbot.rehearsal.model.nouns import Channel, Json
from readbot.rehearsal.people import ClientRefusal

if TYPE_CHECKING:
    from readbot.rehearsal.server import Rehearsal


@dataclass(frozen=True, slots=True)
class Step:
    """A scene of the story that the visitor lets happen.

    `deed` does it, and gives the channel where there is something to see (None: stay). It raises
    ClientRefusal, with a sentence for the visitor, where it cannot be done. `words`, in Discord's
    markdown, tell afterwards what has happened.
    """

    title: str
    words: str
    deed: Callable[[], Awaitable[Channel | None]]


@dataclass(frozen=True, slots=True)
class Beginning:
    """A way to begin anew, as a button: `begin` asks the host, who then serves a new world.

    It returns at once; the page waits until the new world is there.
    """

    label: str
    begin: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a first visitor reads and may do: a title, hints in Discord's markdown, a story.

    `channel` is the name of the channel in which one arrives; without it, that in which something
    was said last. `ready` tells whether the host has made all that a visitor should find.
    """

    title: str
    hints: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    beginnings: tuple[Beginning, ...] = ()
    channel: str | None = None
    ready: Callable[[], bool] = lambda: True


class Guide:
    """How far the story is, and the routes that carry it on."""

    def __init__(self, rehearsal: "Rehearsal", welcome: Welcome) -> None:
        self._world = rehearsal.world
        self._welcome = welcome
        self._done = 0
        self._playing = asyncio.Lock()
        # A page that was told to wait for a new world knows it by another name.
        self._name = secrets.token_hex(8)

    def to_json(self) -> Json:
        """The words, the steps and how many of them are done; `world` is new after a beginning."""
        welcome = self._welcome
        return {
            "world": self._name,
            "title": welcome.title,
            "hints": list(welcome.hints),
            "steps": [{"title": one.title, "words": one.words} for one in welcome.steps],
            "done": self._done,
            "playing": self._playing.locked(),
            "beginnings": [one.label for one in welcome.beginnings],
            "channel": self._arrival(),
            "ready": welcome.ready(),
        }

    async def get_guide(self, _: web.Request) -> web.Response:
        """GET /guide."""
        return web.json_response(self.to_json())

    async def next_step(self, _: web.Request) -> web.Response:
        """POST /guide/next; raises ClientRefusal where there is none or it cannot be done."""
        steps = self._welcome.steps
        if self._playing.locked():
            raise ClientRefusal("The story is moving already.")
        if self._done == len(steps):
            raise ClientRefusal("The story is told.")
        async with self._playing:
            look = await steps[self._done].deed()
            self._done += 1
        self._world.changes.tell("GUIDE_MOVE", None)
        return web.json_response({**self.to_json(), "look": None if look is None else str(look.id)})

    async def begin(self, request: web.Request) -> web.Response:
        """POST /guide/begin/{number}; raises ClientRefusal for an unknown beginning."""
        number = request.match_info["number"]
        beginnings = self._welcome.beginnings
        if not number.isdecimal() or int(number) >= len(beginnings):
            raise ClientRefusal("There is no such beginning.")
        beginnings[int(number)].begin()
        return web.json_response({"world": self._name})

    def _arrival(self) -> str | None:
        found = (c for c in self._world.channels.values() if c.name == self._welcome.channel)
        return next((str(channel.id) for channel in found), None)
