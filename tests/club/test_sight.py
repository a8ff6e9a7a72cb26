"""Who is shown what, and when: a table of who × what × when, generated, not sampled."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pytest
from tests.club.test_notes import CLUB, NOW, QUESTION

from readbot.club.clubs import Person, Spoilers
from readbot.club.notes import Note, NoteKind, ShowTo
from readbot.club.readings import Reading, ReadingState, Rights
from readbot.club.sight import Reach, Sight, Veil, is_shown, sees_through, stands_behind_bars, veil
from readbot.text.anchors import at
from readbot.text.article import Details

TEXT = "One excerpt. " * 4
ENDS = {1: 13, 2: 26, 3: 39, 4: 52}
AUTHOR, READER = 1, 2


@dataclass(frozen=True)
class Case:
    """A member who came so far and wrote there, and a note."""

    viewer: int
    reached: int
    wrote: frozenset[int]
    write_first: bool
    note: Note
    last: int
    """The last excerpt that the note's passage touches; 0 for a note on the whole reading."""

    @property
    def sight(self) -> Sight:
        """What the member is shown."""
        reached = {1: Reach(self.reached, ENDS[self.reached])} if self.reached else {}
        written = frozenset((1, number) for number in self.wrote)
        return Sight(self.viewer, reached, written, self.write_first)


def passages() -> Iterator[tuple[Note, int]]:
    """A note on the reading, on whole excerpts, on words, and on words over two excerpts."""
    yield replace(QUESTION, excerpt=None), 0
    for number in (1, 2, 3):
        whole = replace(QUESTION, excerpt=number)
        yield whole, number
        start = ENDS[number] - 10
        yield replace(whole, anchor=at(TEXT, start, ENDS[number] - 1)), number
        yield replace(whole, anchor=at(TEXT, start, ENDS[number] + 3)), number + 1


FATES: tuple[dict[str, Any], ...] = (
    {},
    {"withdrawn_at": NOW},
    {"hidden_at": NOW},
    {"held_at": NOW},
)
CASES = [
    Case(
        viewer,
        reached,
        frozenset(wrote),
        write_first,
        replace(note, kind=kind, show_to=show_to, **fate),
        last,
    )
    for viewer, reached, wrote, write_first, (note, last), kind, show_to, fate in product(
        (AUTHOR, READER),
        (0, 1, 2, 3, 4),
        ((), (1,), (2,), (1, 2, 3)),
        (False, True),
        passages(),
        (NoteKind.THOUGHT, NoteKind.QUESTION, NoteKind.ANSWER),
        ShowTo,
        FATES,
    )
]


def should_be_shown(case: Case) -> bool:
    """The rule once more, in the words of its promise."""
    note = case.note
    if note.withdrawn_at is not None:
        return False
    if case.viewer == AUTHOR:
        return True
    if note.show_to is ShowTo.ME or note.hidden_at is not None or note.held_at is not None:
        return False
    if case.last == 0:
        return True
    if case.reached < case.last:
        return False
    return not case.write_first or note.excerpt in case.wrote


def test_every_member_is_shown_every_note_exactly_when_the_rule_says_so() -> None:
    wrong = [case for case in CASES if is_shown(case.note, case.sight) != should_be_shown(case)]
    assert wrong == []
    assert len(CASES) > 10_000
    shown = [case for case in CASES if is_shown(case.note, case.sight)]
    assert 0 < len(shown) < len(CASES)


def test_what_is_hidden_for_now_has_a_reason_and_nothing_else_has() -> None:
    for case in CASES:
        reason = veil(case.note, case.sight)
        if case.viewer == AUTHOR:
            assert reason is None
        elif case.last > case.reached:
            assert reason is Veil.UNREACHED
        elif case.write_first and case.last and case.note.excerpt not in case.wrote:
            assert reason is Veil.UNWRITTEN
        else:
            assert reason is None


def test_whoever_wrote_over_a_border_has_read_beyond_it() -> None:
    over = replace(QUESTION, excerpt=1, anchor=at(TEXT, 8, 20))
    asker = Sight(READER, {1: Reach(1, 20)}, frozenset({(1, 1)}), write_first=True)
    assert veil(over, asker) is None
    assert veil(over, replace(asker, reached={1: Reach(1, 13)})) is Veil.UNREACHED


READING = Reading(
    id=1,
    club_id=1,
    channel_id=1,
    details=Details(title="One", language="en"),
    title="One",
    rights=Rights.OWN,
    state=ReadingState.RUNNING,
    excerpts=4,
    next_excerpt=4,
    target_minutes=4.0,
    added_by=1,
    added_at=NOW,
    started_at=NOW,
    finished_at=None,
)


@pytest.mark.parametrize("write_first", [False, True])
@pytest.mark.parametrize("spoilers", Spoilers)
@pytest.mark.parametrize("excerpt", [None, 1, 2, 3])
def test_in_public_only_what_the_club_chose_stands_behind_bars(
    write_first: bool, spoilers: Spoilers, excerpt: int | None
) -> None:
    club = replace(CLUB, spoilers=spoilers, write_first=write_first)
    newest = spoilers is Spoilers.NEWEST and excerpt == 3
    expected = excerpt is not None and (write_first or newest)
    assert stands_behind_bars(club, READING, excerpt) is expected


@pytest.mark.parametrize(
    ("setting", "told", "show_to", "moderates"),
    list(product((False, True), (False, True), ShowTo, (False, True))),
)
def test_a_pseudonym_is_seen_through_by_moderators_where_club_and_form_said_so(
    setting: bool, told: bool, show_to: ShowTo, moderates: bool
) -> None:
    note = replace(QUESTION, show_to=show_to, see_through=told)
    person = Person(READER, "Ben", manages_messages=moderates)
    expected = setting and told and moderates and show_to is ShowTo.PSEUDONYM
    assert sees_through(note, replace(CLUB, see_through=setting), person) is expected
