"""Forms (modals): checked when the bot opens one, and filled in as the Discord client does."""

from collections.abc import Callable
from typing import Any

from readbot.rehearsal import limits
from readbot.rehearsal.components import SELECTS, STRING_SELECT, check_select_range, select_options
from readbot.rehearsal.model.nouns import Json
from readbot.rehearsal.options import (
    ClientRefusal,
    Resolved,
    Scene,
    chosen_values,
)
from readbot.rehearsal.refusals import FormErrors
from readbot.rehearsal.replies import Form

ROW, TEXT_INPUT, TEXT, LABEL, UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 1, 4, 10, 18, 19, 21, 22, 23
_IN_LABEL = SELECTS | {TEXT_INPUT, UPLOAD, RADIO, CHECKBOXES, CHECKBOX}


def checked_form(raw: Any) -> Json:
    """The form that a bot wants to open, with ids given; raises Refusal for a wrong one."""
    errors = FormErrors()
    body = raw if isinstance(raw, dict) else {}
    for key, most in (("title", limits.FORM_TITLE), ("custom_id", limits.CUSTOM_ID)):
        errors.required(f"data.{key}", body.get(key))
        errors.length(f"data.{key}", body.get(key), most, 1)
    parts = body.get("components") or []
    errors.length("data.components", parts, limits.FORM_PARTS, 1)
    reader = _FormReader(errors)
    shaped = [reader.part(part, f"data.components.{n}") for n, part in enumerate(parts)]
    errors.raise_if_any()
    return {"title": body["title"], "custom_id": body["custom_id"], "components": shaped}


class _FormReader:
    def __init__(self, errors: FormErrors) -> None:
        self._errors = errors
        self._custom_ids: set[str] = set()
        self._next_id = 0

    def part(self, part: Json, path: str) -> Json:
        kind = part.get("type")
        head = {**part, "id": part.get("id") or self._fresh_id()}
        if kind == TEXT:
            self._errors.required(f"{path}.content", part.get("content"))
        elif kind == ROW:
            head["components"] = [
                self._input(child, f"{path}.components.{n}", {TEXT_INPUT}, in_row=True)
                for n, child in enumerate(part.get("components") or [])
            ]
            self._errors.length(f"{path}.components", head["components"], 1, 1)
        elif kind == LABEL:
            self._errors.required(f"{path}.label", part.get("label"))
            self._errors.length(f"{path}.label", part.get("label"), limits.LABEL, 1)
            self._errors.length(
                f"{path}.description", part.get("description"), limits.LABEL_DESCRIPTION, 1
            )
            head["component"] = self._input(
                part.get("component") or {}, f"{path}.component", _IN_LABEL, in_row=False
            )
        else:
            self._errors.add(
                f"{path}.type", "UNION_TYPE_CHOICES", "Value of field must be one of (1, 10, 18)."
            )
        return head

    def _fresh_id(self) -> int:
        self._next_id += 1
        return self._next_id

    def _input(self, part: Json, path: str, allowed: Any, *, in_row: bool) -> Json:
        kind = part.get("type")
        if kind not in allowed:
            self._errors.add(f"{path}.type", "UNION_TYPE_CHOICES", "This is not allowed here.")
            return part
        custom_id = part.get("custom_id")
        self._errors.required(f"{path}.custom_id", custom_id)
        self._errors.length(f"{path}.custom_id", custom_id, limits.CUSTOM_ID, 1)
        if custom_id in self._custom_ids:
            self._errors.add(
                f"{path}.custom_id",
                "COMPONENT_CUSTOM_ID_DUPLICATED",
                "Component custom id cannot be duplicated",
            )
        self._custom_ids.add(str(custom_id))
        shape = {**part, "id": part.get("id") or self._fresh_id()}
        if kind == TEXT_INPUT:
            self._text_input(shape, path, in_row=in_row)
        elif kind in SELECTS:
            self._select(shape, path)
        elif kind in (RADIO, CHECKBOXES):
            least = limits.RADIO_OPTIONS_MIN if kind == RADIO else 1
            self._errors.length(
                f"{path}.options", part.get("options") or [], limits.GROUP_OPTIONS, least
            )
            for number, option in enumerate(part.get("options") or []):
                for key in ("label", "value", "description"):
                    self._errors.length(
                        f"{path}.options.{number}.{key}",
                        option.get(key),
                        limits.SELECT_OPTION_TEXT,
                        0 if key == "description" else 1,
                    )
        if kind in (UPLOAD, CHECKBOXES):
            self._errors.number(
                f"{path}.min_values", part.get("min_values"), 0, limits.UPLOAD_FILES
            )
            self._errors.number(
                f"{path}.max_values", part.get("max_values"), 1, limits.UPLOAD_FILES
            )
        return shape

    def _text_input(self, part: Json, path: str, *, in_row: bool) -> None:
        if part.get("style") not in (1, 2):
            self._errors.add(f"{path}.style", "BASE_TYPE_CHOICES", "Must be one of 1, 2.")
        if in_row:
            self._errors.required(f"{path}.label", part.get("label"))
            self._errors.length(f"{path}.label", part.get("label"), limits.LABEL, 1)
        elif part.get("label"):
            self._errors.add(
                f"{path}.label", "LABEL_NOT_ALLOWED", "An input in a label has no label itself."
            )
        self._errors.length(
            f"{path}.placeholder", part.get("placeholder"), limits.TEXT_INPUT_PLACEHOLDER
        )
        self._errors.number(f"{path}.min_length", part.get("min_length"), 0, limits.TEXT_INPUT)
        self._errors.number(f"{path}.max_length", part.get("max_length"), 1, limits.TEXT_INPUT)
        most = part.get("max_length") or limits.TEXT_INPUT
        value = part.get("value")
        if value:
            self._errors.length(f"{path}.value", value, int(most), part.get("min_length") or 0)

    def _select(self, part: Json, path: str) -> None:
        self._errors.length(
            f"{path}.placeholder", part.get("placeholder"), limits.SELECT_PLACEHOLDER
        )
        for key, fallback, least in (("min_values", 1, 0), ("max_values", 1, 1)):
            if part.get(key) is None:
                part[key] = fallback
            self._errors.number(f"{path}.{key}", part[key], least, limits.SELECT_VALUES)
        if part["type"] == STRING_SELECT:
            part["options"] = select_options(self._errors, part.get("options"), path)
            check_select_range(self._errors, part, path)


