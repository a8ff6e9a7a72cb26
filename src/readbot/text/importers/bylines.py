"""By-lines, datelines and names of newspapers: what one line around an article says of it."""

import re
from dataclasses import dataclass

from readbot.text.article import LeftOutReason
from readbot.text.importers.dates import date_in, day_in, without_dates
from readbot.text.importers.scripts import MARKS, is_without_capitals, labelled_details, named_in


def words_of(words: str) -> frozenset[str]:
    """A set of words that are written with spaces between them."""
    return frozenset(words.split())


_LONGEST = 160
_LONGEST_PART = 60
_LONGEST_ROLE = 80
_LETTERS_BESIDE_DATE = 40

_BARS = re.compile(r"\s*[|｜•·●→▪∙]\s*|\s+[–—/-]\s+|\s{3,}|\t+")
_READING_TIME = re.compile(
    r"(?:\b(?:lesezeit|leestijd|temps de lecture|tempo di lettura|tiempo de lectura|"
    r"tempo de leitura|czas czytania|время чтения|reading time)\b\s*:?\s*)?(?:ca\. |about |~ ?)?"
    r"\b\d+\s*-?\s*(?:min\b\.?|mins\b\.?|minutes?\b|minuten\b|minuty?\b|minutos\b|minuti\b|мин\w*\b"
    r"\.?)(?:\s*-?\s*(?:read|listen|lesezeit|leestijd|de lecture|di lettura|de lectura|de leitura|"
    r"czytania|чтения))?"
    r"|(?:okuma süresi|χρόνος ανάγνωσης|阅读时间|閱讀時間|読了時間|مدة القراءة|وقت القراءة|"
    r"زمان مطالعه|읽는 시간|เวลาอ่าน)\s*[:：]?\s*(?:約|约|ประมาณ )?\d+\s?"
    r"(?:dk|dakika|λεπτά|λ\.|分钟?|分鐘|دقائق|دقيقة|دقیقه|분|นาที)",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:\b(?:um|at|à|a las|alle|om|às|o|в)\s+)?\b\d{1,2}\s?[:.hH]\s?\d{2}(?::\d{2})?\b"
    r"\s*(?:Uhr\b|[ap]\.?\s?m\b\.?)?"
    r"|\b\d{1,2}\s?(?:[ap]\.?m\b\.?|Uhr\b|h\b)"
    r"|(?:午前|午後|上午|下午|오전|오후)?\s?\d{1,2}\s?[時时시点]\s?(?:\d{1,2}\s?[分분])?",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"\b(?:há|il y a|vor|hace)\s+\d+\s+[^\W\d_]+|"
    r"\b\d+\s+[^\W\d_]+\s+(?:ago|geleden|fa|temu|назад|önce)\b",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\b(?:[A-Z]{1,3}[SD]T|CET|CEST|ET|PT|CT|GMT|UTC|MEZ|MESZ|МСК)\b(?:[+-]\d+)?")
_UPDATED = re.compile(
    r"\b(?:(?:last )?(?:updated|modified|edited|changed)|aktualisiert|zuletzt|"
    r"(?:mis|mise) à jour|modifié|actualizado|actualizada|modificado|aggiornato|modificato|"
    r"atualizad[oa]|bijgewerkt|gewijzigd|обновлено|обновлена|zaktualizowano|aktualizacja|"
    r"ενημέρωση|ενημερώθηκε|güncelleme|güncellendi|güncellenme|آخر تحديث|به‌روزرسانی|오후 수정|수정|"
    r"更新日?|更新时间|оновлено|uppdaterad|oppdatert|opdateret|aktualizováno|päivitetty)\b",
    re.IGNORECASE,
)
_LABELS = words_of(
    "first published posted on at the date dated issue vol no updated last modified edited "
    "veröffentlicht erschienen am aktualisiert um stand uhr zuletzt "
    "publié publiée paru le mis mise à jour modifié modifiée et à "
    "publicado publicada el actualizado actualizada a las modificado del de "
    "pubblicato pubblicata il aggiornato modificato alle ore "
    "em atualizado atualizada às gepubliceerd op bijgewerkt gewijzigd om "
    "опубликовано обновлено в г года опубликован "
    "opublikowano zaktualizowano aktualizacja dodano o godz data datum дата r read print "
    "δημοσίευση ενημέρωση ώρα yayınlanma yayın tarihi güncelleme güncellenme tarih saat "
    "опубліковано оновлено publikováno aktualizováno publicerad uppdaterad publisert oppdatert "
    "udgivet opdateret julkaistu päivitetty publicat actualizat megjelent frissítve "
    "نُشر نشر في بتاريخ التاريخ آخر تحديث منتشر تاریخ انتشار प्रकाशित अपडेटेड เผยแพร่ วันที่ พ ศ "
    "公開 公開日 更新 更新日 発行 日期 时间 發布 发布 发布时间 입력 수정 등록"
)
_PLACE_JOINTS = words_of(
    "in en à am im an der de del la le bei près sur upon on the i y w в et and"
)

