"""What a person can put right, said in plain words."""


class Mistake(Exception):  # noqa: N818  the house's word for it (docs/house.md), not an error's name
    """Something that the person who asked can put right; its message is shown to them, privately.

    ``msgid`` is the untranslated sentence, with ``{names}`` for ``values``: the room that answers
    looks it up in the club's language before it fills the values in.
    """

    def __init__(self, msgid: str, **values: object) -> None:
        super().__init__(msgid.format(**values))
        self.msgid = msgid
        self.values = values


class Hindrance(Mistake):
    """What was asked could not be read or written down now; later it may be."""


BUSY = "My records are busy just now, so nothing of this was kept. Please try again in a moment."
AWAY = (
    "I cannot reach my records just now, so this may not have been kept. Please look, and try "
    "again in a moment."
)
FULL = (
    "I cannot write anything down just now: there is no room left where my records are. Nothing "
    "of this was kept. Whoever runs this readbot has to make room; then try again."
)
UNUSABLE = (
    "I cannot use my records just now, so nothing of this was kept. Whoever runs this readbot has "
    "to look at their disk; the log says what is wrong."
)
GONE = (
    "My records were taken away while I was running, so nothing of this was kept. Whoever runs "
    "this readbot has to put them back; the log says how."
)
