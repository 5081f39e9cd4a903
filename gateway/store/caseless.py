"""Case-insensitive comparison of texts, in every script.

SQLite lowers only ASCII letters, and so does PostgreSQL where texts are ordered by their bytes, as ours are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Text, false, func, literal, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

__all__ = ["LONGEST_PATTERN", "any_contains", "contains", "equals", "is_like", "lowered", "register", "starts_with"]


# What stands between texts that are looked through together.
_BETWEEN: Final = "\x1f"

# Databases refuse long patterns, each from a length of its own; what is looked through has at most 255 characters.
LONGEST_PATTERN: Final = 1024


class lowered(FunctionElement[str]):
    """A text in small letters."""

    inherit_cache = True
    type = Text()


class position(FunctionElement[int]):
    """Where in a text another begins, from 1; 0 if it does not. Unlike a pattern, what is looked for may have any length."""

    inherit_cache = True
    type = Integer()

    def __init__(self, text: ColumnElement[Any], part: str) -> None:
        super().__init__(text, literal(part))


@compiles(position, "sqlite")
def _instr(element: position, compiler: Any, **more: Any) -> str:
    return f"instr({compiler.process(element.clauses, **more)})"


@compiles(position, "postgresql")
def _strpos(element: position, compiler: Any, **more: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **more)})"


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
    return position(lowered(text), part.lower()) > 0


def any_contains(texts: Sequence[ColumnElement[Any]], part: str) -> ColumnElement[bool]:
    """The condition that one of several texts, none of which is null, contains ``part``.

    They are lowered together: on SQLite that is a call of Python for each row and not for each text.
    """
    joined = texts[0]
    for text in texts[1:]:
        joined = joined + _BETWEEN + text
    return contains(joined, part) if _BETWEEN not in part else or_(*(contains(text, part) for text in texts))


def starts_with(text: ColumnElement[Any], part: str) -> ColumnElement[bool]:
    """The condition that a text starts with ``part``."""
    beginning = part.lower()
    return func.substr(lowered(text), 1, len(beginning)) == beginning


def is_like(text: ColumnElement[Any], pattern: str) -> ColumnElement[bool]:
    """The condition that a text matches a pattern: % stands for anything, _ for one character, unless after a backslash.

    A pattern that is longer than ``LONGEST_PATTERN`` matches nothing.
    """
    if len(pattern) > LONGEST_PATTERN:
        return false()
    return lowered(text).like(pattern.lower(), escape="\\")


def _lower(value: str | float | bytes | None) -> str | float | bytes | None:
    return value.lower() if isinstance(value, str) else value
