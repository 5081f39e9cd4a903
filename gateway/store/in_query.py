"""Statements that select rows by the values of one column, prepared once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, bindparam

__all__ = ["InQuery"]


# How many values a statement has at most: each is a parameter, of which SQLite takes 32,766 and PostgreSQL 65,535.
_MOST = 30_000


class InQuery:
    """A prepared SELECT with two forms: ``column = :value`` and ``column IN (…)``.

    Comparing with one value takes two thirds of the time: a list is written into the statement anew each time. By far the most
    calls ask for one value.
    """

    def __init__(self, column: ColumnElement[Any], statement: Callable[[ColumnElement[bool]], Select[Any]]) -> None:
        """``statement`` makes the SELECT from the condition on the column."""
        self._one = statement(column == bindparam("value"))
        self._many = statement(column.in_(bindparam("values", expanding=True)))

    def rows(self, db: Connection, values: Collection[object], others: Mapping[str, object] | None = None) -> Sequence[RowMapping]:
        """The rows whose column has one of ``values``; ``others`` are further parameters of the statement.

        Very many values are asked for in slices; an order of the statement holds within each.
        """
        if not values:
            return ()
        if len(values) == 1:
            return db.execute(self._one, {**(others or {}), "value": next(iter(values))}).mappings().all()
        if len(values) > _MOST:
            every = list(values)
            return [row for start in range(0, len(every), _MOST) for row in self.rows(db, every[start : start + _MOST], others)]
        return db.execute(self._many, {**(others or {}), "values": list(values)}).mappings().all()
