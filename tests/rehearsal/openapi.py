"""Discord's own OpenAPI document, as a judge of what goes over the wire."""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from readbot.rehearsal.wire import Exchange

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "discord-openapi.json"
_LEAST_SNOWFLAKE = 2**40
_BRACES = re.compile(r"\{[^}]+\}")


def document_path() -> Path:
    """Where the document is; the environment's READBOT_OPENAPI goes first."""
    return Path(os.environ.get("READBOT_OPENAPI") or _BESIDE)


@cache
def _document() -> dict[str, Any]:
    if not document_path().exists():
        pytest.skip("Discord's OpenAPI document is not here: set READBOT_OPENAPI to its path.")
    found: dict[str, Any] = json.loads(document_path().read_text())
    return found


@cache
def _operations() -> dict[tuple[str, str], str]:
    """Method and bare path to the document's path."""
    return {
        (method.upper(), _BRACES.sub("{}", path)): path
        for path, methods in _document()["paths"].items()
        for method in methods
    }


@cache
def _validator(pointer: str) -> jsonschema_rs.Validator:
    whole = _document()
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": f"#{pointer}",
        "components": whole["components"],
        "paths": whole["paths"],
    }
    return jsonschema_rs.validator_for(schema, validate_formats=True)


def complaints_about(name: str, value: Any) -> list[str]:
    """What one of the document's schemas finds wrong with a value."""
    return _complaints(f"/components/schemas/{name}", value)


def complaints(exchange: Exchange) -> list[str]:
    """What the document finds wrong with one exchange's body and answer."""
    path = _operations().get((exchange.method, _BRACES.sub("{}", exchange.route)))
    if path is None:
        return [f"{exchange.method} {exchange.route} is not in the document"]
    operation = _document()["paths"][path][exchange.method.lower()]
    base = f"/paths/{_escaped(path)}/{exchange.method.lower()}"
    found: list[str] = []
    content = operation.get("requestBody", {}).get("content", {})
    if exchange.status < 400 and exchange.body and "application/json" in content:
        pointer = f"{base}/requestBody/content/application~1json/schema"
        found += [f"request: {one}" for one in _complaints(pointer, as_spelled(exchange.body))]
    status = str(exchange.status)
    if exchange.status == 429:
        found += complaints_about("RatelimitedResponse", exchange.response)
    elif status in operation["responses"]:
        if "content" in operation["responses"][status]:
            pointer = f"{base}/responses/{status}/content/application~1json/schema"
            found += [f"answer: {one}" for one in _complaints(pointer, exchange.response)]
        elif exchange.response is not None:
            found.append("answer: there should be no body")
    elif 400 <= exchange.status < 500:
        # The document wants numbers as the codes of single fields; Discord's documentation and
        # practice have words there, so only the outer error is held against it.
        found += complaints_about("Error", exchange.response)
    else:
        found.append(f"answer: status {status} is not in {sorted(operation['responses'])}")
    return [f"{exchange.method} {exchange.path} {status} {one}" for one in found]


def as_spelled(value: Any, key: str = "") -> Any:
    """A body as the document spells it: ids as text, permission bits as numbers.

    discord.py writes some of them the other way round, which Discord takes too.
    """
    if isinstance(value, dict):
        return {inner: as_spelled(one, inner) for inner, one in value.items()}
    if isinstance(value, list) and key == "attachments":
        return [{**one, "id": str(one["id"])} for one in value]
    if isinstance(value, list):
        return [as_spelled(one) for one in value]
    if key in ("allow", "deny") and isinstance(value, str):
        return int(value)
    large = isinstance(value, int) and value > _LEAST_SNOWFLAKE
    return str(value) if large else value


def _complaints(pointer: str, value: Any) -> list[str]:
    errors = _validator(pointer).iter_errors(value)
    return [f"{'/'.join(map(str, one.instance_path))}: {one.message[-300:]}" for one in errors]


def _escaped(path: str) -> str:
    escaped = path.replace("~", "~0").replace("/", "~1")
    return escaped.replace("{", "%7B").replace("}", "%7D")
