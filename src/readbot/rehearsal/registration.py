"""Application commands as a bot registers them: checked as Discord checks them."""

import re

from readbot.rehearsal import limits
from readbot.rehearsal.model.nouns import Json
from readbot.rehearsal.refusals import FormErrors

_NAME = re.compile(r"[-_'\w\u0900-\u097F\u0E00-\u0E7F]{1,32}")
_LOCALES = frozenset(
    {"id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu"}
    | {"nl", "no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru"}
    | {"uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko", "ar"}
)
_SUBCOMMAND, _GROUP = 1, 2
_WITH_CHOICES = {3, 4, 10}
_SLASH, _USER_MENU, _MESSAGE_MENU = 1, 2, 3


def checked_command(raw: Json, path: str, errors: FormErrors) -> Json:
    """A command's fields in the answer's shape (without ids); what is wrong goes to the errors."""
    prefix = f"{path}." if path else ""
    kind = raw.get("type") or _SLASH
    slash = kind == _SLASH
    if kind not in (_SLASH, _USER_MENU, _MESSAGE_MENU):
        errors.add(f"{prefix}type", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3).")
    _check_names(raw, prefix, errors, slash=slash)
    shape: Json = {"type": kind, "name": raw.get("name"), "description": ""}
    if slash:
        _check_descriptions(raw, prefix, errors)
        shape["description"] = raw.get("description")
        shape["description_localizations"] = raw.get("description_localizations")
        options = raw.get("options") or []
        shape["options"] = _options(options, f"{prefix}options", errors, depth=0)
    elif raw.get("description"):
        errors.add(
            f"{prefix}description",
            "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION",
            "Context menu commands cannot have description",
        )
    elif raw.get("options"):
        errors.add(
            f"{prefix}options",
            "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS",
            "Context menu commands cannot have options",
        )
    contexts, installs = raw.get("contexts"), raw.get("integration_types")
    _check_set(contexts, {0, 1, 2}, f"{prefix}contexts", errors)
    _check_set(installs, {0, 1}, f"{prefix}integration_types", errors)
    bits = raw.get("default_member_permissions")
    if _text_size(raw) > limits.COMMAND_TOTAL:
        errors.add(
            path, "APPLICATION_COMMAND_TOO_LARGE", f"At most {limits.COMMAND_TOTAL} characters."
        )
    return shape | {
        "name_localizations": raw.get("name_localizations"),
        "default_member_permissions": None if bits is None else str(int(bits)),
        "dm_permission": raw.get("dm_permission") is not False,
        "contexts": contexts,
        "integration_types": installs or [0],
        "nsfw": bool(raw.get("nsfw")),
    }


def checked_commands(raw: list[Json], errors: FormErrors) -> list[Json]:
    """A whole scope's commands; notes too many of a kind and names that occur twice."""
    shapes = [checked_command(one, str(number), errors) for number, one in enumerate(raw)]
    for kind, most in (
        (_SLASH, limits.COMMANDS),
        (_USER_MENU, limits.USER_MENUS),
        (_MESSAGE_MENU, limits.MESSAGE_MENUS),
    ):
        if sum(1 for shape in shapes if shape["type"] == kind) > most:
            errors.add("", "APPLICATION_COMMANDS_MAX", most.says)
    seen: set[tuple[int, str]] = set()
    for number, shape in enumerate(shapes):
        key = (shape["type"], str(shape["name"]))
        if key in seen:
            errors.add(
                str(number),
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                "Application command names must be unique",
            )
        seen.add(key)
    return shapes


def _check_names(raw: Json, prefix: str, errors: FormErrors, *, slash: bool) -> None:
    names = {"name": raw.get("name")}
    for locale, name in (raw.get("name_localizations") or {}).items():
        names[f"name_localizations.{locale}"] = name
        _check_locale(locale, f"{prefix}name_localizations.{locale}", errors)
    errors.required(f"{prefix}name", raw.get("name"))
    for key, name in names.items():
        errors.length(f"{prefix}{key}", name, limits.COMMAND_NAME, 1)
        if not slash or not isinstance(name, str):
            continue
        if not _NAME.fullmatch(name) or name != name.lower():
            errors.add(
                f"{prefix}{key}",
                "APPLICATION_COMMAND_INVALID_NAME",
                "Command name is invalid",
            )


def _check_descriptions(raw: Json, prefix: str, errors: FormErrors) -> None:
    errors.required(f"{prefix}description", raw.get("description"))
    errors.length(f"{prefix}description", raw.get("description"), limits.COMMAND_DESCRIPTION, 1)
    for locale, words in (raw.get("description_localizations") or {}).items():
        here = f"{prefix}description_localizations.{locale}"
        _check_locale(locale, here, errors)
        errors.length(here, words, limits.COMMAND_DESCRIPTION, 1)


