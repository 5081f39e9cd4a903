"""Roles as administrators keep them: making and changing them, and what they are given where.

``roles`` is the other side: roles as they decide on access, and the giving itself. Everything works inside
the caller's transaction.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from gateway.access.contexts import SYSTEM
from gateway.access.permissions import Permission
from gateway.access.roles import Role
from gateway.access.site import SiteData
from gateway.errors import CodedError
from gateway.store.changes import ChangeKind, note
from gateway.store.rows import insert_row
from gateway.store.tables.access import role, role_assignments, role_capabilities, role_context_levels
from gateway.store.tables.users import user

__all__ = ["Assigned", "Given", "assigned", "change", "create", "find", "given"]

_SHORTNAME = re.compile(r"[a-z0-9_-]{1,100}")


class Assigned(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody has a role in a context; ``component`` is what gave it, empty for a person."""

    role: str
    username: str
    contextid: int
    component: str


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What a role is given for a capability in a context."""

    capability: str
    permission: str
    contextid: int


def find(site: SiteData, reference: str) -> Role | None:
    """The role that ``reference`` names: its short name or, where none has that, its id."""
    for known in site.roles.values():
        if known.shortname == reference:
            return known
    return site.roles.get(int(reference)) if reference.isdecimal() and len(reference) < 19 else None


def create(
    db: Connection, site: SiteData, shortname: str, *, name: str = "", levels: Collection[int] = (), like: Role | None = None, now: int
) -> int:
    """Add a role and return its id. ``like`` names one whose permissions and levels it begins with.

    Raises ``CodedError`` for a short name that is taken or cannot be one.
    """
    if not _SHORTNAME.fullmatch(shortname):
        raise CodedError("invalidparameter", message="The short name of a role has small letters, digits, - and _ only.")
    if any(known.shortname == shortname for known in site.roles.values()):
        raise CodedError("shortnametaken", message="Another role has this short name.")
    last = db.execute(select(func.coalesce(func.max(role.c.sortorder), 0))).scalar_one()
    values = {"shortname": shortname, "name": name, "archetype": like.archetype if like else "", "sortorder": last + 1}
    roleid = insert_row(db, role, values)
    _set_levels(db, roleid, levels or (like.levels if like else ()))
    if like:
        cols = role_capabilities.c
        same = (cols.capability, cols.permission)
        for row in db.execute(select(*same).where(cols.roleid == like.id, cols.contextid == SYSTEM.id)).all():
            values = {"capability": row.capability, "permission": row.permission, "contextid": SYSTEM.id, "timemodified": now}
            db.execute(insert(role_capabilities).values(roleid=roleid, **values))
    note(db, ChangeKind.SITE)
    return roleid


def change(db: Connection, changed: Role, *, name: str | None = None, levels: Collection[int] | None = None) -> None:
    """Change the name of a role, or the levels at which it may be assigned."""
    if name is not None:
        db.execute(update(role).where(role.c.id == changed.id).values(name=name))
    if levels is not None:
        db.execute(delete(role_context_levels).where(role_context_levels.c.roleid == changed.id))
        _set_levels(db, changed.id, levels)
    note(db, ChangeKind.SITE)


def assigned(db: Connection, *, roleid: int | None = None, contextid: int | None = None, userid: int | None = None) -> list[Assigned]:
    """Who has which role where, or those assignments alone that have this role, context and person."""
    cols = role_assignments.c
    source = role_assignments.join(user, user.c.id == cols.userid).join(role, role.c.id == cols.roleid)
    columns = (role.c.shortname.label("role"), user.c.username, cols.contextid, cols.component)
    query = select(*columns).select_from(source).order_by(cols.contextid, role.c.sortorder, user.c.username)
    for column, value in ((cols.roleid, roleid), (cols.contextid, contextid), (cols.userid, userid)):
        if value is not None:
            query = query.where(column == value)
    return [Assigned(**row) for row in db.execute(query).mappings()]


def given(site: SiteData, roleid: int, contextid: int | None = None) -> list[Given]:
    """What a role is given, everywhere or in one context."""
    return [
        Given(capability=name, permission=Permission(permission).name.lower(), contextid=where)
        for (who, where), permissions in sorted(site.permissions.items())
        if who == roleid and contextid in (None, where)
        for name, permission in sorted(permissions.items())
    ]


def _set_levels(db: Connection, roleid: int, levels: Collection[int]) -> None:
    """Say at which levels a role that has none yet may be assigned."""
    if levels:
        db.execute(insert(role_context_levels), [{"roleid": roleid, "contextlevel": int(level)} for level in sorted(set(levels))])
