"""The server, the people and the readbot of the chat's tests."""

from tests.chat.conftest import stage

__all__ = ["stage"]