def _check_locale(locale: str, path: str, errors: FormErrors) -> None:
    if locale not in _LOCALES:
        errors.add(path, "BASE_TYPE_CHOICES", f"{locale} is not a locale of Discord.")


def _check_set(values: object, allowed: set[int], path: str, errors: FormErrors) -> None:
    if values is None:
        return
    if not isinstance(values, list) or not values or not set(values) <= allowed:
        errors.add(path, "BASE_TYPE_CHOICES", f"Values must be among {sorted(allowed)}.")


def _options(raw: list[Json], path: str, errors: FormErrors, *, depth: int) -> list[Json]:
    errors.length(path, raw, limits.COMMAND_OPTIONS)
    shaped = []
    optional_seen = False
    names: set[str] = set()
    for number, option in enumerate(raw):
        here = f"{path}.{number}"
        kind = option.get("type")
        if (
            kind not in range(1, 12)
            or (kind == _GROUP and depth)
            or (kind == _SUBCOMMAND and depth > 1)
        ):
            errors.add(f"{here}.type", "BASE_TYPE_CHOICES", "This type is not allowed here.")
            continue
        nested = kind in (_SUBCOMMAND, _GROUP)
        if nested != (raw[0].get("type") in (_SUBCOMMAND, _GROUP)):
            errors.add(
                path,
                "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
                "Sub-command and sub-command group option types are mutually exclusive to all "
                "other types",
            )
        required = bool(option.get("required"))
        if required and optional_seen:
            errors.add(
                here,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional_seen = optional_seen or not required
        if option.get("name") in names:
            errors.add(
                path,
                "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
                "Option name already exists",
            )
        names.add(str(option.get("name")))
        shaped.append(_option(option, here, errors))
    return shaped


def _option(option: Json, path: str, errors: FormErrors) -> Json:
    kind = option["type"]
    _check_names(option, f"{path}.", errors, slash=True)
    _check_descriptions(option, f"{path}.", errors)
    shape: Json = {"type": kind, "name": option.get("name")}
    shape["description"] = option.get("description")
    for key in ("name_localizations", "description_localizations"):
        shape[key] = option.get(key)
    if kind in (_SUBCOMMAND, _GROUP):
        inner = option.get("options") or []
        if kind == _GROUP:
            errors.required(f"{path}.options", inner or None)
        deeper = 1 if kind == _GROUP else 2
        shape["options"] = _options(inner, f"{path}.options", errors, depth=deeper)
        return shape
    if option.get("required"):
        shape["required"] = True
    if option.get("autocomplete"):
        shape["autocomplete"] = True
        if option.get("choices"):
            errors.add(
                f"{path}.autocomplete",
                "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES",
                "Autocomplete and choices exclude each other",
            )
        if kind not in _WITH_CHOICES:
            errors.add(
                f"{path}.autocomplete",
                "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_TYPE",
                "Only text and number options are completed",
            )
    if option.get("choices"):
        shape["choices"] = checked_choices(option["choices"], f"{path}.choices", errors)
    for key, least, most in (
        ("min_length", 0, limits.OPTION_TEXT),
        ("max_length", 1, limits.OPTION_TEXT),
        ("min_value", -(2**53), 2**53),
        ("max_value", -(2**53), 2**53),
    ):
        if option.get(key) is not None:
            errors.number(f"{path}.{key}", option[key], least, most)
            shape[key] = option[key]
    if option.get("channel_types"):
        shape["channel_types"] = option["channel_types"]
    return shape


def checked_choices(raw: list[Json], path: str, errors: FormErrors) -> list[Json]:
    """Choices of an option or of a completion, in the answer's shape."""
    errors.length(path, raw, limits.COMMAND_CHOICES)
    shaped = []
    for number, choice in enumerate(raw):
        here = f"{path}.{number}"
        errors.required(f"{here}.name", choice.get("name"))
        errors.required(f"{here}.value", choice.get("value"))
        errors.length(f"{here}.name", choice.get("name"), limits.CHOICE_TEXT, 1)
        if isinstance(choice.get("value"), str):
            errors.length(f"{here}.value", choice["value"], limits.CHOICE_TEXT, 1)
        shaped.append(
            {
                "name": choice.get("name"),
                "name_localizations": choice.get("name_localizations"),
                "value": choice.get("value"),
            }
        )
    return shaped


def _text_size(raw: Json) -> int:
    def longest(key: str) -> int:
        words = [raw.get(key) or "", *(raw.get(f"{key}_localizations") or {}).values()]
        return max(len(str(one)) for one in words)

    size = longest("name") + longest("description")
    size += sum(_text_size(option) for option in raw.get("options") or [])
    for choice in raw.get("choices") or []:
        size += len(str(choice.get("name"))) + len(str(choice.get("value")))
    return size
