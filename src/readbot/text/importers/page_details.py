"""What a web page says of itself: its meta elements, its JSON-LD and its visible marks."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml.html import HtmlElement

from readbot.text.article import Details
from readbot.text.importers.bylines import are_persons, by_line
from readbot.text.importers.dates import date_in
from readbot.text.importers.labels import is_section
from readbot.text.normalise import one_line

_ARTICLE_TYPES = re.compile(r"(?:Article|Posting|Report|Review|WebPage|Book|Chapter)\Z")
_TITLE_TAIL = re.compile(r"\s+[|·•–—-]\s+|\s*[|»]\s*")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)")
_LONGEST = 300
_MOST_JSON = 1_000_000
_LONGEST_NAME = 80
_LONGEST_SITE = 50
_MOST_AUTHORS = 20
_NAMES_AUTHOR = frozenset(
    {"author", "author-name", "post-author", "article-author", "byline", "byline-name", "yazar"}
)
_MOST_HEADINGS = 20
_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,2000}")


@dataclass(slots=True)
class _Said:
    """The values that a page gives for a name, in the order in which they are to be believed."""

    values: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, value: object) -> None:
        """Keep a value that is words of a sane length."""
        if isinstance(value, str):
            words = one_line(value)
            if words and len(words) <= _LONGEST * (8 if name == "address" else 1):
                self.values.setdefault(name, []).append(words)

    def first(self, name: str) -> str | None:
        """Give the most believable value."""
        return next(iter(self.values.get(name, ())), None)


@dataclass(frozen=True, slots=True)
class PageDetails:
    """A page's details, and the description that may stand on the page as its subtitle."""

    details: Details
    description: str | None


def details_of_page(tree: HtmlElement, source: str, address: str | None) -> PageDetails:
    """Collect what the page declares; a heading on the page wins over a longer window title."""
    said = _Said()
    for block in _json_blocks(tree):
        _hear_json(said, block)
    _hear_meta(said, tree)
    _hear_visible(said, tree)
    publisher = said.first("publisher") or _site_in_window(said)
    saved = _SAVED_FROM.search(source[:2000])
    authors = list(dict.fromkeys(said.values.get("author", ())))
    published = said.first("published")
    details = Details(
        title=_title(said, publisher),
        author=authors[0] if authors else None,
        published=(date_in(published) or None) if published else None,
        publisher=publisher,
        language=said.first("language"),
        source_url=address or said.first("address") or (saved[1] if saved else None),
    )
    return PageDetails(details, said.first("description"))


def _title(said: _Said, publisher: str | None) -> str | None:
    window = said.first("window")
    declared = said.first("title")
    headings = said.values.get("heading", [])
    for heading in headings:
        if heading in (declared or "") or heading in (window or ""):
            return heading
    for heading in said.values.get("lower heading", []):
        if declared is None and window is not None and _begins(window, heading):
            return heading
    if declared is None and window is not None and len(headings) == 1:
        return headings[0]
    title = declared or window
    if title is None or publisher is None:
        return title or (headings[0] if len(headings) == 1 else None)
    parts = _TITLE_TAIL.split(title)
    if len(parts) > 1 and parts[-1].casefold() == publisher.casefold():
        return title[: title.rindex(parts[-1])].rstrip(" |·•–—-»")
    return title


def _site_in_window(said: _Said) -> str | None:
    """Give the site's name where the window's title is a heading of the page and then that."""
    window = said.first("window")
    for heading in said.values.get("heading", []) if window else []:
        if not _begins(window or "", heading):
            continue
        name = _TITLE_TAIL.split(window or "")[-1].strip()
        if 0 < len(name) <= _LONGEST_SITE and name not in heading and not is_section(name):
            return name
    return None


def _begins(window: str, heading: str) -> bool:
    """Tell whether the window's title is the heading and then only the site's name."""
    return window.startswith(heading) and bool(_TITLE_TAIL.match(window[len(heading) :]))


def _json_blocks(tree: HtmlElement) -> Iterator[dict[str, object]]:
    for script in tree.iter("script"):
        text = script.text or ""
        if script.get("type") != "application/ld+json" or len(text) > _MOST_JSON:
            continue
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            continue
        queue = found if isinstance(found, list) else [found]
        for item in queue[:50]:
            if isinstance(item, dict):
                graph = item.get("@graph")
                yield item
                yield from (
                    (part for part in graph[:50] if isinstance(part, dict))
                    if isinstance(graph, list)
                    else ()
                )


