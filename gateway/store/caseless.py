"""Case-insensitive comparison of texts, in every script.

SQLite lowers only ASCII letters, and so does PostgreSQL where texts are ordered by their bytes, as ours are.
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
    """Register on a SQLite connection the function that ``lowered`` compiles to."""
    connection.create_function("lowered", 1, _lower, deterministic=True)


def equals(text: ColumnElement[Any], other: str) -> ColumnElement[bool]:
    """The condition that a text equals ``other``."""
    return lowered(text) == other.lower()


def contains(text: ColumnElement[Any], part: str) -> ColumnElement[bool]:
    """The condition that a text contains ``part``."""
    return lowered(text).contains(part.lower(), autoescape=True)


def starts_with(text: ColumnElement[Any], part: str) -> ColumnElement[bool]:
    """The condition that a text starts with ``part``."""
    return lowered(text).startswith(part.lower(), autoescape=True)


def is_like(text: ColumnElement[Any], pattern: str) -> ColumnElement[bool]:
    """The condition that a text matches a pattern: % stands for anything, _ for one character, unless after a backslash."""
    return lowered(text).like(pattern.lower(), escape="\\")


def _lower(value: str | float | bytes | None) -> str | float | bytes | None:
    return value.lower() if isinstance(value, str) else value
