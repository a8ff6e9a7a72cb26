"""Plain text: a pasted newspaper page, a wrapped book, an indented page, one line a paragraph."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from readbot.text.article import Article, BlockKind, Details, LeftOut, LeftOutReason
from readbot.text.importers.appeals import is_menu, reason_to_leave_out
from readbot.text.importers.books import FramedBook, framed_book, runs_of_underscores
from readbot.text.importers.bylines import holder_of, reporter_of
from readbot.text.importers.captions import caption_of
from readbot.text.importers.draft import Piece, Run, assemble, piece_of, rule, tidy_rules
from readbot.text.importers.headlines import details_of_line, take_head
from readbot.text.importers.languages import language_of
from readbot.text.importers.letters import read_letter_head
from readbot.text.importers.lists import item_depths, label_and_words
from readbot.text.importers.verdicts import set_aside
from readbot.text.importers.wrapping import (
    BULLET,
    NUMBER,
    Passage,
    ends_sentence,
    is_dense,
    passages_of,
)
from readbot.text.normalise import normalise

_LONGEST_HEADING = 90
_MOST_WORDS_IN_HEADING = 14
_SHORTEST_STANDING_QUOTATION = 60
_SET_IN = 2
_SHORTEST_BELOW = 60
_SHORTEST_BELOW_DENSE = 20
_THAI = re.compile("[\u0e00-\u0eff]")
_RULE = re.compile(r"(?:[*_\-—–=~#•·⁂][ \t]*){3,}|⁂|\*|§")
_TWO_SENTENCES = re.compile(r"\w[.!?…।؟۔] [\"“«„]?[^\W\d_a-z].{8,}[.!?…।؟۔][\"”»“]?\Z", re.DOTALL)
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_DASHES = ("— ", "– ", "—\u00a0", "–\u00a0")
_MAIL_QUOTE = re.compile(r"(?:>[ \t]?)+")
_OPENING = '"“„«‘‚‹「『»'
_CLOSING = '"”“»«’‘›」』'
# Such a mark inside would show that the quotation ends before the paragraph does.
_CLOSING_OF = {
    '"': '"',
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "「": "」",
    "『": "』",
}
_NEVER_ENDS_A_HEADING = tuple(".,;:…。，、；：|")
_CHAPTER = re.compile(
    r"(?:chapter|part|book|act|scene|kapitel|teil|chapitre|partie|capítulo|parte|capitolo|hoofdstuk|"
    r"deel|глава|часть|rozdział|część)\s+(?:[\dIVXLC]+\b.{0,80}|(?:the )?(?:one|two|"
    r"three|four|five|six|seven|eight|nine|ten|eleven|twelve|first|second|third|fourth|fifth|eins|zwei|drei|vier|"
    r"premier|première|un|deux|trois|uno|dos|tres|due|tre|um|dois|três))|[IVXLC]{1,7}\.?|第.{1,5}[章回节節]",
    re.IGNORECASE,
)


def read_plain(text: str) -> Article:
    """Make an article of a plain text. Raises UnreadableError when there is not a word in it."""
    text = normalise(text)
    book = framed_book(text)
    if book is not None:
        return _read_book(book)
    said, text, letter_head = read_letter_head(text)
    details, passages, above = take_head(_underlined(passages_of(text)))
    if letter_head:
        # What a letter says of itself is sure; its first line is no headline.
        details, passages, above = said, _underlined(passages_of(text)), letter_head
    kept, around = set_aside(_pieces(passages), details.author)
    details = _learn_below(details, around)
    details = replace(details, language=language_of("\n".join(piece.text for piece in kept[:40])))
    return assemble(kept, details, [*above, *around])


def _learn_below(details: Details, left_out: Sequence[LeftOut]) -> Details:
    """Learn the reporter and the publisher that are named at an article's end."""
    publisher, author = details.publisher, details.author
    for left in left_out:
        for line in left.text.split("\n"):
            if left.reason == LeftOutReason.LEGAL and publisher is None:
                holder = holder_of(line)
                publisher = None if holder == author else holder
            if left.reason == LeftOutReason.BYLINE and author is None:
                author = reporter_of(line)
    return replace(details, publisher=publisher, author=author)


