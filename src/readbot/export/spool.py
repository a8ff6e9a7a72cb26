"""Things in order that are kept in a temporary file: memory does not grow with them."""

import pickle
from array import array
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import Generic, TypeVar, overload

T = TypeVar("T")


class Spool(Sequence[T], Generic[T]):
    """A sequence to append to and to read again, also while others read; ``close`` ends it."""

    def __init__(self) -> None:
        self._file = TemporaryFile(prefix="readbot-")  # noqa: SIM115  closed by ``close``
        self._places = array("q")

    def append(self, thing: T) -> None:
        """Put a thing at the end."""
        self._places.append(self._file.seek(0, 2))
        pickle.dump(thing, self._file, pickle.HIGHEST_PROTOCOL)

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def __len__(self) -> int:
        """How many there are."""
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        """The thing at this place, read anew."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        self._file.seek(self._places[place])
        found: T = pickle.load(self._file)  # noqa: S301  nobody else can write to this file
        return found

    def __iter__(self) -> Iterator[T]:
        """One after the other."""
        return (self[place] for place in range(len(self)))
