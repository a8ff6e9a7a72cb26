"""Which deed a button, a menu or a form is for: found by its id alone, whenever it was made."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import discord

from readbot.chat.answers import Answer, Typed, respond
from readbot.chat.asked import Asked, Interaction
from readbot.chat.forms import Filled, Form, submitted
from readbot.chat.views import ID_VERSION, read_id
from readbot.club.members import no_such_draft
from readbot.club.mistakes import Mistake
from readbot.services import drafts


@dataclass(frozen=True, slots=True)
class Press:
    """What came with the id: its arguments, a menu's choices, a form's fields."""

    arguments: tuple[str, ...]
    values: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)

    def number(self, place: int) -> int:
        """The argument at ``place`` as a number; a Mistake if it is none that we gave."""
        try:
            number = int(self.arguments[place])
        except (IndexError, ValueError):
            raise Mistake(_OLD) from None
        if not 0 <= number <= _LARGEST:
            raise Mistake(_OLD)
        return number

    @property
    def value(self) -> str:
        """The choice made in a menu; a Mistake if there is none."""
        if not self.values:
            raise Mistake(_OLD)
        return self.values[0]

    def word(self, place: int) -> str:
        """The argument at ``place``; a Mistake if there is none."""
        try:
            return self.arguments[place]
        except IndexError:
            raise Mistake(_OLD) from None


Handler = Callable[[Asked, Press], Awaitable[Answer | Form]]
Opener = Callable[[Asked, Press], Awaitable[Form]]

# What the database, and Discord, can count.
_LARGEST = 2**63 - 1
_OLD = (
    "This button or form comes from another version of readbot and no longer works. "
    "/help lists the commands that do the same."
)


@dataclass(frozen=True, slots=True)
class Known:
    """A deed: what does it, whether its answer replaces the message, what opens its form."""

    handler: Handler
    replaces: bool = False
    opens: Opener | None = None


class Deeds:
    """The deeds of one noun, or of all of them together."""

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}

    def button(self, name: str, *, replaces: bool = False) -> Callable[[Handler], Handler]:
        """Let ``rb1:<name>:...`` on a button or menu do this.

        ``replaces`` says that the answer stands in place of the message that was pressed.
        """

        def enter(handler: Handler) -> Handler:
            self._enter(name, Known(handler, replaces))
            return handler

        return enter

    def form(self, name: str, opens: Opener) -> Callable[[Handler], Handler]:
        """Let a form ``rb1:<name>:...`` do this; ``opens`` makes the same form, empty, again."""

        def enter(handler: Handler) -> Handler:
            self._enter(name, Known(handler, opens=opens))
            return handler

        return enter

    def take_in(self, others: "Deeds") -> None:
        """Know the deeds of ``others`` as well."""
        for name, known in others.known.items():
            self._enter(name, known)

    def _enter(self, name: str, known: Known) -> None:
        if name in self.known:
            raise ValueError(f"two deeds are called {name}")
        self.known[name] = known

    async def act(self, interaction: Interaction) -> None:
        """Do what a pressed button, a chosen option or a sent form asks for, and answer."""
        data: Mapping[str, Any] = dict(interaction.data or {})
        custom_id = str(data.get("custom_id", ""))
        said = read_id(custom_id)
        known = self.known.get(said.deed) if said.version == ID_VERSION else None
        is_form = interaction.type is discord.InteractionType.modal_submit
        filled = submitted(data) if is_form else Filled({}, ())
        values = data.get("values")
        chosen = tuple(map(str, values)) if isinstance(values, list) else ()
        press = Press(said.arguments, chosen, filled.fields)
        gives_way = _gives_way(interaction, custom_id)

        async def deed(ask: Asked) -> Answer | Form:
            # Only a made-up form has a button's id; Discord opens no form in answer to a form.
            if known is None or (is_form and known.opens is None):
                raise Mistake(_OLD)
            answer = await known.handler(ask, press)
            if isinstance(answer, Answer) and answer.replaces and not gives_way:
                return replace(answer, replaces=False, private=True)
            return answer

        reopens = custom_id if known is not None and known.opens is not None else None
        await respond(
            interaction,
            deed,
            typed=Typed(filled.written, filled.fields, reopens),
            replaces=known is not None and known.replaces and gives_way,
        )

    async def reopen(self, ask: Asked, press: Press) -> Form:
        """The form that failed, with what the person had written."""
        form_id, typed = await self._typed(ask, press)
        said = read_id(form_id)
        known = self.known.get(said.deed) if said.version == ID_VERSION else None
        if known is None or known.opens is None:
            raise Mistake(_OLD)
        form = await known.opens(ask, Press(said.arguments))
        return form.prefilled(typed)

    async def _typed(self, ask: Asked, press: Press) -> tuple[str, Mapping[str, str]]:
        """The id of the form that failed, and what was typed into it."""
        reference = press.word(0)
        if ask.house.aside.is_reference(reference):
            laid = ask.house.aside.get(reference, ask.person.id)
            if laid is None:
                raise no_such_draft()
            return laid.form, laid.fields
        draft = await drafts.get(ask.store, ask.place, ask.person, press.number(0))
        kept = draft.content.get("fields", {})
        return str(draft.content.get("form", "")), kept if isinstance(kept, dict) else {}


def _gives_way(interaction: Interaction, custom_id: str) -> bool:
    """Whether the message that was pressed may give way to the answer.

    What everybody reads, an excerpt above all, gives way to nobody who makes up another's id:
    its own buttons alone may change it.
    """
    message = interaction.message
    is_press = interaction.type is discord.InteractionType.component
    if not is_press or message is None or message.flags.ephemeral or not message.components:
        return True
    return custom_id in _ids(message.components)


def _ids(components: Iterable[Any]) -> Iterator[str]:
    """The ids of all buttons and menus, however deep they stand."""
    for component in components:
        accessory = getattr(component, "accessory", None)
        yield from _ids([*getattr(component, "children", ()), *([accessory] if accessory else [])])
        if (own := getattr(component, "custom_id", None)) is not None:
            yield own
