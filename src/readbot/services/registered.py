"""Which application this database belongs to, and which commands Discord was last told of it.

It is told them again only when they changed.
"""

from readbot.store import house
from readbot.store.database import Store

_COMMANDS = "commands of "


async def last(store: Store, application_id: int) -> str | None:
    """What was remembered of this application's commands; None if nothing was."""
    async with store.reading() as tx:
        return await house.text(tx, _name(application_id))


async def remember(store: Store, application_id: int, trace: str) -> None:
    """Remember what this application's commands are now, in place of what they were."""
    async with store.writing() as tx:
        await house.remember_text(tx, _name(application_id), trace)


async def owner(store: Store) -> int | None:
    """The id of the application whose servers are known here; None if that is not known."""
    async with store.reading() as tx:
        found = await house.text(tx, house.APPLICATION)
    return None if found is None else int(found)


async def is_alone(store: Store, application_id: int) -> bool:
    """Whether no other application ever told Discord its commands from this database."""
    async with store.reading() as tx:
        told = await house.names(tx, _COMMANDS)
    return not set(told) - {_name(application_id)}


async def own(store: Store, application_id: int) -> None:
    """Remember whose servers are known here, in place of any other."""
    async with store.writing() as tx:
        await house.remember_text(tx, house.APPLICATION, str(application_id))


def _name(application_id: int) -> str:
    return f"{_COMMANDS}{application_id}"