_SMALL = "".join(letter for letter in map(chr, range(0x600)) if letter.islower())
_INNER = rf"(?:[^\W\d_]|[{MARKS}])"
# Atomic, so that a name with an apostrophe is read in one way only.
_NAME = (
    rf"(?>(?:[dDlLO]['’])?[^\W\d_{_SMALL}]{_INNER}*(?:['’.\-]{_INNER}+)*\.?"
    r"|(?-i:(?:de|da|do|dos|del|della|di|du|la|le|van|von|der|den|ter|ten|zu|bin|al|el)\b))"
)
NAMES = rf"{_NAME}(?: {_NAME}){{0,5}}"
# Each joint can be read in one way only, or a long line of them would take for ever.
_LINK = r"(?:,(?: and)?| &| and| und| et| y| e| en| и| i| with| mit| avec)"
_ROLES = (
    r"(?i:(?:staff )?writers?|reporters?|correspondents?|editors?|columnists?|critics?|"
    r"journalists?|bureau chief|contributors?|producers?|photographers?|"
    r"redakteur(?:in)?|reporter(?:in)?|korrespondent(?:in|en)?|journalist(?:in|e)?|autor(?:in)?|"
    r"kolumnist(?:in)?|volontär(?:in)?|envoyée? spéciale?|correspondante?|rédact(?:eur|rice)|grand "
    r"reporter|redactora?|corresponsal|enviad[oa] especial|periodista|inviat[oa]|giornalista|"
    r"redattore|redattrice|corrispondente|repórter|jornalista|correspondente|redacteur|"
    r"verslaggever|корреспондент\w*|обозреватель|редактор|журналист\w*|dziennikark?a?|"
    r"dziennikarz|korespondentk?a?|redaktor(?:ka)?)"
)
_BY = (
    r"(?i:by|interview by|interviewed by|essay by|review by|reviewed by|analysis by|opinion by|"
    r"as told to|words and pictures by|words by|text and photographs by|text by|written by|"
    r"story by|report by|"
    r"posted by|ein essay von|ein kommentar von|eine reportage von|ein gastbeitrag von|"
    r"text von|text:|von|autorin|autor|author|par|texte de|texte|propos recueillis par|"
    r"por|texto e fotografia de|texto de|texto|escrito por|una crónica de|dal nostro inviato|"
    r"testo di|testo|di|a cura di|door|een verhaal van|tekst|yazan:|yazar:|haber:|yazan|γράφει ο|"
    r"γράφει η|γράφουν οι|κείμενο:|κείμενο|συντάκτης:|συντάκτρια:|γράφει:|text och bild:|av|af|"
    r"napsal|napsala|scris de|írta:|"
    r"της|του|των|автор|авторы|текст|rozmawiała|"
    r"rozmawiał|przez|autorka)"
)
_OUR = (
    r"(?:(?:our|unser(?:em|er)?|notre|nuestr[oa]|onze|nostr[oa]|noss[oa])\s+"
    r"(?:[^\W\d_]+\s+){0,2}?)?"
)
_TAIL = (
    r"(?:,\s[^.!?]{1,60}|\s*\([^()]{1,80}\)|\s+(?-i:in|à|aus|desde|da|em|uit|w|в)\s[^.!?,]{2,40}|"
    r"\s+e\s+fotografia\s+de\s[^.!?]{2,60})?"
)
_BY_LINE = re.compile(
    rf"{_BY}\s*:?\s+(?:{_OUR}{_ROLES}\s+)?({NAMES}(?:{_LINK} {NAMES}){{0,4}}){_TAIL}"
)
# "By A. Writer on 3 May 2024": only where a date follows, which the caller knows.
_DATED_BY_LINE = re.compile(
    rf"{_BY}\s*:?\s+({NAMES}(?:{_LINK} {NAMES}){{0,4}})"
    r"(?:,|\s*[-–—]|\s(?:am|on|le|el|em|il|op|den|dnia))\s+(?=.*\d)"
)
_WORD = re.compile(rf"[^\W\d_]{_INNER}*")
_BARE_NAMES = re.compile(rf"({_NAME}(?: {_NAME}){{1,3}})((?:{_LINK} {_NAME}(?: {_NAME}){{1,3}})*)")
_NAME_WITH_ROLE = re.compile(
    rf"({_NAME}(?: {_NAME}){{1,3}})(?:,\s|\s*\(|\s[–—-]\s)(?:[^\W\d_]+['’ -]+){{0,4}}?{_ROLES}"
    r"\b[^.!?]{0,60}"
)
_ROLE_LINE = re.compile(rf"(?:[^\W\d_]+['’ -]+){{0,4}}?{_ROLES}\b[^.!?]{{0,60}}")
_TEXT_BY = re.compile(
    rf"({NAMES}(?:{_LINK} {NAMES})*) ?\((?i:text|texte|texto|testo|tekst|текст|words)\)"
    rf"(?:,?(?: und| and| et| y| e| en| и| i)? ?{NAMES} ?\([^()]{{3,30}}\)){{0,3}}"
)
_REPORTING = re.compile(
    r"(?:additional |further )?(?:reporting|writing) by ([^;.]{3,80})(?:[;.].{0,120})?", re.I
)
_IN_PLACE = re.compile(r"(?:,)?\s+(?:in|from|at)\s+.*", re.DOTALL)
_PUBLICATION_WORDS = words_of(
    "post times review gazette tribune herald chronicle quarterly magazine journal press news "
    "media courier courrier voix écho observer guardian daily weekly monthly mail telegraph "
    "independent standard "
    "register examiner bulletin standaard zeitung tageblatt tagblatt anzeiger rundschau blatt "
    "nachrichten kurier bote courrier figaro monde gazeta diario periódico correo gazzetta "
    "corriere giornale jornal folha dagblad krant courant rzeczpospolita dziennik tygodnik "
    "wyborcza газета вестник новости ведомости известия журнал agency blog"
)
_ARTICLES = words_of("the der die das el la los las le les il lo gli de het o a os as")
_PLACES = words_of(
    "new los las san santa santo são saint st. st buenos hong kuala tel cape den rio north south "
    "east west port fort mount lake bad le la el mexico city york delhi main kong aires island"
)
# Most words of a name in a script without capitals, and what never begins one there.
_MOST_WORDS = 3
_OPENS_NO_NAME = (
    "في ",
    "من ",
    "على ",
    "عن ",
    "إلى ",
    "هل ",
    "لماذا ",
    "كيف ",
    "هذا ",
    "هذه ",
    "ال",
)
_ISSUE = re.compile(
    r"(?P<name>[^\d,|]{3,60}?),?\s+(?P<date>(?:(?:Vol\.?|No\.?|Nr\.?|n°|№)\s*\S+,?\s*)*"
    r"(?:[^\W\d_]+\.? ){0,2}\d{4})"
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©\s*)?(?:\d{4}(?:\s*[-–]\s*\d{4})?)?,?\s*(?P<name>[^\d.|,]{3,60}?)"
    r"(?:\s+\d{4})?(?:[.|,]|\s+[–-]|\s+(?:all|alle|tous|todos|tutti|все|wszelkie)\b|\Z)",
    re.IGNORECASE,
)
# The place, the day and the agency that a report begins with, up to its dash.
_OPENING = re.compile(
    r"(?P<place>[^\W\d_a-zà-ÿ][^\d—–()]{1,40}?),\s+(?P<date>[^()—–]{3,24}?)"
    r"\s*(?:\((?P<agency>[^()]{2,30})\)\s*)?(?:—|–|--| - )\s*\S"
    r"|(?P<place2>[^\W\d_a-zà-ÿ]{3}[^\d—–()a-zà-ÿ]{0,30}?)\s*\((?P<agency2>[^()]{2,30})\)\s*"
    r"(?:—|–|--| - )\s*\S"
)


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a line says of the article; ``whole`` when that is all of it.

    ``reason`` is why the line is no part of the article.
    """

    author: str | None = None
    published: str | None = None
    updated: str | None = None
    publisher: str | None = None
    whole: bool = False
    reason: LeftOutReason = LeftOutReason.DATELINE


def imprint_of(line: str) -> Imprint | None:
    """Read a by-line, a dateline or a reading time; None when the line is none of them."""
    if len(line) > _LONGEST:
        return None
    author = by_line(line)
    if author is not None:
        whole = line.rstrip().endswith(author)
        return Imprint(author=author, whole=whole, reason=LeftOutReason.BYLINE)
    found = labelled_details(line)
    if found is not None:
        return Imprint(found.author, found.published, found.updated, found.publisher)
    parts = [part for part in _BARS.split(line) if part]
    if _is_dateline(line):
        return _read_dateline(parts)
    if len(parts) > 1 and by_line(parts[0]) and not _ends_as_prose(line):
        if all(len(part) <= _LONGEST_PART for part in parts):
            return Imprint(author=by_line(parts[0]), reason=LeftOutReason.BYLINE)
        return None
    named = _NAME_WITH_ROLE.fullmatch(line) if len(line) <= _LONGEST_ROLE else None
    if named is not None and line[0].isupper() and named[1][0].isupper() and is_person(named[1]):
        return Imprint(author=named[1], reason=LeftOutReason.BYLINE)
    return None


def _read_dateline(parts: list[str]) -> Imprint:
    author = published = updated = None
    for part in parts:
        dated = _DATED_BY_LINE.match(part)
        author = author or by_line(part) or (dated[1] if dated else None)
        # "Published 3 May, updated 4 May": what follows the word is another date.
        change = _UPDATED.search(part)
        published = published or date_in(part[: change.start()] if change else part)
        updated = updated or (date_in(part[change.start() :]) if change else None)
    if author is None and len(parts) > 1 and is_person(parts[0]):
        author = parts[0]
    return Imprint(author, published, updated, publication_in(parts))


def publication_in(parts: list[str]) -> str | None:
    """Give the part that is a newspaper's name, if one is."""
    return next((part for part in parts if is_publication(part)), None)


