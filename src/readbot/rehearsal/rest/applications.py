"""The bot's own account and application, and where the gateway is."""

from readbot.rehearsal import limits
from readbot.rehearsal.plain_shapes import self_shape, user_shape
from readbot.rehearsal.refusals import FormErrors, Refusal
from readbot.rehearsal.rest.call import NOTHING, Answer, Call, Route


async def get_me(call: Call) -> Answer:
    """The bot's own account."""
    return Answer(self_shape(call.bot))


async def edit_me(call: Call) -> Answer:
    """The bot takes another name; pictures are taken and not kept."""
    errors = FormErrors()
    errors.length("username", call.json.get("username"), limits.USER_NAME, 2)
    errors.raise_if_any()
    call.bot.username = call.json.get("username") or call.bot.username
    call.world.changes.tell("USER_UPDATE", call.bot)
    return Answer(self_shape(call.bot))


async def get_application(call: Call) -> Answer:
    """The bot's application."""
    return Answer(call.shapes.application(call.bot.username))


async def get_gateway(call: Call) -> Answer:
    """The gateway's address."""
    return Answer({"url": call.rehearsal.gateway_url})


async def get_bot_gateway(call: Call) -> Answer:
    """The gateway's address, and how often the bot may begin a session."""
    return Answer(
        {
            "url": call.rehearsal.gateway_url,
            "shards": 1,
            "session_start_limit": {
                "total": 1000,
                "remaining": max(0, 1000 - call.rehearsal.gateway.identifies),
                "reset_after": 86_400_000,
                "max_concurrency": 1,
            },
        }
    )


async def get_user(call: Call) -> Answer:
    """Any account."""
    user = call.world.users.get(call.id("user_id"))
    if user is None:
        raise Refusal(10013)
    return Answer(user_shape(user))


async def my_guilds(call: Call) -> Answer:
    """The servers that the bot is in."""
    limit = call.query_number("limit", 200, 1, 200)
    after = call.query_id("after") or 0
    guilds = sorted(
        (g for g in call.world.guilds.values() if call.world.bot_in(g.id) and g.id > after),
        key=lambda guild: guild.id,
    )
    return Answer(
        [
            {
                "id": str(guild.id),
                "name": guild.name,
                "icon": None,
                "banner": None,
                "owner": False,
                "permissions": str(guild.everyone.permissions),
                "features": [],
            }
            for guild in guilds[:limit]
        ]
    )


async def leave_guild(call: Call) -> Answer:
    """The bot leaves a server."""
    call.world.remove_bot(call.guild())
    return NOTHING


async def open_dm(call: Call) -> Answer:
    """The direct conversation with someone."""
    errors = FormErrors()
    errors.required("recipient_id", call.json.get("recipient_id"))
    errors.raise_if_any()
    user = call.world.users.get(int(call.json["recipient_id"]))
    if user is None or user.bot:
        raise Refusal(50007 if user else 10013)
    return Answer(call.shapes.channel(call.world.open_dm(user)))


def may_write_to(call: Call, user_id: int) -> bool:
    """Whether someone takes direct messages from the bot: not closed, and a server in common."""
    return user_id not in call.world.closed_to_bot and any(
        user_id in guild.members and call.world.bot_in(guild.id)
        for guild in call.world.guilds.values()
    )


ROUTES = (
    Route("GET", "/users/@me", get_me),
    Route("PATCH", "/users/@me", edit_me),
    Route("GET", "/oauth2/applications/@me", get_application),
    Route("GET", "/applications/@me", get_application),
    Route("GET", "/gateway", get_gateway, tokened=True),
    Route("GET", "/gateway/bot", get_bot_gateway),
    Route("GET", "/users/@me/guilds", my_guilds),
    Route("DELETE", "/users/@me/guilds/{guild_id}", leave_guild),
    Route("POST", "/users/@me/channels", open_dm),
    Route("GET", "/users/{user_id}", get_user),
)
