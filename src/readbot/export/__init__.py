"""A discussion as files: Markdown, HTML, W3C JSON-LD, CSV and a calendar.

``FORMATS`` is the door: each function takes a Discussion and gives its files.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from readbot.export import calendar, csv, html, json, markdown
from readbot.export.documents import Discussion, ExportFile

FORMATS: Mapping[str, Callable[[Discussion], list[ExportFile]]] = MappingProxyType(
    {
        "markdown": markdown.write,
        "html": html.write,
        "json": json.write,
        "csv": csv.write,
        "calendar": calendar.write,
    }
)
