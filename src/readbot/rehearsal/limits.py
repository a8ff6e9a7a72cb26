"""Discord's documented limits, each by name, with what the documentation says of it."""

from typing import Self


class Limit(int):
    """A number with the rule it stands for."""

    says: str

    def __new__(cls, value: int, says: str) -> Self:
        limit = super().__new__(cls, value)
        limit.says = says
        return limit


CONTENT = Limit(2000, "A message's content from a bot has at most 2000 characters.")
NONCE = Limit(25, "A nonce has at most 25 characters.")
NONCE_SECONDS = Limit(
    300, "An enforced nonce is compared with the author's messages of the last few minutes."
)
EMBEDS = Limit(10, "A message has at most 10 embeds.")
EMBED_TOTAL = Limit(6000, "All embeds of a message have at most 6000 characters together.")
EMBED_TITLE = Limit(256, "An embed's title has at most 256 characters.")
EMBED_DESCRIPTION = Limit(4096, "An embed's description has at most 4096 characters.")
EMBED_FIELDS = Limit(25, "An embed has at most 25 fields.")
EMBED_FIELD_NAME = Limit(256, "An embed field's name has at most 256 characters.")
EMBED_FIELD_VALUE = Limit(1024, "An embed field's value has at most 1024 characters.")
EMBED_FOOTER = Limit(2048, "An embed's footer has at most 2048 characters.")
EMBED_AUTHOR = Limit(256, "An embed author's name has at most 256 characters.")
FILES = Limit(10, "A message has at most 10 files.")
FILE_BYTES = Limit(10 * 1024 * 1024, "A bot's file has at most 10 MiB.")
FILE_DESCRIPTION = Limit(1024, "A file's description has at most 1024 characters.")
ROWS = Limit(5, "A message of the old kind has at most 5 action rows.")
BUTTONS_IN_ROW = Limit(5, "An action row has at most 5 buttons, or one select menu.")
COMPONENTS_V2 = Limit(40, "A message of components v2 has at most 40 components in all.")
COMPONENTS_V2_TEXT = Limit(
    4000, "A message of components v2 has at most 4000 characters of text in all."
)
CUSTOM_ID = Limit(100, "A custom id has 1 to 100 characters, and is unique in its message.")
BUTTON_LABEL = Limit(80, "A button's label has at most 80 characters.")
BUTTON_URL = Limit(512, "A link button's address has at most 512 characters.")
SELECT_OPTIONS = Limit(25, "A select menu has at most 25 options.")
SELECT_OPTION_TEXT = Limit(
    100, "A select option's label, value and description have at most 100 characters each."
)
SELECT_PLACEHOLDER = Limit(150, "A select menu's placeholder has at most 150 characters.")
SELECT_VALUES = Limit(25, "A select menu lets choose at most 25 values.")
SECTION_TEXTS = Limit(3, "A section has 1 to 3 texts and an accessory.")
GALLERY_ITEMS = Limit(10, "A media gallery has 1 to 10 items.")
MEDIA_DESCRIPTION = Limit(1024, "A media item's description has at most 1024 characters.")
FORM_TITLE = Limit(45, "A form's title has 1 to 45 characters.")
FORM_PARTS = Limit(5, "A form has 1 to 5 parts.")
LABEL = Limit(45, "A label has 1 to 45 characters.")
LABEL_DESCRIPTION = Limit(100, "A label's description has at most 100 characters.")
TEXT_INPUT = Limit(4000, "A text input holds at most 4000 characters.")
TEXT_INPUT_PLACEHOLDER = Limit(100, "A text input's placeholder has at most 100 characters.")
UPLOAD_FILES = Limit(10, "A file upload takes at most 10 files.")
GROUP_OPTIONS = Limit(10, "A radio or checkbox group has at most 10 options.")
RADIO_OPTIONS_MIN = Limit(2, "A radio group has at least 2 options.")
COMMANDS = Limit(100, "An application has at most 100 slash commands in each scope.")
USER_MENUS = Limit(5, "An application has at most 5 user menu commands in each scope.")
MESSAGE_MENUS = Limit(5, "An application has at most 5 message menu commands in each scope.")
COMMAND_NAME = Limit(32, "A command's or option's name has 1 to 32 characters.")
COMMAND_DESCRIPTION = Limit(100, "A command's or option's description has 1 to 100 characters.")
COMMAND_OPTIONS = Limit(25, "A command has at most 25 options.")
COMMAND_CHOICES = Limit(25, "An option has at most 25 choices; a completion offers at most 25.")
CHOICE_TEXT = Limit(100, "A choice's name and text value have at most 100 characters.")
COMMAND_TOTAL = Limit(
    8000, "A command's names, descriptions and values have at most 8000 characters together."
)
OPTION_TEXT = Limit(6000, "A text option holds at most 6000 characters.")
USER_NAME = Limit(32, "A bot's own name has 2 to 32 characters.")
WEBHOOK_NAME = Limit(80, "A webhook's name has 1 to 80 characters.")
THREAD_NAME = Limit(100, "A thread's or channel's name has 1 to 100 characters.")
FORUM_TAGS = Limit(5, "A forum post carries at most 5 tags.")
ALLOWED_MENTIONS = Limit(100, "Allowed mentions name at most 100 users and 100 roles.")
HISTORY_PAGE = Limit(100, "A page of history has 1 to 100 messages.")
BULK_DELETE = Limit(100, "A bulk deletion takes 2 to 100 messages, none older than two weeks.")
REACTIONS = Limit(20, "A message has at most 20 different reactions.")
ANSWER_SECONDS = Limit(3, "An interaction must be answered within 3 seconds.")
TOKEN_SECONDS = Limit(900, "An interaction's token is good for 15 minutes.")
GLOBAL_PER_SECOND = Limit(50, "A bot may send at most 50 requests a second in all.")
HEARTBEAT_MILLISECONDS = Limit(41250, "The gateway asks for a heartbeat about every 41 seconds.")
RESUME_EVENTS = Limit(2000, "A lost session's events are kept for a while, to be replayed.")


def all_limits() -> dict[str, Limit]:
    """Every limit by its name, in the order of this file."""
    return {name: value for name, value in globals().items() if isinstance(value, Limit)}
