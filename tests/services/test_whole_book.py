"""A whole book of three megabytes is read, cut, kept and shown."""

import time

from tests.services.conftest import HERE, MODERATOR, NOW

from readbot.chat.preview_messages import added as shown
from readbot.chat.views import LONG_LIMIT
from readbot.club.clubs import Club
from readbot.services import parsing, readings
from readbot.store.database import Store
from readbot.text.discord_markup import length

_LINE = "The keeper climbed the stairs, and lit the lamp, and said nothing of what was seen. "
BOOK = "\n\n".join(
    f"CHAPTER {n}\n\n" + "\n\n".join((_LINE * 5).strip() for _ in range(60)) for n in range(1, 121)
)


async def test_a_whole_book_is_added_within_a_moment(store: Store, club: Club) -> None:
    assert len(BOOK) > 2_900_000
    begun = time.monotonic()
    article = await parsing.read_file("book.txt", BOOK.encode())
    added = await readings.add(store, HERE, MODERATOR, article, NOW, title="The Keeper")
    assert time.monotonic() - begun < 60
    assert len(added.excerpts) > 1000
    assert added.excerpts[-1].end == len(article.text)
    for page in (0, 5, len(added.excerpts)):
        assert length(shown(added, page).text) <= LONG_LIMIT
