"""Managing roles: creating and changing them, and listing assignments and permissions.

``access.roles`` has the roles as far as they matter to access, and assigning. Everything works inside the caller's transaction.
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

__all__ = ["Assigned", "Given", "assigned", "change", "create", "find", "permissions"]

_SHORTNAME = re.compile(r"[a-z0-9_-]{1,100}")


class Assigned(msgspec.Struct, frozen=True, kw_only=True):
    """A role assignment; ``component`` is the plugin that made it, empty for a manual one."""

    role: str
    username: str
    contextid: int
    component: str


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """The permission of a role for a capability in a context."""

    capability: str
    permission: str
    contextid: int


def find(site: SiteData, reference: str) -> Role | None:
    """The role with this short name, or else with this id; None if there is none."""
    for known in site.roles.values():
        if known.shortname == reference:
            return known
    return site.roles.get(int(reference)) if reference.isdecimal() and len(reference) < 19 else None


def create(
    db: Connection, site: SiteData, shortname: str, *, name: str = "", levels: Collection[int] = (), like: Role | None = None, now: int
) -> int:
    """Create a role and return its id. ``like`` is a role whose permissions and levels are copied.

    Raises ``CodedError`` for a short name that is taken or invalid.
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
    """Role assignments; only those of this role, context and user, if given."""
    cols = role_assignments.c
    source = role_assignments.join(user, user.c.id == cols.userid).join(role, role.c.id == cols.roleid)
    columns = (role.c.shortname.label("role"), user.c.username, cols.contextid, cols.component)
    query = select(*columns).select_from(source).order_by(cols.contextid, role.c.sortorder, user.c.username)
    for column, value in ((cols.roleid, roleid), (cols.contextid, contextid), (cols.userid, userid)):
        if value is not None:
            query = query.where(column == value)
    return [Assigned(**row) for row in db.execute(query).mappings()]


def permissions(site: SiteData, roleid: int, contextid: int | None = None) -> list[Given]:
    """The permissions of a role, in all contexts or in one."""
    return [
        Given(capability=name, permission=Permission(permission).name.lower(), contextid=where)
        for (role_with, where), permissions in sorted(site.permissions.items())
        if role_with == roleid and contextid in (None, where)
        for name, permission in sorted(permissions.items())
    ]


def _set_levels(db: Connection, roleid: int, levels: Collection[int]) -> None:
    """Store the levels at which a role may be assigned; the role must have none yet."""
    if levels:
        db.execute(insert(role_context_levels), [{"roleid": roleid, "contextlevel": int(level)} for level in sorted(set(levels))])
