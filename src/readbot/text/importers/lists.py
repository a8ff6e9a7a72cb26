"""Lists in plain text and PDF: which passages are items, how deep, and with which labels."""

from collections.abc import Sequence

from readbot.text.importers.wrapping import BULLET, NUMBER, Passage


def label_and_words(text: str) -> tuple[str, str]:
    """Part an item's label from its words; a typewriter's dash or star becomes a bullet."""
    match = BULLET.match(text) or NUMBER.match(text)
    if match is None:
        return "", text
    label = match["label"]
    return ("•" if label in {"-", "*", "+", "·"} else label), text[match.end() :]


def item_depths(passages: Sequence[Passage]) -> list[int]:
    """Give each passage's depth in a list, 0 outside one."""
    depths = [0] * len(passages)
    at = 0
    while at < len(passages):
        end = at
        while end < len(passages) and _continues_list(passages, at, end):
            end += 1
        if end > at and _is_list(passages[at:end]):
            indents = sorted({passage.indent for passage in passages[at:end]})
            for index in range(at, end):
                depths[index] = 1 + indents.index(passages[index].indent)
        at = max(end, at + 1)
    return depths


def _continues_list(passages: Sequence[Passage], start: int, at: int) -> bool:
    text = passages[at].text
    if BULLET.match(text):
        return True
    number = NUMBER.match(text)
    if number is None:
        return False
    if at == start:
        return True
    before = NUMBER.match(passages[at - 1].text)
    follows = before is not None and int(number["number"]) - int(before["number"]) == 1
    return follows or passages[at].indent != passages[start].indent or int(number["number"]) == 1


def _is_list(passages: Sequence[Passage]) -> bool:
    """Tell a list from a lone number before a sentence, and from a talk that dashes mark."""
    first = passages[0].text
    if len(passages) == 1:
        return bool(BULLET.match(first)) and not first.startswith(("-", "·")) and len(first) > 3
    if not first.startswith("-"):
        return True
    spoken = sum(
        text.text.endswith(("?", "!", "…", "...")) or " - " in text.text for text in passages
    )
    return spoken * 3 < len(passages)
