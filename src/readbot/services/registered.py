"""Which commands Discord was last told, so that it is told again only when they changed."""

from readbot.store import house
from readbot.store.database import Store


async def last(store: Store, application_id: int) -> str | None:
    """What was remembered of this application's commands; None if nothing was."""
    async with store.reading() as tx:
        return await house.text(tx, _name(application_id))


async def remember(store: Store, application_id: int, trace: str) -> None:
    """Remember what this application's commands are now, in place of what they were."""
    async with store.writing() as tx:
        await house.remember_text(tx, _name(application_id), trace)


def _name(application_id: int) -> str:
    return f"commands of {application_id}"
