"""Contexts that are missing: of accounts, categories, courses, activities and blocks whose rows came without them.

States that people write leave them out, and so do rows that another program inserts. They are made for all rows when a state
is loaded and when the gateway starts, and for a single row when a call asks for its context.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, insert, select, update

from gateway.access.contexts import SYSTEM, Context, Level, by_ids, by_instances, create
from gateway.registry.registry import Registry
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.access import context
from gateway.store.tables.courses import course, course_categories, course_modules
from gateway.store.tables.users import user

__all__ = ["has_instance", "make", "make_all"]

# How many contexts are made with one statement.
_BATCH: Final = 1000


class _Kind(NamedTuple):
    """The rows that have contexts at a level: their table, the condition for having one, and where the context above is found.

    The context above is that of the instance at the level ``above`` that the column ``column`` names, or the system's for 0; at
    no level, the column names the context itself. Without a column it is the system's.
    """

    level: Level
    table: Table
    condition: ColumnElement[bool]
    column: str = ""
    above: Level | None = None


def _kinds(tables: Mapping[str, Table]) -> Iterator[_Kind]:
    """All kinds, each after those above it; the table of blocks is a component's."""
    yield _Kind(Level.USER, user, user.c.deleted == 0)
    yield _Kind(Level.COURSECAT, course_categories, course_categories.c.id > 0, "parent", Level.COURSECAT)
    yield _Kind(Level.COURSE, course, course.c.id > 0, "category", Level.COURSECAT)
    yield _Kind(Level.MODULE, course_modules, course_modules.c.id > 0, "course", Level.COURSE)
    blocks = tables.get("block_instances")
    if blocks is not None:
        yield _Kind(Level.BLOCK, blocks, blocks.c.id > 0, "parentcontextid")


def make_all(db: Connection, registry: Registry) -> int:
    """Make all missing contexts; returns how many. Rows whose context above does not exist get none."""
    made = 0
    for kind in _kinds(registry.tables):
        while count := _make_level(db, kind):  # categories lie below each other: each round makes those of one more depth
            made += count
    if made:
        for change in (ChangeKind.SITE, ChangeKind.USER):
            note(db, change)
    return made


def _make_level(db: Connection, kind: _Kind) -> int:
    """Make the missing contexts of one kind whose contexts above exist; returns how many."""
    ids = kind.table.c.id
    has_one = exists().where(and_(context.c.contextlevel == kind.level, context.c.instanceid == ids))
    above = kind.table.c[kind.column] if kind.column else ids
    rows = db.execute(select(ids, above).where(kind.condition, ~has_one).order_by(ids)).all()
    if not rows:
        return 0
    parents = _parents(db, kind, {row[1] for row in rows})
    placed = [(row[0], parents[row[1]]) for row in rows if row[1] in parents]
    for start in range(0, len(placed), _BATCH):
        batch = dict(placed[start : start + _BATCH])
        values = [{"contextlevel": kind.level, "instanceid": each, "depth": len(parent.ids) + 1} for each, parent in batch.items()]
        db.execute(insert(context), values)
        for instance, made in by_instances(db, kind.level, batch).items():
            parent = batch[instance]
            path = Context(made.id, kind.level, instance, (*parent.ids, made.id) if parent.ids else ()).path
            db.execute(update(context).where(context.c.id == made.id).values(path=path))
    return len(placed)


def _parents(db: Connection, kind: _Kind, above: set[int]) -> Mapping[int, Context]:
    """The contexts above, by the values of the kind's column; those that do not exist are left out."""
    if not kind.column:
        return dict.fromkeys(above, SYSTEM)
    if kind.above is None:
        return by_ids(db, above)
    return {**by_instances(db, kind.above, above - {0}), 0: SYSTEM}


def has_instance(db: Connection, registry: Registry, level: int, instance: int) -> bool:
    """Whether an instance at a level exists, so that it must have a context."""
    return _row(db, registry, level, instance) is not None


def _row(db: Connection, registry: Registry, level: int, instance: int) -> tuple[_Kind, int] | None:
    """The kind of an instance, and what its row says of the context above; None if it does not exist."""
    for kind in _kinds(registry.tables):
        if kind.level == level:
            column = kind.table.c[kind.column] if kind.column else kind.table.c.id
            above = db.execute(select(column).where(kind.table.c.id == instance, kind.condition)).scalar()
            return None if above is None else (kind, above)
    return None


def make(db: Connection, registry: Registry, level: int, instance: int, below: frozenset[tuple[int, int]] = frozenset()) -> Context | None:
    """The context of an instance, made if it is missing, with those above it; None if the instance does not exist.

    ``below`` are the instances for which it is made: what lies above itself, as rows may say that others wrote, gets none.
    """
    existing = by_instances(db, level, [instance]).get(instance)
    if existing is not None:
        return existing
    found = _row(db, registry, level, instance)
    if found is None:
        return None
    kind, above = found
    if kind.above is not None and above:
        below |= {(level, instance)}
        parent = None if (kind.above, above) in below else make(db, registry, kind.above, above, below)
    else:
        parent = _parents(db, kind, {above}).get(above)
    if parent is None:
        return None
    note(db, ChangeKind.SITE)
    return create(db, level, instance, parent)
