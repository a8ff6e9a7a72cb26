"""The text layer of a PDF: each printed line with its page, place and size, through PDFium."""

import math
import re
import threading
from collections.abc import Iterator
from ctypes import byref, c_double, c_int, create_string_buffer
from itertools import pairwise
from typing import Any

from readbot.text.article import UnreadableError, too_long
from readbot.text.importers.columns import in_reading_order
from readbot.text.importers.printed_lines import PrintedLine

_MOST_PAGES = 5000
_LINE_ENDS = frozenset({2, 10, 13})
_MARGIN_HYPHEN = 2
_ROOM_FOR_MARGINS = 2
_BOLD = 600
_BOLD_NAME = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_WIDE_SPACE = 1.2  # ems

# PDFium is not safe to use from two threads at once.
_ONE_AT_A_TIME = threading.Lock()


def printed_pages(content: bytes, longest: int) -> tuple[list[list[PrintedLine]], dict[str, str]]:
    """Give the lines of every page, as they are read, and what the file declares.

    Raises UnreadableError for a locked or damaged file, or one of more than 5,000 pages or of far
    more than ``longest`` characters; they are counted before any is taken out.
    """
    # Imported here because few articles come as PDF.
    import pypdfium2
    from pypdfium2 import raw

    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise _refusal(error.err_code) from error
        try:
            count = len(document)
            if count > _MOST_PAGES:
                raise UnreadableError(
                    "This PDF has {count} pages. Please send only those that you want to read.",
                    count=count,
                )
            pages, left = [], _ROOM_FOR_MARGINS * longest
            for number in range(count):
                text_page = document[number].get_textpage()
                left -= raw.FPDFText_CountChars(text_page)
                if left < 0:
                    raise too_long(longest)
                pages.append(in_reading_order(list(_lines(text_page, number))))
            return pages, document.get_metadata_dict(skip_empty=True)
        except pypdfium2.PdfiumError as error:
            raise _refusal(None) from error
        finally:
            document.close()


def _refusal(code: int | None) -> UnreadableError:
    from pypdfium2 import raw

    if code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
        return UnreadableError(
            "This PDF is locked with a password. Please save a copy without one, or paste the text."
        )
    return UnreadableError("This PDF is damaged. Please download it again, or paste the text.")


def _lines(text_page: Any, number: int) -> Iterator[PrintedLine]:
    from pypdfium2 import raw

    codes = [
        raw.FPDFText_GetUnicode(text_page, at) for at in range(raw.FPDFText_CountChars(text_page))
    ]
    start = 0
    for at, code in enumerate([*codes, 10]):
        if code in _LINE_ENDS:
            # PDFium goes on after a hyphen of the margin as if the line did not end there.
            end = at + 1 if code == _MARGIN_HYPHEN else at
            inked = [here for here in range(start, end) if not chr(codes[here]).isspace()]
            for part in _parts(text_page, inked) if inked else ():
                words = "".join(map(chr, codes[part[0] : part[-1] + 1]))
                words = words.replace(chr(_MARGIN_HYPHEN), "-")
                # Characters beyond the first plane come as two halves.
                words = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
                yield _measured(text_page, words.strip(), number, part)
            start = at + 1


def _parts(text_page: Any, inked: list[int]) -> Iterator[list[int]]:
    """A line's characters, parted at spaces so wide that a gutter may lie there.

    PDFium gives what stands level in two columns as one line.
    """
    widest = _WIDE_SPACE * max(_size(text_page, inked[0]), 1.0)
    part = inked[:1]
    for before, here in pairwise(inked):
        if here > before + 1:
            left, right = _edges(text_page, before)
            next_left, next_right = _edges(text_page, here)
            # Arabic goes on to the left.
            if max(next_left - right, left - next_right) > widest:
                yield part
                part = []
        part.append(here)
    yield part


def _edges(text_page: Any, at: int) -> tuple[float, float]:
    from pypdfium2 import raw

    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    raw.FPDFText_GetCharBox(text_page, at, byref(left), byref(right), byref(bottom), byref(top))
    return _finite(left.value), _finite(right.value)


def _measured(text_page: Any, words: str, page: int, inked: list[int]) -> PrintedLine:
    from pypdfium2 import raw

    first, last = inked[0], inked[-1]
    x, baseline = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(text_page, first, byref(x), byref(baseline))
    probes = {first, inked[len(inked) // 2], last}
    sizes = sorted(_size(text_page, at) for at in probes)
    return PrintedLine(
        words=words,
        page=page,
        left=_finite(x.value),
        right=_edges(text_page, last)[1],
        baseline=_finite(baseline.value),
        size=sizes[len(sizes) // 2],
        bold=all(_is_bold(text_page, at) for at in probes),
    )


def _size(text_page: Any, at: int) -> float:
    """Give a character's size as printed: its font's size, scaled as its text is."""
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    scale = 1.0
    if raw.FPDFText_GetMatrix(text_page, at, byref(matrix)):
        scale = math.hypot(matrix.b, matrix.d) or 1.0
    return _finite(raw.FPDFText_GetFontSize(text_page, at) * scale)


def _is_bold(text_page: Any, at: int) -> bool:
    from pypdfium2 import raw

    if raw.FPDFText_GetFontWeight(text_page, at) >= _BOLD:
        return True
    name, flags = create_string_buffer(200), c_int()
    raw.FPDFText_GetFontInfo(text_page, at, name, len(name), byref(flags))
    return _BOLD_NAME.search(name.value) is not None


def _finite(number: float) -> float:
    return number if math.isfinite(number) and abs(number) < 1e6 else 0.0
