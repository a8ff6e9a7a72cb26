"""How far a reading has come: what was posted of it, and where that stands."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from readbot.club.links import Link
from readbot.club.notes import (
    no_such_reading,
    stretches,
)
from readbot.club.readings import Excerpt, Reading, Script, posted_end
from readbot.store import postings, readings
from readbot.store.database import Store, Transaction
from readbot.text import passages as text_passages
from readbot.text import sentences
from readbot.text.anchors import Anchor
from readbot.text.article import Article
from readbot.text.sentences import Sentence

_TEXTS_IN_MEMORY = 32
_TEXTS_WARMED = _TEXTS_IN_MEMORY // 2  # or else they would drive out what is asked for beside them
_WARMED = 1500


@dataclass(frozen=True)
class Posted:
    """A reading as far as the club has come: its posted excerpts and where each stands.

    What is worked out from them is kept with them, since the same one is used again and again.
    """

    reading: Reading
    text: str
    excerpts: tuple[Excerpt, ...]
    links: Mapping[int, Link]

    @cached_property
    def stretches(self) -> list[tuple[int, int]]:
        """The parts of the text that were posted."""
        return stretches(self.excerpts)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences of all that was posted, in order."""
        return sentences_of(self, self.excerpts)

    @cached_property
    def folded(self) -> list[str]:
        """The same as completion compares them."""
        language = self.reading.details.language
        return [f for e in self.excerpts for f in _folded(self.text, language, e.start, e.end)]

    @property
    def is_taken_apart(self) -> bool:
        """Whether both are at hand already."""
        return "folded" in vars(self)

    def excerpt(self, number: int) -> Excerpt | None:
        """A posted excerpt by its number."""
        return next((e for e in self.excerpts if e.number == number), None)

    def anchor(self, found: Anchor) -> Anchor:
        """The anchor with no more around it than was posted as well."""
        for first, last in self.stretches:
            if first <= found.start and found.end <= last:
                prefix = self.text[max(first, found.start - len(found.prefix)) : found.start]
                suffix = self.text[found.end : min(last, found.end + len(found.suffix))]
                return replace(found, prefix=prefix, suffix=suffix)
        return replace(found, prefix="", suffix="")

    def holding(self, offset: int) -> int | None:
        """The number of the posted excerpt that the code point at ``offset`` belongs to."""
        return next((e.number for e in self.excerpts if e.start <= offset < e.end), None)


class _Texts:
    """The articles of the readings used last; none ever changes, nor is an id given twice."""

    def __init__(self) -> None:
        self._texts: OrderedDict[tuple[str, int], Article] = OrderedDict()

    async def get(self, store: Store, tx: Transaction, reading_id: int) -> Article:
        key = (store.name, reading_id)
        if key not in self._texts:
            script = await readings.script(tx, reading_id)
            if script is None:
                raise no_such_reading()
            self._texts[key] = script.article
        self._texts.move_to_end(key)
        while len(self._texts) > _TEXTS_IN_MEMORY:
            self._texts.popitem(last=False)
        return self._texts[key]

    def clear(self) -> None:
        self._texts.clear()


_texts = _Texts()


@lru_cache(maxsize=2048)
def _split(text: str, language: str | None, start: int, end: int) -> tuple[Sentence, ...]:
    return tuple(sentences.split(text, language, start, end))


@lru_cache(maxsize=2048)
def _folded(text: str, language: str | None, start: int, end: int) -> tuple[str, ...]:
    """An excerpt's sentences as completion compares them: only a new one is folded anew."""
    words = [text[s.start : s.end] for s in _split(text, language, start, end)]
    return tuple(text_passages.folded(words))


async def warm(store: Store) -> None:
    """Have the sentences of the readings that somebody may ask about at hand before they type.

    They are taken apart in a thread, those under way first, as many as are remembered. Where that
    was done before, only excerpts that came since are.
    """
    async with store.reading() as tx:
        found = await readings.begun(tx, _TEXTS_WARMED)
        under_way = [await posted_of(store, tx, reading) for reading in found]
    room = _WARMED
    for posted in under_way:
        room -= len(posted.excerpts)
        if room >= 0 and not posted.is_taken_apart:
            await asyncio.to_thread(_take_apart, [posted])


def forget() -> None:
    """Have nothing at hand any more, as when the bot has just started."""
    _texts.clear()
    _posted_before.clear()
    _split.cache_clear()
    _folded.cache_clear()


def prepare(found: Sequence[Posted]) -> None:
    """Take these apart in a thread, to be at hand when whoever looks at the list begins to type."""
    missing = [posted for posted in found if not posted.is_taken_apart]
    if missing:
        asyncio.get_running_loop().run_in_executor(None, _take_apart, missing)


def _take_apart(found: Sequence[Posted]) -> None:
    for posted in found:
        _ = posted.sentences, posted.folded


def sentences_of(posted: Posted, excerpts: Iterable[Excerpt]) -> list[Sentence]:
    """The sentences of these excerpts, in order; remembered, for a text never changes."""
    language = posted.reading.details.language
    return [s for e in excerpts for s in _split(posted.text, language, e.start, e.end)]


class _PostedBefore:
    """How far the readings asked about last have come, each with what tells whether it is true."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, int], tuple[tuple[int, ...], Posted]] = OrderedDict()

    async def get(self, store: Store, tx: Transaction, reading: Reading) -> Posted:
        key, seen = (store.name, reading.id), await postings.excerpts_seen(tx, reading.id)
        before = self._known.get(key)
        if before is None or before[0] != seen or before[1].reading != reading:
            before = seen, await _posted_of(store, tx, reading)
            self._known[key] = before
        self._known.move_to_end(key)
        while len(self._known) > _TEXTS_IN_MEMORY:
            self._known.popitem(last=False)
        return before[1]

    def clear(self) -> None:
        self._known.clear()


_posted_before = _PostedBefore()


async def posted_of(store: Store, tx: Transaction, reading: Reading) -> Posted:
    """How far the club has come in this reading."""
    return await _posted_before.get(store, tx, reading)


async def _posted_of(store: Store, tx: Transaction, reading: Reading) -> Posted:
    links = await postings.excerpt_links(tx, reading.id)
    cut = await readings.excerpts_of(tx, reading.id)
    script = Script(reading, await _texts.get(store, tx, reading.id))
    shown = tuple(_shown(script, e) for e in cut if e.number in links)
    return Posted(reading, script.text, shown, links)


def _shown(script: Script, excerpt: Excerpt) -> Excerpt:
    """Of a text that is only quoted from, the rest of an excerpt is as good as still to come."""
    return replace(excerpt, end=posted_end(script, excerpt))


async def links_of(tx: Transaction, reading_id: int) -> dict[int | None, Link]:
    """Where the excerpts stand, but for those of which only a moderator has seen the message."""
    found = await postings.excerpt_links(tx, reading_id)
    return {number: link for number, link in found.items() if link.message_id}


async def as_shown(store: Store, tx: Transaction, reading: Reading, excerpt: Excerpt) -> Excerpt:
    """An excerpt as far as it is shown: of a text that is only quoted from, its beginning."""
    return _shown(Script(reading, await _texts.get(store, tx, reading.id)), excerpt)