def filled_form(scene: Scene, form: Form, values: dict[str, Any]) -> Json:
    """A filled form's data as the client sends it; raises ClientRefusal where it would not."""
    body = form.interaction.form
    if body is None:
        raise ClientRefusal("There is no form to send.")
    known = {key for part in form.parts for key in (part["custom_id"], part.get("label"))}
    unknown = [key for key in values if key not in known]
    if unknown:
        raise ClientRefusal(
            f"The form has no part {unknown[0]!r}; it has {sorted(map(str, known))}."
        )
    resolved = Resolved(scene)

    def answer(part: Json, label: str) -> Json:
        given = values.get(part["custom_id"], values.get(label))
        head = {"type": part["type"], "id": part["id"], "custom_id": part["custom_id"]}
        return head | _FILLERS[part["type"]](part, given, label, resolved)

    components: list[Json] = []
    for part in body["components"]:
        head = {"type": part["type"], "id": part["id"]}
        if part["type"] == LABEL:
            components.append({**head, "component": answer(part["component"], part["label"])})
        elif part["type"] == ROW:
            inner = [answer(child, str(child.get("label"))) for child in part["components"]]
            components.append({**head, "components": inner})
        else:
            components.append(head)
    data: Json = {"custom_id": form.custom_id, "components": components}
    if resolved.any():
        data["resolved"] = resolved.shape()
    return data


def _required(part: Json) -> bool:
    return part.get("required") is not False


def _least(part: Json) -> int:
    if not _required(part):
        return 0
    given = part.get("min_values")
    return 1 if given is None else int(given)


def _fill_text(part: Json, given: Any, label: str, _: Resolved) -> Json:
    value = str(part.get("value") or "") if given is None else str(given)
    if not value and _required(part):
        raise ClientRefusal(f"{label}: this field is required.")
    most = part.get("max_length") or int(limits.TEXT_INPUT)
    if len(value) > most:
        raise ClientRefusal(f"{label}: {len(value)} characters, but at most {most} fit.")
    if value and len(value) < (part.get("min_length") or 0):
        raise ClientRefusal(f"{label}: at least {part['min_length']} characters.")
    return {"value": value}


def _fill_select(part: Json, given: Any, label: str, resolved: Resolved) -> Json:
    if given is None:
        defaults = [o["value"] for o in part.get("options", []) if o.get("default")]
        defaults += [value["id"] for value in part.get("default_values") or []]
        given = defaults
    wanted = list(given) if isinstance(given, (list, tuple)) else [given]
    if not wanted and not _required(part):
        return {"values": []}
    if not wanted:
        raise ClientRefusal(f"{label}: make a selection.")
    return {"values": chosen_values(part, wanted, resolved)}


def _fill_files(part: Json, given: Any, label: str, resolved: Resolved) -> Json:
    files = [] if given is None else list(given) if isinstance(given, (list, tuple)) else [given]
    least = _least(part)
    most = part.get("max_values") or 1
    if not least <= len(files) <= most:
        raise ClientRefusal(f"{label}: {least} to {most} files, not {len(files)}.")
    return {"values": [resolved.upload(file) for file in files]}


def _fill_radio(part: Json, given: Any, label: str, _: Resolved) -> Json:
    values = {key: o["value"] for o in part["options"] for key in (o["label"], o["value"])}
    if given is None:
        given = next((o["value"] for o in part["options"] if o.get("default")), None)
    if given is None:
        if _required(part):
            raise ClientRefusal(f"{label}: choose one.")
        return {"value": None}
    if given not in values:
        raise ClientRefusal(f"{label}: there is no choice {given!r}.")
    return {"value": values[given]}


def _fill_boxes(part: Json, given: Any, label: str, _: Resolved) -> Json:
    values = {key: o["value"] for o in part["options"] for key in (o["label"], o["value"])}
    if given is None:
        given = [o["value"] for o in part["options"] if o.get("default")]
    chosen = list(given)
    for one in chosen:
        if one not in values:
            raise ClientRefusal(f"{label}: there is no choice {one!r}.")
    least = _least(part)
    most = part.get("max_values") or len(part["options"])
    if not least <= len(chosen) <= most:
        raise ClientRefusal(f"{label}: tick {least} to {most}, not {len(chosen)}.")
    return {"values": [values[one] for one in chosen]}


def _fill_box(part: Json, given: Any, _label: str, _: Resolved) -> Json:
    return {"value": bool(part.get("default")) if given is None else bool(given)}


_FILLERS: dict[int, Callable[[Json, Any, str, Resolved], Json]] = {
    TEXT_INPUT: _fill_text,
    UPLOAD: _fill_files,
    RADIO: _fill_radio,
    CHECKBOXES: _fill_boxes,
    CHECKBOX: _fill_box,
    **dict.fromkeys(SELECTS, _fill_select),
}
