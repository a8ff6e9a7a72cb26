"""Discord's own OpenAPI document, as a judge of what goes over the wire in the tests."""

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from readbot.rehearsal.openapi import VARIABLE, Judge
from readbot.rehearsal.wire import Exchange

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "discord-openapi.json"


def document_path() -> Path:
    """Where the document is; the environment's DISCORD_OPENAPI goes first."""
    return Path(os.environ.get(VARIABLE) or _BESIDE)


@cache
def _judge() -> Judge:
    if not document_path().exists():
        pytest.skip("Discord's OpenAPI document is not here: set DISCORD_OPENAPI to its path.")
    return Judge(document_path())


def complaints_about(name: str, value: Any) -> list[str]:
    """What one of the document's schemas finds wrong with a value."""
    return _judge().complaints_about(name, value)


def complaints(exchange: Exchange) -> list[str]:
    """What the document finds wrong with one exchange's body and answer."""
    return _judge().complaints(exchange)