def by_line(line: str) -> str | None:
    """Give the authors that a by-line names, or None when the line is no by-line."""
    if len(line) > _LONGEST:
        return None
    match = _BY_LINE.fullmatch(line) or _TEXT_BY.fullmatch(line)
    return _without_place(match[1].strip()) if match else named_in(line)


def _without_place(names: str) -> str:
    """Drop what stands after a comma and is one word, as a town; a list of names has an "and"."""
    first, *rest = names.split(", ")
    if not rest or re.search(r" (?:and|und|et|y|e|en|и|i|&|with|mit|avec) ", rest[-1]):
        return names
    return ", ".join([first, *(part for part in rest if is_person(part))])


def is_person(text: str) -> bool:
    """Tell whether the text is one name of two to four words that is no town's or newspaper's."""
    match = _BARE_NAMES.fullmatch(text)
    if match is None or match[2]:
        return False
    words = match[1].casefold().split()
    if words[0] in _ARTICLES | _PLACES or words[-1] in _PLACES:
        return False
    if is_without_capitals(text) and (text.startswith(_OPENS_NO_NAME) or len(words) > _MOST_WORDS):
        return False
    return not any(word in _PUBLICATION_WORDS for word in words)


def are_persons(text: str) -> bool:
    """Tell whether the text is a list of such names and nothing else."""
    if _BARE_NAMES.fullmatch(text) is None:
        return False
    return all(is_person(name) for name in re.split(rf"{_LINK} ", text) if name)


