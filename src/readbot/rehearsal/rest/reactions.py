"""Reactions under messages."""

from urllib.parse import unquote

from readbot.rehearsal import limits
from readbot.rehearsal.model.nouns import Message
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.plain_shapes import user_shape
from readbot.rehearsal.refusals import Refusal
from readbot.rehearsal.rest.call import NOTHING, Answer, Call, Route


async def add_reaction(call: Call) -> Answer:
    """The bot reacts."""
    channel = call.channel()
    message = call.message(channel)
    if channel.thread is not None and channel.thread.archived:
        raise Refusal(50083)
    call.need(channel, Permission.READ_MESSAGE_HISTORY)
    emoji = call.path["emoji_name"]
    if emoji not in {one.emoji for one in message.reactions}:
        call.need(channel, Permission.ADD_REACTIONS)
        if len(message.reactions) >= limits.REACTIONS:
            raise Refusal(30010)
    call.world.react(message, call.bot, emoji)
    return NOTHING


async def remove_own_reaction(call: Call) -> Answer:
    """The bot takes its reaction back."""
    message = call.message(call.channel())
    call.world.unreact(message, call.bot, call.path["emoji_name"])
    return NOTHING


async def remove_reaction(call: Call) -> Answer:
    """The bot takes somebody's reaction away."""
    message = _managed(call)
    user = call.world.users.get(call.id("user_id"))
    if user is None:
        raise Refusal(10013)
    call.world.unreact(message, user, call.path["emoji_name"])
    return NOTHING


async def get_reactions(call: Call) -> Answer:
    """A page of those who put that emoji under a message."""
    message = call.message(call.channel())
    emoji = unquote(call.path["emoji_name"])
    after, limit = call.query_id("after") or 0, call.query_number("limit", 25, 1, 100)
    ids = sorted(i for one in message.reactions if one.emoji == emoji for i in one.users)
    return Answer([user_shape(call.world.users[i]) for i in ids if i > after][:limit])


async def clear_reactions(call: Call) -> Answer:
    """All reactions are taken away, or all of one emoji."""
    call.world.clear_reactions(_managed(call), call.path.get("emoji_name"))
    return NOTHING


def _managed(call: Call) -> Message:
    channel = call.channel()
    call.need(channel, Permission.MANAGE_MESSAGES)
    return call.message(channel)


_ALL = "/channels/{channel_id}/messages/{message_id}/reactions"
_ONE = _ALL + "/{emoji_name}"
ROUTES = (
    Route("DELETE", _ALL, clear_reactions),
    Route("GET", _ONE, get_reactions),
    Route("DELETE", _ONE, clear_reactions),
    Route("PUT", _ONE + "/@me", add_reaction),
    Route("DELETE", _ONE + "/@me", remove_own_reaction),
    Route("DELETE", _ONE + "/{user_id}", remove_reaction),
)
