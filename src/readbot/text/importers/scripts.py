"""By-lines and datelines in scripts that have no capitals: Arabic, Hindi, Thai, Chinese and so on.

Where a name cannot be told by its capitals, only a word that leads up to it, or a post that
follows it, makes a by-line.
"""

import re
from dataclasses import dataclass

from readbot.text.importers.dates import date_in, without_dates

MARKS = "\u064b-\u0655\u0670\u0900-\u0903\u093a-\u094f\u0955-\u0957\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
"""Signs that belong to the letter before them, which Python does not count as letters."""

_LONGEST = 80
_MOST_WORDS = 5
_LEADS = (
    r"بقلم|كتب|كتبت|كتبه|كتبها|إعداد|تحرير|حوار|تقرير|الكاتب|الكاتبة|نویسنده|نویسندگان|به قلم|"
    r"نوشتهٔ|نوشته|گزارش از|یادداشتی از|लेखक|लेखिका|रिपोर्ट|प्रस्तुति|โดย|เรื่องโดย|เรื่องและภาพโดย|"
    r"ผู้เขียน|เขียนโดย|作者|文字|撰文|撰稿|采写|採訪|本报记者|本刊记者|记者|記者|著者|執筆|筆者|"
    r"取材・文|取材|文|글|글쓴이|지은이|글·사진"
)
_WITHOUT_COLON = re.compile(
    rf"(?:بقلم|به قلم|نوشتهٔ|گزارش از|یادداشتی از|โดย|เรื่องโดย|เขียนโดย|本报记者|本刊记者|记者|記者)"
    rf"\s+([^\W\d_](?:[^\W\d_]|[{MARKS}\s.\u200c-])*)"
)
_LED = re.compile(rf"(?:{_LEADS})\s*[:：=＝/／|｜・]\s*(\S.*)")
_WITH_POST = re.compile(
    r"([\uac00-\ud7a3]{2,5})\s?(?:선임\s?|인턴\s?)?(?:기자|특파원|논설위원)(?:\s+\S+@\S+)?"
)
_HAN_POST = re.compile(r"([\u3400-\u9fff]{2,6}(?:[ \u3000][\u3400-\u9fff]{1,4})?)[ \u3000]?記者")
_AND_OTHERS = re.compile(
    r"[\s\u3000／/]+(?:攝影|摄影|图|圖|写真|사진|تصوير|عکس|ภาพ)\s*[:：=＝/／|｜・]?.*\Z"
)
_AT_A_PLACE = re.compile(r"(?:記者|记者)\s?(\S{2,5})\s?[/／]\s?\S{2,8}(?:報導|报道)")
_MAIL = re.compile(r"\s*[(<]?\S+@\S+")
_STAFF = re.compile(
    r"[（(\[【]?(?:责任编辑|責任編輯|责编|責編|编辑|編輯|编审|审核|校对|排版|来源|來源|出典|編集|制作|监制|"
    r"初审|复审|终审|文字编辑|美编|值班编辑)\s*[:：/|｜][^。\n]{1,40}[）)\]】]?"
)
_SENTENCE = re.compile(r"[。.!?！？،,;؛:：「」“”\"«»()（）]|\d")
_FIELD = re.compile(
    r"(?:^|(?<=[\s|｜]))(作者|记者|記者|撰文|文|来源|來源|出处|出典|时间|時間|日期|发布时间|發佈時間|"
    r"发布于|更新时间|责任编辑|责编|编辑|編輯|编校|出处|公開日|更新日|発行|入力|수정|입력|출처|등록|승인|"
    r"المصدر|التاريخ|تاريخ النشر|نُشر|نشر في|آخر تحديث|منبع|تاریخ|تاریخ انتشار|کد خبر|"
    r"प्रकाशित|अपडेटेड|स्रोत|เผยแพร่|ที่มา|อัปเดต)\s*[:：]?\s*(?=\S)"
)
_AUTHORS = frozenset({"作者", "记者", "記者", "撰文", "文"})
_SOURCES = frozenset({"来源", "來源", "出处", "出典", "출처", "المصدر", "منبع", "स्रोत", "ที่มา"})
_UPDATES = frozenset({"更新时间", "更新日", "수정", "آخر تحديث", "अपडेटेड", "อัปเดต"})
_CLOCK = re.compile(
    r"(?:午前|午後|上午|下午|오전|오후|الساعة|ساعت)?\s*\d{1,2}\s?(?:[:：時时시点]\s?(?:\d{1,2}\s?[分분]?)?)"
    r"(?::\d{2})?(?:\s?น\.)?"
)
_BARS = re.compile(r"\s*[|｜•·]\s*|\s+[-–—]\s+|\s{2,}|\u3000")


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a line of labelled details says."""

    author: str | None
    published: str | None
    updated: str | None
    publisher: str | None


def is_without_capitals(text: str) -> bool:
    """Tell whether the text's letters are of scripts that do not know capitals."""
    letters = [letter for letter in text if letter.isalpha()]
    uncased = sum(letter.lower() == letter.upper() for letter in letters)
    return bool(letters) and uncased * 2 > len(letters)


def named_in(line: str) -> str | None:
    """Give whom a by-line in such a script names, or None when the line is no by-line."""
    line = _MAIL.sub("", line)
    if len(line) > _LONGEST or not is_without_capitals(line):
        return None
    line = _AND_OTHERS.sub("", line.strip("（）() 【】[]\u3000"))
    match = _AT_A_PLACE.fullmatch(line) or _LED.fullmatch(line) or _WITHOUT_COLON.fullmatch(line)
    match = match or _WITH_POST.fullmatch(line) or _HAN_POST.fullmatch(line)
    name = match[1].strip(" \u3000/／") if match else ""
    fits = name and len(name.split()) <= _MOST_WORDS and not _SENTENCE.search(name)
    return name if fits and len(name) <= _LONGEST // 2 else None


def names_staff(line: str) -> bool:
    """Tell whether the line only says who edited the text or where it came from."""
    return _STAFF.fullmatch(line) is not None


def labelled_details(line: str) -> Labelled | None:
    """Read a line of details with labels and a date ("作者：… 2023-04-05 来源：…").

    None when anything else stands in it.
    """
    if len(line) > 2 * _LONGEST or not is_without_capitals(line) or date_in(line) is None:
        return None
    fields = list(_FIELD.finditer(line))
    edges = [*(field.start() for field in fields), len(line)]
    author = published = updated = publisher = None
    left = line[: edges[0]]
    for field, end in zip(fields, edges[1:], strict=True):
        value, label = line[field.end() : end].strip(" |｜\u3000"), field[1]
        said = date_in(value)
        rest = _bare(value)
        if label in _UPDATES:
            updated = said
        elif said is not None:
            published = published or said
        if label in _AUTHORS and rest:
            author, rest = rest, ""
        elif label in _SOURCES and rest:
            publisher, rest = rest, ""
        elif label.endswith(("编辑", "编校", "責編", "责编", "編輯")):
            rest = ""
        left += " " + rest
    published = published or date_in(line[: edges[0]])
    named = [part for part in _BARS.split(_bare(left)) if part]
    for part in named:
        author = author or named_in(part)
    beside = [part for part in named if part != author and named_in(part) != author]
    if sum(len(part.split()) for part in beside) > 3 or any(map(_SENTENCE.search, beside)):
        return None
    return Labelled(author, published, updated, publisher)


def _bare(text: str) -> str:
    """Give what stands beside dates and times of day."""
    return _CLOCK.sub(" ", without_dates(text)).strip(" |｜-–—()（）\u3000،,")
