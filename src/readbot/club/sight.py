"""Who is shown which note, and when: so that nothing spoils a passage for those still on their way.

A member has *reached* an excerpt when they have marked it, or a later one, as read, or have written
about it; and a passage when what they have reached goes on to its end. Whatever a private list, a
completion, a search or a notice shows keeps to this. In public places whatever was posted counts as
reached; there a club may have spoiler bars.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum

from readbot.club.clubs import Club, Person, Spoilers, is_moderator
from readbot.club.notes import Note, ShowTo, can_see
from readbot.club.readings import Reading


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a member is in a reading: the last excerpt, and where in the text that ends."""

    excerpt: int
    end: int


@dataclass(frozen=True, slots=True)
class Sight:
    """What decides which notes a member is shown in a club.

    ``reached`` is by reading; ``written`` are the excerpts, with their reading, about which they
    have written something that still stands. ``write_first`` is the club's setting.
    """

    member_id: int
    reached: Mapping[int, Reach] = field(default_factory=dict)
    written: Set[tuple[int, int]] = frozenset()
    write_first: bool = False


class Veil(StrEnum):
    """Why a note is hidden from a member for the time being."""

    UNREACHED = "unreached"
    UNWRITTEN = "unwritten"


def has_reached(note: Note, sight: Sight) -> bool:
    """Whether this member has reached what the note is about; a whole reading needs no reaching."""
    if note.excerpt is None:
        return True
    reach = sight.reached.get(note.reading_id)
    if reach is None or note.excerpt > reach.excerpt:
        return False
    return note.anchor is None or note.anchor.end <= reach.end


def veil(note: Note, sight: Sight) -> Veil | None:
    """Why the note is hidden from this member for now; None where it is not, as one's own."""
    if note.author_id == sight.member_id:
        return None
    if not has_reached(note, sight):
        return Veil.UNREACHED
    if not sight.write_first or note.excerpt is None:
        return None
    return None if (note.reading_id, note.excerpt) in sight.written else Veil.UNWRITTEN


def is_shown(note: Note, sight: Sight) -> bool:
    """Whether the note may stand in this member's lists, completions, finds and notices."""
    return can_see(note, sight.member_id) and veil(note, sight) is None


def stands_behind_bars(club: Club, reading: Reading, excerpt: int | None) -> bool:
    """Whether, in a public place, words about this excerpt stand behind spoiler bars.

    So do those about the newest excerpt, where the club chose it; and all of them in a club whose
    members write first and see then. A whole reading has nothing to spoil.
    """
    if excerpt is None:
        return False
    newest = reading.next_excerpt - 1
    return club.write_first or (club.spoilers is Spoilers.NEWEST and excerpt >= newest)


def sees_through(note: Note, club: Club, person: Person) -> bool:
    """Whether this person is told who is behind the note's pseudonym.

    Only moderators are, only by the club's setting, and only where its author had been told so.
    """
    masked = note.show_to is ShowTo.PSEUDONYM and note.see_through
    return masked and club.see_through and is_moderator(club, person)
