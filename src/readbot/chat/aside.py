"""What people typed while the database could not take it: kept in memory until they try again."""

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

MOST = 1000
"""How many are kept; the oldest go first. Their words stand in the answers as well."""
_SIGN = "m"


@dataclass(frozen=True, slots=True)
class Laid:
    """The id of a form, what was typed into its fields, and by whom."""

    member_id: int
    form: str
    fields: Mapping[str, str]


class Aside:
    """Typed words by short references, which never look like a draft's number."""

    def __init__(self) -> None:
        self._laid: OrderedDict[str, Laid] = OrderedDict()

    def lay(self, laid: Laid) -> str:
        """Keep it; its reference."""
        reference = _SIGN + secrets.token_hex(8)
        self._laid[reference] = laid
        while len(self._laid) > MOST:
            self._laid.popitem(last=False)
        return reference

    def get(self, reference: str, member_id: int) -> Laid | None:
        """What this member typed; None if it is another's, or readbot was started anew since."""
        laid = self._laid.get(reference)
        return laid if laid is not None and laid.member_id == member_id else None

    @staticmethod
    def is_reference(text: str) -> bool:
        """Whether a button's argument leads here and not to a draft."""
        return text.startswith(_SIGN)
