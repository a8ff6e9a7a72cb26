"""EPUB books: a zip of XHTML, read in the order of its spine, cut at its table of contents."""

import html.entities
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import pairwise
from urllib.parse import unquote

from lxml import etree

from readbot.text.article import (
    Article,
    BlockKind,
    Details,
    LeftOut,
    LeftOutReason,
    UnreadableError,
    too_long,
)
from readbot.text.importers.chapters import Chapter
from readbot.text.importers.dates import date_in
from readbot.text.importers.draft import Piece, assemble, tidy_rules
from readbot.text.importers.elements import EPUB_TYPE, marked_pieces_of_tree, parse_html
from readbot.text.importers.encodings import decode_markup
from readbot.text.importers.front_matter import declared_type, reason_of_file, reason_of_guide
from readbot.text.importers.languages import language_of
from readbot.text.importers.verdicts import part as set_aside_by
from readbot.text.normalise import one_line

_MOST_MEMBERS = 10_000
_MOST_BYTES_OF_MEMBER = 16 * 1024 * 1024
_MOST_BYTES_READ = 32 * 1024 * 1024
_HIGHEST_RATIO = 200
_SMALL_ENOUGH = 1024 * 1024
_LONGEST_PROLOGUE = 8192
_DEEPEST_ENTRY = 2
_MOST_ENTRIES = 5000
_FONT_LOCKS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")

_DAMAGED = (
    "This EPUB is damaged. Please download it again, or paste the part that you want to read."
)
_LOCKED = (
    "This book is locked by its seller, so readbot cannot open it. Please use a copy without a"
    " lock, or paste the part that you want to read."
)
_SWOLLEN = (
    "This EPUB unpacks to more than a book holds, so readbot does not open it. Please paste the"
    " part that you want to read."
)


@dataclass(frozen=True, slots=True)
class _Part:
    title: str | None
    pieces: Sequence[Piece]
    reasons: Sequence[LeftOutReason | None]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the table of contents: what it says and where it points."""

    title: str
    path: str
    mark: str


def is_epub(content: bytes) -> bool:
    """Tell whether the bytes are a zip archive with an EPUB's container in it."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return "META-INF/container.xml" in archive.NameToInfo
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False


def chapters_of(content: bytes) -> list[Chapter]:
    """List a book's chapters. Raises UnreadableError when the book cannot be opened."""
    return [
        Chapter(number, part.title, sum(len(piece.text) for piece in part.pieces))
        for number, part in enumerate(_Book(content).parts(), 1)
    ]


def read_epub(content: bytes, chapters: Sequence[int] | None, longest: int) -> Article:
    """Make an article of a book, or of those of its chapters whose numbers are given.

    Raises UnreadableError when the book cannot be opened, has no such chapter, or when these have
    more than ``longest`` characters.
    """
    book = _Book(content)
    parts = book.parts()
    for number in chapters or ():
        if not 1 <= number <= len(parts):
            raise UnreadableError(
                "This book has no chapter {number}: its chapters are 1 to {count}.",
                number=number,
                count=len(parts),
            )
    chosen = [parts[number - 1] for number in sorted(set(chapters))] if chapters else parts
    pieces = [piece for part in chosen for piece in part.pieces]
    left_out: list[LeftOut] = []
    if not chapters:
        # Of a chapter that was asked for by its number, all is wanted.
        reasons = [reason for part in chosen for reason in part.reasons]
        pieces, left_out = set_aside_by(pieces, reasons)
    pieces = tidy_rules(pieces)
    if sum(len(piece.text) for piece in pieces) > longest:
        raise too_long(longest)
    details = book.details()
    if chapters and len(chosen) == 1:
        details = replace(details, subtitle=chosen[0].title)
    sample = "\n".join(piece.text for piece in pieces[:60])
    details = replace(details, language=language_of(sample, details.language))
    return assemble(pieces, details, left_out)


