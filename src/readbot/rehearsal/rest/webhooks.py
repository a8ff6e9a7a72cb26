"""Webhooks: writing into a channel under a name of its own."""

from readbot.rehearsal import limits
from readbot.rehearsal.composing import composed
from readbot.rehearsal.model.nouns import Channel, Json, Message, User, Webhook
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.plain_shapes import user_shape
from readbot.rehearsal.refusals import FormErrors, Refusal
from readbot.rehearsal.rest import interactions
from readbot.rehearsal.rest.call import NOTHING, Answer, Call, Handler, Route
from readbot.rehearsal.rest.messages import change_message, drafted


async def create_webhook(call: Call) -> Answer:
    """A webhook is made."""
    channel = call.channel()
    call.need(channel, Permission.MANAGE_WEBHOOKS)
    _check_name(call, needed=True)
    if channel.guild_id is None or channel.is_thread:
        raise Refusal(50024)
    return Answer(_shape(call, call.world.add_webhook(channel, call.json["name"], call.bot)))


async def get_channel_webhooks(call: Call) -> Answer:
    """A channel's webhooks."""
    channel = call.channel()
    call.need(channel, Permission.MANAGE_WEBHOOKS)
    hooks = call.world.webhooks.values()
    return Answer([_shape(call, one) for one in hooks if one.channel_id == channel.id])


async def get_guild_webhooks(call: Call) -> Answer:
    """A server's webhooks."""
    guild = call.guild()
    call.need_in_guild(guild, Permission.MANAGE_WEBHOOKS)
    hooks = call.world.webhooks.values()
    return Answer([_shape(call, one) for one in hooks if one.guild_id == guild.id])


async def get_webhook(call: Call) -> Answer:
    """One webhook."""
    return Answer(_shape(call, _webhook(call)))


async def edit_webhook(call: Call) -> Answer:
    """A webhook gets another name or channel."""
    hook = _webhook(call)
    _check_name(call, needed=False)
    hook.name = call.json.get("name") or hook.name
    if call.json.get("channel_id"):
        hook.channel_id = int(call.json["channel_id"])
    return Answer(_shape(call, hook))


async def delete_webhook(call: Call) -> Answer:
    """A webhook is no more."""
    del call.world.webhooks[_webhook(call).id]
    return NOTHING


async def execute(call: Call) -> Answer:
    """A webhook writes; told to the sender only where it asked to wait."""
    hook = _webhook(call)
    channel = _place(call, hook)
    message = drafted(call, channel, composed(call.shapes, channel, call.body))
    name = str(call.json.get("username") or hook.name)
    message.author = User(hook.id, name, bot=True)
    message.webhook_id = hook.id
    call.world.add_message(message)
    if call.query.get("wait", "").lower() in ("1", "true"):
        return Answer(call.shapes.message(message))
    return NOTHING


async def get_message(call: Call) -> Answer:
    """A message of the webhook."""
    return Answer(call.shapes.message(_message(call, _webhook(call))))


async def edit_message(call: Call) -> Answer:
    """A message of the webhook is changed."""
    hook = _webhook(call)
    message = _message(call, hook)
    change_message(call, _place(call, hook), message)
    call.world.tell_message_changed(message)
    return Answer(call.shapes.message(message))


async def delete_message(call: Call) -> Answer:
    """A message of the webhook is deleted."""
    call.world.delete_message(_message(call, _webhook(call)))
    return NOTHING


def _webhook(call: Call) -> Webhook:
    """The path's webhook: by its own token, or where the bot may manage webhooks."""
    hook = call.world.webhooks.get(call.id("webhook_id"))
    if hook is None:
        raise Refusal(10015)
    if "webhook_token" in call.path:
        if call.path["webhook_token"] != hook.token:
            raise Refusal(50027)
    else:
        call.need(call.world.channels[hook.channel_id], Permission.MANAGE_WEBHOOKS)
    return hook


def _place(call: Call, hook: Webhook) -> Channel:
    thread = call.query_id("thread_id")
    found = call.world.channels.get(thread or hook.channel_id)
    if found is None or (thread and found.parent_id != hook.channel_id):
        raise Refusal(10003)
    if thread and found.thread is not None and found.thread.locked:
        raise Refusal(160005)
    return found


def _message(call: Call, hook: Webhook) -> Message:
    found = call.world.message(call.id("message_id"))
    if found is None or found.webhook_id != hook.id:
        raise Refusal(10008)
    return found


def _check_name(call: Call, *, needed: bool) -> None:
    errors = FormErrors()
    if needed:
        errors.required("name", call.json.get("name"))
    errors.length("name", call.json.get("name"), limits.WEBHOOK_NAME, 1)
    errors.raise_if_any()


def _shape(call: Call, hook: Webhook) -> Json:
    return {
        "type": 1,
        "id": str(hook.id),
        "name": hook.name,
        "avatar": None,
        "channel_id": str(hook.channel_id),
        "guild_id": str(hook.guild_id),
        "application_id": str(call.world.application_id),
        "token": hook.token,
        "user": user_shape(hook.maker),
    }


def _either(of_an_interaction: Handler, of_a_webhook: Handler) -> Handler:
    """An interaction's own webhook has the application's id; all others are webhooks like any."""

    async def handle(call: Call) -> Answer:
        own = call.id("webhook_id") == call.world.application_id
        return await (of_an_interaction if own else of_a_webhook)(call)

    return handle


_HOOK = "/webhooks/{webhook_id}"
_TOKENED = _HOOK + "/{webhook_token}"
_MESSAGE = _TOKENED + "/messages/{message_id}"
ROUTES = (
    Route("POST", "/channels/{channel_id}/webhooks", create_webhook),
    Route("GET", "/channels/{channel_id}/webhooks", get_channel_webhooks),
    Route("GET", "/guilds/{guild_id}/webhooks", get_guild_webhooks),
    Route("GET", _HOOK, get_webhook),
    Route("PATCH", _HOOK, edit_webhook),
    Route("DELETE", _HOOK, delete_webhook),
    Route("GET", _TOKENED, get_webhook, tokened=True),
    Route("PATCH", _TOKENED, edit_webhook, tokened=True),
    Route("DELETE", _TOKENED, delete_webhook, tokened=True),
    Route("POST", _TOKENED, _either(interactions.follow_up, execute), tokened=True),
    Route("GET", _MESSAGE, _either(interactions.get_answer, get_message), tokened=True),
    Route("PATCH", _MESSAGE, _either(interactions.edit_answer, edit_message), tokened=True),
    Route("DELETE", _MESSAGE, _either(interactions.delete_answer, delete_message), tokened=True),
)
