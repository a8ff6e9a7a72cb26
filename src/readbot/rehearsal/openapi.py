"""Discord's own OpenAPI document, where it is given, as a judge of what goes over the wire.

The document is Discord's and is not part of this project; jsonschema-rs, which reads it, is needed
by nothing else. Where either is missing there is no judge.
"""

import json
import os
import re
from collections.abc import Mapping
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readbot.rehearsal.wire import Exchange

if TYPE_CHECKING:
    from jsonschema_rs import Validator

VARIABLE = "DISCORD_OPENAPI"
_NAME = "discord-openapi.json"
_PLACES = (Path(_NAME), Path("..") / "shared" / _NAME)
_LEAST_SNOWFLAKE = 2**40
_BRACES = re.compile(r"\{[^}]+\}")


def document_path() -> Path | None:
    """Where the document is: named by DISCORD_OPENAPI, or beside; None when there is none."""
    named = os.environ.get(VARIABLE)
    places = (Path(named),) if named else _PLACES
    return next((place for place in places if place.is_file()), None)


def judge() -> "Judge | None":
    """The judge, read once; None without the document or without jsonschema-rs."""
    path = document_path()
    if path is None or find_spec("jsonschema_rs") is None:
        return None
    return Judge(path)


class DocumentError(Exception):
    """The document cannot be used; the message says in plain words why."""


class Judge:
    """Holds exchanges against the document. It reads and compiles when first asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._validators: dict[str, Validator] = {}

    def complaints(self, exchange: Exchange) -> list[str]:
        """What the document finds wrong with one exchange's body and answer, or DocumentError."""
        from jsonschema_rs import ReferencingError

        try:
            return self._all_complaints(exchange)
        except (AttributeError, KeyError, TypeError, ValueError, ReferencingError) as error:
            raise DocumentError(
                f"{self._path.name} does not read as an OpenAPI document "
                f"({type(error).__name__}: {str(error)[:200]})."
            ) from error

    def _all_complaints(self, exchange: Exchange) -> list[str]:
        path = self._operations.get((exchange.method, _BRACES.sub("{}", exchange.route)))
        if path is None:
            return [f"{exchange.method} {exchange.route} is not in the document"]
        operation = self._document["paths"][path][exchange.method.lower()]
        base = f"/paths/{_escaped(path)}/{exchange.method.lower()}"
        found = self._about_request(exchange, operation, base)
        found += self._about_answer(exchange, operation, base)
        return [f"{exchange.method} {exchange.path} {exchange.status} {one}" for one in found]

    def complaints_about(self, name: str, value: Any) -> list[str]:
        """What one of the document's schemas finds wrong with a value."""
        return self._complaints(f"/components/schemas/{name}", value)

    def _about_request(
        self, exchange: Exchange, operation: Mapping[str, Any], base: str
    ) -> list[str]:
        content = operation.get("requestBody", {}).get("content", {})
        if exchange.status >= 400 or not exchange.body or "application/json" not in content:
            return []
        pointer = f"{base}/requestBody/content/application~1json/schema"
        return [f"request: {one}" for one in self._complaints(pointer, as_spelled(exchange.body))]

    def _about_answer(
        self, exchange: Exchange, operation: Mapping[str, Any], base: str
    ) -> list[str]:
        status, answers = str(exchange.status), operation["responses"]
        if exchange.status == 429:
            return self.complaints_about("RatelimitedResponse", exchange.response)
        if status in answers:
            if "content" in answers[status]:
                pointer = f"{base}/responses/{status}/content/application~1json/schema"
                found = self._complaints(pointer, exchange.response)
                return [f"answer: {one}" for one in found]
            return [] if exchange.response is None else ["answer: there should be no body"]
        if 400 <= exchange.status < 500:
            # The document wants numbers as the codes of single fields; Discord's documentation and
            # practice have words there, so only the outer error is held against it.
            return self.complaints_about("Error", exchange.response)
        return [f"answer: status {status} is not in {sorted(answers)}"]

    @cached_property
    def _document(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise DocumentError(f"{self._path.name} cannot be read as JSON: {reason}.") from error
        return found

    @cached_property
    def _operations(self) -> dict[tuple[str, str], str]:
        """Method and bare path to the document's path."""
        return {
            (method.upper(), _BRACES.sub("{}", path)): path
            for path, methods in self._document["paths"].items()
            for method in methods
        }

    def _complaints(self, pointer: str, value: Any) -> list[str]:
        errors = self._validator(pointer).iter_errors(value)
        return [f"{'/'.join(map(str, one.instance_path))}: {one.message[-300:]}" for one in errors]

    def _validator(self, pointer: str) -> "Validator":
        from jsonschema_rs import validator_for

        if pointer not in self._validators:
            schema = {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$ref": f"#{pointer}",
                "components": self._document["components"],
                "paths": self._document["paths"],
            }
            self._validators[pointer] = validator_for(schema, validate_formats=True)
        return self._validators[pointer]


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
    if key in ("allow", "deny", "permissions") and isinstance(value, str):
        return int(value)
    large = isinstance(value, int) and value > _LEAST_SNOWFLAKE
    return str(value) if large else value


def _escaped(path: str) -> str:
    escaped = path.replace("~", "~0").replace("/", "~1")
    return escaped.replace("{", "%7B").replace("}", "%7D")
