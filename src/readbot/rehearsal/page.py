"""The rehearsal page: a Discord of one's own in the browser, and its JSON API.

Every route is under `/page/api`. `as` says who acts: a user name or id, in the query of a GET and
in the body of a POST. A POST takes a JSON object, or `multipart/form-data` whose field `json`
holds that object and whose other fields are files, which the object names by field. Ids are
strings. What cannot be done is answered with a 4xx status and `{"error": "one plain sentence"}`.

| route | takes | gives |
|---|---|---|
| GET  /state | as | people, servers with channels, roles and members, the deeds that wait |
|      |    | (`pending`), open `forms`, clock, guide |
| GET  /channels/{id}/messages | as, before, limit | `messages`, `more`, `starter` (of a thread) |
| GET  /channels/{id}/commands | as | `commands` as registered, only those this person is shown |
| GET  /events | as | server-sent events: hello, message, message-gone, places, commands, clock, |
|      |    | interaction, guide |
| POST /deeds/say | as, channel, text, files?, reply_to? | `message` |
| POST /deeds/slash | as, channel, command ("reading add"), options | `reply` |
| POST /deeds/complete | as, channel, command, options, focused, typed | `choices` |
| POST /deeds/press | as, message, custom_id | `reply` |
| POST /deeds/choose | as, message, custom_id, values | `reply` |
| POST /deeds/submit | as, interaction (that opened the form), values by custom id | `reply` |
| POST /deeds/message-menu | as, message, command | `reply` |
| POST /deeds/member-menu | as, channel, member, command | `reply` |
| POST /deeds/edit | as, message, text | `message` |
| POST /deeds/delete | as, message | nothing |
| POST /deeds/react | as, message, emoji (again: takes it back) | `message` |
| POST /deeds/thread | as, message, title | `channel`: the thread on it |
| POST /deeds/post | as, channel (a forum), title, text, tags?, files? | `channel`, `message` |
| POST /deeds/conversation | as | `channel`: the direct conversation with the bot |
| GET  /clock | | `now`, `offset` (seconds), `owed` (each `at`, `label`), `steps` |
| POST /clock | by (seconds), or to: "next" | the same, when the world has caught up |
| GET  /faults | as, channel | `waiting`, and what the bot may do in the channel (`rights`) |
| POST /faults | fault, and what page_controls.py lists for it | the same |
| GET  /wire | after (a number) | `exchanges` after it, oldest first, each with `complaints` of |
|      |    | Discord's document (null: not checked); `judged`: whether there is one, |
|      |    | and `trouble`: why the one that there is cannot be used |
| GET  /guide | | the welcome's words, the story's `steps` and how many are `done`, the |
|      |    | `beginnings`, and the `world`'s name, which is new after a beginning |
| POST /guide/next | | the same, and `look`: the channel where something has happened |
| POST /guide/begin/{number} | | the `world` that ends now |

Values of users, roles and channels are ids; those of files are names of fields. A `reply` is
`Reply.to_json()` once the bot has answered, or `kind` "failed" after its three seconds.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from readbot.rehearsal.page_controls import Controls, Owed
from readbot.rehearsal.page_deeds import Deeds
from readbot.rehearsal.page_events import serve_events
from readbot.rehearsal.page_guide import Beginning, Guide, Step, Welcome
from readbot.rehearsal.page_views import NotThere, Views
from readbot.rehearsal.people import ClientRefusal, Unanswered

if TYPE_CHECKING:
    from readbot.rehearsal.server import Rehearsal

__all__ = ["Beginning", "Owed", "Page", "Step", "Welcome", "add_page"]

_STATIC = Path(__file__).parent / "static"
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_SAFE = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_page(
    server: "Rehearsal",
    *,
    owed: Callable[[], Awaitable[list[Owed]]] | None = None,
    advance: Callable[[timedelta | None], Awaitable[None]] | None = None,
    welcome: Welcome | None = None,
) -> "Page":
    """Adds the page at `/` to a server that is not started yet.

    `owed` tells what the bot will post next, soonest first. `advance` moves the world's clock by
    that much, or for None to the next thing owed; the host may do so in many steps, so that each
    thing comes at its own time. Without it only the clock moves. `welcome` is for first visitors.
    """
    guide = None if welcome is None else Guide(server, welcome)
    page = Page(server, Controls(server, owed, advance), guide)
    server.add_routes(page.routes())
    return page


class Page:
    """The page's web routes over one rehearsal."""

    def __init__(self, rehearsal: "Rehearsal", controls: Controls, guide: Guide | None) -> None:
        self._rehearsal = rehearsal
        self._controls = controls
        self._guide = guide
        self._views = Views(rehearsal)
        self._deeds = Deeds(rehearsal, self._views)

    def routes(self) -> list[web.RouteDef]:
        """All routes, ready to be added to a web server."""
        gets: dict[str, Handler] = {
            "/state": self._state,
            "/channels/{channel}/messages": self._messages,
            "/channels/{channel}/commands": self._commands,
            "/events": self._events,
            "/clock": self._controls.get_clock,
            "/faults": self._controls.get_faults,
            "/wire": self._controls.get_wire,
        }
        posts: dict[str, Handler] = {
            "/deeds/{deed}": self._deeds.serve,
            "/clock": self._controls.move_clock,
            "/faults": self._controls.set_fault,
        }
        if self._guide is not None:
            gets["/guide"] = self._guide.get_guide
            posts["/guide/next"] = self._guide.next_step
            posts["/guide/begin/{number}"] = self._guide.begin
        return [
            web.get("/", _static("index.html")),
            *(
                web.get(f"/page/static/{file.name}", _static(file.name))
                for file in sorted(_STATIC.iterdir())
                if file.suffix in _TYPES
            ),
            *(web.get(f"/page/api{path}", _guarded(one)) for path, one in gets.items()),
            *(web.post(f"/page/api{path}", _guarded(one)) for path, one in posts.items()),
        ]

    async def _state(self, request: web.Request) -> web.Response:
        user = self._views.someone(request.query.get("as", ""))
        state = self._views.state(user)
        state["clock"] = await self._controls.clock()
        state["guide"] = None if self._guide is None else self._guide.to_json()
        return web.json_response(state)

    async def _messages(self, request: web.Request) -> web.Response:
        user = self._views.someone(request.query.get("as", ""))
        channel = self._views.channel(request.match_info["channel"], user)
        before = request.query.get("before", "")
        limit = request.query.get("limit", "")
        return web.json_response(
            self._views.page_of_messages(
                channel,
                user,
                int(before) if before.isdecimal() else None,
                min(int(limit), 200) if limit.isdecimal() else 60,
            )
        )

    async def _commands(self, request: web.Request) -> web.Response:
        user = self._views.someone(request.query.get("as", ""))
        channel = self._views.channel(request.match_info["channel"], user)
        shown = self._rehearsal.desk.shown_commands(user, channel)
        return web.json_response({"commands": [command.body for command in shown]})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        user = self._views.someone(request.query.get("as", ""))
        return await serve_events(request, self._rehearsal, self._views, user)


def _static(name: str) -> Handler:
    path = _STATIC / name
    content_type = _TYPES[path.suffix]

    async def serve(_: web.Request) -> web.Response:
        return web.Response(
            body=path.read_bytes(), content_type=content_type, charset="utf-8", headers=_SAFE
        )

    return serve


def _guarded(handler: Handler) -> Handler:
    """Refuses other sites' pages, and turns what people cannot do into plain answers."""

    async def serve(request: web.Request) -> web.StreamResponse:
        if not _from_our_page(request):
            return web.json_response({"error": "Only this page may ask."}, status=403)
        try:
            return await handler(request)
        except NotThere as nothing:
            return web.json_response({"error": str(nothing)}, status=404)
        except (ClientRefusal, Unanswered) as refusal:
            return web.json_response({"error": str(refusal)}, status=422)

    return serve


def _from_our_page(request: web.Request) -> bool:
    host = urlsplit(f"//{request.host}").hostname
    origin = request.headers.get("Origin")
    return host in ("127.0.0.1", "localhost") and origin in (None, f"http://{request.host}")
