"""Roles: the standard roles, role assignments and overrides; ``delegation`` says which roles a user may assign or override.

The standard roles are package data (``data/standard.json``), with the capabilities of the kernel and of plugins of the
reference's distribution that have no component here; ``install_standard`` writes them into a new database, with the reference's
ids. ``register`` stores the capabilities that components declare. Roles are part of the site snapshot, role assignments are
part of the account.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from importlib.resources import files
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, Table, delete, insert, select

from gateway.access.contexts import SYSTEM, Level
from gateway.access.permissions import Assignment, Permission, Subject
from gateway.registry.declarations import Capability
from gateway.store.changes import ChangeKind, note
from gateway.store.rows import upsert
from gateway.store.tables.access import (
    capabilities,
    role,
    role_allow_assign,
    role_allow_override,
    role_allow_switch,
    role_allow_view,
    role_assignments,
    role_capabilities,
    role_context_levels,
)
from gateway.store.tables.users import user

__all__ = [
    "Role",
    "assign",
    "install_standard",
    "load",
    "permit",
    "register",
    "subject",
    "subjects",
    "title",
    "unassign",
    "unassign_all",
]

# The levels at which each standard role may be assigned.
_ASSIGNABLE_AT: Mapping[str, tuple[Level, ...]] = {
    "manager": (Level.SYSTEM, Level.COURSECAT, Level.COURSE),
    "coursecreator": (Level.SYSTEM, Level.COURSECAT),
    "editingteacher": (Level.COURSE, Level.MODULE),
    "teacher": (Level.COURSE, Level.MODULE),
    "student": (Level.COURSE, Level.MODULE),
}

# The role matrices of the standard roles. The one for assigning was recorded from the reference; the others follow
# the reference's archetypes.
_OF_COURSES = ("coursecreator", "editingteacher", "teacher", "student")
_EVERY_ROLE = ("manager", *_OF_COURSES, "guest", "user", "frontpage")
_STANDARD: Mapping[Table, Mapping[str, tuple[str, ...]]] = {
    role_allow_assign: {"manager": ("manager", *_OF_COURSES), "editingteacher": ("teacher", "student")},
    role_allow_override: {"manager": _EVERY_ROLE, "editingteacher": ("teacher", "student", "guest")},
    role_allow_switch: {
        "manager": ("editingteacher", "teacher", "student", "guest"),
        "editingteacher": ("teacher", "student", "guest"),
        "teacher": ("student", "guest"),
    },
    role_allow_view: {
        "manager": _EVERY_ROLE,
        "coursecreator": _OF_COURSES,
        "editingteacher": _OF_COURSES,
        "teacher": _OF_COURSES,
        "student": _OF_COURSES,
    },
}


# The display names of standard roles without a name of their own.
_TITLES = {
    "manager": "Manager",
    "coursecreator": "Course creator",
    "editingteacher": "Teacher",
    "teacher": "Non-editing teacher",
    "student": "Student",
    "guest": "Guest",
    "user": "Authenticated user",
    "frontpage": "Authenticated user on site home",
}


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """A role: the levels at which it may be assigned, and the roles that its holders may assign, override, switch to and view."""

    id: int
    name: str
    shortname: str
    archetype: str
    sortorder: int
    levels: frozenset[int] = frozenset()
    assigns: frozenset[int] = frozenset()
    overrides: frozenset[int] = frozenset()
    switches: frozenset[int] = frozenset()
    views: frozenset[int] = frozenset()


def install_standard(db: Connection) -> None:
    """Write the standard roles into an empty database, with their permissions and the capabilities that no component declares."""
    standard: dict[str, Any] = json.loads(files("gateway.access").joinpath("data/standard.json").read_text())
    columns = ("name", "captype", "contextlevel", "component", "riskbitmask")
    db.execute(insert(capabilities), [dict(zip(columns, row, strict=True)) for row in standard["capabilities"]])
    ids = {name: number for number, name in enumerate(standard["roles"], start=1)}
    db.execute(insert(role), [{"id": id_, "shortname": name, "archetype": name, "sortorder": id_} for name, id_ in ids.items()])
    db.execute(
        insert(role_capabilities),
        [
            {"contextid": SYSTEM.id, "roleid": ids[name], "capability": capability, "permission": Permission[kind.upper()]}
            for name, given in standard["roles"].items()
            for kind, names in given.items()
            for capability in names
        ],
    )
    levels = [{"roleid": ids[name], "contextlevel": level} for name, at in _ASSIGNABLE_AT.items() for level in at]
    db.execute(insert(role_context_levels), levels)
    for table, matrix in _STANDARD.items():
        column = _other(table).name
        db.execute(insert(table), [{"roleid": ids[name], column: ids[other]} for name, others in matrix.items() for other in others])


def register(db: Connection, declared: Mapping[str, Sequence[Capability]]) -> bool:
    """Register the capabilities that components declare, and grant new ones to the roles; returns whether any was new.

    Permissions for capabilities that are already registered are left unchanged (``docs/contract/server.md 6.2``).
    """
    known = set(db.execute(select(capabilities.c.name)).scalars())
    new = [(component, each) for component, several in declared.items() for each in several if each.name not in known]
    if not new:
        return False
    rows = [
        {
            "name": each.name,
            "captype": each.type.value,
            "contextlevel": each.level.value,
            "component": component,
            "riskbitmask": each.risks.value,
        }
        for component, each in new
    ]
    db.execute(insert(capabilities), rows)
    ids: dict[str, list[int]] = {}
    for roleid, archetype in db.execute(select(role.c.id, role.c.archetype)):
        ids.setdefault(archetype, []).append(roleid)
    permissions = [
        {"contextid": SYSTEM.id, "roleid": roleid, "capability": each.name, "permission": permission}
        for _, each in new
        for permission, archetypes in (
            (Permission.ALLOW, each.archetypes),
            (Permission.PREVENT, each.prevented),
            (Permission.PROHIBIT, each.prohibited),
        )
        for archetype in archetypes
        for roleid in ids.get(archetype, ())
    ]
    if permissions:
        db.execute(insert(role_capabilities), permissions)
    note(db, ChangeKind.SITE)
    return True


def load(db: Connection) -> dict[int, Role]:
    """All roles by id, in the site's order."""
    levels = _grouped(db, role_context_levels, role_context_levels.c.contextlevel)
    assigns, overrides, switches, views = (
        _grouped(db, table, _other(table)) for table in (role_allow_assign, role_allow_override, role_allow_switch, role_allow_view)
    )
    columns = (role.c.id, role.c.name, role.c.shortname, role.c.archetype, role.c.sortorder)
    return {
        row["id"]: Role(
            **row,
            levels=levels.get(row["id"], frozenset()),
            assigns=assigns.get(row["id"], frozenset()),
            overrides=overrides.get(row["id"], frozenset()),
            switches=switches.get(row["id"], frozenset()),
            views=views.get(row["id"], frozenset()),
        )
        for row in db.execute(select(*columns).order_by(role.c.sortorder, role.c.id)).mappings()
    }


