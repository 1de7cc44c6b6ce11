"""Statements that every beat runs, compiled once for each kind of database.

SQLAlchemy's own execution costs more than SQLite needs for the whole of such a statement, so these go to the driver
as they are. Everything else in the store uses SQLAlchemy as usual.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql import ClauseElement

# The statement's words, the order of its parameters where the driver wants one, and those that never change.
_Compiled = tuple[str, tuple[str, ...] | None, dict[str, Any]]


class Prepared:
    """One statement. Its parameters are given by name each time it runs."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def run(self, connection: Connection, **values: Any) -> Any:
        """Run it in the connection's transaction.

        Returns:
            The driver's cursor: `rowcount` and `fetchone` are what it is good for.
        """
        words, order, fixed = self._compiled.get(connection.dialect.name) or self._compile(connection)
        values = fixed | values
        cursor = connection.connection.cursor()
        cursor.execute(words, values if order is None else [values[name] for name in order])
        return cursor

    def _compile(self, connection: Connection) -> _Compiled:
        compiled: Any = self._statement.compile(dialect=connection.dialect)
        order = tuple(compiled.positiontup) if compiled.positional else None
        found = self._compiled[connection.dialect.name] = (str(compiled), order, dict(compiled.params))
        return found
