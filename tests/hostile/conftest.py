"""The server, the people and the readbot of the chat's tests, and of the journeys."""

from tests.chat.conftest import stage
from tests.journeys.conftest import rehearsal, runner, town

__all__ = ["rehearsal", "runner", "stage", "town"]
