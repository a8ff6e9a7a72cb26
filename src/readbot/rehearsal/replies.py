"""What a person sees after a deed: a reply that keeps following its later edits and follow-ups."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from readbot.rehearsal.model.nouns import Attachment, Interaction, Json, Message
from readbot.rehearsal.model.world import World

ReplyKind = Literal[
    "waiting", "message", "form", "choices", "deferred", "acknowledged", "updated", "failed"
]

_KIND_OF_CALLBACK: dict[int, ReplyKind] = {
    6: "acknowledged",
    7: "updated",
    8: "choices",
    9: "form",
}


def parts_of(components: list[Json]) -> Iterator[Json]:
    """Every component of a tree, parents before their children, in reading order."""
    for component in components:
        yield component
        yield from parts_of(component.get("components", []))
        for key in ("accessory", "component"):
            if key in component:
                yield from parts_of([component[key]])


@dataclass(frozen=True, slots=True)
class Choice:
    """One completion that the bot offers: what is shown and what is sent."""

    name: str
    value: str | int | float


@dataclass(frozen=True, slots=True)
class Form:
    """A form that the bot opened; `parts` are its input components as the bot sent them."""

    title: str
    custom_id: str
    parts: tuple[Json, ...]
    interaction: Interaction

    def part(self, custom_id_or_label: str) -> Json:
        """The input of that custom id or label; raises KeyError when the form has none."""
        for part in self.parts:
            if custom_id_or_label in (part["custom_id"], part.get("label")):
                return part
        raise KeyError(custom_id_or_label)


class Reply:
    """What became of one deed, read live: later edits and follow-ups show by themselves."""

    def __init__(self, world: World, interaction: Interaction) -> None:
        self._world = world
        self.interaction = interaction

    @property
    def kind(self) -> ReplyKind:
        """What the person sees now.

        `deferred`: the bot "is thinking"; `acknowledged`: it silently took a press;
        `updated`: it changed the message that was pressed; `failed`: it did not answer.
        """
        interaction = self.interaction
        if interaction.failed:
            return "failed"
        if interaction.callback_kind is None:
            return "waiting"
        if interaction.callback_kind in (4, 5):
            message = self.message
            return "deferred" if message is not None and message.loading else "message"
        return _KIND_OF_CALLBACK[interaction.callback_kind]

    @property
    def message(self) -> Message | None:
        """The answer's message (for a press that changed its message: that one), when there is."""
        identifier = self.interaction.response_id
        return None if identifier is None else self._world.message(identifier)

    @property
    def content(self) -> str:
        """The answer's plain content; empty when there is none."""
        return "" if self.message is None else self.message.content

    @property
    def text(self) -> str:
        """All words of the answer that stand outside of embeds and buttons, a line each."""
        return "" if self.message is None else text_of(self.message)

    @property
    def embeds(self) -> list[Json]:
        """The answer's embeds."""
        return [] if self.message is None else self.message.embeds

    @property
    def components(self) -> list[Json]:
        """The answer's components."""
        return [] if self.message is None else self.message.components

    @property
    def files(self) -> list[Attachment]:
        """The answer's files, with their bytes."""
        return [] if self.message is None else self.message.attachments

    @property
    def ephemeral(self) -> bool:
        """Whether only this person sees the answer."""
        return self.message is not None and self.message.ephemeral

    @property
    def followups(self) -> list[Message]:
        """The bot's further messages to the same deed, oldest first."""
        found = [self._world.message(identifier) for identifier in self.interaction.followup_ids]
        return [message for message in found if message is not None]

    @property
    def form(self) -> Form:
        """The form that the bot opened; raises ValueError when the answer is no form."""
        body = self.interaction.form
        if body is None:
            raise ValueError(f"The answer is no form but: {self.kind}.")
        parts = tuple(labelled for part in body["components"] for labelled in _inputs_of(part))
        return Form(body["title"], body["custom_id"], parts, self.interaction)

    @property
    def choices(self) -> list[Choice]:
        """The completions that the bot offered."""
        return [
            Choice(choice["name"], choice["value"]) for choice in self.interaction.choices or ()
        ]

    async def settled(self, seconds: float = 10.0) -> "Reply":
        """Waits until the bot no longer "thinks"; raises TimeoutError after `seconds`."""
        if not await self._world.changes.until(
            lambda: self.kind not in ("waiting", "deferred"), seconds
        ):
            raise TimeoutError(f"The answer is still {self.kind} after {seconds} seconds.")
        return self

    async def followed(self, count: int = 1, seconds: float = 10.0) -> list[Message]:
        """Waits for that many follow-ups; raises TimeoutError after `seconds`."""
        if not await self._world.changes.until(lambda: len(self.followups) >= count, seconds):
            raise TimeoutError(f"{len(self.followups)} of {count} follow-ups after {seconds} s.")
        return self.followups

    def to_json(self) -> Json:
        """The reply as JSON values; files by name and size."""
        return {
            "interaction_id": str(self.interaction.id),
            "kind": self.kind,
            "message_id": None if self.message is None else str(self.message.id),
            "content": self.content,
            "text": self.text,
            "embeds": self.embeds,
            "components": self.components,
            "files": [{"name": file.filename, "size": file.size} for file in self.files],
            "ephemeral": self.ephemeral,
            "followup_ids": [str(message.id) for message in self.followups],
            "form": self.interaction.form,
            "choices": self.interaction.choices,
        }

    def __repr__(self) -> str:
        return f"<Reply {self.kind}: {self.text!r}>"


def text_of(message: Message) -> str:
    """All words of a message that stand outside of embeds and buttons, a line each."""
    shown: list[Any] = [message.content] if message.content else []
    shown += [part["content"] for part in parts_of(message.components) if part["type"] == 10]
    return "\n".join(shown)


def _inputs_of(part: Json) -> Iterator[Json]:
    if part["type"] == 18:
        yield {**part["component"], "label": part["label"]}
    elif part["type"] == 1:
        yield from part["components"]
