"""Nothing that a rule hides is anywhere in the bytes of a digest or export made for the club."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update
from tests.services.discussion import DAY, MODERATOR, MONDAY, PLACE, Story, begin, exported
from tests.services.test_digests import SUNDAY

from readbot.chat import digest_message
from readbot.club.clubs import Person
from readbot.club.digests import Length
from readbot.club.notes import Note, NoteKind, ShowTo
from readbot.digest import pictures
from readbot.digest.views import DigestView
from readbot.export import FORMATS
from readbot.export.documents import Discussion, Naming
from readbot.services import digests, members
from readbot.services.exports import Wanted
from readbot.store import clubs, notes, readings, tables
from readbot.store import digests as kept
from readbot.store.database import Store
from readbot.text.words import words_for

POSTED = ("A lamp is a promise.", "Towns once paid a man to light them.")
TO_COME = ("Nobody thanks a switch.", "We forgot the round")
ELSEWHERE = (PLACE.server_id + 1, 999)
FATES = (
    "seen",
    "private",
    "withdrawn",
    "hidden",
    "held",
    "erased",
    "elsewhere",
    "edited",
    "pseudonym",
)


@dataclass(frozen=True)
class Told:
    """One note of an example; ``under`` makes it the answer to the question before it."""

    fate: str
    kind: NoteKind
    quote: str | None
    under: bool


told = st.builds(
    Told,
    fate=st.sampled_from(FATES),
    kind=st.sampled_from([kind for kind in NoteKind if kind not in {"answer", "reply"}]),
    quote=st.none() | st.sampled_from(POSTED + TO_COME),
    under=st.booleans(),
)


class Telling:
    """Tells notes into a club and remembers which words nobody may find."""

    def __init__(self, story: Story, other: Story) -> None:
        self.story = story
        self.other = other
        self.secrets: set[str] = set(TO_COME)
        self.open: set[str] = set()
        self._fates: list[tuple[Told, Note]] = []
        self._numbers: Iterator[int] = count(1)
        self._question: tuple[Note, bool] | None = None

    async def write(self, one: Told) -> None:
        """Write a note as if nothing were to become of it."""
        number = next(self._numbers)
        body, name = f"opinion{number}x about lamps", f"Member{number}x"
        pseudonym = one.fate == "pseudonym"
        story = self.other if one.fate == "elsewhere" else self.story
        question = self._question if one.under and one.fate != "elsewhere" else None
        note = await story.note(
            body,
            MONDAY + DAY,
            quote=None if question else one.quote,
            kind=NoteKind.ANSWER if question else one.kind,
            author=(7_000_000_000 + number, f"Alias{number}x" if pseudonym else name),
            show_to=ShowTo.ME
            if one.fate == "private"
            else ShowTo.PSEUDONYM
            if pseudonym
            else ShowTo.CLUB,
            parent=question[0] if question else None,
        )
        hides = one.fate in {"private", "withdrawn", "hidden", "held", "erased", "elsewhere"}
        under_hidden = question is not None and question[1]
        if hides or under_hidden:
            self.secrets |= {f"opinion{number}x", name, f"Alias{number}x"}
        elif one.fate == "edited":
            self.secrets.add(f"opinion{number}x")
        else:
            self.open.add(f"opinion{number}x")
        self.secrets.add(str(7_000_000_000 + number))
        if note.kind is NoteKind.QUESTION and one.fate != "elsewhere":
            # An erased question that somebody answered stays, without its words and its name.
            self._question = (note, hides and one.fate != "erased")
        self._fates.append((one, note))

    async def befall(self) -> None:
        """Let each note meet its fate."""
        store = self.story.store
        for one, note in self._fates:
            if one.fate == "erased":
                person = Person(note.author_id or 0, note.author_name)
                await members.erase(store, person, PLACE.server_id, SUNDAY)
                continue
            async with store.writing() as tx:
                if one.fate == "withdrawn":
                    await notes.withdraw(tx, note, SUNDAY)
                elif one.fate in {"hidden", "held"}:
                    row = update(tables.notes).where(tables.notes.c.id == note.id)
                    await tx.execute(row.values({f"{one.fate}_at": SUNDAY}))
                elif one.fate == "edited":
                    await notes.edit(tx, note, "said otherwise", SUNDAY)


async def _begun(store: Store) -> Telling:
    async with store.writing() as tx:
        await tx.execute(delete(tables.clubs))
        await tx.execute(delete(tables.servers))
    other = await begin(store)
    async with store.writing() as tx:
        moved = replace(other.club, server_id=ELSEWHERE[0], channel_id=ELSEWHERE[1])
        await clubs.change(tx, moved)
        await readings.change(tx, replace(other.reading, channel_id=ELSEWHERE[1]))
    story = await begin(store)
    for one in (other, story):
        await one.post(1, MONDAY)
        await one.post(2, MONDAY + DAY)
    return Telling(story, other)


def _shown(view: DigestView) -> Iterator[bytes]:
    for length in Length:
        yield digest_message.front(
            replace(view, club=replace(view.club, digest_length=length))
        ).encode()
    yield from (page.encode() for page in digest_message.pages(view))
    yield pictures.describe(view, words_for("en")).encode()
    for form in ("markdown", "html", "json"):
        told = Discussion(club=view.club, made_at=view.end, digests=(view,))
        yield "".join(FORMATS[form].pieces(told)).encode()


async def _everything(store: Store, digest_id: int | None, naming: Naming) -> bytes:
    found = list(_shown(await digests.preview(store, PLACE, MODERATOR, SUNDAY + DAY)))
    if digest_id is not None:
        found += _shown(await digests.view(store, digest_id))
    for form in FORMATS:
        file = await exported(store, Wanted(form, naming=naming), SUNDAY + DAY)
        found.append(file.content + file.name.encode())
    return b"\n".join(found)


@pytest.mark.parametrize("late", [False, True], ids=["before it is sent", "after it was sent"])
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(every=st.lists(told, min_size=4, max_size=12), naming=st.sampled_from(Naming))
async def test_nothing_that_a_rule_hides_is_in_a_digest_or_an_export(
    store: Store, every: list[Told], naming: Naming, late: bool
) -> None:
    telling = await _begun(store)
    for one in every:
        await telling.write(one)
    if not late:
        await telling.befall()
    await digests.plan_due(store, SUNDAY)
    await telling.story.arrive(SUNDAY)
    if late:
        await telling.befall()
    async with store.reading() as tx:
        sent = await kept.last_sent(tx, telling.story.club.id)
    made = await _everything(store, sent.id if sent else None, naming)
    for secret in telling.secrets:
        assert secret.encode() not in made, secret
    for said in telling.open:
        assert said.encode() in made, said
