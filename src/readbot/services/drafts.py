"""Words that are not a note yet: kept for whoever typed them until they are sent again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from readbot.club.clubs import Person, Place
from readbot.club.members import Draft, no_such_draft
from readbot.store import clubs, members
from readbot.store.database import Store, Transaction


async def keep(
    store: Store,
    place: Place,
    person: Person,
    purpose: str,
    content: Mapping[str, Any],
    now: datetime,
) -> int:
    """Keep a member's words until they are sent again, seven days at most; the draft's id."""
    async with store.writing() as tx:
        club = await clubs.at(tx, place)
        club_id = club.id if club else None
        return await members.keep_draft(tx, club_id, person.id, purpose, content, now)


async def get(store: Store, place: Place, person: Person, draft_id: int) -> Draft:
    """A member's own draft; a Mistake if it is used up, forgotten, or not theirs."""
    async with store.reading() as tx:
        return await own(tx, place, person, draft_id)


async def own(tx: Transaction, place: Place, person: Person, draft_id: int) -> Draft:
    """The same within a transaction; a draft with a member's words counts as theirs."""
    found = await members.draft(tx, draft_id, person.id)
    if found is not None and found.club_id is not None:
        club = await clubs.at(tx, place)
        found = found if club and club.id == found.club_id else None
    if found is None:
        raise no_such_draft()
    return found


async def forget(store: Store, place: Place, person: Person, draft_id: int) -> None:
    """Delete a member's own draft after it was used."""
    async with store.writing() as tx:
        await members.forget_draft(tx, (await own(tx, place, person, draft_id)).id)
