"""Made discussions whose themes are known, the same for the same seed.

Words are made up, so that no summariser knows them; each theme has words of its own, everybody
shares the common ones. The kinds differ in what makes a summary hard.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

_LETTERS = "bcdfghjklmnprstvwz"
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Said:
    """A note, by whom, and on which theme; None for a greeting or an aside."""

    text: str
    voice: str
    theme: int | None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of discussion.

    ``shares`` are how much is said on each theme; ``loud`` is the share of the loudest voice;
    ``longest`` how many words a note has at most; ``asides`` the share of notes on no theme;
    ``scripts`` are how words are made, the themes taking turns.
    """

    name: str
    shares: tuple[float, ...]
    loud: float = 0.0
    longest: int = 20
    asides: float = 0.1
    scripts: tuple[Callable[[random.Random], str], ...] = ()


def latin(rng: random.Random) -> str:
    """A word of two to four syllables."""
    return "".join(rng.choice(_LETTERS) + rng.choice(_VOWELS) for _ in range(rng.randint(2, 4)))


def cyrillic(rng: random.Random) -> str:
    """A word in Cyrillic letters."""
    return "".join(rng.choice("бвгдлмнрст") + rng.choice("аеиоу") for _ in range(rng.randint(2, 4)))


def unspaced(rng: random.Random) -> str:
    """A word of two ideographs, to be written without a space."""
    return "".join(chr(rng.randint(0x4E00, 0x5E00)) for _ in range(2))


KINDS = (
    Kind("even themes", (1.0,) * 6),
    Kind("a few large themes", tuple(1 / n for n in range(1, 9))),
    Kind("one loud voice", (1.0,) * 6, loud=0.5),
    Kind("long-winded", (1.0,) * 6, longest=60),
    Kind("many asides", (1.0,) * 5, asides=0.4),
    Kind("three scripts", (1.0,) * 6, scripts=(latin, cyrillic, unspaced)),
)


def talk(kind: Kind, count: int, seed: int) -> list[Said]:
    """A discussion of this kind with ``count`` notes."""
    rng = random.Random(f"{kind.name} {count} {seed}")
    scripts = kind.scripts or (latin,)
    themes = [_Vocabulary(rng, scripts[n % len(scripts)]) for n in range(len(kind.shares))]
    asides = _Vocabulary(rng, scripts[0], words=3000)
    voices = [latin(rng).title() for _ in range(max(12, count // 20))]
    found = []
    for _ in range(count):
        theme = None
        if rng.random() >= kind.asides:
            theme = rng.choices(range(len(themes)), kind.shares)[0]
        vocabulary = asides if theme is None else themes[theme]
        voice = voices[0] if rng.random() < kind.loud else rng.choice(voices)
        found.append(Said(vocabulary.sentence(rng, kind.longest), voice, theme))
    return found


class _Vocabulary:
    """A theme's own words, a few of which come again and again, and the common ones."""

    def __init__(
        self, rng: random.Random, word: Callable[[random.Random], str], words: int = 25
    ) -> None:
        self._joint = "" if word is unspaced else " "
        self._own = [word(rng) for _ in range(words)]
        self._weights = list(accumulate(1 / (n + 3) for n in range(words)))
        common = random.Random(word.__name__)
        self._common = [word(common) for _ in range(150)]

    def sentence(self, rng: random.Random, longest: int) -> str:
        size = rng.randint(5, longest)
        own = max(2, round(size * rng.uniform(0.25, 0.6)))
        words = rng.choices(self._own, cum_weights=self._weights, k=own)
        words += rng.choices(self._common, k=size - own)
        rng.shuffle(words)
        return self._joint.join(words) + "."


def covered(said: Sequence[Said], chosen: Sequence[int]) -> float:
    """The share of what was said on any theme whose theme is among the chosen."""
    hit = {said[index].theme for index in chosen}
    on_themes = [one for one in said if one.theme is not None]
    return sum(one.theme in hit for one in on_themes) / len(on_themes)
