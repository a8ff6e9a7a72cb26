"""The picture of a digest: each reading as a strip, where it was read and where notes sit.

Its colours have a contrast of at least 3:1 on Discord's dark and light grounds alike, which it
does not cover. It holds no words, so it needs no font; what it shows is said by ``describe``.
"""

from collections.abc import Sequence
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from readbot.digest.views import DigestView, Strip
from readbot.text.words import Words

# A message shows no more strips than one can take in; the readings with most notes come first.
MOST_STRIPS = 3
_WIDTH, _MARGIN, _BARS = 1200, 20, 130
_ROW = _BARS + 70


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("readbot.digest"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("strip.svg")


def svg(strips: Sequence[Strip], description: str | None = None) -> str:
    """The strips under each other. ``description`` makes it fit to stand within a page."""
    return _template().render(
        strips=strips,
        alone=description is None,
        description=description,
        width=_WIDTH,
        height=_ROW * len(strips),
        row=_ROW,
        bars=_BARS,
        margin=_MARGIN,
        inner=_WIDTH - 2 * _MARGIN,
    )


def png(view: DigestView) -> bytes | None:
    """A digest's picture, 1200 pixels wide; None where there is nothing to draw."""
    strips = [part.strip for part in view.parts if part.strip is not None][:MOST_STRIPS]
    if not strips:
        return None
    # Imported when used: it is needed once a week.
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg(strips), skip_system_fonts=True))


def describe(view: DigestView, words: Words) -> str:
    """What a digest's picture shows, for those who cannot see it."""
    drawn = [part for part in view.parts if part.strip is not None][:MOST_STRIPS]
    sentences = [words.say("How far we are, and where the notes sit, from beginning to end.")]
    for part in drawn:
        sentences.append(
            words.say(
                "{title}: {posted} of {total} excerpts read, {fresh} of them now.",
                title=part.title,
                posted=part.posted,
                total=part.total,
                fresh=len(part.excerpts),
            )
        )
        if part.strip is not None and part.strip.densest is not None:
            sentences.append(
                words.count(
                    "Most notes are on excerpt {number}: {n} note.",
                    "Most notes are on excerpt {number}: {n} notes.",
                    part.strip.notes,
                    number=part.strip.densest,
                )
            )
    return " ".join(sentences)
