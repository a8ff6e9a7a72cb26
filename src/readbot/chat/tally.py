"""What happens in chat, told to whoever counts it. No names, ids or words are told."""

from typing import Protocol


class Tally(Protocol):
    """Is told what happened. It must neither wait nor raise."""

    def first_word(self, kind: str, seconds: float) -> None:
        """Someone was answered or put off for the first time, ``seconds`` after they asked.

        ``kind`` is command, component, form or completion.
        """
        ...

    def deed(self, outcome: str) -> None:
        """A deed ended: done, mistake, hindered (by the database), fault, or lost.

        Lost is an answer that nobody got.
        """
        ...

    def connection(self, event: str) -> None:
        """The connection to the gateway was made anew, resumed or lost."""
        ...


class NoTally:
    """Nobody counts."""

    def first_word(self, kind: str, seconds: float) -> None:
        """Nothing is done."""

    def deed(self, outcome: str) -> None:
        """Nothing is done."""

    def connection(self, event: str) -> None:
        """Nothing is done."""


NO_TALLY = NoTally()
