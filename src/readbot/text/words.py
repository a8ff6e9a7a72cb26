"""Words that a person sees, in the club's language: gettext catalogues, plurals and dates by CLDR.

A language is a file, ``readbot/locale/<language>.po``; English is the text in the code itself.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from io import BytesIO

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time, get_day_names
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


class Words:
    """Says things in one language."""

    def __init__(self, locale: Locale, catalogue: NullTranslations) -> None:
        self.locale = locale
        self._catalogue = catalogue

    @property
    def language(self) -> str:
        """The language's code, such as ``de`` or ``pt_BR``."""
        return str(self.locale)

    def say(self, msgid: str, /, **values: object) -> str:
        """The sentence in this language, with its ``{names}`` filled in."""
        return self._catalogue.gettext(msgid).format(**values)

    def count(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The sentence in the plural form that ``n`` asks for; ``{n}`` is the number."""
        form = self._catalogue.ngettext(one, many, n)
        return form.format(n=n, **values)

    def weekday(self, day: int) -> str:
        """The name of a weekday; Monday is 0."""
        return str(get_day_names("wide", locale=self.locale)[day])

    def day(self, day: date) -> str:
        """A date in words."""
        return format_date(day, "full", locale=self.locale)

    def clock(self, at: time) -> str:
        """A time of day, as short as this language writes it."""
        return format_time(at, "short", locale=self.locale)

    def moment(self, local: datetime) -> str:
        """A date and time on the clock that ``local`` carries, with its zone."""
        day = format_datetime(local, "EEE d MMM yyyy, HH:mm", locale=self.locale)
        zone = getattr(local.tzinfo, "key", None) or local.tzname() or ""
        return f"{day} ({zone})" if zone else day

    def joined(self, items: Sequence[str]) -> str:
        """The items as a list in running text."""
        return format_list(list(items), locale=self.locale)


def languages() -> tuple[str, ...]:
    """The languages that readbot speaks; English always first."""
    folder = resources.files("readbot") / "locale"
    found = sorted(f.name[:-3] for f in folder.iterdir() if f.name.endswith(".po"))
    return ("en", *found)


@lru_cache
def words_for(language: str) -> Words:
    """The words of ``language``; English where there is no catalogue for it."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        locale = Locale("en")
    for name in (str(locale), locale.language):
        file = resources.files("readbot") / "locale" / f"{name}.po"
        if file.is_file():
            return Words(locale, _catalogue(file.read_bytes(), name))
    return Words(Locale("en"), NullTranslations())


def _catalogue(po: bytes, name: str) -> NullTranslations:
    """Compile a catalogue in memory, so that a language needs no build step."""
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(po), locale=name))
    compiled.seek(0)
    return GNUTranslations(compiled)