class _Book:
    """An open EPUB. Every member is read within limits, and only once."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise UnreadableError(_DAMAGED) from error
        if len(self._archive.infolist()) > _MOST_MEMBERS:
            raise UnreadableError(_SWOLLEN)
        self._bytes_read = 0
        self._refuse_lock()
        container = self._xml("META-INF/container.xml")
        root = next(iter(_named(container, "rootfile")), None)
        self._opf_path = unquote(root.get("full-path") or "") if root is not None else ""
        self._opf = self._xml(self._opf_path)
        self._said = self.details()
        self._guide = {
            self._beside(self._opf_path, entry.get("href") or ""): reason_of_guide(
                entry.get("type") or ""
            )
            for entry in _named(self._opf, "reference")
            if "#" not in (entry.get("href") or "")
        }

    def details(self) -> Details:
        """Give what the book's package says of it."""
        said = {
            name: [one_line(_words(element)) for element in _named(self._opf, name)]
            for name in ("title", "creator", "publisher", "date", "language")
        }
        first = {name: next(filter(None, values), None) for name, values in said.items()}
        date = first["date"]
        return Details(
            title=first["title"],
            author=", ".join(filter(None, said["creator"])) or None,
            published=(date_in(date) or date) if date else None,
            publisher=first["publisher"],
            language=first["language"],
        )

    def parts(self) -> list[_Part]:
        """Cut the book at the entries of its table of contents, else at its files."""
        pieces: list[Piece] = []
        reasons: list[LeftOutReason | None] = []
        files: dict[str, int] = {}
        marks: dict[tuple[str, str], int] = {}
        for path in self._spine():
            files[path] = len(pieces)
            found, found_marks, reason = self._read(path)
            for mark, at in found_marks.items():
                marks[path, mark] = len(pieces) + at
            pieces.extend(found)
            reasons.extend([reason] * len(found))
        starts: dict[int, str | None] = {}
        for entry in self._contents():
            start = marks.get((entry.path, entry.mark), files.get(entry.path))
            if start is not None:
                starts.setdefault(start, entry.title)
        if not starts:
            starts = dict.fromkeys(files.values())
        starts.setdefault(0, None)
        parts: list[_Part] = []
        edges = [*sorted(at for at in starts if at < len(pieces)), len(pieces)]
        for start, end in pairwise(edges):
            title = starts[start] or _first_heading(pieces[start:end])
            parts.append(_Part(title, pieces[start:end], reasons[start:end]))
        return parts

    def _refuse_lock(self) -> None:
        if any(info.flag_bits & 1 for info in self._archive.infolist()):
            raise UnreadableError(_LOCKED)
        if "META-INF/encryption.xml" not in self._archive.NameToInfo:
            return
        for method in _named(self._xml("META-INF/encryption.xml"), "EncryptionMethod"):
            inside_data = any(_tag(parent) == "EncryptedData" for parent in method.iterancestors())
            if inside_data and method.get("Algorithm") not in _FONT_LOCKS:
                raise UnreadableError(_LOCKED)

    def _member(self, path: str) -> bytes:
        try:
            info = self._archive.getinfo(path)
            ratio = info.file_size / max(1, info.compress_size)
            with self._archive.open(info) as member:
                content = member.read(_MOST_BYTES_OF_MEMBER + 1)
        except (
            *(zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError),
            *(ValueError, NotImplementedError, RuntimeError),
        ) as error:
            raise UnreadableError(_DAMAGED) from error
        self._bytes_read += len(content)
        swollen = ratio > _HIGHEST_RATIO and len(content) > _SMALL_ENOUGH
        if swollen or len(content) > _MOST_BYTES_OF_MEMBER or self._bytes_read > _MOST_BYTES_READ:
            raise UnreadableError(_SWOLLEN)
        return content

    def _xml(self, path: str) -> etree._Element:
        tree = _parse_xml(decode_markup(self._member(path)))
        if tree is None:
            raise UnreadableError(_DAMAGED)
        return tree

    def _spine(self) -> Iterator[str]:
        manifest = {item.get("id"): item for item in _named(self._opf, "item")}
        seen: set[str] = set()
        for reference in _named(self._opf, "itemref"):
            item = manifest.get(reference.get("idref"))
            if item is None or reference.get("linear") == "no":
                continue
            path = self._beside(self._opf_path, item.get("href") or "")
            kind = item.get("media-type") or ""
            if path in seen or ("html" not in kind and "dtbook" not in kind):
                continue
            seen.add(path)
            if path in self._archive.NameToInfo:
                yield path

    def _read(self, path: str) -> tuple[list[Piece], dict[str, int], LeftOutReason | None]:
        """A file's blocks, where its ids stand among them, and why it is no part of the text."""
        source = decode_markup(self._member(path))
        tree = _parse_xml(source)
        if tree is None or next(iter(_named(tree, "body")), None) is None:
            tree = parse_html(source)
        if tree is None:
            return [], {}, None
        declared = self._guide.get(path) or declared_type(tree)
        pieces, marks = marked_pieces_of_tree(tree)
        return pieces, marks, reason_of_file(pieces, declared, self._said)

    def _contents(self) -> list[_Entry]:
        for item in _named(self._opf, "item"):
            path = self._beside(self._opf_path, item.get("href") or "")
            if path not in self._archive.NameToInfo:
                continue
            if "nav" in (item.get("properties") or "").split():
                return self._entries_of_nav(path)
        for item in _named(self._opf, "item"):
            path = self._beside(self._opf_path, item.get("href") or "")
            if item.get("media-type") == "application/x-dtbncx+xml":
                return self._entries_of_ncx(path) if path in self._archive.NameToInfo else []
        return []

    def _entries_of_nav(self, path: str) -> list[_Entry]:
        entries: list[_Entry] = []
        above: _Entry | None = None
        navs = list(_named(self._xml(path), "nav"))
        of_contents = [nav for nav in navs if "toc" in _type_of(nav)]
        for nav in (of_contents or navs)[:1]:
            for link in _named(nav, "a"):
                depth = sum(_tag(parent) == "ol" for parent in link.iterancestors())
                if depth <= _DEEPEST_ENTRY:
                    entry = self._entry(path, _words(link), link.get("href") or "")
                    above = entry if depth == 1 else above
                    entries.append(_below(above, entry))
        return entries[:_MOST_ENTRIES]

    def _entries_of_ncx(self, path: str) -> list[_Entry]:
        entries: list[_Entry] = []
        above: _Entry | None = None
        for point in _named(self._xml(path), "navPoint"):
            depth = sum(_tag(parent) == "navPoint" for parent in point.iterancestors())
            label = next((child for child in point if _tag(child) == "navLabel"), None)
            target = next((child for child in point if _tag(child) == "content"), None)
            if depth < _DEEPEST_ENTRY and label is not None and target is not None:
                entry = self._entry(path, _words(label), target.get("src") or "")
                above = entry if depth == 0 else above
                entries.append(_below(above, entry))
        return entries[:_MOST_ENTRIES]

    def _entry(self, beside: str, title: str, address: str) -> _Entry:
        file, _, mark = address.partition("#")
        return _Entry(one_line(title), self._beside(beside, file), unquote(mark))

    def _beside(self, path: str, address: str) -> str:
        file = unquote(address.partition("#")[0])
        return posixpath.normpath(posixpath.join(posixpath.dirname(path), file)).lstrip("/")


