"""How Discord says no: a status, a code of its own, a sentence, and which fields are wrong."""

from readbot.rehearsal.model.nouns import Json

_MESSAGES: dict[int, tuple[int, str]] = {
    0: (401, "401: Unauthorized"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10006: (404, "Unknown Invite"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10009: (404, "Unknown Overwrite"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10014: (404, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10026: (404, "Unknown Ban"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    10066: (404, "Unknown application command permissions"),
    10087: (404, "Unknown Tag"),
    20028: (
        429,
        "The write action you are performing on the channel has hit the write rate limit.",
    ),
    30003: (400, "Maximum number of pins reached for the channel (50)"),
    30010: (400, "Maximum number of reactions reached (20)"),
    30032: (400, "Maximum number of application commands reached (100)."),
    30046: (429, "Maximum number of edits to messages older than 1 hour reached. Try again later."),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50016: (400, "Provided too few or too many messages to delete."),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50028: (400, "Invalid role"),
    50034: (400, "A message provided was too old to bulk delete"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    160004: (400, "A thread has already been created for this message"),
    160005: (400, "Thread is locked"),
    160006: (400, "Maximum number of active threads reached"),
}

CODES = tuple(_MESSAGES)


class Refusal(Exception):  # noqa: N818 - a refusal is no error of ours
    """A request that Discord refuses, with its own code; `errors` names the wrong fields."""

    def __init__(self, code: int, errors: Json | None = None, *, status: int | None = None) -> None:
        self.status, self.message = _MESSAGES[code]
        if status is not None:
            self.status = status
        self.code = code
        self.errors = errors
        super().__init__(f"{self.status} {code}: {self.message} {errors or ''}")

    def body(self) -> Json:
        """The answer's JSON."""
        body: Json = {"message": self.message, "code": self.code}
        if self.errors:
            body["errors"] = self.errors
        return body


class FormErrors:
    """Gathers what is wrong with a body, field by field, for one Invalid Form Body."""

    def __init__(self) -> None:
        self._tree: Json = {}

    def add(self, path: str, code: str, message: str) -> None:
        """Notes an error at a path such as `components.0.label`."""
        here = self._tree
        for key in path.split(".") if path else ():
            here = here.setdefault(key, {})
        here.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: str, value: object, most: int, least: int = 0) -> None:
        """Notes a text (or list) that is too long or too short; no text at all is fine."""
        if value is None:
            return
        if not isinstance(value, (str, list)):
            self.add(path, "BASE_TYPE_STRING", "Could not interpret this value.")
        elif not least <= len(value) <= most:
            says = (
                f"Must be between {least} and {most} in length."
                if least
                else f"Must be {most} or fewer in length."
            )
            code = "BASE_TYPE_BAD_LENGTH" if least else "BASE_TYPE_MAX_LENGTH"
            self.add(path, code, says)

    def required(self, path: str, value: object) -> None:
        """Notes a field that is missing."""
        if value is None or value == "":
            self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def number(self, path: str, value: object, least: float, most: float) -> None:
        """Notes a number out of range; none at all is fine."""
        if value is None:
            return
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not a number.')
        elif not least <= value <= most:
            self.add(path, "NUMBER_TYPE_RANGE", f"Must be between {least} and {most}.")

    def raise_if_any(self) -> None:
        """Raises the Refusal when anything was noted."""
        if self._tree:
            raise Refusal(50035, self._tree)
