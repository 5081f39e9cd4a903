"""Contexts: the places of a site in which roles are given and capabilities are held.

A context has a level and the id of what it is the context of, and a path of ids from the system
context down to itself (``reference/server.md`` 6.1).
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, delete, select, update

from gateway.errors import InvalidParameter, MissingRecord
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
    """One context; ``ids`` are the ids of its path, the system's first and its own last.

    Of a context that was stored without a path nobody knows what it lies in: it has no ``ids``.
    """

    id: int
    level: int
    instance: int
    ids: tuple[int, ...]

    @property
    def path(self) -> str | None:
        """The path as it is stored."""
        return "/" + "/".join(map(str, self.ids)) if self.ids else None


# Statements of every call that works in a context are made once: making one costs more than most of them take to run.
_BY_ID = select(context).where(context.c.id == bindparam("id"))
_BY_INSTANCES = InQuery(context.c.instanceid, lambda found: select(context).where(found, context.c.contextlevel == bindparam("level")))

# The context of the whole site. It is the root of every path and has the same id everywhere.
SYSTEM = Context(1, Level.SYSTEM, 0, (1,))


def by_id(db: Connection, contextid: int) -> Context | None:
    """The context with that id, or None."""
    if contextid == SYSTEM.id:
        return SYSTEM
    row = db.execute(_BY_ID, {"id": contextid}).mappings().first()
    return _of_row(row) if row else None


def by_ids(db: Connection, ids: Collection[int]) -> dict[int, Context]:
    """The contexts with these ids that exist, by id."""
    return {row["id"]: _of_row(row) for row in db.execute(select(context).where(context.c.id.in_(ids))).mappings()}


def by_instance(db: Connection, level: int, instance: int) -> Context:
    """The context of one thing. Raises ``MissingRecord`` where the thing has none."""
    if level == Level.SYSTEM:
        return SYSTEM
    if found := by_instances(db, level, [instance]).get(instance):
        return found
    raise MissingRecord("context", debug=f"no context of level {level} for instance {instance}")


def parent(db: Connection, child: Context) -> Context | None:
    """The context that another lies in directly; None for the system and where that is not known."""
    return by_id(db, child.ids[-2]) if len(child.ids) > 1 else None


def by_instances(db: Connection, level: int, instances: Collection[int]) -> dict[int, Context]:
    """The contexts of several things of one level, by the id of the thing; those without one are left out."""
    return {row["instanceid"]: _of_row(row) for row in _BY_INSTANCES.rows(db, instances, {"level": level})}


def listed(db: Connection, *, level: int | None = None, under: int | None = None) -> list[Context]:
    """All contexts by id, or those alone that are of one level, and that are or lie in one context."""
    query = select(context).order_by(context.c.id)
    if level is not None:
        query = query.where(context.c.contextlevel == level)
    found = [_of_row(row) for row in db.execute(query).mappings()]
    return [context_ for context_ in found if under is None or under in (context_.id, *context_.ids)]


def level_named(name: str) -> int | None:
    """The level of a short name or of a number in digits, or None."""
    if name.isdecimal() and name.isascii():
        number = int(name[:9])
        return number if number in set(Level) else None
    return Level[name.upper()] if name.islower() and name.upper() in Level.__members__ else None


def from_parameters(db: Connection, contextid: int, contextlevel: str, instanceid: int | None) -> Context:
    """The context that the usual three parameters name: an id, or a level and an instance.

    Raises ``InvalidParameter`` where they name none (``reference/server.md`` 6.1).
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
    """Add the context of a new thing under ``parent``."""
    values = {"contextlevel": level, "instanceid": instance, "depth": len(parent.ids) + 1}
    contextid = insert_row(db, context, values)
    created = Context(contextid, level, instance, (*parent.ids, contextid) if parent.ids else ())
    db.execute(update(context).where(context.c.id == contextid).values(path=created.path))
    return created


def move(db: Connection, moved_context: Context, to: Context) -> None:
    """Put a context, with all that lies in it, under another one."""
    ids = (*to.ids, moved_context.id)
    for row in db.execute(select(context).where(_at_or_under(moved_context))).mappings().all():
        ids_before = _of_row(row).ids
        moved = Context(row["id"], row["contextlevel"], row["instanceid"], (*ids, *ids_before[len(moved_context.ids) :]))
        db.execute(update(context).where(context.c.id == row["id"]).values(path=moved.path, depth=len(moved.ids)))
    note(db, ChangeKind.SITE)


def delete_under(db: Connection, registry: Registry, context_: Context) -> None:
    """Delete a context, all that lie in it, and what belongs to them: roles given there, permissions, files, what components keep."""
    inside = select(context.c.id).where(_at_or_under(context_))
    registry.forget(db, Deletable.CONTEXT, inside)
    for table in (role_assignments, role_capabilities, files):
        db.execute(delete(table).where(table.c.contextid.in_(inside)))
    db.execute(delete(context).where(_at_or_under(context_)))
    # Whose roles were taken is not worth finding out: everybody is loaded anew.
    for kind in (ChangeKind.SITE, ChangeKind.USER):
        note(db, kind)


def _at_or_under(context_: Context) -> ColumnElement[bool]:
    """That a context is this one or lies in it."""
    return (context.c.id == context_.id) | context.c.path.startswith(f"{context_.path}/", autoescape=True)


def locked(db: Connection) -> frozenset[int]:
    """The ids of the contexts that are locked themselves, not counting what lies in them."""
    return frozenset(db.execute(select(context.c.id).where(context.c.locked != 0)).scalars())


def set_locked(db: Connection, contextid: int, to: bool) -> None:
    """Lock or unlock a context and with it what lies in it, where the site locks contexts at all (``server.md`` 6.2)."""
    db.execute(update(context).where(context.c.id == contextid).values(locked=int(to)))
    note(db, ChangeKind.SITE)


def stored(contextid: int, level: int, instance: int, path: str | None) -> Context:
    """A context as it is stored."""
    return Context(contextid, level, instance, tuple(map(int, path[1:].split("/"))) if path else ())


def _of_row(row: RowMapping) -> Context:
    """The context of a row of the table."""
    return stored(row["id"], row["contextlevel"], row["instanceid"], row["path"])
