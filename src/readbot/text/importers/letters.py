"""Letters as mail programs write them: a few lines with names above the text."""

import re
from email.utils import parseaddr

from readbot.text.article import Details, LeftOut, LeftOutReason
from readbot.text.importers.dates import date_in

_MOST_LINES = 12
_LINE = re.compile(
    r"(from|to|cc|bcc|reply-to|sent|date|subject|von|an|gesendet|datum|betreff|de|à|envoyé|objet|"
    r"para|enviado|asunto|assunto|da|a|inviato|oggetto|verzonden|onderwerp|aan|от|кому|дата|тема)"
    r"[ \t]*:[ \t]+(\S.{0,300})",
    re.IGNORECASE,
)
_SUBJECTS = frozenset(
    {"subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "тема"}
)
_SENDERS = frozenset({"from", "von", "de", "da", "от"})
_DATES = frozenset(
    {"date", "sent", "datum", "gesendet", "envoyé", "enviado", "inviato", "verzonden", "дата"}
)
_REPLY = re.compile(r"(?:(?:re|fwd?|aw|wg|tr|rv)\s*:\s*)+", re.IGNORECASE)


def read_letter_head(text: str) -> tuple[Details, str, list[LeftOut]]:
    """What a letter's first lines say of it, its text below them, and those lines.

    A text that does not begin with a sender and a subject is given back as it is.
    """
    lines = text.lstrip("\n").split("\n")
    said: dict[str, str] = {}
    end = 0
    for line in lines[:_MOST_LINES]:
        match = _LINE.fullmatch(line.strip())
        if match is None:
            break
        said.setdefault(match[1].casefold(), match[2].strip())
        end += 1
    first = {
        name: next((value for label, value in said.items() if label in labels), None)
        for name, labels in (("title", _SUBJECTS), ("author", _SENDERS), ("published", _DATES))
    }
    below = "\n".join(lines[end:])
    if not (first["title"] and first["author"] and below.strip()):
        return Details(), text, []
    name, _ = parseaddr(first["author"])
    details = Details(
        title=_REPLY.sub("", first["title"], count=1) or None,
        author=name or None,
        published=date_in(first["published"] or ""),
    )
    left_out = [LeftOut(line.strip(), LeftOutReason.DATELINE, 0) for line in lines[:end]]
    return details, below, left_out
