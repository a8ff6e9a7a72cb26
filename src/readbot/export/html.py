"""The discussion as one page that needs no network: the text, and the notes beside it."""

from collections.abc import Iterator
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from readbot.club.notes import NoteKind
from readbot.club.readings import posted_end, rights_said
from readbot.digest.pictures import MOST_STRIPS, describe, svg
from readbot.digest.views import DigestView
from readbot.export.documents import Discussion, address
from readbot.export.escaping import calm, one_line
from readbot.export.highlights import paragraphs
from readbot.text.article import BlockKind, EmphasisKind

# So many notes give a passage the strongest of its shades.
_STRONGEST = 5
# Right-to-left scripts by language; the page's direction follows the club's.
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def _picture(discussion: Discussion, view: DigestView) -> Markup | None:
    """A digest's picture, to stand within the page."""
    strips = [part.strip for part in view.parts if part.strip is not None][:MOST_STRIPS]
    if not strips:
        return None
    # It is our own template's, which has escaped what it was given.
    return Markup(svg(strips, calm(describe(view, discussion.words))))  # noqa: S704


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("readbot.export"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # What goes into the page is text of members and strangers: it is calmed, then escaped.
        finalize=lambda value: calm(value) if type(value) is str else value,
    )
    environment.globals |= {
        "address": address,
        "one_line": one_line,
        "paragraphs": paragraphs,
        "posted_end": posted_end,
        "rights_said": rights_said,
        "strength": lambda count: min(count, _STRONGEST),
        "BlockKind": BlockKind,
        "EmphasisKind": EmphasisKind,
        "NoteKind": NoteKind,
    }
    return environment


def pieces(discussion: Discussion) -> Iterator[str]:
    """One HTML page with everything in it; it asks no server for anything."""
    talks = [chapter.talk for chapter in discussion.chapters]
    spoken = {kind for talk in talks for kind in talk.kinds}
    names = {discussion.name(author) for talk in talks for author in talk.authors}
    language = discussion.words.language.replace("_", "-")
    template = _environment().get_template("discussion.html")
    yield from template.generate(
        d=discussion,
        say=discussion.words.say,
        count=discussion.words.count,
        moment=lambda at: discussion.words.moment(discussion.club.local(at)),
        short=discussion.short,
        language=language,
        direction="rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr",
        kinds=[kind for kind in NoteKind if kind in spoken],
        members=sorted(name for name in names if name),
        picture=lambda view: _picture(discussion, view),
    )
