"""Texts compared without regard to capitals, in every script.

Left to themselves, the databases know the capitals of ASCII only: SQLite always, PostgreSQL where texts are ordered by
their bytes, as ours are.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import ColumnElement, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

__all__ = ["contains", "equals", "is_like", "lowered", "register", "starts_with"]


class lowered(FunctionElement[str]):
    """A text in small letters."""

    inherit_cache = True
    type = Text()


@compiles(lowered, "sqlite")
def _in_sqlite(element: lowered, compiler: Any, **more: Any) -> str:
    return f"lowered({compiler.process(element.clauses, **more)})"


@compiles(lowered, "postgresql")
def _in_postgresql(element: lowered, compiler: Any, **more: Any) -> str:
    return f'lower(({compiler.process(element.clauses, **more)}) COLLATE "und-x-icu")'


def register(connection: sqlite3.Connection) -> None:
    """Give a connection to SQLite the function that ``lowered`` stands for."""
    connection.create_function("lowered", 1, _lower, deterministic=True)


def equals(text: ColumnElement[Any], other: str) -> ColumnElement[bool]:
    """That a text is ``other``."""
    return lowered(text) == other.lower()


def contains(text: ColumnElement[Any], part: str) -> ColumnElement[bool]:
    """That ``part`` is in a text."""
    return lowered(text).contains(part.lower(), autoescape=True)


def starts_with(text: ColumnElement[Any], part: str) -> ColumnElement[bool]:
    """That a text begins with ``part``."""
    return lowered(text).startswith(part.lower(), autoescape=True)


def is_like(text: ColumnElement[Any], pattern: str) -> ColumnElement[bool]:
    """That a text is of a pattern: % stands for anything, _ for one character, unless a backslash is before it."""
    return lowered(text).like(pattern.lower(), escape="\\")


def _lower(value: str | float | bytes | None) -> str | float | bytes | None:
    return value.lower() if isinstance(value, str) else value
