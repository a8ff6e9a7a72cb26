"""Members' text, made harmless: in a file it stays text, whatever it looks like."""

import re
import unicodedata

# Embeddings, overrides and isolates turn the text after them around; the weak marks that right-to-
# left writers need (U+200E, U+200F, U+061C) cannot, so they stay. Controls show nothing.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_LONE = re.compile("[\ud800-\udfff]")
_MARKDOWN = re.compile(r"[\\`*_\[\]<>#|~$^=%&]")
_MARKDOWN_START = re.compile(r"[-+:]|\d{1,9}(?=[.)])")
# Spreadsheets begin a formula with these, also in their full-width forms.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NOT_IN_NAMES = re.compile(r"[^\w]+")
_LONGEST_NAME = 60


def calm(text: str) -> str:
    """The text without controls and without what turns the direction of the text around it."""
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", _LONE.sub("\ufffd", text)))


def one_line(text: str) -> str:
    """The calm text on one line, its white space as single spaces."""
    return " ".join(calm(text).split())


def markdown(text: str, indent: str = "") -> str:
    """The calm text as Markdown (CommonMark, Obsidian) that shows it and has no other meaning.

    Line breaks are kept. Every line but the first begins with ``indent``.
    """
    lines = [" ".join(line.split()) for line in calm(text).strip().split("\n")]
    lines = [_markdown_line(line) for line in lines]
    # A break inside a paragraph is kept by a backslash; an empty line needs none.
    shown = [
        line + ("\\" if line and following else "")
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
    ]
    return "\n".join([shown[0], *((indent + line).rstrip() for line in shown[1:])])


def _markdown_line(line: str) -> str:
    escaped = _MARKDOWN.sub(r"\\\g<0>", line)
    start = _MARKDOWN_START.match(escaped)
    if start is None:
        return escaped
    end = start.end()
    return escaped[:end] + "\\" + escaped[end:] if start[0][0].isdigit() else "\\" + escaped


def cell(text: str) -> str:
    """The calm text as a cell of a spreadsheet: an apostrophe stands before what may compute."""
    text = calm(text)
    risky = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return "'" + text if risky else text


def file_name(title: str) -> str:
    """Letters, digits and hyphens of a title, for use within a file's name; never empty."""
    plain = unicodedata.normalize("NFKC", one_line(title)).casefold()
    name = _NOT_IN_NAMES.sub("-", plain.replace("_", "-")).strip("-")
    # Discord and old file systems count bytes, not characters.
    while len(name.encode()) > _LONGEST_NAME:
        name = name[:-1].rstrip("-")
    return name or "reading"
