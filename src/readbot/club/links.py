"""Where in Discord a person is led back to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """One message of a server; its address is made where it is shown."""

    server_id: int
    channel_id: int
    message_id: int
