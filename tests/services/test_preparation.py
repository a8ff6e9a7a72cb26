"""A reading is put right before it starts, and not after."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.services.conftest import HERE, MEMBER, MODERATOR, NOW

from readbot.club.clubs import Club
from readbot.club.mistakes import Mistake
from readbot.club.readings import (
    Excerpt,
    Rights,
    Script,
    posted_end,
    read_chapters,
    read_permit,
)
from readbot.services import cadence, parsing, preparation, readings
from readbot.services.preparation import Wish
from readbot.services.readings import Added
from readbot.store.database import Store
from readbot.text.article import Details
from readbot.text.sentences import split

PASTED = (
    "The Lamp\nBy Jane Doe\n3 May 2024\n\nIt was lit. Nobody knew by whom, and nobody asked.\n\n"
    "Advertisement\n\nIt burned until the morning, and then it was put out by the sun.\n\n"
    "Subscribe to our newsletter\n"
)


async def pasted(store: Store) -> Added:
    article = await parsing.read_pasted(PASTED)
    return await readings.add(store, HERE, MODERATOR, article, NOW)


async def test_what_was_left_out_is_kept_and_can_be_put_back(store: Store, club: Club) -> None:
    await pasted(store)
    seen = await readings.preview(store, HERE, MODERATOR, None)
    left = [part.text for part in seen.script.article.left_out]
    assert left == ["3 May 2024", "Advertisement", "Subscribe to our newsletter"]
    back = await preparation.restore(store, HERE, MODERATOR, None, {1}, NOW)
    assert "asked.\n\nAdvertisement\n\nIt burned" in back.script.text
    again = await readings.preview(store, HERE, MODERATOR, None)
    assert again.script == back.script
    assert [e.end for e in again.excerpts] == [e.end for e in back.excerpts]
    with pytest.raises(Mistake, match="put back already"):
        await preparation.restore(store, HERE, MODERATOR, None, {2}, NOW)


async def test_a_reading_that_has_begun_keeps_its_text(store: Store, added: Added) -> None:
    await cadence.start(
        store, HERE, MODERATOR, None, days="daily", time="09:00", first=None, now=NOW
    )
    with pytest.raises(Mistake, match="has begun"):
        await preparation.recut(store, HERE, MODERATOR, None, Wish(count=3), NOW)
    with pytest.raises(Mistake, match="has begun"):
        await preparation.restore(store, HERE, MODERATOR, None, {0}, NOW)


async def test_a_reading_is_cut_so_that_it_ends_on_a_day(store: Store, added: Added) -> None:
    monday, friday = NOW.date(), NOW.date() + timedelta(days=4)
    wish = Wish(until=friday, days="mon,wed,fri", times="20:00")
    assert len((await preparation.recut(store, HERE, MODERATOR, None, wish, NOW)).excerpts) == 3
    schedule = await cadence.start(
        store, HERE, MODERATOR, None, days="mon,wed,fri", time="20:00", first=None, now=NOW
    )
    assert schedule.last_at is not None
    assert schedule.last_at.date() == friday
    assert schedule.next_at is not None
    assert schedule.next_at.date() == monday


async def test_a_day_on_which_nothing_can_end_is_refused(store: Store, added: Added) -> None:
    past = Wish(until=date(2020, 1, 1))
    with pytest.raises(Mistake, match="in the past"):
        await preparation.recut(store, HERE, MODERATOR, None, past, NOW)
    never = Wish(until=NOW.date(), days="sun")
    with pytest.raises(Mistake, match="nothing would come"):
        await preparation.recut(store, HERE, MODERATOR, None, never, NOW)


async def test_another_language_cuts_anew_and_nonsense_is_refused(
    store: Store, added: Added
) -> None:
    cut = await preparation.recut(store, HERE, MODERATOR, None, Wish(language="DE-at"), NOW)
    assert cut.script.reading.details.language == "de"
    with pytest.raises(Mistake, match="not a language's code"):
        await preparation.recut(store, HERE, MODERATOR, None, Wish(language="klingonish"), NOW)


async def test_rights_are_recorded_with_what_they_need(store: Store, added: Added) -> None:
    with pytest.raises(Mistake, match="which licence"):
        await preparation.state_rights(store, HERE, MODERATOR, None, Rights.LICENCE, NOW)
    with pytest.raises(Mistake, match="needs the address"):
        await preparation.state_rights(store, HERE, MODERATOR, None, Rights.QUOTATION, NOW)
    await preparation.state_rights(
        store, HERE, MODERATOR, None, Rights.LICENCE, NOW, licence=" CC  BY 4.0 "
    )
    reading = (await readings.preview(store, HERE, MODERATOR, None)).script.reading
    assert (reading.rights, reading.licence) == (Rights.LICENCE, "CC BY 4.0")
    quoted = await preparation.state_rights(
        store,
        HERE,
        MODERATOR,
        None,
        Rights.QUOTATION,
        NOW,
        share="25 %",
        source="https://example.org/sea",
    )
    assert (quoted.licence, quoted.share) == (None, 25)
    with pytest.raises(Mistake, match="needs the address"):
        await preparation.correct(store, HERE, MODERATOR, None, lambda _: Details(), NOW)


async def test_only_moderators_prepare_a_reading(store: Store, added: Added) -> None:
    for deed in (
        preparation.restore(store, HERE, MEMBER, None, {0}, NOW),
        preparation.recut(store, HERE, MEMBER, None, Wish(count=2), NOW),
        preparation.state_rights(store, HERE, MEMBER, None, Rights.OWN, NOW),
        preparation.correct(store, HERE, MEMBER, None, lambda details: details, NOW),
    ):
        with pytest.raises(Mistake, match="moderator"):
            await deed


async def test_a_quotation_ends_with_a_sentence_and_near_its_share(
    store: Store, added: Added
) -> None:
    source = "https://example.org/sea"
    for share in (1, 20, 60, 100):
        await preparation.state_rights(
            store, HERE, MODERATOR, None, Rights.QUOTATION, NOW, share=str(share), source=source
        )
        seen = await readings.preview(store, HERE, MODERATOR, None)
        for excerpt in seen.excerpts:
            assert _is_fair(seen.script, excerpt, share)


def _is_fair(script: Script, excerpt: Excerpt, share: int) -> bool:
    """Whether whole sentences are shown: as many as fit, or the first."""
    end = posted_end(script, excerpt)
    found = split(script.text, "en", excerpt.start, excerpt.end)
    most = excerpt.start + (excerpt.end - excerpt.start) * share / 100
    following = [s.end for s in found if s.end > end]
    fits = end <= most or end == found[0].end
    return end in {s.end for s in found} and fits and (not following or following[0] > most)


@given(st.sets(st.integers(0, 999), min_size=1, max_size=20))
def test_numbers_of_chapters_are_read_as_they_are_written(numbers: set[int]) -> None:
    assert read_chapters(", ".join(map(str, numbers))) == tuple(sorted(numbers))
    low, high = min(numbers), min(numbers) + 5
    assert read_chapters(f"{low} – {high}" if high < 1000 else str(low))[0] == low


def test_what_names_no_chapters_is_refused() -> None:
    for typed in ("", "three", "5-3", "1-2-3", "-4", "1,,2", "9999"):
        with pytest.raises(Mistake, match="names no chapters"):
            read_chapters(typed)


def test_a_share_is_a_number_of_percent() -> None:
    details = Details(source_url="https://example.org")
    assert read_permit(Rights.QUOTATION, details).share == 20
    for typed in ("0", "101", "half", "-5"):
        with pytest.raises(Mistake, match="is no share"):
            read_permit(Rights.QUOTATION, details, share=typed)