def is_role(line: str) -> bool:
    """Tell whether the line is an author's post at a newspaper ("Staff writer, The Post")."""
    return len(line) <= _LONGEST_ROLE and bool(_ROLE_LINE.fullmatch(line)) and line[0].isupper()


def is_publication(text: str) -> bool:
    """Tell whether the text is a newspaper's or magazine's name."""
    words = text.split()
    if not 2 <= len(words) <= 5 or not all(word[:1].isupper() for word in (words[0], words[-1])):
        return False
    if any(word[0].islower() and len(word) > 3 for word in words) or _ends_as_prose(text):
        return False
    plain = [word.casefold() for word in words]
    return plain[-1] in _PUBLICATION_WORDS or (
        plain[0] in _ARTICLES and any(word in _PUBLICATION_WORDS for word in plain)
    )


def names_paper(text: str) -> bool:
    """Tell whether the text begins as only a newspaper's name does ("Le Courrier des Quais")."""
    words = text.casefold().split()
    return len(words) > 1 and words[0] in _ARTICLES and words[1] in _PUBLICATION_WORDS


def issue_of(line: str) -> Imprint | None:
    """Read the line of a magazine's issue ("The Example Quarterly, Spring 1911")."""
    match = _ISSUE.fullmatch(line) if len(line) <= _LONGEST else None
    if match is None or not is_publication(match["name"].strip()):
        return None
    return Imprint(
        published=date_in(match["date"]) or match["date"],
        publisher=match["name"].strip(),
        whole=True,
    )


