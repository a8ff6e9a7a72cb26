"""Message components, old and v2: checked as Discord does, and given their answer's shape."""

from collections.abc import Callable
from typing import Any

from readbot.rehearsal import limits
from readbot.rehearsal.model.nouns import Json
from readbot.rehearsal.refusals import FormErrors

ROW, BUTTON, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = (
    1, 2, 9, 10, 11, 12, 13, 14, 17,
)  # fmt: skip
STRING_SELECT = 3
SELECTS = frozenset({3, 5, 6, 7, 8})
TOP_LEVEL_V2 = frozenset({ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER})
IN_CONTAINER = TOP_LEVEL_V2 - {CONTAINER}
LINK_STYLE, PREMIUM_STYLE = 5, 6
_DEFAULT_VALUE_KINDS = {5: {"user"}, 6: {"role"}, 7: {"user", "role"}, 8: {"channel"}}

MediaLookup = Callable[[str], Json | None]


class ComponentReader:
    """Reads the components of one message: notes what is wrong, and gives the answer's shapes.

    `media` resolves an address (`attachment://...` or http) to its unfurled shape, or None.
    """

    def __init__(self, errors: FormErrors, media: MediaLookup) -> None:
        self._errors = errors
        self._media = media
        self._custom_ids: set[str] = set()
        self._used_ids: set[int] = set()
        self._next_id = 0
        self._count = 0
        self._text = 0

    def read(self, raw: Any, *, v2: bool) -> list[Json]:
        """The components in the answer's shape; what is wrong goes to the errors."""
        if raw is None:
            return []
        if not isinstance(raw, list):
            self._errors.add("components", "LIST_TYPE_CONVERT", "Only iterables may be used.")
            return []
        self._note_given_ids(raw)
        if v2:
            shaped = self._children(raw, "components", TOP_LEVEL_V2)
            self._check_v2_totals(raw)
        else:
            self._errors.length("components", raw, limits.ROWS)
            shaped = self._children(raw, "components", frozenset({ROW}))
        return shaped

    def _check_v2_totals(self, raw: list[Any]) -> None:
        if not raw:
            self._errors.add("components", "BASE_TYPE_REQUIRED", "This field is required")
        if self._count > limits.COMPONENTS_V2:
            self._errors.add(
                "components", "MAX_COMPONENTS", f"At most {limits.COMPONENTS_V2} components."
            )
        if self._text > limits.COMPONENTS_V2_TEXT:
            self._errors.add(
                "components",
                "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
                f"At most {limits.COMPONENTS_V2_TEXT} characters of text.",
            )

    def _note_given_ids(self, raw: Any) -> None:
        if isinstance(raw, list):
            for part in raw:
                self._note_given_ids(part)
        elif isinstance(raw, dict):
            if isinstance(raw.get("id"), int) and "type" in raw:
                self._used_ids.add(raw["id"])
            for key in ("components", "accessory", "component"):
                self._note_given_ids(raw.get(key))

    def _fresh_id(self) -> int:
        self._next_id += 1
        while self._next_id in self._used_ids:
            self._next_id += 1
        return self._next_id

    def _children(self, raw: Any, path: str, allowed: frozenset[int]) -> list[Json]:
        shaped = []
        for number, part in enumerate(raw if isinstance(raw, list) else []):
            one = self._component(part, f"{path}.{number}", allowed)
            if one is not None:
                shaped.append(one)
        return shaped

    def _component(self, part: Any, path: str, allowed: frozenset[int]) -> Json | None:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind not in allowed:
            names = ", ".join(str(one) for one in sorted(allowed))
            self._errors.add(
                f"{path}.type", "UNION_TYPE_CHOICES", f"Value of field must be one of ({names})."
            )
            return None
        self._count += 1
        head: Json = {"type": kind, "id": part.get("id") or self._fresh_id()}
        return head | self._body(kind, part, path)

    def _body(self, kind: int, part: Json, path: str) -> Json:
        if kind in SELECTS:
            return self._select(kind, part, path)
        readers: dict[int, Callable[[Json, str], Json]] = {
            ROW: self._row,
            BUTTON: self._button,
            SECTION: self._section,
            TEXT: self._text_display,
            THUMBNAIL: self._thumbnail,
            GALLERY: self._gallery,
            FILE: self._file,
            SEPARATOR: self._separator,
            CONTAINER: self._container,
        }
        return readers[kind](part, path)

    def _row(self, part: Json, path: str) -> Json:
        children = part.get("components")
        self._errors.length(f"{path}.components", children or [], limits.BUTTONS_IN_ROW, 1)
        kinds = [child.get("type") for child in children or [] if isinstance(child, dict)]
        if any(kind in SELECTS for kind in kinds) and len(kinds) > 1:
            self._errors.add(
                f"{path}.components",
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "The specified component exceeds the maximum width",
            )
        allowed = SELECTS | {BUTTON}
        return {"components": self._children(children, f"{path}.components", allowed)}

    def _custom_id(self, part: Json, path: str) -> str:
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
        return str(custom_id)

    def _button(self, part: Json, path: str) -> Json:
        style = part.get("style")
        if style not in range(1, 7):
            self._errors.add(f"{path}.style", "BASE_TYPE_CHOICES", "Must be one of 1 to 6.")
        shape: Json = {"style": style}
        if style == LINK_STYLE:
            shape["url"] = part.get("url")
            self._errors.required(f"{path}.url", part.get("url"))
            self._errors.length(f"{path}.url", part.get("url"), limits.BUTTON_URL)
        elif style == PREMIUM_STYLE:
            shape["sku_id"] = part.get("sku_id")
            self._errors.required(f"{path}.sku_id", part.get("sku_id"))
        else:
            shape["custom_id"] = self._custom_id(part, path)
        for wrong in ("url",) if style != LINK_STYLE else ("custom_id",):
            if part.get(wrong):
                self._errors.add(
                    path, "BUTTON_COMPONENT_INVALID", f"A button of style {style} has no {wrong}."
                )
        self._errors.length(f"{path}.label", part.get("label"), limits.BUTTON_LABEL)
        if style != PREMIUM_STYLE and not part.get("label") and not part.get("emoji"):
            self._errors.required(f"{path}.label", None)
        return shape | _kept(part, "label", "emoji") | _true(part, "disabled")

    def _select(self, kind: int, part: Json, path: str) -> Json:
        least, most = part.get("min_values", 1), part.get("max_values", 1)
        self._errors.number(f"{path}.min_values", least, 0, limits.SELECT_VALUES)
        self._errors.number(f"{path}.max_values", most, 1, limits.SELECT_VALUES)
        self._errors.length(
            f"{path}.placeholder", part.get("placeholder"), limits.SELECT_PLACEHOLDER
        )
        shape: Json = {
            "custom_id": self._custom_id(part, path),
            "min_values": 1 if least is None else least,
            "max_values": 1 if most is None else most,
        }
        shape |= _kept(part, "placeholder", "channel_types") | _true(part, "disabled")
        if kind == STRING_SELECT:
            shape["options"] = select_options(self._errors, part.get("options"), path)
            check_select_range(self._errors, shape, path)
        elif part.get("default_values"):
            shape["default_values"] = self._default_values(kind, part["default_values"], path)
        return shape

    def _default_values(self, kind: int, values: list[Json], path: str) -> list[Json]:
        self._errors.length(f"{path}.default_values", values, limits.SELECT_VALUES)
        for number, value in enumerate(values):
            if value.get("type") not in _DEFAULT_VALUE_KINDS[kind]:
                self._errors.add(
                    f"{path}.default_values.{number}.type", "BASE_TYPE_CHOICES", "Wrong kind."
                )
        return [{"type": value.get("type"), "id": str(value.get("id"))} for value in values]

    def _text_display(self, part: Json, path: str) -> Json:
        content = part.get("content")
        self._errors.required(f"{path}.content", content)
        self._errors.length(f"{path}.content", content, limits.COMPONENTS_V2_TEXT, 1)
        self._text += len(content) if isinstance(content, str) else 0
        return {"content": content}

    def _section(self, part: Json, path: str) -> Json:
        texts = part.get("components") or []
        self._errors.length(f"{path}.components", texts, limits.SECTION_TEXTS, 1)
        accessory = self._component(
            part.get("accessory"), f"{path}.accessory", frozenset({BUTTON, THUMBNAIL})
        )
        return {
            "components": self._children(texts, f"{path}.components", frozenset({TEXT})),
            "accessory": accessory,
        }

    def _unfurled(self, part: Json, key: str, path: str) -> Json:
        address = (part.get(key) or {}).get("url")
        found = self._media(address) if isinstance(address, str) else None
        if found is None:
            self._errors.add(
                f"{path}.{key}.url",
                "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                "The referenced attachment was not found",
            )
            return {}
        return found

    def _thumbnail(self, part: Json, path: str) -> Json:
        description = part.get("description")
        self._errors.length(f"{path}.description", description, limits.MEDIA_DESCRIPTION, 1)
        media = self._unfurled(part, "media", path)
        media.pop("size", None)
        return {
            "media": media,
            "description": description,
            "spoiler": bool(part.get("spoiler")),
        }

    def _gallery(self, part: Json, path: str) -> Json:
        items = part.get("items") or []
        self._errors.length(f"{path}.items", items, limits.GALLERY_ITEMS, 1)
        return {
            "items": [
                self._thumbnail(item, f"{path}.items.{number}") for number, item in enumerate(items)
            ]
        }

    def _file(self, part: Json, path: str) -> Json:
        address = str((part.get("file") or {}).get("url"))
        if not address.startswith("attachment://"):
            self._errors.add(
                f"{path}.file.url", "UNFURLED_MEDIA_ITEM_INVALID_SCHEME", "Only attachment://"
            )
        media = self._unfurled(part, "file", path)
        size = media.pop("size", None)
        return {
            "file": media,
            "name": "_".join(address.removeprefix("attachment://").split()),
            "size": size,
            "spoiler": bool(part.get("spoiler")),
        }

    def _separator(self, part: Json, path: str) -> Json:
        spacing = part.get("spacing") or 1
        if spacing not in (1, 2):
            self._errors.add(f"{path}.spacing", "BASE_TYPE_CHOICES", "Must be one of 1, 2.")
        divider = part.get("divider")
        return {"spacing": spacing, "divider": True if divider is None else bool(divider)}

    def _container(self, part: Json, path: str) -> Json:
        children = part.get("components") or []
        self._errors.length(f"{path}.components", children, limits.COMPONENTS_V2, 1)
        self._errors.number(f"{path}.accent_color", part.get("accent_color"), 0, 0xFFFFFF)
        return {
            "accent_color": part.get("accent_color"),
            "components": self._children(children, f"{path}.components", IN_CONTAINER),
            "spoiler": bool(part.get("spoiler")),
        }


