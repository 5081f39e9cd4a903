"""Managing roles: creating and changing them, and listing assignments and permissions.

``access.roles`` has the roles as far as they matter to access, and assigning. Everything works inside the caller's transaction.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from gateway.access import roles
from gateway.access.contexts import SYSTEM, Context
from gateway.access.permissions import Permission
from gateway.access.roles import Role
from gateway.access.site import SiteData
from gateway.errors import CodedError
from gateway.store.changes import ChangeKind, note
from gateway.store.rows import insert_row
from gateway.store.tables.access import role, role_assignments, role_capabilities, role_context_levels
from gateway.store.tables.users import user
from gateway.telemetry import audit
from gateway.telemetry.audit import COMMAND, Action, Actor, Event

__all__ = ["Assigned", "Given", "assign", "assigned", "change", "create", "find", "permissions", "permit", "unassign"]

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
    db: Connection,
    site: SiteData,
    shortname: str,
    *,
    name: str = "",
    levels: Collection[int] = (),
    like: Role | None = None,
    now: int,
    by: Actor = COMMAND,
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
    audit.write(db, Event(action=audit.ROLE_CREATED, actor=by, objectid=roleid, other={"shortname": shortname}))
    return roleid


def change(db: Connection, changed: Role, *, name: str | None = None, levels: Collection[int] | None = None) -> None:
    """Change the name of a role, or the levels at which it may be assigned."""
    if name is not None:
        db.execute(update(role).where(role.c.id == changed.id).values(name=name))
    if levels is not None:
        db.execute(delete(role_context_levels).where(role_context_levels.c.roleid == changed.id))
        _set_levels(db, changed.id, levels)
    note(db, ChangeKind.SITE)


def assign(db: Connection, given: Role, userid: int, context: Context, *, now: int, by: Actor = COMMAND) -> None:
    """Give a user a role in a context, by hand, and record that in the audit."""
    roles.assign(db, given.id, userid, context.id, now=now, modifier=by.userid)
    _record(db, audit.ROLE_ASSIGNED, given, context.id, by, userid=userid)


def unassign(db: Connection, taken: Role, userid: int, contextid: int, *, by: Actor = COMMAND) -> bool:
    """Take a role from a user that was given by hand in a context, and record that; returns whether it was."""
    had = roles.unassign(db, taken.id, userid, contextid)
    if had:
        _record(db, audit.ROLE_UNASSIGNED, taken, contextid, by, userid=userid)
    return had


def permit(
    db: Connection,
    site: SiteData,
    changed: Role,
    context: Context,
    capability: str,
    permission: Permission | None,
    *,
    now: int,
    by: Actor = COMMAND,
) -> None:
    """Set what a role is given for a capability in a context (None: what holds above), and record that.

    Raises ``CodedError`` for an unknown capability.
    """
    if not site.has_capability(capability):
        raise CodedError("invalidparameter", message=f"There is no capability {capability}.")
    roles.permit(db, changed.id, context.id, capability, permission, now=now, modifier=by.userid)
    said = "inherit" if permission is None else permission.name.lower()
    _record(db, audit.ROLE_CHANGED, changed, context.id, by, capability=capability, permission=said)


def _record(db: Connection, action: Action, about: Role, contextid: int, by: Actor, userid: int | None = None, **other: str) -> None:
    facts = {"context": contextid, **other}
    audit.write(db, Event(action=action, actor=by, objectid=about.id, relateduserid=userid, other=facts))


def assigned(
    db: Connection, *, roleid: int | None = None, contextid: int | None = None, userid: int | None = None, most: int | None = None
) -> list[Assigned]:
    """Role assignments; only those of this role, context and user, if given; at ``most`` so many."""
    cols = role_assignments.c
    source = role_assignments.join(user, user.c.id == cols.userid).join(role, role.c.id == cols.roleid)
    columns = (role.c.shortname.label("role"), user.c.username, cols.contextid, cols.component)
    query = select(*columns).select_from(source).order_by(cols.contextid, role.c.sortorder, user.c.username)
    for column, value in ((cols.roleid, roleid), (cols.contextid, contextid), (cols.userid, userid)):
        if value is not None:
            query = query.where(column == value)
    return [Assigned(**row) for row in db.execute(query.limit(most)).mappings()]


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
