"""The lines above an article that say by themselves what they are, and what is learned of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from readbot.text.article import Details, LeftOut, LeftOutReason
from readbot.text.importers.appeals import is_about_author, reason_to_leave_out
from readbot.text.importers.bylines import (
    Imprint,
    are_persons,
    by_line,
    imprint_of,
    is_publication,
    is_role,
    issue_of,
)
from readbot.text.importers.captions import is_captioned
from readbot.text.importers.dates import date_in
from readbot.text.importers.labels import labelled, says_several
from readbot.text.importers.title_lines import (
    HeadLine,
    is_headline_like,
    is_words,
    may_be_title,
    says_something,
)
from readbot.text.importers.wrapping import ends_sentence

ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
UNDERLINE = re.compile(r"[=~_\-—–*]{3,}")
_CONTACT = re.compile(r"(?:[\w.+-]+@[\w-]+\.[\w.-]+|@[\w.]{2,30})")


@dataclass(slots=True)
class Head:
    """What has been found above the article so far."""

    details: Details = field(default_factory=Details)
    left_out: list[LeftOut] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    updated: str | None = None

    def leave_out(self, text: str, reason: LeftOutReason) -> None:
        """Keep a line that is no part of the article, and why."""
        self.left_out.append(LeftOut(" ".join(text.split()), reason, 0))

    def learn(self, **found: str | None) -> None:
        """Keep what was not known yet."""
        new = {
            name: value
            for name, value in found.items()
            if value and not getattr(self.details, name)
        }
        self.details = replace(self.details, **new)

    def learn_title(self, text: str) -> None:
        """Keep the headline, and the newspaper's name where a bar parts it off."""
        words, bar, name = text.rpartition(" | ")
        if bar and is_publication(name):
            self.learn(title=words, publisher=name)
        else:
            self.learn(title=text)

    def learn_imprint(self, text: str, imprint: Imprint) -> None:
        """Keep what a by-line or a dateline says, and the line itself where it says more."""
        known = self.details
        self.learn(
            author=imprint.author,
            published=imprint.published,
            publisher=imprint.publisher,
        )
        self.updated = self.updated or imprint.updated
        says_again = imprint.author is not None and known.author is not None
        if not imprint.whole or says_again:
            self.leave_out(text, imprint.reason)


def is_contact(text: str) -> bool:
    """Tell whether the line is only an author's addresses."""
    return all(_CONTACT.fullmatch(part) for part in re.split(r"[\s|·,]+", text) if part)


def take_known(head: Head, lines: Sequence[HeadLine], at: int) -> bool:
    """Learn from a line of the head that shows by itself what it is; False from any other."""
    text = lines[at].text
    if UNDERLINE.fullmatch(text):
        return True
    if ADDRESS.fullmatch(text):
        head.learn(source_url=text)
        return True
    if not says_something(text) and imprint_of(text) is None:
        head.leave_out(text, LeftOutReason.MENU)
        return True
    if is_contact(text):
        head.leave_out(text, LeftOutReason.BYLINE)
        return True
    if _take_label(head, text):
        return True
    imprint = imprint_of(text) or issue_of(text)
    if imprint is not None and not _is_title_that_begins_with_by(at, imprint):
        head.learn_imprint(text, imprint)
        return True
    reason = None if is_captioned(text) else reason_to_leave_out(text, edge=True)
    if reason is not None:
        head.leave_out(text, reason)
        return True
    if at and is_role(text):
        head.leave_out(text, LeftOutReason.BYLINE)
        return True
    if head.details.author and is_about_author(text, head.details.author):
        head.leave_out(text, LeftOutReason.AUTHOR)
        return True
    if at and is_bare_name(lines, at) and head.details.author is None:
        head.learn(author=text)
        return True
    if _is_place(lines, at):
        head.leave_out(text, LeftOutReason.DATELINE)
        return True
    return False


def _is_title_that_begins_with_by(at: int, imprint: Imprint) -> bool:
    """Tell "Von Menschen und Mäusen" at the top from a by-line."""
    if at or imprint.author is None or imprint.published or not imprint.whole:
        return False
    return not are_persons(imprint.author)


def _take_label(head: Head, text: str) -> bool:
    found = labelled(text)
    if found is None or getattr(head.details, found[0]):
        return False
    name, value = found
    if name == "published" and says_several(value):
        # It says more than its label: "Published 3 May | Updated 4 May".
        return False
    head.learn(**{name: date_in(value) or value if name == "published" else value})
    return True


def is_bare_name(lines: Sequence[HeadLine], at: int) -> bool:
    """Tell whether the line is a by-line without "by": names right beside a dateline.

    A headline stands above them, or one that cannot be a name below.
    """
    if not are_persons(lines[at].text) or any(by_line(line.text) for line in lines):
        return False
    headed = any(may_be_title(lines, above) and is_words(lines, above) for above in range(at))
    if not headed and not any(is_headline_like(line.text) for line in lines[at + 1 : at + 6]):
        return False
    around = [*lines[max(0, at - 1) : at], *_next_words(lines, at)]
    return any(_is_dated(line.text) or is_role(line.text) for line in around)


def _next_words(lines: Sequence[HeadLine], at: int) -> Sequence[HeadLine]:
    """Give the next line that is neither a sign nor a menu's."""
    for line in lines[at + 1 : at + 4]:
        if _is_dated(line.text):
            return [line]
        if (
            says_something(line.text)
            and reason_to_leave_out(line.text, edge=True) is not LeftOutReason.MENU
        ):
            return [line]
    return []


def _is_dated(text: str) -> bool:
    imprint = imprint_of(text)
    return imprint is not None and imprint.author is None


def _is_place(lines: Sequence[HeadLine], at: int) -> bool:
    """Tell whether a word or two stand between a by-line and what goes on after it."""
    text = lines[at].text
    short = len(text.split()) <= 3 and text[0].isupper() and not ends_sentence(text)
    above = at > 0 and imprint_of(lines[at - 1].text)
    below = at + 1 < len(lines) and lines[at + 1].group == lines[at].group
    return bool(short and above and below and lines[at - 1].group == lines[at].group)
