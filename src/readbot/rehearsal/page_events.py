"""The page's live stream: the world's changes as server-sent events, as one person may see them."""

import asyncio
import json
from datetime import datetime
from typing import TYPE_CHECKING

from aiohttp import web

from readbot.rehearsal.model.changes import Change
from readbot.rehearsal.model.nouns import (
    Channel,
    Guild,
    Interaction,
    InteractionKind,
    Json,
    Member,
    Message,
    ReactionDeed,
    Role,
    User,
)
from readbot.rehearsal.page_views import Views

if TYPE_CHECKING:
    from readbot.rehearsal.server import Rehearsal

_HEARTBEAT_SECONDS = 10.0


async def serve_events(
    request: web.Request, rehearsal: "Rehearsal", views: Views, viewer: User
) -> web.StreamResponse:
    """Streams until the browser goes; begins with `hello` and the newest change's number."""
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    )
    await response.prepare(request)
    changes = rehearsal.world.changes
    waiting: asyncio.Queue[Change] = asyncio.Queue()
    with changes.listening(waiting.put_nowait):
        try:
            await _send(response, "hello", {"number": changes.last_number})
            while True:
                await _send_next(response, waiting, views, viewer)
        except ConnectionError:
            return response


async def _send_next(
    response: web.StreamResponse, waiting: "asyncio.Queue[Change]", views: Views, viewer: User
) -> None:
    try:
        change = await asyncio.wait_for(waiting.get(), _HEARTBEAT_SECONDS)
    except TimeoutError:
        await response.write(b": still here\n\n")
        return
    event = event_of(change, views, viewer)
    if event is not None:
        name, data = event
        await _send(response, name, {"number": change.number, **data})


def event_of(change: Change, views: Views, viewer: User) -> tuple[str, Json] | None:
    """The event's name and data; None for what does not concern this person."""
    noun = change.noun.message if isinstance(change.noun, ReactionDeed) else change.noun
    if change.only_for not in (None, viewer.id):
        return None
    if isinstance(noun, Message):
        if change.name == "MESSAGE_DELETE":
            return "message-gone", {"id": str(noun.id), "channel": str(noun.channel_id)}
        if not views.sees_message(noun, viewer):
            return None
        return "message", {"message": views.message_view(noun)}
    if isinstance(noun, Interaction):
        if noun.user.id != viewer.id or noun.kind is InteractionKind.AUTOCOMPLETE:
            return None
        return "interaction", {
            "channel": str(noun.channel_id),
            "reply": views.reply_view(noun),
        }
    if isinstance(noun, datetime):
        return "clock", {"now": noun.isoformat()}
    if isinstance(noun, Guild | Channel | Role | Member):
        return "places", {}
    names = {"COMMANDS_UPDATE": "commands", "GUIDE_MOVE": "guide"}
    return (names[change.name], {}) if change.name in names else None


async def _send(response: web.StreamResponse, name: str, data: Json) -> None:
    await response.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())
