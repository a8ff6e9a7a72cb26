"""Pages that a browser saved as one file (MHTML): a mail message that holds the page's parts."""

import re
from email import message_from_bytes

from readbot.text.article import UnreadableError
from readbot.text.importers.encodings import decode_markup

_START = re.compile(
    rb"\s*(?:From: <Saved by|MIME-Version:|Snapshot-Content-Location:)", re.IGNORECASE
)


def is_saved_page(content: bytes) -> bool:
    """Tell whether the bytes are a page with its pictures in one file."""
    return bool(_START.match(content[:200])) and b"multipart/related" in content[:4096]


def page_in(content: bytes) -> tuple[str, str | None]:
    """Give the page's source and its address. Raises UnreadableError when there is no page."""
    for part in message_from_bytes(content).walk():
        payload = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(payload, bytes):
            address = str(part.get("Content-Location", ""))
            charset = part.get_param("charset")
            source = decode_markup(payload, charset if isinstance(charset, str) else None)
            return source, address if address.startswith(("http://", "https://")) else None
    raise UnreadableError(
        "There is no page in this saved file. Please open it, copy its text and paste that."
    )