def _below(above: _Entry | None, entry: _Entry) -> _Entry:
    """The entry with the chapter's name before its own, if it is a section within its file."""
    if above is None or above is entry or above.path != entry.path:
        return entry
    return replace(entry, title=f"{above.title} › {entry.title}")


def _parse_xml(source: str) -> etree._Element | None:
    """Parse without entities, without the network, and past small errors."""
    head, rest = source[:_LONGEST_PROLOGUE], source[_LONGEST_PROLOGUE:]
    head = _DOCTYPE.sub("", _DECLARATION.sub("", head, count=1), count=1)
    source = _ENTITY.sub(_character, head + rest)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, encoding="utf-8"
    )
    try:
        return etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _character(entity: re.Match[str]) -> str:
    if entity[1] in _XML_ENTITIES:
        return entity[0]
    return html.entities.html5.get(entity[1] + ";", "")


def _tag(element: etree._Element) -> str:
    # Comments and the like have a function for a tag.
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _named(tree: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in tree.iter() if _tag(element) == name)


def _type_of(element: etree._Element) -> str:
    return " ".join(element.get(key) or "" for key in ("type", "epub:type", EPUB_TYPE))


def _words(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def _first_heading(pieces: Sequence[Piece]) -> str | None:
    headings = (piece.text for piece in pieces if piece.kind is BlockKind.HEADING)
    return next(headings, None)