def holder_of(line: str) -> str | None:
    """Give who a copyright line names, where that is a name of few words."""
    match = _COPYRIGHT.match(line.strip())
    name = match["name"].strip() if match else ""
    fits = 1 <= len(name.split()) <= 5 and name[:1].isupper()
    return name if fits and "rights" not in name.casefold() else None


def reporter_of(line: str) -> str | None:
    """Give the reporter that an agency names below its report."""
    match = _REPORTING.fullmatch(line)
    names = _IN_PLACE.sub("", match[1]).strip() if match else ""
    return names if names and are_persons(names) else None


def opening_of(text: str) -> tuple[str | None, str | None] | None:
    """Read the place, day and agency that a report's first paragraph opens with.

    Gives what stands there for the date and for the agency; None when it opens otherwise.
    """
    match = _OPENING.match(text[:120])
    if match is None:
        return None
    if match["agency2"]:
        return None, match["agency2"]
    said = date_in(match["date"]) or day_in(match["date"])
    return (said, match["agency"]) if said else None


def _ends_as_prose(text: str) -> bool:
    return text.endswith((".", "!", "?", ":", "。")) and not re.search(r"\b\w{1,4}\.\Z", text)


def _is_dateline(text: str) -> bool:
    """Tell whether a line is a date or a reading time with hardly anything beside it."""
    parts = [part for part in _BARS.split(text) if part]
    if not any(date_in(part) or _READING_TIME.search(part) for part in parts):
        return False
    if len(parts) > 1 and max(len(part) for part in parts) <= _LONGEST_PART:
        return not _ends_as_prose(text) and all(_may_stand_by(part) for part in parts)
    return _may_stand_by(text)


def _may_stand_by(part: str) -> bool:
    """Tell whether a part of a dateline holds, beside dates and times, no more than a name."""
    if by_line(part) or _DATED_BY_LINE.match(part):
        return True
    rest = _READING_TIME.sub(" ", without_dates(part))
    rest = _ZONE.sub(" ", _CLOCK.sub(" ", _AGO.sub(" ", rest)))
    words = [word for word in _WORD.findall(rest) if word.casefold() not in _LABELS]
    if sum(map(len, words)) > _LETTERS_BESIDE_DATE or len(words) > 6:
        return False
    if not words and _ends_as_prose(part):
        return not re.search(r"[^\W\d_]{2,}\s+[^\W\d_]{2,}\s+[^\W\d_]{2,}", rest)
    named = [word for word in words if word.casefold() not in _PLACE_JOINTS]
    small = sum(word[0].islower() for word in named)
    return not (words and _ends_as_prose(part)) and small * 2 <= len(named)
