"""Long lists, a page at a time: the page's number stands in the buttons, not in memory."""

from collections.abc import Sequence
from typing import TypeVar

from readbot.chat.views import Button, Row, deed_id
from readbot.text.words import Words

_T = TypeVar("_T")


def pages(total: int, size: int) -> int:
    """How many pages ``total`` things fill; at least one."""
    return max(1, -(-total // size))


def clamped(page: int, total: int, size: int) -> int:
    """The nearest page, counted from 0, that there is."""
    return min(max(page, 0), pages(total, size) - 1)


def page_of(things: Sequence[_T], page: int, size: int) -> Sequence[_T]:
    """The things on a page that :func:`clamped` gave."""
    return things[page * size : (page + 1) * size]


def turning(
    words: Words, page: int, total: int, size: int, deed: str, *arguments: object
) -> tuple[Row, ...]:
    """Buttons for the neighbouring pages; none where one page holds all.

    Their ids are the deed, the arguments and last the page.
    """
    count = pages(total, size)
    if count == 1:
        return ()
    before = Button(
        words.say("Back"), deed_id(deed, *arguments, max(0, page - 1)), disabled=page == 0
    )
    # Two buttons of one message may not share an id, so the marker of the page has its own.
    where = Button(
        words.say("Page {page} of {count}", page=page + 1, count=count),
        deed_id(deed, *arguments, "here"),
        disabled=True,
    )
    after = Button(
        words.say("More"),
        deed_id(deed, *arguments, page + 1),
        disabled=page + 1 >= count,
    )
    return ((before, where, after),)
