"""Statements that are made once, and done on SQLite without what SQLAlchemy does each time.

SQLAlchemy says what a statement is and how values travel. To look its text up, to make a context
and a result for it and to pass it through a greenlet costs several times what SQLite needs to
answer; so for what members wait for that is done once, when the statement is first used. On
PostgreSQL, where the way to the server costs more, SQLAlchemy does it as any other.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from sqlalchemy import ClauseElement, Dialect, Executable, ReturnsRows
from sqlalchemy.sql.compiler import SQLCompiler

from readbot.store.database import Transaction
from readbot.store.sqlite import Connection

Values = Mapping[str, Any]
_Convert = Callable[[Any], Any]


class Prepared:
    """A statement with named places, made once; its rows are read by name or by position.

    ``columns`` are those that an INSERT without values of its own gets.
    """

    def __init__(self, statement: Executable, columns: Sequence[str] | None = None) -> None:
        self.statement = statement
        self._columns = columns
        self._ready: _Ready | None = None

    async def do(self, tx: Transaction, values: Values) -> None:
        """Do it, and ask for nothing back."""
        if tx.dialect.name == "sqlite":
            await self.all(tx, values)
        else:
            await tx.execute(self.statement, dict(values))

    async def all(self, tx: Transaction, values: Values) -> Sequence[Any]:
        """The rows."""
        if tx.dialect.name != "sqlite":
            return (await tx.execute(self.statement, dict(values))).all()
        if self._ready is None:
            self._ready = _Ready(self.statement, tx.dialect, self._columns)
        assert tx.sync_connection is not None  # noqa: S101  a transaction has begun
        connection = cast("Connection", tx.sync_connection.connection.driver_connection)
        return await self._ready.rows(connection, values)

    async def first(self, tx: Transaction, values: Values) -> Any:
        """The first row; None where there is none."""
        rows = await self.all(tx, values)
        return rows[0] if rows else None

    async def scalar(self, tx: Transaction, values: Values) -> Any:
        """The first column of the first row; None where there is none."""
        rows = await self.all(tx, values)
        return rows[0][0] if rows else None


class _Ready:
    """A statement in SQLite's words, and how its values travel there and back."""

    def __init__(
        self, statement: Executable, dialect: Dialect, columns: Sequence[str] | None
    ) -> None:
        self._dialect = dialect
        element = cast("ClauseElement", statement)
        keys = None if columns is None else list(columns)
        compiled = cast("SQLCompiler", element.compile(dialect=dialect, column_keys=keys))
        self._sql = str(compiled)
        self._given = compiled.params
        binds = compiled.binds
        self._places: list[tuple[str, _Convert | None]] = []
        for name in compiled.positiontup or ():
            kind = binds[name].type.dialect_impl(dialect)
            self._places.append((name, kind.bind_processor(dialect)))
        self._returned = statement.exported_columns if isinstance(statement, ReturnsRows) else None

    @cached_property
    def _row(self) -> Any:
        names = [] if self._returned is None else list(self._returned.keys())
        # What has no name of its own is read by its position.
        return namedtuple("Row", names, rename=True)

    @cached_property
    def _converts(self) -> list[tuple[int, _Convert]]:
        found = []
        for at, column in enumerate(self._returned or ()):
            convert = column.type.dialect_impl(self._dialect).result_processor(self._dialect, None)
            if convert is not None:
                found.append((at, convert))
        return found

    async def rows(self, connection: Connection, values: Values) -> list[Any]:
        given = {**self._given, **values}
        parameters = [
            given[name] if convert is None else convert(given[name])
            for name, convert in self._places
        ]
        found = await connection.rows(self._sql, parameters)
        if not found or self._returned is None:
            return []
        make, converts = self._row._make, self._converts
        if not converts:
            return [make(row) for row in found]
        read = []
        for row in found:
            told = list(row)
            for at, convert in converts:
                told[at] = convert(told[at])
            read.append(make(told))
        return read
