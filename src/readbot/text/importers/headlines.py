"""What stands above an article: headline, deck, by-line and dateline of a pasted text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from readbot.text.article import Details, LeftOut, LeftOutReason
from readbot.text.importers.appeals import reason_to_leave_out
from readbot.text.importers.dates import date_in
from readbot.text.importers.wrapping import BULLET, NUMBER, Passage, ends_sentence


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _lines(lines: str) -> frozenset[str]:
    return frozenset(lines.split("|"))


_LONGEST_TITLE = 160
_LONGEST_DECK = 400
_LONGEST_DECK_WITHOUT_PROOF = 200
_LONGEST_META = 140
_LETTERS_OF_DATE = 14
_LETTERS_OF_DATELINE = 40
_LINES_LOOKED_AHEAD = 8

_BARS = re.compile(r"\s*[|•·]\s*|\s+[–—/]\s+|\s{3,}")
_READING_TIME = re.compile(
    r"\b\d+\s*(?:-\s*)?(?:min\b|mins\b|minutes?\b|minuten\b|minut|minutos|minuti|мин)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b\s*(?:Uhr|am|pm|[A-Z]{2,4})?", re.IGNORECASE)
_NAME = (
    r"(?:(?:[dDlLO]['’])?[^\W\d_a-zà-öø-ÿ][^\W\d_]*(?:['’.\-][^\W\d_]+)*\.?"
    r"|(?-i:de|da|do|dos|del|della|di|du|la|le|van|von|der|den|ter|ten|zu|bin|al|el))"
)
_NAMES = rf"{_NAME}(?: {_NAME}){{0,5}}"
_LINK = r"(?:,| &| and| und| et| y| e| en| и| i| i)"
_BY = (
    r"(?i:by|words by|text by|written by|story by|von|text|text von|text:|autor|autorin|author|"
    r"par|texte|propos recueillis par|por|texto|texto de|escrito por|di|testo di|testo|a cura di|"
    r"door|tekst|автор|авторы|текст|tekst|przez|autorka)"
)
_BY_LINE = re.compile(rf"{_BY}\s*:?\s+({_NAMES}(?:{_LINK} {_NAMES}){{0,4}})(?:,\s[^.!?]{{1,60}})?")
# "By A. Writer on 3 May 2024": only where a date follows, which the caller knows.
_DATED_BY_LINE = re.compile(
    rf"{_BY}\s*:?\s+({_NAMES}(?:{_LINK} {_NAMES}){{0,4}})"
    r"(?:,|\s*[-–—]|\s(?:am|on|le|el|em|il|op|den|dnia))\s+(?=.*\d)"
)
_HAN_BY_LINE = re.compile(r"(?:作者|文|撰文|記者|记者|取材|글|기자)\s*[:：/／|]\s*(\S{2,20})")
_BARE_NAME = re.compile(rf"{_NAME}(?: {_NAME}){{1,3}}")
_LABELLED = re.compile(
    r"(title|subtitle|author|date|published|publisher|source|language|titel|untertitel|autor|autorin|"
    r"datum|quelle|titre|auteur|titolo|autore|título|título|заголовок|автор|дата|tytuł|data)"
    r"\s*:\s+(\S.{0,300})",
    re.IGNORECASE,
)
_LABELS = {
    **dict.fromkeys(("title", "titel", "titre", "titolo", "título", "заголовок", "tytuł"), "title"),
    **dict.fromkeys(("subtitle", "untertitel"), "subtitle"),
    **dict.fromkeys(
        ("author", "autor", "autorin", "auteur", "autore", "автор"),
        "author",
    ),
    **dict.fromkeys(("date", "published", "datum", "дата", "data"), "published"),
    **dict.fromkeys(("publisher",), "publisher"),
}
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_UNDERLINE = re.compile(r"[=~_\-—–*]{3,}")
# Words after which a headline is not over.
_LINKING_WORDS = _words(
    "a an the of and or in on at to for with by from is are as that who how why into over under "
    "der die das des dem den ein eine einer und oder in im am an auf von vom zu zum zur mit für "
    "le la les l' un une des du de d' et ou à au aux en dans sur pour par avec "
    "el los las una unos y o del al con sin por para il lo gli i uno di da e nel nella della "
    "os as um uma do dos das no na em het een van op voor met te "
    "и в на с по о об к из за для не w z na do o i ze od"
)
_SECTIONS = _lines(
    "opinion|comment|analysis|news|world|politics|culture|arts|books|science|technology|travel|"
    "business|sport|sports|health|environment|review|essay|interview|long read|the long read|"
    "letters|editorial|column|feature|features|society|history|life|food|"
    "meinung|kommentar|analyse|politik|kultur|wissenschaft|wissen|wirtschaft|reise|gesellschaft|"
    "essay|reportage|feuilleton|société|politique|culture|sciences|économie|tribune|idées|"
    "opinión|cultura|política|sociedad|ciencia|economía|opinione|politica|scienza|società|"
    "opinião|sociedade|ciência|mening|cultuur|politiek|wetenschap|samenleving|"
    "мнение|культура|общество|наука|политика|экономика|opinie|kultura|polityka|nauka|"
    "społeczeństwo"
)


@dataclass(slots=True)
class _Head:
    """What has been found above the article so far."""

    details: Details = field(default_factory=Details)
    left_out: list[LeftOut] = field(default_factory=list)
    has_meta: bool = False

    def leave_out(self, text: str, reason: LeftOutReason) -> None:
        self.left_out.append(LeftOut(text, reason, 0))

    def learn(self, **found: str | None) -> None:
        """Keep what was not known yet."""
        new = {
            name: value
            for name, value in found.items()
            if value and not getattr(self.details, name)
        }
        self.details = replace(self.details, **new)


@dataclass(frozen=True, slots=True)
class _HeadLine:
    text: str
    group: int
    passage: int


def take_head(passages: Sequence[Passage]) -> tuple[Details, list[Passage], list[LeftOut]]:
    """Part the lines above an article from the article.

    Gives what they say, the passages that remain, and the lines that are neither. A text that
    would lose all its passages keeps them.
    """
    lines = _lines_at_top(passages)
    head = _Head()
    at = 0
    while at < len(lines):
        taken = _take_line(head, lines, at)
        if not taken:
            break
        at += taken
    rest = _passages_after(passages, lines, at)
    if not rest or at == 0:
        return Details(), list(passages), []
    return head.details, rest, head.left_out


def details_of_line(text: str) -> Details | None:
    """Give what a by-line or a dateline says, or None when the line is neither."""
    head = _Head()
    return head.details if _take_meta(head, text) else None


def _lines_at_top(passages: Sequence[Passage], most: int = 60) -> list[_HeadLine]:
    lines: list[_HeadLine] = []
    for number, passage in enumerate(passages[:most]):
        lines.extend(_HeadLine(words, passage.group, number) for words in passage.text.split("\n"))
        if len(lines) > most:
            break
    return lines


def _passages_after(
    passages: Sequence[Passage], lines: Sequence[_HeadLine], at: int
) -> list[Passage]:
    if at >= len(lines):
        return list(passages[lines[-1].passage + 1 :]) if lines else []
    split = lines[at].passage
    left = [line.text for line in lines[at:] if line.passage == split]
    whole = passages[split].text.split("\n")
    left = whole[len(whole) - len(left) :] if len(left) <= len(whole) else left
    return [replace(passages[split], text="\n".join(left)), *passages[split + 1 :]]


def _take_line(head: _Head, lines: Sequence[_HeadLine], at: int) -> int:
    """Learn what the line at ``at`` says; give how many lines that took, 0 at the article."""
    text = lines[at].text
    if _UNDERLINE.fullmatch(text) and (head.details.title or at == 0):
        return 1
    if _take_label(head, text) or _take_meta(head, text):
        return 1
    reason = reason_to_leave_out(text, edge=True)
    if reason is not None:
        head.leave_out(text, reason)
        return 1
    if head.details.title is None:
        return _take_title(head, lines, at)
    if head.details.author is None and _is_bare_name(lines, at):
        head.learn(author=text)
        return 1
    if not head.has_meta and head.details.subtitle is None:
        return _take_deck(head, lines, at)
    return 0


def _take_label(head: _Head, text: str) -> bool:
    match = _LABELLED.fullmatch(text) if len(text) <= 320 else None
    name = _LABELS.get(match[1].casefold()) if match else None
    if match is None or name is None or getattr(head.details, name):
        return False
    value = match[2].strip()
    head.learn(**{name: date_in(value) or value if name == "published" else value})
    head.has_meta = head.has_meta or name in {"author", "published"}
    return True


def _take_meta(head: _Head, text: str) -> bool:
    """Learn author and date of a by-line or a dateline; False when the line is neither."""
    if len(text) > _LONGEST_META:
        return False
    if _ADDRESS.fullmatch(text):
        head.learn(source_url=text)
        return True
    author = _by_line(text)
    if author is not None:
        head.learn(author=author)
        head.has_meta = True
        return True
    if not _is_dateline(text):
        return False
    parts = _BARS.split(text)
    for part in parts:
        dated = _DATED_BY_LINE.match(part)
        author = _by_line(part) or (dated[1] if dated else None)
        head.learn(author=author, published=date_in(part))
    head.leave_out(text, LeftOutReason.DATELINE)
    head.has_meta = True
    return True


def _by_line(text: str) -> str | None:
    if len(text) > _LONGEST_META:
        return None
    match = _BY_LINE.fullmatch(text) or _HAN_BY_LINE.fullmatch(text)
    return match[1].strip() if match else None


def _is_dateline(text: str) -> bool:
    if len(text) > _LONGEST_META:
        return False
    parts = [part for part in _BARS.split(text) if part]
    dated = [part for part in parts if date_in(part) or _READING_TIME.search(part)]
    if not dated:
        return False
    if len(parts) > 1:
        return max(len(part) for part in parts) <= 60 and not text.endswith((".", "!", "?"))
    letters = sum(character.isalpha() for character in _CLOCK.sub("", text))
    if text.endswith((".", "!", "?", ":")) and letters > _LETTERS_OF_DATE:
        return False
    return letters <= _LETTERS_OF_DATELINE and len(text.split()) <= 9


def _is_bare_name(lines: Sequence[_HeadLine], at: int) -> bool:
    """Tell whether the line is a by-line without "by": a name right above a dateline."""
    follows = next((line.text for line in lines[at + 1 : at + 2]), "")
    return bool(_BARE_NAME.fullmatch(lines[at].text)) and _is_dateline(follows)


def _meta_follows(lines: Sequence[_HeadLine], at: int) -> bool:
    """Tell whether a by-line or a dateline comes before the article's first long paragraph."""
    for line in lines[at : at + _LINES_LOOKED_AHEAD]:
        if _by_line(line.text) or _is_dateline(line.text):
            return True
        if len(line.text) > _LONGEST_DECK:
            return False
    return False


