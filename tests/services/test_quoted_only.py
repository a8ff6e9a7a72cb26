"""Of a text that is only quoted from, nothing beyond the posted share is ever offered or shown."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.services.club_at_work import ANNA, BEN, MODERATOR, NOW, ClubAtWork, found_club

from readbot.club.mistakes import Mistake
from readbot.club.notes import NewNote, NoteKind, Unclear
from readbot.club.readings import Excerpt, Reading, ReadingState, Rights
from readbot.export import FORMATS
from readbot.services import exports, finds, notes, passages
from readbot.store import readings
from readbot.store.database import Store
from readbot.text.article import Article, Block, BlockKind, Details

SHOWN = ("The tide told them when. It was said twice.", "It was said twice. A lamp burned late.")
UNSHOWN = (
    "Behind the wall lay the secret orchard. Nobody ever ate of its fruit, and nobody asked why.",
    "The keeper hid the secret diary. He burned it in the stove, and the ashes told nothing more.",
)
PARTS = tuple(f"{shown} {hidden}" for shown, hidden in zip(SHOWN, UNSHOWN, strict=True))
TEXT = "\n\n".join(PARTS)


@pytest.fixture
async def quoted(store: Store) -> ClubAtWork:
    """A club that reads a text of which only two sentences of each excerpt are posted."""
    club = await found_club(store)
    half = len(PARTS[0]) + 2
    blocks = (
        Block(BlockKind.PARAGRAPH, 0, half - 2),
        Block(BlockKind.PARAGRAPH, half, len(TEXT)),
    )
    details = Details(title="The tide", language="en", source_url="https://example.org/tide")
    article = Article(TEXT, blocks, details)
    reading = Reading(
        id=0,
        club_id=club.id,
        channel_id=club.channel_id,
        details=details,
        title="The tide",
        rights=Rights.QUOTATION,
        state=ReadingState.RUNNING,
        excerpts=2,
        next_excerpt=3,
        target_minutes=1.0,
        added_by=MODERATOR.id,
        added_at=NOW,
        started_at=NOW,
        finished_at=None,
        share=35,
    )
    async with store.writing() as tx:
        reading = replace(reading, id=await readings.add(tx, reading, article))
        cut = [Excerpt(0, 1, 0, half), Excerpt(0, 2, half, len(TEXT))]
        await readings.set_excerpts(tx, reading.id, cut)
    work = ClubAtWork(store, club, reading)
    for number in (1, 2):
        await work.post(number)
    return work


def thought(quote: str | None) -> NewNote:
    return NewNote(None, NoteKind.THOUGHT, "I wonder.", quote=quote)


def reveals(words: str) -> bool:
    return "secret" in words or "Behind" in words or "The keeper" in words


async def test_menus_offer_only_the_posted_sentences(quoted: ClubAtWork) -> None:
    for number in (1, 2):
        message = quoted.message_id(number)
        seen = await passages.of_excerpt(quoted.store, quoted.place, message)
        offered = [choice.label.partition(": ")[2] for choice in seen.choices]
        assert " ".join(offered) == SHOWN[number - 1]


async def test_completion_offers_only_the_posted_sentences(quoted: ClubAtWork) -> None:
    for typed in ("", "secret", "orchard", "the"):
        offered = await passages.passages(quoted.store, quoted.place, typed)
        assert not any(reveals(choice.label) for choice in offered)


async def test_the_rest_is_refused_as_not_posted(quoted: ClubAtWork) -> None:
    start = TEXT.index("Behind")
    for quote in ("the secret diary", f"r{quoted.reading.id}:{start}-{start + 20}"):
        with pytest.raises(Mistake, match="not been posted yet"):
            await notes.add(quoted.store, quoted.place, ANNA, thought(quote), NOW)
    with pytest.raises(Mistake):
        await passages.words_of(quoted.store, quoted.place, f"r{quoted.reading.id}:0-{start + 20}")


async def test_no_passage_to_choose_from_shows_what_follows_it(quoted: ClubAtWork) -> None:
    for quote in ("It was said twice.", "It was sad trice, and twice"):
        with pytest.raises(Unclear) as doubt:
            await notes.add(quoted.store, quoted.place, ANNA, thought(quote), NOW)
        assert doubt.value.candidates
        for anchor in doubt.value.candidates:
            assert not reveals(anchor.prefix + anchor.exact + anchor.suffix)


async def test_neither_a_search_nor_a_file_shows_the_rest(
    quoted: ClubAtWork, tmp_path: Path
) -> None:
    await notes.add(quoted.store, quoted.place, BEN, thought("A lamp burned late."), NOW)
    found = await finds.search(quoted.store, quoted.place, ANNA, "secret")
    assert not found.passages
    for form in FORMATS:
        file = await exports.save(
            quoted.store,
            quoted.place,
            MODERATOR,
            exports.Wanted(format=form),
            tmp_path,
            NOW + timedelta(hours=1),
        )
        assert not reveals(file.read_text("utf-8"))