def _read_book(book: FramedBook) -> Article:
    pieces = _pieces(_underlined(passages_of(book.text)), underscores=True)
    while len(pieces) > 1 and _repeats_details(pieces[0].text, book.details):
        del pieces[0]
    left_out = [
        LeftOut(frame, LeftOutReason.LICENCE, position)
        for frame, position in ((book.above, 0), (book.below, len(pieces)))
        if frame
    ]
    sample = "\n".join(piece.text for piece in pieces[:40])
    details = replace(book.details, language=language_of(sample, book.details.language))
    return assemble(pieces, details, left_out)


def _repeats_details(text: str, details: Details) -> bool:
    """Tell whether a book's first lines only say its title and author again."""
    words = text.casefold().strip(" .")
    found = details_of_line(text)
    author = found.author if found else text
    return words == (details.title or "").casefold() or author == details.author


def _underlined(passages: Sequence[Passage]) -> list[Passage]:
    """Take the underlining from below a heading, which then stands alone in its group."""
    result: list[Passage] = []
    for passage in passages:
        lines = passage.text.split("\n")
        if len(lines) == 2 and _UNDERLINE.fullmatch(lines[1]):
            result.append(replace(passage, text=lines[0]))
        else:
            result.append(passage)
    return result


def _pieces(passages: Sequence[Passage], *, underscores: bool = False) -> list[Piece]:
    passages = list(_lines_apart(passages))
    depths = item_depths(passages)
    set_in = _quotations_are_set_in(passages)
    pieces: list[Piece] = []
    for at in range(len(passages)):
        kind, level, label, text = _dress(passages, at, depths[at], set_in=set_in)
        if _RULE.fullmatch(text):
            pieces.append(rule())
            continue
        caption = caption_of(text) if kind is not BlockKind.LIST_ITEM else None
        if caption is not None:
            pieces.extend(_of_caption(text, *caption))
            continue
        runs = runs_of_underscores(text) if underscores else [Run(text)]
        piece = piece_of(kind, runs, level=level, label=label, keep_lines="\n" in text)
        if piece is not None:
            pieces.append(piece)
    return tidy_rules(pieces)


def _of_caption(text: str, words: str, credit: str) -> Iterator[Piece]:
    """Give a caption, and its credit by itself where that is known for one."""
    apart = bool(credit) and reason_to_leave_out(credit, edge=True) is LeftOutReason.CREDIT
    for part in (words, credit) if apart else (words,) if not credit else (text,):
        kind = BlockKind.PARAGRAPH if apart and part is credit else BlockKind.CAPTION
        piece = piece_of(kind, [Run(part)])
        if piece is not None:
            yield piece


def _dress(
    passages: Sequence[Passage], at: int, depth: int, *, set_in: bool
) -> tuple[BlockKind, int, str, str]:
    """Give a passage's kind, level, label and words."""
    passage = passages[at]
    text = passage.text
    if depth:
        label, words = label_and_words(text)
        return BlockKind.LIST_ITEM, depth, label, words
    quoted = _MAIL_QUOTE.match(text)
    if quoted:
        words = "\n".join(_MAIL_QUOTE.sub("", line, count=1) for line in text.split("\n"))
        return BlockKind.QUOTATION, quoted[0].count(">"), "", words
    if _is_heading(passages, at):
        return BlockKind.HEADING, 2, "", " ".join(text.split("\n"))
    if (set_in and passage.indent >= _SET_IN) or _is_standing_quotation(passages, at):
        return BlockKind.QUOTATION, 1, "", text
    return BlockKind.PARAGRAPH, 0, "", text


def _lines_apart(passages: Sequence[Passage]) -> Iterator[Passage]:
    """Part kept lines that do not belong together: a menu's words from a stanza or an address."""
    for passage in passages:
        lines = passage.text.split("\n")
        turns = sum(line.startswith(_DASHES) for line in lines) > 1
        if len(lines) > 1 and turns:
            yield from (replace(passage, text=line) for line in lines)
            continue
        if len(lines) == 1 or is_menu(passage.text) or not any(map(_stands_alone, lines)):
            yield passage
            continue
        together: list[str] = []
        for line in lines:
            if not _stands_alone(line):
                together.append(line)
                continue
            if together:
                yield replace(passage, text="\n".join(together))
            together = []
            yield replace(passage, text=line)
        if together:
            yield replace(passage, text="\n".join(together))


