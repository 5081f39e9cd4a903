"""Finding rows whose column holds one of some values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, bindparam

__all__ = ["Among"]


class Among:
    """A statement about the rows whose ``column`` holds one of some values, made once for one value and once for many.

    Comparing with one value takes two thirds of the time of listing it: a list is written into the statement anew each time. By far
    the most calls are about one thing.
    """

    def __init__(self, column: ColumnElement[Any], statement: Callable[[ColumnElement[bool]], Select[Any]]) -> None:
        """``statement`` makes the statement from the condition on the column."""
        self._one = statement(column == bindparam("value"))
        self._many = statement(column.in_(bindparam("values", expanding=True)))

    def rows(self, db: Connection, values: Collection[object], others: Mapping[str, object] | None = None) -> Sequence[RowMapping]:
        """The rows for these values; ``others`` are further parameters of the statement."""
        if not values:
            return ()
        if len(values) == 1:
            return db.execute(self._one, {**(others or {}), "value": next(iter(values))}).mappings().all()
        return db.execute(self._many, {**(others or {}), "values": list(values)}).mappings().all()
