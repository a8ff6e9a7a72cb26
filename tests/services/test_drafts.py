"""Words that wait to be given back to whoever wrote them."""

import pytest
from tests.services.club_at_work import (
    ANNA,
    BEN,
    NOW,
    well_read,
)

from readbot.club.clubs import Place
from readbot.club.mistakes import Mistake
from readbot.services import drafts
from readbot.store.database import Store


async def test_a_draft_is_kept_for_its_writer_alone_and_forgotten_when_used(store: Store) -> None:
    club = await well_read(store)
    stranger = await well_read(store, server_id=900, home=901)
    content = {"body": "half a thought", "mark": "abc"}
    draft_id = await drafts.keep(store, club.place, ANNA, "annotate", content, NOW)
    draft = await drafts.get(store, club.place, ANNA, draft_id)
    assert (draft.purpose, draft.content) == ("annotate", content)
    for place, person in ((club.place, BEN), (stranger.place, ANNA)):
        with pytest.raises(Mistake, match="no longer kept"):
            await drafts.get(store, place, person, draft_id)
        with pytest.raises(Mistake, match="no longer kept"):
            await drafts.forget(store, place, person, draft_id)
    await drafts.forget(store, club.place, ANNA, draft_id)
    with pytest.raises(Mistake, match="no longer kept"):
        await drafts.get(store, club.place, ANNA, draft_id)


async def test_a_draft_can_be_kept_where_there_is_no_club(store: Store) -> None:
    nowhere = Place(1, 2)
    draft_id = await drafts.keep(store, nowhere, ANNA, "form", {"body": "x"}, NOW)
    assert (await drafts.get(store, nowhere, ANNA, draft_id)).content == {"body": "x"}
