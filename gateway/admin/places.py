"""Contexts as a tree for people: what lies in one, with the names of what they are the contexts of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, literal, select, union_all

from gateway.access import contexts
from gateway.access.contexts import Context, Level
from gateway.store.tables.access import context
from gateway.store.tables.courses import course, course_categories, course_modules, modules
from gateway.store.tables.users import user

__all__ = ["Place", "children", "named"]


class Place(msgspec.Struct, frozen=True):
    """A context with its level in a word and the name of what it is the context of."""

    context: Context
    level: str
    name: str


# What has a name at a level: the id of an instance, and its name. An activity is named by its type.
_NAMES: Mapping[int, tuple[ColumnElement[int], ColumnElement[str]]] = {
    Level.COURSECAT: (course_categories.c.id, course_categories.c.name),
    Level.COURSE: (course.c.id, course.c.fullname),
    Level.USER: (user.c.id, user.c.username),
    Level.MODULE: (course_modules.c.id, modules.c.name),
}


def named(db: Connection, found: Sequence[Context]) -> list[Place]:
    """Contexts with their names, in one statement."""
    queries = []
    for level, (key, name) in _NAMES.items():
        if ids := [each.instance for each in found if each.level == level]:
            query = select(literal(int(level)), key, name).where(key.in_(ids))
            queries.append(query.where(modules.c.id == course_modules.c.module) if level == Level.MODULE else query)
    names = {(row[0], row[1]): row[2] for row in db.execute(union_all(*queries))} if queries else {}
    return [Place(each, Level(each.level).name.lower(), names.get((each.level, each.instance), "")) for each in found]


def children(db: Connection, above: Context, *, after: int = 0, most: int) -> list[Context]:
    """The contexts directly in another, by id, from the one that follows ``after``; at most ``most``."""
    cols, path = context.c, above.path or ""
    query = (
        select(context)
        .where(cols.path > f"{path}/", cols.path < f"{path}0", cols.depth == len(above.ids) + 1, cols.id > after)
        .order_by(cols.id)
        .limit(most)
    )
    rows: list[Any] = list(db.execute(query))
    return [contexts.stored(row.id, row.contextlevel, row.instanceid, row.path) for row in rows]