def _take_title(head: _Head, lines: Sequence[_HeadLine], at: int) -> int:
    line = lines[at]
    if not _may_be_title(line.text):
        return 0
    proof = _meta_follows(lines, at + 1)
    if proof and _is_section(line.text) and at + 1 < len(lines):
        head.leave_out(line.text, LeftOutReason.SECTION)
        return 1
    height = 1
    while height < 3 and _headline_goes_on(lines, at + height - 1):
        height += 1
    same = sum(other.group == line.group for other in lines[at + height :])
    if not proof and same > 1:
        # A stanza or a list, not a headline: nothing below it says otherwise.
        return 0
    head.learn(title=" ".join(part.text for part in lines[at : at + height]))
    return height


def _may_be_title(text: str) -> bool:
    if not 2 <= len(text) <= _LONGEST_TITLE or BULLET.match(text):
        return False
    if text.endswith((".", ",", ";", ":", "。", "，", "：")) and not text.endswith(("..", "U.S.")):
        return False
    first = text.lstrip("\"'“”„«‘‚¿¡([")[:1]
    return bool(first) and not first.islower() and any(letter.isalpha() for letter in text)


def _is_section(text: str) -> bool:
    if all(part.casefold() in _SECTIONS for part in _BARS.split(text)):
        return True
    return text.isupper() and len(text.split()) <= 2


