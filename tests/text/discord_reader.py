"""A small model of how Discord's apps show a message: markdown in, the words that one sees out.

It follows the documented rules and the known habits of the apps' parser: at each place the first
rule that matches wins, a backslash keeps the sign after it, and what stands at a line's beginning
may make a heading, small print, a quotation or a list. What is no longer words (a mention, a
custom emoji, a time) is shown as a sign that no test's text contains.
"""

import re

REPLACED = "\N{WHITE VERTICAL RECTANGLE}"
BULLET = "•"

_AT_LINE_START = (
    ("heading", re.compile(r" *(#{1,3})\s+((?:\\.|[^\\\n])+?)#*\s*?(?:\n|\Z)")),
    ("small", re.compile(r" *-#\s+([^\n]+)(?:\n|\Z)")),
    ("all_quoted", re.compile(r"\s*>>> ([\s\S]*)")),
    ("quoted", re.compile(r" *> ([^\n]*)(?:\n|\Z)")),
    ("bullet", re.compile(r"[^\S\n]*[-*+]\s+(?=\S)")),
    ("number", re.compile(r"[^\S\n]*(\d+)\.\s+(?=\S)")),
)
_ANYWHERE = (
    ("kept", re.compile(r"\\([^0-9A-Za-z\s])")),
    ("fenced", re.compile(r"```(?:([a-z0-9_+\-.#]+?)\n)?\n*([^\n][\s\S]*?)\n*```")),
    ("address", re.compile(r"<(https?://[^ >\n]+)>")),
    ("gone", re.compile(r"<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|/[^>]+:\d+|t:-?\d+(?::\w)?|id:\w+)>")),
    ("bare_address", re.compile(r"https?://[^\s<]+[^<.,:;\"'\]\s]")),
    ("gone", re.compile(r"@everyone|@here")),
    ("gone", re.compile(r":[\w~+-]+:")),
    ("link", re.compile(r"\[((?:\\.|[^\]\\])+)\]\((https?://[^)]+)\)")),
    ("code", re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")),
    ("styled", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")),
    ("styled", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")),
    ("styled", re.compile(r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b")),
    (
        "styled",
        re.compile(r"\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"),
    ),
    ("styled", re.compile(r"~~([\s\S]+?)~~(?!_)")),
    ("styled", re.compile(r"\|\|([\s\S]+?)\|\|")),
)
_CARD = re.compile(
    r"discord(?:app)?\.(?:gg|gift|new)/\w|discord(?:app)?\.com/(?:invite|channels)/\w"
)


def shown(markdown: str) -> str:
    """The words that a member sees; a card or a pill of Discord's own addresses is an error."""
    assert not _CARD.search(markdown), markdown
    return _parse(markdown, line_start=True)


def _parse(source: str, *, line_start: bool) -> str:
    seen: list[str] = []
    at = 0
    while at < len(source):
        matched = _match(_AT_LINE_START, source, at) if line_start else None
        matched = matched or _match(_ANYWHERE, source, at)
        if matched is None:
            seen.append(source[at])
            line_start = source[at] == "\n"
            at += 1
            continue
        name, match = matched
        seen.append(_seen(name, match))
        at = match.end()
        line_start = match[0].endswith("\n")
    return "".join(seen)


def _match(
    rules: tuple[tuple[str, re.Pattern[str]], ...], source: str, at: int
) -> tuple[str, re.Match[str]] | None:
    for name, pattern in rules:
        match = pattern.match(source, at)
        if match:
            return name, match
    return None


def _seen(name: str, match: re.Match[str]) -> str:
    end = "\n" if match[0].endswith("\n") else ""
    match name:
        case "kept" | "address":
            return match[1]
        case "bare_address":
            return match[0]
        case "fenced" | "code":
            return match[2]
        case "heading":
            return _parse(match[2], line_start=False) + end
        case "small":
            return _parse(match[1], line_start=False) + end
        case "quoted" | "all_quoted":
            return _parse(match[1], line_start=True) + end
        case "bullet":
            return f"{BULLET} "
        case "number":
            return f"{int(match[1])}. "
        case "link" | "styled":
            return _parse(match[1], line_start=False)
        case _:
            return REPLACED
