"""Messages always fit Discord's limits, and what a person wrote cannot act."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from tests import records

from readbot.chat.note_lists import packed, unpacked
from readbot.chat.render import escaped, excerpt, note, one_line, quoted, thread_name, when
from readbot.chat.views import (
    LONG_LIMIT,
    LONGEST_ID,
    PLAIN_LIMIT,
    Button,
    deed_id,
    read_id,
    shorten,
)
from readbot.club.notes import Note, NoteFilter, NoteKind, QuestionState, ShowTo
from readbot.club.readings import Excerpt, Reading, ReadingState, Rights, Script
from readbot.services.courier import ExcerptPage, NotePage, ThreadPage
from readbot.text.article import Article, Block, BlockKind, Details
from readbot.text.discord_markup import length
from readbot.text.excerpts import LONG_ROOM

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MARK = "0123456789abcdef"
words = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400)
snowflakes = st.integers(min_value=0, max_value=2**63 - 1)

CLUB = replace(
    records.CLUB, server_id=2, channel_id=3, notify_role_id=2**62, set_up_by=4, created_at=NOW
)
POSTING = replace(
    records.POSTING, mark=MARK, destination_id=3, due_at=NOW, not_before=NOW, claimed_at=NOW
)


def reading(title: str, details: Details) -> Reading:
    return Reading(
        id=1,
        club_id=1,
        channel_id=3,
        details=details,
        title=title,
        rights=Rights.NOT_STATED,
        state=ReadingState.RUNNING,
        excerpts=1234,
        next_excerpt=2,
        target_minutes=1.3,
        added_by=4,
        added_at=NOW,
        started_at=NOW,
        finished_at=None,
    )


def page(title: str, details: Details, text: str) -> ExcerptPage:
    article = Article(text, (Block(BlockKind.PARAGRAPH, 0, len(text)),), details)
    script = Script(reading(title, details), article)
    return ExcerptPage(CLUB, script, Excerpt(1, 1234, 0, len(text)), 9999, NOW - POSTING.due_at)


def labels(buttons: tuple[object, ...]) -> int:
    return sum(length(b.label) for b in buttons if isinstance(b, Button))


@given(words, words, words, st.text(alphabet="abc/?=&", max_size=600))
def test_an_excerpt_of_the_largest_room_fits_with_any_title_and_source(
    title: str, author: str, publisher: str, path: str
) -> None:
    details = Details(author=author, publisher=publisher, source_url=f"https://example.org/{path}")
    made = excerpt(POSTING, page(title, details, "x" * LONG_ROOM))
    assert length(made.text) + labels(made.rows[0]) <= LONG_LIMIT
    assert "x" * LONG_ROOM in made.text
    assert len(made.rows[0]) <= 5


@given(words)
def test_a_text_that_is_shortened_keeps_its_beginning_and_the_limit(text: str) -> None:
    for limit in (5, 50, 300):
        made = shorten(text, limit)
        assert length(made) <= limit
        assert made == text or (made.endswith("…") and text.startswith(made[:-1]))


@given(words)
def test_escaped_words_fit_and_ping_nobody(text: str) -> None:
    for made in (escaped(text, 90), one_line(text + "@everyone <@123>", 90), quoted(text, 90)):
        assert length(made) <= 90
        assert "<@" not in made.replace("\\<@", "")
        assert "@everyone" not in made.replace("\\@everyone", "")
    assert "\n" not in one_line(text, 90)
    assert all(line.startswith("> ") for line in quoted(text, 90).split("\n"))


@given(words.filter(str.strip), words, st.booleans())
def test_a_note_always_fits_and_comes_whole_in_a_file_where_it_is_cut(
    body: str, name: str, barred: bool
) -> None:
    club = replace(CLUB, write_first=barred)
    written = Note(
        id=7,
        club_id=1,
        reading_id=1,
        kind=NoteKind.QUESTION,
        author_id=5,
        author_name=name,
        body=body * 20,
        anchor=None,
        excerpt=1,
        show_to=ShowTo.CLUB,
        state=QuestionState.OPEN,
        parent_id=None,
        accepted_id=None,
        link_channel_id=None,
        link_message_id=None,
        created_at=NOW,
    )
    made = note(MARK, NotePage(club, reading("One", Details()), written))
    assert length(made.text) + labels(made.rows[0]) <= LONG_LIMIT
    assert not made.files or made.files[0].content.decode() == written.body
    assert all(file.name.startswith("SPOILER_") is barred for file in made.files)
    _, *said = made.text.split("\n")
    said = [line for line in said if line.strip()]
    assert not barred or all(line.startswith("||") and line.endswith("||") for line in said)


@given(words)
def test_a_threads_name_fits(title: str) -> None:
    name = thread_name(ThreadPage(CLUB, reading(title, Details()), 12, 3, 5))
    assert 1 <= len(name) <= 100
    assert name.endswith("12 of 1234")


def test_a_short_excerpt_is_plain_and_a_long_one_is_not() -> None:
    assert not excerpt(POSTING, page("Title", Details(), "x" * 1500)).is_long
    assert excerpt(POSTING, page("Title", Details(), "x" * 2500)).is_long
    assert PLAIN_LIMIT == 2000


def test_every_button_of_an_excerpt_carries_the_mark() -> None:
    made = excerpt(POSTING, page("Title", Details(), "Text"))
    ids = [read_id(b.id) for b in made.rows[0] if isinstance(b, Button)]
    assert [(i.deed, i.arguments) for i in ids] == [
        (deed, (MARK,)) for deed in ("annotate", "ask", "notes", "read")
    ]


def test_only_the_clubs_role_is_pinged_by_an_excerpt() -> None:
    made = excerpt(POSTING, page("<@&5> @everyone", Details(), "<@&6>"))
    assert made.ping_role == CLUB.notify_role_id
    assert made.text.count("<@&") == made.text.count("\\<@&") + 1


@given(
    st.builds(
        NoteFilter,
        reading_id=st.none() | st.integers(1, 10**9),
        excerpt=st.none() | st.integers(1, 2000),
        kind=st.none() | st.sampled_from(NoteKind),
        member_id=st.none() | snowflakes,
        state=st.none() | st.sampled_from(QuestionState),
        span=st.none() | st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)),
    )
)
def test_a_lists_conditions_survive_the_way_through_an_id(wanted: NoteFilter) -> None:
    made = deed_id("list", "q", *packed(wanted), 99999)
    assert len(made) <= LONGEST_ID
    assert unpacked(read_id(made).arguments[1:-1]) == wanted


def test_a_moment_is_shown_on_each_readers_clock() -> None:
    assert when(NOW) == "<t:1772442000:f>"
    assert date(2026, 3, 2) == NOW.date()
