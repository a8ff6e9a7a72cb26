"""Passages, themes and shortened notes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from readbot.club.notes import Note, NoteKind, ShowTo
from readbot.digest.gather import sides_of
from readbot.digest.passages import noted_passages
from readbot.digest.show import LONGEST_BRIEF, brief
from readbot.digest.summary import corpus
from readbot.digest.themes import keywords, themes
from readbot.digest.words import as_written, spoken, tokens
from readbot.text.anchors import Anchor

TEXT = "The lamp is lit. It is a promise. Nobody thanks a switch. The evening was long and dear."
FIRST = Note(
    id=1,
    club_id=1,
    reading_id=1,
    kind=NoteKind.THOUGHT,
    author_id=1,
    author_name="Ben",
    body="Said.",
    anchor=None,
    excerpt=1,
    show_to=ShowTo.CLUB,
    state=None,
    parent_id=None,
    accepted_id=None,
    link_channel_id=None,
    link_message_id=None,
    created_at=datetime(2026, 3, 2, tzinfo=UTC),
)


def _on(number: int, start: int, end: int) -> Note:
    anchor = Anchor(TEXT[start:end], "", "", start, end)
    at = FIRST.created_at + timedelta(minutes=number)
    return replace(FIRST, id=number, anchor=anchor, created_at=at)


def _saying(number: int, author: str, body: str) -> Note:
    return replace(FIRST, id=number, author_name=author, body=body)


def test_notes_on_nearly_the_same_words_are_on_one_passage() -> None:
    notes = [_on(1, 0, 16), _on(2, 0, 15), _on(3, 34, 57), _on(4, 0, 16)]
    found = noted_passages(notes)
    assert [(p.quoted, [n.id for n in p.notes]) for p in found] == [
        ("The lamp is lit.", [1, 2, 4]),
        ("Nobody thanks a switch.", [3]),
    ]


def test_one_word_does_not_stand_for_the_sentence_around_it() -> None:
    found = noted_passages([_on(1, 34, 57), _on(2, 48, 49)])
    assert len(found) == 2


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 28)), max_size=25))
def test_every_note_belongs_to_exactly_one_passage(spans: list[tuple[int, int]]) -> None:
    notes = [_on(number, start, start + size) for number, (start, size) in enumerate(spans, 1)]
    found = noted_passages(notes)
    assert sorted(n.id for p in found for n in p.notes) == [note.id for note in notes]
    assert found == noted_passages(notes)


def test_notes_are_grouped_by_what_they_speak_of_and_one_voice_makes_no_theme() -> None:
    lamp = ["The lamp is a promise of home.", "A lamp promises that home waits."]
    town = ["The town forgot the old man.", "Old man and town: forgotten."]
    solo = ["Bread rises slowly here.", "Bread is slow.", "Slow bread again.", "Bread."]
    bodies = [*[(a, b) for b in lamp * 3 for a in "x"], *[("y", b) for b in town * 3]]
    notes = [_saying(i, f"{a}{i}", b) for i, (a, b) in enumerate(bodies, 1)]
    notes += [_saying(100 + i, "Solo", body) for i, body in enumerate(solo)]
    found = themes(notes, ["en"])
    assert sorted(n.id for group in found for n in group) == sorted(n.id for n in notes)
    kinds = [{"lamp" in n.body.lower() for n in group} for group in found[:2]]
    assert kinds in ([{True}, {False}], [{False}, {True}])


def test_a_long_note_is_shown_by_its_most_telling_sentence_in_its_own_words() -> None:
    body = "I was late. " * 20 + "The lamp is a promise. " + "It rained. " * 10
    shown = brief(body.strip(), {"lamp": 1.0, "promis": 1.0}, "en")
    assert shown == "… The lamp is a promise. …"


@given(st.text(alphabet="ab .!\n字", min_size=1, max_size=900).filter(str.strip))
def test_a_brief_is_never_long_and_never_says_what_was_not_said(body: str) -> None:
    shown = brief(body, {}, "en")
    assert len(shown) <= LONGEST_BRIEF + 4
    assert shown.removeprefix("… ").removesuffix(" …") in body


def test_a_theme_has_no_name_that_most_of_its_notes_do_not_bear() -> None:
    texts = corpus(["Apples in autumn", "Apples again", "Silence", "A loud room", "Peat smoke"])
    assert keywords([0, 1], texts) == ("apples",)
    assert keywords(range(5), texts) == ()


def test_pairs_cut_out_of_one_word_name_a_theme_as_that_word() -> None:
    texts = corpus(["図書館は約束だ", "図書館が好きだ", "図書館へ行く", "別の話をする"])
    assert keywords([0, 1, 2], texts) == ("図書館",)


def test_a_theme_is_named_as_members_write_the_word_inside_a_sentence() -> None:
    said = ["Laternen sind ein Versprechen.", "Die Laterne! Versprechen sind das.", "Lamps, lamps."]
    said += ["Diese Laterne, dieses Versprechen. Lamps are bright, so are lamps.", "straße"]
    assert as_written(("laterne", "versprechen", "lamps"), said) == (
        "Laterne",
        "Versprechen",
        "lamps",
    )
    assert as_written(("laternen", "strasse", "図書"), said) == ("Laternen", "straße", "図書")


def test_a_language_that_few_speak_in_a_mixed_week_is_spoken_all_the_same() -> None:
    english = ["I like the promise of the lamp", "This is what it was for us"] * 6
    german = ["das ist mir auch so gegangen mit der Laterne", "die hat mir sehr gefallen"]
    assert {"en", "de"} <= set(spoken([tokens(text) for text in (*english, *german)]))
    assert "de" not in spoken([tokens(text) for text in english])


def _differing(number: int, kind: NoteKind, author: str, body: str) -> Note:
    return replace(_on(number, 0, 16), kind=kind, author_name=author, body=body)


def test_nobody_differs_from_themselves() -> None:
    pro, contra = NoteKind.AGREEMENT, NoteKind.DISAGREEMENT
    alone = [_differing(1, pro, "Ann", "Yes."), _differing(2, contra, "Ann", "No, it is not so.")]
    assert sides_of(noted_passages(alone)[0]) is None
    loud = [*alone, _differing(3, contra, "Ann", "It is not."), _differing(4, contra, "Ben", "No.")]
    sides = sides_of(noted_passages(loud)[0])
    assert sides is not None
    assert (sides.agreeing, sides.disagreeing[0]) == ((1,), 4)


def test_each_voice_leads_a_theme_once_before_any_comes_twice() -> None:
    said = [("Ann", "apples are money"), ("Ann", "apples are coins"), ("Ann", "apples buy books")]
    said += [("Ben", "my aunt paid with apples and a great many other fruits of her garden")]
    said += [("Cleo", "apples for the poor who came from far away each week to read")]
    notes = [_saying(n, who, words) for n, (who, words) in enumerate(said, 1)]
    [found] = themes(notes)
    assert len({note.author_name for note in found[:3]}) == 3