def _stands_alone(line: str) -> bool:
    return bool(BULLET.match(line)) or reason_to_leave_out(line, edge=False) is not None


def _quotations_are_set_in(passages: Sequence[Passage]) -> bool:
    """Tell whether an indent marks a quotation here, and not each paragraph's first line."""
    prose = [
        passage
        for passage in passages
        if ends_sentence(passage.text) and not label_and_words(passage.text)[0]
    ]
    set_in = sum(passage.indent >= _SET_IN for passage in prose)
    return set_in * 3 <= len(prose) or (set_in == 1 and len(prose) == 2)


def _is_heading(passages: Sequence[Passage], at: int) -> bool:
    text = passages[at].text
    if len(text) > _LONGEST_HEADING or len(text.split()) > _MOST_WORDS_IN_HEADING:
        return False
    if not any(character.isalpha() for character in text) or is_menu(text):
        return False
    if _CHAPTER.fullmatch(text.split("\n")[0]):
        return True
    if text.endswith(_NEVER_ENDS_A_HEADING) or text[0] in "-–—[(•*>":
        return False
    if text[0] in _OPENING and not _is_quoted_heading(text):
        return False
    if text[0].islower() or "\n" in text:
        return False
    following = _next_of_article(passages, at)
    if following is None or (at and passages[at - 1].text.endswith((":", "："))):
        return False
    leads = following.text
    if BULLET.match(leads) or NUMBER.match(leads) or leads.endswith((":", "：")):
        return True
    below = len(leads) > max(len(text), _least_below(leads)) and _is_prose(leads)
    below = below or (_TWO_SENTENCES.search(leads) is not None and len(leads) > 2 * len(text))
    if text.endswith(("?", "!", "？", "！")):
        # A short cry or question between short paragraphs is somebody speaking.
        return below and len(leads) > 100
    return below or (text.isupper() and not leads.isupper() and len(text) > 3)


def _least_below(text: str) -> int:
    """Give how long a paragraph must be for the line above it to be its heading."""
    terse = sum(is_dense(letter) or "\uac00" <= letter <= "\ud7a3" for letter in text)
    return _SHORTEST_BELOW_DENSE if terse * 2 > len(text) else _SHORTEST_BELOW


def _is_prose(text: str) -> bool:
    """Tell whether each line ends as a sentence does; Thai has no mark for that."""
    return all(ends_sentence(line) or _THAI.search(line[-1]) for line in text.split("\n"))


def _is_quoted_heading(text: str) -> bool:
    """Tell a heading between quotation marks from speech, which ends before its mark."""
    marked = text[-1] in _CLOSING and len(text) > 2
    return marked and text[-2] not in ".,!?…;:–—" and not any(c in _CLOSING for c in text[1:-1])


def _next_of_article(passages: Sequence[Passage], at: int) -> Passage | None:
    for passage in passages[at + 1 : at + 4]:
        if reason_to_leave_out(passage.text, edge=False) is None:
            return passage
    return None


def _is_standing_quotation(passages: Sequence[Passage], at: int) -> bool:
    """Tell whether a paragraph is one quotation, and not a turn of a talk."""
    text = passages[at].text
    if text[0] not in _OPENING or text.rstrip(".")[-1] not in _CLOSING:
        return False
    if any(mark in text[1:-2] for mark in _CLOSING_OF.get(text[0], "")):
        return False
    if at and passages[at - 1].text.endswith((":", "：")):
        return True
    if at and passages[at - 1].text.endswith(("?", "？")):
        # What follows a question is an answer.
        return False
    neighbours = (*passages[max(0, at - 1) : at], *passages[at + 1 : at + 2])
    talking = any(neighbour.text[0] in _OPENING + "—–-" for neighbour in neighbours)
    return len(text) >= _SHORTEST_STANDING_QUOTATION and not talking
