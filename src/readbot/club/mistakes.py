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
