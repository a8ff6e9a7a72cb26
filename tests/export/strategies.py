"""Discussions of all kinds, and words that no export may hold."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st
from tests import records

from readbot.club.links import Link
from readbot.club.notes import Note, NoteKind, QuestionState, ShowTo
from readbot.club.readings import Excerpt, Reading, ReadingState, Rights, Script
from readbot.export.documents import (
    Chapter,
    Coming,
    Discussion,
    Naming,
    Section,
    Talk,
    Told,
    in_text_order,
)
from readbot.text.anchors import Anchor
from readbot.text.article import Article, Block, BlockKind, Details, Emphasis, EmphasisKind

NOW = datetime(2026, 3, 8, 17, 0, tzinfo=UTC)
TEXT = "A Heading\n\nOne sentence. Another one.\n\nAn item"
BLOCKS = (
    Block(BlockKind.HEADING, 0, 9, 1),
    Block(BlockKind.PARAGRAPH, 11, 37),
    Block(BlockKind.LIST_ITEM, 39, 46, 1, "1."),
)
CUT = (Excerpt(1, 1, 0, 25), Excerpt(1, 2, 25, 46))
CLUB = replace(
    records.CLUB, server_id=111, channel_id=222, zone="Asia/Tokyo", set_up_by=1, created_at=NOW
)
AWKWARD = st.text(
    st.one_of(st.sampled_from("<>&\"'`*_#[]=+-@|\n\r\t,;:{}%$\u202e\x00"), st.characters())
)


def reading(title: str, source: str | None) -> Reading:
    """A running reading of two excerpts."""
    return Reading(
        id=1,
        club_id=1,
        channel_id=222,
        details=Details(title=title, author=title, language="en", source_url=source),
        title=title,
        rights=Rights.NOT_STATED,
        state=ReadingState.RUNNING,
        excerpts=2,
        next_excerpt=3,
        target_minutes=1.0,
        added_by=1,
        added_at=NOW,
        started_at=NOW,
        finished_at=None,
    )


@st.composite
def notes(draw: st.DrawFn) -> Note:
    """A public note of any kind but an answer, on some words or on none."""
    anchor = None
    if draw(st.booleans()):
        start = draw(st.integers(0, len(TEXT) - 1).filter(lambda i: not TEXT[i].isspace()))
        end = draw(st.integers(start + 1, len(TEXT)))
        anchor = Anchor(TEXT[start:end], TEXT[:start], TEXT[end:], start, end)
    kind = draw(st.sampled_from([k for k in NoteKind if k is not NoteKind.ANSWER]))
    return Note(
        id=draw(st.integers(1, 10**6)),
        club_id=1,
        reading_id=1,
        kind=kind,
        author_id=5,
        author_name=draw(AWKWARD),
        body=draw(AWKWARD),
        anchor=anchor,
        excerpt=(1 if anchor.start < CUT[0].end else 2) if anchor else None,
        show_to=ShowTo.CLUB,
        state=draw(st.sampled_from(QuestionState)) if kind is NoteKind.QUESTION else None,
        parent_id=None,
        accepted_id=None,
        link_channel_id=222,
        link_message_id=draw(st.sampled_from([None, 333])),
        created_at=NOW - timedelta(hours=draw(st.integers(0, 100))),
    )


@st.composite
def discussions(draw: st.DrawFn) -> Discussion:
    """One reading with awkward words everywhere that a stranger may put them."""
    said = draw(st.lists(notes(), max_size=6, unique_by=lambda note: note.id))
    answers = {
        note.id: (
            replace(
                note,
                id=note.id + 10**6,
                kind=NoteKind.ANSWER,
                state=None,
                anchor=None,
                parent_id=note.id,
                body=draw(AWKWARD),
            ),
        )
        for note in said
        if note.kind is NoteKind.QUESTION
    }
    title = draw(AWKWARD)
    source = draw(st.sampled_from([None, "https://example.org/a?b=1&c=2", "javascript:alert(1)"]))
    emphasis = (Emphasis(EmphasisKind.ITALIC, 15, 23),)
    article = Article(TEXT, BLOCKS, Details(title=title), emphasis)
    talk = Talk([])
    for note in sorted(said, key=in_text_order):
        talk.append(Told(note, answers.get(note.id, ())))
    chapter = Chapter(
        Script(reading(title, source), article),
        tuple(Section(cut, NOW, Link(111, 222, 444)) for cut in CUT),
        talk,
    )
    coming = Coming(1, title, 2, 2, NOW, timedelta(minutes=5))
    return Discussion(
        club=CLUB,
        made_at=NOW,
        chapters=(chapter,),
        coming=(coming,),
        since=draw(st.sampled_from([None, date(2026, 3, 1)])),
        naming=draw(st.sampled_from(Naming)),
    )
