"""From a window of the discussion to an outline of ids, and from the outline to what is shown.

The two steps are apart so that a digest can be kept without anybody's words: what is hidden,
edited or erased after it was planned is so in every later showing of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from readbot.club.clubs import Club
from readbot.club.digests import Outline, ReadingOutline, SidesOutline
from readbot.club.links import Link
from readbot.club.notes import Note, NoteKind, QuestionState
from readbot.club.readings import Reading, ReadingState
from readbot.digest.passages import NotedPassage, noted_passages
from readbot.digest.summary import choose, corpus
from readbot.digest.themes import themes

MOST_PASSAGES = 5
MOST_SIDES = 3
VOICES_A_SIDE = 2
# A passage on which fewer notes sit is not worth quoting before others.
_NOTED = 2


@dataclass(frozen=True, slots=True)
class Posted:
    """An excerpt that stands in its channel since ``at``."""

    number: int
    at: datetime
    link: Link


@dataclass(frozen=True, slots=True)
class NotePlace:
    """Where notes sit: on an excerpt, and on which of its words unless on all of them."""

    excerpt: int
    span: tuple[int, int] | None
    notes: int = 1


@dataclass(frozen=True, slots=True)
class Course:
    """A reading and how far it is: its posted excerpts in order, and what comes next.

    ``spans`` are those of all its excerpts, in order; ``places`` those of all notes on posted
    excerpts that the club may see, of any age.
    """

    reading: Reading
    posted: tuple[Posted, ...] = ()
    next_number: int | None = None
    next_at: datetime | None = None
    spans: tuple[tuple[int, int], ...] = ()
    places: tuple[NotePlace, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """What a digest is made from: all of it may be seen by the club.

    ``notes`` are those of the window ``[start, end)``; ``asked`` are questions of any age and
    ``answers`` all answers to them. ``told`` are the questions that the digest before told as
    answered, ``owed`` those that it told as open.
    """

    club: Club
    start: datetime
    end: datetime
    courses: tuple[Course, ...]
    notes: tuple[Note, ...]
    asked: tuple[Note, ...]
    answers: tuple[Note, ...]
    told: frozenset[int] = frozenset()
    owed: frozenset[int] = frozenset()


def gather(material: Material) -> Outline:
    """What a digest of this material shows, and in which order; readings with most notes first.

    Near-linear in the number of notes; 10,000 take about a second: keep it off the event loop.
    """
    found = [_reading(material, course) for course in material.courses]
    found = [outline for outline in found if outline.excerpts or outline.note_ids]
    found.sort(key=lambda outline: -len(outline.note_ids))
    return Outline(tuple(found))


def _reading(material: Material, course: Course) -> ReadingOutline:
    notes = [note for note in material.notes if note.reading_id == course.reading.id]
    passages = noted_passages([note for note in notes if note.parent_id is None])
    # What many spoke of comes before what one member wrote much about.
    passages.sort(key=lambda p: (-len({note.author_name for note in p.notes}), -len(p.notes)))
    contested = (outline for passage in passages if (outline := sides_of(passage)))
    sides = list(islice(contested, MOST_SIDES))
    beside = {i for outline in sides for i in (*outline.agreeing, *outline.disagreeing)}
    talk = [
        note
        for note in notes
        if note.parent_id is None and note.kind is not NoteKind.QUESTION and note.id not in beside
    ]
    noted = [passage for passage in passages if len(passage.notes) >= _NOTED][:MOST_PASSAGES]
    return ReadingOutline(
        reading_id=course.reading.id,
        excerpts=tuple(p.number for p in course.posted if material.start <= p.at < material.end),
        passages=tuple(_ids(passage.notes) for passage in noted),
        sides=tuple(sides),
        themes=tuple(map(_ids, themes(talk, _languages(material.club, course.reading)))),
        answered=_answered(material, course),
        open=_open(material, course),
    )


def _ids(notes: Sequence[Note]) -> tuple[int, ...]:
    return tuple(note.id for note in notes)


def _languages(club: Club, reading: Reading) -> list[str]:
    named = [club.language, reading.details.language or club.language]
    return list(dict.fromkeys(name.replace("_", "-").partition("-")[0].lower() for name in named))


def sides_of(passage: NotedPassage) -> SidesOutline | None:
    """The most telling notes for and against, where a passage has both, from different members.

    Who speaks on one side speaks on the other only after everybody else.
    """
    agreeing = [note for note in passage.notes if note.kind is NoteKind.AGREEMENT]
    disagreeing = [note for note in passage.notes if note.kind is NoteKind.DISAGREEMENT]
    voices = {note.author_name for note in (*agreeing, *disagreeing)}
    if not agreeing or not disagreeing or len(voices) < 2:  # nobody differs from themselves
        return None
    # The side with fewer voices has less to choose from, so it chooses first.
    few, many = sorted((agreeing, disagreeing), key=lambda s: len({n.author_name for n in s}))
    first = _most_telling(few, frozenset())
    second = _most_telling(many, frozenset(note.author_name for note in first))
    pro, contra = (first, second) if few is agreeing else (second, first)
    return SidesOutline(_ids(passage.notes), _ids(pro), _ids(contra))


def _most_telling(notes: Sequence[Note], others: frozenset[str]) -> list[Note]:
    """The most telling notes, those of members who are not among the others before theirs."""
    texts = corpus([note.body for note in notes])
    whose = [note.author_name for note in notes]
    found: list[Note] = []
    for heard in (False, True):
        among = [i for i, name in enumerate(whose) if (name in others) is heard]
        room = VOICES_A_SIDE - len(found)
        found += [notes[i] for i in choose(texts, room, whose, among=among)]
    return found


def _answered(material: Material, course: Course) -> tuple[int, ...]:
    """Questions answered in the window, or told as open before and answered since."""
    fresh = {note.parent_id for note in material.notes if note.kind is NoteKind.ANSWER}
    return tuple(
        question.id
        for question in material.asked
        if question.reading_id == course.reading.id
        and question.state is QuestionState.ANSWERED
        and question.id not in material.told
        and (question.id in fresh or question.id in material.owed)
    )


def _open(material: Material, course: Course) -> tuple[int, ...]:
    """Questions still open: the new ones first, then older ones while the reading goes on."""
    ended = course.reading.state is ReadingState.FINISHED and (
        course.reading.finished_at is None or course.reading.finished_at < material.start
    )
    waiting = [
        question
        for question in material.asked
        if question.reading_id == course.reading.id and question.state is QuestionState.OPEN
    ]
    new = [q for q in waiting if material.start <= q.created_at < material.end]
    older = [] if ended else [q for q in waiting if q.created_at < material.start]
    return tuple(question.id for question in (*new, *older))


def by_question(answers: Sequence[Note]) -> dict[int, list[Note]]:
    """Answers by the id of their question."""
    found: dict[int, list[Note]] = {}
    for answer in answers:
        if answer.parent_id is not None:
            found.setdefault(answer.parent_id, []).append(answer)
    return found


def accepted_first(question: Note, answers: Sequence[Note]) -> list[Note]:
    """The answers to a question, the accepted one first, then as they came."""
    return sorted(answers, key=lambda a: (a.id != question.accepted_id, a.created_at, a.id))
