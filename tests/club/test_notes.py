"""The rules of notes, without a database."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import records

from readbot.club.clubs import Person
from readbot.club.mistakes import Mistake
from readbot.club.notes import (
    LONGEST_NOTE,
    MOTIVATIONS,
    Note,
    NoteKind,
    PassageReference,
    QuestionState,
    ShowTo,
    can_see,
    check_body,
    is_within,
    may_settle,
    read_reference,
    require_may_settle,
    stretches,
)
from readbot.club.pseudonyms import pseudonym
from readbot.club.readings import Excerpt

NOW = datetime(2026, 3, 9, 18, 0, tzinfo=UTC)
AUTHOR, OTHER = 1, 2

QUESTION = Note(
    id=5,
    club_id=1,
    reading_id=1,
    kind=NoteKind.QUESTION,
    author_id=AUTHOR,
    author_name="Anna",
    body="Why?",
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

CLUB = replace(records.CLUB, channel_id=1, moderator_role_id=77, set_up_by=9, created_at=NOW)


# Who sees what: author and others, by whom it is shown to and what became of it.
SIGHT = [
    (ShowTo.CLUB, {}, True, True),
    (ShowTo.PSEUDONYM, {}, True, True),
    (ShowTo.ME, {}, True, False),
    (ShowTo.CLUB, {"hidden_at": NOW}, True, False),
    (ShowTo.PSEUDONYM, {"hidden_at": NOW}, True, False),
    (ShowTo.ME, {"hidden_at": NOW}, True, False),
    (ShowTo.CLUB, {"withdrawn_at": NOW}, False, False),
    (ShowTo.PSEUDONYM, {"withdrawn_at": NOW}, False, False),
    (ShowTo.ME, {"withdrawn_at": NOW}, False, False),
]


@pytest.mark.parametrize(("show_to", "fate", "author_sees", "others_see"), SIGHT)
def test_a_note_is_seen_by_those_whom_it_is_for(
    show_to: ShowTo, fate: dict[str, datetime], author_sees: bool, others_see: bool
) -> None:
    note = replace(QUESTION, show_to=show_to, **fate)  # type: ignore[arg-type]
    assert can_see(note, AUTHOR) is author_sees
    assert can_see(note, OTHER) is note.is_public is others_see


def test_a_note_without_an_author_is_nobodys_own() -> None:
    note = replace(QUESTION, author_id=None, hidden_at=NOW)
    assert not can_see(note, AUTHOR)


def test_the_asker_and_moderators_settle_a_question_and_nobody_else() -> None:
    may = {
        "asker": Person(AUTHOR, "Anna"),
        "manager": Person(OTHER, "Ben", manages_messages=True),
        "role": Person(OTHER, "Ben", roles=frozenset({77})),
    }
    for person in may.values():
        assert may_settle(QUESTION, CLUB, person)
        require_may_settle(QUESTION, CLUB, person)
    stranger = Person(OTHER, "Ben", roles=frozenset({78}))
    assert not may_settle(QUESTION, CLUB, stranger)
    with pytest.raises(Mistake, match="Only the member who asked"):
        require_may_settle(QUESTION, CLUB, stranger)


def test_a_body_loses_its_outer_white_space_and_nothing_else() -> None:
    assert check_body("  a\r\n\r\n  b \n") == "a\n\n  b"
    assert check_body("x" * LONGEST_NOTE) == "x" * LONGEST_NOTE


@pytest.mark.parametrize("body", ["", " \n", "\u3164", "\u200b\u2060", "\u2800 \ufe0f", "\u0301"])
def test_a_body_of_which_nobody_sees_anything_is_none(body: str) -> None:
    with pytest.raises(Mistake, match="nothing in it yet"):
        check_body(body)


@pytest.mark.parametrize("body", ["?", "👍", "7", "あ", "े क", "©"])
def test_a_single_sign_is_a_body(body: str) -> None:
    assert check_body(body) == body


def test_every_kind_has_its_motivation() -> None:
    assert set(MOTIVATIONS) == set(NoteKind)


@given(st.integers(1, 10**15), st.integers(0, 10**8), st.integers(0, 10**8))
def test_a_reference_says_what_it_was_made_of(reading_id: int, start: int, end: int) -> None:
    reference = PassageReference(reading_id, start, end)
    assert read_reference(str(reference)) == reference
    assert read_reference(f" {reference} ") == reference
    assert len(str(reference)) <= 100


@pytest.mark.parametrize(
    "typed", ["", "r1", "r1:2", "r1:2-", "1:2-3", "r1:2-3 and more", "r-1:2-3", "r1:2–3"]
)
def test_words_are_no_reference(typed: str) -> None:
    assert read_reference(typed) is None


def test_stretches_join_neighbours_and_keep_gaps() -> None:
    cut = [Excerpt(1, n, (n - 1) * 10, n * 10) for n in range(1, 7)]
    assert stretches([cut[4], cut[0], cut[1], cut[3]]) == [(0, 20), (30, 50)]
    assert stretches([]) == []


@given(st.sets(st.integers(0, 9)), st.integers(0, 100), st.integers(0, 100))
def test_a_slice_is_within_when_all_its_characters_were_posted(
    posted: set[int], start: int, end: int
) -> None:
    covered = stretches([Excerpt(1, n + 1, n * 10, n * 10 + 10) for n in posted])
    characters = set(range(start, end))
    shown = {at for n in posted for at in range(n * 10, n * 10 + 10)}
    assert is_within(covered, start, end) == (bool(characters) and characters <= shown)


def test_pseudonyms_depend_on_secret_reading_and_member() -> None:
    names = {
        (secret, reading, member): pseudonym(secret, reading, member, set())
        for secret in ("a", "b", "c")
        for reading in (1, 2, 3)
        for member in range(20)
    }
    assert names == {key: pseudonym(*key, set()) for key in names}
    by_member = {member: names["a", 1, member] for member in range(20)}
    assert by_member != {member: names["a", 2, member] for member in range(20)}
    assert by_member != {member: names["b", 1, member] for member in range(20)}


@given(st.integers(1, 150))
def test_no_two_members_of_a_reading_share_a_pseudonym(members: int) -> None:
    taken: set[str] = set()
    for member in range(members):
        taken.add(pseudonym("secret", 1, member, taken))
    assert len(taken) == members
