"""What this Discord has none of: lists that are always empty, as a new server's are."""

from readbot.rehearsal.model.nouns import Json
from readbot.rehearsal.rest.call import Answer, Call, Handler, Route


def _none(*, of_guild: bool, body: object = ()) -> Handler:
    async def handle(call: Call) -> Answer:
        if of_guild:
            call.guild()
        return Answer(list(body) if isinstance(body, tuple) else body)

    return handle


_LOG: Json = {
    "audit_log_entries": [],
    "users": [],
    "integrations": [],
    "webhooks": [],
    "guild_scheduled_events": [],
    "threads": [],
    "application_commands": [],
    "auto_moderation_rules": [],
}
_GUILD = "/guilds/{guild_id}"
_LISTS = (
    "/emojis",
    "/stickers",
    "/scheduled-events",
    "/integrations",
    "/regions",
    "/templates",
    "/auto-moderation/rules",
)
ROUTES = (
    *(Route("GET", _GUILD + name, _none(of_guild=True)) for name in _LISTS),
    Route("GET", _GUILD + "/audit-logs", _none(of_guild=True, body=_LOG)),
    Route("GET", _GUILD + "/prune", _none(of_guild=True, body={"pruned": 0})),
    Route("GET", _GUILD + "/soundboard-sounds", _none(of_guild=True, body={"items": []})),
    Route("GET", "/voice/regions", _none(of_guild=False)),
    Route("GET", "/sticker-packs", _none(of_guild=False, body={"sticker_packs": []})),
    Route("GET", "/soundboard-default-sounds", _none(of_guild=False)),
    Route(
        "GET", "/applications/{application_id}/emojis", _none(of_guild=False, body={"items": []})
    ),
    Route("GET", "/applications/{application_id}/skus", _none(of_guild=False)),
    Route("GET", "/applications/{application_id}/entitlements", _none(of_guild=False)),
)
