"""What a person does on the page: each deed's request is read, done by a Person, and shown."""

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.web_request import FileField

from readbot.rehearsal import limits
from readbot.rehearsal.model.nouns import Channel, ChannelKind, Guild, Json, Message, User
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.options import CHANNEL, FILE, GROUP, MENTIONABLE, ROLE, SUBCOMMAND, USER
from readbot.rehearsal.page_views import NotThere, Views
from readbot.rehearsal.people import ClientRefusal, Person, Upload
from readbot.rehearsal.replies import Reply, parts_of

if TYPE_CHECKING:
    from readbot.rehearsal.server import Rehearsal

_KIND_OF_SELECT = {5: USER, 6: ROLE, 7: MENTIONABLE, 8: CHANNEL, 19: FILE}


@dataclass(frozen=True, slots=True)
class _Asked:
    """One deed's request: who asks, the object, and the files by their fields' names."""

    person: Person
    body: Json
    files: dict[str, Upload]

    def text(self, key: str) -> str:
        """A text of the body; empty when it is missing."""
        value = self.body.get(key, "")
        if not isinstance(value, str):
            raise ClientRefusal(f"{key!r} must be a text.")
        return value

    def command(self) -> str:
        """The command's words, as in "reading add"."""
        return self.text("command").strip().removeprefix("/")

    def uploads(self) -> list[Upload]:
        """The files that the body names in `files`."""
        return [self.upload(name) for name in self.body.get("files") or []]

    def upload(self, name: object) -> Upload:
        """The file of that field."""
        if not isinstance(name, str) or name not in self.files:
            raise ClientRefusal(f"There is no file {name!r} in this request.")
        return self.files[name]


