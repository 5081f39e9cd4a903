"""Inserting and updating rows, with statements that differ between the databases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

import orjson
from sqlalchemy import JSON, ColumnElement, Connection, Insert, Table, cast, column, func, insert, literal, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite

__all__ = ["add_up", "insert_many", "insert_missing", "insert_row", "number_on", "upsert"]

_INSERT: Mapping[str, Callable[[Table], postgresql.Insert | sqlite.Insert]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def insert_row(db: Connection, table: Table, values: Mapping[str, object]) -> int:
    """Insert a row and return its id."""
    created = db.execute(_insertion(table), dict(values)).inserted_primary_key
    if not created:
        raise TypeError(f"the rows of {table.name} have no id")
    return int(created[0])


@cache
def _insertion(table: Table) -> Insert:
    """The prepared INSERT into a table that returns the id."""
    return insert(table)


@cache
def _silent_insertion(table: Table) -> Insert:
    """The prepared INSERT into a table that returns nothing."""
    return insert(table).inline()


def upsert(db: Connection, table: Table, key: Mapping[str, object], values: Mapping[str, object]) -> None:
    """Set ``values`` in the row of ``table`` whose columns equal ``key``; insert the row if there is none.

    The table must have a unique constraint on exactly the columns of ``key``.
    """
    statement = _INSERT[db.dialect.name](table).values(**key, **values)
    db.execute(statement.on_conflict_do_update(index_elements=list(key), set_=dict(values)))


def insert_missing(db: Connection, table: Table, key: Mapping[str, object], values: Mapping[str, object]) -> bool:
    """Insert a row unless one has columns that equal ``key``; returns whether it was inserted. See ``upsert``."""
    # Values are passed as parameters: SQLAlchemy caches statements, and would reuse the values of the first one.
    statement = _INSERT[db.dialect.name](table).on_conflict_do_nothing(index_elements=list(key)).returning(table.c.id)
    return db.execute(statement, {**key, **values}).first() is not None


def add_up(
    db: Connection, table: Table, key: Sequence[str], counts: Sequence[str], latest: Sequence[str], rows: Sequence[Mapping[str, object]]
) -> None:
    """Add the columns ``counts`` of ``rows`` to those of the stored rows with the same ``key``, and replace ``latest`` by theirs.

    Rows that are not stored yet are inserted whole. The table must have a unique constraint on exactly the columns ``key``.
    """
    if not rows:
        return
    statement = _INSERT[db.dialect.name](table)
    added: dict[str, object] = {name: table.c[name] + statement.excluded[name] for name in counts}
    replaced: dict[str, object] = {name: statement.excluded[name] for name in latest}
    # In one order, so that processes which add to the same rows wait for each other and never in a circle.
    ordered = sorted(rows, key=lambda row: [row[name] for name in key])
    db.execute(statement.on_conflict_do_update(index_elements=list(key), set_=added | replaced), [dict(row) for row in ordered])


def insert_many(db: Connection, table: Table, same: Mapping[str, object], names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Insert many rows with one statement, ``rows`` giving the columns ``names`` and ``same`` all others.

    In ``rows`` are texts, whole numbers and None, and dicts, which are stored as their JSON.

    The rows travel as one value, in JSON: a third of the time that a value for each column of each row takes,
    and on SQLite the interpreter is free for other threads all the while. Taking a cell out of there is half of what is left,
    so that what all rows have in common does not travel. A row alone has a statement that is prepared once.
    """
    if len(rows) == 1:
        single = {name: orjson.dumps(cell).decode() if isinstance(cell, dict) else cell for name, cell in zip(names, rows[0], strict=True)}
        db.execute(_silent_insertion(table), {**same, **single})
        return
    varying = [
        number for number, cells in enumerate(zip(*rows, strict=True)) if isinstance(cells[0], dict) or cells.count(cells[0]) < len(cells)
    ]
    same = {**same, **{name: rows[0][number] for number, name in enumerate(names) if rows and number not in varying}}
    sent = orjson.dumps([[row[number] for number in varying] for row in rows]).decode()
    names = [names[number] for number in varying]
    cells: list[ColumnElement[object]]
    if db.dialect.name == "postgresql":
        each = func.json_array_elements(cast(literal(sent), JSON)).table_valued(column("value", JSON))
        texts = [each.c.value.op("->>")(literal_column(str(number))) for number in range(len(names))]
        cells = [cast(text, table.c[name].type) for text, name in zip(texts, names, strict=True)]
    else:
        each = func.json_each(literal(sent)).table_valued("value")
        cells = [func.json_extract(each.c.value, f"$[{number}]") for number in range(len(names))]
    constants = [literal(value, table.c[name].type) for name, value in same.items()]
    db.execute(insert(table).from_select([*same, *names], select(*constants, *cells).select_from(each)))


def number_on(db: Connection, tables: Iterable[Table]) -> None:
    """Continue the ids of these tables after their highest id, after rows were inserted with explicit ids."""
    if db.dialect.name != "postgresql":  # SQLite looks at the highest id by itself
        return
    for table in tables:
        sequence = func.pg_get_serial_sequence(db.dialect.identifier_preparer.format_table(table), "id")
        following = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
        db.execute(select(func.setval(sequence, following, False)))