def _headline_goes_on(lines: Sequence[_HeadLine], at: int) -> bool:
    """Tell whether the next line is still the headline."""
    if at + 1 >= len(lines):
        return False
    line, following = lines[at], lines[at + 1]
    if ends_sentence(line.text) or len(line.text) + len(following.text) > _LONGEST_TITLE:
        return False
    if following.text.endswith((".", ",", ";", ":")) or not following.text[0].isalnum():
        return False
    if _by_line(following.text) or _is_dateline(following.text):
        return False
    linked = line.text.split()[-1].casefold() in _LINKING_WORDS or line.text.endswith(
        (",", "–", "—")
    )
    if linked or following.text[0].islower():
        return following.group == line.group or (linked and len(following.text) <= 60)
    if following.group != line.group or NUMBER.match(following.text):
        return False
    return _is_titled(line.text) and _is_titled(following.text) and len(following.text) <= 70


def _is_titled(text: str) -> bool:
    """Tell whether the long words begin with capitals, as in an English headline."""
    words = [word for word in text.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) > 0 and all(word[0].isupper() for word in words)


def _take_deck(head: _Head, lines: Sequence[_HeadLine], at: int) -> int:
    line = lines[at]
    above = lines[at - 1]
    if not line.text[0].isalnum() and not line.text.startswith(('"', "“", "„", "«", "¿", "¡")):
        return 0
    if _meta_follows(lines, at + 1):
        height = 1
        while at + height < len(lines) and lines[at + height].group == line.group:
            following = lines[at + height].text
            if _by_line(following) or _is_dateline(following):
                break
            height += 1
        text = " ".join(part.text for part in lines[at : at + height])
        if len(text) > _LONGEST_DECK:
            return 0
        head.learn(subtitle=text)
        return height
    alone = above.group == line.group and len(lines) > at + 1 and lines[at + 1].group != line.group
    if alone and len(line.text) <= _LONGEST_DECK_WITHOUT_PROOF and len(line.text.split()) >= 4:
        head.learn(subtitle=line.text)
        return 1
    return 0