class Deeds:
    """The POST routes under /page/api/deeds."""

    def __init__(self, rehearsal: "Rehearsal", views: Views) -> None:
        self._rehearsal = rehearsal
        self._world = rehearsal.world
        self._views = views
        self._deeds: dict[str, Callable[[_Asked], Awaitable[Json]]] = {
            "say": self._say,
            "slash": self._slash,
            "complete": self._complete,
            "press": self._press,
            "choose": self._choose,
            "submit": self._submit,
            "message-menu": self._message_menu,
            "member-menu": self._member_menu,
            "edit": self._edit,
            "delete": self._delete,
            "react": self._react,
            "thread": self._thread,
            "post": self._post,
            "conversation": self._conversation,
        }

    async def serve(self, request: web.Request) -> web.Response:
        """Does one deed; raises NotThere or ClientRefusal for what cannot be done."""
        deed = self._deeds.get(request.match_info["deed"])
        if deed is None:
            raise NotThere(f"There is no such deed; there are: {', '.join(self._deeds)}.")
        body, files = await _read(request)
        user = self._views.someone(str(body.get("as", "")))
        return web.json_response(await deed(_Asked(Person(self._rehearsal, user), body, files)))

    # -- talking

    async def _say(self, asked: _Asked) -> Json:
        channel = self._channel(asked)
        answered = asked.text("reply_to")
        reply_to = self._views.message(answered, asked.person.user) if answered else None
        sent = await asked.person.say(
            channel, asked.text("text"), files=asked.uploads(), reply_to=reply_to
        )
        return {"message": self._views.message_view(sent)}

    async def _edit(self, asked: _Asked) -> Json:
        message = self._message(asked)
        text = asked.text("text").strip()
        if message.author.id != asked.person.user.id:
            raise ClientRefusal("Only one's own messages can be edited.")
        if not 1 <= len(text) <= limits.CONTENT:
            raise ClientRefusal("A message needs 1 to 2000 characters.")
        message.content, message.edited_at = text, self._world.now()
        self._world.tell_message_changed(message)
        return {"message": self._views.message_view(message)}

    async def _delete(self, asked: _Asked) -> Json:
        message = self._message(asked)
        channel = self._world.channels[message.channel_id]
        user = asked.person.user
        manages = self._world.permissions_in(channel, user) & Permission.MANAGE_MESSAGES
        if message.author.id != user.id and not manages:
            raise ClientRefusal(f"{user.username} may not delete messages of others here.")
        self._world.delete_message(message)
        return {}

    async def _react(self, asked: _Asked) -> Json:
        message, emoji = self._message(asked), asked.text("emoji")
        mine = any(
            one.emoji == emoji and asked.person.user.id in one.users for one in message.reactions
        )
        (asked.person.unreact if mine else asked.person.react)(message, emoji)
        return {"message": self._views.message_view(message)}

    async def _thread(self, asked: _Asked) -> Json:
        thread = asked.person.open_thread(self._message(asked), asked.text("title"))
        return {"channel": self._rehearsal.shapes.channel(thread)}

    async def _post(self, asked: _Asked) -> Json:
        forum = self._channel(asked)
        user = asked.person.user
        title = asked.text("title").strip()
        if forum.kind is not ChannelKind.FORUM:
            raise ClientRefusal(f"#{forum.name} is no forum.")
        if not self._world.permissions_in(forum, user) & Permission.SEND_MESSAGES:
            raise ClientRefusal(f"{user.username} may not open posts here.")
        if not 1 <= len(title) <= limits.THREAD_NAME:
            raise ClientRefusal("A post needs a title of 1 to 100 characters.")
        if not asked.text("text").strip():
            raise ClientRefusal("A post needs a first message.")
        tags = [tag.id for tag in forum.tags if str(tag.id) in (asked.body.get("tags") or [])]
        thread = self._world.open_thread(forum, title, user, tags=tags)
        sent = await asked.person.say(thread, asked.text("text"), files=asked.uploads())
        return {
            "channel": self._rehearsal.shapes.channel(thread),
            "message": self._views.message_view(sent),
        }

    async def _conversation(self, asked: _Asked) -> Json:
        return {"channel": self._rehearsal.shapes.channel(asked.person.dm())}

    # -- commands

    async def _slash(self, asked: _Asked) -> Json:
        channel, words = self._channel(asked), asked.command()
        reply = await asked.person.slash(
            words, channel, options=self._options(asked, channel, words)
        )
        return {"reply": reply.to_json()}

    async def _complete(self, asked: _Asked) -> Json:
        channel, words = self._channel(asked), asked.command()
        choices = await asked.person.complete(
            words,
            channel,
            focused=asked.text("focused"),
            typed=asked.text("typed"),
            options=self._options(asked, channel, words),
        )
        return {"choices": [{"name": one.name, "value": one.value} for one in choices]}

    async def _message_menu(self, asked: _Asked) -> Json:
        reply = await asked.person.message_menu(asked.text("command"), self._message(asked))
        return {"reply": reply.to_json()}

    async def _member_menu(self, asked: _Asked) -> Json:
        channel = self._channel(asked)
        member = self._user(asked.body.get("member"))
        reply = await asked.person.user_menu(
            asked.text("command"), Person(self._rehearsal, member), channel
        )
        return {"reply": reply.to_json()}

    # -- components and forms

    async def _press(self, asked: _Asked) -> Json:
        reply = await asked.person.press(self._message(asked), asked.text("custom_id"))
        return {"reply": reply.to_json()}

    async def _choose(self, asked: _Asked) -> Json:
        message, custom_id = self._message(asked), asked.text("custom_id")
        values: list[Any] = list(asked.body.get("values") or [])
        for part in parts_of(message.components):
            if part.get("custom_id") == custom_id and part["type"] in _KIND_OF_SELECT:
                channel = self._world.channels[message.channel_id]
                values = self._resolved(asked, channel, _KIND_OF_SELECT[part["type"]], values)
        reply = await asked.person.choose(message, custom_id, values)
        return {"reply": reply.to_json()}

    async def _submit(self, asked: _Asked) -> Json:
        identifier = asked.text("interaction")
        opener = self._world.interactions.get(int(identifier)) if identifier.isdecimal() else None
        if opener is None or opener.form is None or opener.user.id != asked.person.user.id:
            raise NotThere("There is no such form.")
        channel = self._world.channels.get(opener.channel_id)
        if channel is None:
            raise NotThere("The form's channel is gone.")
        form = Reply(self._world, opener).form
        values: dict[str, Any] = dict(asked.body.get("values") or {})
        for part in form.parts:
            kind = _KIND_OF_SELECT.get(part["type"])
            given = values.get(part["custom_id"])
            if kind is not None and isinstance(given, list):
                values[part["custom_id"]] = self._resolved(asked, channel, kind, given)
        reply = await asked.person.submit(form, values)
        return {"reply": reply.to_json()}

    # -- from ids to things

    def _channel(self, asked: _Asked) -> Channel:
        return self._views.channel(str(asked.body.get("channel", "")), asked.person.user)

    def _message(self, asked: _Asked) -> Message:
        return self._views.message(str(asked.body.get("message", "")), asked.person.user)

    def _user(self, identifier: object) -> User:
        text = str(identifier)
        found = self._world.users.get(int(text)) if text.isdecimal() else None
        if found is None:
            raise ClientRefusal("There is no such person.")
        return found

    def _options(self, asked: _Asked, channel: Channel, words: str) -> Json:
        """The body's options, with things in the place of ids and fields' names."""
        kinds = self._kinds_of_options(asked.person.user, channel, words)
        given = asked.body.get("options") or {}
        if not isinstance(given, dict):
            raise ClientRefusal("'options' must be an object.")
        return {
            name: self._resolved(asked, channel, kinds.get(name, 0), [value])[0]
            for name, value in given.items()
            if value is not None
        }

    def _kinds_of_options(self, user: User, channel: Channel, words: str) -> dict[str, int]:
        name, *path = words.split() or [""]
        for command in self._rehearsal.desk.shown_commands(user, channel):
            if command.kind == 1 and command.name == name:
                options: list[Json] = command.body.get("options") or []
                for step in path:
                    deeper = [
                        o for o in options if o["name"] == step and o["type"] in (SUBCOMMAND, GROUP)
                    ]
                    options = deeper[0].get("options", []) if deeper else []
                return {option["name"]: option["type"] for option in options}
        return {}

    def _resolved(
        self, asked: _Asked, channel: Channel, kind: int, values: Iterable[Any]
    ) -> list[Any]:
        guild = self._world.guilds.get(channel.guild_id or 0)
        if kind == USER:
            return [self._user(value) for value in values]
        if kind == ROLE:
            return [_role(guild, value) for value in values]
        if kind == MENTIONABLE:
            return [
                guild.roles[int(value)]
                if guild is not None and str(value).isdecimal() and int(value) in guild.roles
                else self._user(value)
                for value in values
            ]
        if kind == CHANNEL:
            return [self._views.channel(str(value), asked.person.user) for value in values]
        if kind == FILE:
            return [asked.upload(value) for value in values]
        return list(values)


def _role(guild: Guild | None, identifier: object) -> object:
    text = str(identifier)
    if guild is None or not text.isdecimal() or int(text) not in guild.roles:
        raise ClientRefusal("There is no such role.")
    return guild.roles[int(text)]


async def _read(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    files: dict[str, Upload] = {}
    if request.content_type == "multipart/form-data":
        fields = await request.post()
        raw = str(fields.get("json", ""))
        for name, field in fields.items():
            if isinstance(field, FileField):
                files[name] = Upload(field.filename, field.file.read())
    else:
        raw = await request.text()
    try:
        body = json.loads(raw or "{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ClientRefusal("The request needs a JSON object.")
    return body, files
