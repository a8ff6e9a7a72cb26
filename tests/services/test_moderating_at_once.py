"""Two who decide about one note in the same instant: one of them is told, and nothing is lost."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import pytest
from tests.services.club_at_work import ANNA, BEN, MODERATOR, NOW, ClubAtWork, well_read
from tests.services.test_order import SECOND, SOON, choose, hide, write

from readbot.club.clubs import Approval
from readbot.club.mistakes import Mistake
from readbot.club.postings import PostingKind
from readbot.services import mutes, notes, order
from readbot.store import notes as kept_notes
from readbot.store.database import Store

WHY = "Rude."


async def together(*deeds: Coroutine[Any, Any, Any]) -> list[Mistake]:
    """What those were told who came too late; whatever else goes wrong is raised."""
    outcomes = await asyncio.gather(*deeds, return_exceptions=True)
    others = [o for o in outcomes if isinstance(o, BaseException) and not isinstance(o, Mistake)]
    assert not others
    return [outcome for outcome in outcomes if isinstance(outcome, Mistake)]


async def deeds(club: ClubAtWork) -> list[str]:
    """What the log says was done, the oldest first."""
    entries, _ = await order.log(club.store, club.place, MODERATOR)
    return [entry.deed for entry in reversed(entries)]


async def rulings(club: ClubAtWork) -> int:
    """How many words on decisions are owed to authors."""
    return sum(posting.kind is PostingKind.RULING for posting in await club.waiting())


@pytest.mark.parametrize("deed", ["hide", "restore", "approve", "let stand"])
async def test_of_two_who_press_the_same_at_once_one_does_it_and_the_other_is_told(
    store: Store, deed: str
) -> None:
    club = await well_read(store)
    if deed == "approve":
        await choose(club, approval=Approval.EVERYONE)
    note = await write(club, ANNA, "A lone lamp.")
    if deed == "restore":
        note = await hide(club, note)
    if deed == "let stand":
        await order.flag(store, club.place, BEN, note.id, NOW)
    before, told = await deeds(club), await rulings(club)
    seen = note.id, note.revision
    mistakes = await together(
        *(
            {
                "hide": lambda by: order.hide(store, club.place, by, *seen, WHY, SOON),
                "restore": lambda by: order.restore(store, club.place, by, *seen, WHY, SOON),
                "approve": lambda by: order.approve(store, club.place, by, *seen, SOON),
                "let stand": lambda by: order.let_stand(store, club.place, by, *seen, SOON),
            }[deed](by)
            for by in (MODERATOR, SECOND, MODERATOR, SECOND)
        )
    )
    assert len(mistakes) == 3
    assert all("already" in mistake.msgid for mistake in mistakes)
    assert len(await deeds(club)) == len(before) + 1
    assert await rulings(club) == told + (deed in {"hide", "restore"})


async def test_of_hiding_and_approving_at_once_only_one_is_done(store: Store) -> None:
    club = await well_read(store)
    await choose(club, approval=Approval.EVERYONE)
    note = await write(club, ANNA, "A lone lamp.")
    mistakes = await together(
        order.hide(store, club.place, MODERATOR, note.id, note.revision, WHY, SOON),
        order.approve(store, club.place, SECOND, note.id, note.revision, SOON),
    )
    assert len(mistakes) == 1
    done = (await deeds(club))[-1]
    seen = (await order.look(store, club.place, MODERATOR, note.id)).noted.note
    assert (seen.hidden_at is not None) is (done == "note.hidden")
    assert (seen.held_at is None) is (done == "note.approved")


async def test_what_its_author_changes_or_withdraws_meanwhile_is_not_overwritten(
    store: Store,
) -> None:
    club = await well_read(store)
    for deed in ("change", "withdraw"):
        note = await write(club, ANNA, f"A lone lamp, to {deed}.")
        later = NOW + timedelta(minutes=4)
        mistakes = await together(
            notes.edit(store, club.place, ANNA, note.id, "Another lamp.", later)
            if deed == "change"
            else notes.withdraw(store, club.place, ANNA, note.id, later),
            order.hide(store, club.place, MODERATOR, note.id, note.revision, WHY, SOON),
        )
        async with store.reading() as tx:
            left = await kept_notes.get(tx, note.id)
        assert left is not None
        # Either the moderator came first and both are done, or the moderator looks again.
        assert len(mistakes) == (left.hidden_at is None)
        assert left.withdrawn_at == (later if deed == "withdraw" else None)
        assert left.body.startswith("Another" if deed == "change" else "A lone")


async def test_flags_mutes_and_words_at_once_are_each_there_once(store: Store) -> None:
    club = await well_read(store)
    note = await write(club, ANNA, "A lone lamp.")
    flagged = await asyncio.gather(
        *(order.flag(store, club.place, BEN, note.id, NOW) for _ in range(4))
    )
    assert sorted(flagged) == [False, False, False, True]
    for by in (MODERATOR, SECOND):
        await together(
            mutes.mute(store, club.place, by, BEN.id, WHY, "7 days", NOW),
            mutes.mute(store, club.place, by, BEN.id, WHY, None, NOW),
            order.words(store, club.place, by, NOW, add="gribble"),
            order.words(store, club.place, by, NOW, add="gribble"),
        )
    _, muted = await mutes.listed(store, club.place, MODERATOR, NOW, 0, 9)
    assert muted == 1
    assert len(await order.words(store, club.place, MODERATOR, NOW)) == 1
    late = await together(
        *(mutes.unmute(store, club.place, by, BEN.id, None, SOON) for by in (MODERATOR, SECOND))
    )
    assert [mistake.msgid for mistake in late] == ["Nobody has muted that member here."]
