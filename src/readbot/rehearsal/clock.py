"""The clock of the little world: it runs at real speed, and can be moved."""

from datetime import UTC, datetime, timedelta


class MovableClock:
    """Tells the world's time: the real time plus an offset that may be changed at any moment."""

    def __init__(self, start: datetime | None = None) -> None:
        """Starts at `start` (aware), or at the real time when it is left out."""
        self._offset = timedelta(0)
        if start is not None:
            self.jump(start)

    def now(self) -> datetime:
        """The world's time, aware, in UTC."""
        return datetime.now(UTC) + self._offset

    @property
    def offset(self) -> timedelta:
        """How far the world's time is ahead of the real one (negative when behind)."""
        return self._offset

    def advance(self, by: timedelta) -> None:
        """Moves the clock forward; raises ValueError for a negative step."""
        if by < timedelta(0):
            raise ValueError("A clock advances forwards only; jump() sets it to any time.")
        self._offset += by

    def jump(self, to: datetime) -> None:
        """Sets the clock to any aware time; raises ValueError for a naive one."""
        if to.tzinfo is None:
            raise ValueError("The clock needs an aware time, with its zone.")
        self._offset = to - datetime.now(UTC)