def _hear_json(said: _Said, block: dict[str, object]) -> None:
    kinds = block.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if not any(isinstance(kind, str) and _ARTICLE_TYPES.search(kind) for kind in kinds):
        return
    if "WebPage" not in kinds:
        said.add("title", block.get("headline") or block.get("name"))
        said.add("author", ", ".join(_names(block.get("author"))))
        said.add("description", block.get("alternativeHeadline"))
        said.add("description", block.get("description"))
        page = block.get("mainEntityOfPage")
        address = page.get("@id") if isinstance(page, dict) else page
        if isinstance(address, str) and _ADDRESS.match(address):
            said.add("address", address)
    said.add("published", block.get("datePublished"))
    said.add("publisher", ", ".join(_names(block.get("publisher"))))
    said.add("language", block.get("inLanguage"))


def _names(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    names = [item.get("name") if isinstance(item, dict) else item for item in values[:10]]
    return [name for name in names if isinstance(name, str) and not _ADDRESS.match(name)]


_META = {
    "og:title": "title",
    "twitter:title": "title",
    "dc.title": "title",
    "citation_title": "title",
    "author": "author",
    "dc.creator": "author",
    "citation_author": "author",
    "parsely-author": "author",
    "article:published_time": "published",
    "og:published_time": "published",
    "dc.date": "published",
    "dcterms.date": "published",
    "citation_publication_date": "published",
    "date": "published",
    "pubdate": "published",
    "publish-date": "published",
    "parsely-pub-date": "published",
    "og:site_name": "publisher",
    "application-name": "publisher",
    "dc.publisher": "publisher",
    "citation_journal_title": "publisher",
    "og:description": "description",
    "description": "description",
    "og:url": "address",
    "dc.language": "language",
    "og:locale": "language",
}
# Of these a page has one for each of its authors.
_ONE_EACH = frozenset({"citation_author", "dc.creator"})


def _hear_meta(said: _Said, tree: HtmlElement) -> None:
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    said.add("language", language or tree.get("xml:lang"))
    heard: dict[str, str] = {}
    for meta in tree.iter("meta"):
        key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").casefold()
        content = meta.get("content")
        if key in _META and content and key not in heard:
            heard[key] = content
        elif key in _ONE_EACH and content and heard[key].count("; ") < _MOST_AUTHORS:
            heard[key] += f"; {content}"
    for link in tree.iter("link"):
        if (link.get("rel") or "").casefold() == "canonical" and _ADDRESS.match(
            link.get("href") or ""
        ):
            said.add("address", link.get("href"))
    for key, name in _META.items():
        value = heard.get(key)
        # An address is one only if it looks so; an author's profile page is not their name.
        fits = {"address": True, "author": False}.get(name)
        if value and fits in {None, _ADDRESS.match(value) is not None}:
            said.add(name, value)


def _hear_visible(said: _Said, tree: HtmlElement) -> None:
    for title in tree.iter("title"):
        said.add("window", title.text)
        break
    for heading in islice(tree.iter("h1"), _MOST_HEADINGS):
        said.add("heading", _words(heading))
    for heading in islice(tree.iter("h2"), _MOST_HEADINGS):
        said.add("lower heading", _words(heading))
    for element in tree.iter("a", "span", "p", "div", "address"):
        if element.get("rel") == "author" or element.get("itemprop") == "author":
            words = one_line(_words(element))
            if len(words) <= _LONGEST_NAME:
                said.add("author", words)
        elif not _NAMES_AUTHOR.isdisjoint((element.get("class") or "").casefold().split()):
            _hear_author(said, element)
    times = [time for time in tree.iter("time") if date_in(time.get("datetime") or "")]
    marked = [time for time in times if time.get("itemprop") == "datePublished"]
    for time in [*marked, *times[:1]]:
        said.add("published", time.get("datetime"))


def _hear_author(said: _Said, element: HtmlElement) -> None:
    """Keep a box's name, or its first element's where the box says more, if it is a person's."""
    for part in (element, *islice(element, 1)):
        words = one_line(_words(part))
        if len(words) <= _LONGEST_NAME and are_persons(by_line(words) or words):
            said.add("author", by_line(words) or words)
            return


def _words(element: HtmlElement) -> str:
    """Give an element's words, but no more than are needed to see that they are too many."""
    words = ""
    for text in element.itertext():
        words += str(text)
        if len(words) > 2 * _LONGEST:
            break
    return words