def title(role: Role) -> str:
    """The display name of a role."""
    return role.name or _TITLES.get(role.shortname, role.shortname)


def assign(
    db: Connection, roleid: int, userid: int, contextid: int, *, now: int, modifier: int = 0, component: str = "", itemid: int = 0
) -> None:
    """Assign a role to a user in a context; an existing assignment is left as it is.

    ``component`` and ``itemid`` identify what makes the assignment, such as an enrolment method, if it is not manual; each of
    them can assign a role once.
    """
    same = _of_assignment(roleid, userid, contextid, component, itemid)
    if db.execute(select(role_assignments.c.id).where(*same)).first() is None:
        assignment = {"roleid": roleid, "userid": userid, "contextid": contextid, "component": component, "itemid": itemid}
        db.execute(insert(role_assignments).values(**assignment, timemodified=now, modifierid=modifier))
        note(db, ChangeKind.USER, str(userid))


def unassign(db: Connection, roleid: int, userid: int, contextid: int, *, component: str = "", itemid: int = 0) -> bool:
    """Delete one role assignment of a user; returns whether there was one."""
    taken = db.execute(delete(role_assignments).where(*_of_assignment(roleid, userid, contextid, component, itemid))).rowcount
    if taken:
        note(db, ChangeKind.USER, str(userid))
    return bool(taken)


def unassign_all(db: Connection, userid: int, *where: ColumnElement[bool]) -> None:
    """Delete all role assignments of a user that match the conditions."""
    db.execute(delete(role_assignments).where(role_assignments.c.userid == userid, *where))
    note(db, ChangeKind.USER, str(userid))


def permit(
    db: Connection, roleid: int, contextid: int, capability: str, permission: Permission | None, *, now: int, modifier: int = 0
) -> None:
    """Set the permission of a role for a capability in a context, at any level; None removes it, so that it is inherited."""
    key = {"roleid": roleid, "contextid": contextid, "capability": capability}
    if permission is None:
        db.execute(delete(role_capabilities).where(*(role_capabilities.c[name] == value for name, value in key.items())))
    else:
        upsert(db, role_capabilities, key, {"permission": permission.value, "timemodified": now, "modifierid": modifier})
    note(db, ChangeKind.SITE)


def subject(db: Connection, userid: int) -> Subject:
    """The subject of a user, with all role assignments; unknown and deleted users hold no capability."""
    return subjects(db, [userid])[userid]


def subjects(db: Connection, userids: Collection[int] | Select[tuple[int]], *, within: Collection[int] | None = None) -> dict[int, Subject]:
    """The subjects of several users by id, or of the users that a subquery selects, without deleted ones.

    With ``within``, they have only their roles in these contexts.
    """
    there = set(db.execute(select(user.c.id).where(user.c.id.in_(userids), user.c.deleted == 0)).scalars())
    given: dict[int, list[Assignment]] = {userid: [] for userid in (there if isinstance(userids, Select) else userids)}
    cols = role_assignments.c
    query = select(cols.userid, cols.roleid, cols.contextid).where(cols.userid.in_(userids)).order_by(cols.id)
    for row in db.execute(query if within is None else query.where(cols.contextid.in_(within))):
        if row.userid in given:
            given[row.userid].append((row.roleid, row.contextid))
    return {userid: Subject(userid, tuple(assigned), deleted=userid not in there) for userid, assigned in given.items()}


def _grouped(db: Connection, table: Table, column: ColumnElement[int]) -> dict[int, frozenset[int]]:
    """The values of a column, by role id."""
    found: dict[int, set[int]] = {}
    for roleid, value in db.execute(select(table.c.roleid, column)):
        found.setdefault(roleid, set()).add(value)
    return {roleid: frozenset(values) for roleid, values in found.items()}


def _other(table: Table) -> Any:
    """The column of a role matrix that holds the second role: ``allowassign`` of ``role_allow_assign``."""
    return table.c[table.name.removeprefix("role_").replace("_", "")]


def _of_assignment(roleid: int, userid: int, contextid: int, component: str, itemid: int) -> tuple[ColumnElement[bool], ...]:
    """The conditions that identify one role assignment."""
    cols = role_assignments.c
    return cols.roleid == roleid, cols.userid == userid, cols.contextid == contextid, cols.component == component, cols.itemid == itemid
