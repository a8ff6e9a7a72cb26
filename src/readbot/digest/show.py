"""An outline of ids, filled with the words, names and links of this moment."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeVar

from readbot.club.digests import Digest, Outline, ReadingOutline, Section, SidesOutline
from readbot.club.links import Link
from readbot.club.notes import ERASED, NOBODY, Note, QuestionState
from readbot.club.readings import ReadingState
from readbot.club.sight import stands_behind_bars
from readbot.digest.gather import Course, Material, accepted_first, by_question
from readbot.digest.passages import noted_passages
from readbot.digest.strips import strip
from readbot.digest.summary import Corpus, corpus
from readbot.digest.themes import SHOWN, keywords, middle
from readbot.digest.views import (
    Asked,
    DigestView,
    Next,
    Passage,
    ReadExcerpt,
    ReadingPart,
    Sides,
    Theme,
    Voice,
)
from readbot.digest.words import as_written, stem, tokens
from readbot.text.graphemes import border_before
from readbot.text.sentences import Sentence, split
from readbot.text.words import words_for

_T = TypeVar("_T")

# The field that each section fills, and what it is without it.
_WITHOUT: Mapping[Section, tuple[str, Any]] = {
    Section.PICTURE: ("strip", None),
    Section.PASSAGES: ("passages", ()),
    Section.DIFFERENCES: ("sides", ()),
    Section.THEMES: ("themes", ()),
    Section.ANSWERED: ("answered", ()),
    Section.OPEN: ("open", ()),
    Section.NEXT: ("next", None),
}
LONGEST_BRIEF = 280
"""So many characters of a note are shown."""
# So many notes of a theme are asked how a word is written.
_COMPARED = 300
# What is left of a word's weight once a note that is shown above has said it.
_SAID = 0.3


def show(outline: Outline, material: Material, digest: Digest | None = None) -> DigestView:
    """The digest that ``outline`` describes, in the words of ``material``.

    Notes of the outline that ``material`` no longer holds are left out, and so is what stays
    empty without them.
    """
    courses = {course.reading.id: course for course in material.courses}
    return DigestView(
        digest_id=digest.id if digest else None,
        club=material.club,
        start=material.start,
        end=material.end,
        parts=tuple(
            _Showing(material, courses[part.reading_id]).part(part)
            for part in outline.readings
            if part.reading_id in courses
        ),
        notes=len(material.notes),
        voices=len({note.author_name for note in material.notes}),
    )


class _Showing:
    """Shows one reading's part of a digest."""

    def __init__(self, material: Material, course: Course) -> None:
        self._material = material
        self._words = words_for(material.club.language)
        self._course = course
        self._links = {posted.number: posted.link for posted in course.posted}
        every = (*material.asked, *material.answers, *material.notes)
        self._notes = {n.id: n for n in every if n.reading_id == course.reading.id}
        self._answers = by_question(material.answers)
        self._talk = [n for n in material.notes if n.id in self._notes]
        self._texts = _compared(tuple(note.body for note in self._talk), (material.club.language,))
        self._places = {note.id: index for index, note in enumerate(self._talk)}
        self._weights = _weights(self._texts, range(len(self._talk)))

    def part(self, outline: ReadingOutline) -> ReadingPart:
        """The part as it is shown, without what the club leaves out."""
        whole = self._whole(outline)
        return replace(whole, **dict(_WITHOUT[s] for s in self._material.club.digest_without))

    def _whole(self, outline: ReadingOutline) -> ReadingPart:
        reading, course = self._course.reading, self._course
        coming = None
        if course.next_number is not None and course.next_at is not None:
            coming = Next(course.next_number, course.next_at)
        fresh = set(outline.excerpts)
        return ReadingPart(
            reading_id=reading.id,
            title=reading.title,
            author=reading.details.author,
            excerpts=tuple(ReadExcerpt(n, self._links.get(n)) for n in outline.excerpts),
            posted=sum(posted.at < self._material.end for posted in course.posted),
            total=reading.excerpts,
            is_finished=reading.state is ReadingState.FINISHED,
            notes=len(self._talk),
            passages=_present(self._passage(note_ids) for note_ids in outline.passages),
            sides=_present(self._both_sides(sides) for sides in outline.sides),
            themes=_present(self._theme(theme) for theme in outline.themes),
            answered=self._questions(outline, QuestionState.ANSWERED),
            open=self._questions(outline, QuestionState.OPEN),
            next=coming,
            strip=strip(course, [post for post in course.posted if post.number in fresh]),
        )

    def _known(self, note_ids: Sequence[int]) -> list[Note]:
        return [self._notes[i] for i in note_ids if i in self._notes]

    def _voice(self, note: Note, weights: Mapping[str, float] | None = None) -> Voice:
        club = self._material.club
        link = self._links.get(note.excerpt) if note.excerpt is not None else None
        if note.link_channel_id is not None and note.link_message_id is not None:
            link = Link(club.server_id, note.link_channel_id, note.link_message_id)
        language = self._course.reading.details.language or club.language
        body = self._words.say(ERASED) if note.body == ERASED else note.body
        return Voice(
            note_id=note.id,
            kind=note.kind,
            author=self._author(note) if club.digest_names else None,
            body=body,
            brief=brief(body, weights or self._weights, language),
            quoted=note.anchor.exact if note.anchor else None,
            excerpt=note.excerpt,
            link=link,
            at=note.created_at,
            barred=self._barred(note.excerpt),
        )

    def _barred(self, excerpt: int | None) -> bool:
        return stands_behind_bars(self._material.club, self._course.reading, excerpt)

    def _author(self, note: Note) -> str:
        return self._words.say(NOBODY) if note.author_name == NOBODY else note.author_name

    def _passage(self, note_ids: Sequence[int]) -> Passage | None:
        """The passage on which these notes sit, by the words that most of them chose."""
        found = noted_passages(self._known(note_ids))
        if not found:
            return None
        best = found[0]
        link = self._links.get(best.excerpt) if best.excerpt is not None else None
        return Passage(best.quoted, len(best.notes), best.excerpt, link, self._barred(best.excerpt))

    def _both_sides(self, outline: SidesOutline) -> Sides | None:
        agreeing = [self._voice(note) for note in self._known(outline.agreeing)]
        disagreeing = [self._voice(note) for note in self._known(outline.disagreeing)]
        passage = self._passage(outline.on_it)
        if passage is None or not agreeing or not disagreeing:
            return None
        return Sides(passage, tuple(agreeing), tuple(disagreeing))

    def _theme(self, note_ids: Sequence[int]) -> Theme | None:
        notes = self._known(note_ids)
        if not notes:
            return None
        group = [self._places[note.id] for note in notes if note.id in self._places]
        weights = _weights(self._texts, group)
        voices: list[Voice] = []
        for note in _different(notes):
            voices.append(self._voice(note, weights))
            # The next long note is told by a sentence that says something else.
            for word in set(map(stem, tokens(voices[-1].brief))) & weights.keys():
                weights[word] *= _SAID
        barred = any(self._barred(note.excerpt) for note in notes)
        about = as_written(
            keywords(group, self._texts), (self._talk[i].body for i in group[:_COMPARED])
        )
        return Theme(about, len(notes), tuple(voices), barred)

    def _questions(self, outline: ReadingOutline, state: QuestionState) -> tuple[Asked, ...]:
        """The outline's questions that are in this state by now, whatever they were then.

        Those that nobody has answered yet come first: they are what a reader can do something for.
        """
        questions = self._known((*outline.answered, *outline.open))
        asked = [self._asked(question) for question in questions if question.state is state]
        return tuple(sorted(asked, key=lambda a: state is QuestionState.OPEN and bool(a.answers)))

    def _asked(self, question: Note) -> Asked:
        answers = accepted_first(question, self._answers.get(question.id, []))
        return Asked(
            question=self._voice(question),
            answers=tuple(self._voice(answer) for answer in answers),
            accepted=bool(answers) and answers[0].id == question.accepted_id,
            since=question.created_at,
            carried=question.created_at < self._material.start,
        )


