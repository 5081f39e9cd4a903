"""Contexts: where roles are assigned and capabilities are checked.

A context has a level, the id of its instance (such as a course), and a context path: the ids from the system context down to
itself (``docs/contract/server.md 6.1``).
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, delete, select, update

from gateway.errors import InvalidParameter, MissingContext
from gateway.registry.declarations import Deletable, Level
from gateway.registry.registry import Registry
from gateway.store.changes import ChangeKind, note
from gateway.store.in_query import InQuery
from gateway.store.rows import insert_row
from gateway.store.tables.access import context, role_assignments, role_capabilities
from gateway.store.tables.files import files

__all__ = [
    "SYSTEM",
    "Context",
    "Level",
    "by_id",
    "by_ids",
    "by_instance",
    "by_instances",
    "create",
    "delete_under",
    "from_parameters",
    "level_named",
    "listed",
    "locked",
    "move",
    "parent",
    "set_locked",
    "stored",
]


class Context(msgspec.Struct, frozen=True):
    """A context; ``ids`` are the ids on its context path, from the system's to its own.

    A context stored without a path has no ``ids``: the contexts above it are unknown.
    """

    id: int
    level: int
    instance: int
    ids: tuple[int, ...]

    @property
    def path(self) -> str | None:
        """The context path as it is stored."""
        return "/" + "/".join(map(str, self.ids)) if self.ids else None


# Prepared once: building one of these statements costs more than most of them take to run.
_BY_ID = select(context).where(context.c.id == bindparam("id"))
_BY_INSTANCES = InQuery(context.c.instanceid, lambda found: select(context).where(found, context.c.contextlevel == bindparam("level")))

# The context of the whole site. It is the root of every path and has the same id everywhere.
SYSTEM = Context(1, Level.SYSTEM, 0, (1,))


def by_id(db: Connection, contextid: int) -> Context | None:
    """The context with this id, or None."""
    if contextid == SYSTEM.id:
        return SYSTEM
    row = db.execute(_BY_ID, {"id": contextid}).mappings().first()
    return _of_row(row) if row else None


def by_ids(db: Connection, ids: Collection[int]) -> dict[int, Context]:
    """The contexts with these ids that exist, by id."""
    return {row["id"]: _of_row(row) for row in db.execute(select(context).where(context.c.id.in_(ids))).mappings()}


def by_instance(db: Connection, level: int, instance: int) -> Context:
    """The context of an instance at a level, such as a course. Raises ``MissingContext`` if it has none."""
    if level == Level.SYSTEM:
        return SYSTEM
    if found := by_instances(db, level, [instance]).get(instance):
        return found
    raise MissingContext(level, instance)


def parent(db: Connection, child: Context) -> Context | None:
    """The context directly above another; None for the system context and for an unknown path."""
    return by_id(db, child.ids[-2]) if len(child.ids) > 1 else None


def by_instances(db: Connection, level: int, instances: Collection[int]) -> dict[int, Context]:
    """The contexts of several instances at one level, by instance id; instances without a context are left out."""
    return {row["instanceid"]: _of_row(row) for row in _BY_INSTANCES.rows(db, instances, {"level": level})}


def listed(db: Connection, *, level: int | None = None, under: int | None = None) -> list[Context]:
    """All contexts by id; only those of ``level`` and those at or below the context ``under``, if given."""
    query = select(context).order_by(context.c.id)
    if level is not None:
        query = query.where(context.c.contextlevel == level)
    found = [_of_row(row) for row in db.execute(query).mappings()]
    return [context_ for context_ in found if under is None or under in (context_.id, *context_.ids)]


def level_named(name: str) -> int | None:
    """The level with this short name, or with this number in digits; None for any other text."""
    if name.isdecimal() and name.isascii():
        number = int(name[:9])
        return number if number in set(Level) else None
    return Level[name.upper()] if name.islower() and name.upper() in Level.__members__ else None


def from_parameters(db: Connection, contextid: int, contextlevel: str, instanceid: int | None) -> Context:
    """The context for the usual three parameters: an id, or a level and an instance.

    Raises ``InvalidParameter`` if they name no context (``docs/contract/server.md 6.1``).
    """
    found: Context | None = None
    if contextid:
        found = by_id(db, contextid)
    elif contextlevel and instanceid is not None:
        level = level_named(contextlevel)
        if level is None:
            raise InvalidParameter("is not the name of a context level", path="contextlevel")
        found = SYSTEM if level == Level.SYSTEM else by_instances(db, level, [instanceid]).get(instanceid)
    else:
        raise InvalidParameter("Name a context by its id, or by its level and instance.")
    if found is None:
        raise InvalidParameter("There is no such context.")
    return found


def create(db: Connection, level: int, instance: int, parent: Context) -> Context:
    """Insert the context of a new instance below ``parent``."""
    values = {"contextlevel": level, "instanceid": instance, "depth": len(parent.ids) + 1}
    contextid = insert_row(db, context, values)
    created = Context(contextid, level, instance, (*parent.ids, contextid) if parent.ids else ())
    db.execute(update(context).where(context.c.id == contextid).values(path=created.path))
    return created


def move(db: Connection, moved_context: Context, to: Context) -> None:
    """Move a context, with all contexts below it, under the context ``to``."""
    ids = (*to.ids, moved_context.id)
    for row in db.execute(select(context).where(_at_or_under(moved_context))).mappings().all():
        ids_before = _of_row(row).ids
        moved = Context(row["id"], row["contextlevel"], row["instanceid"], (*ids, *ids_before[len(moved_context.ids) :]))
        db.execute(update(context).where(context.c.id == row["id"]).values(path=moved.path, depth=len(moved.ids)))
    note(db, ChangeKind.SITE)


def delete_under(db: Connection, registry: Registry, context_: Context) -> None:
    """Delete a context and all below it, with their role assignments, overrides, files and what components store for them."""
    inside = select(context.c.id).where(_at_or_under(context_))
    registry.forget(db, Deletable.CONTEXT, inside)
    for table in (role_assignments, role_capabilities, files):
        db.execute(delete(table).where(table.c.contextid.in_(inside)))
    db.execute(delete(context).where(_at_or_under(context_)))
    # Invalidates the cached callers of all users: finding out whose roles were deleted would cost more.
    for kind in (ChangeKind.SITE, ChangeKind.USER):
        note(db, kind)


def _at_or_under(context_: Context) -> ColumnElement[bool]:
    """The condition for a context and all contexts below it."""
    return (context.c.id == context_.id) | context.c.path.startswith(f"{context_.path}/", autoescape=True)


def locked(db: Connection) -> frozenset[int]:
    """The ids of the contexts that are locked themselves, not through a context above."""
    return frozenset(db.execute(select(context.c.id).where(context.c.locked != 0)).scalars())


def set_locked(db: Connection, contextid: int, to: bool) -> None:
    """Lock or unlock a context, and with it all below it, if the site allows locking (``docs/contract/server.md 6.2``)."""
    db.execute(update(context).where(context.c.id == contextid).values(locked=int(to)))
    note(db, ChangeKind.SITE)


def stored(contextid: int, level: int, instance: int, path: str | None) -> Context:
    """A context from the values of its row."""
    return Context(contextid, level, instance, tuple(map(int, path[1:].split("/"))) if path else ())


def _of_row(row: RowMapping) -> Context:
    """The context in a row of the table."""
    return stored(row["id"], row["contextlevel"], row["instanceid"], row["path"])