def select_options(errors: FormErrors, raw: Any, path: str) -> list[Json]:
    """A string select's options, checked, in the answer's shape."""
    options = raw if isinstance(raw, list) else []
    errors.length(f"{path}.options", options, limits.SELECT_OPTIONS, 1)
    seen: set[Any] = set()
    for number, option in enumerate(options):
        here = f"{path}.options.{number}"
        for key, least in (("label", 1), ("value", 1), ("description", 0)):
            errors.length(f"{here}.{key}", option.get(key), limits.SELECT_OPTION_TEXT, least)
        errors.required(f"{here}.label", option.get("label"))
        errors.required(f"{here}.value", option.get("value"))
        if option.get("value") in seen:
            errors.add(
                f"{here}.value",
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                "The specified option value is already used",
            )
        seen.add(option.get("value"))
    return [
        _kept(o, "label", "value", "description", "emoji") | _true(o, "default") for o in options
    ]


def check_select_range(errors: FormErrors, shape: Json, path: str) -> None:
    """Notes when a string select asks for more values than it has options."""
    count = len(shape["options"])
    if isinstance(shape["max_values"], int) and shape["max_values"] > count:
        errors.add(f"{path}.max_values", "SELECT_COMPONENT_MAX_VALUES", f"At most {count}.")
    chosen = sum(1 for option in shape["options"] if option.get("default"))
    if isinstance(shape["max_values"], int) and chosen > shape["max_values"]:
        errors.add(f"{path}.options", "SELECT_COMPONENT_DEFAULTS", "Too many default options.")


def _kept(part: Json, *keys: str) -> Json:
    kept = {key: part[key] for key in keys if part.get(key) is not None}
    if "emoji" in kept:
        kept["emoji"] = {key: one for key, one in kept["emoji"].items() if one is not None}
    return kept


def _true(part: Json, key: str) -> Json:
    return {key: True} if part.get(key) else {}
