"""The head of a newspaper's article: headline, deck, by-line and dateline of a pasted text.

The lines down to the last by-line or dateline that stands above the article's prose are its head.
In it the headline is looked for first before, then after the by-line. Where there is neither
by-line nor dateline, only a line that stands by itself above the text is taken for a headline.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from readbot.text.article import Details, LeftOut, LeftOutReason
from readbot.text.importers.appeals import (
    is_about_author,
    is_menu,
    reason_to_leave_out,
)
from readbot.text.importers.bylines import (
    by_line,
    imprint_of,
    is_publication,
    is_role,
    names_paper,
    opening_of,
)
from readbot.text.importers.captions import is_captioned
from readbot.text.importers.known_lines import (
    ADDRESS,
    UNDERLINE,
    Head,
    is_bare_name,
    is_contact,
    take_known,
)
from readbot.text.importers.labels import is_section
from readbot.text.importers.title_lines import (
    LONGEST_DECK,
    HeadLine,
    begins_well,
    height_of_deck,
    height_of_title,
    is_headline_like,
    is_menu_word,
    is_meta,
    lines_at_top,
    may_be_title,
    says_something,
)
from readbot.text.importers.wrapping import Passage, ends_sentence

_LONGEST_DECK_WITHOUT_PROOF = 200
_PROSE = 120
_LONGEST_NOTE_ON_AUTHOR = 160
_WORDS_LOOKED_THROUGH = 8
_PASSAGES_OF_TITLE_PAGE = 8
_BY_ALONE = frozenset({"by", "von", "par", "por", "di", "door", "av", "af"})


def take_head(passages: Sequence[Passage]) -> tuple[Details, list[Passage], list[LeftOut]]:
    """Part the lines above an article from the article.

    Gives what they say, the passages that remain, and the lines that are neither. A text that
    would lose all its passages keeps them.
    """
    passages = _with_names_after_by(passages)
    lines = lines_at_top(passages)
    head = Head()
    end = _end_of_head(lines)
    if end:
        _read_head(head, lines[:end])
        end += _take_title_below(head, lines, end)
        end = _take_counters(head, lines, end)
    else:
        end = _read_top(head, lines)
    rest = _passages_after(passages, lines, end)
    known = head.details
    if not rest or end == 0 or not (known.title or known.author or known.source_url):
        return Details(), list(passages), []
    head.learn(published=head.updated)
    while len(rest) > 1 and known.author and _is_note_on_author(rest[0].text, known.author):
        head.leave_out(rest.pop(0).text, LeftOutReason.AUTHOR)
    rest = [Passage(text, 0, -1 - number) for number, text in enumerate(head.kept)] + rest
    _read_opening(head, rest[len(head.kept)].text)
    return head.details, rest, head.left_out


def _with_names_after_by(passages: Sequence[Passage]) -> list[Passage]:
    """Join a title page's "BY", which stands in a line by itself, and the name below it."""
    top = list(passages[:_PASSAGES_OF_TITLE_PAGE])
    for at, (passage, following) in enumerate(pairwise(top)):
        alone = at and passage.text.casefold() in _BY_ALONE
        if alone and by_line(f"By {following.text.title()}"):
            joined = replace(passage, text=f"{passage.text.capitalize()} {following.text}")
            return [*passages[:at], joined, *passages[at + 2 :]]
    return list(passages)


def _is_note_on_author(text: str, author: str) -> bool:
    return len(text) <= _LONGEST_NOTE_ON_AUTHOR and is_about_author(text, author)


def details_of_line(text: str) -> Details | None:
    """Give what a by-line or a dateline says, or None when the line is neither."""
    if ADDRESS.fullmatch(text):
        return Details(source_url=text)
    imprint = imprint_of(text)
    if imprint is None:
        return None
    return Details(
        author=imprint.author,
        published=imprint.published or imprint.updated,
        publisher=imprint.publisher,
    )


def _passages_after(
    passages: Sequence[Passage], lines: Sequence[HeadLine], at: int
) -> list[Passage]:
    if at >= len(lines):
        return list(passages[lines[-1].passage + 1 :]) if lines else []
    split = lines[at].passage
    left = [line.text for line in lines[at:] if line.passage == split]
    whole = passages[split].text.split("\n")
    left = whole[len(whole) - len(left) :] if len(left) <= len(whole) else left
    return [replace(passages[split], text="\n".join(left)), *passages[split + 1 :]]


def _end_of_head(lines: Sequence[HeadLine]) -> int:
    """Give the index after the last by-line or dateline above the prose; 0 without any."""
    end = words = prose = 0
    for at, line in enumerate(lines):
        if is_meta(line.text):
            end, words, prose = at + 1, 0, 0
            continue
        if reason_to_leave_out(line.text, edge=True) is not None or is_menu_word(lines, at):
            continue
        if end and (_stands_below_meta(line.text) or is_bare_name(lines, at)):
            end = at + 1
            continue
        words += 1
        prose += _is_prose(line.text)
        if prose > 1 or words > _WORDS_LOOKED_THROUGH or len(line.text) > LONGEST_DECK:
            break
        if prose and opening_of(line.text):
            break
    return end


def _is_prose(text: str) -> bool:
    return len(text) > _PROSE and ends_sentence(text)


def _stands_below_meta(text: str) -> bool:
    return is_role(text) or is_contact(text) or ADDRESS.fullmatch(text) is not None