def _different(notes: Iterable[Note]) -> Iterator[Note]:
    """The first few of the notes, the same words once."""
    said = set[str]()
    for note in notes:
        words = " ".join(tokens(note.body)) or note.body
        if words not in said:
            said.add(words)
            yield note
        if len(said) == SHOWN:
            return


def _present(shown: Iterable[_T | None]) -> tuple[_T, ...]:
    return tuple(item for item in shown if item is not None)


@lru_cache(maxsize=2)
def _compared(texts: tuple[str, ...], languages: tuple[str, ...]) -> Corpus:
    """The texts made comparable; kept while somebody turns the pages of a digest."""
    return corpus(texts, languages)


def _weights(texts: Corpus, group: Sequence[int]) -> dict[str, float]:
    """How much each term says of what a group of texts speaks of."""
    return {stem(texts.terms[term]): weight for term, weight in middle(texts, group).items()}


def brief(body: str, weights: Mapping[str, float], language: str | None) -> str:
    """The body if it is short, else the sentence of it that says most, in its own words.

    "…" stands where words were left out. ``weights`` says how much each term tells.
    """
    if len(body) <= LONGEST_BRIEF:
        return body

    def telling(sentence: Sentence) -> float:
        words = tokens(body[sentence.start : sentence.end])
        # A few words more keep a short exclamation from beating a sentence that says something.
        return sum(weights.get(stem(word), 0.0) for word in set(words)) / (len(words) + 8)

    best = max(split(body, language), key=telling)
    text, end = body[best.start : best.end], best.end
    if len(text) > LONGEST_BRIEF:
        kept, space, _ = text[:LONGEST_BRIEF].rpartition(" ")
        text = kept if space else text[: border_before(text, LONGEST_BRIEF)]
        end = best.start + len(text)
    return ("… " if best.start else "") + text + (" …" if end < len(body) else "")
