"""A digest as a Discord message; see render.py for everything else."""

from readbot.chat.views import Button, Message, deed_id
from readbot.club.postings import Posting
from readbot.services.courier import DigestPage
from readbot.text.words import words_for


def digest(posting: Posting, page: DigestPage) -> Message:
    """The week in one message; the rest stands behind a button."""
    words = words_for(page.club.language)
    return Message(
        words.say("The week in our reading group"),
        ((Button(words.say("More"), deed_id("digest", posting.mark)),),),
    )