def _read_head(head: Head, lines: Sequence[HeadLine]) -> None:
    """Say of each line of the head what it is."""
    words: list[HeadLine] = []
    proof = len(lines)
    for at, line in enumerate(lines):
        if take_known(head, lines, at):
            proof = min(proof, len(words)) if is_meta(line.text) else proof
            continue
        words.append(line)
    words = _without_menu(head, lines, words, proof)
    above = 0
    title_at = next((at for at, line in enumerate(words) if may_be_title(words, at)), None)
    if head.details.title is None and title_at is not None:
        height = height_of_title(words, title_at)
        taken = words[title_at : title_at + height]
        head.learn_title(" ".join(line.text for line in taken))
        words, above = words[:title_at] + words[title_at + height :], title_at
    deck = [line for line in words[above:] if not is_captioned(line.text)]
    deck = deck[: height_of_deck(deck)]
    if head.details.subtitle is None and head.details.title is not None and deck:
        head.learn(subtitle=" ".join(line.text for line in deck))
        words = [line for line in words if line not in deck]
    head.kept.extend(line.text for line in words)


def _without_menu(
    head: Head, lines: Sequence[HeadLine], words: list[HeadLine], proof: int
) -> list[HeadLine]:
    """Leave out the sections, the newspaper's name and the menu above a headline.

    ``proof`` of the lines stand above the first by-line. Gives the lines that remain.
    """
    last_bar = max((at for at, line in enumerate(lines) if is_menu(line.text)), default=-1)
    above = [word for word in words[:proof] if lines.index(word) < last_bar]
    if above and any(is_headline_like(word.text) for word in words[len(above) : proof]):
        for word in above:
            if is_publication(word.text):
                head.learn(publisher=word.text)
            head.leave_out(word.text, LeftOutReason.MENU)
        words, proof = words[len(above) :], proof - len(above)
    while len(words) > 1 and proof > 1:
        text = words[0].text
        following = any(is_headline_like(line.text) for line in words[1:proof])
        if is_publication(text) and (not is_headline_like(text) or names_paper(text)):
            head.learn(publisher=text)
            head.leave_out(text, LeftOutReason.SECTION)
        elif (
            is_section(text)
            or (following and is_menu_word(lines, lines.index(words[0])))
            or _stands_above_capitals(words)
        ):
            head.leave_out(text, LeftOutReason.SECTION)
        else:
            break
        words, proof = words[1:], proof - 1
    return words


def _stands_above_capitals(words: Sequence[HeadLine]) -> bool:
    """Tell a series' name from the headline in capitals that stands apart below it."""
    line, below = words[0], words[1]
    shouts = below.text.isupper() and len(below.text.split()) > 1
    return shouts and not line.text.isupper() and line.group != below.group


def _take_title_below(head: Head, lines: Sequence[HeadLine], end: int) -> int:
    """Take the headline that stands below the by-line; give how many lines it has."""
    if head.details.title is not None or head.kept or end >= len(lines):
        return 0
    at = end
    rest = lines[at:]
    if not may_be_title(rest, 0):
        return 0
    height = height_of_title(rest, 0)
    # A stanza or a list below a name is a poem, not a headline.
    if sum(line.group == rest[0].group for line in rest[height:]) > 1 or len(rest) <= height:
        return 0
    head.learn_title(" ".join(line.text for line in rest[:height]))
    return height


def _read_top(head: Head, lines: Sequence[HeadLine]) -> int:
    """Take a headline that no by-line proves; give how many lines were read."""
    at = 0
    while at < len(lines) and reason_to_leave_out(lines[at].text, edge=True) is not None:
        head.leave_out(lines[at].text, reason_to_leave_out(lines[at].text, edge=True) or _MENU)
        at += 1
    rest = lines[at:]
    if not rest or not may_be_title(rest, 0) or rest[0].text.endswith((".", "。")):
        return 0
    height = height_of_title(rest, 0)
    same = sum(other.group == rest[0].group for other in rest[height:])
    if same > 1:
        # A stanza or a list, not a headline: nothing below it says otherwise.
        return 0
    head.learn_title(" ".join(line.text for line in rest[:height]))
    at += height
    while at < len(lines) and UNDERLINE.fullmatch(lines[at].text):
        at += 1
    if same == 1 and at + 1 < len(lines):
        at += _take_deck_without_proof(head, lines[at].text)
    return at


_MENU = LeftOutReason.MENU


def _take_deck_without_proof(head: Head, text: str) -> int:
    fits = len(text.split()) >= 4 and len(text) <= _LONGEST_DECK_WITHOUT_PROOF
    if not fits or ends_sentence(text) or opening_of(text) or not begins_well(text):
        return 0
    head.learn(subtitle=text)
    return 1


def _take_counters(head: Head, lines: Sequence[HeadLine], end: int) -> int:
    """Leave out a share bar and its counters below the head; give where they end."""
    last = at = end
    while at < len(lines):
        bar = reason_to_leave_out(lines[at].text, edge=True) is _MENU
        if not bar and says_something(lines[at].text):
            break
        bar = bar or (end < last == at and lines[at].group == lines[at - 1].group)
        at += 1
        last = at if bar else last
    for line in lines[end:last]:
        head.leave_out(line.text, _MENU)
    return last


def _read_opening(head: Head, text: str) -> None:
    """Learn the day and the agency that a report opens with, which stay in its text."""
    found = opening_of(text)
    if found is not None and head.details.title is not None:
        head.learn(published=found[0], publisher=found[1])
