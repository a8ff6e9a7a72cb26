"""The lines at the top of a text, and which of them may be its headline or its deck."""

from collections.abc import Sequence
from dataclasses import dataclass

from readbot.text.article import LeftOutReason
from readbot.text.importers.appeals import reason_to_leave_out
from readbot.text.importers.bylines import imprint_of, is_publication, issue_of, words_of
from readbot.text.importers.captions import is_captioned
from readbot.text.importers.labels import is_section, labelled
from readbot.text.importers.wrapping import BULLET, NUMBER, Passage, ends_sentence

_LONGEST_TITLE = 160
LONGEST_DECK = 400
_LONGEST_TITLE_THAT_ENDS = 110
_LONGEST_MENU_WORD = 30
_FEWEST_WORDS_OF_HEADLINE = 4

_OPENING = ('"', "'", "“", "„", "«", "¿", "¡", "‘", "’", "»", "…")
# Words after which a headline is not over.
_LINKING_WORDS = words_of(
    "a an the of and or in on at to for with by from is are as that who how why into over under "
    "der die das des dem den ein eine einer und oder in im am an auf von vom zu zum zur mit für "
    "le la les l' un une des du de d' et ou à au aux en dans sur pour par avec "
    "el los las una unos y o del al con sin por para il lo gli i uno di da e nel nella della "
    "os as um uma do dos das no na em het een van op voor met te "
    "и в на с по о об к из за для не w z na do o i ze od"
)


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A line at the top of a text, with the numbers of its group and of its passage."""

    text: str
    group: int
    passage: int


def lines_at_top(passages: Sequence[Passage], most: int = 80) -> list[HeadLine]:
    """Give the lines of the first passages."""
    lines: list[HeadLine] = []
    for number, passage in enumerate(passages[:most]):
        lines.extend(HeadLine(words, passage.group, number) for words in passage.text.split("\n"))
        if len(lines) > most:
            break
    return lines


def is_meta(text: str) -> bool:
    """Tell whether the line says who wrote the article, or when."""
    imprint = imprint_of(text) or issue_of(text)
    return (imprint is not None and not text.startswith("#")) or labelled(text) is not None


def is_words(lines: Sequence[HeadLine], at: int) -> bool:
    """Tell whether the line is none that stands around articles, but words of this one."""
    text = lines[at].text
    known = is_section(text) or is_publication(text) or is_menu_word(lines, at)
    return not known and not is_meta(text) and reason_to_leave_out(text, edge=True) is None


def is_headline_like(text: str) -> bool:
    """Tell whether the line has as many words as headlines have."""
    return len(text.split()) >= _FEWEST_WORDS_OF_HEADLINE


def is_menu_word(lines: Sequence[HeadLine], at: int) -> bool:
    """Tell whether a short line stands in a run of lines that a menu's word is in."""
    if not _is_short(lines[at].text):
        return False
    first = last = at
    while first and lines[first - 1].group == lines[at].group and _is_short(lines[first - 1].text):
        first -= 1
    while (
        last + 1 < len(lines)
        and lines[last + 1].group == lines[at].group
        and _is_short(lines[last + 1].text)
    ):
        last += 1
    run = lines[first : last + 1]
    return len(run) > 2 and any(
        reason_to_leave_out(line.text, edge=True) is LeftOutReason.MENU for line in run
    )


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_MENU_WORD and len(text.split()) <= 3 and not ends_sentence(text)


def begins_well(text: str) -> bool:
    """Tell whether the line begins with a letter, a digit or a quotation."""
    return text[0].isalnum() or text.startswith(_OPENING)


def says_something(text: str) -> bool:
    """Tell whether there is a letter in the line."""
    return any(letter.isalpha() for letter in text)


def may_be_title(lines: Sequence[HeadLine], at: int) -> bool:
    """Tell whether the line may be a headline, or begin one."""
    text = lines[at].text
    if not 2 <= len(text) <= _LONGEST_TITLE or BULLET.match(text) or is_captioned(text):
        return False
    if text.endswith((":", "：", ",")):
        return _headline_goes_on(lines, at)
    if text.endswith((".", "。")) and not text.endswith(("..", "U.S.")):
        # Some newspapers close their headlines with a stop; a paragraph is longer.
        ends = len(text) <= _LONGEST_TITLE_THAT_ENDS and (". " not in text or _is_titled(text))
    else:
        ends = not text.endswith((";", "，"))
    if not ends:
        return False
    first = text.lstrip("\"'“”„«»‘‚’¿¡([#…")[:1]
    return bool(first) and not first.islower() and any(letter.isalpha() for letter in text)


def height_of_title(lines: Sequence[HeadLine], at: int) -> int:
    """Give how many lines the headline has that begins with this one."""
    height = 1
    while height < 3 and _headline_goes_on(lines, at + height - 1):
        height += 1
    return height


def _headline_goes_on(lines: Sequence[HeadLine], at: int) -> bool:
    """Tell whether the next line is still the headline."""
    if at + 1 >= len(lines):
        return False
    line, following = lines[at], lines[at + 1]
    led = line.text.endswith((":", "："))
    if (ends_sentence(line.text) and not led) or is_meta(following.text):
        return False
    if is_section(following.text) or is_publication(line.text):
        return False
    if len(line.text) + len(following.text) > _LONGEST_TITLE:
        return False
    if following.text.endswith((".", ",", ";", ":")) or not begins_well(following.text):
        return False
    linked = line.text.split()[-1].casefold() in _LINKING_WORDS or line.text.endswith(
        (",", "–", "—", ":")
    )
    if linked or following.text[0].islower():
        return following.group == line.group or (linked and len(following.text) <= 60)
    if following.group != line.group or NUMBER.match(following.text):
        return False
    if line.text.isupper() != following.text.isupper():
        return False
    return _is_titled(line.text) and _is_titled(following.text) and len(following.text) <= 70


def _is_titled(text: str) -> bool:
    """Tell whether the long words begin with capitals, as in an English headline."""
    words = [word for word in text.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) > 0 and all(word[0].isupper() for word in words)


def height_of_deck(lines: Sequence[HeadLine]) -> int:
    """Give how many lines, all between two blank ones, make a deck; 0 when there is none."""
    if not lines or not begins_well(lines[0].text):
        return 0
    height = 1
    while height < len(lines) and lines[height].group == lines[0].group:
        height += 1
    length = sum(len(line.text) + 1 for line in lines[:height])
    return height if length <= LONGEST_DECK else 0
